//! What families and offices rely on about papers that are sent ahead, as sentences, on both engines.

mod pages;

use super::actions::{self, JudgeScan, LookAtScan, TAKE_AWAY};
use super::model::{
    Misfit, NewScan, SCANS_A_FAMILY_MAX, SCANS_A_PERSON_MAX, Scan, ScanFile, ScanKind, ScanState,
    Told, Verdict,
};
use super::{rules, store, told};
use nabz_access::{Act, Permit, Program};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_store::{Jobs, Stop, Store, Tx};
use nabz_testkit::{Busy, TestCity, at_once, city_test, fresh_person};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

const PHONE: &str = "0000054321";
const OTHER_PHONE: &str = "0000077777";
const DAY: Duration = Duration::from_hours(24);
const SCANS: &str = "SELECT COUNT(*) FROM scans_scan";

/// A document with these words in it.
fn document(words: &str) -> ScanFile {
    ScanFile::parse(format!("%PDF-1.7 {words}").into_bytes()).unwrap()
}

fn wish(phone: &str, person: PersonId, words: &str) -> NewScan {
    let (phone, file) = (Mobile::parse(phone).unwrap(), document(words));
    NewScan { phone, person, kind: ScanKind::Residence, file }
}

/// A family sends a paper of somebody.
fn send(store: &Store, wish: NewScan) -> Result<Scan, Stop> {
    store.write_blocking(move |tx| {
        let by = Program::doing(tx, "apply.send-paper")?;
        actions::send(tx, &by, &wish)
    })
}

fn sent(city: &TestCity, person: PersonId, words: &str) -> Scan {
    let scan = send(&city.store, wish(PHONE, person, words)).unwrap();
    // So that the next one comes after it.
    city.pass(Duration::from_secs(1));
    scan
}

fn remove(city: &TestCity, phone: &str, (person, scan): (PersonId, Scan)) -> Result<(), Stop> {
    let phone = Mobile::parse(phone).unwrap();
    city.write(move |tx| {
        let by = Program::doing(tx, "apply.remove-paper")?;
        actions::remove(tx, &by, (&phone, person, scan.id))
    })
}

fn permit<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(city.staff, city.facility)
}

/// Somebody else of the same office.
fn colleague<A: Act>(city: &TestCity) -> Permit<A> {
    Permit::trial(Id::from_uuid(uuid::Uuid::from_u128(7)), city.facility)
}

fn look(city: &TestCity, (person, scan): (PersonId, Scan)) -> Result<Vec<u8>, Stop> {
    let permit = permit::<LookAtScan>(city);
    city.write(move |tx| actions::look(tx, &permit, (person, scan.id)).map(|(_, bytes)| bytes))
}

fn judge(city: &TestCity, scan: Scan, verdict: Verdict) -> Result<(), Stop> {
    let permit = permit::<JudgeScan>(city);
    city.write(move |tx| actions::judge(tx, &permit, (scan.person, scan.id), verdict))
}

/// Opened and decided about.
fn judged(city: &TestCity, scan: Scan, verdict: Verdict) {
    look(city, (scan.person, scan)).unwrap();
    judge(city, scan, verdict).unwrap();
}

fn reopen(city: &TestCity, scan: Scan) -> Result<(), Stop> {
    let permit = permit::<JudgeScan>(city);
    city.write(move |tx| actions::reopen(tx, &permit, (scan.person, scan.id)))
}

fn rows(city: &TestCity, sql: &'static str) -> i64 {
    city.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
}

fn state(city: &TestCity, scan: Scan) -> ScanState {
    let found = city.read(move |view| store::scan(view, (scan.person, scan.id)));
    found.unwrap().unwrap().state
}

fn code<T: Debug>(outcome: Result<T, Stop>) -> &'static str {
    match outcome {
        Err(Stop::Refused(refused)) => refused.code,
        Ok(_) | Err(Stop::Fault(_) | Stop::Again) => panic!("{outcome:?}"),
    }
}

#[city_test]
fn three_papers_of_a_person_and_twelve_of_a_family_wait_or_fit_at_most(city: &mut TestCity) {
    let persons: Vec<PersonId> = (0..5).map(|_| fresh_person()).collect();
    for (nth, person) in persons.iter().take(4).enumerate() {
        for paper in 0..SCANS_A_PERSON_MAX {
            sent(city, *person, &format!("{nth} {paper}"));
        }
    }
    assert_eq!(rows(city, SCANS), i64::try_from(SCANS_A_FAMILY_MAX).unwrap());
    assert_eq!(code(send(&city.store, wish(PHONE, persons[0], "more"))), "SCN-007");
    assert_eq!(code(send(&city.store, wish(PHONE, persons[4], "more"))), "SCN-008");
    // Another family's are its own, but nobody has more than three of one person.
    send(&city.store, wish(OTHER_PHONE, persons[4], "more")).unwrap();
    assert_eq!(code(send(&city.store, wish(OTHER_PHONE, persons[0], "more"))), "SCN-007");
}

#[city_test]
fn a_paper_that_does_not_fit_makes_room_for_another(city: &mut TestCity) {
    let person = fresh_person();
    let first = sent(city, person, "blurred");
    sent(city, person, "two");
    sent(city, person, "three");
    judged(city, first, Verdict::Misfit(Misfit::Unreadable));
    sent(city, person, "in good light");
    assert_eq!(code(send(&city.store, wish(PHONE, person, "more"))), "SCN-007");
    assert_eq!(code(reopen(city, first)), "SCN-015", "others were sent in its place");
    assert_eq!(rows(city, SCANS), 4);
}

#[city_test]
fn the_same_file_is_sent_once(city: &mut TestCity) {
    let person = fresh_person();
    let scan = sent(city, person, "one");
    assert_eq!(code(send(&city.store, wish(PHONE, person, "one"))), "SCN-009");
    sent(city, fresh_person(), "one");
    remove(city, PHONE, (person, scan)).unwrap();
    sent(city, person, "one");
}

#[city_test]
fn whoever_sent_a_paper_takes_it_back_until_an_office_has_decided(city: &mut TestCity) {
    let (person, stranger) = (fresh_person(), fresh_person());
    let scan = sent(city, person, "one");
    assert_eq!(code(remove(city, OTHER_PHONE, (person, scan))), "SCN-010");
    assert_eq!(code(remove(city, PHONE, (stranger, scan))), "SCN-010");
    look(city, (person, scan)).unwrap();
    remove(city, PHONE, (person, scan)).unwrap();
    assert_eq!(code(remove(city, PHONE, (person, scan))), "SCN-010");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM scans_look"), 0);
    let other = sent(city, person, "two");
    judged(city, other, Verdict::Fits);
    assert_eq!(code(remove(city, PHONE, (person, other))), "SCN-011");
}

#[city_test]
fn whoever_decides_has_opened_it_and_nobody_decides_twice(city: &mut TestCity) {
    let person = fresh_person();
    let scan = sent(city, person, "one");
    assert_eq!(code(judge(city, scan, Verdict::Fits)), "SCN-013");
    let theirs: Permit<LookAtScan> = colleague(city);
    city.write(move |tx| actions::look(tx, &theirs, (person, scan.id)).map(drop)).unwrap();
    assert_eq!(code(judge(city, scan, Verdict::Fits)), "SCN-013", "a colleague has, they have not");
    judged(city, scan, Verdict::Fits);
    let late = judge(city, scan, Verdict::Misfit(Misfit::OutOfDate));
    assert_eq!(code(late), "SCN-011");
    reopen(city, scan).unwrap();
    reopen(city, scan).unwrap();
    assert_eq!(state(city, scan), ScanState::Waits, "pressed twice");
    judge(city, scan, Verdict::Misfit(Misfit::OutOfDate)).unwrap();
}

#[city_test]
fn a_paper_is_opened_by_its_own_person_and_id_alone(city: &mut TestCity) {
    let (person, other) = (fresh_person(), fresh_person());
    let (scan, others) = (sent(city, person, "one"), sent(city, other, "two"));
    assert_eq!(look(city, (person, scan)).unwrap(), b"%PDF-1.7 one");
    assert_eq!(code(look(city, (other, scan))), "SCN-010");
    let guessed = Scan { id: Id::draw_in(city.now(), person.bucket()), ..scan };
    assert_eq!(code(look(city, (person, guessed))), "SCN-010");
    assert_eq!(code(judge(city, Scan { person, ..others }, Verdict::Fits)), "SCN-010");
    let opened = "SELECT COUNT(*) FROM audit_row WHERE act = 'scans.look'";
    assert_eq!(rows(city, opened), 1);
}

#[city_test]
fn of_an_aadhaar_card_nothing_is_left_once_an_officer_has_said_so(city: &mut TestCity) {
    let person = fresh_person();
    let scan = sent(city, person, "two sides of a card");
    judged(city, scan, Verdict::Misfit(Misfit::Aadhaar));
    assert_eq!(rows(city, "SELECT COUNT(*) FROM scans_scan WHERE content IS NOT NULL"), 0);
    assert_eq!(code(look(city, (person, scan))), "SCN-014");
    assert_eq!(code(reopen(city, scan)), "SCN-014");
    assert!(matches!(state(city, scan), ScanState::Judged(_)), "the family reads why");
}

#[city_test]
fn what_somebody_has_not_opened_is_told_to_them_alone(city: &mut TestCity) {
    let person = fresh_person();
    let (first, second) = (sent(city, person, "one"), sent(city, person, "two"));
    look(city, (person, first)).unwrap();
    let (me, other) = (city.staff, colleague::<LookAtScan>(city).staff());
    let of = |staff| city.read(move |view: &mut Tx<'_>| told(view, person, staff)).unwrap();
    assert_eq!(of(me), Told { waiting: 2, unopened: 1, judged: 0 });
    assert_eq!(of(other), Told { waiting: 2, unopened: 2, judged: 0 });
    judged(city, second, Verdict::Fits);
    assert_eq!(of(me), Told { waiting: 1, unopened: 0, judged: 1 });
    let nobody = city.read(move |view| told(view, fresh_person(), me)).unwrap();
    assert_eq!(nobody, Told::default());
}

/// What a day does, asked for twice as by two programs.
fn tidied(city: &TestCity) -> i64 {
    actions::begin_day(&city.store).unwrap();
    actions::begin_day(&city.store).unwrap();
    let jobs = Arc::new(Jobs::new().on(TAKE_AWAY, actions::take_away));
    jobs.run_due(&city.store).unwrap();
    rows(city, SCANS)
}

#[city_test]
fn a_paper_goes_30_days_after_a_decision_and_after_180_without_one(city: &mut TestCity) {
    let person = fresh_person();
    let decided = sent(city, person, "one");
    sent(city, person, "two");
    judged(city, decided, Verdict::Fits);
    let days = |days: u64| DAY * u32::try_from(days).unwrap();
    city.pass(days(rules::KEPT_JUDGED_DAYS - 1));
    assert_eq!(tidied(city), 2);
    city.pass(days(1));
    assert_eq!(tidied(city), 1, "with whoever had opened it");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM scans_look"), 0);
    city.pass(days(rules::KEPT_UNJUDGED_DAYS - rules::KEPT_JUDGED_DAYS));
    assert_eq!(tidied(city), 0);
    for (act, count) in [
        ("SELECT COUNT(*) FROM audit_row WHERE act = 'apply.send-paper'", 2),
        ("SELECT COUNT(*) FROM audit_row WHERE act = 'scans.judge'", 1),
        ("SELECT COUNT(*) FROM audit_row WHERE act = 'scans.take-away'", 2),
    ] {
        assert_eq!(rows(city, act), count, "{act}");
    }
}

#[city_test]
fn more_papers_than_one_part_takes_away_go_on_one_day(city: &mut TestCity) {
    for nth in 0..15 {
        let phone = format!("00000{nth:05}");
        for paper in 0..2 {
            send(&city.store, wish(&phone, fresh_person(), &format!("{paper}"))).unwrap();
        }
    }
    city.pass(DAY * 181);
    assert_eq!(tidied(city), 0);
}

#[city_test]
fn of_many_papers_that_come_at_once_three_are_kept(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let person = fresh_person();
    let came = at_once(|nth| send(&city.store, wish(PHONE, person, &format!("{nth}"))));
    let kept = came.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(kept, SCANS_A_PERSON_MAX);
    for outcome in came.into_iter().filter(Result::is_err) {
        assert_eq!(code(outcome), "SCN-007");
    }
}
