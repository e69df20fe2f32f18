//! Reads a list line by line into what is compared. Nothing but ids and values is kept.

use super::map::Headings;
use super::unread::Unread;
use super::{faulty, not_there};
use crate::ended::Ended;
use crate::say::Say;
use csv::{Error, ErrorKind, StringRecord};
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_linkage::lists::{Cells, Field, People};
use nabz_web::messages::Message;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// A list whose every line is wrong need not be said in full.
const FAULTS_MAX: usize = 50;
/// Lines that are read before they are taken apart.
const LINES_AT_ONCE: usize = 20_000;
/// Lines are numbered with 32 bits, and both lists together.
const LINES_MAX: usize = 60_000_000;

/// A list, of which every line was taken.
pub(super) struct List {
    file: PathBuf,
    ids: Vec<Box<str>>,
    unread: Unread,
}

impl List {
    /// Takes every line; their ids are kept, the line's number where the list has none.
    pub(super) fn read(
        file: &Path,
        headings: &Headings,
        people: &mut People,
        say: &Say,
    ) -> Result<Self, Ended> {
        let opened = File::open(file).map_err(|error| not_there(file, &error))?;
        let bytes = opened.metadata().map_or(0, |about| about.len());
        let mut sheet =
            csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(BufReader::new(opened));
        let first = sheet.headers().cloned();
        let first = first.map_err(|error| faulty(file, vec![unreadable(&error, 1)]))?;
        let places = places(&first, headings).map_err(|faults| faulty(file, faults))?;
        let bar = say.bar("reading", usize::try_from(bytes).unwrap_or(usize::MAX));
        let mut taking = Taking::of(&places);
        let mut records = vec![StringRecord::new(); LINES_AT_ONCE];
        let (mut ended, mut told) = (false, 0);
        while !ended && taking.faults.len() < FAULTS_MAX {
            let (read, is_last) = taking.fill(&mut sheet, &mut records);
            ended = !taking.take(records.get(..read).unwrap_or_default(), people) || is_last;
            let at = sheet.position().byte();
            bar.step(usize::try_from(at.saturating_sub(told)).unwrap_or_default());
            told = at;
        }
        let Taking { ids, unread, mut faults, .. } = taking;
        faults.sort_by_key(|fault| fault.line);
        if !faults.is_empty() {
            bar.clear();
            return Err(faulty(file, faults));
        }
        say.done(&bar, format!("{} lines of {}", ids.len(), file.display()));
        Ok(Self { file: file.to_owned(), ids, unread })
    }

    /// What of it could not be read, a sentence a column.
    pub(super) fn unread_said(&self) -> Vec<Message> {
        self.unread.said(&self.file)
    }

    /// The same for machines.
    pub(super) fn unread_facts(&self) -> Vec<Value> {
        self.unread.facts(&self.file)
    }
}

/// What a line is called by, at its place in all lists, one behind the other.
pub(super) fn id(lists: &[List], mut place: usize) -> &str {
    for list in lists {
        if let Some(id) = list.ids.get(place) {
            return id;
        }
        place = place.saturating_sub(list.ids.len());
    }
    ""
}

/// What was taken of a list so far.
struct Taking {
    places: [Option<usize>; Field::COUNT],
    ids: Vec<Box<str>>,
    /// By the hash of an id, which of the ids it is, and in which line it stands.
    seen: HashMap<u64, (usize, u64)>,
    unread: Unread,
    faults: Vec<LineFault>,
}

impl Taking {
    fn of(places: &[Option<usize>; Field::COUNT]) -> Self {
        let (ids, seen, faults) = (Vec::new(), HashMap::new(), Vec::new());
        Self { places: *places, ids, seen, unread: Unread::default(), faults }
    }

    /// Reads as many lines as there is room for, and says how many, and whether the list has ended.
    fn fill(
        &mut self,
        sheet: &mut csv::Reader<BufReader<File>>,
        records: &mut [StringRecord],
    ) -> (usize, bool) {
        let mut read = 0;
        while let Some(record) = records.get_mut(read) {
            match sheet.read_record(record) {
                Ok(true) => read += 1,
                Ok(false) => return (read, true),
                Err(error) => {
                    self.faults.push(unreadable(&error, sheet.position().line()));
                    let broke_off = matches!(error.kind(), ErrorKind::Io(_));
                    if broke_off || self.faults.len() >= FAULTS_MAX {
                        return (read, broke_off);
                    }
                }
            }
        }
        (read, false)
    }

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
            self.unread.count(&cells, line);
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
