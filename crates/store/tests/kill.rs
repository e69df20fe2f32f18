//! `kill -9` while sixteen counters write: what was acknowledged is there, and there once, and
//! the audit is whole.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_kernel::clock::Clock;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::audit::verify;
use nabz_store::{AuditKey, Authority, Scope, Sealer, Settings, Stop, Store, Tx, scratch};
use nabz_testkit::{Database, MORNING};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const KILLS: usize = 20;
const COUNTERS: usize = 16;
const ACKNOWLEDGED_BEFORE_THE_KILL: usize = 100;

const CHILD: &str = "child_that_writes_until_it_is_killed";
const DATABASE: &str = "NABZ_KILL_DATABASE";
const SAFE: &str = "NABZ_KILL_SAFE";
const DISK: &str = "NABZ_KILL_DISK";

const PUT: &str = "
    INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
    VALUES ($1, 'token', 'room', $2, '', 0)";
const NUMBERS: &str = "SELECT number FROM store_void ORDER BY number";
const LAST: &str = "SELECT COALESCE(MAX(last), 0) FROM store_sequence";

/// What lies under the database of the child.
#[derive(Clone, Copy)]
enum Disk {
    /// The machine's own. A killed process leaves to the system what it wrote.
    Ordinary,
    /// One that loses what was not synced, as in a power cut.
    PowerCut,
    /// One that says it synced and has not.
    Lying,
}

fn facility() -> FacilityId {
    Id::from_uuid(uuid::Uuid::from_u128(7))
}

/// A number and a row, together or not at all.
fn issue(tx: &mut Tx<'_>) -> Result<u32, Stop> {
    let id = FacilityId::draw(tx.now());
    tx.audit(&Clerk, id)?;
    let number = tx.next("token", &Scope::of(facility(), "room"))?;
    tx.execute(PUT, &[facility().into(), number.into()])?;
    Ok(number)
}

struct Clerk;

impl Authority for Clerk {
    fn actor(&self) -> StaffId {
        Id::from_uuid(facility().uuid())
    }
    fn act(&self) -> &'static str {
        "queue.issue"
    }
    fn facility(&self) -> FacilityId {
        facility()
    }
}

/// A sealer whose key and roots lie in `safe`, on a disk that is not at stake.
fn sealer(store: &Store, safe: &Path) -> Sealer {
    let key = AuditKey::open(&safe.join("audit.key")).unwrap();
    Sealer::open(store, key, &safe.join("roots.txt")).unwrap()
}

fn open(database: &str) -> Store {
    let settings = Settings { postgres_writers: 4, ..Settings::small() };
    let clock = Clock::Fixed(MORNING);
    let store = if let Some(path) = database.strip_prefix("sqlite:") {
        Store::open_sqlite_with(Path::new(path), clock, &settings)
    } else {
        let (name, admin) = database.split_once('|').unwrap();
        scratch::reopen_postgres(admin, name, clock, &settings)
    };
    store.unwrap()
}

/// Not a test of its own: the child that the others start.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Ok(database) = std::env::var(DATABASE) else { return };
    let disk = std::env::var(DISK).unwrap();
    if disk != "ordinary" {
        nabz_faultvfs::install().unwrap();
        nabz_faultvfs::lie_about_syncs(disk == "lying");
    }
    let store = open(&database);
    let safe = PathBuf::from(std::env::var(SAFE).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let sealer = sealer(&store, &safe);
            loop {
                sealer.seal_all().unwrap();
            }
        });
        for _ in 0..COUNTERS {
            scope.spawn(|| {
                loop {
                    let number = store.write_blocking(issue).unwrap();
                    // In one piece, so that two counters do not write into one another's line.
                    stdout().write_all(format!("\nissued {number}\n").as_bytes()).unwrap();
                    stdout().flush().unwrap();
                }
            });
        }
    });
}

/// Starts the child, kills it while it writes, and says which numbers it acknowledged.
fn kill_once(database: &str, disk: Disk, safe: &Path) -> Vec<i64> {
    let disk = match disk {
        Disk::Ordinary => "ordinary",
        Disk::PowerCut => "power cut",
        Disk::Lying => "lying",
    };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", CHILD, "--nocapture"])
        .envs([(DATABASE, database), (DISK, disk)])
        .env(SAFE, safe)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut issued =
        lines.filter_map(|line| line.strip_prefix("issued ").and_then(|n| n.parse::<i64>().ok()));
    let mut acknowledged: Vec<i64> = issued.by_ref().take(ACKNOWLEDGED_BEFORE_THE_KILL).collect();
    child.kill().unwrap();
    acknowledged.extend(issued);
    child.wait().unwrap();
    acknowledged
}

/// Kills the child again and again and says how many acknowledged numbers were lost in all.
fn kill_many(database: &str, disk: Disk, kills: usize) -> usize {
    let (mut acknowledged, safe) = (BTreeSet::new(), tempfile::tempdir().unwrap());
    for _ in 0..kills {
        for number in kill_once(database, disk, safe.path()) {
            assert!(acknowledged.insert(number), "{number} was given twice");
        }
    }
    assert!(acknowledged.len() >= kills * ACKNOWLEDGED_BEFORE_THE_KILL);
    let store = open(database);
    let kept = store.read_blocking(|view| {
        let numbers: Vec<i64> = view.query(NUMBERS, &[], |row| row.get(0))?;
        Ok((numbers, view.query_one(LAST, &[], |row| row.get::<i64>(0))?))
    });
    let (numbers, last) = kept.unwrap();
    let last = last.unwrap_or(0);
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>(), "half an action was kept");
    if !matches!(disk, Disk::Lying) {
        sealer(&store, safe.path()).seal_all().unwrap();
        let report = verify(&store, &safe.path().join("roots.txt")).unwrap();
        assert_eq!((report.findings, report.links), (Vec::new(), last));
    }
    acknowledged.iter().filter(|number| **number > last).count()
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("killed.db").display());
    assert_eq!(kill_many(&database, Disk::Ordinary, KILLS), 0);
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    let Some(_server) = Database::postgres() else { return };
    let admin = std::env::var("NABZ_TEST_POSTGRES").unwrap();
    let name = format!("killed_{}", FacilityId::draw(MORNING).uuid().simple());
    drop(scratch::open_postgres(&admin, &name, Clock::Fixed(MORNING)).unwrap());
    let lost = kill_many(&format!("{name}|{admin}"), Disk::Ordinary, KILLS);
    scratch::drop_postgres(&admin, &name).unwrap();
    assert_eq!(lost, 0);
}

#[test]
fn nothing_acknowledged_is_lost_in_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("cut.db").display());
    assert_eq!(kill_many(&database, Disk::PowerCut, KILLS), 0);
}

/// The check above has to fail where nothing is synced, or it proves nothing.
#[test]
fn a_disk_that_lies_is_caught_by_the_same_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lied.db");
    // Tables on a disk that does not lie, so that only the rows are at stake.
    drop(Store::open_sqlite(&path, Clock::Fixed(MORNING)).unwrap());
    let lost = kill_many(&format!("sqlite:{}", path.display()), Disk::Lying, 1);
    assert!(lost > 0, "rows that were never written to the disk came back");
}
