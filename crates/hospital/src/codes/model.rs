//! The nouns of code lists.

use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};

/// More lines than any list of diagnoses has.
pub const CONCEPTS_MAX: usize = 120_000;
/// Letters of a display or of other words.
pub const DISPLAY_LETTERS_MAX: usize = 250;

/// Names a concept: which list, which code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodeRef {
    /// The list's URL.
    pub system: String,
    /// The code in it.
    pub code: String,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its name.
    pub code: CodeRef,
    /// In Roman.
    pub english: String,
    /// In Devanagari; empty when the list has none.
    pub hindi: String,
    /// No longer in the list.
    pub retired: bool,
}

/// One line of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1, the header included.
    pub line: u64,
    /// The code.
    pub code: String,
    /// In Roman.
    pub english: String,
    /// In Devanagari.
    pub hindi: String,
    /// Other words it is searched by.
    pub also: String,
}

/// What a load did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Concepts of the new list.
    pub listed: usize,
    /// Concepts that the new list no longer has.
    pub retired: usize,
}

/// Why codes say no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodesRefusal {
    /// The sheet is no list of codes; nothing of it was loaded.
    Unreadable {
        /// How many things are wrong.
        faults: usize,
        /// The first of them, one a line.
        first: String,
    },
    /// A system is named by a URL.
    NotASystem,
}

impl From<CodesRefusal> for Refused {
    fn from(refusal: CodesRefusal) -> Self {
        match refusal {
            CodesRefusal::Unreadable { faults, first } => {
                Self::plain("COD-001").with("faults", faults).with("first", first).invalid()
            }
            CodesRefusal::NotASystem => Self::plain("COD-002").invalid(),
        }
    }
}
