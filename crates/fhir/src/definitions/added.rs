//! Search parameters that a city adds to those of R4.
//!
//! Each comes as a `SearchParameter` and is read once for as long as the program runs: whatever
//! speaks of a parameter holds on to it, as it does to those that were compiled in. Operators add
//! them, some in a year, so that this is never much.
//! Start at [`Definition::read`] to look at one, at [`Added`] for those that there are.

mod definition;

pub use definition::{Definition, Unusable};

use super::way::Way;
use super::{Index, Param};
use crate::resource_types::ResourceType;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The number of the first one that is added. R4's own end below, and the identifiers of what
/// references point to stand ten thousand behind their parameter.
pub const NUMBER_FIRST: u16 = 20_000;
/// The number of the last one: numbers are not given again.
pub const NUMBER_LAST: u16 = 29_999;
/// So many there may be at once: each of them costs every write of its types.
pub const ADDED_MAX: usize = 100;

/// How far a parameter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What is written has its rows; what stood before is being gone through.
    Filling,
    /// It is searched by.
    Answering,
    /// It was retired, and its rows are being taken away.
    Leaving,
}

/// One parameter that was added.
#[derive(Clone, Copy)]
pub struct Addition {
    /// What it asks, and where it stands.
    said: &'static Said,
    /// How far it has come.
    pub stage: Stage,
}

struct Said {
    url: String,
    of: Vec<ResourceType>,
    param: Param,
}

/// By number and body: what has been read.
static READ: Mutex<BTreeMap<(u16, Vec<u8>), &'static Said>> = Mutex::new(BTreeMap::new());

impl Addition {
    /// Of a body that was found good before, under the number that it was given.
    ///
    /// # Errors
    /// A body that this program cannot use.
    pub fn of(number: u16, body: &[u8], stage: Stage) -> Result<Self, Unusable> {
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(said) = read.get(&(number, body.to_vec())) {
            return Ok(Self { said, stage });
        }
        let said: &'static Said = Box::leak(Box::new(Said::of(number, Definition::read(body)?)));
        read.insert((number, body.to_vec()), said);
        Ok(Self { said, stage })
    }

    /// The canonical address of its definition.
    pub fn url(&self) -> &'static str {
        &self.said.url
    }

    /// The types that are searched by it.
    pub fn types(&self) -> &'static [ResourceType] {
        &self.said.of
    }

    /// As a search knows it.
    pub fn param(&self) -> &'static Param {
        &self.said.param
    }
}

impl fmt::Debug for Addition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {:?}", self.said.url, self.said.param, self.stage)
    }
}

impl Said {
    fn of(number: u16, definition: Definition) -> Self {
        let Definition { url, code, kind, of, targets, expression } = definition;
        let param = Param {
            id: number,
            code: Box::leak(code.into_boxed_str()),
            kind,
            index: Index::Own,
            targets: Vec::leak(targets),
            components: &[],
            is_single: false,
            otherwise: None,
            not_extracted: None,
            at: Way::Asked(expression),
        };
        Self { url, of, param }
    }
}

/// The parameters that were added, as they were at one moment; none by default.
#[derive(Clone, Debug, Default)]
pub struct Added(Arc<[Addition]>);

impl Added {
    /// All of them, in the order of their numbers.
    pub fn all(&self) -> &[Addition] {
        &self.0
    }

    /// Those of one type.
    pub fn of(&self, of: ResourceType) -> impl Iterator<Item = &Addition> {
        self.0.iter().filter(move |one| one.types().contains(&of))
    }

    /// Those by which a type is searched.
    pub fn answering(&self, of: ResourceType) -> impl Iterator<Item = &'static Param> {
        self.of(of).filter(|one| one.stage == Stage::Answering).map(Addition::param)
    }

    /// The one of a type with this name in a query, unless it was retired.
    pub fn named(&self, of: ResourceType, code: &str) -> Option<&Addition> {
        self.of(of).find(|one| one.param().code == code && one.stage != Stage::Leaving)
    }
}

impl FromIterator<Addition> for Added {
    fn from_iter<I: IntoIterator<Item = Addition>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
