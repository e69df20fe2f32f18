//! What the database holds after the last kill, against what everybody was told.

use crate::commands::audit;
use crate::config::Database;
use crate::simulate::{Told, What, sums};
use crate::site;
use nabz_store::{Store, verify_audit};
use std::collections::BTreeSet;
use std::path::Path;
use uuid::Uuid;

const TOKENS: &str = "SELECT token_id FROM queue_token ORDER BY token_id LIMIT 100000";
const SIGNED: &str = "SELECT visit_id FROM opd_note WHERE nth = 0 ORDER BY visit_id LIMIT 100000";
const DISPENSES: &str = "
    SELECT dispense_id
    FROM   pharmacy_dispense
    ORDER  BY dispense_id
    LIMIT  100000";
const NUMBERS_TWICE: &str = "
    SELECT COUNT(*)
    FROM   (SELECT number
            FROM   queue_token
            GROUP  BY facility_id, unit_id, day, number
            HAVING COUNT(*) > 1) AS twice";
const SIGNED_TWICE: &str = "
    SELECT COUNT(*)
    FROM   (SELECT visit_id
            FROM   opd_note
            WHERE  nth = 0
            GROUP  BY facility_id, visit_id
            HAVING COUNT(*) > 1) AS twice";
const GIVEN_BEYOND: &str = "
    SELECT COUNT(*)
    FROM   (SELECT line.line_id
            FROM   prescribing_line AS line
            JOIN   pharmacy_item AS item
              ON   item.facility_id = line.facility_id AND item.line_id = line.line_id
            GROUP  BY line.facility_id, line.line_id, line.units
            HAVING SUM(item.covers) > line.units) AS beyond";

/// What of all that was acknowledged is missing, twice or apart, in the database and its audit.
pub(super) fn wrong_after(database: &str, audit: &Path, told: &[Told]) -> Vec<String> {
    let store = Database::parse(database).unwrap().open().unwrap();
    let mut wrong = sums::in_store(&store, told).unwrap();
    for (what, sql) in [(What::Token, TOKENS), (What::Signed, SIGNED), (What::Dispensed, DISPENSES)]
    {
        wrong.extend(apart(&store, what, (sql, told)));
    }
    for (sql, sentence) in [
        (NUMBERS_TWICE, "numbers of a unit's day were given twice"),
        (SIGNED_TWICE, "visits were signed for twice"),
        (GIVEN_BEYOND, "lines had more handed out than was written"),
    ] {
        let count: Option<i64> =
            store.read_blocking(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap();
        if count != Some(0) {
            wrong.push(format!("{count:?} {sentence}"));
        }
    }
    let again = nabz_record::rebuild(&store, &site::rebuilds(), |_, _| {}).unwrap();
    if !again.is_clean() {
        wrong.push(format!("the record differs from the operations: {again:?}"));
    }
    drop(audit::sealer(&store, audit).unwrap());
    let report = verify_audit(&store, &audit.join(audit::ROOTS)).unwrap();
    wrong.extend(report.findings.iter().map(ToString::to_string));
    wrong
}

/// Everything of a kind was told to exactly one person: nothing is gone, and nothing was done that
/// nobody knows of, as it would be if a form that was sent again had done its work twice.
fn apart(store: &Store, what: What, (sql, told): (&'static str, &[Told])) -> Vec<String> {
    let there = store.read_blocking(move |view| view.query(sql, &[], |row| row.get::<Uuid>(0)));
    let there: BTreeSet<String> = there.unwrap().iter().map(Uuid::to_string).collect();
    let told: Vec<&str> =
        told.iter().filter(|one| one.what() == what).map(|one| one.place_and_id().1).collect();
    let known: BTreeSet<String> = told.iter().map(|&id| id.to_owned()).collect();
    let lost = known.difference(&there).map(|id| format!("{what:?} {id} is not there"));
    let untold = there.difference(&known).map(|id| format!("{what:?} {id} was told to nobody"));
    let mut wrong: Vec<String> = lost.chain(untold).collect();
    if known.len() < told.len() {
        wrong.push(format!("{} of {what:?} were told twice", told.len() - known.len()));
    }
    wrong
}
