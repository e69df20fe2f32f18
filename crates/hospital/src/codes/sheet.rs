//! Reads a list of codes from its CSV sheet. Everything that is wrong is said at once.
//!
//! Lines that begin with `#` are remarks. Columns, in any order: `code, display_en, display_hi,
//! also`; the last two may be missing.

use super::model::{CONCEPTS_MAX, DISPLAY_LETTERS_MAX, Line};
use csv::StringRecord;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_kernel::signs::cannot_stand_on_a_line;
use std::collections::HashMap;

const CODE_LETTERS_MAX: usize = 40;
const CODE: &str = "code";
const ENGLISH: &str = "display_en";

/// The whole list, or everything that is wrong with it.
///
/// # Errors
/// Every fault of every line, in the order of the lines.
pub fn read(text: &str) -> Result<Vec<Line>, Vec<LineFault>> {
    let mut sheet = csv::ReaderBuilder::new()
        .flexible(true) // a remark has as many cells as it has commas
        .trim(csv::Trim::All)
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let Ok(headings) = heading(&mut sheet) else {
        return Err(vec![LineFault::at(1, "", Wrong::NotATable)]);
    };
    let place = |name: &str| headings.iter().position(|heading| heading == name);
    let due = [CODE, ENGLISH].into_iter().filter(|column| place(column).is_none());
    let missing: Vec<_> = due.map(|one| LineFault::at(1, one, Wrong::ColumnMissing)).collect();
    let (Some(code), Some(english)) = (place(CODE), place(ENGLISH)) else { return Err(missing) };
    let (hindi, also) = (place("display_hi"), place("also"));
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    for record in sheet.records() {
        let record = match record {
            Ok(record) => record,
            Err(fault) => {
                let line = fault.position().map_or(0, csv::Position::line);
                faults.push(LineFault::at(line, "", Wrong::NotATable));
                continue;
            }
        };
        if is_remark(&record) {
            continue;
        }
        let number = record.position().map_or(0, csv::Position::line);
        let cell = |place: usize| record.get(place).unwrap_or_default().to_owned();
        let line = Line {
            line: number,
            code: cell(code),
            english: cell(english),
            hindi: hindi.map(cell).unwrap_or_default(),
            also: also.map(cell).unwrap_or_default(),
        };
        if record.len() != headings.len() {
            faults.push(LineFault::at(number, "", Wrong::CellsMissing));
            continue;
        }
        let mut fault = |column, what| faults.push(LineFault::at(number, column, what));
        if let Err((column, what)) = check(&line, &record) {
            fault(column, what);
        }
        if let Some(earlier) = seen.insert(line.code.clone(), number) {
            fault(CODE, Wrong::Twice { line: earlier });
        }
        lines.push(line);
        if lines.len() > CONCEPTS_MAX {
            fault("", Wrong::TooManyLines { most: CONCEPTS_MAX });
            break;
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// The first line that is no remark.
fn heading(sheet: &mut csv::Reader<&[u8]>) -> Result<StringRecord, csv::Error> {
    let mut record = StringRecord::new();
    while sheet.read_record(&mut record)? && is_remark(&record) {}
    Ok(record)
}

fn is_remark(record: &StringRecord) -> bool {
    record.get(0).is_some_and(|cell| cell.starts_with('#'))
}

fn check(line: &Line, record: &StringRecord) -> Result<(), (&'static str, Wrong)> {
    if line.code.is_empty() {
        return Err((CODE, Wrong::Empty));
    }
    if line.english.is_empty() {
        return Err((ENGLISH, Wrong::Empty));
    }
    if line.code.chars().count() > CODE_LETTERS_MAX {
        return Err((CODE, Wrong::TooLong { most: CODE_LETTERS_MAX }));
    }
    if record.iter().any(|cell| cell.chars().count() > DISPLAY_LETTERS_MAX) {
        return Err(("", Wrong::TooLong { most: DISPLAY_LETTERS_MAX }));
    }
    if record.iter().any(|cell| cell.contains(cannot_stand_on_a_line)) {
        return Err(("", Wrong::StrangeSign));
    }
    Ok(())
}
