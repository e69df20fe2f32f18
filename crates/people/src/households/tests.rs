//! What families rely on, as sentences, on both engines.

mod died;
mod grown;
mod institutions;
mod linked;
mod moved;

use super::actions::{self, ArrangeHousehold, NameGuardian};
use super::model::{
    Ended, Former, Guardian, Household, HouseholdId, HouseholdKind, Kin, Kinship, Leaving, Member,
    NewHousehold, Role, Tie,
};
use super::{rebuild, rules, store};
use crate::registry::actions::{RegisterPerson, register};
use crate::registry::model::{Details, NewPerson, Sex};
use nabz_access::Permit;
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::PersonName;
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::sync::Arc;
use std::time::Duration;

fn permit<A: nabz_access::Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(city.staff, city.facility)
}

fn born(year: i16) -> Birth {
    let day = Date::from_calendar(year, 6, 1).unwrap();
    Birth { date: BirthDate::on(day), quality: BirthQuality::Documented }
}

fn somebody(city: &TestCity, name: &str, (sex, year): (Sex, i16)) -> PersonId {
    let name = PersonName::of(name).unwrap();
    let details = Details { sex: Some(sex), birth: Some(born(year)), ..Details::named(name) };
    let new = NewPerson { details, counter: String::new(), paper_seen: None };
    let permit = permit::<RegisterPerson>(city);
    city.write(move |tx| register(tx, &permit, &new)).unwrap().person
}

fn ramesh(city: &TestCity) -> PersonId {
    somebody(city, "Ramesh Kumar", (Sex::Male, 1980))
}

fn sunita(city: &TestCity) -> PersonId {
    somebody(city, "Sunita Devi", (Sex::Female, 1984))
}

fn sahil(city: &TestCity) -> PersonId {
    somebody(city, "Sahil Kumar", (Sex::Male, 2015))
}

fn home(city: &TestCity, head: PersonId) -> Household {
    let permit = permit::<ArrangeHousehold>(city);
    let new = NewHousehold { kind: HouseholdKind::Home, head };
    city.write(move |tx| actions::found(tx, &permit, &new)).unwrap()
}

fn join(city: &TestCity, id: HouseholdId, who: (PersonId, Tie)) -> Result<Member, Stop> {
    let permit = permit::<ArrangeHousehold>(city);
    city.write(move |tx| actions::join(tx, &permit, id, who))
}

fn leave(city: &TestCity, person: PersonId, why: Leaving) -> Result<(), Stop> {
    let permit = permit::<ArrangeHousehold>(city);
    city.write(move |tx| actions::leave(tx, &permit, person, why))
}

fn beside(city: &TestCity, person: PersonId, of: PersonId, kinship: Kinship) -> Result<(), Stop> {
    let permit = permit::<RegisterPerson>(city);
    city.write(move |tx| actions::register_beside(tx, &permit, person, Kin { of, kinship }))
}

fn household(city: &TestCity, id: HouseholdId) -> Household {
    city.read(move |view| store::household(view, id)).unwrap().unwrap()
}

fn ties(city: &TestCity, id: HouseholdId) -> Vec<(PersonId, Tie)> {
    let members = city.read(move |view| store::members(view, id)).unwrap();
    members.iter().map(|member| (member.person, member.tie)).collect()
}

fn home_of(city: &TestCity, person: PersonId) -> HouseholdId {
    city.read(move |view| store::member(view, person)).unwrap().unwrap().household
}

fn guardians(city: &TestCity, child: PersonId) -> Vec<Guardian> {
    city.read(move |view| store::guardians(view, child)).unwrap()
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// What is published says the same as what is on record.
fn record_agrees(city: &TestCity) {
    let walks: [Arc<dyn nabz_record::Walk>; 2] =
        [Arc::new(rebuild::Households), Arc::new(rebuild::Guardians)];
    assert!(nabz_record::rebuild(&city.store, &walks, |_, _| {}).unwrap().is_clean());
}

#[city_test]
fn a_family_registered_in_one_go_lives_together(city: &mut TestCity) {
    let (mother, child, husband) = (sunita(city), sahil(city), ramesh(city));
    beside(city, child, mother, Kinship::Child).unwrap();
    beside(city, husband, mother, Kinship::Spouse).unwrap();
    let id = home_of(city, mother);
    let together = [(mother, Tie::Head), (child, Tie::Child), (husband, Tie::Spouse)];
    assert_eq!(ties(city, id).len(), 3);
    assert!(together.iter().all(|one| ties(city, id).contains(one)), "{:?}", ties(city, id));
    let page = city.read(move |view| nabz_record::timeline(view, &[child.uuid()], &[], None, 20));
    assert!(page.unwrap().lines.is_empty(), "that is nothing that has happened to the child");
    let answers = guardians(city, child);
    assert_eq!((answers.len(), answers[0].person, answers[0].role), (1, mother, Role::Mother));
    assert!(guardians(city, husband).is_empty());
    assert_eq!(code(beside(city, mother, mother, Kinship::Other)), "REG-027");
    let nobody = nabz_testkit::fresh_person();
    assert_eq!(code(beside(city, husband, nobody, Kinship::Other)), "REG-020");
    record_agrees(city);
}

/// The family of somebody, as what each is to them.
fn family(city: &TestCity, person: PersonId) -> Vec<(PersonId, Tie)> {
    let others = city.read(move |view| super::family(view, person)).unwrap();
    others.iter().map(|member| (member.person, member.tie)).collect()
}

#[city_test]
fn a_family_is_what_each_is_to_whoever_is_asked(city: &mut TestCity) {
    let (head, wife, child) = (ramesh(city), sunita(city), sahil(city));
    assert!(family(city, head).is_empty(), "nobody knows of a household");
    let id = home(city, head).id;
    assert!(family(city, head).is_empty(), "whoever lives alone");
    join(city, id, (wife, Tie::Spouse)).unwrap();
    city.pass(Duration::from_mins(1));
    join(city, id, (child, Tie::Child)).unwrap();
    assert_eq!(family(city, head), [(wife, Tie::Spouse), (child, Tie::Child)]);
    assert_eq!(family(city, wife), [(head, Tie::Spouse), (child, Tie::Child)]);
    assert_eq!(family(city, child), [(head, Tie::Parent), (wife, Tie::Parent)]);
}

#[city_test]
fn whoever_moves_in_has_moved_out(city: &mut TestCity) {
    let (old, new) = (home(city, ramesh(city)), home(city, sunita(city)));
    let guest = sahil(city);
    join(city, old.id, (guest, Tie::Kin)).unwrap();
    assert_eq!(code(join(city, old.id, (guest, Tie::Kin))), "HOU-004");
    city.pass(Duration::from_mins(1));
    join(city, new.id, (guest, Tie::Unrelated)).unwrap();
    assert_eq!(ties(city, old.id).len(), 1);
    assert_eq!(home_of(city, guest), new.id);
    record_agrees(city);
}

#[city_test]
fn a_head_goes_last_or_names_another(city: &mut TestCity) {
    let (head, wife) = (ramesh(city), sunita(city));
    let id = home(city, head).id;
    join(city, id, (wife, Tie::Spouse)).unwrap();
    assert_eq!(code(leave(city, head, Leaving::Moved)), "HOU-005");
    let (permit, seen) = (permit::<ArrangeHousehold>(city), household(city, id).version);
    let again = permit.clone();
    city.write(move |tx| actions::set_head(tx, &permit, (id, seen), wife)).unwrap();
    let stale = city.write(move |tx| actions::set_head(tx, &again, (id, seen), head));
    assert_eq!(code(stale), "HOU-002");
    assert!(ties(city, id).contains(&(head, Tie::Spouse)));
    leave(city, head, Leaving::Moved).unwrap();
    assert_eq!(code(leave(city, head, Leaving::Moved)), "HOU-003");
    leave(city, wife, Leaving::Moved).unwrap();
    assert!(household(city, id).closed_at.is_some());
    assert_eq!(code(join(city, id, (head, Tie::Kin))), "HOU-001");
    record_agrees(city);
}

#[city_test]
fn a_head_who_dies_leaves_a_household_that_has_none_yet(city: &mut TestCity) {
    let (head, wife) = (ramesh(city), sunita(city));
    let id = home(city, head).id;
    join(city, id, (wife, Tie::Spouse)).unwrap();
    leave(city, head, Leaving::Died).unwrap();
    let left = household(city, id);
    assert_eq!((left.head, left.closed_at), (None, None));
    let permit = permit::<ArrangeHousehold>(city);
    city.write(move |tx| actions::set_head(tx, &permit, (id, left.version), wife)).unwrap();
    assert_eq!(household(city, id).head, Some(wife));
    record_agrees(city);
}

#[city_test]
fn a_son_sets_up_house_with_his_family(city: &mut TestCity) {
    let (father, mother) = (ramesh(city), sunita(city));
    let son = somebody(city, "Amit Kumar", (Sex::Male, 2000));
    let wife = somebody(city, "Pooja", (Sex::Female, 2001));
    let baby = somebody(city, "Baby of Pooja", (Sex::Female, 2026));
    let id = home(city, father).id;
    let family = [(mother, Tie::Spouse), (son, Tie::Child), (wife, Tie::ChildInLaw)];
    for one in family.into_iter().chain([(baby, Tie::Grandchild)]) {
        join(city, id, one).unwrap();
    }
    let seen = household(city, id).version;
    let (permit, stranger) = (permit::<ArrangeHousehold>(city), sahil(city));
    let again = permit.clone();
    let wrong =
        city.write(move |tx| actions::split(tx, &again, (id, seen), (son, &[wife, stranger])));
    assert_eq!(code(wrong), "HOU-003");
    let new = city.write(move |tx| actions::split(tx, &permit, (id, seen), (son, &[wife, baby])));
    let new = new.unwrap();
    assert_eq!(ties(city, id), [(father, Tie::Head), (mother, Tie::Spouse)]);
    let theirs = ties(city, new.id);
    assert!(theirs.contains(&(son, Tie::Head)) && theirs.len() == 3, "{theirs:?}");
    assert_eq!(household(city, new.id).head, Some(son));
    record_agrees(city);
}

#[city_test]
fn nobody_answers_for_somebody_of_age_nor_for_themselves(city: &mut TestCity) {
    let (mother, child, man) = (sunita(city), sahil(city), ramesh(city));
    let name = |city: &TestCity, of: PersonId, who: PersonId| {
        let permit = permit::<NameGuardian>(city);
        city.write(move |tx| actions::name_guardian(tx, &permit, (of, who), Role::Guardian))
    };
    assert_eq!(code(name(city, man, mother)), "HOU-006");
    assert_eq!(code(name(city, child, child)), "HOU-006");
    assert_eq!(code(name(city, child, sahil(city))), "HOU-006");
    let named = name(city, child, mother).unwrap();
    assert_eq!(code(name(city, child, mother)), "HOU-007");
    let (end, again) = (permit::<NameGuardian>(city), permit::<NameGuardian>(city));
    let other = again.clone();
    let empty = city.write(move |tx| actions::end_guardian(tx, &other, named.id, " "));
    assert_eq!(code(empty), "REG-025");
    city.write(move |tx| actions::end_guardian(tx, &end, named.id, "the court said so")).unwrap();
    assert!(guardians(city, child).is_empty());
    let former = city.read(move |view| store::former(view, child)).unwrap();
    let said = Ended::Said { by: city.staff, why: "the court said so".into() };
    assert_eq!(former, [Former { guardian: former[0].guardian, ended: said }]);
    let twice = city.write(move |tx| actions::end_guardian(tx, &again, named.id, "again"));
    assert_eq!(code(twice), "HOU-006");
    record_agrees(city);
}

#[city_test]
fn a_guardian_answers_until_the_child_is_of_age(city: &mut TestCity) {
    let (mother, child) = (sunita(city), sahil(city));
    beside(city, child, mother, Kinship::Child).unwrap();
    let named = guardians(city, child)[0];
    let birth = born(2015);
    let on = |year, month, day| Date::from_calendar(year, month, day).unwrap();
    assert!(rules::answers(&named, Some(&birth), on(2033, 5, 31)));
    assert!(!rules::answers(&named, Some(&birth), on(2033, 6, 1)));
}

#[city_test]
fn thirty_two_counters_give_one_person_one_home(city: &mut Busy<TestCity>) {
    let (guest, heads) = (sahil(city), [ramesh(city), sunita(city)]);
    let homes = heads.map(|head| home(city, head).id);
    let outcomes = at_once(|turn| {
        join(city, homes[turn % 2], (guest, Tie::Kin)).map_err(|stop| code::<()>(Err(stop)))
    });
    assert!(outcomes.iter().flatten().count() >= 1);
    assert!(outcomes.iter().filter_map(|one| one.as_ref().err()).all(|code| *code == "HOU-004"));
    let living = homes.map(|id| ties(city, id).iter().filter(|one| one.0 == guest).count());
    assert_eq!(living.iter().sum::<usize>(), 1);
    record_agrees(city);
}
