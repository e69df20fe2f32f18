//! What the outbox promises.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_kernel::refusal::Refused;
use nabz_store::{Jobs, Scope, Stop, Store};
use nabz_testkit::{TestCity, city_test};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const WAITING: &str = "SELECT COUNT(*) FROM store_job";

fn waiting(city: &TestCity) -> i64 {
    city.read(|view| view.query_one(WAITING, &[], |row| row.get(0))).unwrap().unwrap()
}

fn leave(store: &Store, about: &'static str, letter: &'static str) {
    store.write_blocking(move |tx| tx.enqueue("letter", about, &letter).map(drop)).unwrap();
}

/// A handler that counts in the database, which a test can ask afterwards.
fn counting(city: &TestCity) -> Arc<Jobs> {
    let facility = city.facility;
    Arc::new(Jobs::new().on("letter", move |tx, task| {
        let letter: String = task.read()?;
        tx.next("letters", &Scope::of(facility, letter)).map(drop)
    }))
}

fn count(city: &TestCity, letter: &'static str) -> i64 {
    const LAST: &str = "SELECT last FROM store_sequence WHERE sequence = 'letters' AND within = $1";
    let last = city.read(move |view| view.query_one(LAST, &[letter.into()], |row| row.get(0)));
    last.unwrap().unwrap_or(0)
}

#[city_test]
fn work_is_kept_or_lost_with_its_action(city: &mut TestCity) {
    let refused: Result<(), Stop> = city.write(|tx| {
        tx.enqueue("letter", "asha", &"lost")?;
        Err(Refused::plain("LET-001").into())
    });
    assert!(refused.is_err());
    assert_eq!(waiting(city), 0);
    leave(&city.store, "asha", "kept");
    assert_eq!(counting(city).run_due(&city.store).unwrap(), 1);
    assert_eq!((waiting(city), count(city, "kept"), count(city, "lost")), (0, 1, 0));
}

#[city_test]
fn work_that_fails_is_tried_again_later_and_leaves_nothing_of_the_failed_attempt(
    city: &mut TestCity,
) {
    let (facility, tries) = (city.facility, Arc::new(AtomicU32::new(0)));
    let tried = Arc::clone(&tries);
    let jobs = Arc::new(Jobs::new().on("letter", move |tx, task| {
        tx.next("letters", &Scope::of(facility, "x"))?;
        tried.fetch_add(1, Ordering::SeqCst);
        if task.attempt < 3 { Err(Stop::fault("the printer is out of paper")) } else { Ok(()) }
    }));
    leave(&city.store, "asha", "x");
    assert_eq!(jobs.run_due(&city.store).unwrap(), 0);
    assert_eq!(jobs.run_due(&city.store).unwrap(), 0, "not before its time");
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    city.pass(Duration::from_secs(6));
    assert_eq!(jobs.run_due(&city.store).unwrap(), 0);
    city.pass(Duration::from_secs(11));
    assert_eq!(jobs.run_due(&city.store).unwrap(), 1);
    assert_eq!((waiting(city), count(city, "x")), (0, 1));
}

#[city_test]
fn work_that_never_succeeds_is_given_up_and_can_be_revived(city: &mut TestCity) {
    let broken = Arc::new(Jobs::new().on_outside("letter", |_, _| Err(Stop::fault("no network"))));
    leave(&city.store, "asha", "x");
    let mut rounds = 0;
    while city.read(|view| view.dead_jobs(10)).unwrap().is_empty() {
        broken.run_due(&city.store).unwrap();
        city.pass(Duration::from_hours(1));
        rounds += 1;
        assert!(rounds < 30, "it is never given up");
    }
    let dead = city.read(|view| view.dead_jobs(10)).unwrap().pop().unwrap();
    assert_eq!(dead.error.as_deref(), Some("store: no network"));
    assert_eq!(counting(city).run_due(&city.store).unwrap(), 0, "dead jobs are left alone");
    city.write(move |tx| tx.revive_job(&dead)).unwrap();
    assert_eq!(counting(city).run_due(&city.store).unwrap(), 1);
}

#[city_test]
fn a_kind_this_program_does_not_know_is_left_for_one_that_does(city: &mut TestCity) {
    leave(&city.store, "asha", "x");
    assert_eq!(Arc::new(Jobs::new()).run_due(&city.store).unwrap(), 0);
    assert_eq!(waiting(city), 1);
}

#[city_test]
fn many_workers_do_every_job_once(city: &mut TestCity) {
    const LETTERS: usize = 60;
    for number in 0..LETTERS {
        let about = format!("person {number}");
        city.write(move |tx| tx.enqueue("letter", &about, &"all").map(drop)).unwrap();
    }
    let done: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (jobs, store) = (counting(city), city.store.clone());
                scope.spawn(move || jobs.run_due(&store).unwrap())
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!((done, count(city, "all"), waiting(city)), (LETTERS, 60, 0));
}

#[city_test]
fn a_worker_starts_by_itself_when_work_is_left(city: &mut TestCity) {
    let jobs = Arc::into_inner(counting(city)).unwrap();
    let worker = jobs.work(&city.store, 2).unwrap();
    leave(&city.store, "asha", "x");
    for _ in 0..1_000 {
        if count(city, "x") == 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(worker);
    assert_eq!((count(city, "x"), waiting(city)), (1, 0));
}
