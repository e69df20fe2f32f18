//! The log of issues: every card once, in an order that is never rewritten, and shown to whoever
//! asks.

use super::keys::{card_by, today};
use super::published::{keyed, trusted, try_publish};
use super::rows;
use crate::cards::model::{Card, CardId, CardNumber, Inclusion, LogFault};
use crate::cards::{
    KeyRing, actions, consistency, inclusion, last_head, log_all_cards, verify_log,
};
use crate::checker;
use axum::http::StatusCode;
use nabz_credential::merkle::head::Head;
use nabz_credential::merkle::{Hash, check_inclusion, leaf};
use nabz_store::key_file;
use nabz_testkit::{Answer, Browser, Busy, MANY, TestCity, at_once, city_test};
use nabz_web::{App, Language};
use serde_json::Value;

fn cards(city: &TestCity, ring: &KeyRing, count: usize) -> Vec<Card> {
    (0..count).map(|_| card_by(city, ring).unwrap()).collect()
}

/// The head that is signed now, opened as whoever watches opens it.
fn head(city: &TestCity, ring: &KeyRing) -> Head {
    log_all_cards(&city.store).unwrap();
    try_publish(city, ring).unwrap();
    let kept = city.read(last_head).unwrap().unwrap();
    Head::open(&kept.sealed, &trusted(city), None).unwrap()
}

fn proof(city: &TestCity, number: CardNumber) -> Option<Inclusion> {
    city.read(move |view| inclusion(view, number)).unwrap()
}

fn growth(city: &TestCity, old: u64, new: u64) -> Option<Vec<Hash>> {
    city.read(move |view| consistency(view, (old, new))).unwrap()
}

fn faults(city: &TestCity) -> Vec<LogFault> {
    verify_log(&city.store).unwrap().faults
}

fn change(city: &TestCity, sql: &'static str) {
    assert_eq!(city.write(move |tx| tx.execute(sql, &[])).unwrap(), 1, "{sql}");
}

#[city_test]
fn every_card_can_be_shown_to_be_in_the_log_and_the_log_to_have_grown(city: &mut TestCity) {
    let ring = keyed(city);
    let mut all = cards(city, &ring, 35);
    let old = head(city, &ring);
    assert_eq!(log_all_cards(&city.store).unwrap(), 0, "nothing is left to do");
    all.extend(cards(city, &ring, 3));
    assert_eq!(proof(city, all[37].number), None, "it waits");
    let new = head(city, &ring);
    assert_eq!((old.leaves(), new.leaves()), (35, 38));
    for card in &all {
        let proof = proof(city, card.number).unwrap();
        let (of, place) = (leaf(card.sealed.as_bytes()), (proof.leaf.place, proof.leaves));
        assert_eq!((proof.leaf.card, proof.leaf.hash), (card.id, of));
        check_inclusion(&of, place, &proof.path, new.root()).unwrap();
    }
    assert_eq!(new.follows(&old, &growth(city, 35, 38).unwrap()), Ok(()));
    assert_eq!(growth(city, 35, 39), None, "nobody was told of so long a log");
    assert_eq!(growth(city, 0, 38), None);
    assert_eq!(growth(city, 38, 35), None);
    let forged = CardNumber([1, 2, 3, 4, 5, 6]);
    assert_eq!(proof(city, forged), None, "what a stolen key made is in no log");
    let report = verify_log(&city.store).unwrap();
    assert_eq!((report.leaves, report.root, report.faults), (38, *new.root(), vec![]));
}

#[city_test]
fn counters_that_sign_at_once_each_have_their_cards_in_the_log_once(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let ring = keyed(city);
    card_by(city, &ring).unwrap();
    at_once(|place| match place % 4 {
        0 => city.write(actions::log_cards).map(drop).unwrap(),
        _ => card_by(city, &ring).map(drop).unwrap(),
    });
    log_all_cards(&city.store).unwrap();
    let made = i64::try_from(1 + MANY - MANY / 4).unwrap();
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_leaf"), made);
    assert_eq!(rows(city, "SELECT MAX(leaf) + 1 FROM cards_leaf"), made);
    assert!(faults(city).is_empty());
}

#[city_test]
fn a_card_that_was_kept_from_the_log_is_found(city: &mut TestCity) {
    let ring = keyed(city);
    let card = card_by(city, &ring).unwrap();
    let report = verify_log(&city.store).unwrap();
    assert_eq!((report.waiting, report.faults), (1, vec![]), "it waits");
    change(city, "DELETE FROM cards_unlogged");
    assert_eq!(faults(city), [LogFault::Missing(card.id)]);
}

/// Which of these cards is the leaf at a place.
fn at(city: &TestCity, all: &[Card], place: u64) -> CardId {
    let is_there = |card: &&Card| proof(city, card.number).unwrap().leaf.place == place;
    all.iter().find(is_there).unwrap().id
}

#[city_test]
fn a_log_that_was_rewritten_is_found(city: &mut TestCity) {
    let ring = keyed(city);
    let all = cards(city, &ring, 3);
    assert_eq!(head(city, &ring).leaves(), 3);
    assert!(faults(city).is_empty());
    let [first, last] = [0, 2].map(|place| at(city, &all, place));

    change(city, "UPDATE cards_leaf SET bucket = bucket + 1 WHERE leaf = 0");
    assert_eq!(faults(city), [LogFault::Stranger { leaf: 0, card: first }]);
    change(city, "UPDATE cards_leaf SET bucket = bucket - 1 WHERE leaf = 0");
    assert!(faults(city).is_empty());

    change(city, "UPDATE cards_head SET leaves = 2");
    let day = today(city);
    assert_eq!(faults(city), [LogFault::OtherRoot(day), LogFault::WronglySigned(day)]);
    change(city, "UPDATE cards_head SET leaves = 3");

    let moved = "UPDATE cards_leaf
                 SET    hash = (SELECT hash FROM cards_leaf WHERE leaf = 1)
                 WHERE  leaf = 0";
    change(city, moved);
    let altered = LogFault::Altered { leaf: 0, card: first };
    assert_eq!(faults(city), [altered, LogFault::OtherRoot(day)]);

    change(city, "DELETE FROM cards_leaf WHERE leaf = 2");
    let cut = [altered, LogFault::OtherRoot(day), LogFault::Missing(last)];
    assert_eq!(faults(city), cut);
    change(city, "DELETE FROM cards_leaf WHERE leaf = 0");
    assert_eq!(faults(city)[0], LogFault::Gap(0));
}

fn browser(city: &TestCity) -> Browser {
    let app = App::build(city.store.clone(), city.store.clock()).done();
    Browser::new(&nabz_web::router(app, checker::pages::routes()))
}

fn said(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    serde_json::from_slice(&answer.bytes).unwrap()
}

#[city_test]
fn whoever_asks_for_what_there_is_not_is_told_so(city: &mut TestCity) {
    let paths = [
        ("/check/status/since/7", "CHK-003"),
        ("/check/status/since/-1", "CHK-003"),
        ("/check/log/head", "CHK-004"),
        ("/check/log/proof/0102030405a6", "CHK-005"),
        ("/check/log/proof/0102", "CHK-005"),
        ("/check/log/proof/card", "CHK-005"),
        ("/check/log/consistency/1/2", "CHK-006"),
        ("/check/log/consistency/one/2", "CHK-006"),
    ];
    for language in [Language::Hindi, Language::English] {
        let cookie = format!("__Host-nabz-lang={}", language.code());
        let browser = browser(city).with_cookie(&cookie);
        for (path, code) in paths {
            let answer = browser.get(path);
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.text().contains(code), "{path}: {}", answer.text());
        }
    }
}

#[city_test]
fn anybody_may_fetch_the_head_and_the_proofs_without_signing_in(city: &mut TestCity) {
    let ring = keyed(city);
    let all = cards(city, &ring, 2);
    let head = head(city, &ring);
    let browser = browser(city);
    let fetched = browser.get("/check/log/head");
    assert!(fetched.cookies.is_empty());
    assert_eq!(Head::open(&fetched.bytes, &trusted(city), None).unwrap(), head);
    let number = key_file::hex_of(&all[0].number.0);
    let proof = said(&browser.get(&format!("/check/log/proof/{number}")));
    let hash = |text: &Value| -> Hash {
        key_file::bytes_of(text.as_str().unwrap()).unwrap().try_into().unwrap()
    };
    let path: Vec<Hash> = proof["path"].as_array().unwrap().iter().map(hash).collect();
    let place = (proof["leaf"].as_u64().unwrap(), proof["leaves"].as_u64().unwrap());
    check_inclusion(&leaf(all[0].sealed.as_bytes()), place, &path, head.root()).unwrap();
    let grown = said(&browser.get("/check/log/consistency/1/2"));
    assert_eq!((&grown["old"], &grown["new"]), (&1.into(), &2.into()));
    assert_eq!(grown["path"].as_array().unwrap().len(), 1);
    let latest = browser.get("/check/status/since/1");
    assert_eq!((latest.status, latest.bytes), (StatusCode::OK, vec![0x80]), "nothing to change");
}
