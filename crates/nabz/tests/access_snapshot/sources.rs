//! The routes that the sources write down: axum does not list those of a router.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const VERBS: [&str; 5] = ["get", "post", "put", "delete", "patch"];
/// Ways around `.route("…", verb(…))` that this reader would not see.
const UNSEEN: [&str; 5] =
    [".nest(", ".nest_service(", ".route_service(", "any(", "on(MethodFilter"];

/// `GET /queue/{unit}` of every crate's sources.
pub(crate) fn routes() -> BTreeSet<String> {
    let crates = nabz_testkit::package().join("..");
    let mut files = Vec::new();
    for one in std::fs::read_dir(crates).unwrap() {
        rust_files(&one.unwrap().path().join("src"), &mut files);
    }
    assert!(files.len() > 100, "the sources are not where they were");
    let mut routes = BTreeSet::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        // Stories make routers of their own.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut rest = text;
        while let Some(at) = rest.find(".route(") {
            rest = &rest[at + ".route(".len()..];
            let call = &rest[..end_of_call(rest)];
            routes.extend(read(call, file));
        }
        if text.contains("axum::routing") {
            for way in UNSEEN {
                let spelt = text.match_indices(way).any(|(at, _)| !goes_on(text, at, way));
                assert!(!spelt, "{}: {way} hides routes from the snapshot", file.display());
            }
        }
    }
    routes
}

/// Whether what stands at `at` is only the end of a longer word.
fn goes_on(text: &str, at: usize, way: &str) -> bool {
    let word = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '.';
    !way.starts_with('.') && text[..at].chars().next_back().is_some_and(word)
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// Up to the parenthesis that closes the call; paths hold braces, never parentheses.
fn end_of_call(text: &str) -> usize {
    let mut depth = 1_usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn read(call: &str, file: &Path) -> Vec<String> {
    let mut parts = call.splitn(3, '"');
    let before = parts.next().unwrap();
    let (path, verbs) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let plain = before.trim().is_empty() && path.starts_with('/');
    assert!(plain, "{}: a path that is no literal: .route({call})", file.display());
    let mut routes = Vec::new();
    for verb in VERBS {
        let called = format!("{verb}(");
        let word = |at: usize| {
            let before = verbs[..at].chars().next_back();
            before.is_none_or(|sign| !sign.is_alphanumeric() && sign != '_')
        };
        if verbs.match_indices(&called).any(|(at, _)| word(at)) {
            routes.push(format!("{} {path}", verb.to_uppercase()));
        }
    }
    assert!(!routes.is_empty(), "{}: no verb in .route({call})", file.display());
    routes
}
