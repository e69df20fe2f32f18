//! Reads a list of notices. Every fault is found before anything is in force.

use super::model::{NOTICE_LETTERS_MAX, NoticeText, Purpose};
use nabz_kernel::names::Script;
use nabz_kernel::sheet::{LineFault, Wrong, is_demonstration, lines_below, says_something};
use std::collections::HashMap;

const PURPOSE: &str = "purpose";
const ENGLISH: &str = "english";
const HINDI: &str = "hindi";
const KIND: &str = "kind";
const HEADINGS: [&str; 4] = [PURPOSE, ENGLISH, HINDI, KIND];

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
        says_something(cell, NOTICE_LETTERS_MAX)
            .map_err(|what| LineFault::at(number, column, what))?;
    }
    if Script::of(hindi) != Script::Devanagari {
        return Err(LineFault::at(number, HINDI, Wrong::NotHindi));
    }
    let purpose = named(purpose).map_err(|what| LineFault::at(number, PURPOSE, what))?;
    let demonstration = is_demonstration(kind).map_err(|what| LineFault::at(number, KIND, what))?;
    let (english, hindi) = (english.to_owned(), hindi.to_owned());
    Ok(NoticeText { purpose, english, hindi, demonstration })
}

fn named(word: &str) -> Result<Purpose, Wrong> {
    let known: Vec<&str> = Purpose::ALL.iter().copied().map(Purpose::word).collect();
    Purpose::of_word(word).ok_or_else(|| Wrong::unknown(word, &known))
}
