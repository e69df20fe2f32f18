//! A city's own words: read with every fault, kept in versions, and printed and shown from one place.

use super::plastic::{approved, printed};
use super::{rows, trust};
use crate::cards::kit::{self, KitFile, PrintFault};
use crate::cards::model::{Helpline, KitText, KitTextIssued};
use crate::cards::{actions, helpline, kit_text, paper, sheet, store};
use nabz_kernel::sheet::LineFault;
use nabz_testkit::{TestCity, city_test};

const DEMO: &str = include_str!("../../../../../fixtures/kit-text-demo.tsv");
const TITLE: &str = "title\tDelhi Health Card\t";

/// The demonstration's words as a department would have approved them, with a part changed.
fn approved_with(from: &str, to: &str) -> String {
    let text = DEMO.replace("demonstration", "approved");
    assert!(text.contains(from), "{from} is not in the words");
    text.replacen(from, to, 1)
}

fn words(text: &str) -> KitText {
    sheet::kit_text(text).unwrap().into_text()
}

fn load(city: &TestCity, text: &str) -> KitTextIssued {
    let words = words(text);
    city.write(move |tx| actions::issue_kit_text(tx, &words)).unwrap()
}

fn said(faults: &[LineFault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn faults(text: &str) -> Vec<String> {
    said(&sheet::kit_text(text).unwrap_err())
}

fn no_room(text: &str) -> Vec<String> {
    said(&sheet::kit_text(text).unwrap().no_room().unwrap())
}

#[test]
fn every_fault_of_a_sheet_is_said_with_its_line() {
    for (from, to, said) in [
        ("title\tDelhi Health Card", "name\tDelhi Health Card", "2 what SHT-004"),
        ("Delhi Health Card", "", "2 english SHT-001"),
        ("दिल्ली स्वास्थ्य कार्ड", "", "2 hindi SHT-001"),
        ("दिल्ली स्वास्थ्य कार्ड", "Delhi", "2 hindi SHT-028"),
        ("Delhi Health Card", "Delhi \u{202e}Card", "2 english SHT-003"),
        ("00000 01075\t00000 01075", "call us\tcall us", "3 english SHT-035"),
        ("00000 01075\t00000 01075", "1075\t1076", "3 hindi SHT-035"),
        ("कार्ड\tapproved", "कार्ड\tnearly", "2 kind SHT-004"),
        ("\tapproved", "", "2 SHT-010"),
        ("signed\t", "sender\t", "9 what SHT-006"),
    ] {
        let all = faults(&approved_with(from, to));
        assert!(all.contains(&said.to_owned()), "{said} is not in {all:?}");
    }
    let twice = approved_with(TITLE, &format!("point\tA point\tएक बात\tapproved\n{TITLE}"));
    assert_eq!(faults(&twice), ["2 what SHT-036"], "its heading stands below it");
    let headings = "what\tenglish\thindi\tkind\n";
    assert_eq!(faults(headings), ["1 what SHT-034"; 7], "nothing is said");
    assert_eq!(faults("what\tenglish\n"), ["1 hindi SHT-009", "1 kind SHT-009"]);
    let long = "w".repeat(601);
    assert_eq!(faults(&approved_with("Delhi Health Card", &long)), ["2 english SHT-002"]);
}

#[test]
fn what_has_no_room_where_it_is_printed_is_said_with_its_line() {
    assert!(no_room(DEMO).is_empty(), "{:?}", no_room(DEMO));
    let word = "w".repeat(120);
    let title = "Health Card of the National Capital Territory of Delhi";
    for (from, to, said) in [
        ("Delhi Health Card", title, "2 english SHT-032"),
        (
            "1 Demo Road,",
            "Third Floor, North Wing, Old Secretariat, Demo Road,",
            "4 english SHT-032",
        ),
        ("Your health card", &word, "5 english SHT-031"),
        ("What the card is for", &word, "10 english SHT-031"),
        ("The doctor sees", &word, "12 english SHT-031"),
    ] {
        assert_eq!(no_room(&approved_with(from, to)), [said]);
    }
    let more = "letter\tThis sentence is short.\tयह वाक्य छोटा है।\tapproved\n".repeat(60);
    let long = approved_with("letter\tYour", &format!("{more}letter\tYour"));
    assert_eq!(no_room(&long), ["68 what SHT-033"], "the last line of the letter");
}

#[test]
fn one_line_of_demonstration_text_makes_all_of_it_that() {
    assert!(words(DEMO).demonstration);
    let approved = DEMO.replace("demonstration", "approved");
    assert!(!words(&approved).demonstration);
    assert!(words(&approved.replacen("approved", "demonstration", 1)).demonstration);
}

#[city_test]
fn a_city_without_words_prints_a_sample_that_says_so(city: &mut TestCity) {
    let now = city.read(kit_text).unwrap();
    assert_eq!((now.version, now.text), (None, words(DEMO)));
    assert_eq!(city.read(helpline).unwrap(), Helpline::parse("00000 01075").unwrap());
    assert_eq!(city.read(store::kit_text).unwrap(), None);
    let issuer = paper::issuer(&city.read(kit_text).unwrap().text);
    assert!(issuer.is_sample, "on every paper");
}

#[city_test]
fn words_come_into_force_one_version_after_another(city: &mut TestCity) {
    assert_eq!(load(city, DEMO), KitTextIssued { version: 1, is_new: true });
    assert_eq!(load(city, DEMO), KitTextIssued { version: 1, is_new: false }, "the same words");
    let own = approved_with("Delhi Health Card", "Demo City Health Card");
    let own = own.replace("00000 01075", "1800 00 0000");
    assert_eq!(load(city, &own), KitTextIssued { version: 2, is_new: true });
    let now = city.read(kit_text).unwrap();
    assert_eq!((now.version, &now.text), (Some(2), &words(&own)), "every line, in its order");
    assert!(!paper::issuer(&now.text).is_sample);
    let called = city.read(helpline).unwrap();
    assert_eq!(
        (called.to_string(), called.dialled()),
        ("1800 00 0000".into(), "1800000000".into())
    );
    assert_eq!(load(city, DEMO), KitTextIssued { version: 3, is_new: true }, "back to the first");
    assert_eq!(rows(city, "SELECT COUNT(*) FROM cards_text"), 3, "and none is gone");
    let audited = "SELECT COUNT(*) FROM audit_row WHERE act = 'cards.load-kit-text'";
    assert_eq!(rows(city, audited), 4);
}

#[city_test]
fn a_batch_is_printed_in_the_words_that_are_in_force(city: &mut TestCity) {
    let city: &TestCity = city;
    approved(city, "Sunita Devi");
    let batch = printed(city);
    let letters = || {
        let read = city.read(move |view| {
            let batch = store::batch(view, batch)?.unwrap();
            let part = kit::part(view, (&batch, 0), &trust(), None)?;
            Ok((part.kits, kit_text(view)?.text))
        });
        let (kits, text) = read.unwrap();
        let mut kits = kits.into_iter().map(Ok::<_, PrintFault>);
        kit::write((KitFile::Letters, &text), &mut kits, Vec::new()).unwrap().out
    };
    let sample = letters();
    assert!(letters() == sample, "the same bytes while the words are the same");
    load(city, &approved_with("Health Card Office", "Office of Cards"));
    let own = letters();
    assert!(own != sample && own == letters());
}
