//! Which crate may use which, and that only one of them knows a driver.

use super::{mentions, none};
use crate::tree::{Source, root, rust, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Each crate and all that it may use besides what its uses may use.
const USES: [(&str, &[&str]); 19] = [
    ("calendar", &[]),
    ("kernel", &["calendar"]),
    ("linkage", &["kernel"]),
    // Published by itself: whoever checks a card takes nothing else of ours along.
    ("credential", &["calendar"]),
    ("print", &["kernel"]),
    ("fhir", &["kernel"]),
    ("store", &["kernel"]),
    ("faultvfs", &[]),
    ("access", &["store", "fhir"]),
    ("record", &["access"]),
    ("terminology", &["access"]),
    ("web", &["record"]),
    ("people", &["web", "linkage", "print", "credential"]),
    ("hospital", &["people", "smart"]),
    ("smart", &["people"]),
    ("exchange", &["people", "hospital", "terminology"]),
    ("nabz", &["exchange"]),
    ("testkit", &["nabz"]),
    ("testkit-macros", &[]),
];

fn may_use(name: &str, found: &mut BTreeSet<&'static str>) {
    for used in USES.iter().filter(|(user, _)| *user == name).flat_map(|(_, used)| *used) {
        if found.insert(used) {
            may_use(used, found);
        }
    }
}

fn manifests() -> Vec<Source> {
    sources(&["crates"], "Cargo.toml").unwrap()
}

#[test]
fn only_the_store_names_a_database_driver() {
    let manifests = manifests();
    // The file system that fails on purpose is handed to SQLite through its driver.
    let known = ["crates/store/", "crates/faultvfs/"];
    let others = manifests.iter().filter(|m| known.iter().all(|k| !m.path.starts_with(k)));
    none(others.flat_map(|m| mentions(m, &["rusqlite", "postgres"])), "drivers belong to store");
}

#[test]
fn a_crate_uses_only_what_lies_below_it() {
    let mut wrong = Vec::new();
    for manifest in manifests() {
        let name = manifest.path.split('/').nth(1).unwrap();
        let mut allowed = BTreeSet::new();
        may_use(name, &mut allowed);
        let shipped = manifest.text.split("\n[dependencies]").nth(1).unwrap_or_default();
        let shipped = shipped.split("\n[").next().unwrap_or_default();
        for line in shipped.lines().filter_map(|line| line.strip_prefix("nabz-")) {
            let used = line.split(['.', ' ', '=']).next().unwrap();
            if name != "xtask" && name != "testkit" && !allowed.contains(used) {
                wrong.push(format!("{name} uses {used}"));
            }
        }
    }
    none(wrong, "the direction is nabz, exchange, systems, web, record, access, store, kernel");
}

/// The names that a manifest gives to what it depends on, in order of the lines.
pub(super) fn dependencies(manifest: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            inside = section.trim_end_matches(']').ends_with("dependencies");
        } else if inside && let Some((name, _)) = line.split_once(['.', ' ', '=']) {
            found.push(name.trim());
        }
    }
    found.retain(|name| !name.is_empty() && !name.starts_with('#'));
    found
}

/// Whether a code line speaks the name as a word of its own.
fn speaks(text: &str, name: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut words = code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.any(|word| word == name)
}

#[test]
fn a_manifest_names_only_what_its_crate_uses() {
    let files = rust().unwrap();
    let mut wrong = Vec::new();
    for manifest in manifests() {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        let own: Vec<&Source> = files.iter().filter(|f| f.path.starts_with(folder)).collect();
        for name in dependencies(&manifest.text) {
            let word = name.replace('-', "_");
            if !own.iter().any(|file| speaks(&file.text, &word)) {
                wrong.push(format!("{}: {name}", manifest.path));
            }
        }
    }
    none(wrong, "what no source file mentions is built for nothing");
}

#[test]
fn the_workspace_names_only_what_a_crate_uses() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifests = manifests();
    let used: BTreeSet<&str> = manifests.iter().flat_map(|m| dependencies(&m.text)).collect();
    let idle = dependencies(&workspace).into_iter().filter(|name| !used.contains(name));
    none(idle.map(str::to_owned), "no manifest asks for it");
}

/// The crates that are made of capabilities.
const SYSTEMS: [&str; 2] = ["people", "hospital"];

/// The capabilities of one system, and the lines in which one names another.
fn between_capabilities(system: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let start = format!("crates/{system}/src/");
    let files: Vec<Source> = rust().unwrap();
    let of = |path: &str| path.strip_prefix(&start)?.split_once('/').map(|(cap, _)| cap.to_owned());
    let names: BTreeSet<String> = files.iter().filter_map(|file| of(&file.path)).collect();
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for file in files.iter().filter(|file| !file.is_test()) {
        let Some(here) = of(&file.path) else { continue };
        for line in mentions(file, &["crate::"]) {
            for piece in line.split("crate::").skip(1) {
                let end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
                let there = piece.split(end).next().unwrap_or_default().to_owned();
                if there != here && names.contains(&there) {
                    found.entry(here.clone()).or_default().push((there, line.clone()));
                }
            }
        }
    }
    found
}

#[test]
fn capabilities_never_use_each_other_in_a_circle() {
    for system in SYSTEMS {
        let uses = between_capabilities(system);
        for start in uses.keys() {
            let mut seen = BTreeSet::new();
            let mut next = vec![start.clone()];
            while let Some(here) = next.pop() {
                for (there, line) in uses.get(&here).into_iter().flatten() {
                    assert!(there != start, "{start} ends in itself, through {line}");
                    if seen.insert(there.clone()) {
                        next.push(there.clone());
                    }
                }
            }
        }
    }
}

/// `crates/hospital/src/queue/actions.rs` is of `queue`.
fn capability_of(path: &str) -> Option<&str> {
    let inside = SYSTEMS.iter().find_map(|s| path.strip_prefix(&format!("crates/{s}/src/")))?;
    inside.split_once('/').map(|(capability, _)| capability)
}

/// The rooms of other capabilities that a text enters past the front door, as `queue::store`.
/// `use crate::queue;` and `queue::store::token` later are the same as both in one.
fn rooms_entered(code: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let closed = |room: &str| ["store", "pages"].contains(&room);
    let mut entered = Vec::new();
    for (at, _) in code.match_indices("::") {
        let (before, after) = (&code[..at], &code[at + 2..]);
        let name = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let above = before[..before.len() - name.len()].strip_suffix("::").unwrap_or_default();
        let above = above.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let is_capability = ["", "crate", "nabz_people", "nabz_hospital"].contains(&above);
        if !names.contains(name) || !is_capability {
            continue;
        }
        let rooms: Vec<&str> = match after.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![after],
        };
        for room in rooms {
            let room = room.trim().split(|c| !is_word(c)).next().unwrap_or_default();
            if closed(room) {
                entered.push(format!("{name}::{room}"));
            }
        }
    }
    entered
}

#[test]
fn a_capability_is_entered_by_its_front_door() {
    let files: Vec<Source> = rust().unwrap().into_iter().filter(|file| !file.is_test()).collect();
    let names: BTreeSet<&str> = files.iter().filter_map(|f| capability_of(&f.path)).collect();
    assert!(names.contains("queue") && names.contains("registry"), "no capability is seen");
    let mut wrong = Vec::new();
    for file in &files {
        let Some(here) = capability_of(&file.path) else { continue };
        let others: BTreeSet<&str> = names.iter().copied().filter(|name| *name != here).collect();
        let code = file.shipped().lines().filter(|line| !line.trim_start().starts_with("//"));
        let entered = rooms_entered(&code.collect::<Vec<_>>().join("\n"), &others);
        wrong.extend(entered.into_iter().map(|room| format!("{}: {room}", file.path)));
    }
    none(wrong, "another capability's tables and pages are its own business");
}

#[test]
fn no_way_of_writing_it_gets_past_the_front_door() {
    let names = BTreeSet::from(["queue", "facilities"]);
    for past in [
        "use crate::queue::store;",
        "use crate::queue::{load, store as tokens};",
        "use crate::queue::{\n    load,\n    store,\n};",
        "use crate::{facilities::store, other};",
        "let unit = facilities::store::unit(tx, at)?;",
        "nabz_hospital::queue::pages::routes()",
    ] {
        assert_eq!(rooms_entered(past, &names).len(), 1, "{past}");
    }
    for allowed in [
        "use super::store;",
        "crate::queue::token(tx)",
        "use crate::queue::{self as tokens, load};",
        "elsewhere::queue::store::token()",
        "facilities::storeroom()",
    ] {
        assert!(rooms_entered(allowed, &names).is_empty(), "{allowed}");
    }
}
