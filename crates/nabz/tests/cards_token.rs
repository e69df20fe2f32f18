//! The keys of health cards in a PKCS#11 token, at the command line: they are drawn in it, and
//! leave it only by being destroyed.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz_testkit::{
    SOFT_TOKEN, SOFT_TOKEN_MODULE, SOFT_TOKEN_PIN, SoftToken, all_said, started_in,
};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const REFUSED: i32 = 1;
const USAGE: i32 = 2;
const ISSUE: [&str; 5] = ["cards", "keys", "issue", "--root", "root"];
const RETIRE: [&str; 6] = ["cards", "keys", "retire", "0001", "--root", "root"];
const LIST: [&str; 3] = ["cards", "keys", "list"];
/// What names the token.
const FILE: [&str; 2] = ["--config", "nabz.toml"];
/// Both halves of a key for cards and of one for lists.
const ALL_KEYS: usize = 8;
const ALL_BUT_ONE: usize = 6;

/// A city whose settings name a token.
struct City {
    token: SoftToken,
}

impl City {
    /// With a root; nothing where `SoftHSM` is missing.
    fn found() -> Option<Self> {
        let token = SoftToken::plugged_in()?;
        let settings = format!(
            "database = \"sqlite:a.db\"\n[cards.token]\nmodule = \"{SOFT_TOKEN_MODULE}\"\n\
             label = \"{SOFT_TOKEN}\"\npin_file = \"pin\"\n"
        );
        fs::write(token.folder().join("nabz.toml"), settings).unwrap();
        let city = Self { token };
        city.said(&["cards", "keys", "root", "--out", "root"]);
        Some(city)
    }

    fn command(&self, conf: &Path, arguments: &[&str]) -> Command {
        let mut command = started_in(self.token.folder(), env!("CARGO_BIN_EXE_nabz"));
        command.env("SOFTHSM2_CONF", conf).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(&self.token.conf(), &[&FILE[..], arguments].concat()).output().unwrap()
    }

    /// What a command said that had to succeed.
    fn said(&self, arguments: &[&str]) -> String {
        succeeded(&self.run(arguments))
    }

    /// What a command said that had to be refused.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(REFUSED), "{arguments:?}: {}", all_said(&output));
        all_said(&output)
    }
}

fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, all_said(output));
    all_said(output)
}

#[test]
fn a_city_draws_its_keys_in_a_token_and_retires_one() {
    let Some(city) = City::found() else { return };
    let issued = city.said(&ISSUE);
    assert!(issued.contains("0001 signs cards") && issued.contains("in token safe"), "{issued}");
    assert_eq!(city.token.halves(), ALL_KEYS);
    assert!(!city.token.folder().join("a.key").exists(), "there is nothing to seal");
    let list = city.said(&LIST);
    assert!(list.contains("0001  cards  signs") && list.contains("in token safe"), "{list}");
    let well = city.said(&["doctor"]);
    assert!(well.contains("card token: answers, and holds 4 keys"), "{well}");
    for said in [&issued, &list, &well] {
        assert!(!said.contains(SOFT_TOKEN_PIN), "the PIN is said nowhere");
    }
    assert!(city.refused(&ISSUE).contains("KEY-005"));
    assert_eq!(city.token.halves(), ALL_KEYS, "what was drawn in vain is destroyed");

    let retired = city.said(&RETIRE);
    assert!(retired.contains("0001 is destroyed in token safe"), "{retired}");
    assert_eq!(city.token.halves(), ALL_BUT_ONE);
    assert!(city.said(&ISSUE).contains("0005 signs cards"));
    assert_eq!(city.token.halves(), ALL_KEYS);
}

#[test]
fn a_key_whose_token_is_away_is_retired_at_once_and_destroyed_later() {
    let Some(city) = City::found() else { return };
    city.said(&ISSUE);
    let away = SoftToken::empty_slot().unwrap();
    let without = |arguments: &[&str]| {
        city.command(&away.conf(), &[&FILE[..], arguments].concat()).output().unwrap()
    };
    let ill = all_said(&without(&["doctor"]));
    assert!(ill.contains("card token: KEY-016"), "{ill}");
    let retired = succeeded(&without(&RETIRE));
    assert!(retired.contains("0001 still lies in token safe (KEY-016)"), "{retired}");
    assert_eq!(city.token.halves(), ALL_KEYS);
    let list = succeeded(&without(&LIST));
    assert!(list.contains("0001  cards  retired"), "{list}");
    let issued = city.said(&ISSUE);
    assert!(issued.contains("0001 is destroyed in token safe"), "{issued}");
    assert_eq!(city.token.halves(), ALL_KEYS, "the follower's and the other three");
    let again = city.said(&["cards", "keys", "retire", "0005", "--root", "root"]);
    assert!(again.contains("0005 is destroyed") && !again.contains("0001"), "{again}");
}

#[test]
fn a_pin_may_come_from_a_variable_and_a_token_from_flags() {
    let Some(city) = City::found() else { return };
    city.said(&ISSUE);
    let database = ["--database", "sqlite:a.db"];
    let flags = ["--token", SOFT_TOKEN, "--token-module", SOFT_TOKEN_MODULE];
    let conf = city.token.conf();
    let mut doctor = city.command(&conf, &[&database[..], &flags, &["doctor"]].concat());
    let doctor = doctor.env("NABZ_TOKEN_PIN", SOFT_TOKEN_PIN).output().unwrap();
    assert!(succeeded(&doctor).contains("card token: answers, and holds 4 keys"));
    let unnamed = city.command(&conf, &[&database[..], &["doctor"]].concat()).output().unwrap();
    assert!(all_said(&unnamed).contains("card token: KEY-017 (safe)"), "{}", all_said(&unnamed));
    let half = [&database[..], &flags[..2], &["doctor"]].concat();
    let half = city.command(&conf, &half).output().unwrap();
    assert_eq!(half.status.code(), Some(USAGE), "{}", all_said(&half));
}

#[test]
fn what_is_wrong_with_a_token_has_a_code_and_a_sentence_in_both_languages() {
    let Some(city) = City::found() else { return };
    let pin = city.token.pin_file();
    let mode = |mode| fs::set_permissions(&pin, fs::Permissions::from_mode(mode)).unwrap();
    let is_hindi = |text: &str| text.chars().any(|c| ('\u{900}'..='\u{97f}').contains(&c));
    let refused = |more: &[&str], code: &str| {
        for language in ["en", "hi"] {
            let why = city.refused(&[&["--lang", language][..], more, &ISSUE].concat());
            assert!(why.contains(code), "{code}: {why}");
            assert_eq!(is_hindi(&why), language == "hi", "{why}");
        }
    };
    refused(&["--token", "other"], "KEY-016");
    refused(&["--token-module", "missing.so"], "KEY-016");
    refused(&["--token-pin-file", "missing"], "KEY-009");
    fs::write(&pin, "\n").unwrap();
    refused(&[], "KEY-018");
    fs::write(&pin, "000000\n").unwrap();
    refused(&[], "KEY-020");
    mode(0o644);
    refused(&[], "KEY-019");
    assert_eq!(city.token.halves(), 0);
}
