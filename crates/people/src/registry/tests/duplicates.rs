//! Records that may be of one person: found, decided, taken back, and never asked about again.

use super::{code, details, find, loaded, permit, person, phone, register};
use crate::registry::actions::{self, DecideDuplicate, Ruling};
use crate::registry::dedupe::{Done, KnownApart, Walk, walk};
use crate::registry::model::{Decision, Details, Doubt, Life, Pair, Sex, VoterId, Waiting};
use crate::registry::store;
use nabz_access::{PROGRAM, Permit};
use nabz_fhir::ResourceType;
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::Reason;
use nabz_record::{Key, read};
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::time::Duration;

const PHONE: &str = "0000004321";
const NOBODY: KnownApart = |_, _, _| Ok(false);
const EVERYBODY: KnownApart = |_, _, _| Ok(true);

pub(super) fn woman(name: &str, age: u16, digits: &str) -> Details {
    Details { phone: Some(phone(digits)), ..details(name, age, Sex::Female) }
}

/// Somebody registered after all others.
pub(super) fn registered(city: &TestCity, details: Details) -> PersonId {
    city.pass(Duration::from_secs(1));
    register(city, details).person
}

pub(super) fn pair(one: PersonId, other: PersonId) -> Pair {
    Pair::of(one, other).unwrap()
}

/// Sunita, who was registered twice.
pub(super) fn twice(city: &TestCity) -> Pair {
    let one = registered(city, woman("सुनीता देवी", 42, PHONE));
    pair(one, registered(city, woman("Sunita Devi", 41, PHONE)))
}

/// The same three times.
pub(super) fn thrice(city: &TestCity) -> [PersonId; 3] {
    let all = [42, 41, 42].map(|age| registered(city, woman("Sunita Devi", age, PHONE)));
    assert_eq!(searched(city, Walk::default()).found, 3);
    all
}

/// Somebody registered twice with one voter card, and the day of birth that each record says.
pub(super) fn with_card(city: &TestCity, (name, digits): (&str, &str), days: [&str; 2]) -> Pair {
    let card = format!("ABC{}", digits.strip_prefix("000").unwrap());
    let said = |day: &str| Details {
        birth: Some(born(city, day)),
        voter_id: VoterId::parse(&card).ok(),
        ..woman(name, 42, digits)
    };
    let [one, other] = days.map(|day| registered(city, said(day)));
    pair(one, other)
}

fn born(city: &TestCity, day: &str) -> Birth {
    let date = BirthDate::parse(day, city.now().date_in_india()).unwrap();
    Birth { date, quality: BirthQuality::Documented }
}

pub(super) fn searched(city: &TestCity, asked: Walk) -> Done {
    walk(&city.store, &asked, &|_| ()).unwrap()
}

/// The search over all, linking those about whom nobody has to be asked.
fn linking(known_apart: KnownApart) -> Walk {
    Walk { link: Some(known_apart), ..Walk::default() }
}

pub(super) fn waiting(city: &TestCity) -> Vec<Pair> {
    let doubts = city.read(store::waiting_doubts).unwrap();
    doubts.into_iter().map(|doubt| doubt.pair).collect()
}

pub(super) fn doubt(city: &TestCity, pair: Pair) -> Doubt {
    city.read(move |view| store::doubt(view, pair)).unwrap().unwrap()
}

pub(super) fn goes_on(city: &TestCity, person: PersonId) -> Option<PersonId> {
    city.read(move |view| store::linked_to(view, person)).unwrap()
}

pub(super) fn decide(city: &TestCity, pair: Pair, decision: Decision) -> Result<(), Stop> {
    let permit: Permit<DecideDuplicate> = permit(city);
    let seen = pair.both().map(|one| person(city, one).version);
    let ruling = Ruling { pair, seen, decision, compared: true };
    city.write(move |tx| actions::decide_duplicate(tx, &permit, &ruling))
}

pub(super) fn undo(city: &TestCity, pair: Pair, decided_at: Instant) -> Result<(), Stop> {
    let permit: Permit<DecideDuplicate> = permit(city);
    city.write(move |tx| actions::undo_duplicate(tx, &permit, pair, decided_at))
}

fn later(city: &TestCity, pair: Pair) -> Result<(), Stop> {
    let permit: Permit<DecideDuplicate> = permit(city);
    city.write(move |tx| actions::leave_duplicate(tx, &permit, pair))
}

/// Somebody's record changes for the first time.
pub(super) fn changed(city: &TestCity, person: PersonId, life: Life) {
    let permit = permit(city);
    city.write(move |tx| actions::record_life(tx, &permit, (person, 1), life)).unwrap();
}

/// What a reader is given of somebody, but for the number of the version: a link and its end stand
/// in the history.
fn published(city: &TestCity, person: PersonId) -> String {
    let key = Key::of(ResourceType::PATIENT, person.uuid());
    let entry = city.read(move |view| read::at(view, key)).unwrap().unwrap();
    let version = format!("\"versionId\":\"{}\"", entry.version);
    let body = String::from_utf8(entry.body).unwrap();
    assert!(body.contains(&version), "{body}");
    body.replace(&version, "")
}

#[city_test]
fn who_was_registered_twice_is_found_once_and_a_namesake_of_another_birth_is_not(
    city: &mut TestCity,
) {
    let pair = twice(city);
    registered(city, woman("Sunita Devi", 70, "0000005432"));
    registered(city, Details { sex: Some(Sex::Male), ..woman("Sahil Kumar", 9, PHONE) });
    registered(city, details("Sunita Devi", 42, Sex::Female));
    let done = searched(city, Walk::default());
    assert_eq!(done, Done { persons: 5, found: 1, linked: 0, is_whole: true });
    assert_eq!(waiting(city), [pair]);
    let found = doubt(city, pair);
    assert_eq!((found.points, found.band, found.ruled), (15, Band::Review, None));
    assert_eq!(found.reasons, [Reason::SameName, Reason::SamePhone, Reason::BirthYearNear(1)]);
    assert_eq!(person(city, pair.one()).details.name.roman(), None, "the first comes first");
    let again = searched(city, Walk::default());
    assert_eq!(again, Done { found: 0, ..done });
    assert_eq!(waiting(city), [pair]);
}

#[city_test]
fn a_search_that_stopped_goes_on_where_it_stopped_and_then_with_whoever_is_new(
    city: &mut TestCity,
) {
    let sunita = twice(city);
    let kamla = || woman("Kamla Rani", 30, "0000001111");
    let (one, other) = (registered(city, kamla()), registered(city, kamla()));
    let stopped = searched(city, Walk { limit: Some(3), ..Walk::default() });
    assert_eq!(stopped, Done { persons: 3, found: 1, linked: 0, is_whole: false });
    assert_eq!(waiting(city), [sunita]);
    let resumed = Walk { resume: true, ..Walk::default() };
    let rest = searched(city, resumed);
    assert_eq!(rest, Done { persons: 1, found: 1, linked: 0, is_whole: true });
    assert_eq!(searched(city, resumed).persons, 0, "nobody is new");
    let third = registered(city, kamla());
    assert_eq!(searched(city, resumed).persons, 1);
    let found = waiting(city);
    for pair in [sunita, pair(one, other), pair(one, third), pair(other, third)] {
        assert!(found.contains(&pair), "{pair}");
    }
    assert_eq!(found.len(), 4);
}

#[city_test]
fn a_name_that_hundreds_have_is_no_reason_to_look_and_one_phone_beside_it_is(city: &mut TestCity) {
    for number in 0..205 {
        register(city, details("Sunita Devi", 20 + number % 60, Sex::Female));
    }
    let birth = Some(born(city, "12-3-1984"));
    let said = || Details { birth, ..woman("Sunita Devi", 42, PHONE) };
    let twin = pair(registered(city, said()), registered(city, said()));
    assert_eq!(searched(city, Walk::default()).found, 1);
    assert_eq!(waiting(city), [twin], "one age is no reason to look at two hundred");
}

#[city_test]
fn a_registry_that_teaches_is_judged_by_what_it_taught_and_so_are_those_who_come_later(
    city: &mut TestCity,
) {
    let learning = Walk { learn_from: 100, ..Walk::default() };
    let person = |number: usize| {
        let name = format!("{} {}", GIVEN[number % 7], FAMILY[number % 11]);
        let day = format!("{}-{}-{}", 1 + number % 28, 1 + number % 12, 1950 + number % 60);
        let digits = format!("00000{:05}", 100 + number);
        Details { birth: Some(born(city, &day)), ..woman(&name, 40, &digits) }
    };
    let mut twins: Vec<Pair> = Vec::new();
    for number in 0..110 {
        let first = registered(city, person(number));
        if number % 5 == 0 {
            twins.push(pair(first, registered(city, person(number))));
        }
    }
    assert_eq!(searched(city, learning).found, twins.len());
    let found = waiting(city);
    assert!(twins.iter().all(|twin| found.contains(twin)), "{found:?}");
    assert!(city.read(store::learned).unwrap().is_some());
    let later = registered(city, person(1));
    let done = searched(city, Walk { resume: true, ..learning });
    assert_eq!((done.persons, done.found), (1, 1));
    assert!(waiting(city).iter().any(|pair| pair.other() == later));
}

const GIVEN: [&str; 7] = ["Sunita", "Kavita", "Farida", "Gurpreet", "Lakshmi", "Pooja", "Zubeida"];
const FAMILY: [&str; 11] = [
    "Sharma", "Gupta", "Ansari", "Yadav", "Verma", "Saxena", "Qureshi", "Chopra", "Mishra",
    "Thakur", "Bisht",
];

#[city_test]
fn who_was_told_apart_is_never_offered_again_nor_linked_by_another_link(city: &mut TestCity) {
    let [a, b, c] = thrice(city);
    decide(city, pair(a, b), Decision::Different).unwrap();
    let apart = doubt(city, pair(a, b)).ruled.unwrap();
    assert_eq!((apart.decision, apart.by, apart.linked), (Decision::Different, city.staff, None));
    assert_eq!(searched(city, linking(NOBODY)).found, 0);
    assert!(!waiting(city).contains(&pair(a, b)));
    decide(city, pair(a, c), Decision::Same).unwrap();
    assert_eq!(code(decide(city, pair(b, c), Decision::Same)), "REG-039");
    assert_eq!(goes_on(city, b), None);
    undo(city, pair(a, b), apart.at).unwrap();
    decide(city, pair(b, c), Decision::Same).unwrap();
    assert_eq!((goes_on(city, b), goes_on(city, c)), (Some(a), Some(a)));
    assert!(waiting(city).is_empty(), "nobody is asked about two who are one");
}

#[city_test]
fn a_decision_that_is_taken_back_leaves_both_records_as_they_were(city: &mut TestCity) {
    let pair = twice(city);
    searched(city, Walk::default());
    let as_is = |city: &TestCity| pair.both().map(|one| (person(city, one), published(city, one)));
    let before = as_is(city);
    decide(city, pair, Decision::Same).unwrap();
    assert_eq!(goes_on(city, pair.other()), Some(pair.one()));
    let number = before[1].0.health_id.to_string();
    assert_eq!(find(city, &loaded(city), &number)[0].person, pair.one());
    assert_ne!(published(city, pair.other()), before[1].1, "the record names the other one");
    let ruled = doubt(city, pair).ruled.unwrap();
    let linked = Some(pair.other());
    assert_eq!((ruled.decision, ruled.by, ruled.linked), (Decision::Same, city.staff, linked));
    let staff = city.staff;
    let last = city.read(move |view| store::last_ruled(view, staff)).unwrap().unwrap();
    assert_eq!(last.pair, pair);
    undo(city, pair, ruled.at).unwrap();
    assert_eq!(as_is(city), before);
    assert_eq!(find(city, &loaded(city), &number)[0].person, pair.other());
    assert_eq!(waiting(city), [pair]);
    assert_eq!(code(undo(city, pair, ruled.at)), "REG-038", "it was taken back already");
}

#[city_test]
fn a_link_settles_the_pairs_of_all_who_are_one_by_it_and_opens_them_when_it_ends(
    city: &mut TestCity,
) {
    let [a, b, c] = thrice(city);
    decide(city, pair(b, c), Decision::Same).unwrap();
    decide(city, pair(a, b), Decision::Same).unwrap();
    assert_eq!((goes_on(city, a), goes_on(city, c)), (Some(b), Some(b)), "nobody is found twice");
    assert!(waiting(city).is_empty());
    let settled = doubt(city, pair(a, c)).ruled.unwrap();
    assert_eq!((settled.by, settled.linked), (PROGRAM, Some(a)));
    assert_eq!(code(decide(city, pair(a, c), Decision::Different)), "REG-038");
    let unlink = permit(city);
    city.write(move |tx| actions::unlink(tx, &unlink, a, "two women")).unwrap();
    let open = waiting(city);
    assert!(open.contains(&pair(a, b)) && open.contains(&pair(a, c)) && open.len() == 2);
    let link = permit(city);
    city.write(move |tx| actions::link(tx, &link, a, b, ("one card", false))).unwrap();
    assert!(waiting(city).is_empty(), "a link from the page of a person settles it, too");
}

#[city_test]
fn a_pair_that_is_left_for_later_comes_last(city: &mut TestCity) {
    let sunita = twice(city);
    let kamla = || woman("Kamla Rani", 30, "0000001111");
    let kamla = pair(registered(city, kamla()), registered(city, kamla()));
    searched(city, Walk::default());
    assert_eq!(waiting(city), [kamla, sunita], "likeliest first");
    later(city, kamla).unwrap();
    assert_eq!(waiting(city), [sunita, kamla]);
    let count = city.read(store::count_waiting).unwrap();
    assert_eq!(count, Waiting { pairs: 2, left: 1 });
}

#[city_test]
fn whoever_decides_later_is_told_so_and_changes_nothing(city: &mut TestCity) {
    let pair = twice(city);
    searched(city, Walk::default());
    let stale = Ruling { pair, seen: [1, 1], decision: Decision::Same, compared: false };
    changed(city, pair.one(), Life::Moved { on: None });
    let late: Permit<DecideDuplicate> = permit(city);
    let overtaken = city.write(move |tx| actions::decide_duplicate(tx, &late, &stale));
    assert_eq!(code(overtaken), "REG-022");
    decide(city, pair, Decision::Same).unwrap();
    let before = doubt(city, pair);
    assert_eq!(code(decide(city, pair, Decision::Different)), "REG-038");
    assert_eq!(code(later(city, pair)), "REG-038");
    assert_eq!(code(undo(city, pair, Instant::from_microseconds(7))), "REG-038");
    assert_eq!(doubt(city, pair), before);
}

#[city_test]
fn of_thirty_two_who_decide_at_once_one_is_heard(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let pair = twice(city);
    searched(city, Walk::default());
    let said = |officer: usize| {
        let same = officer.is_multiple_of(2);
        decide(city, pair, if same { Decision::Same } else { Decision::Different })
    };
    let (heard, late): (Vec<_>, Vec<_>) = at_once(said).into_iter().partition(Result::is_ok);
    assert_eq!(heard.len(), 1);
    assert!(late.into_iter().all(|one| code(one) == "REG-038"));
    let is_one = doubt(city, pair).ruled.unwrap().decision == Decision::Same;
    assert_eq!(goes_on(city, pair.other()).is_some(), is_one);
}

#[city_test]
fn who_is_alike_in_all_that_is_known_is_linked_where_that_was_asked_for(city: &mut TestCity) {
    let sunita = with_card(city, ("Sunita Devi", PHONE), ["12-3-1984", "12-3-1984"]);
    assert_eq!(searched(city, Walk::default()).linked, 0);
    assert_eq!(doubt(city, sunita).band, Band::Link);
    assert_eq!(searched(city, linking(EVERYBODY)).linked, 0, "they were counted as two");
    assert_eq!(waiting(city), [sunita]);
    let done = searched(city, linking(NOBODY));
    assert_eq!((done.found, done.linked), (0, 1));
    assert_eq!(goes_on(city, sunita.other()), Some(sunita.one()));
    assert_eq!(doubt(city, sunita).ruled.unwrap().by, PROGRAM);
    let unlink = permit(city);
    city.write(move |tx| actions::unlink(tx, &unlink, sunita.other(), "two women")).unwrap();
    assert_eq!(searched(city, linking(NOBODY)).linked, 0, "somebody has said otherwise");
    assert_eq!(waiting(city), [sunita]);
}

#[city_test]
fn nobody_is_linked_unseen_across_a_conflict_nor_a_child_nor_the_dead(city: &mut TestCity) {
    let other_day = with_card(city, ("Kamla Rani", "0000001111"), ["12-3-1984", "13-3-1984"]);
    let dead = with_card(city, ("Sunita Devi", PHONE), ["12-3-1984", "12-3-1984"]);
    changed(city, dead.one(), Life::Deceased { on: None });
    let child = with_card(city, ("Munni Devi", "0000002222"), ["1-2-2024", "1-2-2024"]);
    assert_eq!(searched(city, linking(NOBODY)).linked, 0);
    let bands = [other_day, dead, child].map(|pair| doubt(city, pair).band);
    assert_eq!(bands, [Band::Review, Band::Link, Band::Link]);
    assert_eq!(waiting(city).len(), 3);
}
