//! Cards checked at the command line, without a network and without a database.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the story where it broke")]

use nabz_credential::card::{Bearer, Card, CardId, Face, Sex, StatusIndex};
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::names::{DevanagariName, RomanName};
use nabz_credential::status::StatusList;
use nabz_credential::trust::{IssuerKey, Purpose, ROOT_KID, Root, TrustList};
use nabz_kernel::clock::Date;
use nabz_testkit::started_in;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const VALID: i32 = 0;
const NOT_VALID: i32 = 1;
const USAGE: i32 = 2;
/// An index that the city's list names.
const REPLACED: u32 = 7;
/// One that is reported lost.
const LOST: u32 = 9;
/// One that the list is too short for.
const NEVER_GIVEN_OUT: u32 = 2_000;
const LISTS: [&str; 4] = ["--trust", "trust", "--status", "status"];

fn day(day: i8) -> Date {
    Date::from_calendar(2026, 11, day).unwrap()
}

fn key(kid: Kid, number: u8) -> MemorySigner {
    MemorySigner::from_secret(kid, &mut [number; 32]).unwrap()
}

fn root() -> Root {
    Root { kid: ROOT_KID, key: key(ROOT_KID, 1).public_key() }
}

fn issuer() -> MemorySigner {
    key(Kid([0, 1]), 2)
}

/// A key that was stolen on its first day.
fn stolen() -> MemorySigner {
    key(Kid([0, 3]), 4)
}

/// The two lists of a city, in files of the folder.
fn city(folder: &Path) {
    let registrar = key(Kid([0, 2]), 3);
    let entry = |signer: &MemorySigner, purpose| IssuerKey {
        kid: signer.kid(),
        key: signer.public_key(),
        from: day(1),
        to: day(30),
        purpose,
        revoked_from: None,
    };
    let taken = IssuerKey { revoked_from: Some(day(1)), ..entry(&stolen(), Purpose::Cards) };
    let keys = vec![entry(&issuer(), Purpose::Cards), entry(&registrar, Purpose::Status), taken];
    let trust = TrustList::new(1, day(20), keys).unwrap();
    let status = StatusList::new((1, day(23)), 1_000, vec![REPLACED], vec![LOST]).unwrap();
    fs::write(folder.join("trust"), trust.seal(&key(ROOT_KID, 1)).unwrap()).unwrap();
    fs::write(folder.join("status"), status.seal(&registrar).unwrap()).unwrap();
}

fn said(index: u32) -> Card {
    let face = Face {
        roman: RomanName::shortened("Sunita Devi").unwrap(),
        devanagari: DevanagariName::shortened("सुनीता देवी").unwrap(),
        birth_year: Some(1984),
        sex: Sex::Female,
    };
    Card {
        cid: CardId([1; 6]),
        status: StatusIndex::new(index).unwrap(),
        issued: day(20),
        expires: Date::from_calendar(2036, 11, 19).unwrap(),
        bearer: Bearer::Permanent(face),
    }
}

fn signed(card: &Card, by: &MemorySigner) -> String {
    card.seal(by).unwrap().text()
}

fn card(index: u32) -> String {
    signed(&said(index), &issuer())
}

fn nabz(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = started_in(folder, env!("CARGO_BIN_EXE_nabz"));
    command.args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    // A program that was asked wrongly does not listen.
    drop(running.stdin.take().unwrap().write_all(input.as_bytes()));
    running.wait_with_output().unwrap()
}

/// How it ends, and what it says on each way out.
fn verify(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = nabz(folder, arguments, input);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_card_is_valid_or_not_and_no_database_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    city(folder);
    let root = root().to_string();
    let on = |what: &str, day: &str, language: &str| {
        let how = ["--lang", language, "card", "verify", what, "--root", &root, "--on", day];
        verify(folder, &[&how[..], &LISTS].concat(), "")
    };
    let (good, replaced) = (card(8), card(REPLACED));
    let (code, said, _) = on(&good, "2026-11-23", "en");
    assert_eq!((code, said.as_str()), (VALID, GOOD));
    let (code, said, _) = on(&good, "2026-11-23", "hi");
    assert!(code == VALID && said.contains("मान्य कार्ड, सुनीता देवी:"), "{said}");
    let (code, said, why) = on(&replaced, "2026-11-23", "en");
    assert!(code == NOT_VALID && said.starts_with("Card ended:"), "{said}");
    assert!(!said.contains("Sunita") && why.is_empty(), "{said} {why}");
    let (code, said, _) = on(&good, "2026-12-10", "en");
    assert_eq!(code, NOT_VALID);
    assert!(said.contains("not fully checked") && said.contains("17 days old"), "{said}");
    assert!(on(&good.replace("DH1:", "DH1:A"), "2026-11-23", "en").1.starts_with("Not the code"));
    let left: Vec<_> = fs::read_dir(folder).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing was made beside the two lists: {left:?}");
}

const GOOD: &str = "Valid card, Sunita Devi: This card is genuine and in use.\n";

/// A card for each answer, the day on which it is given, and the answer in English and Hindi.
fn answers() -> Vec<(String, &'static str, [&'static str; 2])> {
    const TODAY: &str = "2026-11-23";
    let ours = |card: Card| signed(&card, &issuer());
    let by = |signer: &MemorySigner| signed(&said(8), signer);
    vec![
        (card(8), TODAY, ["genuine and in use.", "यह कार्ड असली है और चालू है।"]),
        (card(LOST), TODAY, ["does not count for now.", "कार्ड असली है, पर अभी नहीं चलेगा।"]),
        (card(REPLACED), TODAY, ["has ended and does not come back.", "फिर चालू नहीं होगा।"]),
        (
            ours(Card { expires: day(21), ..said(8) }),
            TODAY,
            ["whose last day is over.", "आख़िरी तारीख़ बीत चुकी है।"],
        ),
        (
            ours(Card { issued: day(25), ..said(8) }),
            TODAY,
            ["whose first day has not come.", "पहली तारीख़ अभी नहीं आई।"],
        ),
        (
            ours(Card { bearer: Bearer::Sticker, ..said(8) }),
            TODAY,
            ["only a card desk sees whose it is.", "केवल कार्ड काउंटर पर दिखता है।"],
        ),
        (card(NEVER_GIVEN_OUT), TODAY, ["was never made here.", "कभी बना ही नहीं।"]),
        (
            by(&key(issuer().kid(), 9)),
            TODAY,
            ["The code was changed, or somebody else made it.", "यह कोड बदला गया है"],
        ),
        (by(&key(Kid([0, 9]), 9)), TODAY, ["This city did not make this code.", "नहीं बनाया।"]),
        (by(&stolen()), TODAY, ["a key that had been stolen.", "चोरी हुई कुंजी से"]),
        ("DH1:6BF".to_owned(), TODAY, ["the code of something else.", "किसी और चीज़ का है।"]),
        (card(8), "2026-12-10", ["not fully checked", "जाँच अधूरी"]),
        (card(8), "2027-01-10", ["the list is far too old", "सूची बहुत पुरानी"]),
    ]
}

#[test]
fn every_verdict_has_its_own_words_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    city(folder);
    let (root, answers) = (root().to_string(), answers());
    for (place, language) in ["en", "hi"].into_iter().enumerate() {
        for (nth, (text, on, words)) in answers.iter().enumerate() {
            let how = ["--lang", language, "card", "verify", text, "--root", &root, "--on", on];
            let (code, said, _) = verify(folder, &[&how[..], &LISTS].concat(), "");
            assert_eq!(code, if nth == 0 { VALID } else { NOT_VALID }, "{said}");
            assert!(said.contains(words[place]), "{} is not in {said}", words[place]);
            let others = answers.iter().filter(|(.., other)| said.contains(other[place]));
            assert_eq!(others.count(), 1, "another answer's words: {said}");
        }
    }
}

#[test]
fn a_file_of_many_and_the_input_are_told_a_line_each() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    city(folder);
    let root = root().to_string();
    let many = format!("{}\r\n\n{}\nHC1:NCF\n", card(8), card(REPLACED));
    fs::write(folder.join("many"), &many).unwrap();
    let how = ["--root", &root, "--on", "2026-11-23"];
    let of = |what: &[&str], input: &str| {
        verify(folder, &[&["cards", "verify"], what, &how, &LISTS].concat(), input)
    };
    let (code, said, _) = of(&["many"], "");
    assert_eq!((code, said.lines().count()), (NOT_VALID, 3), "{said}");
    assert_eq!(of(&["-"], &many).1, said);
    assert_eq!(of(&[], &many).1, said, "the input unless something is named");
    let (code, said, _) = of(&["--json"], &format!("{}\n", card(8)));
    let facts: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &facts["answer"]), (VALID, &Value::from("valid")));
    assert_eq!(facts["expires"], "2036-11-19");
}

#[test]
fn what_was_asked_wrongly_is_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    city(folder);
    let (root, good) = (root().to_string(), card(8));
    let stranger = Root { key: issuer().public_key(), ..self::root() }.to_string();
    let asked = |what: &[&str]| verify(folder, &[&["cards", "verify"], what].concat(), "").0;
    let with = |root: &str, what: &str| asked(&[&[what, "--root", root], &LISTS[..]].concat());
    assert_eq!(with(&root, "missing"), USAGE);
    assert_eq!(with(&root, "-"), USAGE, "no card");
    assert_eq!(with("0000:02", &good), USAGE);
    assert_eq!(with(&stranger, &good), USAGE, "another city's root");
    assert_eq!(asked(&[&good, "--root", &root]), USAGE, "a root without lists");
    assert_eq!(asked(&[&good, "--root", &root, "--trust", "status", "--status", "trust"]), USAGE);
    assert_eq!(asked(&[&good, "--on", "yesterday"]), USAGE);
}

#[test]
fn a_city_that_has_signed_nothing_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let good = card(8);
    let database = ["--database", "sqlite:a.db"];
    let ask = ["cards", "verify", &good];
    let (code, _, why) = verify(folder, &[&database[..], &ask].concat(), "");
    assert!(code == USAGE && why.contains("CHK-001"), "{why}");
    let keys = ["cards", "keys", "root", "--out", "root"];
    assert_eq!(verify(folder, &[&database[..], &keys].concat(), "").0, 0);
    let keys = ["cards", "keys", "issue", "--root", "root"];
    assert_eq!(verify(folder, &[&database[..], &keys].concat(), "").0, 0);
    let (code, _, why) = verify(folder, &[&database[..], &ask].concat(), "");
    assert!(code == USAGE && why.contains("CHK-002"), "{why}");
    let list = verify(folder, &[&database[..], &["cards", "keys", "list"]].concat(), "").1;
    let root = list.lines().find_map(|line| line.strip_prefix("root  ")).unwrap();
    assert!(Root::parse(root).is_some(), "{list}");
}
