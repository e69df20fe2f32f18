//! What happens when the line to PostgreSQL breaks: before, during and after a commit.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_kernel::clock::Clock;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Once, Scope, Stop, Store, Tx, scratch};
use nabz_testkit::{Database, MORNING};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

const WHOLE: u8 = 0;
/// The next COMMIT does not arrive.
const CUT_BEFORE: u8 = 1;
/// The next COMMIT arrives, its answer does not.
const CUT_AFTER: u8 = 2;

/// A line between the store and the server that can be cut once.
struct Line {
    cut: Arc<AtomicU8>,
    port: u16,
}

impl Line {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (cut, port) = (Arc::new(AtomicU8::new(WHOLE)), listener.local_addr().unwrap().port());
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let Ok(far) = TcpStream::connect(&server) else { return };
                let (back_from, back_to) = (far.try_clone().unwrap(), near.try_clone().unwrap());
                thread::spawn(move || carry(back_from, back_to));
                let cut = Arc::clone(&shared);
                thread::spawn(move || carry_until_cut(near, far, &cut));
            }
        });
        Self { cut, port }
    }

    fn cut(&self, how: u8) {
        self.cut.store(how, Ordering::SeqCst);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream) {
    drop(std::io::copy(&mut from, &mut to));
    drop(to.shutdown(Shutdown::Both));
}

fn carry_until_cut(mut near: TcpStream, mut far: TcpStream, cut: &AtomicU8) {
    let mut buffer = vec![0; 65_536];
    while let Ok(count @ 1..) = near.read(&mut buffer) {
        let said = buffer.get(..count).unwrap();
        if said.windows(7).any(|word| word == b"COMMIT\0") {
            match cut.swap(WHOLE, Ordering::SeqCst) {
                CUT_BEFORE => break,
                CUT_AFTER => {
                    // Nothing goes back from here on, and the server has time to do its part.
                    near.shutdown(Shutdown::Both).unwrap();
                    far.write_all(said).unwrap();
                    thread::sleep(std::time::Duration::from_millis(300));
                    break;
                }
                _ => {}
            }
        }
        if far.write_all(said).is_err() {
            break;
        }
    }
    drop(near.shutdown(Shutdown::Both));
    drop(far.shutdown(Shutdown::Both));
}

/// A database behind a line, dropped at the end; `None` without a server.
struct Behind {
    admin: String,
    name: String,
    line: Line,
    store: Store,
}

impl Behind {
    fn a_line() -> Option<Self> {
        // Says aloud that the test is skipped, or fails, as every other test does.
        drop(Database::postgres()?);
        let admin = std::env::var("NABZ_TEST_POSTGRES").unwrap();
        let part =
            |key: &str| admin.split(' ').find_map(|part| part.strip_prefix(key).map(str::to_owned));
        // Written as `host=… port=…`, or there is nothing to put the line between.
        let (host, number) = (part("host=").unwrap(), part("port=").unwrap());
        let line = Line::to(format!("{host}:{number}"));
        let near = admin
            .replace(&format!("host={host}"), "host=127.0.0.1")
            .replace(&format!("port={number}"), &format!("port={}", line.port));
        let name = format!("line_{}", FacilityId::draw(MORNING).uuid().simple());
        let store = scratch::open_postgres(&near, &name, Clock::Fixed(MORNING)).unwrap();
        Some(Self { admin, name, line, store })
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        scratch::drop_postgres(&self.admin, &self.name).unwrap();
    }
}

fn draw(tx: &mut Tx<'_>, facility: FacilityId) -> Result<u32, Stop> {
    tx.next("token", &Scope::of(facility, "room"))
}

#[test]
fn a_keyed_wish_is_done_once_wherever_the_line_breaks() {
    let Some(behind) = Behind::a_line() else { return };
    let facility = Id::draw(MORNING);
    for (turn, how) in [(1, CUT_BEFORE), (2, CUT_AFTER), (3, WHOLE)] {
        behind.line.cut(how);
        let once = Once::new(facility.uuid(), &format!("form {turn}"));
        let answer = behind.store.write_once_blocking(once, move |tx| draw(tx, facility));
        assert_eq!(answer.unwrap(), turn, "a number was given twice or not at all");
    }
}

#[test]
fn any_other_action_says_that_nobody_knows_and_is_not_run_again() {
    let Some(behind) = Behind::a_line() else { return };
    let facility = Id::draw(MORNING);
    for (how, next) in [(CUT_BEFORE, 1), (CUT_AFTER, 3)] {
        behind.line.cut(how);
        let lost = behind.store.write_blocking(move |tx| draw(tx, facility)).unwrap_err();
        assert!(lost.to_string().contains("whether it was kept is not known"), "{lost}");
        let number = behind.store.write_blocking(move |tx| draw(tx, facility));
        assert_eq!(number.unwrap(), next);
    }
}

#[test]
fn a_server_that_throws_everybody_out_is_found_again() {
    const THROW_OUT: &str = "
        SELECT COUNT(pg_terminate_backend(pid))
        FROM   pg_stat_activity
        WHERE  datname = current_database() AND pid <> pg_backend_pid()";
    let Some(database) = Database::postgres() else { return };
    let (store, facility) = (&database.store, Id::draw(MORNING));
    for expected in 1..=5 {
        store.write_blocking(|tx| tx.query(THROW_OUT, &[], |_| Ok(()))).unwrap();
        let number = store.write_blocking(move |tx| draw(tx, facility));
        assert_eq!(number.unwrap(), expected);
        let count = "SELECT COUNT(*) FROM store_sequence";
        let rows = store.read_blocking(move |view| view.query_one(count, &[], |row| row.get(0)));
        assert_eq!(rows.unwrap(), Some(1_i64));
    }
}
