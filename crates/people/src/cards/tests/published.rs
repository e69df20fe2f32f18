//! What checkers are given: when it is signed, by whom, and what of it is fetched.

use super::keys::{card_by, ceremony, retire, today, vault};
use super::shown::suspend;
use super::{DAY, code, rows};
use crate::cards::model::{Card, Kid, Published};
use crate::cards::{KeyRing, actions, changes_since, current_list, publish_when_due, trust};
use nabz_credential::merkle::head::Head;
use nabz_credential::status::StatusList;
use nabz_credential::status::delta::apply_all;
use nabz_credential::trust::TrustList;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::time::Duration;

const LISTS: Kid = Kid([0, 2]);
const HEADS: Kid = Kid([0, 3]);
const MINUTES: Duration = Duration::from_mins(5);
const KEPT: &str = "SELECT COUNT(*) FROM cards_list";

/// A city whose keys were drawn.
pub(super) fn keyed(city: &TestCity) -> KeyRing {
    ceremony(city, 11).unwrap();
    KeyRing::new(vault())
}

fn due(city: &TestCity, ring: &KeyRing) -> Option<Published> {
    publish_when_due(&city.store, ring).unwrap()
}

pub(super) fn try_publish(city: &TestCity, ring: &KeyRing) -> Result<Published, Stop> {
    let ring = ring.clone();
    city.write(move |tx| actions::publish(tx, &ring))
}

/// The list that is signed now, whether it is time or not.
fn publish(city: &TestCity, ring: &KeyRing) -> StatusList {
    try_publish(city, ring).unwrap().list
}

pub(super) fn trusted(city: &TestCity) -> TrustList {
    city.read(trust).unwrap().unwrap().list
}

fn changes(city: &TestCity, held: u64) -> Option<Vec<u8>> {
    city.read(move |view| changes_since(view, held)).unwrap()
}

fn stopped(city: &TestCity, ring: &KeyRing) -> Card {
    let card = card_by(city, ring).unwrap();
    suspend(city, card.id);
    card
}

#[city_test]
fn lists_are_signed_each_night_and_minutes_after_a_card_was_stopped(city: &mut TestCity) {
    assert_eq!(due(city, &KeyRing::new(vault())), None, "a city without keys has no lists");
    let ring = keyed(city);
    let card = card_by(city, &ring).unwrap();
    let first = due(city, &ring).unwrap().list;
    assert_eq!((first.sequence(), first.as_of()), (1, today(city)));
    city.pass(MINUTES * 12);
    assert_eq!(due(city, &ring), None, "nothing has changed");
    suspend(city, card.id);
    let second = due(city, &ring).unwrap().list;
    assert_eq!((second.sequence(), second.counts()), (2, (0, 1)));
    stopped(city, &ring);
    assert_eq!(due(city, &ring), None, "not each by itself");
    city.pass(MINUTES);
    assert_eq!(due(city, &ring).unwrap().list.counts(), (0, 2));
    city.pass(MINUTES);
    assert_eq!(due(city, &ring), None);
    city.pass(DAY);
    let next = due(city, &ring).unwrap().list;
    assert_eq!((next.sequence(), next.as_of()), (4, today(city)));
}

#[city_test]
fn of_many_programs_at_once_one_signs(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let ring = keyed(city);
    let signed = at_once(|_| {
        let ring = ring.clone();
        city.write(move |tx| actions::publish_when_due(tx, &ring)).unwrap()
    });
    assert_eq!(signed.iter().flatten().count(), 1);
    assert_eq!(rows(city, KEPT), 1);
}

#[city_test]
fn what_was_broken_off_is_done_again_from_its_beginning(city: &mut TestCity) {
    let ring = keyed(city);
    let card = stopped(city, &ring);
    let broken = ring.clone();
    let half = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
        actions::publish(tx, &broken)?;
        Err(Stop::fault("the power is gone"))
    };
    assert!(city.write(half).is_err());
    assert_eq!(rows(city, KEPT), 0);
    let list = due(city, &ring).unwrap().list;
    assert_eq!((list.sequence(), list.counts()), (1, (0, 1)));
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_unlisted"), 0, "{:?} is listed", card.id);
}

#[city_test]
fn a_phone_goes_on_from_the_list_that_it_holds(city: &mut TestCity) {
    let ring = keyed(city);
    let lists = [0; 4].map(|_| {
        stopped(city, &ring);
        publish(city, &ring)
    });
    let whole = city.read(current_list).unwrap().unwrap();
    for held in &lists[..3] {
        let bundle = changes(city, held.sequence()).unwrap();
        let made = apply_all(held, &bundle, &trusted(city)).unwrap().unwrap();
        assert_eq!((made.bytes, &made.list), (whole.clone(), &lists[3]));
    }
    let bundle = changes(city, 4).unwrap();
    assert_eq!(apply_all(&lists[3], &bundle, &trusted(city)), Ok(None), "it holds the latest");
    assert_eq!(changes(city, 5), None, "nobody signed such a list");
    assert_eq!(changes(city, u64::MAX), None);
    city.pass(DAY * 40);
    publish(city, &ring);
    assert_eq!(changes(city, 1), None, "after a month it fetches all");
    assert!(changes(city, 4).is_some(), "the change of today is there");
}

#[city_test]
fn without_its_key_a_list_is_refused_and_a_head_left_out(city: &mut TestCity) {
    let ring = keyed(city);
    let both = try_publish(city, &ring).unwrap();
    assert_eq!(both.head.map(|head| head.leaves()), Some(0));
    retire(city, HEADS, None).unwrap();
    assert_eq!(try_publish(city, &ring).unwrap().head, None);
    retire(city, LISTS, None).unwrap();
    assert_eq!(code(try_publish(city, &ring)), "KEY-003");
    city.pass(DAY);
    assert_eq!(code(publish_when_due(&city.store, &ring)), "KEY-003");
    assert_eq!(rows(city, KEPT), 2);
    ceremony(city, 31).unwrap();
    let again = due(city, &ring).unwrap();
    assert_eq!((again.list.sequence(), again.head.is_some()), (3, true));
}

#[city_test]
fn nobody_publishes_before_a_root_has_spoken(city: &mut TestCity) {
    assert_eq!(code(try_publish(city, &KeyRing::new(vault()))), "CRD-040");
}

#[city_test]
fn a_clock_that_was_wrong_turns_no_list_back(city: &mut TestCity) {
    let ring = keyed(city);
    let held = publish(city, &ring);
    let sql = "UPDATE cards_list SET as_of = as_of + 3, made_at = made_at + 259200000000";
    city.write(move |tx| tx.execute(sql, &[])).unwrap();
    let next = due(city, &ring).unwrap().list;
    assert_eq!((next.sequence(), next.as_of().days()), (2, held.as_of().days() + 3));
    assert_eq!(due(city, &ring), None, "and once is enough");
    city.pass(DAY);
    assert_eq!(due(city, &ring).unwrap().list.as_of(), next.as_of(), "it is signed all the same");
}

#[city_test]
fn of_a_day_the_last_head_stays(city: &mut TestCity) {
    let ring = keyed(city);
    for _ in 0..2 {
        card_by(city, &ring).unwrap();
        city.write(actions::log_cards).unwrap();
        publish(city, &ring);
    }
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_head"), 1);
    let kept = city.read(crate::cards::last_head).unwrap().unwrap();
    let head = Head::open(&kept.sealed, &trusted(city), None).unwrap();
    assert_eq!((head.leaves(), head.day(), *head.root()), (2, today(city), kept.root));
}
