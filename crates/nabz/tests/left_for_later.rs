//! What actions leave for later is done by the program that serves the site.

use nabz::site;
use nabz_hospital::queue::actions::CLOSE_DAY;
use nabz_kernel::ids::Id;
use nabz_people::registry::actions::{DIED, Died};
use nabz_testkit::{Database, fresh_person};
use std::sync::Arc;

#[test]
fn the_site_looks_at_its_halls_after_midnight() {
    let database = Database::sqlite();
    let nowhere = fresh_person().to_string();
    let closing = serde_json::json!({ "facility": nowhere, "unit": nowhere });
    let leave = database.store.write_blocking(move |tx| tx.enqueue(CLOSE_DAY, "a unit", &closing));
    leave.unwrap();
    assert_eq!(Arc::new(site::jobs()).run_due(&database.store).unwrap(), 1);
}

#[test]
fn the_site_ends_the_cards_of_whoever_died() {
    let database = Database::sqlite();
    let person = fresh_person();
    let died = Died { person, facility: Id::from_uuid(person.uuid()) };
    let leave = database.store.write_blocking(move |tx| tx.enqueue(DIED, "a person", &died));
    leave.unwrap();
    assert_eq!(Arc::new(site::jobs()).run_due(&database.store).unwrap(), 1);
}
