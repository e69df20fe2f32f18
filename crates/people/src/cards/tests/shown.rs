//! Cards that are shown: at a desk, and to a phone without a network.

use super::{
    DAY, aged, code, issue, issuer, key, permit, register, registrar, rows, states, steps, sunita,
    trust,
};
use crate::cards::actions::{self, CheckCard, EndCard, end_of_the_dead};
use crate::cards::model::{
    Card, CardId, CardState, Checked, Replacement, Standing, WhyEnded, WhySuspended,
};
use crate::cards::{shown_elsewhere, store};
use crate::registry;
use crate::registry::actions::LIFE_CHANGED;
use crate::registry::model::Life;
use nabz_access::Permit;
use nabz_credential::card::{Bearer, Card as Said, CardId as Number, StatusIndex};
use nabz_credential::check::{Verdict, check};
use nabz_credential::status::StatusList;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_store::{Jobs, Stop, Value};
use nabz_testkit::{TestCity, city_test};
use std::sync::Arc;
use std::time::Duration;

pub(super) fn shown(city: &TestCity, text: String) -> Result<Checked, Stop> {
    let permit: Permit<CheckCard> = permit(city);
    let trust = trust();
    city.write(move |tx| actions::check(tx, &permit, &trust, &text))
}

fn standing(city: &TestCity, card: &Card) -> Standing {
    let checked = shown(city, card.sealed.text()).unwrap();
    assert_eq!((checked.card.id, checked.card.person), (card.id, card.person));
    checked.standing
}

/// The list that phones fetch tonight, opened as a phone opens it.
fn published(city: &TestCity) -> StatusList {
    let list = city.write(|tx| actions::publish_status_list(tx, &registrar())).unwrap();
    let sealed = city.read(store::current_list).unwrap().unwrap();
    let opened = StatusList::open(&sealed, &trust(), None).unwrap();
    assert_eq!(opened, list);
    opened
}

fn offline(city: &TestCity, card: &Card) -> Verdict {
    offline_text(city, &card.sealed.text())
}

/// What a phone without a network says of a code.
pub(super) fn offline_text(city: &TestCity, text: &str) -> Verdict {
    let today = city.now().date_in_india();
    check(text, &trust(), &published(city), today)
}

pub(super) fn suspend(city: &TestCity, id: CardId) {
    let permit = permit(city);
    city.write(move |tx| actions::suspend(tx, &permit, id, WhySuspended::Stolen)).unwrap();
}

/// Notes whether somebody lives.
fn note(city: &TestCity, seen: (PersonId, u32), life: Life) {
    let permit = permit(city);
    city.write(move |tx| registry::actions::record_life(tx, &permit, seen, life)).unwrap();
}

/// Does what was left for later; says how much it was.
fn work(city: &TestCity) -> usize {
    Arc::new(Jobs::new().on(LIFE_CHANGED, end_of_the_dead)).run_due(&city.store).unwrap()
}

fn replace(city: &TestCity, id: CardId) -> Card {
    let permit = permit(city);
    city.write(move |tx| actions::replace(tx, &permit, &issuer(), id, Replacement::Worn)).unwrap()
}

#[city_test]
fn desk_and_phone_say_the_same_of_a_card(city: &mut TestCity) {
    let card = issue(city, sunita(city));
    assert_eq!(standing(city, &card), Standing::Good);
    assert!(matches!(offline(city, &card), Verdict::Valid(_)));
    suspend(city, card.id);
    assert_eq!(standing(city, &card), Standing::Suspended(WhySuspended::Stolen));
    assert!(matches!(offline(city, &card), Verdict::Suspended(_)));
    let new = replace(city, card.id);
    assert_eq!(standing(city, &card), Standing::Ended(WhyEnded::Replaced));
    assert!(matches!(offline(city, &card), Verdict::Revoked(_)));
    assert_eq!(standing(city, &new), Standing::Good);
    assert!(matches!(offline(city, &new), Verdict::Valid(_)));
}

#[city_test]
fn a_card_ends_by_itself(city: &mut TestCity) {
    let child = register(city, aged("B/o Sunita", Age::Months(11)));
    let card = issue(city, child);
    city.pass(DAY * 38);
    assert_eq!(standing(city, &card), Standing::Expired);
    assert!(matches!(offline(city, &card), Verdict::Expired(_)));
}

#[city_test]
fn a_card_counts_from_its_first_day_and_not_before(city: &mut TestCity) {
    let card = issue(city, sunita(city));
    let later = Date::from_days(card.issued.days() + 5);
    date(city, card.id, later);
    assert_eq!(standing(city, &card), Standing::NotYetValid(later));
    city.pass(DAY * 5);
    assert_eq!(standing(city, &card), Standing::Good);
}

/// A card of another first day: whoever signed it had a clock that was wrong.
fn date(city: &TestCity, id: CardId, first: Date) {
    let sql = "UPDATE cards_card SET issued_on = $3 WHERE bucket = $1 AND card_id = $2";
    let row: [Value; 3] = [id.bucket().into(), id.into(), first.into()];
    city.write(move |tx| tx.execute(sql, &row)).unwrap();
}

#[city_test]
fn a_desk_hears_where_else_a_card_was_shown_until_that_is_forgotten(city: &mut TestCity) {
    let card = issue(city, sunita(city));
    let (text, here, there) = (card.sealed.text(), city.facility, Id::draw(city.now()));
    let elsewhere = |at: FacilityId| {
        let id = card.id;
        city.read(move |view| shown_elsewhere(view, id, at)).unwrap().map(|shown| shown.at)
    };
    for _ in 0..2 {
        shown(city, text.clone()).unwrap();
    }
    let first = city.now();
    assert_eq!((elsewhere(here), elsewhere(there)), (None, Some(first)));
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_shown"), 1, "the last time of a facility");
    city.pass(Duration::from_mins(40));
    let permit: Permit<CheckCard> = Permit::trial(city.staff, there);
    city.write(move |tx| actions::check(tx, &permit, &trust(), &text)).unwrap();
    assert_eq!((elsewhere(here), elsewhere(there)), (Some(city.now()), Some(first)));
    city.pass(Duration::from_hours(13));
    assert_eq!((elsewhere(here), elsewhere(there)), (None, None), "that was this morning");
    city.write(actions::forget_shown).unwrap();
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_shown"), 2);
    city.pass(DAY);
    city.write(actions::forget_shown).unwrap();
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_shown"), 0);
}

#[city_test]
fn a_dead_person_s_card_opens_nothing_before_anybody_has_ended_it(city: &mut TestCity) {
    let sunita = sunita(city);
    let card = issue(city, sunita);
    note(city, (sunita, 1), Life::Deceased { on: None });
    assert_eq!(standing(city, &card), Standing::Ended(WhyEnded::Deceased));
    let end: Permit<EndCard> = permit(city);
    let id = card.id;
    city.write(move |tx| actions::end(tx, &end, id, WhyEnded::Deceased, "noted")).unwrap();
    assert!(matches!(offline(city, &card), Verdict::Revoked(_)));
}

#[city_test]
fn a_death_ends_a_card_by_itself(city: &mut TestCity) {
    let sunita = sunita(city);
    let card = issue(city, sunita);
    note(city, (sunita, 1), Life::Deceased { on: None });
    assert_eq!(work(city), 1);
    let over = CardState::Ended(WhyEnded::Deceased);
    assert_eq!(states(&steps(city, card.id)), [CardState::Active, over]);
    assert!(matches!(offline(city, &card), Verdict::Revoked(_)));
}

#[city_test]
fn a_death_that_was_taken_back_ends_no_card(city: &mut TestCity) {
    let sunita = sunita(city);
    let card = issue(city, sunita);
    note(city, (sunita, 1), Life::Deceased { on: None });
    note(city, (sunita, 2), Life::Living);
    assert_eq!(work(city), 2);
    assert_eq!(standing(city, &card), Standing::Good);
}

#[city_test]
fn a_list_names_whoever_does_not_count_and_nobody_else(city: &mut TestCity) {
    let [good, lost, worn] = [0, 1, 2].map(|_| issue(city, sunita(city)));
    suspend(city, lost.id);
    let new = replace(city, worn.id);
    let list = published(city);
    assert_eq!(list.counts(), (1, 1));
    assert_eq!((list.sequence(), list.as_of()), (1, city.now().date_in_india()));
    for card in [&good, &lost, &worn, &new] {
        assert!(card.status.number() < list.size(), "every index was opened");
    }
    assert_eq!(published(city).sequence(), 2);
}

#[city_test]
fn lists_are_kept_for_a_month_and_no_longer(city: &mut TestCity) {
    for _ in 0..33 {
        published(city);
    }
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_list"), 31);
    assert_eq!(rows(city, "SELECT MIN(sequence) FROM cards_list"), 3);
}

#[city_test]
fn what_no_key_of_the_city_signed_is_no_card(city: &mut TestCity) {
    let card = issue(city, sunita(city));
    let text = card.sealed.text();
    let mut changed = text.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == '0' { '1' } else { '0' });
    assert_eq!(code(shown(city, changed)), "CRD-071");
    for text in [String::new(), "Asha".to_owned(), text.to_lowercase()] {
        assert_eq!(code(shown(city, text)), "CRD-023");
    }
    let (today, face) = (city.now().date_in_india(), said(city, &text).bearer);
    let forged = Said { bearer: face, ..drawn(today) }.seal(&key(9)).unwrap();
    assert_eq!(code(shown(city, forged.text())), "CRD-070");
}

#[city_test]
fn a_stolen_key_s_card_is_refused_and_the_attempt_is_kept(city: &mut TestCity) {
    let card = issue(city, sunita(city));
    let bearer = said(city, &card.sealed.text()).bearer;
    let made_up = Said { bearer, ..drawn(city.now().date_in_india()) };
    let text = made_up.seal(&issuer()).unwrap().text();
    let refused = "SELECT COUNT(*) FROM audit_row WHERE outcome = 'refused'";
    let before = rows(city, refused);
    assert_eq!(code(shown(city, text)), "CRD-024");
    assert_eq!(rows(city, refused) - before, 1);
}

fn said(city: &TestCity, text: &str) -> Said {
    let today = city.now().date_in_india();
    let names_nobody = StatusList::new((1, today), 1 << 26, vec![], vec![]).unwrap();
    check(text, &trust(), &names_nobody, today).card().unwrap().clone()
}

/// A card that nobody here made.
fn drawn(today: Date) -> Said {
    Said {
        cid: Number([1, 2, 3, 4, 5, 6]),
        status: StatusIndex::new(7).unwrap(),
        issued: today,
        expires: today,
        bearer: Bearer::Sticker,
    }
}
