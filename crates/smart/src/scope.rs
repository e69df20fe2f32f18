//! Scopes of SMART App Launch 2: what an app asks for and what it was given, as words.
//!
//! `patient/Observation.rs?category=laboratory` lets an app read and search laboratory results of one
//! patient. `user/…` is about whatever a member of staff may see, `system/…` about whatever a source
//! may. The words of version 1, `.read`, `.write` and `.*`, are the same in other letters. A word that
//! narrows by search parameters gives reading alone: what is written cannot be held against it before
//! it is there.

mod grammar;
mod meet;
mod reach;

pub use grammar::{NotAScope, SCOPES_BYTES_MAX};
pub use reach::{Opens, Reach, Way, is_among};

use nabz_fhir::ResourceType;
use nabz_fhir::search::{Criterion, query};
use std::fmt;

/// Whose view a scope is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One patient's.
    Patient,
    /// A member of staff's.
    User,
    /// A source's.
    System,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::User => "user",
            Self::System => "system",
        }
    }
}

/// One thing that may be done with a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Sending something new.
    Create,
    /// Reading by id, and what it was before.
    Read,
    /// Changing what is there.
    Update,
    /// Taking it out.
    Delete,
    /// Searching.
    Search,
}

impl Right {
    /// In the order in which a scope names them.
    const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Search];

    const fn letter(self) -> char {
        match self {
            Self::Create => 'c',
            Self::Read => 'r',
            Self::Update => 'u',
            Self::Delete => 'd',
            Self::Search => 's',
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Read => 2,
            Self::Update => 4,
            Self::Delete => 8,
            Self::Search => 16,
        }
    }
}

/// Several of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights(u8);

impl Rights {
    const READING: Self = Self(Right::Read.bit() | Right::Search.bit());
    const WRITING: Self = Self(Right::Create.bit() | Right::Update.bit() | Right::Delete.bit());
    const ALL: Self = Self(Self::READING.0 | Self::WRITING.0);

    /// Whether this is one of them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    const fn with(self, right: Right) -> Self {
        Self(self.0 | right.bit())
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What may be done with one type, or with any.
#[derive(Clone, Debug)]
pub struct Scope {
    level: Level,
    /// Any, where none is named.
    of: Option<ResourceType>,
    rights: Rights,
    /// What of the type alone, as a search says it; empty for all of it.
    only: Vec<(String, String)>,
    /// The same, read.
    criteria: Vec<Criterion>,
}

impl Scope {
    /// Whose view it is about.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The type, where it is about one.
    pub const fn of_type(&self) -> Option<ResourceType> {
        self.of
    }

    /// What of it alone, as a search says it.
    pub fn only(&self) -> Option<String> {
        (!self.only.is_empty()).then(|| query(&self.only))
    }

    fn allows(&self, right: Right, of: ResourceType) -> bool {
        self.rights.has(right) && self.of.is_none_or(|named| named == of)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.of.map_or("*", ResourceType::name);
        write!(f, "{}/{of}.", self.level.word())?;
        for right in Right::ALL.into_iter().filter(|right| self.rights.has(*right)) {
            write!(f, "{}", right.letter())?;
        }
        if self.only.is_empty() { Ok(()) } else { write!(f, "?{}", query(&self.only)) }
    }
}

/// One word of a request.
#[derive(Clone, Debug)]
pub enum Word {
    /// What may be done.
    Scope(Scope),
    /// To be told about whom the app was opened.
    Launch,
    /// To have a patient chosen.
    LaunchPatient,
    /// To go on while whoever allowed it is signed in.
    OnlineAccess,
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scope(scope) => scope.fmt(f),
            Self::Launch => f.write_str("launch"),
            Self::LaunchPatient => f.write_str("launch/patient"),
            Self::OnlineAccess => f.write_str("online_access"),
        }
    }
}

/// What is asked for, or was given.
#[derive(Clone, Debug, Default)]
pub struct Scopes(Vec<Word>);

impl Scopes {
    /// Whether nothing may be done with any type.
    pub fn is_empty(&self) -> bool {
        self.of_types().next().is_none()
    }

    /// What may be done with types.
    pub fn of_types(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter().filter_map(|word| match word {
            Word::Scope(scope) => Some(scope),
            Word::Launch | Word::LaunchPatient | Word::OnlineAccess => None,
        })
    }

    /// Without what is of other views than these.
    #[must_use]
    pub fn of_levels(self, levels: &[Level]) -> Self {
        let fits = |word: &Word| match word {
            Word::Scope(scope) => levels.contains(&scope.level),
            Word::Launch | Word::LaunchPatient | Word::OnlineAccess => {
                !levels.contains(&Level::System)
            }
        };
        Self(self.0.into_iter().filter(fits).collect())
    }

    /// Of what may be done reading alone: staff write at their desk.
    #[must_use]
    pub fn reading(self) -> Self {
        let reading = |word: Word| match word {
            Word::Scope(mut scope) => {
                scope.rights = scope.rights.and(Rights::READING);
                (!scope.rights.is_empty()).then_some(Word::Scope(scope))
            }
            Word::Launch | Word::LaunchPatient | Word::OnlineAccess => Some(word),
        };
        Self(self.0.into_iter().filter_map(reading).collect())
    }

    /// Whether a patient is to be chosen before anything is given: it is asked for, or something is
    /// asked for that is about one.
    pub fn wants_patient(&self) -> bool {
        self.0.iter().any(|word| match word {
            Word::Scope(scope) => scope.level == Level::Patient,
            Word::LaunchPatient => true,
            Word::Launch | Word::OnlineAccess => false,
        })
    }

    /// Whether more than one token may be fetched while whoever allowed it is signed in.
    pub fn go_on(&self) -> bool {
        self.0.iter().any(|word| matches!(word, Word::OnlineAccess))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            word.fmt(f)?;
        }
        Ok(())
    }
}
