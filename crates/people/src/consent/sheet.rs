//! Reads a list of notices. Every fault is found before anything is in force.

use super::model::{NOTICE_LETTERS_MAX, NoticeText, Purpose};
use nabz_kernel::names::Script;
use nabz_kernel::sheet::{LineFault, Wrong, lines_below};
use nabz_kernel::signs::cannot_stand_on_a_line;
use std::collections::HashMap;

const PURPOSE: &str = "purpose";
const ENGLISH: &str = "english";
const HINDI: &str = "hindi";
const KIND: &str = "kind";
const HEADINGS: [&str; 4] = [PURPOSE, ENGLISH, HINDI, KIND];
/// What somebody who may do so has approved.
const APPROVED: &str = "approved";
/// What was written to try the program with.
const DEMONSTRATION: &str = "demonstration";

/// The notices of a tab-separated sheet: purpose, english, hindi, kind.
///
/// # Errors
/// Every fault with its line.
pub fn notices(text: &str) -> Result<Vec<NoticeText>, Vec<LineFault>> {
    let (mut notices, mut faults, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for (number, line) in lines_below(text, &HEADINGS)? {
        match notice(number, line) {
            Ok(read) => match seen.insert(read.purpose, number) {
                None => notices.push(read),
                Some(line) => faults.push(LineFault::at(number, PURPOSE, Wrong::Twice { line })),
            },
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(notices) } else { Err(faults) }
}

fn notice(number: u64, line: &str) -> Result<NoticeText, LineFault> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [purpose, english, hindi, kind] = *cells.as_slice() else {
        return Err(LineFault::at(number, "", Wrong::CellsMissing));
    };
    for (column, cell) in [(ENGLISH, english), (HINDI, hindi)] {
        fits(cell).map_err(|what| LineFault::at(number, column, what))?;
    }
    if Script::of(hindi) != Script::Devanagari {
        return Err(LineFault::at(number, HINDI, Wrong::NotHindi));
    }
    let purpose = named(purpose).map_err(|what| LineFault::at(number, PURPOSE, what))?;
    let demonstration = is_demonstration(kind).map_err(|what| LineFault::at(number, KIND, what))?;
    let (english, hindi) = (english.to_owned(), hindi.to_owned());
    Ok(NoticeText { purpose, english, hindi, demonstration })
}

fn fits(text: &str) -> Result<(), Wrong> {
    if text.is_empty() {
        return Err(Wrong::Empty);
    }
    if text.chars().count() > NOTICE_LETTERS_MAX {
        return Err(Wrong::TooLong { most: NOTICE_LETTERS_MAX });
    }
    if text.contains(cannot_stand_on_a_line) { Err(Wrong::StrangeSign) } else { Ok(()) }
}

fn is_demonstration(kind: &str) -> Result<bool, Wrong> {
    match kind {
        DEMONSTRATION => Ok(true),
        APPROVED => Ok(false),
        word => Err(unknown(word, &[APPROVED, DEMONSTRATION])),
    }
}

fn named(word: &str) -> Result<Purpose, Wrong> {
    let known: Vec<&str> = Purpose::ALL.iter().copied().map(Purpose::word).collect();
    Purpose::of_word(word).ok_or_else(|| unknown(word, &known))
}

fn unknown(word: &str, known: &[&str]) -> Wrong {
    Wrong::UnknownWord { word: word.to_owned(), known: known.join(", ") }
}
