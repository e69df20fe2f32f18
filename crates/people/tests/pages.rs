//! What the pages about persons promise, as sentences over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::post;
use http_body_util::BodyExt;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, Password, Permit, Vault};
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::names::PersonName;
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{Details, NewPerson};
use nabz_people::registry::pages::{self, DuplicatesPane};
use nabz_people::registry::{actions, person};
use nabz_store::{Stop, Tx};
use nabz_testkit::{City, Database, MORNING, city_test};
use nabz_web::{App, Desk, Fields, Page, Problem, router};
use tower::ServiceExt;

const PASSWORD: &str = "neem-tree-by-the-gate";

/// A hospital with one clerk, one resident, and the pages about persons.
struct Site {
    database: Database,
    router: Router,
    sunita: PersonId,
}

impl City for Site {
    fn on(database: Database) -> Self {
        database.store.write_blocking(people_the_hospital).unwrap();
        let sunita = database.store.write_blocking(register_sunita).unwrap();
        let search = Search::default();
        search.load(&database.store).unwrap();
        let app = App::build(database.store.clone(), Clock::Fixed(MORNING));
        let app = app.sections([pages::section()]).part(search).part(Vault::of_key(&[7; 32])).done();
        let routes = pages::routes()
            .route("/try/find", post(find))
            .route("/try/duplicates", post(duplicates));
        Self { database, router: router(app, routes), sunita }
    }
}

fn people_the_hospital(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let mut above = None;
    for (kind, code) in [
        (NodeKind::Department, "department"),
        (NodeKind::District, "district:Central"),
        (NodeKind::Facility, "LNH"),
    ] {
        let names = Names::parse("Amaltas Hospital", "अमलतास अस्पताल").unwrap();
        let node = add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?;
        above = Some(node);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
}

fn register_sunita(tx: &mut Tx<'_>) -> Result<PersonId, Stop> {
    let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
    let details = Details::named(PersonName::parse("सुनीता देवी", "").unwrap());
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    actions::register(tx, &permit, &new).map(|registered| registered.person)
}

async fn find(desk: Desk, fields: Fields) -> Result<String, Problem> {
    let (_, found) = pages::ask(&desk, fields.get("q")).await?;
    Ok(found.iter().map(|candidate| candidate.health_id.to_string()).collect())
}

async fn duplicates(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    let typed = Details::named(PersonName::of(fields.get("name"))?);
    DuplicatesPane::look(&desk, &typed).await?.page(&desk)
}

struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
    text: String,
}

impl Site {
    async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let cookies = parts.headers.get_all(header::SET_COOKIE);
        Answer {
            status: parts.status,
            cookies: cookies.iter().map(|value| value.to_str().unwrap().to_owned()).collect(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, cookie: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// The session cookie of Pooja, the clerk.
    async fn pooja(&self) -> String {
        let form = format!("name=pooja.bisht&password={PASSWORD}");
        let answer = self.post("/sign-in", "", &form).await;
        let cookie = answer.cookies.iter().find(|cookie| cookie.starts_with("__Host-nabz="));
        cookie.unwrap().split(';').next().unwrap().to_owned()
    }
}

#[city_test]
async fn a_clerk_finds_a_person_and_sees_what_is_on_record(site: &mut Site) {
    let cookie = site.pooja().await;
    let found = site.post("/try/find", &cookie, "q=Suneeta+Devi").await;
    assert!(found.text.starts_with("DH "), "{}", found.text);
    let page = site.get(&format!("/people/{}", site.sunita), &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("सुनीता देवी"));
    let nobody = site.get(&format!("/people/{}", uuid::Uuid::nil()), &cookie).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[city_test]
async fn a_mistake_in_a_correction_is_said_beside_its_field_and_nothing_typed_is_lost(
    site: &mut Site,
) {
    let cookie = site.pooja().await;
    let path = format!("/people/{}/correction", site.sunita);
    let wrong = "once=a&version=1&name_en=Sumitra+Devi&phone=98765&reason=misheard";
    let answer = site.post(&path, &cookie, wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("REG-004") && answer.text.contains("Sumitra Devi"));
    let right = "once=a&version=1&name_en=Sumitra+Devi&phone=0000004321&reason=misheard";
    assert_eq!(site.post(&path, &cookie, right).await.status, StatusCode::SEE_OTHER);
    let sunita = site.sunita;
    let on_record = site.database.store.read(move |view| person(view, sunita)).await.unwrap();
    assert_eq!(on_record.unwrap().version, 1, "the record changes when somebody has approved");
    let decide = site.get("/people/corrections", &cookie).await;
    assert_eq!(decide.status, StatusCode::FORBIDDEN);
}

#[city_test]
async fn a_likely_duplicate_is_shown_only_when_there_is_more_than_a_name(site: &mut Site) {
    let cookie = site.pooja().await;
    let pane = site.post("/try/duplicates", &cookie, "name=Sunita+Devi").await;
    assert_eq!((pane.status, pane.text.trim()), (StatusCode::OK, ""));
}
