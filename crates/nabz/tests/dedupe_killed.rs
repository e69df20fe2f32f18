//! A search for those who were registered twice, killed between two parts of what it writes down.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken promise should stop the story where it broke"
)]

use nabz_access::Permit;
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Clock;
use nabz_kernel::ids::Id;
use nabz_kernel::names::PersonName;
use nabz_kernel::phone::Mobile;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson, Phone, Sex, Whose};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::started_in;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use uuid::Uuid;

/// Each of them is registered twice: some five parts of pairs.
const PERSONS: usize = 450;
const PERSONS_AT_ONCE: usize = 50;
/// A run that ended before it was killed is tried again.
const TRIES: usize = 5;
const GIVEN: [&str; 7] = ["Sunita", "Kavita", "Farida", "Gurpreet", "Lakshmi", "Pooja", "Zubeida"];
const FAMILY: [&str; 11] = [
    "Sharma", "Gupta", "Ansari", "Yadav", "Verma", "Saxena", "Qureshi", "Chopra", "Mishra",
    "Thakur", "Bisht",
];

fn dedupe(folder: &Path, how: &[&str]) -> Command {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(["--json", "--database", "sqlite:a.db", "people", "dedupe"]).args(how);
    command
}

/// Lets a search come to its end: how many persons it compared, and how many pairs it found.
fn whole(folder: &Path, how: &[&str]) -> (u64, u64) {
    let output = dedupe(folder, how).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["complete"], true, "{facts}");
    let number = |name: &str| facts[name].as_u64().unwrap();
    (number("persons"), number("found"))
}

fn details(tx: &Tx<'_>, nth: usize) -> Details {
    let name = format!("{} {}", GIVEN[nth % GIVEN.len()], FAMILY[nth % FAMILY.len()]);
    let day = format!("{}-{}-{}", 1 + nth % 28, 1 + nth % 12, 1950 + nth % 60);
    let date = BirthDate::parse(&day, tx.today()).unwrap();
    let mobile = Mobile::parse(&format!("00000{:05}", 100 + 37 * nth)).unwrap();
    Details {
        sex: Some(Sex::Female),
        birth: Some(Birth { date, quality: BirthQuality::Documented }),
        phone: Some(Phone { mobile, whose: Whose::Own }),
        ..Details::named(PersonName::of(&name).unwrap())
    }
}

fn registry(folder: &Path) -> Store {
    let store = Store::open_sqlite(&folder.join("a.db"), Clock::Machine).unwrap();
    for first in (0..PERSONS).step_by(PERSONS_AT_ONCE) {
        let admit = move |tx: &mut Tx<'_>| -> Result<(), Stop> {
            let permit = Permit::<RegisterPerson>::of_the_program(Id::from_uuid(Uuid::nil()));
            for nth in first..first + PERSONS_AT_ONCE {
                let details = details(tx, nth);
                let new = NewPerson { details, counter: String::new(), paper_seen: None };
                register(tx, &permit, &new)?;
                register(tx, &permit, &new)?;
            }
            Ok(())
        };
        store.write_blocking(admit).unwrap();
    }
    store
}

/// Two who may be one, how much speaks for it, and what.
type Row = (Uuid, Uuid, i64, String, String);

/// The list that records officers look through.
fn worklist(store: &Store) -> Vec<Row> {
    let rows = |view: &mut Tx<'_>| {
        let sql = "SELECT one_id, other_id, points, band, reasons FROM registry_duplicate
                   WHERE decision IS NULL ORDER BY one_id, other_id";
        view.query(sql, &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
    };
    store.read_blocking(rows).unwrap()
}

fn forget(store: &Store) {
    let forget = |tx: &mut Tx<'_>| tx.execute("DELETE FROM registry_duplicate", &[]).map(drop);
    store.write_blocking(forget).unwrap();
}

/// Kills a search once something of it is written down; what that is.
fn killed(folder: &Path, store: &Store) -> Vec<Row> {
    let mut command = dedupe(folder, &[]);
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while worklist(store).is_empty() && running.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    worklist(store)
}

#[test]
fn a_search_that_was_killed_goes_on_and_finds_whom_an_undisturbed_one_finds() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let store = registry(folder);
    let all = u64::try_from(2 * PERSONS).unwrap();
    assert_eq!(whole(folder, &[]).0, all);
    let expect = worklist(&store);
    assert!(expect.len() >= PERSONS, "{} pairs", expect.len());
    let mut runs = (0..TRIES).map(|_| {
        forget(&store);
        killed(folder, &store)
    });
    let left = runs.find(|left| (1..expect.len()).contains(&left.len()));
    let left = left.unwrap_or_else(|| panic!("no search was killed in the middle"));
    assert!(left.iter().all(|row| expect.contains(row)), "a part is whole or not there");
    let (persons, found) = whole(folder, &["--resume"]);
    assert!(0 < persons && persons < all, "it begins behind the last part: {persons} of {all}");
    assert_eq!(usize::try_from(found).unwrap(), expect.len() - left.len());
    assert!(worklist(&store) == expect, "the same list as of a search that nobody killed");
    assert_eq!(whole(folder, &["--resume"]), (0, 0), "nobody is new");
    assert_eq!(whole(folder, &[]), (all, 0), "and nobody was overlooked");
}
