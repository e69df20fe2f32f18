//! The house rules that no compiler knows. Each failure says which file, and why the rule is there.

mod crates;
mod documents;
mod files;
mod rooms;
mod sql;
mod web;
mod words;

use crate::tree::Source;

/// Fails with every offender at once, so that one run shows the whole work.
fn none(offenders: impl IntoIterator<Item = String>, why: &str) {
    let mut offenders: Vec<_> = offenders.into_iter().collect();
    offenders.dedup();
    assert!(offenders.is_empty(), "{why}:\n  {}", offenders.join("\n  "));
}

/// Code lines that mention one of `words`, as `path: line`; comments and tests are left out.
fn mentions<'s>(source: &'s Source, words: &'s [&str]) -> impl Iterator<Item = String> + 's {
    let code = source.shipped().lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| words.iter().any(|word| line.contains(word)))
        .map(|line| format!("{}: {}", source.path, line.trim()))
}

/// Whether a file is this room of a capability: `rules.rs`, or anything below `rules/`.
fn is_room(source: &Source, room: &str) -> bool {
    source.path.ends_with(&format!("/{room}.rs"))
        || (source.path.contains(&format!("/{room}/")) && !source.path.contains("crates/store/"))
}
