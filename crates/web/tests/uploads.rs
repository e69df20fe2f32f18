//! What a form that carries a file is read as, as sentences over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use axum::routing::post;
use http_body_util::BodyExt;
use nabz_kernel::clock::Clock;
use nabz_testkit::{City, Database, MORNING, city_test};
use nabz_web::{App, Problem, Sent, Upload, Visitor, router};
use tower::ServiceExt;

/// The page of this site takes files of so many bytes.
const MOST: usize = 1_000;
const KIND: &str = "multipart/form-data; boundary=edge";

/// A site with one page, which says what it was sent.
struct Site {
    router: Router,
    _database: Database,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let app = App::build(database.store.clone(), Clock::Fixed(MORNING)).done();
        let pages = Router::new().route("/send", post(told));
        Self { router: router(app, pages), _database: database }
    }
}

async fn told(visitor: Visitor, request: Request) -> Result<String, Problem> {
    let upload = Upload::read(&visitor, request, MOST).await?;
    let file = match upload.file() {
        Sent::Nothing => "nothing".to_owned(),
        Sent::One(bytes) => format!("{} bytes", bytes.len()),
        Sent::TooLarge => "too large".to_owned(),
        Sent::Several => "several".to_owned(),
    };
    let fields = upload.fields();
    Ok(format!("{}, {file}, {:?}", fields.get("kind"), fields.once()))
}

/// One field of a form; a file has a name, perhaps an empty one.
fn field(name: &str, file: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let called = file.map(|called| format!("; filename=\"{called}\"\r\nContent-Type: text/html"));
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{name}\"{}\r\n\r\n",
        called.unwrap_or_default()
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

fn form(fields: &[Vec<u8>]) -> Vec<u8> {
    let mut form = [field("once", None, b"k"), field("kind", None, b"birth")].concat();
    form.extend(fields.concat());
    form.extend(b"--edge--\r\n");
    form
}

impl Site {
    async fn send(&self, kind: &str, body: Vec<u8>) -> (StatusCode, String) {
        let request = Request::post("/send").header(header::CONTENT_TYPE, kind);
        let request = request.header("sec-fetch-site", "same-origin").body(Body::from(body));
        let answer: Response<Body> = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn says(&self, fields: &[Vec<u8>]) -> String {
        let (status, text) = self.send(KIND, form(fields)).await;
        assert_eq!(status, StatusCode::OK, "{text}");
        text
    }
}

#[city_test]
async fn a_form_is_read_with_its_file_and_its_key_is_bound_to_that(site: &mut Site) {
    let one = site.says(&[field("file", Some("a.png"), b"\x89PNG\xff")]).await;
    assert!(one.starts_with("birth, 5 bytes, "), "{one}");
    let renamed = site.says(&[field("file", Some("b.exe"), b"\x89PNG\xff")]).await;
    assert_eq!(one, renamed, "what it was called does not count");
    let other = site.says(&[field("file", Some("a.png"), b"\x89PNG\xfe")]).await;
    assert_ne!(one, other, "the same key with another file is another wish");
}

#[city_test]
async fn nothing_an_empty_file_and_two_are_told_apart(site: &mut Site) {
    let unchosen = field("photo", Some(""), b"");
    for (fields, said) in [
        (vec![], "nothing"),
        (vec![unchosen.clone(), field("file", Some(""), b"")], "nothing"),
        (vec![unchosen.clone(), field("file", Some("a.png"), b"")], "0 bytes"),
        (vec![unchosen, field("file", Some("a.png"), b"abc")], "3 bytes"),
        (vec![field("photo", Some("a"), b"a"), field("file", Some("b"), b"b")], "several"),
    ] {
        let told = site.says(&fields).await;
        assert!(told.starts_with(&format!("birth, {said}, ")), "{told}");
    }
}

#[city_test]
async fn a_file_that_is_too_large_is_let_pass_and_the_other_fields_are_read(site: &mut Site) {
    let large = site.says(&[field("file", Some("a.png"), &vec![7; 3_000_000])]).await;
    assert!(large.starts_with("birth, too large, "), "{large}");
}

#[city_test]
async fn what_is_no_such_form_is_refused(site: &mut Site) {
    let broken = form(&[field("file", Some("a.png"), b"abc")]);
    let cut = broken.get(..broken.len() - 12).unwrap().to_vec();
    for (kind, body) in [
        ("application/x-www-form-urlencoded", b"once=k&kind=birth".to_vec()),
        ("multipart/form-data", form(&[])),
        (KIND, cut),
        (KIND, b"nothing of the kind".to_vec()),
        (KIND, form(&[field("why", None, b"\xff\xfe")])),
    ] {
        let (status, text) = site.send(kind, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}: {text}");
        assert!(text.contains("WEB-002"), "{kind}: {text}");
    }
}
