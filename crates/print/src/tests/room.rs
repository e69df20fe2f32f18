//! What a department writes has room where it is printed, or it is said what has none.

use super::kit::{demo_leaflet, demo_letter, sample};
use crate::Both;
use crate::card::Issuer;
use crate::kit::room::{self, LEAFLET_PAGES_MAX, LETTER_PAGES_MAX, NoRoom};

#[test]
fn the_words_of_the_demonstration_have_room() {
    let (letter, leaflet) = (demo_letter(), demo_leaflet());
    let fits = [None, None];
    assert_eq!(room::title(&letter.issuer.title).unwrap(), fits);
    assert_eq!(room::helpline(&letter.issuer).unwrap(), None);
    assert_eq!(room::sender(&letter.sender).unwrap(), fits);
    for words in letter.paragraphs.iter().chain([&letter.signed]) {
        assert_eq!(room::sentence(words).unwrap(), fits, "{words:?}");
    }
    for part in &leaflet.parts {
        assert_eq!(room::heading(&part.heading).unwrap(), fits);
        assert!(part.points.iter().all(|point| room::point(point).unwrap() == fits));
    }
    assert!(room::letter_pages(&letter).unwrap() <= LETTER_PAGES_MAX);
    assert_eq!(room::leaflet_pages(&leaflet, &sample()).unwrap(), 1);
}

#[test]
fn a_title_has_one_line_of_the_narrowest_paper_in_each_language() {
    let title = |hindi: &str, english: &str| room::title(&Both::new(hindi, english)).unwrap();
    let (short, long) = ("स्वास्थ्य कार्ड", "राष्ट्रीय राजधानी क्षेत्र दिल्ली सरकार का नागरिक स्वास्थ्य कार्ड");
    assert_eq!(title(short, "Health Card of the Capital"), [None, None]);
    assert_eq!(title(long, "Health Card"), [Some(NoRoom::Line), None]);
    let english = "Health Card of the National Capital Territory of Delhi";
    assert_eq!(title(short, english), [None, Some(NoRoom::Line)]);
    assert_eq!(title(short, &"W".repeat(60)), [None, Some(NoRoom::Line)]);
}

#[test]
fn the_longest_number_that_anybody_dials_has_room_and_a_sentence_has_not() {
    let of = |helpline: &str| Issuer { helpline: helpline.to_owned(), ..sample() };
    for number in ["104", "00000 01075", "+91 11 0000 0000", "000 000 000 000 000"] {
        assert_eq!(room::helpline(&of(number)).unwrap(), None, "{number}");
    }
    assert_eq!(room::helpline(&of(&"0 ".repeat(60))).unwrap(), Some(NoRoom::Line));
}

#[test]
fn a_sender_has_one_line_of_the_window_in_each_language() {
    let long = "Office of the Health Cards of the City, Third Floor, Old Secretariat, Delhi 110000";
    let sender = Both::new("कार्ड कार्यालय, दिल्ली", long);
    assert_eq!(room::sender(&sender).unwrap(), [None, Some(NoRoom::Line)]);
}

#[test]
fn a_word_that_would_be_broken_is_named() {
    let word = "w".repeat(70);
    let words = Both::new("एक शब्द", format!("See {word} soon"));
    let no = [None, Some(NoRoom::Word(word.clone()))];
    assert_eq!(room::heading(&words).unwrap(), no);
    assert_eq!(room::point(&words).unwrap(), no);
    assert_eq!(room::sentence(&words).unwrap(), no);
    let short = Both::new("एक शब्द", "w".repeat(40));
    assert_eq!(room::sentence(&short).unwrap(), [None, None], "a letter is as wide as two columns");
    assert!(room::heading(&short).unwrap()[1].is_some());
}

#[test]
fn words_that_take_more_pages_are_counted() {
    let sentence = Both::new("यह वाक्य छोटा है।", "This sentence is short.");
    let mut letter = demo_letter();
    letter.paragraphs = vec![sentence.clone(); 60];
    assert!(room::letter_pages(&letter).unwrap() > LETTER_PAGES_MAX);
    let mut leaflet = demo_leaflet();
    leaflet.parts[0].points = vec![sentence; 120];
    assert!(room::leaflet_pages(&leaflet, &sample()).unwrap() > LEAFLET_PAGES_MAX);
}
