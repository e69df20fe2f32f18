//! Families of somebody who was registered twice: what stands under each record is read together for as
//! long as the two are one, and nothing is carried over.

use super::died::{dies, lives, work};
use super::{
    code, family, guardians, home, household, join, permit, ramesh, record_agrees, sahil, sunita,
    ties,
};
use crate::households::actions::{self, NameGuardian};
use crate::households::model::{Role, Tie};
use crate::households::{answers_as, answers_for, children, mother, store};
use crate::registry::actions::{LinkPersons, link, unlink};
use nabz_access::Permit;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

pub(super) fn linked(city: &TestCity, one: PersonId, other: PersonId) {
    city.pass(Duration::from_mins(1));
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| link(tx, &permit, one, other, ("she says so", false))).unwrap();
}

pub(super) fn parted(city: &TestCity, one: PersonId) {
    city.pass(Duration::from_mins(1));
    let permit: Permit<LinkPersons> = permit(city);
    city.write(move |tx| unlink(tx, &permit, one, "her cousin")).unwrap();
}

fn name(city: &TestCity, child: PersonId, mother: PersonId) -> Result<(), Stop> {
    let permit = permit::<NameGuardian>(city);
    city.write(move |tx| {
        actions::name_guardian(tx, &permit, (child, mother), Role::Mother).map(drop)
    })
}

/// For whom somebody answers.
fn for_whom(city: &TestCity, person: PersonId) -> Vec<PersonId> {
    city.read(move |view| answers_for(view, person)).unwrap()
}

#[city_test]
fn a_family_and_its_child_stand_under_whichever_record_somebody_is_asked_for(city: &mut TestCity) {
    let (head, wife, son) = (ramesh(city), sunita(city), sahil(city));
    let id = home(city, head).id;
    join(city, id, (wife, Tie::Spouse)).unwrap();
    join(city, id, (son, Tie::Child)).unwrap();
    name(city, son, wife).unwrap();
    let before = (ties(city, id), guardians(city, son), household(city, id));
    let again = sunita(city);
    assert!(family(city, again).is_empty() && for_whom(city, again).is_empty());
    linked(city, wife, again);
    let both = [wife, again];
    let family_of_wife = family(city, wife);
    assert_eq!(family_of_wife.len(), 2);
    for record in both {
        assert_eq!(family(city, record), family_of_wife);
        assert_eq!(for_whom(city, record), [son]);
        let of_son = city.read(move |view| answers_as(view, (record, son))).unwrap();
        assert_eq!(of_son, Some(Role::Mother));
        assert_eq!(city.read(move |view| children(view, record)).unwrap(), [son]);
    }
    assert_eq!(city.read(move |view| mother(view, son)).unwrap(), Some(again), "who goes on");
    assert!(family(city, head).contains(&(again, Tie::Spouse)), "{:?}", family(city, head));
    assert_eq!(code(join(city, id, (again, Tie::Spouse))), "HOU-004");
    assert_eq!(code(name(city, son, again)), "HOU-007");
    parted(city, wife);
    assert_eq!((ties(city, id), guardians(city, son), household(city, id)), before);
    assert!(family(city, again).is_empty() && for_whom(city, again).is_empty());
    assert_eq!(city.read(move |view| mother(view, son)).unwrap(), Some(wife));
    record_agrees(city);
}

#[city_test]
fn a_child_who_was_registered_twice_is_one_child(city: &mut TestCity) {
    let (wife, son) = (sunita(city), sahil(city));
    name(city, son, wife).unwrap();
    let again = sahil(city);
    linked(city, son, again);
    assert_eq!(for_whom(city, wife), [again]);
    assert_eq!(code(name(city, again, wife)), "HOU-007");
    parted(city, son);
    assert_eq!(for_whom(city, wife), [son]);
}

#[city_test]
fn a_death_under_one_record_is_one_of_the_other_until_they_are_parted(city: &mut TestCity) {
    let (head, wife, son) = (ramesh(city), sunita(city), sahil(city));
    let id = home(city, head).id;
    join(city, id, (wife, Tie::Spouse)).unwrap();
    name(city, son, wife).unwrap();
    let before = (ties(city, id), guardians(city, son));
    let again = sunita(city);
    linked(city, wife, again);
    dies(city, again);
    let lives_there = city.read(move |view| store::member(view, wife)).unwrap();
    assert!(lives_there.is_none() && guardians(city, son).is_empty());
    assert_eq!(code(join(city, id, (wife, Tie::Spouse))), "HOU-011");
    record_agrees(city);
    lives(city, again);
    assert_eq!((ties(city, id), guardians(city, son)), before, "taken back, it gives back all");
    dies(city, again);
    parted(city, wife);
    work(city);
    assert_eq!((ties(city, id), guardians(city, son)), before, "and so does their parting");
    record_agrees(city);
}
