//! What the death of somebody ends, and what comes back with a death that was taken back.

use super::institutions::{admit, close, shelter};
use super::{
    beside, code, guardians, home, home_of, household, join, permit, ramesh, record_agrees, sahil,
    somebody, sunita, ties,
};
use crate::households::actions::{self, ArrangeHousehold, NameGuardian};
use crate::households::model::{
    Closing, Ended, Guardian, GuardianId, HouseholdId, Kinship, Role, Tie,
};
use crate::households::store;
use crate::registry;
use crate::registry::actions::{LIFE_CHANGED, record_life};
use crate::registry::model::{Life, Sex};
use nabz_kernel::ids::PersonId;
use nabz_store::{Jobs, Stop};
use nabz_testkit::{TestCity, city_test};
use std::sync::Arc;
use std::time::Duration;

/// Notes whether somebody lives, and leaves what follows for later.
pub(super) fn note(city: &TestCity, person: PersonId, life: Life) {
    let on_record = city.read(move |view| registry::person(view, person)).unwrap().unwrap();
    let (permit, seen) = (permit(city), (person, on_record.version));
    city.write(move |tx| record_life(tx, &permit, seen, life)).unwrap();
}

/// Does what was left for later.
pub(super) fn work(city: &TestCity) {
    worked(city);
}

/// The same; in how many parts.
fn worked(city: &TestCity) -> usize {
    Arc::new(Jobs::new().on(LIFE_CHANGED, actions::life_noted)).run_due(&city.store).unwrap()
}

pub(super) fn dies(city: &TestCity, person: PersonId) {
    city.pass(Duration::from_mins(1));
    note(city, person, Life::Deceased { on: None });
    work(city);
}

pub(super) fn lives(city: &TestCity, person: PersonId) {
    city.pass(Duration::from_mins(1));
    note(city, person, Life::Living);
    work(city);
}

pub(super) fn name(
    city: &TestCity,
    child: PersonId,
    who: (PersonId, Role),
) -> Result<Guardian, Stop> {
    let permit = permit::<NameGuardian>(city);
    city.write(move |tx| actions::name_guardian(tx, &permit, (child, who.0), who.1))
}

fn naming(city: &TestCity, id: GuardianId) -> Guardian {
    city.read(move |view| store::guardian(view, id)).unwrap().unwrap()
}

/// Households for which the office looks for a head.
pub(super) fn headless(city: &TestCity) -> Vec<HouseholdId> {
    let at = city.facility;
    let found = city.read(move |view| store::headless(view, at)).unwrap();
    found.iter().map(|home| home.id).collect()
}

/// Children for whom the office looks for a guardian.
pub(super) fn bereaved(city: &TestCity) -> Vec<PersonId> {
    let at = city.facility;
    let found = city.read(move |view| store::bereaved(view, at)).unwrap();
    found.iter().map(|gone| gone.child).collect()
}

/// Ramesh, the head, with his wife Sunita and their son Sahil.
pub(super) fn together(city: &TestCity) -> (HouseholdId, [PersonId; 3]) {
    let (head, wife, son) = (ramesh(city), sunita(city), sahil(city));
    let id = home(city, head).id;
    join(city, id, (wife, Tie::Spouse)).unwrap();
    join(city, id, (son, Tie::Child)).unwrap();
    (id, [head, wife, son])
}

#[city_test]
fn a_death_leaves_a_household_without_a_head_until_it_is_taken_back(city: &mut TestCity) {
    let (id, [head, wife, son]) = together(city);
    let before = ties(city, id);
    dies(city, head);
    let (left, stay) = (household(city, id), ties(city, id));
    assert_eq!((left.head, left.closed_at), (None, None));
    assert!(stay.len() == 2 && stay.contains(&(wife, Tie::Spouse)), "{stay:?}");
    assert!(stay.contains(&(son, Tie::Child)), "{stay:?}");
    assert_eq!(headless(city), [id]);
    record_agrees(city);
    work(city);
    lives(city, head);
    assert_eq!((ties(city, id), household(city, id).head), (before, Some(head)));
    assert!(headless(city).is_empty());
    record_agrees(city);
    dies(city, head);
    assert_eq!(headless(city), [id], "and once more");
    record_agrees(city);
}

#[city_test]
fn whoever_speaks_for_the_household_meanwhile_goes_on(city: &mut TestCity) {
    let (id, [head, wife, son]) = together(city);
    dies(city, son);
    dies(city, head);
    let (permit, seen) = (permit::<ArrangeHousehold>(city), household(city, id).version);
    city.write(move |tx| actions::set_head(tx, &permit, (id, seen), wife)).unwrap();
    assert!(headless(city).is_empty());
    lives(city, head);
    lives(city, son);
    assert_eq!(household(city, id).head, Some(wife));
    let all = ties(city, id);
    let expected = [(wife, Tie::Head), (head, Tie::Kin), (son, Tie::Kin)];
    assert!(all.len() == 3 && expected.iter().all(|one| all.contains(one)), "{all:?}");
    record_agrees(city);
}

#[city_test]
fn the_last_one_closes_the_household_and_opens_it_again(city: &mut TestCity) {
    let alone = sunita(city);
    let id = home(city, alone).id;
    dies(city, alone);
    assert!(household(city, id).closed_at.is_some());
    assert!(headless(city).is_empty(), "nobody is left there");
    lives(city, alone);
    let again = household(city, id);
    assert_eq!((again.head, again.closed_at), (Some(alone), None));
    assert_eq!(ties(city, id), [(alone, Tie::Head)]);
    record_agrees(city);
}

#[city_test]
fn a_stay_in_a_shelter_ends_with_a_death(city: &mut TestCity) {
    let (first, guest) = (ramesh(city), sahil(city));
    let id = shelter(city, "Rain Basera, Yamuna Pushta");
    for person in [first, guest] {
        admit(city, id, person).unwrap();
    }
    dies(city, guest);
    assert_eq!(ties(city, id), [(first, Tie::Unrelated)]);
    dies(city, first);
    let stands = household(city, id);
    assert_eq!((stands.head, stands.closed_at), (None, None), "it stands where it stood");
    assert!(headless(city).is_empty(), "nobody is missed who speaks for a shelter");
    lives(city, guest);
    lives(city, first);
    assert_eq!((ties(city, id).len(), household(city, id).head), (2, None));
    dies(city, guest);
    close(city, id, Closing::Left).unwrap();
    lives(city, guest);
    assert!(household(city, id).closed_at.is_some(), "nobody opens a place by being alive");
    assert!(ties(city, id).is_empty());
    record_agrees(city);
}

#[city_test]
fn whoever_is_said_to_live_elsewhere_before_they_are_back_stays_there(city: &mut TestCity) {
    let (id, [head, ..]) = together(city);
    let other = home(city, somebody(city, "Asha Negi", (Sex::Female, 1976))).id;
    dies(city, head);
    note(city, head, Life::Living);
    join(city, other, (head, Tie::Sibling)).unwrap();
    work(city);
    assert_eq!((home_of(city, head), headless(city)), (other, vec![id]));
    record_agrees(city);
}

#[city_test]
fn a_child_whose_guardian_died_waits_for_another_unless_one_is_left(city: &mut TestCity) {
    let (_, [father, mother, child]) = together(city);
    let named = name(city, child, (mother, Role::Mother)).unwrap();
    let other = name(city, child, (father, Role::Father)).unwrap();
    dies(city, mother);
    assert_eq!((guardians(city, child), bereaved(city)), (vec![other], vec![]));
    assert!(naming(city, named.id).until.is_some());
    let former = city.read(move |view| store::former(view, child)).unwrap();
    assert!(former.len() == 1 && former[0].ended == Ended::Death, "{former:?}");
    record_agrees(city);
    dies(city, father);
    assert!(guardians(city, child).is_empty());
    let waits = bereaved(city);
    assert!(!waits.is_empty() && waits.iter().all(|one| *one == child), "{waits:?}");
    let aunt = somebody(city, "Asha Negi", (Sex::Female, 1976));
    let takes_over = name(city, child, (aunt, Role::Guardian)).unwrap();
    assert!(bereaved(city).is_empty());
    lives(city, mother);
    assert_eq!(guardians(city, child), [named, takes_over], "as it was, and what came since");
    lives(city, father);
    assert!(guardians(city, child).contains(&other));
    record_agrees(city);
}

#[city_test]
fn whoever_answered_for_more_children_than_one_part_ends_answers_for_none_of_them(
    city: &mut TestCity,
) {
    let warden = sunita(city);
    let child = |_| somebody(city, "Munni", (Sex::Female, 2015));
    let children: Vec<PersonId> = (0..104).map(child).collect();
    for child in &children {
        name(city, *child, (warden, Role::Guardian)).unwrap();
    }
    let alone = |child: &PersonId| guardians(city, *child).is_empty();
    note(city, warden, Life::Deceased { on: None });
    assert_eq!(worked(city), 3, "of fifty at most each");
    assert!(children.iter().all(alone));
    record_agrees(city);
    note(city, warden, Life::Living);
    assert_eq!(worked(city), 3);
    assert!(!children.iter().any(alone), "as it was");
    record_agrees(city);
}

#[city_test]
fn nobody_answers_for_a_child_that_died_until_both_are_back(city: &mut TestCity) {
    let (_, [_, mother, child]) = together(city);
    let named = name(city, child, (mother, Role::Mother)).unwrap();
    dies(city, child);
    assert!(guardians(city, child).is_empty() && bereaved(city).is_empty());
    dies(city, mother);
    assert!(bereaved(city).is_empty());
    lives(city, child);
    assert!(guardians(city, child).is_empty());
    assert_eq!(bereaved(city), [child], "its mother is dead");
    dies(city, child);
    lives(city, mother);
    assert!(guardians(city, child).is_empty());
    lives(city, child);
    assert_eq!(guardians(city, child), [named]);
    record_agrees(city);
}

#[city_test]
fn a_guardian_whom_somebody_ended_stays_ended(city: &mut TestCity) {
    let (_, [_, mother, child]) = together(city);
    let named = name(city, child, (mother, Role::Mother)).unwrap();
    let permit = permit::<NameGuardian>(city);
    let end = move |tx: &mut nabz_store::Tx<'_>| {
        actions::end_guardian(tx, &permit, named.id, "the court said so")
    };
    city.write(end).unwrap();
    dies(city, mother);
    lives(city, mother);
    assert!(guardians(city, child).is_empty(), "no death has ended that");
    record_agrees(city);
}

#[city_test]
fn a_death_that_is_taken_back_before_anything_followed_ends_nothing(city: &mut TestCity) {
    let (id, [head, ..]) = together(city);
    let before = household(city, id).version;
    note(city, head, Life::Deceased { on: None });
    note(city, head, Life::Living);
    work(city);
    assert_eq!((household(city, id).version, household(city, id).head), (before, Some(head)));
}

#[city_test]
fn the_dead_live_nowhere_and_a_newborn_of_theirs_lives_where_they_lived(city: &mut TestCity) {
    let (id, [_, mother, child]) = together(city);
    dies(city, mother);
    assert_eq!(code(join(city, id, (mother, Tie::Spouse))), "HOU-011");
    assert_eq!(code(name(city, child, (mother, Role::Mother))), "HOU-011");
    let baby = somebody(city, "Baby of Sunita", (Sex::Female, 2026));
    beside(city, baby, mother, Kinship::Child).unwrap();
    assert_eq!(home_of(city, baby), id);
    assert!(ties(city, id).contains(&(baby, Tie::Child)));
    assert!(guardians(city, baby).is_empty());
    let loner = somebody(city, "Bela Rani", (Sex::Female, 1956));
    dies(city, loner);
    let guest = sahil(city);
    beside(city, guest, loner, Kinship::Other).unwrap();
    let nowhere = city.read(move |view| store::member(view, guest)).unwrap();
    assert_eq!(nowhere, None, "nobody founds a household with the dead");
    record_agrees(city);
}

#[city_test]
fn a_child_whose_mother_is_under_eighteen_waits_for_somebody_who_answers(city: &mut TestCity) {
    let (father, child) = (ramesh(city), somebody(city, "Munni", (Sex::Female, 2026)));
    let mother = somebody(city, "Anjali", (Sex::Female, 2009));
    name(city, child, (father, Role::Father)).unwrap();
    name(city, child, (mother, Role::Mother)).unwrap();
    dies(city, father);
    assert_eq!(bereaved(city), [child]);
    assert_eq!(code(name(city, child, (sahil(city), Role::Guardian))), "HOU-006");
    name(city, child, (sunita(city), Role::Guardian)).unwrap();
    assert!(bereaved(city).is_empty());
}
