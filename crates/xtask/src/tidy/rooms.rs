//! What each room of a capability may know.

use super::{is_room, mentions, none};
use crate::tree::{Source, rust};

fn shipped() -> Vec<Source> {
    rust().unwrap().into_iter().filter(|file| !file.is_test()).collect()
}

#[test]
fn decisions_and_maps_know_neither_store_nor_web() {
    let words = ["nabz_store", "nabz_web", "super::store", "super::pages", "axum::"];
    let pure: Vec<Source> = shipped()
        .into_iter()
        .filter(|file| ["rules", "model"].iter().any(|room| is_room(file, room)))
        .collect();
    none(pure.iter().flat_map(|f| mentions(f, &words)), "rules and nouns are pure");
}

#[test]
fn a_map_to_fhir_does_no_work() {
    let files = shipped();
    let maps =
        files.iter().filter(|file| is_room(file, "fhir") && !file.path.contains("crates/fhir"));
    let words = ["nabz_web", "super::pages", "axum::", ".unwrap()", "SELECT "];
    none(maps.flat_map(|f| mentions(f, &words)), "a map is total, pure and dull");
}

#[test]
fn a_noun_or_a_decision_never_speaks_fhir() {
    let files = shipped();
    let inner = files.iter().filter(|f| is_room(f, "rules") || is_room(f, "model"));
    let inner =
        inner.filter(|f| !f.path.contains("crates/fhir/") && !f.path.contains("crates/record/"));
    none(
        inner.flat_map(|f| mentions(f, &["fhir::", "nabz_record", "nabz_fhir"])),
        "no FHIR inwards",
    );
}

#[test]
fn every_front_door_says_what_it_owns_and_promises() {
    let parts = ["//! Owns:", "Publishes:", "//! Promises:", "//! Start at"];
    let files = shipped();
    let doors = files.iter().filter(|file| is_front_door(file));
    let silent = doors.filter_map(|door| {
        let missing: Vec<_> = parts.iter().filter(|part| !door.text.contains(**part)).collect();
        (!missing.is_empty()).then(|| format!("{}: lacks {missing:?}", door.path))
    });
    none(silent, "a front door tells its story");
}

/// `crates/SYSTEM/src/CAPABILITY/mod.rs` of the systems.
fn is_front_door(file: &Source) -> bool {
    let parts: Vec<&str> = file.path.split('/').collect();
    matches!(parts.as_slice(), ["crates", "people" | "hospital", "src", _, "mod.rs"])
}

#[test]
fn nobody_reads_the_clock_but_the_kernel() {
    let files = shipped();
    let others = files.iter().filter(|f| !f.path.starts_with("crates/kernel/src/clock"));
    let words = ["Timestamp::now()", "SystemTime::now()", "Zoned::now()", "Uuid::now_v7("];
    none(others.flat_map(|f| mentions(f, &words)), "time is an argument");
}
