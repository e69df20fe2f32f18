//! Copies of who somebody is, in the two forms that readers of others know: a SMART Health Card
//! ([`smart`]) and a certificate of the WHO's and the EU's kind ([`hcert`]).
//!
//! They are files for a phone and no cards: too large for plastic, and nobody can call them back
//! once they are given out, so they end after [`COPY_DAYS_MAX`] days at most. A key of its own
//! signs them ([`Exports`](crate::trust::Purpose::Exports)); others find it in the document of [`jwk::published`].
//!
//! Both hold the name, as much of the day of birth as is known, and nothing about health but what
//! the caller adds to a SMART Health Card; a certificate holds the health ID besides.

pub mod hcert;
pub mod jwk;
mod letters;
pub mod picture;
pub mod smart;

use crate::keys::SignFault;
use std::fmt;
use thiserror::Error;

/// A copy is good for so many days at most, whoever holds the card for longer.
pub const COPY_DAYS_MAX: i64 = 365;

/// A name in one script.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenName {
    /// All of it but the family name, with spaces between the words.
    pub given: String,
    /// The family name, of whoever has one.
    pub family: Option<String>,
}

/// When somebody was born, as far as that is known: `1984`, `1984-07` or `1984-07-12`.
#[derive(Clone, PartialEq, Eq)]
pub struct Born(String);

impl Born {
    /// Takes a year, a month or a day as FHIR and the certificates write them; `None` for anything
    /// else. Whether the calendar has the day is for whoever knows it to say.
    pub fn parse(text: &str) -> Option<Self> {
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let has_form = matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2]);
        let has_digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        (has_form && has_digits).then(|| Self(text.to_owned()))
    }

    /// As it was taken.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// In Roman letters; where nobody has written it so, as it is spelled by sound.
    pub roman: WrittenName,
    /// Whether somebody has written the name in Roman letters. One that was spelled by sound only
    /// stands where a machine reads it, and in no place where it would be taken for the name.
    pub roman_is_written: bool,
    /// In Devanagari.
    pub devanagari: Option<WrittenName>,
    /// `None` where nothing is known.
    pub born: Option<Born>,
    /// The number under which the city knows them, without spaces.
    pub health_id: String,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(‹hidden›)")
    }
}

/// From when to when a copy is good, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub from: i64,
    /// The second in which it is over.
    pub until: i64,
}

/// Why no copy was made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportFault {
    /// No letter of the name is one that a machine reads.
    #[error("no name that a machine reads")]
    NoName,
    /// More than one code, or one field, holds.
    #[error("too long for the form")]
    TooLong,
    /// What the caller added is no JSON.
    #[error("no JSON: {0}")]
    Json(String),
    /// Nobody signed it.
    #[error("{0}")]
    Sign(#[from] SignFault),
}

impl From<serde_json::Error> for ExportFault {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error.to_string())
    }
}
