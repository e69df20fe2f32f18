//! The house rules. Each failure says which file, and why the rule is there.

use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 200;

struct Source {
    path: String,
    text: String,
}

/// Every file of the workspace with this ending; `target` lies elsewhere or is skipped.
fn sources(ending: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut found = Vec::new();
    for folder in ["crates", "migrations", "locales"] {
        gather(&root.join(folder), ending, &mut found);
    }
    assert!(!found.is_empty(), "no {ending} file was found: tidy looks in the wrong place");
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path: path.strip_prefix(root).unwrap().display().to_string(),
    };
    found.into_iter().map(read).collect()
}

fn gather(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            gather(&path, ending, found);
        } else if path.to_str().is_some_and(|name| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

/// Fails with every offender at once, so that one run shows the whole work.
fn none(offenders: impl Iterator<Item = String>, why: &str) {
    let offenders: Vec<_> = offenders.collect();
    assert!(offenders.is_empty(), "{why}:\n  {}", offenders.join("\n  "));
}

/// Code lines of one file that mention one of `words`, as `path: line`.
fn mentions<'s>(source: &'s Source, words: &'s [&str]) -> impl Iterator<Item = String> + 's {
    let code = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| words.iter().any(|word| line.contains(word)))
        .map(|line| format!("{}: {}", source.path, line.trim()))
}

#[test]
fn only_the_store_names_a_database_driver() {
    let manifests = sources("Cargo.toml");
    let others = manifests.iter().filter(|m| !m.path.starts_with("crates/store/"));
    none(others.flat_map(|m| mentions(m, &["rusqlite", "postgres"])), "drivers belong to store");
}

#[test]
fn decisions_and_maps_know_neither_store_nor_web() {
    let files = sources(".rs");
    let pure = ["rules.rs", "fhir.rs", "model.rs"];
    let pure = files.iter().filter(|f| pure.iter().any(|room| f.path.ends_with(room)));
    let words = ["nabz_store", "nabz_web", "super::store", "queue::store"];
    none(pure.flat_map(|f| mentions(f, &words)), "rules, maps and nouns are pure");
}

#[test]
fn a_noun_or_a_decision_never_speaks_fhir() {
    let files = sources(".rs");
    let inner =
        files.iter().filter(|f| f.path.ends_with("rules.rs") || f.path.ends_with("model.rs"));
    none(inner.flat_map(|f| mentions(f, &["fhir", "nabz_record"])), "no FHIR inwards");
}

#[test]
fn no_file_is_longer_than_a_reader_s_patience() {
    let files = sources(".rs");
    let long = files.iter().filter(|f| f.text.lines().count() > FILE_LINES_MAX);
    none(long.map(|f| f.path.clone()), "split it by verb");
}

#[test]
fn every_front_door_says_what_it_owns_and_promises() {
    let files = sources("mod.rs");
    let silent = files.iter().filter(|f| {
        !["//! Owns:", "Publishes:", "//! Promises:", "//! Start at"]
            .iter()
            .all(|part| f.text.contains(part))
    });
    none(silent.map(|f| f.path.clone()), "a front door tells its story");
}

#[test]
fn every_table_says_how_it_is_distributed_and_who_owns_it() {
    for migration in sources(".sql") {
        let lines: Vec<_> = migration.text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, l)| l.starts_with("CREATE TABLE")) {
            let above = |back: usize| at.checked_sub(back).map_or("", |i| lines[i]);
            let told =
                above(2).starts_with("-- distribute: ") && above(1).starts_with("-- owner: ");
            assert!(told, "{}: {line} needs its two headers", migration.path);
        }
    }
}

#[test]
fn every_refusal_has_a_sentence_in_both_languages() {
    let files = sources(".rs");
    let shipped = files.iter().filter(|f| f.path.contains("/src/"));
    let codes: Vec<String> = shipped.flat_map(|f| codes_in(&f.text)).collect();
    assert!(!codes.is_empty(), "no refusal code was found: the search is broken");
    for messages in sources(".ftl") {
        let missing = codes.iter().filter(|code| !messages.text.contains(&format!("{code} = ")));
        none(missing.cloned(), &messages.path);
    }
}

/// The `QUE-001` of every `plain("QUE-001")`.
fn codes_in(text: &str) -> Vec<String> {
    let quoted = text.split("plain(\"").skip(1).filter_map(|rest| rest.split('"').next());
    quoted.filter(|code| code.len() == 7 && code.contains('-')).map(str::to_owned).collect()
}
