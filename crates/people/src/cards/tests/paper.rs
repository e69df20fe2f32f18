//! Cards on paper: given at once, blocked at once, replaced with the same health ID.

use super::{
    DAY, aged, card, code, issue, issuer, permit, register, rows, states, steps, sunita, try_issue,
};
use crate::cards::actions;
use crate::cards::model::{CardId, CardKind, CardState, Replacement, WhyEnded, WhySuspended};
use crate::cards::store;
use crate::registry;
use crate::registry::model::{Details, Life, Sex, UnknownPerson};
use nabz_access::Permit;
use nabz_credential::card::Unverified;
use nabz_credential::keys::Signer;
use nabz_kernel::birth::Age;
use nabz_kernel::clock::Date;
use nabz_kernel::names::PersonName;
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::collections::HashSet;

fn suspend(city: &TestCity, id: CardId) -> Result<(), Stop> {
    let permit = permit(city);
    city.write(move |tx| actions::suspend(tx, &permit, id, WhySuspended::Lost)).map(drop)
}

#[city_test]
fn a_card_on_paper_is_good_at_once_and_says_who_its_bearer_is(city: &mut TestCity) {
    let sunita = sunita(city);
    let audited = rows(city, "SELECT COUNT(*) FROM audit_row");
    let given = issue(city, sunita);
    assert_eq!(rows(city, "SELECT COUNT(*) FROM audit_row") - audited, 1);
    assert_eq!((given.kind, given.state), (CardKind::Temporary, CardState::Active));
    let today = city.now().date_in_india();
    assert_eq!(given.expires, Date::from_calendar(2027, 11, 22).unwrap());
    let read = Unverified::read(&given.sealed.text()).unwrap();
    let said = read.verify(issuer().public_key()).unwrap();
    assert_eq!((said.cid, said.status, said.issued), (given.number, given.status, today));
    let face = said.bearer.face().unwrap();
    assert_eq!(face.roman.as_ref().unwrap().as_str(), "Sunita Devi");
    assert_eq!(face.birth_year, Some(1984));
    assert_eq!(card(city, given.id), given, "it comes back as it was made");
    assert_eq!(states(&steps(city, given.id)), [CardState::Active]);
}

#[city_test]
fn an_infant_s_card_ends_with_its_first_year(city: &mut TestCity) {
    let child = register(city, aged("B/o Sunita", Age::Days(10)));
    let given = issue(city, child);
    assert_eq!(given.kind, CardKind::Newborn);
    assert_eq!(given.expires, Date::from_calendar(2027, 11, 12).unwrap());
}

#[city_test]
fn nobody_holds_two_cards(city: &mut TestCity) {
    let sunita = sunita(city);
    let given = issue(city, sunita);
    assert_eq!(code(try_issue(city, sunita)), "CRD-010");
    suspend(city, given.id).unwrap();
    assert_eq!(code(try_issue(city, sunita)), "CRD-010", "a blocked one may come back");
    assert_eq!(city.read(move |view| store::cards_of(view, sunita)).unwrap().len(), 1);
}

#[city_test]
fn thirty_two_counters_give_one_person_one_card(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let sunita = sunita(city);
    let given = at_once(|_| try_issue(city, sunita).is_ok());
    assert_eq!(given.into_iter().filter(|given| *given).count(), 1);
}

#[city_test]
fn thirty_two_cards_share_neither_number_nor_index(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let people: Vec<_> = (0..nabz_testkit::MANY).map(|_| sunita(city)).collect();
    let cards = at_once(|place| issue(city, people[place]));
    let numbers: HashSet<_> = cards.iter().map(|card| card.number).collect();
    let indices: HashSet<_> = cards.iter().map(|card| card.status).collect();
    assert_eq!((numbers.len(), indices.len()), (cards.len(), cards.len()));
}

#[city_test]
fn a_lost_card_dies_and_the_health_id_lives(city: &mut TestCity) {
    let sunita = sunita(city);
    let id = |city: &TestCity| {
        city.read(move |view| registry::person(view, sunita)).unwrap().unwrap().health_id
    };
    let (health_id, lost) = (id(city), issue(city, sunita));
    suspend(city, lost.id).unwrap();
    assert_eq!(code(suspend(city, lost.id)), "CRD-005");
    let (permit, again) = (permit::<actions::ReplaceCard>(city), permit(city));
    let replace = move |tx: &mut nabz_store::Tx<'_>| {
        actions::replace(tx, &permit, &issuer(), lost.id, Replacement::Lost)
    };
    let new = city.write(replace).unwrap();
    assert_ne!((new.number, new.status), (lost.number, lost.status));
    assert_eq!(id(city), health_id);
    let over = CardState::Ended(WhyEnded::Replaced);
    let way = [CardState::Active, CardState::Suspended(WhySuspended::Lost), over];
    let old = steps(city, lost.id);
    assert_eq!(states(&old), way);
    assert_eq!(old[2].note.as_deref(), Some("lost"));
    let back = city.write(move |tx| actions::restore(tx, &again, lost.id));
    assert_eq!(code(back), "CRD-003", "what was replaced never comes back");
    assert_eq!(card(city, new.id).state, CardState::Active);
}

#[city_test]
fn a_card_that_was_found_counts_again(city: &mut TestCity) {
    let given = issue(city, sunita(city));
    let restore = |city: &TestCity| {
        let permit = permit(city);
        city.write(move |tx| actions::restore(tx, &permit, given.id))
    };
    assert_eq!(code(restore(city)), "CRD-006");
    suspend(city, given.id).unwrap();
    assert_eq!(restore(city).unwrap().state, CardState::Active);
}

#[city_test]
fn a_card_ends_for_good_with_a_reason(city: &mut TestCity) {
    let given = issue(city, sunita(city));
    let end = |why: WhyEnded, words: &'static str| {
        let permit: Permit<actions::EndCard> = permit(city);
        city.write(move |tx| actions::end(tx, &permit, given.id, why, words))
    };
    assert_eq!(code(end(WhyEnded::Fraud, "  ")), "REG-025");
    assert_eq!(code(end(WhyEnded::Replaced, "another")), "CRD-025");
    assert_eq!(code(end(WhyEnded::LostOnTheWay, "the post")), "CRD-007");
    let ended = end(WhyEnded::Surrendered, "moves to Pune").unwrap();
    assert_eq!(ended.state, CardState::Ended(WhyEnded::Surrendered));
    assert_eq!(code(end(WhyEnded::Surrendered, "again")), "CRD-003");
    let nobody = CardId::draw(city.now());
    assert_eq!(code(suspend(city, nobody)), "CRD-001");
}

#[city_test]
fn two_counters_that_saw_the_same_card_do_not_both_change_it(city: &mut TestCity) {
    let given = issue(city, sunita(city));
    let seen = given.clone();
    suspend(city, given.id).unwrap();
    let late = city.write(move |tx| store::save_state(tx, &seen, CardState::Active));
    assert_eq!(code(late), "CRD-002");
}

#[city_test]
fn who_is_dead_unknown_or_called_otherwise_gets_no_card(city: &mut TestCity) {
    let dead = sunita(city);
    let life = permit(city);
    let died = Life::Deceased { on: None };
    city.write(move |tx| registry::actions::record_life(tx, &life, (dead, 1), died)).unwrap();
    assert_eq!(code(try_issue(city, dead)), "CRD-011");
    let (unknown, link) = (permit(city), permit(city));
    let who = UnknownPerson { sex: Sex::Male, age: None, counter: String::new() };
    let unknown = city.write(move |tx| registry::actions::register_unknown(tx, &unknown, &who));
    assert_eq!(code(try_issue(city, unknown.unwrap().person)), "CRD-012");
    let (away, stays) = (sunita(city), sunita(city));
    city.write(move |tx| registry::actions::link(tx, &link, away, stays, ("seen together", false)))
        .unwrap();
    assert_eq!(code(try_issue(city, away)), "CRD-013");
    issue(city, stays);
    let elsewhere = register(city, Details::named(PersonName::of("José").unwrap()));
    assert_eq!(code(try_issue(city, elsewhere)), "CRD-014");
    assert_eq!(code(try_issue(city, nabz_testkit::fresh_person())), "REG-020");
}

#[city_test]
fn a_card_that_was_given_yesterday_begins_on_its_own_day(city: &mut TestCity) {
    let first = issue(city, sunita(city));
    city.pass(DAY);
    let second = issue(city, sunita(city));
    assert_eq!(second.issued.days() - first.issued.days(), 1);
    assert_eq!(second.expires.days() - first.expires.days(), 1);
}
