use super::*;
use crate::Store;
use nabz_kernel::clock::{Clock, Instant};

const WARD: (&str, &str) = ("9000_ward", "CREATE TABLE ward (\n    number INT64 NOT NULL\n);\n");
const BED: (&str, &str) = ("9001_bed", "CREATE TABLE bed (\n    number INT64 NOT NULL\n);\n");

/// Runs each list after the one before it and says what the last one answered.
fn run_lists(lists: &'static [&'static [(&'static str, &'static str)]]) -> Result<(), Stop> {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed(Instant::from_microseconds(0));
    let store = Store::open_sqlite(&folder.path().join("ward.db"), clock).unwrap();
    store.write_blocking(|tx| tx.execute("DELETE FROM store_migration", &[])).unwrap();
    lists
        .iter()
        .try_for_each(|list| store.write_blocking(move |tx| run_list(tx, Dialect::Sqlite, list)))
}

#[test]
fn what_has_run_is_not_run_again_and_what_is_new_is() {
    run_lists(&[&[WARD], &[WARD], &[WARD, BED], &[WARD, BED]]).unwrap();
}

#[test]
fn a_text_that_was_edited_after_it_ran_is_named() {
    const EDITED: (&str, &str) = (WARD.0, "CREATE TABLE ward (\n    number TEXT\n);\n");
    let stop = run_lists(&[&[WARD], &[EDITED]]).unwrap_err();
    assert_eq!(stop.to_string(), "store: migration 9000_ward was edited after it ran");
}

#[test]
fn an_older_program_leaves_a_newer_database_alone() {
    let stop = run_lists(&[&[WARD, BED], &[WARD]]).unwrap_err();
    assert!(stop.to_string().contains("newer than this program: it has 9001_bed"), "{stop}");
}

#[test]
fn no_two_constraints_of_ours_look_alike_to_sqlite() {
    constraints().unwrap();
}
