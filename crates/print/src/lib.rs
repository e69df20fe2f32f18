//! Print: paper that a person can read in their own script.
//!
//! Slips, cards, prescriptions and labels as PDF. Devanagari is shaped by the `HarfBuzz` port and
//! placed by us on a fixed grid; every document carries both scripts. What comes in are plain
//! view structs of words ([`Both`]), so this crate knows no capability and no language setting.
//!
//! What is printed one at a time goes through [`paper`]; cards and what is sent with them are
//! printed by the ten thousand ([`bulk`]) and go straight into their file.
//!
//! Lengths are PDF points (1/72 inch) measured from the top left; [`mm`] converts.
//! Promises: the same input gives the same bytes; nothing is cut off: long text wraps, a long
//! prescription takes a second page, and only the remark on a label ends in `…` where there is no
//! room for it; a reprint says that it is one; a name on a card is set smaller, never shorter.
//! Start at [`prescription::prescription`]; for cards, at [`card::card`].

pub mod barcode;
pub mod bulk;
pub mod card;
pub mod face;
mod fit;
pub mod icon;
pub mod kit;
pub mod label;
pub mod opd_card;
pub mod paper;
pub mod photo;
pub mod prescription;
mod press;
pub mod shape;
pub mod sheet;
pub mod text;
pub mod token_slip;
pub mod words;

#[cfg(test)]
mod tests;

/// The same words in both scripts, as they stand beside one another on paper.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Both {
    /// In Devanagari; empty when nobody wrote it.
    pub hi: String,
    /// In Roman letters; empty when nobody wrote it.
    pub en: String,
}

impl Both {
    /// Words in Hindi and in English.
    pub fn new(hi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { hi: hi.into(), en: en.into() }
    }

    /// The Hindi words, or the English where there are none.
    pub fn first(&self) -> &str {
        if self.hi.is_empty() { &self.en } else { &self.hi }
    }

    /// The English words where they add something to [`Both::first`].
    pub fn second(&self) -> &str {
        if self.hi.is_empty() || self.en == self.hi { "" } else { &self.en }
    }

    /// Whether nothing was written in either script.
    pub fn is_empty(&self) -> bool {
        self.hi.is_empty() && self.en.is_empty()
    }
}

/// Which print of a paper this is. A copy that does not say so can be filled twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintCount {
    /// From 1; what is above 1 is printed as `Duplicate 2`.
    pub copy: u32,
    /// Which amendment of the signed paper; `None` as it was first signed.
    pub amended: Option<u32>,
}

impl PrintCount {
    /// The paper as it first leaves the printer.
    pub const FIRST: Self = Self { copy: 1, amended: None };
}

/// Why a paper could not be made. None is the fault of the person at the desk.
#[derive(Debug, thiserror::Error)]
pub enum PrintFault {
    /// A font compiled into the program could not be read or shaped with.
    #[error("font: {0}")]
    Font(String),
    /// A code holds more than its size can carry.
    #[error("barcode: {0}")]
    Code(String),
    /// A photograph cannot be printed as it is.
    #[error("photograph: {0}")]
    Photo(String),
    /// The page or the file could not be built.
    #[error("pdf: {0}")]
    Pdf(String),
    /// The file could not be written.
    #[error("writing: {0}")]
    Write(#[from] std::io::Error),
}

/// Millimetres as points.
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}
