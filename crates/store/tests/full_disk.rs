//! A disk without room: writing is refused with a code, looking goes on, and nobody has to restart
//! anything when there is room again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken promise stops the test where it broke"
)]

use nabz_faultvfs::{Room, leave_room};
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Store, refusals};
use nabz_testkit::{Database, MORNING};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

/// There is one disk; its stories take turns.
static DISK: Mutex<()> = Mutex::new(());

const PUT: &str = "
    INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
    VALUES ($1, 'page', '', $2, $3, 0)";
const COUNT: &str = "SELECT COUNT(*) FROM store_void";

fn rows(store: &Store) -> i64 {
    store.read_blocking(|view| view.query_one(COUNT, &[], |row| row.get(0))).unwrap().unwrap()
}

fn put(store: &Store, number: i64, bytes: usize) -> Result<u64, Stop> {
    let (facility, reason): (FacilityId, _) = (Id::from_uuid(uuid::Uuid::nil()), "x".repeat(bytes));
    store.write_blocking(move |tx| {
        tx.execute(PUT, &[facility.into(), number.into(), reason.as_str().into()])
    })
}

fn is_full<T: std::fmt::Debug>(outcome: Result<T, Stop>) {
    match outcome.unwrap_err() {
        Stop::Refused(refused) => assert_eq!(refused.code, refusals::DISK_FULL),
        other @ (Stop::Fault(_) | Stop::Again) => panic!("{other}"),
    }
}

/// A store whose disk does what [`leave_room`] says.
fn store() -> (Store, TempDir) {
    nabz_faultvfs::install().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_sqlite(&folder.path().join("full.db"), Clock::Fixed(MORNING)).unwrap();
    (store, folder)
}

#[test]
fn without_room_for_a_byte_writing_is_refused_and_goes_on_when_there_is_room() {
    let _turn = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    let (store, _folder) = store();
    put(&store, 0, 10).unwrap();
    leave_room(Room::None);
    is_full(put(&store, 1, 10));
    // Several at once: a batch that is gone is answered one by one.
    std::thread::scope(|scope| {
        for number in 10..18 {
            let store = &store;
            scope.spawn(move || is_full(put(store, number, 10)));
        }
    });
    is_full(store.write_bulk(|tx| tx.execute("DELETE FROM store_void", &[])));
    assert_eq!(rows(&store), 1);
    leave_room(Room::Enough);
    put(&store, 1, 10).unwrap();
    assert_eq!(rows(&store), 2);
}

/// The index of the log is a file of its own, and its growing fails in another way.
#[test]
fn an_index_of_the_log_that_cannot_grow_is_a_full_disk_too() {
    /// More pages than the first part of the index has room for.
    const BYTES: usize = 24_000_000;
    let _turn = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    let (store, _folder) = store();
    leave_room(Room::NoneForTheIndex);
    put(&store, 0, 10).unwrap();
    is_full(put(&store, 1, BYTES));
    put(&store, 2, 10).unwrap();
    assert_eq!(rows(&store), 2);
    leave_room(Room::Enough);
    put(&store, 1, BYTES).unwrap();
    assert_eq!(rows(&store), 3);
}

/// No mount is needed: the server itself says what it says when a file cannot grow, once at the
/// statement and once as late as the commit.
#[test]
fn a_server_without_room_is_the_same_refusal() {
    const NO_ROOM: &str = "
        CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS '
        BEGIN
            RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''53100'';
        END'";
    const AT_ONCE: &str = "
        CREATE TRIGGER no_room AFTER INSERT ON store_void
        FOR EACH ROW EXECUTE FUNCTION no_room()";
    const AT_THE_COMMIT: &str = "
        CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON store_void
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_room()";
    const ROOM: &str = "DROP TRIGGER no_room ON store_void";
    let Some(database) = Database::postgres() else { return };
    let store = &database.store;
    let run = |sql: &'static str| store.write_blocking(move |tx| tx.execute(sql, &[])).unwrap();
    run(NO_ROOM);
    for (number, trigger) in [(0, AT_ONCE), (1, AT_THE_COMMIT)] {
        run(trigger);
        is_full(put(store, number, 10));
        assert_eq!(rows(store), number);
        run(ROOM);
        put(store, number, 10).unwrap();
    }
    assert_eq!(rows(store), 2);
}
