//! Trying numbers is counted, raises an alarm and is slowed; honest work is not.

use super::{code, permit, phone, register};
use crate::registry::actions::{LookIntoAlarm, SearchRegistry, look_into};
use crate::registry::index::{Number, SEARCHES_A_MINUTE_MAX, SLOWED_SECONDS, Search};
use crate::registry::model::{
    Alarm, AlarmKind, Details, IN_ORDER, MISSES_A_DAY, MISSES_AN_HOUR, VoterId,
};
use crate::registry::search::Typed;
use crate::registry::store;
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_kernel::names::PersonName;
use nabz_store::{AuditSearch, Stop};
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

/// Looks for one number, as a counter does.
fn tries(city: &TestCity, search: &Search, (number, persons): (Number, usize)) -> Result<(), Stop> {
    let permit: Permit<SearchRegistry> = permit(city);
    search.admit(&permit, city.now())?;
    search.admit_number(&permit, Some(number), city.now())?;
    search.shown(&permit, Some(number), persons);
    Ok(())
}

/// Asks a question with some numbers, as a program does.
fn asks(city: &TestCity, search: &Search, numbers: &[Number]) -> Result<(), Stop> {
    let permit: Permit<SearchRegistry> = permit(city);
    search.admit_numbers(&permit, numbers, city.now()).map_err(Stop::from)
}

/// So many numbers that nobody has, none near another.
fn misses(city: &TestCity, search: &Search, count: i64) {
    for _ in 0..count {
        tries(city, search, (Number::Other, 0)).unwrap();
    }
    search.keep_counts(&city.store).unwrap();
}

/// Phones of strangers lie far from one another.
fn stranger(patient: u64) -> u64 {
    9_000_000_000 + patient * 7_919 % 150 * 1_000_003
}

/// Somebody new with a phone, as a counter types them.
fn somebody(digits: u64) -> Details {
    let name = PersonName::of("Kavita Negi").unwrap();
    Details { phone: Some(phone(&digits.to_string())), ..Details::named(name) }
}

/// Types about somebody new, as the form of a counter does; whether a number is left out.
fn types(city: &TestCity, search: &Search, details: Details) -> bool {
    let permit: Permit<SearchRegistry> = permit(city);
    let typed = Typed::admit(search, &permit, details, city.now()).unwrap();
    let is_left_out = typed.is_left_out();
    let index = search.clone();
    let compared = city.read(move |view| typed.compare(&index, view)).unwrap();
    compared.count(search, &permit);
    is_left_out
}

fn open(city: &TestCity) -> Vec<Alarm> {
    let facility = city.facility;
    city.read(move |view| store::open_alarms(view, facility)).unwrap()
}

fn officer(city: &TestCity) -> Permit<LookIntoAlarm> {
    Permit::trial(Id::draw(city.now()), city.facility)
}

#[city_test]
fn many_numbers_that_nobody_has_raise_one_alarm_and_slow_whoever_tried_them(city: &mut TestCity) {
    let search = Search::default();
    misses(city, &search, MISSES_AN_HOUR - 1);
    assert!(open(city).is_empty());
    misses(city, &search, 1);
    let alarms = open(city);
    assert_eq!(alarms.len(), 1);
    assert_eq!((alarms[0].kind, alarms[0].misses), (AlarmKind::MissesAnHour, MISSES_AN_HOUR));
    assert_eq!(alarms[0].staff, city.staff);
    tries(city, &search, (Number::Other, 1)).unwrap();
    assert_eq!(code(tries(city, &search, (Number::Other, 1))), "REG-058");
    let permit: Permit<SearchRegistry> = permit(city);
    search.admit_number(&permit, None, city.now()).unwrap();
    city.pass(Duration::from_secs(u64::try_from(SLOWED_SECONDS).unwrap()));
    tries(city, &search, (Number::Other, 0)).unwrap();
    search.keep_counts(&city.store).unwrap();
    let alarms = open(city);
    assert_eq!((alarms.len(), alarms[0].misses, alarms[0].shown), (1, MISSES_AN_HOUR + 1, 1));
}

#[city_test]
fn few_in_an_hour_are_many_in_a_day(city: &mut TestCity) {
    let search = Search::default();
    let a_hour = MISSES_AN_HOUR - 1;
    for _ in 0..MISSES_A_DAY / a_hour {
        misses(city, &search, a_hour);
        city.pass(HOUR);
    }
    assert!(open(city).is_empty());
    misses(city, &search, MISSES_A_DAY % a_hour);
    assert_eq!(open(city)[0].kind, AlarmKind::MissesADay);
}

#[city_test]
fn numbers_one_after_another_raise_an_alarm_whether_somebody_has_them_or_not(city: &mut TestCity) {
    let search = Search::default();
    let first: u64 = 9_810_000_000;
    for number in (first..).take(usize::try_from(IN_ORDER).unwrap() - 1) {
        tries(city, &search, (Number::Phone(number), 1)).unwrap();
    }
    search.keep_counts(&city.store).unwrap();
    assert!(open(city).is_empty());
    tries(city, &search, (Number::Phone(first + u64::from(IN_ORDER) - 1), 1)).unwrap();
    search.keep_counts(&city.store).unwrap();
    assert_eq!(open(city)[0].kind, AlarmKind::InOrder);
}

#[city_test]
fn an_honest_clerk_on_a_busy_day_is_never_slowed(city: &mut TestCity) {
    let search = Search::default();
    for patient in 0..150_u64 {
        let number = Number::Phone(stranger(patient));
        let persons = usize::from(patient % 15 >= 2);
        tries(city, &search, (number, persons)).unwrap();
        search.keep_counts(&city.store).unwrap();
        city.pass(Duration::from_mins(2));
    }
    assert!(open(city).is_empty());
}

#[city_test]
fn a_restart_keeps_the_sums_of_the_day_and_the_alarm(city: &mut TestCity) {
    misses(city, &Search::default(), MISSES_AN_HOUR / 2);
    let again = Search::default();
    misses(city, &again, MISSES_AN_HOUR / 2);
    assert_eq!(open(city).len(), 1);
    let third = Search::default();
    third.keep_counts(&city.store).unwrap();
    tries(city, &third, (Number::Other, 1)).unwrap();
    assert_eq!(code(tries(city, &third, (Number::Other, 1))), "REG-058");
}

#[city_test]
fn two_programs_count_together_and_hold_one_limit(city: &mut TestCity) {
    let (one, other) = (Search::default(), Search::default());
    let permit: Permit<SearchRegistry> = permit(city);
    for _ in 0..SEARCHES_A_MINUTE_MAX / 2 {
        one.admit(&permit, city.now()).unwrap();
        other.admit(&permit, city.now()).unwrap();
    }
    one.keep_counts(&city.store).unwrap();
    other.keep_counts(&city.store).unwrap();
    assert_eq!(code(other.admit(&permit, city.now()).map_err(Stop::from)), "REG-032");
    city.pass(Duration::from_mins(1));
    other.admit(&permit, city.now()).unwrap();
}

#[city_test]
fn whoever_looked_into_an_alarm_ends_it_and_counting_begins_anew(city: &mut TestCity) {
    let (search, other) = (Search::default(), Search::default());
    misses(city, &search, MISSES_AN_HOUR);
    other.keep_counts(&city.store).unwrap();
    let id = open(city)[0].id;
    let own: Permit<LookIntoAlarm> = permit(city);
    assert_eq!(code(city.write(move |tx| look_into(tx, &own, id, "It was me."))), "REG-060");
    let by = officer(city);
    let look = move |remark: &'static str| {
        let by = by.clone();
        move |tx: &mut nabz_store::Tx<'_>| look_into(tx, &by, id, remark)
    };
    assert_eq!(code(city.write(look(" "))), "REG-025");
    let elsewhere: Permit<LookIntoAlarm> =
        Permit::trial(Id::draw(city.now()), Id::draw(city.now()));
    assert_eq!(code(city.write(move |tx| look_into(tx, &elsewhere, id, "Not here."))), "REG-059");
    let staff = city.write(look("A list of old numbers.")).unwrap();
    assert_eq!(code(city.write(look("Again."))), "REG-059");
    search.release(staff);
    other.keep_counts(&city.store).unwrap();
    for search in [&search, &other] {
        misses(city, search, 2);
    }
    assert!(open(city).is_empty());
    let facility = city.facility;
    let looked = city.read(move |view| store::looked_alarms(view, facility)).unwrap();
    let remark = looked[0].looked.as_ref().map(|(_, _, remark)| remark.as_str());
    assert_eq!(remark, Some("A list of old numbers."));
}

#[city_test]
fn a_refusal_for_too_many_searches_stands_in_the_audit_once_a_minute(city: &mut TestCity) {
    let search = Search::default();
    let permit: Permit<SearchRegistry> = permit(city);
    for _ in 0..SEARCHES_A_MINUTE_MAX {
        search.admit(&permit, city.now()).unwrap();
    }
    let written = |city: &TestCity| {
        let staff = city.staff;
        search.audit(&city.store).unwrap();
        city.read(move |tx| tx.audit_rows(AuditSearch::Actor(staff), None, 10)).unwrap().len()
    };
    assert_eq!(written(city), 1);
    for _ in 0..3 {
        assert!(search.admit(&permit, city.now()).is_err());
        assert_eq!(written(city), 2);
    }
}

#[city_test]
fn a_phone_that_is_typed_about_somebody_new_counts_once_however_often_it_is_compared(
    city: &mut TestCity,
) {
    let search = Search::default();
    let permit: Permit<SearchRegistry> = permit(city);
    for _ in 0..2 * MISSES_AN_HOUR {
        types(city, &search, somebody(stranger(1)));
    }
    // Looked for before it was typed: it is the same number still.
    tries(city, &search, (Number::Phone(stranger(2)), 0)).unwrap();
    types(city, &search, somebody(stranger(2)));
    search.keep_counts(&city.store).unwrap();
    types(city, &search, somebody(stranger(2)));
    search.keep_counts(&city.store).unwrap();
    assert!(open(city).is_empty());
    search.shown(&permit, Some(Number::Other), 0);
    search.keep_counts(&city.store).unwrap();
    let misses = city.read(|view| {
        view.query_one("SELECT misses FROM registry_probe", &[], |row| row.get::<i64>(0))
    });
    assert_eq!(misses.unwrap(), Some(3));
}

#[city_test]
fn numbers_that_are_typed_to_see_whose_they_are_raise_an_alarm_and_are_left_out_then(
    city: &mut TestCity,
) {
    let search = Search::default();
    for patient in 0..u64::try_from(MISSES_AN_HOUR).unwrap() {
        assert!(!types(city, &search, somebody(stranger(patient))));
    }
    search.keep_counts(&city.store).unwrap();
    assert_eq!(open(city)[0].kind, AlarmKind::MissesAnHour);
    assert!(!types(city, &search, somebody(stranger(100))), "the first one goes through");
    assert!(types(city, &search, somebody(stranger(101))));
    assert!(!types(city, &search, somebody(stranger(100))), "it is known already");
    let voter_id = Some(VoterId::parse("ABC1234567").unwrap());
    let name = PersonName::of("Kavita Negi").unwrap();
    assert!(types(city, &search, Details { voter_id, ..Details::named(name.clone()) }));
    assert!(!types(city, &search, Details::named(name)), "a name is never left out");
    city.pass(Duration::from_secs(u64::try_from(SLOWED_SECONDS).unwrap()));
    assert!(!types(city, &search, somebody(stranger(101))));
}

#[city_test]
fn a_question_waits_for_each_of_its_numbers_that_was_not_looked_for_before(city: &mut TestCity) {
    let search = Search::default();
    let permit: Permit<SearchRegistry> = permit(city);
    misses(city, &search, MISSES_AN_HOUR);
    let three = [1, 2, 3].map(|patient| Number::Phone(stranger(patient)));
    let other = [Number::Phone(stranger(4))];
    asks(city, &search, &three).unwrap();
    search.answered(&permit, &three.map(|number| (number, false)), 2);
    let wait = Duration::from_secs(u64::try_from(SLOWED_SECONDS).unwrap());
    for _ in 0..3 {
        assert_eq!(code(asks(city, &search, &other)), "REG-058");
        asks(city, &search, &three).unwrap();
        asks(city, &search, &[]).unwrap();
        city.pass(wait);
    }
    asks(city, &search, &other).unwrap();
    search.answered(&permit, &three.map(|number| (number, false)), 1);
    search.keep_counts(&city.store).unwrap();
    let alarms = open(city);
    assert_eq!((alarms[0].misses, alarms[0].shown), (MISSES_AN_HOUR + 3, 3), "each number once");
}

#[city_test]
fn a_number_that_somebody_is_registered_with_was_no_miss(city: &mut TestCity) {
    let (one, other) = (Search::default(), Search::default());
    for patient in 0..2 * u64::try_from(MISSES_AN_HOUR).unwrap() {
        // Whichever program is asked: a clerk does not know of two.
        let search = if patient % 2 == 0 { &one } else { &other };
        let number = stranger(patient);
        tries(city, search, (Number::Phone(number), 0)).unwrap();
        types(city, search, somebody(number));
        search.keep_counts(&city.store).unwrap();
        register(city, somebody(number));
        city.pass(Duration::from_secs(15));
    }
    assert!(open(city).is_empty());
    // Of those who did not come the same number raises an alarm still.
    misses(city, &one, MISSES_AN_HOUR);
    assert_eq!(open(city).len(), 1);
}
