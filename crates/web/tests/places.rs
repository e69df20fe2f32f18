//! Where somebody is asked to sit, as sentences over HTTP, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken promise should stop the story where it broke"
)]

use axum::Router;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, Password, UnitId, organisation};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Browser, City, Database, MORNING, PASSWORD, city_test};
use nabz_web::{App, RoomChoice, router};
use uuid::Uuid;

/// A hospital with two departments; Medicine has rooms 9, 10 and 11, Eye has room 4.
struct Site {
    database: Database,
    router: Router,
}

impl City for Site {
    fn on(database: Database) -> Self {
        database.store.write_blocking(people_the_hospital).unwrap();
        let app = App::build(database.store.clone(), database.store.clock()).rooms(rooms).done();
        Self { router: router(app, Router::new()), database }
    }
}

fn people_the_hospital(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let mut above = None;
    for (kind, code, name) in [
        (NodeKind::Department, "department", "Health Department"),
        (NodeKind::District, "district:Central", "Central"),
        (NodeKind::Facility, "LNH", "Amaltas Hospital"),
    ] {
        let names = Names::parse(name, "अमलतास").unwrap();
        let node = add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?;
        above = Some(node);
    }
    for (code, name) in [("LNH/MED", "Medicine"), ("LNH/EYE", "Eye")] {
        let names = Names::parse(name, "विभाग").unwrap();
        let id = (NodeId::draw(MORNING), NodeKind::Unit);
        add_node(tx, above.as_ref(), id, code, &names)?;
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 imran.qureshi,Imran Qureshi,इमरान क़ुरैशी,pharmacist,LNH,2027-03-31\n\
                 sarita.singh,Sarita Singh,सरिता सिंह,triage_nurse,LNH,2027-03-31\n\
                 kavita.rawat,Dr Kavita Rawat,डॉ. कविता रावत,doctor,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
}

fn rooms(view: &mut Tx<'_>, _: FacilityId) -> Result<Vec<RoomChoice>, Stop> {
    let mut rooms = Vec::new();
    for (place, (code, door)) in
        (1..).zip([("LNH/MED", "11"), ("LNH/EYE", "4"), ("LNH/MED", "9"), ("LNH/MED", "10")])
    {
        let unit = organisation::node_by_code(view, code)?.unwrap();
        let unit = Some(UnitId::from_uuid(unit.id.uuid()));
        rooms.push(RoomChoice { id: Uuid::from_u128(place), unit, door: door.to_owned() });
    }
    Ok(rooms)
}

impl Site {
    fn places(&self, name: &'static str) -> String {
        let browser = Browser::of(&self.router, &self.database.store, name);
        browser.with_cookie("__Host-nabz-lang=en").page("/place")
    }
}

/// These stand on the page, one after the other.
fn in_order(page: &str, parts: &[&str]) {
    let mut rest = page.split("<main").nth(1).unwrap();
    for part in parts {
        let (_, behind) = rest.split_once(part).unwrap_or_else(|| panic!("no {part} in {page}"));
        rest = behind;
    }
}

#[city_test]
fn a_doctor_finds_the_rooms_of_a_department_below_it_in_the_order_of_their_doors(site: &mut Site) {
    let page = site.places("kavita.rawat");
    in_order(
        &page,
        &[
            "<h2 class=\"nabz-h2\">Eye",
            "The whole department",
            "Eye · Room 4",
            "<h2 class=\"nabz-h2\">Medicine",
            "Medicine · Room 9",
            "Medicine · Room 10",
            "Medicine · Room 11",
            "The whole facility",
            "name=\"counter\"",
        ],
    );
}

#[city_test]
fn a_pharmacist_is_offered_the_pharmacy_first_and_no_doctors_room(site: &mut Site) {
    let page = site.places("imran.qureshi");
    in_order(&page, &["Amaltas Hospital<small>Pharmacy and stores", "<details>", "Medicine"]);
    assert!(!page.contains("Room 11"), "{page}");
}

#[city_test]
fn a_nurse_sits_anywhere_in_the_facility_or_in_one_department(site: &mut Site) {
    let page = site.places("sarita.singh");
    in_order(&page, &["Amaltas Hospital<small>The whole facility", "<h2 class=\"nabz-h2\">Eye"]);
    let main = page.split("<main").nth(1).unwrap();
    assert!(!main.contains("<details>") && !main.contains("Room 4"), "{page}");
}
