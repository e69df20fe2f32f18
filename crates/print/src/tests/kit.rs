//! What comes with a card: whole, in both scripts, and where an envelope or a knife wants it.

use super::cards::{issuer, signed, sunita};
use super::{keep, pages_of, right_edge, scanned, words_of};
use crate::card::{Card, Issuer, card};
use crate::kit::large::{LargeCard, Snapshot, large_card};
use crate::kit::leaflet::{Leaflet, Part, leaflet};
use crate::kit::letter::{Letter, LetterText, letter, sheets};
use crate::kit::stickers::{Sticker, StickerSheet, corners, marks, sticker_sheet};
use crate::sheet::Mark;
use crate::{Both, PrintFault, mm};
use std::collections::BTreeSet;

/// The words of the demonstration: what, english, hindi, kind.
const WORDS: &str = include_str!("../../../../fixtures/kit-text-demo.tsv");

fn lines() -> impl Iterator<Item = (&'static str, Both)> {
    WORDS.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0], Both::new(cells[2], cells[1]))
    })
}

fn said(what: &'static str) -> Vec<Both> {
    lines().filter(|(which, _)| *which == what).map(|(_, words)| words).collect()
}

/// Of a city that has no words of its own yet.
pub(super) fn sample() -> Issuer {
    Issuer { is_sample: true, ..issuer() }
}

pub(super) fn demo_letter() -> LetterText {
    let one = |what: &'static str| said(what).remove(0);
    LetterText {
        issuer: sample(),
        sender: one("sender"),
        paragraphs: said("letter"),
        signed: one("signed"),
    }
}

pub(super) fn demo_leaflet() -> Leaflet {
    let mut parts: Vec<Part> = Vec::new();
    for (what, words) in lines() {
        match what {
            "heading" => parts.push(Part { heading: words, points: Vec::new() }),
            "point" => parts.last_mut().unwrap().points.push(words),
            _ => {}
        }
    }
    Leaflet { parts }
}

fn snapshot() -> Snapshot {
    Snapshot {
        as_of: Both::new("14 मार्च 2026", "14 Mar 2026"),
        blood_group: "B+".into(),
        allergies: vec![Both::new("पेनिसिलिन", "Penicillin")],
        conditions: vec![
            Both::new("मधुमेह, टाइप 2", "Type 2 diabetes"),
            Both::new("उच्च रक्तचाप", "High blood pressure"),
        ],
        surgery: Both::new("पित्ताशय, 2019", "Gall bladder, 2019"),
    }
}

fn large() -> LargeCard {
    LargeCard {
        card: sunita(),
        guardian: Both::new("राम प्रसाद", "Ram Prasad"),
        address: Both::new("गली 4, सीलमपुर, वार्ड 228", "Gali 4, Seelampur, ward 228"),
        emergency: Some(snapshot()),
    }
}

#[test]
fn a_large_card_says_what_helps_in_an_emergency_and_of_which_day() {
    let pdf = large_card(&large(), &issuer()).unwrap();
    keep("large-card", &pdf);
    let Some(text) = words_of(&pdf) else { return };
    for part in [
        "Sunita Devi",
        "DH 4071 9926 3150 5",
        "Ram Prasad",
        "Seelampur",
        "Allergy: Penicillin",
        "Blood group: B+",
        "Type 2 diabetes",
        "Gall bladder, 2019",
        "As recorded on 14 Mar 2026",
        "It may have changed since",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(pages_of(&pdf), Some(1));
}

#[test]
fn what_is_not_recorded_is_said_so_and_what_is_not_wanted_is_not_there() {
    let unknown = Snapshot {
        blood_group: String::new(),
        allergies: Vec::new(),
        conditions: Vec::new(),
        surgery: Both::default(),
        ..snapshot()
    };
    let pdf = large_card(&LargeCard { emergency: Some(unknown), ..large() }, &issuer()).unwrap();
    let Some(text) = words_of(&pdf) else { return };
    assert!(text.contains("No allergy recorded"), "{text}");
    assert_eq!(text.matches("None recorded").count(), 3, "{text}");
    let pdf = large_card(&LargeCard { emergency: None, ..large() }, &issuer()).unwrap();
    let text = words_of(&pdf).unwrap();
    assert!(!text.contains("recorded") && !text.contains("Blood group"), "{text}");
}

#[test]
fn forty_conditions_take_a_second_page_and_none_is_lost() {
    let condition = |nth: u32| Both::new(format!("बीमारी {nth}"), format!("condition no. {nth}"));
    let many = Snapshot { conditions: (1..=40).map(condition).collect(), ..snapshot() };
    let pdf = large_card(&LargeCard { emergency: Some(many), ..large() }, &issuer()).unwrap();
    keep("large-card-of-two-pages", &pdf);
    let Some(text) = words_of(&pdf) else { return };
    assert_eq!(text.matches("condition no.").count(), 40, "{text}");
    assert!(text.contains("condition no. 40"), "{text}");
    assert_eq!(pages_of(&pdf), Some(2));
}

#[test]
fn the_large_card_is_scanned_back_with_the_longest_name_too() {
    for letters in [207, 244] {
        let card = Card { qr: signed(letters), ..sunita() };
        let pdf = large_card(&LargeCard { card, ..large() }, &issuer()).unwrap();
        let Some(read) = scanned(&pdf, (1, 300)) else { return };
        assert_eq!(read, signed(letters));
    }
}

fn to_sunita() -> Letter {
    let address = ["Sunita Devi", "W/o Ram Prasad", "H.No. 12, Gali 4, Seelampur", "Delhi 110053"];
    Letter {
        address: address.map(String::from).to_vec(),
        name: Both::new("सुनीता देवी", "Sunita Devi"),
        date: Both::new("20 नवंबर 2026", "20 Nov 2026"),
        reference: "HC/2026/000417226".into(),
    }
}

/// The words of a letter that would show in the window, and whether all of each does.
fn in_the_window(letter: &Letter) -> Vec<(String, bool)> {
    let pages = sheets(letter, &demo_letter()).unwrap();
    let mut shown = Vec::new();
    for mark in &pages[0].marks {
        let Mark::Glyphs { run, size, x, baseline, .. } = mark else { continue };
        let (top, bottom) = (baseline - size, baseline + 0.34 * size);
        // DIN 5008, form B: 85 × 45 mm, from 20 and 45 mm.
        let outside = bottom < mm(45.0) || top > mm(90.0) || *x > mm(105.0);
        if !outside {
            let whole = top >= mm(45.0)
                && bottom <= mm(90.0)
                && *x >= mm(20.0)
                && right_edge(mark) <= mm(105.0);
            shown.push((run.text.clone(), whole));
        }
    }
    shown
}

#[test]
fn the_window_shows_the_whole_address_and_nothing_of_the_letter() {
    let letter = to_sunita();
    let shown = in_the_window(&letter);
    assert!(shown.iter().all(|(_, whole)| *whole), "{shown:?}");
    let shown: String = shown.into_iter().map(|(words, _)| words).collect();
    for line in &letter.address {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let sender = demo_letter().sender;
    assert!(shown.contains(&sender.hi) && shown.contains(&sender.en), "{shown}");
    assert!(!shown.contains("HC/2026") && !shown.contains("20 Nov"), "{shown}");
}

#[test]
fn a_long_address_is_set_smaller_and_one_without_end_is_refused() {
    let mut long = to_sunita();
    long.address.extend(
        ["Near the old post office", "Third floor", "Care of the tea shop"].map(String::from),
    );
    assert!(in_the_window(&long).iter().all(|(_, whole)| *whole));
    long.address = vec!["Gali".into(); 40];
    let refused = letter(&long, &demo_letter());
    assert!(matches!(refused, Err(PrintFault::Pdf(_))));
}

#[test]
fn a_letter_greets_in_both_languages_and_says_that_its_words_are_a_demo() {
    let mut text = demo_letter();
    let pdf = letter(&to_sunita(), &text).unwrap();
    keep("letter", &pdf);
    let Some(said) = words_of(&pdf) else { return };
    for part in ["प्रिय", "Dear Sunita Devi,", "HC/2026/000417226", "Demo text"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    text.issuer.is_sample = false;
    let said = words_of(&letter(&to_sunita(), &text).unwrap()).unwrap();
    assert!(!said.contains("Demo text"), "{said}");
}

#[test]
fn a_leaflet_says_every_sentence_in_both_languages() {
    let demo = demo_leaflet();
    let pdf = leaflet(&demo, &sample()).unwrap();
    keep("leaflet", &pdf);
    for part in &demo.parts {
        assert!(part.points.iter().chain([&part.heading]).all(|words| !words.second().is_empty()));
    }
    let Some(text) = words_of(&pdf) else { return };
    assert!(text.contains("Demo text") && text.contains("What the card is for"), "{text}");
    assert_eq!(pages_of(&pdf), Some(1));
}

fn stickers(count: usize) -> StickerSheet {
    let sticker = |nth: usize| Sticker { serial: format!("000 417 {nth}"), qr: signed(190 + nth) };
    let stickers = (0..count).map(sticker).collect();
    StickerSheet { stickers, head: Both::default(), copy: 1 }
}

#[test]
fn a_roll_says_which_it_is_and_a_second_print_that_it_is_one() {
    let head = Both::new("रोल 417226, पन्ना 1", "Roll 417226, sheet 1");
    let first = StickerSheet { head, ..stickers(10) };
    let pdf = sticker_sheet(&first, &issuer()).unwrap();
    assert_eq!(pdf, sticker_sheet(&first, &issuer()).unwrap());
    let again = StickerSheet { copy: 2, ..first };
    let second = sticker_sheet(&again, &issuer()).unwrap();
    keep("stickers-again", &second);
    let (Some(first), Some(second)) = (words_of(&pdf), words_of(&second)) else { return };
    assert!(first.contains("Roll 417226, sheet 1") && !first.contains("Duplicate"), "{first}");
    assert!(second.contains("Roll 417226") && second.contains("Duplicate 2"), "{second}");
}

#[test]
fn ten_stickers_are_scanned_back_from_one_sheet() {
    let sheet = stickers(10);
    let pdf = sticker_sheet(&sheet, &issuer()).unwrap();
    keep("stickers", &pdf);
    let Some(read) = scanned(&pdf, (1, 203)) else { return };
    let read: BTreeSet<&str> = read.lines().collect();
    let expect: BTreeSet<&str> = sheet.stickers.iter().map(|one| one.qr.as_str()).collect();
    assert_eq!(read, expect);
    assert_eq!(pages_of(&pdf), Some(1));
}

#[test]
fn the_eleventh_sticker_takes_another_sheet() {
    let pdf = sticker_sheet(&stickers(11), &issuer()).unwrap();
    let Some(pages) = pages_of(&pdf) else { return };
    assert_eq!(pages, 2);
}

#[test]
fn a_kit_s_ten_stickers_are_of_one_card_and_its_code_is_drawn_once() {
    let one = Sticker { serial: "000 417 226".into(), qr: signed(207) };
    let sheet = StickerSheet::of_one(&one);
    assert_eq!(sheet.stickers, vec![one; 10]);
    let pdf = sticker_sheet(&sheet, &issuer()).unwrap();
    // The marks, the words of every sticker, and the code.
    assert_eq!(String::from_utf8_lossy(&pdf).matches("/Subtype/Form").count(), 3);
}

#[test]
fn a_knife_along_the_marks_cuts_between_stickers_of_90_by_50_millimetres() {
    let corners: Vec<(f32, f32)> = corners().collect();
    assert_eq!(corners.len(), 10);
    let (first, last) = (corners[0], corners[9]);
    let is = |length: f32, millimetres: f32| (length - mm(millimetres)).abs() < mm(0.2);
    assert!(is(corners[1].0 - first.0, 90.0) && is(corners[2].1 - first.1, 50.0), "{corners:?}");
    let (right, bottom) = (last.0 + mm(90.0), last.1 + mm(50.0));
    assert!(is(right + first.0, 210.0) && is(bottom + first.1, 297.0), "{corners:?}");
    let marks = marks();
    assert_eq!(marks.len(), 2 * 3 + 2 * 6);
    for mark in marks {
        let beside = mark.x + mark.width < first.0 || mark.x > right;
        let above = mark.y + mark.height < first.1 || mark.y > bottom;
        assert!(beside || above, "{mark:?} is on a sticker");
        assert!(mark.x > 0.0 && mark.y > 0.0, "{mark:?} is off the sheet");
    }
}

#[test]
fn cards_and_stickers_of_a_city_without_words_say_that_they_are_a_sample() {
    let papers = |issuer: &Issuer| {
        let sheet = sticker_sheet(&stickers(1), issuer).unwrap();
        [card(&sunita(), issuer).unwrap(), large_card(&large(), issuer).unwrap(), sheet]
    };
    for (issuer, is_said) in [(sample(), true), (issuer(), false)] {
        for pdf in papers(&issuer) {
            let Some(text) = words_of(&pdf) else { return };
            assert_eq!(text.contains("Sample"), is_said, "{text}");
            assert_eq!(text.contains("नमूना"), is_said, "{text}");
        }
    }
    keep("sample-card", &card(&sunita(), &sample()).unwrap());
}
