//! Somebody at a browser, without a network in between.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use nabz_access::sign_in::SignedIn;
use nabz_access::staff::{begin_second_factor, confirm_second_factor};
use nabz_access::{Password, TotpSecret, Vault, session, sign_in};
use nabz_store::Store;
use tower::ServiceExt;

/// The password of everybody in a story who has none of their own.
pub const PASSWORD: &str = "neem-tree-by-the-gate";

/// What second factors are sealed with in a story.
const SEALING_KEY: [u8; 32] = [7; 32];

/// What a page sends whose form says nothing else.
const FORM: &str = "application/x-www-form-urlencoded";

/// Pages of a router, as one person sees them.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookie: String,
}

/// What a browser would show, follow and keep.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Where to go next; empty when here.
    pub location: String,
    /// What it is to keep.
    pub cookies: Vec<String>,
    /// All that is said about it.
    pub headers: HeaderMap,
    /// What it shows.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// What it shows, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Browser {
    /// A browser of somebody whom nobody knows.
    pub fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookie: String::new() }
    }

    /// The browser of somebody who has just signed in, with [`PASSWORD`].
    pub fn of(router: &Router, store: &Store, name: &'static str) -> Self {
        Self { router: router.clone(), cookie: session_cookie(store, name) }
    }

    /// The browser of somebody who has just signed in with [`PASSWORD`] and a code of their phone.
    pub fn with_code(router: &Router, store: &Store, name: &'static str) -> Self {
        let signed = signed_in(store, name);
        confirm(store, &signed);
        Self { router: router.clone(), cookie: cookie_of(&signed) }
    }

    /// The same browser with one more cookie.
    #[must_use]
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = format!("{}; {cookie}", self.cookie);
        self
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, (FORM, Vec::new()))
    }

    /// Opens a page that there is.
    ///
    /// # Panics
    /// When there is not: a story stops where its page is missing.
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{path} → {}\n{}",
            answer.location,
            answer.text()
        );
        answer.text()
    }

    /// Sends a form.
    pub fn post(&self, path: &str, form: &str) -> Answer {
        self.ask("POST", path, (FORM, form.as_bytes().to_vec()))
    }

    /// Sends a form with a file in the field `file`, as a page with such a field does.
    pub fn send(&self, path: &str, fields: &[(&str, &str)], (name, file): (&str, &[u8])) -> Answer {
        let mut form = Vec::new();
        let mut add = |head: String, value: &[u8]| {
            let head = format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n");
            form.extend([head.as_bytes(), value, b"\r\n"].concat());
        };
        for (field, value) in fields {
            add(format!("name=\"{field}\""), value.as_bytes());
        }
        add(format!("name=\"file\"; filename=\"{name}\""), file);
        form.extend_from_slice(b"--edge--\r\n");
        self.ask("POST", path, ("multipart/form-data; boundary=edge", form))
    }

    #[expect(clippy::expect_used, reason = "a story stops where its request does")]
    fn ask(&self, method: &str, path: &str, (kind, form): (&str, Vec<u8>)) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "nabz.test")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form))
            .expect("a request");
        crate::wait_for(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            read(answer).await
        })
    }
}

#[expect(clippy::expect_used, reason = "a story stops where its answer breaks off")]
async fn read(answer: Response<Body>) -> Answer {
    let (parts, body) = answer.into_parts();
    let values = |name| {
        let values = parts.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    Answer {
        status: parts.status,
        location: values(header::LOCATION).pop().unwrap_or_default(),
        cookies: values(header::SET_COOKIE),
        headers: parts.headers.clone(),
        bytes: to_bytes(body, usize::MAX).await.expect("a whole answer").to_vec(),
    }
}

/// The cookie of somebody who signs in with [`PASSWORD`] and has no second factor.
///
/// # Panics
/// When they cannot.
pub fn session_cookie(store: &Store, name: &'static str) -> String {
    cookie_of(&signed_in(store, name))
}

#[expect(clippy::expect_used, reason = "a story stops where its person is not let in")]
fn signed_in(store: &Store, name: &'static str) -> SignedIn {
    let known = store.read_blocking(move |view| sign_in::credentials(view, name));
    let verdict = known.expect("credentials").check_password(&Password::typed(PASSWORD));
    let signed = store.write_blocking(move |tx| sign_in::sign_in(tx, &verdict, "story"));
    signed.expect("a session")
}

/// Enrols a phone, by which the sign-in counts as one with two factors.
#[expect(clippy::expect_used, reason = "a story stops where its person is not let in")]
fn confirm(store: &Store, signed: &SignedIn) {
    let key = signed.token.key();
    let confirmed = store.write_blocking(move |tx| {
        let (access, secret) = (session::resume(tx, key)?.access, TotpSecret::draw()?);
        let vault = Vault::of_key(&SEALING_KEY);
        begin_second_factor(tx, &access, &vault.seal(access.staff(), &secret)?)?;
        confirm_second_factor(tx, &access, (&vault, &secret.code_at(tx.now())))
    });
    confirmed.expect("a second factor");
}

fn cookie_of(signed: &SignedIn) -> String {
    format!("__Host-nabz={}", signed.token.reveal())
}
