//! Children before their first birthday, who stand on their mother's card.

use super::agreed::{say, yes};
use super::shown::{shown, suspend};
use super::{DAY, aged, code, issue, permit, register, rows, sunita, try_issue};
use crate::cards::line;
use crate::cards::model::{Card, CardKind};
use crate::households::actions::name_guardian;
use crate::households::model::Role;
use crate::registry;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::PersonId;
use nabz_testkit::{TestCity, city_test};
use std::collections::HashSet;

const LOOKS: &str = "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.check'";

/// A child of December 2025, who has certainly turned one on the last day of December 2026.
fn infant(city: &TestCity, mother: PersonId) -> PersonId {
    let child = register(city, aged("B/o Sunita", Age::Months(11)));
    let permit = permit(city);
    city.write(move |tx| name_guardian(tx, &permit, (child, mother), Role::Mother)).unwrap();
    child
}

/// Who stands on a card besides its bearer.
fn standing_on(city: &TestCity, card: &Card) -> Vec<PersonId> {
    shown(city, card.sealed.text()).unwrap().infants
}

#[city_test]
fn an_infant_stands_on_its_mother_s_card_where_she_has_one_that_counts(city: &mut TestCity) {
    let mother = sunita(city);
    let (first, second) = (infant(city, mother), infant(city, mother));
    assert_eq!(issue(city, first).kind, CardKind::Newborn, "she has none yet");
    let hers = issue(city, mother);
    assert_eq!(code(try_issue(city, second)), "CRD-027");
    let before = rows(city, LOOKS);
    let found: HashSet<PersonId> = standing_on(city, &hers).into_iter().collect();
    assert_eq!(found, HashSet::from([first, second]));
    assert_eq!(rows(city, LOOKS) - before, 3, "each of them may ask who looked");
    suspend(city, hers.id);
    assert!(standing_on(city, &hers).is_empty(), "nobody stands on a stolen card");
    assert_eq!(issue(city, second).kind, CardKind::Newborn);
}

/// Where the line about somebody's card leads next.
fn next(city: &TestCity, person: PersonId) -> Option<String> {
    let line = city.read(move |view| {
        let person = registry::person(view, person)?.unwrap();
        line(view, &person)
    });
    line.unwrap().step.map(|(_, path)| path)
}

#[city_test]
fn a_counter_offers_a_card_at_one_and_asks_for_their_own_consent_at_eighteen(city: &mut TestCity) {
    let mother = sunita(city);
    let child = infant(city, mother);
    issue(city, mother);
    assert_eq!(next(city, child), None, "it stands on its mother's");
    city.pass(DAY * 38);
    assert_eq!(next(city, child), Some(format!("/cards/{child}")));
    let son = register(city, aged("Sahil", Age::Years(17)));
    assert_eq!(next(city, son), Some(format!("/cards/{son}")));
    city.pass(DAY * 366);
    assert_eq!(next(city, son), Some(format!("/people/{son}/consents")));
    say(city, son, yes());
    assert_eq!(next(city, son), Some(format!("/cards/{son}")));
}

#[city_test]
fn from_its_first_birthday_on_a_child_has_a_card_of_its_own(city: &mut TestCity) {
    let mother = sunita(city);
    let child = infant(city, mother);
    let hers = issue(city, mother);
    assert_eq!(standing_on(city, &hers), [child]);
    city.pass(DAY * 38);
    assert!(standing_on(city, &hers).is_empty());
    assert_eq!(issue(city, child).kind, CardKind::Temporary);
}
