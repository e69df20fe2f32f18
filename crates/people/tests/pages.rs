//! What the pages about persons promise, as sentences over HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use axum::http::StatusCode;
use axum::routing::post;
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
use nabz_testkit::{Browser, City, Database, MORNING, PASSWORD, city_test};
use nabz_web::{App, Desk, Fields, Page, Problem, router};

/// A hospital with one clerk, one resident, and the pages about persons.
struct Site {
    database: Database,
    pooja: Browser,
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
        let pooja = Browser::of(&router(app, routes), &database.store, "pooja.bisht");
        Self { database, pooja, sunita }
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

#[city_test]
fn a_clerk_finds_a_person_and_sees_what_is_on_record(site: &mut Site) {
    let pooja = &site.pooja;
    let found = pooja.post("/try/find", "q=Suneeta+Devi");
    assert!(found.text().starts_with("DH "), "{}", found.text());
    let page = pooja.page(&format!("/people/{}", site.sunita));
    assert!(page.contains("सुनीता देवी"));
    let nobody = pooja.get(&format!("/people/{}", uuid::Uuid::nil()));
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[city_test]
fn a_mistake_in_a_correction_is_said_beside_its_field_and_nothing_typed_is_lost(site: &mut Site) {
    let pooja = &site.pooja;
    let path = format!("/people/{}/correction", site.sunita);
    let wrong = "once=a&version=1&name_en=Sumitra+Devi&phone=98765&reason=misheard";
    let answer = pooja.post(&path, wrong);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("REG-004") && answer.text().contains("Sumitra Devi"));
    let right = "once=a&version=1&name_en=Sumitra+Devi&phone=0000004321&reason=misheard";
    assert_eq!(pooja.post(&path, right).status, StatusCode::SEE_OTHER);
    let sunita = site.sunita;
    let on_record = site.database.store.read_blocking(move |view| person(view, sunita)).unwrap();
    assert_eq!(on_record.unwrap().version, 1, "the record changes when somebody has approved");
    let decide = pooja.get("/people/corrections");
    assert_eq!(decide.status, StatusCode::FORBIDDEN);
}

#[city_test]
fn a_likely_duplicate_is_shown_only_when_there_is_more_than_a_name(site: &mut Site) {
    let pooja = &site.pooja;
    let pane = pooja.post("/try/duplicates", "name=Sunita+Devi");
    assert_eq!((pane.status, pane.text().trim()), (StatusCode::OK, ""));
}
