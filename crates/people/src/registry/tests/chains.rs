//! Somebody who was registered three times: every way to them leads to the record that goes on.

use super::{details, duplicates, find, loaded, permit, phone, register};
use crate::registry::actions::{self, KeepPapers, LinkPersons};
use crate::registry::model::{Details, PaperKind, PaperNumber, Registered, Sex, VoterId};
use crate::registry::{goes_on, store};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_testkit::{TestCity, city_test};
use std::collections::HashSet;

const PHONE: &str = "0000004321";
const OTHER_PHONE: &str = "0000009999";
const VOTER_CARD: &str = "ABC1234567";
const ABHA: &str = "91-0000-0000-0019";

fn first() -> Details {
    let voter_id = VoterId::parse(VOTER_CARD).ok();
    let phone = Some(phone(PHONE));
    Details { phone, voter_id, ..details("Kamla Rani", 42, Sex::Female) }
}

fn second() -> Details {
    Details { phone: Some(phone(OTHER_PHONE)), ..details("Sunita Devi", 42, Sex::Female) }
}

fn link(city: &TestCity, one: PersonId, other: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| actions::link(tx, &permit, one, other, ("seen together", false))).unwrap();
}

fn unlink(city: &TestCity, one: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| actions::unlink(tx, &permit, one, "two women")).unwrap();
}

/// The first leads to the second, and that one to the third.
fn chain(city: &TestCity) -> [Registered; 3] {
    let third = details("Sunita Devi", 42, Sex::Female);
    let all = [first(), second(), third].map(|details| register(city, details));
    let [a, b, c] = [&all[0], &all[1], &all[2]].map(|one| one.person);
    let permit = permit::<KeepPapers>(city);
    let number = PaperNumber::parse(PaperKind::Abha, ABHA).unwrap();
    city.write(move |tx| actions::add_paper(tx, &permit, a, (&number, true))).unwrap();
    link(city, a, b);
    link(city, b, c);
    all
}

fn found(city: &TestCity, typed: &str) -> Vec<PersonId> {
    find(city, &loaded(city), typed).iter().map(|one| one.person).collect()
}

/// Numbers and words that only the first record knows.
fn ways_to_the_first(first: &Registered) -> [String; 6] {
    [
        first.health_id.to_string(),
        format!("DH{}", first.health_id.number()),
        PHONE.to_owned(),
        VOTER_CARD.to_owned(),
        ABHA.to_owned(),
        "Kamla Rani".to_owned(),
    ]
}

#[city_test]
fn every_way_to_a_chain_of_records_leads_to_its_end_once(city: &mut TestCity) {
    let [a, b, c] = chain(city);
    for typed in ways_to_the_first(&a) {
        assert_eq!(found(city, &typed), [c.person], "{typed}");
    }
    let second = b.health_id.to_string();
    for typed in [second.as_str(), OTHER_PHONE, "Sunita Devi", "Sunita Devi 42"] {
        assert_eq!(found(city, typed), [c.person], "{typed}");
    }
}

#[city_test]
fn parting_the_middle_of_a_chain_leaves_each_half_as_it_was(city: &mut TestCity) {
    let [a, b, c] = chain(city);
    unlink(city, b.person);
    for typed in ways_to_the_first(&a) {
        assert_eq!(found(city, &typed), [b.person], "{typed}");
    }
    assert_eq!(found(city, &c.health_id.to_string()), [c.person]);
    let both: HashSet<PersonId> = found(city, "Sunita Devi").into_iter().collect();
    assert_eq!(both, HashSet::from([b.person, c.person]));
    unlink(city, a.person);
    for typed in ways_to_the_first(&a) {
        assert_eq!(found(city, &typed), [a.person], "{typed}");
    }
}

#[city_test]
fn whoever_is_registered_again_is_shown_once_as_the_record_that_goes_on(city: &mut TestCity) {
    let [a, b, c] = chain(city);
    for typed in [first(), second()] {
        let shown = duplicates(city, &typed);
        let persons: Vec<PersonId> = shown.iter().map(|one| one.candidate.person).collect();
        assert_eq!(persons, [c.person]);
        assert_eq!(shown[0].candidate.health_id, c.health_id);
    }
    unlink(city, b.person);
    assert_eq!(duplicates(city, &first())[0].candidate.person, b.person);
    unlink(city, a.person);
    assert_eq!(duplicates(city, &first())[0].candidate.person, a.person);
}

#[city_test]
fn more_than_one_statement_of_links_is_read_in_order(city: &mut TestCity) {
    let said = || details("Sunita Devi", 42, Sex::Female);
    let all: Vec<PersonId> = (0..25).map(|_| register(city, said()).person).collect();
    link(city, all[0], all[24]);
    link(city, all[22], all[1]);
    let asked = all.clone();
    let ends = city.read(move |view| crate::registry::patients::going_on(view, &asked)).unwrap();
    let mut expected = all.clone();
    (expected[0], expected[22]) = (all[24], all[1]);
    assert_eq!(ends, expected);
    let first = all[0];
    assert_eq!(city.read(move |view| goes_on(view, first)).unwrap(), all[24]);
    assert_eq!(city.read(move |view| store::links_from(view, &[])).unwrap(), []);
}
