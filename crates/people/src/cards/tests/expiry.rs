//! Cards that end soon: who is told, by which phone, and how often.

use super::shown::suspend;
use super::{DAY, aged, issue, permit, register, rows};
use crate::cards::actions::{WARN_OF_EXPIRY, begin_day, warn_of_expiry};
use crate::cards::model::{Card, Expiring, ExpiringAsked};
use crate::cards::{rules, store, words};
use crate::consent::actions::RecordConsent;
use crate::consent::model::{Asked, By, Guardianship, Purpose, Wish};
use crate::consent::trial::{asked, told_and_asked};
use crate::households::actions::name_guardian;
use crate::households::model::Role;
use crate::messages;
use crate::messages::model::{MessageKind, MessagesAsked, Sms};
use crate::registry;
use crate::registry::model::{Details, Life, Phone, Whose};
use nabz_access::Permit;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_store::Jobs;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::sync::Arc;

/// A card on paper of this morning is good for so many more days.
const GOOD_FOR: u32 = 364;
const WARNED: &str = "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.warn'";

pub(super) fn reachable(name: &str, age: Age, phone: &str) -> Details {
    let phone = Phone { mobile: Mobile::parse(phone).unwrap(), whose: Whose::Own };
    Details { phone: Some(phone), ..aged(name, age) }
}

/// Somebody who holds a card on paper, agrees to messages and speaks English.
fn sunita(city: &TestCity) -> Card {
    let details = reachable("Sunita Devi", Age::Years(42), "0000004321");
    let sunita = register(city, Details { language: Some("en".into()), ..details });
    answer(city, sunita, (0, Wish::Yes { shares: Vec::new() }), By::Themselves);
    issue(city, sunita)
}

/// What somebody says when they are asked about messages, having said so much before.
pub(super) fn answer(city: &TestCity, person: PersonId, (seen, wish): (u32, Wish), by: By) {
    let permit: Permit<RecordConsent> = permit(city);
    let said = asked(person, (Purpose::Sms, wish, seen));
    let asked = Asked { shown_in: Language::Hindi, by, ..said };
    city.write(move |tx| told_and_asked(tx, &permit, &asked)).unwrap();
}

fn jobs() -> Arc<Jobs> {
    Arc::new(Jobs::new().on(WARN_OF_EXPIRY, warn_of_expiry))
}

/// A walk of its own, whatever was begun today.
fn leave_walk(city: &TestCity, about: String) {
    let walk = serde_json::json!({ "after": null });
    city.write(move |tx| tx.enqueue(WARN_OF_EXPIRY, &about, &walk).map(drop)).unwrap();
}

/// What a day's walk does, asked for twice as by two programs, and then once more.
fn walk(city: &TestCity) {
    begin_day(&city.store).unwrap();
    begin_day(&city.store).unwrap();
    jobs().run_due(&city.store).unwrap();
    leave_walk(city, "again".into());
    jobs().run_due(&city.store).unwrap();
}

/// Lets time pass until a card of this morning has so many days left, and walks.
fn walk_when_left(city: &TestCity, left: u32, before: u32) {
    city.pass(DAY * (before - left));
    walk(city);
}

pub(super) fn told(city: &TestCity) -> Vec<Sms> {
    let all = MessagesAsked { failed: false, before: None };
    let mut told = city.read(move |view| messages::store::messages(view, &all)).unwrap();
    told.reverse();
    told
}

fn texts(city: &TestCity) -> Vec<String> {
    told(city).into_iter().map(|sms| sms.text.unwrap()).collect()
}

#[city_test]
fn somebody_is_told_60_30_and_7_days_before_and_each_time_once(city: &mut TestCity) {
    let card = sunita(city);
    let mut before = GOOD_FOR;
    for (left, count) in [(61, 0), (60, 1), (59, 1), (31, 1), (30, 2), (8, 2), (7, 3), (0, 3)] {
        walk_when_left(city, left, before);
        before = left;
        assert_eq!(texts(city).len(), count, "{left} days before");
    }
    let (serial, texts) = (words::serial(card.status), texts(city));
    for (text, days) in texts.iter().zip(["in 60 days", "in 30 days", "in 7 days"]) {
        for part in [days, "on 22 Nov 2027", serial.as_str(), "Temporary card"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("Sunita"), "families share a phone: {text}");
    }
    let first = told(city).remove(0);
    assert_eq!((first.to.digits(), first.kind), ("0000004321", MessageKind::CardExpires));
    assert_eq!(rows(city, WARNED), 3);
}

#[city_test]
fn warnings_that_were_missed_are_said_by_the_latest_alone(city: &mut TestCity) {
    sunita(city);
    walk_when_left(city, 20, GOOD_FOR);
    assert_eq!(texts(city).len(), 1);
    assert!(texts(city)[0].contains("in 20 days"));
    walk_when_left(city, 5, 20);
    assert_eq!(texts(city).len(), 2);
    walk_when_left(city, 0, 5);
    city.pass(DAY);
    walk(city);
    assert_eq!(texts(city).len(), 2);
}

#[city_test]
fn who_has_not_agreed_is_not_told_and_who_agrees_later_hears_the_next_one(city: &mut TestCity) {
    let asha = register(city, reachable("Asha", Age::Years(30), "0000000001"));
    issue(city, asha);
    walk_when_left(city, 60, GOOD_FOR);
    assert!(texts(city).is_empty());
    answer(city, asha, (0, Wish::Yes { shares: Vec::new() }), By::Themselves);
    walk_when_left(city, 40, 60);
    assert!(texts(city).is_empty(), "that one is over");
    walk_when_left(city, 30, 40);
    assert_eq!(texts(city).len(), 1);
    answer(city, asha, (1, Wish::No), By::Themselves);
    walk_when_left(city, 7, 30);
    assert_eq!(texts(city).len(), 1);
}

#[city_test]
fn where_nobody_knows_the_language_both_are_said(city: &mut TestCity) {
    let asha = register(city, reachable("Asha", Age::Years(30), "0000000001"));
    answer(city, asha, (0, Wish::Yes { shares: Vec::new() }), By::Themselves);
    issue(city, asha);
    walk_when_left(city, 60, GOOD_FOR);
    let text = texts(city).remove(0);
    assert!(text.contains("हेल्थ कार्ड") && text.contains("in 60 days"), "{text}");
}

#[city_test]
fn a_child_s_warning_goes_to_whoever_answers_for_it(city: &mut TestCity) {
    let mother = register(city, reachable("Kamla Devi", Age::Years(35), "0000000007"));
    let child = register(city, reachable("Anjali", Age::Years(9), "0000000009"));
    let permit = permit(city);
    city.write(move |tx| name_guardian(tx, &permit, (child, mother), Role::Mother)).unwrap();
    let name = PersonName::of("Kamla Devi").unwrap();
    let by_mother = Guardianship::named((mother, &name), Role::Mother).map(By::Guardian).unwrap();
    answer(city, child, (0, Wish::Yes { shares: Vec::new() }), by_mother);
    issue(city, child);
    walk_when_left(city, 60, GOOD_FOR);
    assert_eq!(told(city)[0].to.digits(), "0000000007");
}

#[city_test]
fn nobody_is_told_of_a_card_that_does_not_count_or_of_the_dead(city: &mut TestCity) {
    let blocked = sunita(city);
    suspend(city, blocked.id);
    let dead = sunita(city).person;
    let life = permit(city);
    let died = Life::Deceased { on: None };
    city.write(move |tx| registry::actions::record_life(tx, &life, (dead, 1), died)).unwrap();
    let silent = register(city, aged("Usha", Age::Years(30)));
    answer(city, silent, (0, Wish::Yes { shares: Vec::new() }), By::Themselves);
    issue(city, silent);
    walk_when_left(city, 7, GOOD_FOR);
    assert!(texts(city).is_empty());
    assert_eq!(rows(city, WARNED), 0);
}

#[city_test]
fn a_walk_goes_through_more_cards_than_one_part_of_it_reads(city: &mut TestCity) {
    for _ in 0..105 {
        sunita(city);
    }
    walk_when_left(city, 60, GOOD_FOR);
    assert_eq!(rows(city, WARNED), 105);
}

#[city_test]
fn thirty_two_walks_at_once_tell_somebody_once(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    sunita(city);
    city.pass(DAY * (GOOD_FOR - 60));
    for number in 0..32 {
        leave_walk(city, format!("walk {number}"));
    }
    at_once(|_| jobs().run_due(&city.store).unwrap());
    assert_eq!(texts(city).len(), 1);
}

#[city_test]
fn an_office_lists_what_it_gave_by_the_last_day_with_who_was_told(city: &mut TestCity) {
    let first = sunita(city);
    city.pass(DAY);
    let second = sunita(city);
    // The first one has 60 days left then.
    city.pass(DAY * (GOOD_FOR - 61));
    walk(city);
    let here = city.facility;
    let listed = |facility, after: Option<&Expiring>, most| {
        let days = rules::ending(city.now().date_in_india());
        let after = after.map(|one| (one.card.expires, one.card.id));
        let asked = ExpiringAsked { facility: Some(facility), days, after, most };
        city.read(move |view| store::expiring(view, &asked)).unwrap()
    };
    let page = listed(here, None, 1);
    assert_eq!(page[0].card.id, first.id);
    assert!(page[0].warned.is_some_and(|warned| warned.told));
    assert!(listed(here, page.first(), 10).is_empty(), "the other one has 61 days left");
    city.pass(DAY);
    let next = listed(here, page.first(), 10);
    assert_eq!((next.len(), next[0].card.id, next[0].warned), (1, second.id, None));
    let elsewhere = nabz_kernel::ids::Id::from_uuid(second.person.uuid());
    assert!(listed(elsewhere, None, 10).is_empty());
}
