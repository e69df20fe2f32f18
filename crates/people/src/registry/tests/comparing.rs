//! Who is compared without anybody asking for it: whoever a counter registered in spite of a
//! likeness, whoever has another name or birth by now, and each night whoever is new.

use super::duplicates::{doubt, pair, registered, waiting, woman};
use super::{details, permit, phone, unknown_man};
use crate::registry::actions::{
    self, COMPARE_APPLIED, DecideCorrection, Meant, Verdict, Wish, compare_applied,
};
use crate::registry::dedupe::{Done, Night, tonight};
use crate::registry::model::{Details, Pair, Sex};
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Jobs;
use nabz_testkit::{TestCity, city_test};
use std::sync::Arc;
use std::time::Duration;

const PHONE: &str = "0000004321";
const DAY: Duration = Duration::from_hours(24);

fn sunita() -> Details {
    woman("Sunita Devi", 42, PHONE)
}

/// Somebody who was registered twice.
fn twice(city: &TestCity, name: &str, digits: &str) -> Pair {
    let one = registered(city, woman(name, 42, digits));
    pair(one, registered(city, woman(name, 42, digits)))
}

/// Does what was left for after the commit; says how many were compared.
fn compared(city: &TestCity) -> usize {
    let jobs = Arc::new(Jobs::new().on(COMPARE_APPLIED, compare_applied));
    jobs.run_due(&city.store).unwrap()
}

fn correct(city: &TestCity, person: PersonId, wanted: Details) {
    let ask = permit(city);
    let wish = Wish { person, wanted, seen: 1, reason: "misheard".into() };
    let asked = city.write(move |tx| actions::ask_correction(tx, &ask, &wish)).unwrap().id;
    let decide: Permit<DecideCorrection> = Permit::trial(Id::draw(city.now()), city.facility);
    let approve = Verdict::Approve;
    city.write(move |tx| actions::decide_correction(tx, &decide, asked, &approve)).unwrap();
}

#[city_test]
fn a_likeness_in_spite_of_which_a_counter_went_on_waits_with_who_did_so(city: &mut TestCity) {
    let found = twice(city, "Sunita Devi", PHONE);
    let (again, by) = (found.other(), city.staff);
    city.write(move |tx| actions::compare_despite(tx, again, by)).unwrap();
    assert_eq!(waiting(city), [], "nobody at the counter waits for it");
    assert_eq!(compared(city), 1);
    assert_eq!(waiting(city), [found]);
    assert_eq!(doubt(city, found).despite, Some(by));
    // Who went on first stays named.
    let other = Id::draw(city.now());
    city.write(move |tx| actions::compare_despite(tx, again, other)).unwrap();
    assert_eq!(compared(city), 1);
    assert_eq!(doubt(city, found).despite, Some(by));
}

#[city_test]
fn whoever_is_identified_is_compared_with_those_who_came_before_and_after(city: &mut TestCity) {
    let sahil = || Details { phone: Some(phone(PHONE)), ..details("Sahil Kumar", 20, Sex::Male) };
    let before = registered(city, sahil());
    city.pass(Duration::from_secs(1));
    let unknown = unknown_man(city);
    let after = registered(city, sahil());
    let (identify, who) = (permit(city), Meant::Somebody(Box::new(sahil())));
    city.write(move |tx| actions::identify(tx, &identify, unknown, &who)).unwrap();
    assert_eq!(compared(city), 1);
    let found = waiting(city);
    assert!(found.contains(&pair(before, unknown)), "{found:?}");
    assert!(found.contains(&pair(unknown, after)), "{found:?}");
    assert_eq!(found.len(), 2, "the other two are for the night");
    assert_eq!(doubt(city, pair(unknown, after)).despite, None);
}

#[city_test]
fn a_corrected_name_or_birth_is_compared_and_another_phone_is_not(city: &mut TestCity) {
    let one = registered(city, woman("Kamla Rani", 70, PHONE));
    let other = registered(city, sunita());
    let moved = Details { phone: Some(phone("0000009999")), ..sunita() };
    correct(city, other, moved);
    assert_eq!(compared(city), 0);
    correct(city, one, Details { phone: Some(phone("0000009999")), ..sunita() });
    assert_eq!(compared(city), 1);
    assert_eq!(waiting(city), [pair(one, other)]);
}

#[city_test]
fn each_night_whoever_is_new_is_compared_once_and_nobody_is_linked(city: &mut TestCity) {
    let night = Night::default();
    let sunita = twice(city, "Sunita Devi", PHONE);
    let done = tonight(&city.store, &night).unwrap();
    assert_eq!(done, Some(Done { persons: 2, found: 1, linked: 0, is_whole: true }));
    assert_eq!(waiting(city), [sunita]);
    let kamla = twice(city, "Kamla Rani", "0000001111");
    assert_eq!(tonight(&city.store, &night).unwrap(), None, "once a night");
    city.pass(DAY);
    let done = tonight(&city.store, &night).unwrap();
    assert_eq!(done, Some(Done { persons: 2, found: 1, linked: 0, is_whole: true }));
    assert!(waiting(city).contains(&kamla));
    city.pass(DAY);
    let done = tonight(&city.store, &night).unwrap().unwrap();
    assert_eq!((done.persons, done.found), (0, 0), "nobody is new");
    assert_eq!(tonight(&city.store, &night).unwrap(), None);
}

#[city_test]
fn what_one_night_has_no_time_for_the_next_one_does(city: &mut TestCity) {
    let night = Night { persons_max: 3, ..Night::default() };
    let (sunita, kamla) =
        (twice(city, "Sunita Devi", PHONE), twice(city, "Kamla Rani", "0000001111"));
    let first = tonight(&city.store, &night).unwrap().unwrap();
    assert_eq!((first.persons, first.is_whole), (3, false));
    assert_eq!(waiting(city), [sunita]);
    city.pass(DAY);
    let second = tonight(&city.store, &night).unwrap().unwrap();
    assert_eq!((second.persons, second.is_whole), (1, true));
    assert!(waiting(city).contains(&kamla));
}

#[city_test]
fn a_registry_that_is_too_large_is_left_to_whoever_has_a_machine_for_it(city: &mut TestCity) {
    twice(city, "Sunita Devi", PHONE);
    let night = Night { registry_max: 1, ..Night::default() };
    assert_eq!(night.measure(&city.store).unwrap(), (2, true));
    assert_eq!(tonight(&city.store, &night).unwrap(), None);
    assert_eq!(waiting(city), []);
}
