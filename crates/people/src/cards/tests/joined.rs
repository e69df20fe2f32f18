//! Cards of somebody who was registered twice.

use super::shown::shown;
use super::{card, code, issue, permit, states, steps, sunita};
use crate::cards::actions::{self, EndCard};
use crate::cards::model::{Card, CardId, CardState, Standing, WhyEnded};
use crate::cards::{card_shown, joined};
use crate::registry;
use crate::registry::actions::LinkPersons;
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};

fn link(city: &TestCity, one: PersonId, other: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| registry::actions::link(tx, &permit, one, other, "seen together"))
        .unwrap();
}

fn unlink(city: &TestCity, one: PersonId) {
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| registry::actions::unlink(tx, &permit, one)).unwrap();
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
    let besides = |cards: Vec<Card>| {
        city.read(move |view| joined::held_besides(view, c, &cards)).unwrap().len()
    };
    assert_eq!(besides(vec![own.clone()]), 1);
    assert_eq!(besides(Vec::new()), 0, "the only card in hand is no duplicate");
    assert_eq!(code(end_duplicate(city, c, (own.id, own.version))), "CRD-001");
    assert_eq!(code(end_duplicate(city, c, (old.id, old.version + 1))), "CRD-002");
    end_duplicate(city, c, (old.id, old.version)).unwrap();
    let over = CardState::Ended(WhyEnded::Duplicate);
    assert_eq!(states(&steps(city, old.id)), [CardState::Active, over]);
    assert_eq!(card(city, own.id).state, CardState::Active);
    assert_eq!(besides(vec![own]), 0);
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
