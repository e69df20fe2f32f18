//! The keys of health cards at the command line: a city draws its root and its keys, and whoever
//! names a wrong file is told so in their language.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz_store::key_file;
use nabz_testkit::{all_said, started_in};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

const REFUSED: i32 = 1;

fn nabz(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(["--database", "sqlite:a.db"]).args(arguments).output().unwrap()
}

/// What a command said that had to succeed.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = nabz(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", all_said(&output));
    all_said(&output)
}

/// What a command said that had to be refused.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = nabz(folder, arguments);
    assert_eq!(output.status.code(), Some(REFUSED), "{arguments:?}: {}", all_said(&output));
    all_said(&output)
}

fn root(folder: &Path, file: &str) {
    said(folder, &["cards", "keys", "root", "--out", file]);
}

const ISSUE: [&str; 5] = ["cards", "keys", "issue", "--root", "root"];
const RETIRE: [&str; 6] = ["cards", "keys", "retire", "0001", "--root", "root"];
const LIST: [&str; 3] = ["cards", "keys", "list"];

#[test]
fn a_city_draws_its_root_and_its_keys_and_retires_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let drawn = said(folder, &["cards", "keys", "root", "--out", "root"]);
    assert!(drawn.contains("fingerprint"), "{drawn}");
    assert!(!key_file::others_can_read(&folder.join("root")));
    assert!(!folder.join("a.db").exists(), "no database is opened for it");
    let file = fs::read_to_string(folder.join("root")).unwrap();
    let secret = file.lines().find_map(|line| line.strip_prefix("secret ")).unwrap();
    assert!(said(folder, &LIST).contains("no key was drawn yet"));
    let issued = said(folder, &ISSUE);
    for drawn in ["0001 signs cards", "0002 signs lists", "0003 signs heads", "0004 signs exports"]
    {
        assert!(issued.contains(drawn), "{issued}");
    }
    assert!(!drawn.contains(secret) && !issued.contains(secret), "it is said nowhere");
    let list = said(folder, &LIST);
    assert!(list.contains("0001  cards  signs"), "{list}");
    assert!(list.contains("nothing is due before"), "{list}");
    let well = said(folder, &["doctor"]);
    assert!(well.contains("card keys: 0001 signs cards until"), "{well}");
    assert!(well.contains("opens 0 second factors and 4 card keys"), "{well}");
    assert!(refused(folder, &ISSUE).contains("KEY-005"));

    let retired = said(folder, &RETIRE);
    assert!(retired.contains("a new key is due at once to sign cards"), "{retired}");
    assert!(refused(folder, &RETIRE).contains("KEY-007"));
    let ill = refused(folder, &["doctor"]);
    assert!(ill.contains("a new key is due at once to sign cards"), "{ill}");
    assert!(said(folder, &ISSUE).contains("0005 signs cards"));
    let facts = said(folder, &[&["--json"], &LIST[..]].concat());
    let facts: Value = serde_json::from_str(&facts).unwrap();
    let stands = |place: usize| facts["keys"][place]["stands"].as_str().unwrap().to_owned();
    assert_eq!([0, 1, 2, 3].map(stands), ["retired", "signs", "signs", "signs"]);
    assert_eq!((&facts["trust_list"], &facts["due"]), (&3.into(), &Value::Array(vec![])));
}

#[test]
fn a_root_under_a_password_signs_with_it_and_not_without() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("password"), "the well behind the third neem\n").unwrap();
    let with = ["--password-file", "password"];
    said(folder, &[&["cards", "keys", "root", "--out", "root"], &with[..]].concat());
    assert!(!fs::read_to_string(folder.join("root")).unwrap().contains("secret"));
    assert!(refused(folder, &ISSUE).contains("KEY-013"));
    assert!(said(folder, &[&ISSUE[..], &with[..]].concat()).contains("0001 signs cards"));
}

#[test]
fn another_root_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    root(folder, "root");
    said(folder, &ISSUE);
    root(folder, "other");
    let retire = ["cards", "keys", "retire", "0001", "--root", "other"];
    assert!(refused(folder, &retire).contains("KEY-004"));
    assert!(said(folder, &LIST).contains("0001  cards  signs"));
}

#[test]
fn keys_ask_for_the_key_file_that_they_were_sealed_with() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    root(folder, "root");
    said(folder, &ISSUE);
    let key = folder.join("a.key");
    let right = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert!(refused(folder, &ISSUE).contains("KEY-002"));
    assert!(refused(folder, &["doctor"]).contains("KEY-002"));
    assert!(!key.exists(), "no other key is drawn in its place");
    fs::write(&key, "0".repeat(64)).unwrap();
    assert!(refused(folder, &ISSUE).contains("KEY-001"));
    fs::write(&key, right).unwrap();
    assert!(refused(folder, &ISSUE).contains("KEY-005"), "it opens again, and nothing is due");
}

#[test]
fn a_wrong_file_is_named_with_a_code_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    root(folder, "root");
    said(folder, &ISSUE);
    fs::write(folder.join("nonsense"), "not a key\n").unwrap();
    fs::write(folder.join("short"), "too short\n").unwrap();
    fs::write(folder.join("password"), "the well behind the third neem\n").unwrap();
    fs::write(folder.join("another"), "the well behind the first neem\n").unwrap();
    let sealed = ["root", "--out", "sealed", "--password-file", "password"];
    said(folder, &[&["cards", "keys"], &sealed[..]].concat());
    let cases: [(&[&str], &str); 10] = [
        (&["retire", "0009", "--root", "root"], "KEY-006"),
        (&["retire", "key", "--root", "root"], "KEY-006"),
        (&["retire", "0001", "--root", "root", "--stolen-since", "2999-01-01"], "KEY-008"),
        (&["issue", "--root", "missing"], "KEY-009"),
        (&["root", "--out", "nowhere/root"], "KEY-010"),
        (&["root", "--out", "root"], "KEY-011"),
        (&["issue", "--root", "nonsense"], "KEY-012"),
        (&["issue", "--root", "sealed"], "KEY-013"),
        (&["issue", "--root", "sealed", "--password-file", "another"], "KEY-014"),
        (&["root", "--out", "new", "--password-file", "short"], "KEY-015"),
    ];
    let is_hindi = |text: &str| text.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c));
    for (what, code) in cases {
        for language in ["en", "hi"] {
            let asked = [&["--lang", language, "cards", "keys"], what].concat();
            let why = refused(folder, &asked);
            assert!(why.contains(code), "{asked:?}: {why}");
            assert_eq!(is_hindi(&why), language == "hi", "{why}");
        }
    }
    assert!(!folder.join("new").exists());
    assert!(said(folder, &LIST).contains("0001  cards  signs"), "nothing of it changed anything");
}

const PUBLISH: [&str; 3] = ["cards", "lists", "publish"];
const SHOW: [&str; 3] = ["cards", "lists", "show"];
const VERIFY: [&str; 3] = ["cards", "log", "verify"];

#[test]
fn lists_are_published_by_hand_and_shown_with_their_age() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(said(folder, &SHOW).contains("no list was signed yet"));
    assert!(refused(folder, &PUBLISH).contains("CRD-040"), "no root has signed a trust list");
    root(folder, "root");
    said(folder, &ISSUE);
    assert!(said(folder, &["doctor"]).contains("card lists: none signed yet"));
    let published = said(folder, &PUBLISH);
    assert!(published.contains("list 1 of"), "{published}");
    assert!(published.contains("0 cards have ended, 0 are stopped; log of 0 cards"), "{published}");
    said(folder, &PUBLISH);
    let shown = said(folder, &SHOW);
    assert!(shown.contains("list 2 of") && shown.contains("signed 0 h 0 min ago"), "{shown}");
    assert!(shown.contains("for whoever has the one before"), "{shown}");
    let facts = said(folder, &[&["--json"], &SHOW[..]].concat());
    let facts: Value = serde_json::from_str(&facts).unwrap();
    assert_eq!((&facts["list"], &facts["ended"], &facts["log"]), (&2.into(), &0.into(), &0.into()));
    assert_eq!(facts["head"]["leaves"], 0);
    assert!(said(folder, &["doctor"]).contains("card lists: number 2 of"));
    let verified = said(folder, &VERIFY);
    assert!(verified.contains("1 heads compared"), "of a day one is kept: {verified}");
    assert!(verified.contains("every card on record is in it, and nothing else"), "{verified}");
}

#[test]
fn without_a_key_for_lists_nothing_is_published_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    root(folder, "root");
    said(folder, &ISSUE);
    said(folder, &["cards", "keys", "retire", "0003", "--root", "root"]);
    let alone = said(folder, &PUBLISH);
    assert!(alone.contains("No key may sign heads") && alone.contains("list 1 of"), "{alone}");
    said(folder, &["cards", "keys", "retire", "0002", "--root", "root"]);
    for language in ["en", "hi"] {
        let why = refused(folder, &[&["--lang", language], &PUBLISH[..]].concat());
        assert!(why.contains("KEY-003"), "{why}");
    }
    let ill = refused(folder, &["doctor"]);
    assert!(ill.contains("a new key is due at once to sign lists"), "{ill}");
}
