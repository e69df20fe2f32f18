//! Whoever has left the city is a member of no household of it, and lives there again when they are
//! back.

use super::died::{bereaved, dies, headless, lives, name, note, together, work};
use super::linked::{linked, parted};
use super::{
    beside, code, family, guardians, home, home_of, household, join, permit, record_agrees,
    somebody, sunita, ties,
};
use crate::households::actions::{self, ArrangeHousehold};
use crate::households::model::{HouseholdId, HouseholdKind, Kinship, NewHousehold, Role, Tie};
use crate::households::store;
use crate::registry::model::{Life, Sex};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

pub(super) fn moves_away(city: &TestCity, person: PersonId) {
    city.pass(Duration::from_mins(1));
    note(city, person, Life::Moved { on: Date::from_calendar(2026, 11, 20) });
    work(city);
}

/// Who lived in a household and has left the city.
fn away(city: &TestCity, id: HouseholdId) -> Vec<PersonId> {
    let away = city.read(move |view| store::away(view, id)).unwrap();
    away.iter().map(|one| one.person).collect()
}

pub(super) fn lives_somewhere(city: &TestCity, person: PersonId) -> bool {
    city.read(move |view| store::member(view, person)).unwrap().is_some()
}

#[city_test]
fn a_head_who_moves_away_leaves_a_household_without_one_until_they_are_back(city: &mut TestCity) {
    let (id, [head, wife, son]) = together(city);
    let before = ties(city, id);
    for _ in 0..2 {
        moves_away(city, head);
        let (left, stay) = (household(city, id), ties(city, id));
        assert_eq!((left.head, left.closed_at), (None, None));
        assert!(stay.len() == 2 && stay.contains(&(wife, Tie::Spouse)), "{stay:?}");
        assert_eq!(family(city, wife), [(son, Tie::Child)], "he is none of the family's card");
        assert!(family(city, head).is_empty());
        assert_eq!((headless(city), away(city, id)), (vec![id], vec![head]));
        record_agrees(city);
        work(city);
        lives(city, head);
        assert_eq!((ties(city, id), household(city, id).head), (before.clone(), Some(head)));
        assert!(headless(city).is_empty() && away(city, id).is_empty());
        record_agrees(city);
    }
}

#[city_test]
fn a_member_who_moves_away_comes_back_as_what_they_were_or_as_a_relative_of_a_new_head(
    city: &mut TestCity,
) {
    let (id, [head, wife, son]) = together(city);
    moves_away(city, son);
    assert_eq!((household(city, id).head, headless(city)), (Some(head), vec![]));
    lives(city, son);
    assert!(ties(city, id).contains(&(son, Tie::Child)));
    moves_away(city, head);
    let (permit, seen) = (permit::<ArrangeHousehold>(city), household(city, id).version);
    city.write(move |tx| actions::set_head(tx, &permit, (id, seen), wife)).unwrap();
    lives(city, head);
    assert_eq!(household(city, id).head, Some(wife));
    assert!(ties(city, id).contains(&(head, Tie::Kin)), "{:?}", ties(city, id));
    record_agrees(city);
}

#[city_test]
fn the_last_one_who_moves_away_closes_the_household_and_opens_it_again(city: &mut TestCity) {
    let alone = sunita(city);
    let id = home(city, alone).id;
    moves_away(city, alone);
    assert!(household(city, id).closed_at.is_some() && headless(city).is_empty());
    lives(city, alone);
    let again = household(city, id);
    assert_eq!((again.head, again.closed_at), (Some(alone), None));
    record_agrees(city);
}

#[city_test]
fn whoever_moves_away_answers_for_their_children_as_before(city: &mut TestCity) {
    let (_, [_, mother, child]) = together(city);
    let named = name(city, child, (mother, Role::Mother)).unwrap();
    moves_away(city, mother);
    assert_eq!((guardians(city, child), bereaved(city)), (vec![named], vec![]));
    moves_away(city, child);
    assert_eq!(guardians(city, child), [named]);
    record_agrees(city);
}

#[city_test]
fn whoever_has_moved_away_joins_no_household_until_they_are_back(city: &mut TestCity) {
    let (id, [_, wife, _]) = together(city);
    let other = home(city, somebody(city, "Asha Negi", (Sex::Female, 1976))).id;
    moves_away(city, wife);
    assert_eq!(code(join(city, id, (wife, Tie::Spouse))), "HOU-014");
    let new = NewHousehold { kind: HouseholdKind::Home, head: wife };
    let permit = permit::<ArrangeHousehold>(city);
    assert_eq!(code(city.write(move |tx| actions::found(tx, &permit, &new))), "HOU-014");
    let baby = somebody(city, "Baby of Sunita", (Sex::Female, 2026));
    beside(city, baby, wife, Kinship::Child).unwrap();
    assert_eq!(home_of(city, baby), id, "where she lived, since others do");
    note(city, wife, Life::Living);
    join(city, other, (wife, Tie::Sibling)).unwrap();
    work(city);
    assert_eq!(home_of(city, wife), other, "whoever is said to live elsewhere stays there");
    assert!(away(city, id).is_empty());
    record_agrees(city);
}

#[city_test]
fn a_death_that_was_a_move_and_a_death_after_a_move_are_taken_back_as_one(city: &mut TestCity) {
    let (id, [_, wife, son]) = together(city);
    let named = name(city, son, (wife, Role::Mother)).unwrap();
    let before = ties(city, id);
    dies(city, wife);
    assert!(guardians(city, son).is_empty());
    moves_away(city, wife);
    assert_eq!((away(city, id), guardians(city, son)), (vec![wife], vec![named]));
    lives(city, wife);
    assert_eq!(ties(city, id), before);
    moves_away(city, wife);
    dies(city, wife);
    assert!(!lives_somewhere(city, wife) && guardians(city, son).is_empty());
    lives(city, wife);
    assert_eq!((ties(city, id), guardians(city, son)), (before, vec![named]));
    record_agrees(city);
}

#[city_test]
fn a_move_of_the_record_that_goes_on_is_one_of_the_other_until_they_are_parted(
    city: &mut TestCity,
) {
    let (id, [_, wife, _]) = together(city);
    let (before, again) = (ties(city, id), sunita(city));
    linked(city, wife, again);
    moves_away(city, again);
    assert!(!lives_somewhere(city, wife));
    assert_eq!(away(city, id), [wife]);
    lives(city, again);
    assert_eq!(ties(city, id), before, "taken back, it gives back all");
    moves_away(city, again);
    parted(city, wife);
    work(city);
    assert_eq!(ties(city, id), before, "and so does their parting");
    linked(city, wife, again);
    work(city);
    assert!(!lives_somewhere(city, wife), "a link to whoever is gone ends it");
    record_agrees(city);
}
