//! Reads a list line by line into what is compared. Nothing but ids and values is kept.

use super::faulty;
use super::map::Headings;
use crate::ended::Ended;
use csv::{Error, ErrorKind, StringRecord};
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_linkage::lists::{Field, People};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A list whose every line is wrong need not be said in full.
const FAULTS_MAX: usize = 50;
/// Lines are numbered with 32 bits, and both lists together.
const LINES_MAX: usize = 60_000_000;

/// Takes every line of a list; gives back their ids, the line's number where the list has none.
pub(super) fn list(
    file: &Path,
    headings: &Headings,
    people: &mut People,
) -> Result<Vec<Box<str>>, Ended> {
    let opened = File::open(file);
    let opened = opened.map_err(|error| Ended::usage(format!("{}: {error}", file.display())))?;
    let mut sheet =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(BufReader::new(opened));
    let first = sheet.headers().cloned();
    let first = first.map_err(|error| faulty(file, vec![unreadable(&error, 1)]))?;
    let places = places(&first, headings).map_err(|faults| faulty(file, faults))?;
    let (mut ids, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<Box<str>, u64> = HashMap::new();
    let mut record = StringRecord::new();
    while faults.len() < FAULTS_MAX {
        match sheet.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                faults.push(unreadable(&error, sheet.position().line()));
                if matches!(error.kind(), ErrorKind::Io(_)) {
                    break;
                }
                continue;
            }
        }
        let line = record.position().map_or(0, csv::Position::line);
        if people.len() >= LINES_MAX {
            faults.push(LineFault::at(line, "", Wrong::TooManyLines { most: LINES_MAX }));
            break;
        }
        let cells =
            places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        match id(&cells, places.first().is_some_and(Option::is_some), line, &mut seen) {
            Ok(id) => ids.push(id),
            Err(wrong) => faults.push(LineFault::at(line, Field::Id.word(), wrong)),
        }
        if faults.is_empty() {
            people.add(&cells);
        }
    }
    if faults.is_empty() { Ok(ids) } else { Err(faulty(file, faults)) }
}

fn id(
    cells: &[&str; Field::COUNT],
    has_ids: bool,
    line: u64,
    seen: &mut HashMap<Box<str>, u64>,
) -> Result<Box<str>, Wrong> {
    if !has_ids {
        return Ok(line.to_string().into());
    }
    let [id, ..] = cells;
    if id.is_empty() {
        return Err(Wrong::Empty);
    }
    match seen.insert((*id).into(), line) {
        Some(line) => Err(Wrong::Twice { line }),
        None => Ok((*id).into()),
    }
}

/// Where each field stands; a heading that the map names must be there, and once.
fn places(
    first: &StringRecord,
    headings: &Headings,
) -> Result<[Option<usize>; Field::COUNT], Vec<LineFault>> {
    let mut places = [None; Field::COUNT];
    let mut faults = Vec::new();
    for ((place, heading), field) in places.iter_mut().zip(headings).zip(Field::ALL) {
        if heading.is_empty() {
            continue;
        }
        let is_it = |cell: &str| cell.trim_start_matches('\u{feff}') == heading;
        *place = first.iter().position(is_it);
        if place.is_none() {
            faults.push(LineFault::at(1, field.word(), Wrong::ColumnMissing));
        } else if first.iter().filter(|cell| is_it(cell)).count() > 1 {
            faults.push(LineFault::at(1, field.word(), Wrong::Twice { line: 1 }));
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

fn unreadable(error: &Error, line: u64) -> LineFault {
    let line = error.position().map_or(line, csv::Position::line);
    let unequal = matches!(error.kind(), ErrorKind::UnequalLengths { .. });
    let wrong = if unequal { Wrong::CellsMissing } else { Wrong::NotATable };
    LineFault::at(line, "", wrong)
}
