//! Messages and refusals, in both languages.

use super::none;
use crate::tree::{Source, rust, sources};
use std::collections::{BTreeMap, BTreeSet};

fn messages(language: &str) -> BTreeSet<String> {
    let files = sources(&[&format!("locales/{language}")], ".ftl").unwrap();
    files.iter().flat_map(|file| keys(&file.text)).collect()
}

fn keys(text: &str) -> Vec<String> {
    let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let lines = text.lines().filter(is_key);
    lines.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()).collect()
}

/// The `QUE-001` of every quoted literal, with the folder of the front door it is written in.
fn codes() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in rust().unwrap().iter().filter(|file| !file.is_test()) {
        for code in file.shipped().split('"').filter(|piece| is_code(piece)) {
            found.entry(code.to_owned()).or_default().insert(capability(file));
        }
    }
    found
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 7
        && bytes[..3].iter().all(u8::is_ascii_uppercase)
        && bytes[3] == b'-'
        && bytes[4..].iter().all(u8::is_ascii_digit)
}

/// `crates/hospital/src/queue` or `crates/store`.
fn capability(file: &Source) -> String {
    let parts: Vec<&str> = file.path.split('/').collect();
    match parts.as_slice() {
        ["crates", system @ ("people" | "hospital"), "src", name, _, ..] => {
            format!("{system}/{name}")
        }
        ["crates", name, ..] => (*name).to_owned(),
        _ => file.path.clone(),
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    let (english, hindi) = (messages("en"), messages("hi"));
    let lacks = |name: &str, these: &BTreeSet<String>, those: &BTreeSet<String>| {
        these.difference(those).map(|key| format!("{name} lacks {key}")).collect::<Vec<_>>()
    };
    let mut missing = lacks("Hindi", &english, &hindi);
    missing.extend(lacks("English", &hindi, &english));
    none(missing, "nothing is said in one language only");
}

#[test]
fn a_message_key_is_given_once() {
    for language in ["en", "hi"] {
        let files = sources(&[&format!("locales/{language}")], ".ftl").unwrap();
        let mut seen = BTreeSet::new();
        let all = files.iter().flat_map(|file| keys(&file.text));
        let twice: Vec<String> = all.filter(|key| !seen.insert(key.clone())).collect();
        none(twice, "two messages cannot share a key");
    }
}

#[test]
fn every_refusal_has_a_sentence_in_both_languages() {
    let codes = codes();
    assert!(!codes.is_empty(), "no refusal code was found: the search is broken");
    for language in ["en", "hi"] {
        let known = messages(language);
        let missing = codes.keys().filter(|code| !known.contains(*code));
        none(missing.cloned(), &format!("refusals without a sentence in {language}"));
    }
}

#[test]
fn a_refusal_code_belongs_to_one_capability() {
    // The shell answers for access over HTTP, in access's own words.
    let shared = codes().into_iter().filter(|(code, places)| {
        let web = usize::from(places.contains("web") && code.starts_with("ACC-"));
        places.len() > 1 + web
    });
    none(
        shared.map(|(code, places)| format!("{code}: {places:?}")),
        "a code that means two things cannot be quoted",
    );
}

#[test]
fn every_sentence_of_a_refusal_starts_with_its_code() {
    let files = sources(&["locales"], ".ftl").unwrap();
    let wrong = files.iter().flat_map(|file| {
        let lines = file.text.lines().filter_map(|line| line.split_once(" = "));
        lines
            .filter(|(key, text)| is_code(key) && !text.starts_with(key))
            .map(|(key, _)| format!("{}: {key}", file.path))
            .collect::<Vec<_>>()
    });
    none(wrong, "people quote the code, so it must be on the screen");
}

/// `queue.issue-token`: the front door of a capability, and a verb.
fn is_act(text: &str, heads: &BTreeSet<&str>) -> bool {
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    text.split_once('.')
        .is_some_and(|(head, verb)| heads.contains(head) && verb.split('-').all(letters))
}

/// Kinds of ids that nothing is ever done to by itself.
const NEVER_A_SUBJECT: [&str; 8] = [
    "Audit",
    "ConditionMark",
    "DispensedItem",
    "FeedEvent",
    "Job",
    "PrescriptionLine",
    "StayMark",
    "StockMovement",
];

#[test]
fn every_act_has_words_in_the_audit() {
    let said = messages("en");
    let heads: BTreeSet<&str> =
        said.iter().filter_map(|key| key.strip_prefix("acts-")?.split('-').next()).collect();
    let mut missing = BTreeSet::new();
    let of_program = |file: &&Source| !file.is_test() && file.path.contains("/src/");
    for file in rust().unwrap().iter().filter(of_program) {
        for act in file.shipped().split('"').filter(|piece| is_act(piece, &heads)) {
            if !said.contains(&format!("acts-{}", act.replace('.', "-"))) {
                missing.insert(format!("{act} in {}", file.path));
            }
        }
    }
    none(missing, "the audit says every act in words");
}

#[test]
fn every_kind_of_subject_has_words_in_the_audit() {
    let source = sources(&["crates/hospital/src/facilities/pages"], "acts.rs").unwrap();
    let known = &source.first().unwrap().text;
    let mut missing = Vec::new();
    for file in rust().unwrap().iter().filter(|file| !file.is_test()) {
        for body in file.shipped().split("id!(").skip(1) {
            let mut last = body.split(')').next().unwrap_or_default().lines().map(str::trim);
            let is_name = |line: &&str| {
                line.starts_with(char::is_uppercase) && line.chars().all(char::is_alphanumeric)
            };
            let Some(kind) = last.rfind(is_name) else { continue };
            if !known.contains(&format!("(\"{kind}\"")) && !NEVER_A_SUBJECT.contains(&kind) {
                missing.push(format!("{kind} in {}", file.path));
            }
        }
    }
    none(missing, "the audit says every kind of subject in words");
}
