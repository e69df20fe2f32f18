//! Tables as licensed releases have them, and their files.

use crate::draft::{Designation, Property, PropertyKind};
use crate::refusals::TerminologyRefusal as No;
use csv::{Reader, ReaderBuilder, StringRecord};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 8;

/// How the cells of a table are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// By commas, with quotes where a cell holds one.
    Commas,
    /// By tabs; quotes are signs like others.
    Tabs,
    /// By semicolons; quotes are signs like others, and there is no line of headings.
    Semicolons,
}

/// A table that is read line by line.
pub(super) struct Table {
    file: String,
    reader: Reader<File>,
    headings: Vec<String>,
    line: StringRecord,
}

impl Table {
    /// # Errors
    /// `TRM-012` when the file is not there.
    pub(super) fn open(path: &Path, cells: Cells) -> Result<Self, No> {
        let file = path.display().to_string();
        let missing = || No::FileMissing(file.clone());
        let (delimiter, quoting) = match cells {
            Cells::Commas => (b',', true),
            Cells::Tabs => (b'\t', false),
            Cells::Semicolons => (b';', false),
        };
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter).quoting(quoting).flexible(true);
        builder.has_headers(cells != Cells::Semicolons);
        let mut reader = builder.from_path(path).map_err(|_| missing())?;
        let headings = if cells == Cells::Semicolons {
            Vec::new()
        } else {
            let unread = |_| No::UnreadLine { file: file.clone(), line: 1 };
            let named = reader.headers().map_err(unread)?;
            named.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect()
        };
        Ok(Self { file, reader, headings, line: StringRecord::new() })
    }

    /// Where a column stands.
    ///
    /// # Errors
    /// `TRM-013` when it is not there.
    pub(super) fn column(&self, heading: &str) -> Result<usize, No> {
        let missing = || No::ColumnMissing { column: heading.to_owned(), file: self.file.clone() };
        self.may_have(heading).ok_or_else(missing)
    }

    /// Where a column stands that need not be there.
    pub(super) fn may_have(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|known| known == heading)
    }

    /// Goes to the next line, and says whether there is one.
    ///
    /// # Errors
    /// `TRM-014` for a line that cannot be read.
    pub(super) fn next(&mut self) -> Result<bool, No> {
        let line = self.reader.position().line();
        let unread = |_| No::UnreadLine { file: self.file.clone(), line };
        self.reader.read_record(&mut self.line).map_err(unread)
    }

    /// A cell of the line; empty where it has none.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.line.get(column).unwrap_or_default().trim()
    }

    /// Nothing can be made of the line.
    pub(super) fn unread(&self) -> No {
        let line = self.line.position().map_or(0, csv::Position::line);
        No::UnreadLine { file: self.file.clone(), line }
    }
}

/// The files below a folder whose name fits, in the order of their paths.
pub(super) fn files(folder: &Path, fits: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    gather(folder, DEPTH_MAX, &fits, &mut found);
    found.sort();
    found
}

/// The one file below a folder whose name fits.
///
/// # Errors
/// `TRM-012`, with what was looked for, when there is none.
pub(super) fn file(
    folder: &Path,
    called: &str,
    fits: impl Fn(&str) -> bool,
) -> Result<PathBuf, No> {
    let found = files(folder, fits).into_iter().next();
    found.ok_or_else(|| No::FileMissing(folder.join(called).display().to_string()))
}

fn gather(folder: &Path, depth: usize, fits: &impl Fn(&str) -> bool, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if depth > 0 {
                gather(&path, depth - 1, fits, found);
            }
        } else if name.to_str().is_some_and(fits) {
            found.push(path);
        }
    }
}

/// A designation for no certain use.
pub(super) fn called(language: &str, words: &str) -> Designation {
    let used = (String::new(), String::new());
    Designation { language: language.to_owned(), used, words: words.to_owned() }
}

/// A property that says words.
pub(super) fn says(name: &str, words: &str) -> Property {
    let (name, value) = (name.to_owned(), words.to_owned());
    Property { name, kind: PropertyKind::Text, value, system: String::new() }
}
