//! What a counter may count on when the network goes, as sentences, through its actions, on both
//! engines.

mod pages;

use super::actions::{self, LoseDevice, PrepareDevice, Prepared, TellVisits};
use super::model::{Counts, DeviceId, KeptVisitId, NUMBERS_A_DEVICE, Visit, Written};
use super::store;
use crate::queue::actions::IssueToken;
use crate::queue::model::{Lane, Token, VisitKind};
use crate::trial_day::{Day, code};
use nabz_access::UnitId;
use nabz_kernel::birth::{Age, Birth};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::Id;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry;
use nabz_people::registry::actions::{COMPARE_APPLIED, RegisterPerson, compare_applied};
use nabz_people::registry::model::{Details, Phone, Sex, Whose};
use nabz_store::{Jobs, Stop};
use nabz_testkit::{City, Database, MORNING, city_test};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const VOIDS: &str = "SELECT COUNT(*) FROM store_void";
const PERSONS: &str = "SELECT COUNT(*) FROM registry_person";
const TOKENS: &str = "SELECT COUNT(*) FROM queue_token";

/// Amaltas Hospital with Medicine, and a counter whose device is prepared at nine.
struct Counter {
    day: Day,
    device: DeviceId,
    numbers: Vec<HealthId>,
}

impl City for Counter {
    fn on(database: Database) -> Self {
        let device = DeviceId::draw(MORNING);
        let counter = Self { day: Day::on(database), device, numbers: Vec::new() };
        let numbers = counter.prepare(device, 0).unwrap().numbers;
        Self { numbers, ..counter }
    }
}

impl Counter {
    fn prepare(&self, device: DeviceId, held: u32) -> Result<Prepared, Stop> {
        let permit = self.day.permit::<PrepareDevice>();
        self.day.write(move |tx| actions::prepare(tx, &permit, (device, held), ""))
    }

    /// Somebody who came so many minutes after nine, as the device wrote them down.
    fn written(&self, name: &str, (place, minutes): (usize, u64)) -> Written {
        let at = MORNING.plus(Duration::from_mins(minutes));
        let birth = Birth::from_age(Age::Years(42), MORNING.date_in_india()).unwrap();
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(birth),
            phone: Some(Phone { mobile: Mobile::parse("0000004321").unwrap(), whose: Whose::Own }),
            ..Details::named(PersonName::of(name).unwrap())
        };
        Written {
            id: KeptVisitId::draw(MORNING),
            device: self.device,
            health_id: self.numbers[place],
            slip: u32::try_from(place).unwrap() + 1,
            unit: self.day.post.unit,
            by: self.day.doctor,
            said: at,
            at,
            details,
        }
    }

    fn enter(&self, written: &Written) -> Result<Visit, Stop> {
        let tell = self.day.permit::<TellVisits>();
        let (register, written) = (self.day.permit::<RegisterPerson>(), written.clone());
        self.day.write(move |tx| actions::enter(tx, (&tell, &register), &written))
    }

    fn give_token(&self, visit: &Visit) -> Result<Token, Stop> {
        let (permit, which) = (self.day.permit::<IssueToken>(), (visit.device, visit.id));
        self.day.write(move |tx| actions::give_token(tx, &permit, which))
    }

    fn strike(&self, written: &Written) -> Result<(), Stop> {
        let permit = self.day.permit::<TellVisits>();
        let (visit, given) = (written.id, (written.device, written.health_id));
        self.day.write(move |tx| actions::strike(tx, &permit, visit, given))
    }

    fn lose(&self) -> Result<(), Stop> {
        let (permit, device) = (self.day.permit::<LoseDevice>(), self.device);
        self.day.write(move |tx| actions::lose(tx, &permit, device))
    }

    fn end(&self) -> Result<(), Stop> {
        let (permit, device) = (self.day.permit::<PrepareDevice>(), self.device);
        self.day.write(move |tx| actions::end(tx, &permit, device))
    }

    fn counts(&self) -> Counts {
        let (facility, device) = (self.day.facility, self.device);
        self.day.read(move |view| store::counts(view, facility, device))
    }
}

fn out(out: u32) -> Counts {
    Counts { out, ..Counts::default() }
}

#[city_test]
fn a_device_is_given_numbers_of_its_own_and_preparing_again_tops_them_up(counter: &mut Counter) {
    assert_eq!(counter.counts(), out(NUMBERS_A_DEVICE));
    let again = counter.prepare(counter.device, 0).unwrap();
    assert_eq!(again.numbers, counter.numbers, "nothing new while nothing is used");
    assert_eq!(again.device.number, 1);
    let more = counter.prepare(counter.device, 10).unwrap();
    assert_eq!(more.numbers.len(), 70, "ten of them are given and not told of");
    let other = counter.prepare(DeviceId::draw(MORNING), 0).unwrap();
    assert_eq!(other.device.number, 2);
    assert!(other.numbers.iter().all(|number| !more.numbers.contains(number)));
}

#[city_test]
fn numbers_of_a_device_are_given_to_nobody_at_the_desk(counter: &mut Counter) {
    let person = counter.day.register("Sunita Devi", 42);
    let on_record = counter.day.read(move |view| registry::person(view, person)).unwrap();
    assert!(!counter.numbers.contains(&on_record.health_id));
}

#[city_test]
fn a_visit_that_is_told_of_twice_is_one_person_and_one_token(counter: &mut Counter) {
    let written = counter.written("Sunita Devi", (0, 20));
    counter.day.pass(Duration::from_hours(2));
    let first = counter.enter(&written).unwrap();
    // The line broke off before the token: the device sends the same once more.
    assert_eq!(counter.enter(&written).unwrap(), first);
    let token = counter.give_token(&first).unwrap();
    assert_eq!(token.number.to_string(), "M-001");
    let again = counter.enter(&written).unwrap();
    assert_eq!((again.person, again.token), (first.person, Some(token.id)));
    assert_eq!(counter.give_token(&again).unwrap().id, token.id);
    assert_eq!([PERSONS, TOKENS].map(|sql| counter.day.count(sql)), [1, 1]);
    let counts = counter.counts();
    assert_eq!((counts.used, counts.out), (1, NUMBERS_A_DEVICE - 1));
}

#[city_test]
fn whoever_came_is_on_record_under_the_number_of_the_slip_as_of_then(counter: &mut Counter) {
    let written = counter.written("Sunita Devi", (3, 20));
    counter.day.pass(Duration::from_hours(2));
    let visit = counter.enter(&written).unwrap();
    let on_record = counter.day.read(move |view| registry::person(view, visit.person)).unwrap();
    assert_eq!(on_record.health_id, counter.numbers[3]);
    assert_eq!(on_record.registered_at, MORNING.plus(Duration::from_mins(20)));
    let audit =
        "SELECT COUNT(*) FROM audit_row WHERE act = 'outage.tell' AND patient_id IS NOT NULL";
    assert_eq!(counter.day.count(audit), 1);
}

#[city_test]
fn a_number_that_is_not_the_device_s_own_registers_nobody(counter: &mut Counter) {
    let other = counter.prepare(DeviceId::draw(MORNING), 0).unwrap();
    let nobodys = HealthId::of_serial(800_000).unwrap();
    for foreign in [other.numbers[0], nobodys] {
        let written = Written { health_id: foreign, ..counter.written("Sunita Devi", (0, 20)) };
        assert_eq!(code(counter.enter(&written)), "OUT-004");
    }
    let nowhere = Id::from_uuid(Uuid::from_u128(7));
    let written = Written { device: nowhere, ..counter.written("Sunita Devi", (0, 20)) };
    assert_eq!(code(counter.enter(&written)), "OUT-001");
    assert_eq!(counter.day.count(PERSONS), 0);
}

#[city_test]
fn a_number_is_one_person_s_even_if_a_device_gives_it_twice(counter: &mut Counter) {
    counter.enter(&counter.written("Sunita Devi", (0, 20))).unwrap();
    assert_eq!(code(counter.enter(&counter.written("Asha Negi", (0, 25)))), "OUT-005");
    assert_eq!(counter.day.count(PERSONS), 1);
}

#[city_test]
fn a_lost_device_gives_nobody_a_number_and_its_numbers_are_spoilt(counter: &mut Counter) {
    let before = counter.written("Sunita Devi", (0, 20));
    let entered = counter.enter(&before).unwrap();
    counter.lose().unwrap();
    assert_eq!(code(counter.enter(&counter.written("Asha Negi", (1, 25)))), "OUT-002");
    assert_eq!(counter.enter(&before).unwrap(), entered, "what was entered is answered as it was");
    let (counts, left) = (counter.counts(), NUMBERS_A_DEVICE - 1);
    assert_eq!((counts.used, counts.spoilt, counts.out), (1, left, 0));
    assert_eq!(counter.day.count(VOIDS), i64::from(left), "each is written down with why");
    assert_eq!(code(counter.prepare(counter.device, 0)), "OUT-002");
    assert_eq!(code(counter.lose()), "OUT-002");
}

#[city_test]
fn numbers_that_are_given_back_are_given_to_nobody(counter: &mut Counter) {
    counter.end().unwrap();
    counter.end().unwrap();
    let returned = Counts { returned: NUMBERS_A_DEVICE, ..Counts::default() };
    assert_eq!(counter.counts(), returned);
    assert_eq!(counter.day.count(VOIDS), i64::from(NUMBERS_A_DEVICE));
    assert_eq!(code(counter.enter(&counter.written("Asha Negi", (1, 25)))), "OUT-003");
    assert_eq!(code(counter.prepare(counter.device, 0)), "OUT-003");
}

#[city_test]
fn a_visit_that_was_struck_out_spoils_its_number_and_is_nobody(counter: &mut Counter) {
    let written = counter.written("Sunita Devi", (0, 20));
    counter.strike(&written).unwrap();
    counter.strike(&written).unwrap();
    assert_eq!((counter.counts().spoilt, counter.day.count(VOIDS)), (1, 1));
    assert_eq!(code(counter.enter(&written)), "OUT-006");
    let entered = counter.written("Asha Negi", (1, 25));
    counter.enter(&entered).unwrap();
    assert_eq!(code(counter.strike(&entered)), "OUT-005");
    assert_eq!(counter.day.count(PERSONS), 1);
}

#[city_test]
fn a_department_that_this_place_does_not_have_is_refused_before_anybody_is_registered(
    counter: &mut Counter,
) {
    let nowhere: UnitId = Id::from_uuid(Uuid::from_u128(7));
    let written = Written { unit: nowhere, ..counter.written("Sunita Devi", (0, 20)) };
    assert_eq!(code(counter.enter(&written)), "QUE-007");
    assert_eq!(counter.day.count(PERSONS), 0);
    let mended = Written { unit: counter.day.post.unit, ..written };
    counter.enter(&mended).unwrap();
}

#[city_test]
fn who_is_told_of_after_the_department_has_closed_is_registered_without_a_token(
    counter: &mut Counter,
) {
    let visit = |name: &str, place| counter.enter(&counter.written(name, place)).unwrap();
    counter.day.pass(Duration::from_hours(5));
    let late = visit("Sunita Devi", (0, 20));
    assert_eq!(code(counter.give_token(&late)), "QUE-011", "it closed at one");
    counter.day.pass(Duration::from_hours(24));
    let of_yesterday = visit("Asha Negi", (1, 25));
    assert_eq!(code(counter.give_token(&of_yesterday)), "OUT-007");
    assert_eq!([PERSONS, TOKENS].map(|sql| counter.day.count(sql)), [2, 0]);
}

#[city_test]
fn a_refused_token_wastes_no_number(counter: &mut Counter) {
    let visit = counter.enter(&counter.written("Sunita Devi", (0, 20))).unwrap();
    let held = counter.day.give_token(visit.person, counter.day.post);
    assert_eq!(code(counter.give_token(&visit)), "QUE-002", "the desk was quicker");
    assert_eq!(held.number.number, 1);
    let other = counter.enter(&counter.written("Asha Negi", (1, 25))).unwrap();
    assert_eq!(counter.give_token(&other).unwrap().number.number, 2);
}

#[city_test]
fn an_emergency_is_refused_for_no_hour(counter: &mut Counter) {
    let emergencies = counter.day.emergencies();
    let written = Written { unit: emergencies.unit, ..counter.written("Sunita Devi", (0, 20)) };
    counter.day.pass(Duration::from_hours(5));
    let visit = counter.enter(&written).unwrap();
    let token = counter.give_token(&visit).unwrap();
    assert_eq!((token.lane, token.visit), (Lane::Emergency, VisitKind::Emergency));
}

#[city_test]
fn who_looks_like_somebody_on_record_is_registered_and_waits_to_be_compared(counter: &mut Counter) {
    counter.enter(&counter.written("Sunita Devi", (0, 20))).unwrap();
    counter.day.pass(Duration::from_mins(1));
    counter.enter(&counter.written("Sunita Devi", (1, 25))).unwrap();
    assert_eq!(counter.day.count(PERSONS), 2);
    let jobs = Arc::new(Jobs::new().on(COMPARE_APPLIED, compare_applied));
    assert_eq!(jobs.run_due(&counter.day.store).unwrap(), 2);
    assert_eq!(counter.day.count("SELECT COUNT(*) FROM registry_duplicate"), 1);
    assert_eq!(counter.day.count("SELECT COUNT(*) FROM registry_link"), 0, "nobody is linked");
}

#[city_test]
fn a_clock_that_is_years_behind_writes_no_visit_before_its_number_was_set_aside(
    counter: &mut Counter,
) {
    let (facility, number) = (counter.day.facility, counter.numbers[0]);
    let kept = counter.day.read(move |view| store::number(view, facility, number)).unwrap();
    let said = Instant::from_microseconds(0);
    let at = crate::outage::rules::written_at(said, kept.set_aside_at, MORNING);
    assert_eq!(at, MORNING);
}

#[city_test]
fn a_visit_that_was_told_of_is_found_by_whose_it_is_and_when(counter: &mut Counter) {
    let visit = counter.enter(&counter.written("Asha Devi", (0, 5))).unwrap();
    let (person, at) = (visit.person, counter.day.store.clock().now());
    let told = |during: (Instant, Instant)| {
        counter.day.read(move |view| super::written(view, person, during))
    };
    let found: Vec<_> = told((at, at)).into_iter().map(|one| (one.entry, one.by)).collect();
    assert_eq!(found, [(format!("ToldVisit/{}", visit.id), Some(counter.day.doctor))]);
    let later = at.plus(Duration::from_secs(1));
    assert!(told((later, later.plus(Duration::from_mins(1)))).is_empty());
}
