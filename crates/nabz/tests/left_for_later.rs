//! What actions leave for later is done by the program that serves the site.

use nabz::site;
use nabz_hospital::queue::actions::CLOSE_DAY;
use nabz_kernel::ids::Id;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_people::cards::actions::begin_day;
use nabz_people::households::actions::begin_day as begin_to_grow_up;
use nabz_people::messages::actions::send_code;
use nabz_people::messages::model::CodePurpose;
use nabz_people::registry::actions::{BIRTH_CHANGED, BirthChanged, LIFE_CHANGED, LifeChanged};
use nabz_people::scans::actions::begin_day as begin_to_take_away;
use nabz_testkit::{Database, fresh_person};
use std::sync::Arc;
use std::time::Duration;

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
fn the_site_ends_what_ends_with_whoever_died() {
    let database = Database::sqlite();
    let person = fresh_person();
    let died = LifeChanged { person, facility: Id::from_uuid(person.uuid()) };
    let leave =
        database.store.write_blocking(move |tx| tx.enqueue(LIFE_CHANGED, "a person", &died));
    leave.unwrap();
    assert_eq!(Arc::new(site::jobs()).run_due(&database.store).unwrap(), 1);
}

#[test]
fn the_site_sends_messages_and_takes_away_what_told_a_code() {
    let database = Database::sqlite();
    let phone = Mobile::parse("0000004321").unwrap();
    let send = database
        .store
        .write_blocking(move |tx| send_code(tx, &phone, CodePurpose::Own, Language::Hindi));
    send.unwrap();
    let jobs = Arc::new(site::jobs());
    assert_eq!(jobs.run_due(&database.store).unwrap(), 1);
    database.pass(Duration::from_mins(10));
    assert_eq!(jobs.run_due(&database.store).unwrap(), 1);
}

#[test]
fn the_site_looks_once_a_day_whose_card_ends() {
    let database = Database::sqlite();
    let jobs = Arc::new(site::jobs());
    for found in [1, 0] {
        begin_day(&database.store).unwrap();
        assert_eq!(jobs.run_due(&database.store).unwrap(), found);
    }
    database.pass(Duration::from_hours(24));
    begin_day(&database.store).unwrap();
    assert_eq!(jobs.run_due(&database.store).unwrap(), 1);
}

#[test]
fn the_site_looks_once_a_day_who_is_of_age_and_after_a_birth_was_corrected() {
    let database = Database::sqlite();
    let jobs = Arc::new(site::jobs());
    for found in [1, 0] {
        begin_to_grow_up(&database.store).unwrap();
        assert_eq!(jobs.run_due(&database.store).unwrap(), found);
    }
    let changed = BirthChanged { person: fresh_person() };
    let leave = database
        .store
        .write_blocking(move |tx| tx.enqueue(BIRTH_CHANGED, "a person", &changed).map(drop));
    leave.unwrap();
    assert_eq!(jobs.run_due(&database.store).unwrap(), 1);
}

#[test]
fn the_site_takes_away_once_a_day_the_papers_whose_time_is_over() {
    let database = Database::sqlite();
    let jobs = Arc::new(site::jobs());
    for found in [1, 0] {
        begin_to_take_away(&database.store).unwrap();
        assert_eq!(jobs.run_due(&database.store).unwrap(), found);
    }
}
