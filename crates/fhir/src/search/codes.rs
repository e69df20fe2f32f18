//! Codes that are wanted by what they belong to: a value set, or the codes above or below one.
//! Which those are, whoever answers the search has to say first.

use super::criteria::TokenWanted;
use std::collections::BTreeMap;
use std::fmt;

/// Codes that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Those of a value set, by its canonical address.
    ValueSet(String),
    /// This one and what it is a kind of.
    Above(TokenWanted),
    /// This one and what is a kind of it.
    Below(TokenWanted),
}

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValueSet(url) => f.write_str(url),
            Self::Above(token) | Self::Below(token) => {
                let system = token.system.iter().flatten().map(String::as_str).next();
                let code = token.code.as_deref().unwrap_or_default();
                write!(f, "{}|{code}", system.unwrap_or_default())
            }
        }
    }
}

/// One of many codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodesWanted {
    /// Which codes.
    pub of: Codes,
    /// Those codes, once they are known. Without them nothing is one of them.
    pub set: Option<CodeSet>,
}

/// Codes, each with its system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeSet(BTreeMap<String, Vec<Option<String>>>);

impl CodeSet {
    /// These, each with the system that it is of.
    pub fn of(codes: impl IntoIterator<Item = (Option<String>, String)>) -> Self {
        let mut set = Self::default();
        for (system, code) in codes {
            set.0.entry(code).or_default().push(system);
        }
        set
    }

    /// The codes without their systems, each once.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// How many codes there are, without their systems.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is it one of them? A plain code, whose system its element implies, is compared without.
    pub(super) fn has(&self, system: Option<&str>, code: &str, is_plain: bool) -> bool {
        let fits = |own: &Option<String>| own.as_deref() == system || is_plain && system.is_none();
        self.0.get(code).is_some_and(|systems| systems.iter().any(fits))
    }
}
