//! What the store promises when something around it fails.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_kernel::clock::{Clock, Stopwatch};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Scope, Settings, Stop, Store, Tx, refusals};
use nabz_testkit::{Database, MORNING, TestCity, city_test};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

const PUT: &str = "
    INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
    VALUES ($1, 'page', '', $2, $3, 0)";
const COUNT: &str = "SELECT COUNT(*) FROM store_void";

fn rows(store: &Store) -> i64 {
    store.read_blocking(|view| view.query_one(COUNT, &[], |row| row.get(0))).unwrap().unwrap()
}

fn put(store: &Store, facility: FacilityId, number: i64, bytes: usize) -> Result<u64, Stop> {
    let reason = "x".repeat(bytes);
    store.write_blocking(move |tx| {
        tx.execute(PUT, &[facility.into(), number.into(), reason.as_str().into()])
    })
}

fn is_refused(stop: &Stop, code: &str) -> bool {
    matches!(stop, Stop::Refused(refused) if refused.code == code)
}

/// SQLite is told how many pages there are; it says the same when the disk has no more.
#[test]
fn a_full_disk_is_a_refusal_and_reading_and_later_writing_go_on() {
    let (database, facility) = (Database::sqlite(), Id::draw(MORNING));
    let store = &database.store;
    let limit = |pragma: &'static str| {
        let limited = store.write_blocking(move |tx| tx.query(pragma, &[], |_| Ok(())));
        limited.unwrap();
    };
    put(store, facility, 0, 1).unwrap();
    limit("PRAGMA max_page_count = 1");
    let mut kept = 1;
    let full = loop {
        match put(store, facility, kept, 100_000) {
            Ok(_) => kept += 1,
            Err(stop) => break stop,
        }
    };
    assert!(is_refused(&full, refusals::DISK_FULL), "{full}");
    // Several at once: a batch that is gone is answered one by one.
    std::thread::scope(|scope| {
        for number in 100..108 {
            scope.spawn(move || {
                let full = put(store, facility, number, 100_000).unwrap_err();
                assert!(is_refused(&full, refusals::DISK_FULL), "{full}");
            });
        }
    });
    assert_eq!(rows(store), kept);
    limit("PRAGMA max_page_count = 1000000");
    put(store, facility, 200, 100_000).unwrap();
    assert_eq!(rows(store), kept + 1);
}

#[test]
fn a_line_that_is_full_refuses_at_once_and_keeps_what_it_took() {
    let (database, facility) = (Database::sqlite(), FacilityId::draw(MORNING));
    let gate = Arc::new(Barrier::new(2));
    nabz_testkit::wait_for(async {
        let (store, held) = (database.store.clone(), Arc::clone(&gate));
        let blocked = tokio::task::spawn_blocking(move || {
            store.write_blocking(move |_| {
                held.wait();
                held.wait();
                Ok(())
            })
        });
        tokio::task::spawn_blocking({
            let gate = Arc::clone(&gate);
            move || gate.wait()
        })
        .await
        .unwrap();
        let tasks: Vec<_> = (0..5_000_i64)
            .map(|number| {
                let store = database.store.clone();
                tokio::spawn(async move {
                    store
                        .write(move |tx| {
                            tx.execute(PUT, &[facility.into(), number.into(), "".into()])
                        })
                        .await
                })
            })
            .collect();
        let watch = Stopwatch::start();
        while tasks.iter().filter(|task| task.is_finished()).count() < 900 {
            assert!(watch.elapsed() < Duration::from_secs(20), "nobody is refused");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::task::spawn_blocking(move || gate.wait()).await.unwrap();
        blocked.await.unwrap().unwrap();
        let (mut kept, mut refused) = (0, 0);
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => kept += 1,
                Err(stop) => {
                    assert!(is_refused(&stop, refusals::BUSY), "{stop}");
                    refused += 1;
                }
            }
        }
        assert_eq!((kept + refused, refused > 0, rows(&database.store)), (5_000, true, kept));
    });
}

/// Eight counters write 200 MB; says how long the log is after it.
fn log_after_much_was_written(database: &Database) -> u64 {
    let (store, facility) = (&database.store, FacilityId::draw(MORNING));
    std::thread::scope(|scope| {
        for counter in 0..8 {
            scope.spawn(move || {
                for number in 0..100 {
                    put(store, facility, counter * 1_000 + number, 250_000).unwrap();
                }
            });
        }
    });
    let log = database.folder().unwrap().join("story.db-wal");
    std::fs::metadata(log).unwrap().len() / 1_000_000
}

#[test]
fn the_log_starts_again_while_many_write() {
    let megabytes = log_after_much_was_written(&Database::sqlite());
    assert!(megabytes < 170, "200 MB were written and the log is {megabytes} MB long");
}

#[test]
fn the_log_starts_again_although_somebody_always_asks() {
    let database = Database::sqlite();
    let over = AtomicBool::new(false);
    let megabytes = std::thread::scope(|scope| {
        // More who ask than there are readers, and each question lasts: none ever stands idle.
        for _ in 0..8 {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let asked = database.store.read_blocking(|view| {
                        let found = view.query_one(COUNT, &[], |row| row.get::<i64>(0));
                        std::thread::sleep(Duration::from_millis(10));
                        found
                    });
                    asked.unwrap();
                }
            });
        }
        let megabytes = log_after_much_was_written(&database);
        over.store(true, Ordering::SeqCst);
        megabytes
    });
    assert!(megabytes < 170, "200 MB were written and the log is {megabytes} MB long");
}

#[test]
fn a_question_that_takes_too_long_is_stopped_and_the_next_is_answered() {
    const ENDLESS: &str = "
        WITH RECURSIVE count AS (
            SELECT CAST(1 AS BIGINT) AS n
            UNION ALL
            SELECT n + 1 FROM count WHERE n < 100000000000)
        SELECT SUM(n) FROM count";
    let ask = |store: &Store| {
        let endless = store.read_blocking(|view| view.query(ENDLESS, &[], |_| Ok(())));
        let stop = endless.unwrap_err();
        assert!(is_refused(&stop, refusals::TOO_SLOW), "{stop}");
        assert_eq!(rows(store), 0);
    };
    let settings = Settings { read_deadline: Duration::from_millis(300), ..Settings::small() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slow.db");
    ask(&Store::open_sqlite_with(&path, Clock::Machine, &settings).unwrap());
    if let Ok(admin) = std::env::var("NABZ_TEST_POSTGRES") {
        let schema = format!("slow_{}", FacilityId::draw(MORNING).uuid().simple());
        let store = Store::open_postgres_with(&admin, &schema, Clock::Machine, &settings).unwrap();
        ask(&store);
        let sql: &'static str = Box::leak(format!("DROP SCHEMA {schema} CASCADE").into_boxed_str());
        store.write_blocking(move |tx| tx.execute(sql, &[])).unwrap();
    }
}

#[city_test]
fn a_refusal_can_keep_what_must_survive_it(city: &mut TestCity) {
    let facility = city.facility;
    let attempt = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
        tx.next("failed sign-ins", &Scope::of(facility, "asha"))?;
        Err(tx.refuse_and_keep(nabz_kernel::refusal::Refused::plain("ACC-001")))
    };
    for _ in 0..2 {
        assert!(is_refused(&city.write(attempt).unwrap_err(), "ACC-001"));
    }
    let third = city.write(move |tx| tx.next("failed sign-ins", &Scope::of(facility, "asha")));
    assert_eq!(third.unwrap(), 3);
}

#[city_test]
fn many_rows_go_in_with_one_statement_and_a_conflict_undoes_them_all(city: &mut TestCity) {
    let facility = city.facility;
    let rows_of = move |from: i64, to: i64| {
        (from..to).map(move |n| [facility.into(), n.into(), format!("row {n}").into()])
    };
    assert_eq!(city.write(move |tx| tx.insert_many(PUT, rows_of(0, 37))).unwrap(), 37);
    assert_eq!(city.write(move |tx| tx.insert_many(PUT, rows_of(0, 0))).unwrap(), 0);
    assert!(city.write(move |tx| tx.insert_many(PUT, rows_of(30, 50))).is_err());
    assert_eq!(rows(&city.store), 37);
    let bulk = city.store.write_bulk(move |tx| tx.insert_many(PUT, rows_of(37, 50)));
    assert_eq!((bulk.unwrap(), rows(&city.store)), (13, 50));
}
