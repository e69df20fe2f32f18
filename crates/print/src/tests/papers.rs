//! Nothing is cut off, nothing differs from print to print, and a reprint says so.

use super::{right_edge, sunita, text_of};
use crate::prescription::prescription;
use crate::sheet::{Area, Sheet};
use crate::text::{Paragraph, Style};
use crate::{Both, PrintCount};

#[test]
fn the_same_prescription_is_the_same_bytes() {
    assert_eq!(prescription(&sunita()).unwrap(), prescription(&sunita()).unwrap());
}

#[test]
fn a_reprint_and_an_amendment_say_that_they_are() {
    let mut paper = sunita();
    paper.print = PrintCount { copy: 2, amended: Some(1) };
    let Some(text) = text_of(&prescription(&paper).unwrap()) else { return };
    assert!(text.contains("Duplicate 2"), "{text}");
    assert!(text.contains("Amended 1"), "{text}");
    assert!(!text.contains("Copy 1"), "{text}");
}

#[test]
fn twenty_medicines_take_more_pages_and_every_page_is_signed() {
    let mut paper = sunita();
    paper.medicines = paper.medicines.iter().cycle().take(20).cloned().collect();
    let Some(text) = text_of(&prescription(&paper).unwrap()) else { return };
    assert!(text.contains("20. Benzydamine gargle"), "{text}");
    assert_eq!(text.matches("Signed on screen").count(), text.matches("Page ").count());
    assert!(text.matches("Page ").count() >= 2);
}

#[test]
fn what_was_decided_in_spite_of_an_alert_stands_on_its_line_however_long_the_reason() {
    let mut paper = sunita();
    let line = &mut paper.medicines[0];
    line.decided =
        Both::new("पेनिसिलिन से एलर्जी: डॉक्टर का निर्णय।", "Penicillin: the doctor decided.");
    line.reason = "Tolerated twice since, tested negative in March. ".repeat(4);
    let Some(text) = text_of(&prescription(&paper).unwrap()) else { return };
    let line = text.split("2. Metformin").next().unwrap();
    assert!(line.contains("decided.") && line.contains("Reason"), "{text}");
    assert_eq!(line.matches("negative").count(), 4, "{text}");
}

#[test]
fn a_person_without_a_recorded_allergy_is_not_called_free_of_it() {
    let mut paper = sunita();
    paper.allergies.clear();
    let Some(text) = text_of(&prescription(&paper).unwrap()) else { return };
    assert!(text.contains("No allergy recorded"), "{text}");
}

#[test]
fn a_word_wider_than_its_column_is_broken_and_stays_inside_it() {
    let mut sheet = Sheet::default();
    let long = "मोहम्मदशरीफ़".repeat(12);
    let words = Paragraph::new().say(&long, Style::plain(10.0));
    let lines = words.lines(100.0).unwrap();
    assert!(lines.len() > 3);
    assert!(lines.iter().all(|line| line.width <= 100.0));
    let kept: String =
        lines.iter().flat_map(|line| &line.pieces).map(|p| p.text.as_str()).collect();
    assert_eq!(kept, long);
    sheet.text(Area::column(0.0, 0.0, 100.0), &words).unwrap();
    let right_most = sheet.marks.iter().map(right_edge).fold(0.0, f32::max);
    assert!(right_most <= 100.5, "{right_most}");
}

#[test]
fn words_in_one_script_stand_alone() {
    assert_eq!(Both::new("", "Ramesh").first(), "Ramesh");
    assert_eq!(Both::new("", "Ramesh").second(), "");
    assert_eq!(Both::new("रमेश", "Ramesh").second(), "Ramesh");
}
