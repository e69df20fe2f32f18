//! A card is as large as a card, its codes are read back, and no name is cut on it.

use super::{drawn, keep, pages_of, right_edge, scanned, tool, words_of};
use crate::card::{BirthYear, Card, CodePlace, DOT, HEIGHT, Issuer, Sides, WIDTH, card};
use crate::face::Weight;
use crate::photo::Photo;
use crate::sheet::{Mark, Sheet};
use crate::{Both, PrintFault, mm};

pub(super) fn issuer() -> Issuer {
    Issuer {
        title: Both::new("दिल्ली स्वास्थ्य कार्ड", "Delhi Health Card"),
        helpline: "1800 000 0000".into(),
        is_sample: false,
    }
}

pub(super) fn sunita() -> Card {
    Card {
        name: Both::new("सुनीता देवी", "Sunita Devi"),
        health_id: "DH 4071 9926 3150 5".into(),
        born: BirthYear::Known(1984),
        sex: Both::new("महिला", "Female"),
        serial: "000 417 226".into(),
        valid_until: None,
        photo: None,
        qr: signed(SHORT),
    }
}

/// Letters of a card with short names, and with the longest: 49 and 53 modules.
const SHORT: usize = 207;
const LONG: usize = 244;

/// So many letters as a signed card has them.
pub(super) fn signed(letters: usize) -> String {
    const BASE45: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:";
    let any = (1_usize..).map(|nth| char::from(BASE45[(nth * nth + 7 * nth) % BASE45.len()]));
    "DH1:".chars().chain(any).take(letters).collect()
}

fn in_dots(place: &CodePlace) -> [f32; 4] {
    [place.x, place.y, place.side, place.module].map(|points| points / DOT)
}

#[test]
fn a_card_is_as_large_as_a_card() {
    assert!((WIDTH - mm(85.60)).abs() < DOT / 2.0, "{WIDTH}");
    assert!((HEIGHT - mm(53.98)).abs() < DOT / 2.0, "{HEIGHT}");
    let pdf = card(&sunita(), &issuer()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(text.matches("/MediaBox[0 0 242.64 153.12]").count(), 2);
    assert!(pages_of(&pdf).is_none_or(|pages| pages == 2));
}

#[test]
fn the_codes_stand_on_whole_dots_within_the_card() {
    for (letters, front, back) in [
        (SHORT, [714.0, 142.0, 285.0, 5.0], [600.0, 100.0, 399.0, 7.0]),
        (LONG, [694.0, 132.0, 305.0, 5.0], [572.0, 86.0, 427.0, 7.0]),
    ] {
        let sides = Sides::of(&Card { qr: signed(letters), ..sunita() }).unwrap();
        for (place, expect) in [(sides.small, front), (sides.large, back)] {
            for (dots, expect) in in_dots(&place).into_iter().zip(expect) {
                assert!((dots - expect).abs() < 0.01, "{place:?} is not at {expect}");
            }
        }
    }
}

#[test]
fn a_code_with_more_modules_than_a_phone_reads_is_refused() {
    let fine = Card { qr: signed(263), ..sunita() };
    assert!(matches!(card(&fine, &issuer()), Err(PrintFault::Code(_))));
}

#[test]
fn both_codes_are_scanned_back() {
    for letters in [SHORT, LONG] {
        let sunita = Card { qr: signed(letters), ..sunita() };
        let pdf = card(&sunita, &issuer()).unwrap();
        keep(&format!("card-{letters}"), &pdf);
        for page in [1, 2] {
            let Some(read) = scanned(&pdf, (page, 300)) else { return };
            assert_eq!(read, sunita.qr, "page {page}");
        }
    }
}

/// How long each stretch of one colour is in a row of a grey picture, from a place on.
fn stretches(picture: &[u8], row: usize, from: usize, count: usize) -> Vec<usize> {
    let header: Vec<&[u8]> = picture.splitn(4, u8::is_ascii_whitespace).collect();
    let width: usize = std::str::from_utf8(header[1]).unwrap().parse().unwrap();
    let pixels = header[3].splitn(2, u8::is_ascii_whitespace).nth(1).unwrap();
    let row = &pixels[row * width + from..(row + 1) * width];
    row.chunk_by(|left, right| (*left < 128) == (*right < 128))
        .map(<[u8]>::len)
        .take(count)
        .collect()
}

#[test]
fn a_module_is_so_many_dots_of_the_printer_and_no_part_of_one_more() {
    let pdf = card(&sunita(), &issuer()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (page, left, top, module) in [(1, 714, 142, 5), (2, 600, 100, 7)] {
        let Some(file) = drawn(&pdf, folder.path(), (page, 300), "pgm") else { return };
        let picture = std::fs::read(file).unwrap();
        // Through the middle of the corner pattern: dark 1, light 1, dark 3, light 1, dark 1.
        let row = top + 7 * module + module / 2;
        let seen = stretches(&picture, row, left, 6);
        assert_eq!(seen, [4, 1, 1, 3, 1, 1].map(|modules| modules * module), "page {page}");
    }
}

/// What stands beside the photograph, and nothing else of the front.
fn beside_the_photograph(sheet: &Sheet) -> Vec<&Mark> {
    let is_beside = |mark: &&Mark| match mark {
        Mark::Glyphs { x, baseline, .. } => *x >= mm(28.0) - 0.1 && *baseline < mm(42.4),
        Mark::Filled(_) | Mark::Frame { .. } | Mark::Icon { .. } => false,
    };
    sheet.marks.iter().filter(is_beside).collect()
}

fn lines(marks: &[&Mark], of: Weight) -> usize {
    let mut baselines: Vec<String> = Vec::new();
    for mark in marks {
        if let Mark::Glyphs { weight, baseline, .. } = mark
            && *weight == of
        {
            baselines.push(baseline.to_string());
        }
    }
    baselines.dedup();
    baselines.len()
}

#[test]
fn a_long_name_is_set_smaller_on_two_lines_and_loses_no_letter() {
    let one_word = "क".repeat(40);
    for (hindi, english) in [
        ("सुनीता देवी", "Sunita Devi"),
        ("लक्ष्मीनारायणन वेंकटरमणस्वामी", "Lakshminarayanan Venkataramanaswamy"),
        ("मोहम्मद अब्दुल रहमान सिद्दीक़ी क़ुरैशी", "Mohammad Abdul Rahman Siddiqui Qureshi"),
        ("श्रीमती राजराजेश्वरी सुब्रमण्यम शास्त्री", "Shrimati Rajarajeshwari Subramaniam Shastri"),
        ("अ", "A"),
        ("", "Wolfeschlegelsteinhausenbergerdorff"),
        (one_word.as_str(), "K"),
    ] {
        let card = Card { name: Both::new(hindi, english), qr: signed(LONG), ..sunita() };
        let sides = Sides::of(&card).unwrap();
        let marks = beside_the_photograph(&sides.front);
        let said: String = marks.iter().map(|mark| said(mark)).collect();
        assert!(said.starts_with(&format!("{hindi}{english}")), "{said}");
        assert!(lines(&marks, Weight::Bold) <= 2, "{said}");
        // Under the second script stand the two lines of facts.
        assert!(lines(&marks, Weight::Regular) <= 4, "{said}");
        for mark in marks {
            let Mark::Glyphs { size, baseline, .. } = mark else { unreachable!() };
            // A space at the end of a line may stand outside.
            let words_end = right_edge(mark) - 0.3 * size;
            assert!(words_end < sides.small.x, "{said} runs into the code");
            assert!(baseline + 0.34 * size < mm(42.4), "{said} runs into the number");
        }
    }
}

fn said(mark: &Mark) -> &str {
    match mark {
        Mark::Glyphs { run, .. } => &run.text,
        Mark::Filled(_) | Mark::Frame { .. } | Mark::Icon { .. } => "",
    }
}

#[test]
fn a_name_that_no_size_makes_fit_is_refused_and_not_cut() {
    let endless = Card { name: Both::new("क".repeat(400), ""), ..sunita() };
    assert!(matches!(card(&endless, &issuer()), Err(PrintFault::Pdf(_))));
}

#[test]
fn a_card_says_who_and_whom_to_call_and_nothing_of_a_term_unless_it_has_one() {
    let Some(text) = words_of(&card(&sunita(), &issuer()).unwrap()) else { return };
    for part in [
        "सुनीता",
        "देवी",
        "Sunita Devi",
        "DH 4071 9926 3150 5",
        "Born 1984 · Female",
        "Delhi Health Card",
        "Serial 000 417 226",
        "Helpline 1800 000 0000",
        "Care is given without",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Temporary") && !text.contains("Valid until"), "{text}");
}

#[test]
fn a_temporary_card_and_a_guessed_year_say_so() {
    let day = Both::new("20 नवंबर 2027", "20 Nov 2027");
    let card_of_a_year = Card { valid_until: Some(day), born: BirthYear::About(1961), ..sunita() };
    let pdf = card(&card_of_a_year, &issuer()).unwrap();
    keep("card-temporary", &pdf);
    let Some(text) = words_of(&pdf) else { return };
    for part in ["Temporary", "Valid until 20 Nov 2027", "Born about 1961"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_same_card_is_the_same_bytes_and_carries_no_date() {
    let [first, second] = [(); 2].map(|()| card(&sunita(), &issuer()).unwrap());
    assert_eq!(first, second);
    let text = String::from_utf8_lossy(&first);
    assert!(!text.contains("/CreationDate") && !text.contains("/ID"));
}

#[test]
fn a_photograph_stands_in_its_frame_instead_of_the_head() {
    let folder = tempfile::tempdir().unwrap();
    let without = card(&sunita(), &issuer()).unwrap();
    let Some(before) = drawn(&without, folder.path(), (1, 100), "pgm") else { return };
    let before = std::fs::read(before).unwrap();
    let file = folder.path().join("paper.pdf");
    let root = folder.path().join("photo");
    let arguments =
        ["-jpeg", "-r", "40", "-singlefile", file.to_str().unwrap(), root.to_str().unwrap()];
    tool("pdftoppm", &arguments).unwrap();
    let photo = Photo::new(std::fs::read(root.with_extension("jpg")).unwrap()).unwrap();
    let pdf = card(&Card { photo: Some(photo), ..sunita() }, &issuer()).unwrap();
    keep("card-with-photograph", &pdf);
    let after = drawn(&pdf, folder.path(), (1, 100), "pgm").unwrap();
    let after = std::fs::read(after).unwrap();
    let changed = before.iter().zip(&after).filter(|(one, other)| one != other).count();
    // The frame lies on 88 by 112 of the picture's 337 by 213 dots.
    assert!(changed > 2_000 && changed < 88 * 112, "{changed}");
}

#[test]
fn what_is_no_photograph_is_refused() {
    let frame = |precision, colours| {
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, b'J', b'F'];
        jpeg.extend([0xff, 0xc0, 0, 11, precision, 0, 28, 0, 22, colours, 1, 0x11, 0]);
        Photo::new(jpeg)
    };
    let photo = frame(8, 3).unwrap();
    assert_eq!((photo.width, photo.height, photo.is_grey), (22, 28, false));
    assert!(frame(8, 1).unwrap().is_grey);
    // Twelve bits, and the four inks of a press.
    for wrong in [frame(12, 3), frame(8, 4)] {
        assert!(matches!(wrong, Err(PrintFault::Photo(_))));
    }
    for wrong in [&b""[..], b"\x89PNG", &[0xff, 0xd8], &[0xff, 0xd8, 0xff, 0xda, 0, 2]] {
        assert!(matches!(Photo::new(wrong.to_vec()), Err(PrintFault::Photo(_))));
    }
}
