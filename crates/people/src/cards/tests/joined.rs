//! Cards of somebody who was registered twice.

use super::shown::shown;
use super::{card, code, issue, issuer, permit, states, steps, sunita, try_issue};
use crate::cards::actions::{self, EndCard, SuspendCard};
use crate::cards::model::{Card, CardId, CardState, Replacement, Standing, WhyEnded, WhySuspended};
use crate::cards::rules::held_besides;
use crate::cards::{card_shown, cards_together};
use crate::registry;
use crate::registry::actions::LinkPersons;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};

fn link(city: &TestCity, one: PersonId, other: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| {
        registry::actions::link(tx, &permit, one, other, ("seen together", false))
    })
    .unwrap();
}

fn unlink(city: &TestCity, one: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| registry::actions::unlink(tx, &permit, one, "two women")).unwrap();
}

fn end_duplicate(city: &TestCity, person: PersonId, seen: (CardId, u32)) -> Result<Card, Stop> {
    let permit: Permit<EndCard> = permit(city);
    city.write(move |tx| actions::end_duplicate(tx, &permit, person, seen))
}

#[city_test]
fn a_card_leads_to_the_record_that_goes_on_and_stays_what_it_is(city: &mut TestCity) {
    let [a, b, c] = [0, 1, 2].map(|_| sunita(city));
    let of_a = issue(city, a);
    link(city, a, b);
    link(city, b, c);
    let checked = shown(city, of_a.sealed.text()).unwrap();
    assert_eq!((checked.goes_on, checked.card.person), (c, a));
    assert_eq!((checked.standing, card(city, of_a.id).person), (Standing::Good, a));
    let number = city.read(move |view| registry::banner(view, a)).unwrap().health_id;
    let id = of_a.id;
    let on_page = |person| city.read(move |view| card_shown(view, person, id)).unwrap();
    assert_eq!(on_page(c).unwrap().made_under, Some(number));
    assert_eq!(on_page(a).unwrap().made_under, None);
    assert_eq!(on_page(b), None);
    unlink(city, b);
    assert_eq!(shown(city, of_a.sealed.text()).unwrap().goes_on, b);
    assert_eq!(on_page(c), None);
}

#[city_test]
fn the_second_card_of_one_person_ends_as_a_duplicate(city: &mut TestCity) {
    let [a, c] = [0, 1].map(|_| sunita(city));
    let (old, own) = (issue(city, a), issue(city, c));
    assert_eq!(code(end_duplicate(city, c, (old.id, old.version))), "CRD-001", "of two persons");
    link(city, a, c);
    let besides = || {
        let cards = city.read(move |view| cards_together(view, c)).unwrap();
        held_besides(&cards).map(|card| card.id).collect::<Vec<CardId>>()
    };
    assert_eq!(besides(), [old.id], "the one under the own number comes first");
    assert_eq!(code(end_duplicate(city, c, (own.id, own.version))), "CRD-001");
    assert_eq!(code(end_duplicate(city, c, (old.id, old.version + 1))), "CRD-002");
    end_duplicate(city, c, (old.id, old.version)).unwrap();
    let over = CardState::Ended(WhyEnded::Duplicate);
    assert_eq!(states(&steps(city, old.id)), [CardState::Active, over]);
    assert_eq!(card(city, own.id).state, CardState::Active);
    assert!(besides().is_empty(), "the only card in hand is no duplicate");
    assert_eq!(code(end_duplicate(city, c, (old.id, old.version))), "CRD-002", "pressed again");
}

#[city_test]
fn nobody_is_left_without_a_card_by_a_page_from_before(city: &mut TestCity) {
    let [a, c] = [0, 1].map(|_| sunita(city));
    let (old, own) = (issue(city, a), issue(city, c));
    link(city, a, c);
    let (surrender, id) = (permit(city), own.id);
    city.write(move |tx| actions::surrender(tx, &surrender, id, "moves to Pune")).unwrap();
    assert_eq!(code(end_duplicate(city, c, (old.id, old.version))), "CRD-002");
    assert_eq!(card(city, old.id).state, CardState::Active);
}

#[city_test]
fn whoever_holds_a_card_under_another_number_is_given_no_second_one(city: &mut TestCity) {
    let [a, c] = [0, 1].map(|_| sunita(city));
    let old = issue(city, a).id;
    link(city, a, c);
    assert_eq!(code(try_issue(city, c)), "CRD-010");
    let of_c = city.read(move |view| actions::card_of(view, c, old)).unwrap();
    assert_eq!((of_c.id, of_c.person), (old, a), "it is theirs, and stays what it is");
    let (loses, finds, replaces) = (permit::<SuspendCard>(city), permit(city), permit(city));
    city.write(move |tx| actions::suspend(tx, &loses, old, WhySuspended::Lost)).unwrap();
    assert_eq!(code(try_issue(city, c)), "CRD-010", "a lost card is replaced");
    city.write(move |tx| actions::restore(tx, &finds, old)).unwrap();
    let worn = Replacement::Worn;
    let new = city.write(move |tx| actions::replace(tx, &replaces, &issuer(), old, worn)).unwrap();
    assert_eq!((new.person, new.state), (c, CardState::Active), "under the number that goes on");
    assert_eq!(card(city, old).state, CardState::Ended(WhyEnded::Replaced));
    unlink(city, a);
    let id = new.id;
    assert_eq!(code(city.read(move |view| actions::card_of(view, a, id))), "CRD-001");
    assert_eq!(card(city, id), new, "not a byte moves when they are parted");
    issue(city, a);
}

#[city_test]
fn a_card_that_was_blocked_counts_no_more_beside_another_one(city: &mut TestCity) {
    let [a, c] = [0, 1].map(|_| sunita(city));
    let (old, own) = (issue(city, a).id, issue(city, c).id);
    let (loses, finds) = (permit::<SuspendCard>(city), permit(city));
    city.write(move |tx| actions::suspend(tx, &loses, old, WhySuspended::Lost)).unwrap();
    link(city, a, c);
    assert_eq!(code(city.write(move |tx| actions::restore(tx, &finds, old))), "CRD-010");
    assert_eq!(card(city, own).state, CardState::Active);
    unlink(city, a);
    let finds = permit(city);
    city.write(move |tx| actions::restore(tx, &finds, old)).unwrap();
}
