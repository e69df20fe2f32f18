//! Reads a list line by line into what is compared. Nothing but ids and values is kept.

use super::faulty;
use super::map::Headings;
use crate::ended::Ended;
use csv::{Error, ErrorKind, StringRecord};
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_linkage::lists::{Cells, Field, People};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// A list whose every line is wrong need not be said in full.
const FAULTS_MAX: usize = 50;
/// Lines that are read before they are taken apart.
const LINES_AT_ONCE: usize = 20_000;
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
        csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(BufReader::new(opened));
    let first = sheet.headers().cloned();
    let first = first.map_err(|error| faulty(file, vec![unreadable(&error, 1)]))?;
    let places = places(&first, headings).map_err(|faults| faulty(file, faults))?;
    let mut list = List { places, ids: Vec::new(), seen: HashMap::new(), faults: Vec::new() };
    let mut records = vec![StringRecord::new(); LINES_AT_ONCE];
    let mut ended = false;
    while !ended && list.faults.len() < FAULTS_MAX {
        let mut read = 0;
        while let Some(record) = records.get_mut(read) {
            match sheet.read_record(record) {
                Ok(true) => read += 1,
                Ok(false) => ended = true,
                Err(error) => {
                    list.faults.push(unreadable(&error, sheet.position().line()));
                    ended = matches!(error.kind(), ErrorKind::Io(_));
                }
            }
            if ended || list.faults.len() >= FAULTS_MAX {
                break;
            }
        }
        ended |= !list.take(records.get(..read).unwrap_or_default(), people);
    }
    let List { ids, mut faults, .. } = list;
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(ids) } else { Err(faulty(file, faults)) }
}

/// What was read of a list so far.
struct List {
    places: [Option<usize>; Field::COUNT],
    ids: Vec<Box<str>>,
    /// By the hash of an id, which of the ids it is, and in which line it stands.
    seen: HashMap<u64, (usize, u64)>,
    faults: Vec<LineFault>,
}

impl List {
    /// Takes some lines; false when there are more than can be numbered.
    fn take(&mut self, records: &[StringRecord], people: &mut People) -> bool {
        let room = LINES_MAX.saturating_sub(people.len());
        let mut lines: Vec<Cells<'_>> = Vec::with_capacity(records.len());
        for (n, record) in records.iter().enumerate() {
            let line = record.position().map_or(0, csv::Position::line);
            if n >= room {
                let most = LINES_MAX;
                self.faults.push(LineFault::at(line, "", Wrong::TooManyLines { most }));
                return false;
            }
            let cell =
                |place: Option<usize>| place.and_then(|place| record.get(place)).map(str::trim);
            let cells = self.places.map(|place| cell(place).unwrap_or_default());
            let has_ids = self.places.first().is_some_and(Option::is_some);
            match self.id(cells, has_ids, line) {
                Ok(id) => self.ids.push(id),
                Err(wrong) => self.faults.push(LineFault::at(line, Field::Id.word(), wrong)),
            }
            lines.push(cells);
        }
        if self.faults.is_empty() {
            people.add_all(&lines);
        }
        true
    }

    fn id(&mut self, [id, ..]: Cells<'_>, has_ids: bool, line: u64) -> Result<Box<str>, Wrong> {
        if !has_ids {
            return Ok(line.to_string().into());
        }
        if id.is_empty() {
            return Err(Wrong::Empty);
        }
        let hash = xxh3_64(id.as_bytes());
        let known = self.seen.get(&hash);
        if let Some((_, line)) = known.filter(|(place, _)| self.is_id(*place, id)) {
            return Err(Wrong::Twice { line: *line });
        }
        self.seen.insert(hash, (self.ids.len(), line));
        Ok(id.into())
    }

    fn is_id(&self, place: usize, id: &str) -> bool {
        self.ids.get(place).is_some_and(|known| **known == *id)
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
