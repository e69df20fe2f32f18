//! What can be wrong in a list that is loaded: a place, and a reason that can be said in every
//! language and quoted by its code.

use crate::refusal::Refused;
use crate::signs::cannot_stand_on_a_line;
use std::fmt;

/// One thing wrong with one line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Counted from 1, the header included; 0 when the list as a whole is meant.
    pub line: u64,
    /// The heading of the column; empty when the whole line is meant.
    pub column: &'static str,
    /// Which feature of a map, counted from 1; a sheet has none.
    pub feature: Option<u64>,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing is written where something must be.
    Empty,
    /// Longer than anything reads well.
    TooLong {
        /// In characters.
        most: usize,
    },
    /// A sign that nobody types on purpose, or that turns the writing around.
    StrangeSign,
    /// Not one of the words that the column takes.
    UnknownWord {
        /// What is written.
        word: String,
        /// What could be; empty when there are too many to say.
        known: String,
    },
    /// Not a number, or one that is too large or too small.
    NotANumber {
        /// What is written.
        word: String,
    },
    /// May stand on one line only.
    Twice {
        /// The line that has it already.
        line: u64,
    },
    /// The text could not be read as a table at all.
    NotATable,
    /// A column that lists of this kind do not have.
    UnknownColumn {
        /// Its heading.
        heading: String,
    },
    /// A column that must be there is not.
    ColumnMissing,
    /// Not as many cells as the first line has.
    CellsMissing,
    /// More lines than any list of this kind.
    TooManyLines {
        /// So many may be.
        most: usize,
    },
    /// A code that names nothing.
    NoSuch {
        /// As it is written.
        code: String,
    },
    /// Not a name.
    NotAName,
    /// Not a name that somebody could sign in with.
    NotASignInName,
    /// Not a day like `2027-03-31`.
    NotADay,
    /// Past, or more than two years from now.
    DayOutOfReach,
    /// Not a time like `09:30`.
    NotATime,
    /// Closes before it opens.
    ClosesTooEarly,
    /// Not days like `mon wed fri`.
    NotWeekdays,
    /// Not one to three capital letters.
    NotAPrefix,
    /// Not a short word of letters and digits.
    NotACode,
    /// Loading moves no facility to another district.
    OtherDistrict,
    /// Not a dose like `1-0-1`.
    NotADose {
        /// What is written.
        word: String,
    },
    /// Not a map of features.
    NotAMap,
    /// A ward without a name.
    NamelessWard,
    /// A ward without a number.
    NumberlessWard,
    /// A polygon that is not closed, or has no ring.
    OpenPolygon,
    /// A corner that is not on the Earth.
    OffTheEarth,
    /// A Hindi name that is not written in Devanagari.
    NotHindi,
    /// Loading makes no storeroom into one of another kind.
    OtherKind,
    /// A word that would be broken between two letters where it is printed.
    WordTooWide {
        /// The word.
        word: String,
    },
    /// Longer than the line on which it is printed.
    NoRoom,
    /// All lines of this kind together take too many pages.
    TooManyPages {
        /// So many may be.
        most: usize,
    },
    /// A line that has to be there is not.
    LineMissing {
        /// What its first cell says.
        word: String,
    },
    /// Not a number that somebody calls, or not the same in both columns.
    NotAHelpline,
    /// Belongs below a line that does not stand above it.
    OutOfPlace {
        /// What the first cell of that line says.
        above: &'static str,
    },
}

impl Wrong {
    /// A word that is none of those that the column takes.
    pub fn unknown(word: &str, known: &[&str]) -> Self {
        Self::UnknownWord { word: word.to_owned(), known: known.join(", ") }
    }
}

impl LineFault {
    /// A fault of one cell, or of a whole line when `column` is empty.
    pub const fn at(line: u64, column: &'static str, what: Wrong) -> Self {
        Self { line, column, feature: None, what }
    }
}

impl fmt::Display for LineFault {
    /// For logs, and for the first faults that a refusal names: place and code, in no language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.line)?;
        if let Some(feature) = self.feature {
            write!(f, "/{feature}")?;
        }
        if !self.column.is_empty() {
            write!(f, " {}", self.column)?;
        }
        write!(f, " {}", Refused::from(&self.what))
    }
}

impl From<&Wrong> for Refused {
    fn from(wrong: &Wrong) -> Self {
        let plain = |code| Self::plain(code).invalid();
        match wrong {
            Wrong::Empty => plain("SHT-001"),
            Wrong::TooLong { most } => plain("SHT-002").with("most", most),
            Wrong::StrangeSign => plain("SHT-003"),
            Wrong::UnknownWord { word, known } => {
                plain("SHT-004").with("word", word).with("known", known)
            }
            Wrong::NotANumber { word } => plain("SHT-005").with("word", word),
            Wrong::Twice { line } => plain("SHT-006").with("line", line),
            Wrong::NotATable => plain("SHT-007"),
            Wrong::UnknownColumn { heading } => plain("SHT-008").with("heading", heading),
            Wrong::ColumnMissing => plain("SHT-009"),
            Wrong::CellsMissing => plain("SHT-010"),
            Wrong::TooManyLines { most } => plain("SHT-011").with("most", most),
            Wrong::NoSuch { code } => plain("SHT-012").with("code", code),
            Wrong::NotAName => plain("SHT-013"),
            Wrong::NotASignInName => plain("SHT-014"),
            Wrong::NotADay => plain("SHT-015"),
            Wrong::DayOutOfReach => plain("SHT-016"),
            Wrong::NotATime => plain("SHT-017"),
            Wrong::ClosesTooEarly => plain("SHT-018"),
            Wrong::NotWeekdays => plain("SHT-019"),
            Wrong::NotAPrefix => plain("SHT-020"),
            Wrong::NotACode => plain("SHT-021"),
            Wrong::OtherDistrict => plain("SHT-022"),
            Wrong::NotADose { word } => plain("SHT-023").with("word", word),
            Wrong::NotAMap => plain("SHT-024"),
            Wrong::NamelessWard => plain("SHT-025"),
            Wrong::OpenPolygon => plain("SHT-026"),
            Wrong::OffTheEarth => plain("SHT-027"),
            Wrong::NotHindi => plain("SHT-028"),
            Wrong::OtherKind => plain("SHT-029"),
            Wrong::NumberlessWard => plain("SHT-030"),
            Wrong::WordTooWide { word } => plain("SHT-031").with("word", word),
            Wrong::NoRoom => plain("SHT-032"),
            Wrong::TooManyPages { most } => plain("SHT-033").with("most", most),
            Wrong::LineMissing { word } => plain("SHT-034").with("word", word),
            Wrong::NotAHelpline => plain("SHT-035"),
            Wrong::OutOfPlace { above } => plain("SHT-036").with("above", above),
        }
    }
}

/// What somebody who may do so has approved.
const APPROVED: &str = "approved";
/// What was written to try the program with.
const DEMONSTRATION: &str = "demonstration";

/// Looks whether a cell says something, in no more than so many letters, without a sign that nobody
/// types on purpose.
pub fn says_something(cell: &str, letters_max: usize) -> Result<(), Wrong> {
    if cell.is_empty() {
        return Err(Wrong::Empty);
    }
    if cell.chars().count() > letters_max {
        return Err(Wrong::TooLong { most: letters_max });
    }
    if cell.contains(cannot_stand_on_a_line) { Err(Wrong::StrangeSign) } else { Ok(()) }
}

/// Whether a text was written to try the program with, by the word that says so.
pub fn is_demonstration(cell: &str) -> Result<bool, Wrong> {
    match cell {
        DEMONSTRATION => Ok(true),
        APPROVED => Ok(false),
        word => Err(Wrong::unknown(word, &[APPROVED, DEMONSTRATION])),
    }
}

/// The lines of a tab-separated sheet with something on them, each with its number, below headings
/// that have to be these.
///
/// # Errors
/// Every heading that is missing; one fault when they stand otherwise than they have to.
pub fn lines_below<'t>(
    text: &'t str,
    headings: &[&'static str],
) -> Result<impl Iterator<Item = (u64, &'t str)> + use<'t>, Vec<LineFault>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = (1_u64..).zip(text.lines().map(|line| line.trim_end_matches('\r')));
    let found: Vec<_> = lines.next().map_or("", |(_, line)| line).split('\t').collect();
    if found != headings {
        let missing = headings.iter().filter(|heading| !found.contains(heading));
        let mut wrong: Vec<_> =
            missing.map(|column| LineFault::at(1, column, Wrong::ColumnMissing)).collect();
        if wrong.is_empty() {
            wrong.push(LineFault::at(1, "", Wrong::NotATable));
        }
        return Err(wrong);
    }
    Ok(lines.filter(|(_, line)| !line.trim().is_empty()))
}
