//! Reads a list of codes from its CSV sheet. Everything that is wrong is said at once.
//!
//! Lines that begin with `#` are remarks. Columns, in any order: `code, display_en, display_hi,
//! also`; the last two may be missing.

use super::model::{CONCEPTS_MAX, DISPLAY_LETTERS_MAX, Line, LineFault};
use csv::StringRecord;
use std::collections::HashMap;

const CODE_LETTERS_MAX: usize = 40;

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
    let headings = match heading(&mut sheet) {
        Ok(headings) => headings,
        Err(fault) => return Err(vec![LineFault { line: 1, what: fault.to_string() }]),
    };
    let place = |name: &str| headings.iter().position(|heading| heading == name);
    let (Some(code), Some(english)) = (place("code"), place("display_en")) else {
        let what = "the columns code and display_en must be there".to_owned();
        return Err(vec![LineFault { line: 1, what }]);
    };
    let (hindi, also) = (place("display_hi"), place("also"));
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    for record in sheet.records() {
        let record = match record {
            Ok(record) => record,
            Err(fault) => {
                let line = fault.position().map_or(0, csv::Position::line);
                faults.push(LineFault { line, what: fault.to_string() });
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
            let what = format!("{} cells where {} are due", record.len(), headings.len());
            faults.push(LineFault { line: number, what });
            continue;
        }
        let mut fault = |what: String| faults.push(LineFault { line: number, what });
        check(&line, &record).unwrap_or_else(&mut fault);
        if let Some(earlier) = seen.insert(line.code.clone(), number) {
            fault(format!("the same code stands on line {earlier}"));
        }
        lines.push(line);
        if lines.len() > CONCEPTS_MAX {
            fault(format!("more than {CONCEPTS_MAX} lines"));
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

fn check(line: &Line, record: &StringRecord) -> Result<(), String> {
    if line.code.is_empty() || line.english.is_empty() {
        return Err("code and display_en must be filled in".into());
    }
    if line.code.chars().count() > CODE_LETTERS_MAX {
        return Err(format!("a code has at most {CODE_LETTERS_MAX} letters"));
    }
    if record.iter().any(|cell| cell.chars().count() > DISPLAY_LETTERS_MAX) {
        return Err(format!("a cell has at most {DISPLAY_LETTERS_MAX} letters"));
    }
    if record.iter().any(|cell| cell.contains(char::is_control)) {
        return Err("a cell holds a control character".into());
    }
    Ok(())
}
