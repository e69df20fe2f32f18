//! Whoever is shown a patient stands in the audit: every route of the table is walked, and where
//! an answer names a patient, a look of this minute has to name them too.

use crate::ask::{Ask, Said};
use crate::people::{self, Arm, Column, STAFF};
use crate::table::{Kind, TABLE, Try};
use crate::town::{Things, Town};
use nabz_kernel::clock::{Instant, Stopwatch};
use nabz_kernel::ids::Id;
use nabz_store::{AuditSearch, Tx};
use nabz_testkit::{city_test, wait_for};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

/// Lists of people who wait, with a number and a name each: nobody's record is opened by them,
/// and calling or opening one of them is written down by itself.
const LISTS: [&str; 7] = [
    "GET /queue",
    "GET /queue/{unit}",
    "GET /triage",
    "GET /opd",
    "GET /pharmacy",
    "GET /pharmacy/waiting",
    "GET /records/unknown",
];
/// Pages about one person with such a list beside it, or with the list of those who were found:
/// of the list nobody is opened.
/// Or versions of many entries, where whoever answers for a child is named by their number.
const LIST_BESIDE: [&str; 10] = [
    "GET /fhir/R4/_history",
    "GET /records/duplicates",
    "POST /cards/find",
    "POST /institutions/{id}/find",
    "POST /people/{id}/find",
    "POST /people/{id}/household/find",
    "POST /search",
    "GET /pharmacy/at/{prescription}",
    "POST /pharmacy/at/{prescription}",
    "POST /pharmacy/at/{prescription}/hand-over",
];
/// Papers that name no patient.
const OF_NOBODY: [&str; 3] = [
    "GET /cards/office/leaflet.pdf",
    "GET /cards/office/stickers/{roll}/sheets.pdf",
    "GET /transfers/{transfer}/voucher.pdf",
];
/// Looks that were collected are written by now.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than one answer shows.
const LOOKS_ROWS_MAX: u32 = 500;
/// So many of the table's routes show a patient to somebody, at least.
const SHOWING_MIN: usize = 25;

/// Tries that were made to resemble somebody on record: they are nothing if they show nobody.
const ALIKE: [&str; 2] = ["POST /desk/new (somebody alike)", "POST /desk/similar"];

/// Somebody of whom a page may speak.
struct Patient {
    id: uuid::Uuid,
    names: Vec<String>,
}

#[city_test]
fn whoever_is_shown_a_patient_stands_in_the_audit(town: &mut Town) {
    let columns = people::columns(town, Arm::Own);
    let walked: Vec<(&Column, Things)> =
        columns.iter().take(STAFF).map(|column| (column, town.things(column))).collect();
    let patients = patients(town);
    let ask = Ask::of(town);
    let (mut silent, mut showing) = (String::new(), BTreeSet::new());
    wait_for(async {
        // What everybody may open knows of nobody who is signed in.
        for one in TABLE.iter().filter(|one| one.kind != Kind::Public) {
            // A look is written down once a minute; each try begins one.
            town.database.pass(Duration::from_secs(61));
            for (column, things) in &walked {
                let since = town.database.store.clock().now();
                let Some(said) = ask.said(one, column, things).await else { continue };
                let shown = shown(&said, &patients);
                if shown.as_ref().is_some_and(Vec::is_empty) || is_list(one) {
                    continue;
                }
                showing.insert(one.label());
                let missing = unaccounted(town, (column, since), (one, shown.as_deref()));
                if !missing.is_empty() {
                    let (who, whom) = (column.title, missing.join(", "));
                    writeln!(silent, "{who}: {}: {whom}", one.label()).unwrap();
                }
            }
        }
    });
    assert!(silent.is_empty(), "a patient is shown and nobody is told:\n{silent}");
    assert!(showing.len() >= SHOWING_MIN, "only these show a patient: {showing:#?}");
    for alike in ALIKE {
        assert!(showing.contains(alike), "{alike} shows nobody");
    }
}

fn is_list(one: &Try) -> bool {
    let label = format!("{} {}", one.method, one.route);
    LISTS.contains(&label.as_str()) || OF_NOBODY.contains(&label.as_str())
}

fn beside_list(one: &Try) -> bool {
    LIST_BESIDE.contains(&format!("{} {}", one.method, one.route).as_str())
}

/// Whom an answer names; `None` where that cannot be read.
fn shown<'p>(said: &Said, patients: &'p [Patient]) -> Option<Vec<&'p Patient>> {
    let Said::Text(text) = said else { return None };
    let names = |patient: &&Patient| patient.names.iter().any(|name| names(text, name));
    Some(patients.iter().filter(names).collect())
}

/// Whether a text names somebody; "Unknown Female 1" is not named by "Unknown Female 12".
fn names(text: &str, name: &str) -> bool {
    text.split(name).skip(1).any(|behind| !behind.starts_with(|sign: char| sign.is_numeric()))
}

/// Everybody on record in the town.
fn patients(town: &Town) -> Vec<Patient> {
    let all = |view: &mut Tx<'_>| {
        let sql = "SELECT person_id, name_en, health_id FROM registry_person";
        view.query(sql, &[], |row| {
            let health_id = row.get::<i64>(2)?.to_string();
            let name = row.get::<Option<String>>(1)?;
            Ok(Patient { id: row.get(0)?, names: name.into_iter().chain([health_id]).collect() })
        })
    };
    let found: Vec<Patient> = town.database.store.read_blocking(all).unwrap();
    let mut names: Vec<&String> = found.iter().flat_map(|patient| &patient.names).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|two| two[0] == two[1]);
    assert_eq!(twice, None, "an answer that names them would name two");
    found
}

/// Whom an answer shows although nobody is told of it.
fn unaccounted(
    town: &Town,
    (column, since): (&Column, Instant),
    (one, shown): (&Try, Option<&[&Patient]>),
) -> Vec<String> {
    let waited = Stopwatch::start();
    loop {
        let looks = looks(town, column, since);
        let is_told = |patient: &&Patient| looks.contains(&patient.id);
        let missing: Vec<String> = match shown {
            Some(shown) if beside_list(one) && shown.iter().any(is_told) => Vec::new(),
            Some(shown) => {
                let missing = shown.iter().filter(|patient| !is_told(patient));
                missing.map(|patient| patient.names[0].clone()).collect()
            }
            None if looks.is_empty() => vec!["whoever is on the paper".to_owned()],
            None => Vec::new(),
        };
        // The store may be writing them down at this moment by itself.
        if missing.is_empty() || waited.elapsed() > PATIENCE {
            return missing;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whom a column has looked at since then, as the audit says it.
fn looks(town: &Town, column: &Column, since: Instant) -> BTreeSet<uuid::Uuid> {
    let store = &town.database.store;
    store.flush_reads().unwrap();
    let staff = column.staff.unwrap();
    let rows = store.read_blocking(move |view| {
        view.audit_rows(AuditSearch::Actor(staff), None, LOOKS_ROWS_MAX)
    });
    let looked = rows.unwrap().into_iter().filter(|row| row.at >= since);
    let looked = looked.filter(|row| row.subject_kind == "Record");
    looked.filter_map(|row| row.patient).map(Id::uuid).collect()
}
