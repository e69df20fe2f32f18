//! Children who are of age, for whom nobody answers any more.

use super::died::{dies, lives};
use super::{born, guardians, permit, ramesh, record_agrees, somebody, sunita};
use crate::households::actions::{self, GROW_UP, NameGuardian};
use crate::households::model::{Ended, Guardian, GuardianId, Role};
use crate::households::{self, store};
use crate::registry;
use crate::registry::actions::{BIRTH_CHANGED, Verdict, Wish, ask_correction, decide_correction};
use crate::registry::model::{Details, Sex};
use nabz_access::Permit;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Jobs;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::sync::Arc;
use std::time::Duration;

const ENDED: &str = "SELECT COUNT(*) FROM audit_row WHERE act = 'households.grow-up'";
const DAY: Duration = Duration::from_hours(24);

/// Somebody who is of age on 1 June 2027.
fn anjali(city: &TestCity) -> PersonId {
    somebody(city, "Anjali", (Sex::Female, 2009))
}

fn of_age() -> Date {
    Date::from_calendar(2027, 6, 1).unwrap()
}

fn name(city: &TestCity, child: PersonId, (person, role): (PersonId, Role)) -> Guardian {
    let permit = permit::<NameGuardian>(city);
    city.write(move |tx| actions::name_guardian(tx, &permit, (child, person), role)).unwrap()
}

fn guardian(city: &TestCity, id: GuardianId) -> Guardian {
    city.read(move |view| store::guardian(view, id)).unwrap().unwrap()
}

fn jobs() -> Arc<Jobs> {
    let jobs = Jobs::new().on(GROW_UP, actions::grow_up);
    Arc::new(jobs.on(BIRTH_CHANGED, actions::birth_changed))
}

/// What a day does, asked for twice as by two programs, and once more by hand.
fn grow(city: &TestCity) {
    actions::begin_day(&city.store).unwrap();
    actions::begin_day(&city.store).unwrap();
    jobs().run_due(&city.store).unwrap();
    leave(city, "again".into());
    jobs().run_due(&city.store).unwrap();
}

fn leave(city: &TestCity, about: String) {
    city.write(move |tx| tx.enqueue(GROW_UP, &about, &()).map(drop)).unwrap();
}

fn pass_until(city: &TestCity, day: Date) {
    let days = day.days() - city.now().date_in_india().days();
    city.pass(DAY * u32::try_from(days).unwrap());
}

fn ended(city: &TestCity) -> i64 {
    city.read(|view| view.query_one(ENDED, &[], |row| row.get(0))).unwrap().unwrap()
}

/// Somebody's year of birth is corrected: one asks, another decides.
fn correct(city: &TestCity, person: PersonId, year: i16) {
    let on_record = city.read(move |view| registry::person(view, person)).unwrap().unwrap();
    let wanted = Details { birth: Some(born(year)), ..on_record.details };
    let reason = "the certificate says so".to_owned();
    let wish = Wish { person, wanted, seen: on_record.version, reason };
    let (asks, decides) = (permit(city), Permit::trial(Id::draw(city.now()), city.facility));
    let asked = city.write(move |tx| ask_correction(tx, &asks, &wish)).unwrap().id;
    city.write(move |tx| decide_correction(tx, &decides, asked, &Verdict::Approve)).unwrap();
}

#[city_test]
fn nobody_answers_any_more_for_whoever_came_of_age_and_partners_see_it(city: &mut TestCity) {
    let child = anjali(city);
    let mother = name(city, child, (sunita(city), Role::Mother));
    name(city, child, (ramesh(city), Role::Father));
    pass_until(city, Date::from_days(of_age().days() - 1));
    grow(city);
    assert_eq!((guardians(city, child).len(), ended(city)), (2, 0));
    city.pass(DAY);
    grow(city);
    assert!(guardians(city, child).is_empty());
    let until = guardian(city, mother.id).until;
    assert_eq!(until, Some(Instant::beginning_in_india(of_age())));
    assert_eq!(ended(city), 2, "each is ended once");
    let former = city.read(move |view| store::former(view, child)).unwrap();
    assert_eq!(former.len(), 2);
    assert!(former.iter().all(|one| one.ended == Ended::OfAge), "nobody said so: {former:?}");
    record_agrees(city);
}

#[city_test]
fn a_birth_that_is_corrected_ends_it_at_once_or_opens_it_again(city: &mut TestCity) {
    let child = anjali(city);
    let mother = name(city, child, (sunita(city), Role::Mother));
    pass_until(city, of_age());
    grow(city);
    assert!(guardians(city, child).is_empty());
    correct(city, child, 2012);
    jobs().run_due(&city.store).unwrap();
    assert_eq!(guardians(city, child), [mother]);
    record_agrees(city);
    correct(city, child, 2008);
    jobs().run_due(&city.store).unwrap();
    assert!(guardians(city, child).is_empty());
    let until = guardian(city, mother.id).until;
    assert_eq!(until, Some(mother.since), "nobody answers before they were named");
    record_agrees(city);
}

#[city_test]
fn who_was_named_again_meanwhile_is_not_named_twice(city: &mut TestCity) {
    let (child, mother) = (anjali(city), sunita(city));
    let first = name(city, child, (mother, Role::Mother));
    pass_until(city, of_age());
    grow(city);
    correct(city, child, 2012);
    let again = name(city, child, (mother, Role::Mother));
    grow(city);
    assert_eq!(guardians(city, child), [again]);
    assert!(guardian(city, first.id).until.is_some());
    record_agrees(city);
}

#[city_test]
fn what_ended_too_early_opens_only_once_the_guardian_is_back(city: &mut TestCity) {
    let (child, mother) = (anjali(city), sunita(city));
    let named = name(city, child, (mother, Role::Mother));
    pass_until(city, of_age());
    grow(city);
    dies(city, mother);
    correct(city, child, 2012);
    jobs().run_due(&city.store).unwrap();
    assert!(guardians(city, child).is_empty());
    lives(city, mother);
    assert_eq!(guardians(city, child), [named]);
    record_agrees(city);
}

#[city_test]
fn a_birth_that_is_corrected_counts_for_whoever_is_back(city: &mut TestCity) {
    let (child, mother) = (anjali(city), sunita(city));
    name(city, child, (mother, Role::Mother));
    dies(city, mother);
    correct(city, child, 2008);
    jobs().run_due(&city.store).unwrap();
    lives(city, mother);
    grow(city);
    assert!(guardians(city, child).is_empty(), "of age since June");
    record_agrees(city);
}

#[city_test]
fn a_day_goes_through_more_than_one_part_of_it_reads(city: &mut TestCity) {
    let mother = sunita(city);
    for _ in 0..105 {
        name(city, anjali(city), (mother, Role::Mother));
    }
    pass_until(city, of_age());
    grow(city);
    assert_eq!(ended(city), 105);
}

#[city_test]
fn thirty_two_at_once_end_it_once(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let child = anjali(city);
    name(city, child, (sunita(city), Role::Mother));
    pass_until(city, of_age());
    for number in 0..32 {
        leave(city, format!("walk {number}"));
    }
    at_once(|_| jobs().run_due(&city.store).unwrap());
    assert_eq!((guardians(city, child).len(), ended(city)), (0, 1));
}

/// For whom somebody answers today.
fn answers_for(city: &TestCity, person: PersonId) -> Vec<PersonId> {
    city.read(move |view| households::answers_for(view, person)).unwrap()
}

#[city_test]
fn a_mother_under_eighteen_is_the_mother_and_answers_once_she_is_of_age(city: &mut TestCity) {
    let (mother, child) = (anjali(city), somebody(city, "Munni", (Sex::Female, 2026)));
    let named = name(city, child, (mother, Role::Mother));
    assert_eq!(named.from, Some(of_age()));
    assert_eq!(guardian(city, named.id), named);
    let hers = city.read(move |view| households::mother(view, child)).unwrap();
    assert_eq!(hers, Some(mother), "the child may stand on her card");
    assert!(answers_for(city, mother).is_empty());
    pass_until(city, Date::from_days(of_age().days() - 1));
    grow(city);
    assert!(answers_for(city, mother).is_empty());
    city.pass(DAY);
    assert_eq!(answers_for(city, mother), [child], "by itself");
    record_agrees(city);
}

#[city_test]
fn a_mother_whose_birth_is_corrected_answers_from_another_day(city: &mut TestCity) {
    let (mother, child) = (anjali(city), somebody(city, "Munni", (Sex::Female, 2026)));
    let named = name(city, child, (mother, Role::Mother));
    correct(city, mother, 2005);
    jobs().run_due(&city.store).unwrap();
    assert_eq!(guardian(city, named.id).from, None);
    assert_eq!(answers_for(city, mother), [child]);
    correct(city, mother, 2010);
    jobs().run_due(&city.store).unwrap();
    assert!(answers_for(city, mother).is_empty());
}
