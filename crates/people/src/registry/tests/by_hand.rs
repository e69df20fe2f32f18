//! Two of whom somebody says by hand that they are one, or are not, and why.

use super::duplicates::{
    decide, doubt, goes_on, pair, registered, searched, thrice, undo, with_card, woman,
};
use super::{code, named, permit, person};
use crate::registry::actions::{self, DecideDuplicate, Ruling, joining};
use crate::registry::dedupe::Walk;
use crate::registry::history::{Event, Said, history};
use crate::registry::model::{Decision, Details, Life, Sex};
use crate::registry::{has_died, life_of, one};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

const PHONE: &str = "0000004321";
const DEATHS: &str = "SELECT COUNT(*) FROM store_job WHERE kind = 'registry-died'";

fn joined(
    city: &TestCity,
    (one, other): (PersonId, PersonId),
    said: (&'static str, bool),
) -> Result<(), Stop> {
    city.pass(Duration::from_secs(1));
    let permit = permit(city);
    city.write(move |tx| actions::link(tx, &permit, one, other, said))
}

fn parted(city: &TestCity, one: PersonId, why: &'static str) -> Result<(), Stop> {
    city.pass(Duration::from_secs(1));
    let permit = permit(city);
    city.write(move |tx| actions::unlink(tx, &permit, one, why))
}

fn deaths(city: &TestCity) -> i64 {
    let count = city.read(|view| view.query_one(DEATHS, &[], |row| row.get(0)));
    count.unwrap().unwrap()
}

/// What was said of somebody and another record, with why.
fn of_links(city: &TestCity, id: PersonId) -> Vec<(bool, Option<String>)> {
    let on_record = person(city, id);
    let events = city.read(move |view| history(view, &on_record)).unwrap();
    let said = |event: Event| match event.said {
        Said::SameAs { .. } => Some((true, event.why)),
        Said::NotSameAs(_) => Some((false, event.why)),
        Said::Details(_) | Said::Phone(_) | Said::Life(_) | Said::Number(_) | Said::NoNumber(_) => {
            None
        }
    };
    events.into_iter().filter_map(said).collect()
}

#[city_test]
fn who_was_told_apart_is_joined_by_hand_once_that_is_taken_back(city: &mut TestCity) {
    let [a, b, c] = thrice(city);
    decide(city, pair(a, b), Decision::Different).unwrap();
    let apart = doubt(city, pair(a, b)).ruled.unwrap();
    for compared in [false, true] {
        assert_eq!(code(joined(city, (a, b), ("one card", compared))), "REG-039");
    }
    joined(city, (b, c), ("one card", false)).unwrap();
    assert_eq!(code(joined(city, (a, c), ("one card", false))), "REG-039", "through the third");
    undo(city, pair(a, b), apart.at).unwrap();
    joined(city, (a, c), ("one card", false)).unwrap();
    let mut all = city.read(move |view| one(view, a)).unwrap();
    assert_eq!(all[0], a);
    all.sort_by_key(|one| one.uuid());
    assert_eq!(all, [a, b, c]);
}

#[city_test]
fn records_that_exclude_one_another_are_joined_by_whoever_has_compared_them(city: &mut TestCity) {
    let her = registered(city, woman("Kamla Rani", 42, PHONE));
    let his = Details { sex: Some(Sex::Male), ..woman("Kamla Rani", 42, PHONE) };
    let him = registered(city, his);
    assert_eq!(code(joined(city, (him, her), ("  ", true))), "REG-025");
    assert_eq!(code(joined(city, (him, her), ("one card", false))), "REG-053");
    let found = city.read(move |view| joining(view, pair(her, him))).unwrap().unwrap();
    assert_eq!((found.0.linked, found.0.goes_on, found.1), (him, her, true));
    joined(city, (him, her), ("one card, a figure was mistyped", true)).unwrap();
    assert!(city.read(move |view| joining(view, pair(her, him))).unwrap().is_none());
}

#[city_test]
fn a_pair_of_the_list_is_compared_likewise(city: &mut TestCity) {
    let days = ["12-3-1984", "13-3-1984"];
    let kamla = with_card(city, ("Kamla Rani", "0000001111"), days);
    searched(city, Walk::default());
    let rule = |compared: bool| {
        let permit: Permit<DecideDuplicate> = permit(city);
        let (pair, seen, decision) = (kamla, [1, 1], Decision::Same);
        let ruling = Ruling { pair, seen, decision, compared };
        city.write(move |tx| actions::decide_duplicate(tx, &permit, &ruling))
    };
    assert_eq!(code(rule(false)), "REG-053");
    rule(true).unwrap();
    assert_eq!(goes_on(city, kamla.other()), Some(kamla.one()));
}

#[city_test]
fn why_two_were_joined_and_parted_stands_in_the_history_of_both(city: &mut TestCity) {
    let [a, b] = ["Asha", "Asha"].map(|name| named(city, name).person);
    joined(city, (a, b), ("one card", false)).unwrap();
    assert_eq!(code(parted(city, a, " ")), "REG-025");
    assert_eq!(of_links(city, b), [(true, Some("one card".to_owned()))]);
    parted(city, a, "two sisters").unwrap();
    let both = [(true, Some("one card".to_owned())), (false, Some("two sisters".to_owned()))];
    for record in [a, b] {
        assert_eq!(of_links(city, record), both);
    }
}

#[city_test]
fn a_death_is_one_of_every_record_and_a_link_and_its_end_leave_what_follows_for_later(
    city: &mut TestCity,
) {
    let [a, b] = ["Asha", "Asha"].map(|name| named(city, name).person);
    joined(city, (a, b), ("one card", false)).unwrap();
    parted(city, a, "two sisters").unwrap();
    assert_eq!(deaths(city), 0, "nobody has died");
    let (note, died) = (permit(city), Life::Deceased { on: None });
    city.write(move |tx| actions::record_life(tx, &note, (b, 1), died)).unwrap();
    assert_eq!(deaths(city), 1);
    let of_a = person(city, a);
    let seen = of_a.clone();
    assert_eq!(city.read(move |view| life_of(view, &seen)).unwrap(), Life::Living);
    joined(city, (a, b), ("one card after all", false)).unwrap();
    assert_eq!(deaths(city), 2);
    assert_eq!(city.read(move |view| life_of(view, &of_a)).unwrap(), died);
    assert!(city.read(move |view| has_died(view, a)).unwrap());
    assert_eq!(person(city, a).life, Life::Living, "nothing is rewritten");
    parted(city, a, "two sisters, as was said before").unwrap();
    assert_eq!(deaths(city), 4, "of each of the two it is looked at again");
    assert!(!city.read(move |view| has_died(view, a)).unwrap());
}
