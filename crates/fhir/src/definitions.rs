//! The search parameters of every type, as R4 defines them.
//!
//! They are compiled by `build.rs` from `tables/search.txt`, which `cargo run -p xtask --
//! definitions` makes from what HL7 publishes: each with the steps that lead to its values, and
//! for each type one tree of the steps of all its parameters, by which a body is walked once.
//!
//! The numbers are kept in the database: a number never changes its code, and a new code takes
//! the next free number. What a city adds to them is in [`added`].
//!
//! Source: <http://hl7.org/fhir/R4/searchparameter-registry.html>.

pub mod added;
#[cfg(any(test, feature = "samples"))]
pub mod sample;
pub(crate) mod steps;
pub(crate) mod way;

use crate::resource_types::ResourceType;
use std::fmt;
use steps::{Find, Keep, Part, Reading, Step};
use way::Way;

/// What a parameter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Codes, identifiers, phones, true and false.
    Token,
    /// Names and addresses: FHIR's `string`.
    Text,
    /// Days, moments and periods.
    Date,
    /// Pointers.
    Reference,
    /// Measured amounts.
    Quantity,
    /// Amounts without a unit.
    Number,
    /// Names of things in the form of an address.
    Uri,
    /// Several values that stand together.
    Composite,
    /// What R4 describes in words.
    Special,
}

impl Kind {
    /// As a `CapabilityStatement` says it.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Text => "string",
            Self::Date => "date",
            Self::Reference => "reference",
            Self::Quantity => "quantity",
            Self::Number => "number",
            Self::Uri => "uri",
            Self::Composite => "composite",
            Self::Special => "special",
        }
    }
}

/// Which rows answer a parameter. Fewer rows are the lever of a fast write, so a parameter whose
/// values are among another's keeps none of its own: the other's rows filter, the body decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// Rows of its own.
    Own,
    /// The rows of this other parameter.
    Via(u16),
    /// Rows of its own, and beside the patient.
    OwnAndChart,
    /// The rows of this other parameter, and rows of its own beside the patient.
    ViaAndChart(u16),
    /// Only the patient's own index; a reference to anything else than a Patient has a row.
    Chart,
    /// The table of identifiers.
    Identifier,
    /// Of a composite: the rows of its first part.
    FirstPart,
    /// None: other conditions lead, the body decides.
    Body,
}

/// What R4 describes in words, and is read in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnWay {
    /// The words of the narrative.
    Narrative,
    /// The words of the whole body.
    Content,
    /// Where on the globe it is.
    Position,
}

/// One search parameter of one type, or of every type.
pub struct Param {
    /// The number that the database holds.
    pub id: u16,
    /// The name in a query.
    pub code: &'static str,
    /// What it compares.
    pub kind: Kind,
    /// Which rows answer it.
    pub index: Index,
    /// The resource types that a reference may point to; empty for any.
    pub targets: &'static [&'static str],
    /// Of a composite: the parameters as which its parts are compared, in their order.
    pub components: &'static [&'static Param],
    /// Has a body one value of it at most?
    pub is_single: bool,
    /// What a body says that says nothing: of whoever is not said to have died, that they have not.
    pub(crate) otherwise: Option<&'static str>,
    /// Why its values are not read off a body, where they are not.
    pub not_extracted: Option<&'static str>,
    /// The way to its values.
    pub(crate) at: Way,
}

impl Param {
    /// The parameter under whose number its rows stand in the city's index.
    pub fn rows_under(&self) -> u16 {
        match self.index {
            Index::Via(other) | Index::ViaAndChart(other) => other,
            Index::Own
            | Index::OwnAndChart
            | Index::Chart
            | Index::Identifier
            | Index::FirstPart
            | Index::Body => self.id,
        }
    }

    /// Does the patient's own index hold its values?
    pub fn in_chart(&self) -> bool {
        matches!(self.index, Index::OwnAndChart | Index::ViaAndChart(_))
    }

    /// Can it be searched by? [`Param::not_extracted`] says why not.
    pub fn is_indexed(&self) -> bool {
        self.not_extracted.is_none() || self.own_way().is_some()
    }

    /// Can matches be put into an order by its values?
    pub fn has_an_order(&self) -> bool {
        self.not_extracted.is_none() && ![Kind::Reference, Kind::Composite].contains(&self.kind)
    }

    /// How it is read where no element has its values.
    pub fn own_way(&self) -> Option<OwnWay> {
        match self.code {
            "_text" => Some(OwnWay::Narrative),
            "_content" => Some(OwnWay::Content),
            "near" => Some(OwnWay::Position),
            _ => None,
        }
    }

    /// Are its values identifiers, which have a type of their own?
    pub fn is_of_identifiers(&self) -> bool {
        self.at.has(self.kind, &|reading| matches!(reading, Reading::Identifier))
    }

    /// Are its values plain codes, whose system the element itself implies?
    pub fn is_of_plain_codes(&self) -> bool {
        self.at.has(self.kind, &|reading| matches!(reading, Reading::Code))
    }

    /// Are its values canonical addresses?
    pub fn is_canonical(&self) -> bool {
        self.at.has(self.kind, &|reading| matches!(reading, Reading::Canonical))
    }

    /// Does it point to entries by their type and id, so that they can come along? What points by
    /// a canonical address does not.
    pub fn leads_to_entries(&self) -> bool {
        let points = |reading: &Reading| matches!(reading, Reading::Reference { .. });
        self.is_indexed() && self.kind == Kind::Reference && self.at.has(self.kind, &points)
    }

    /// Of a reference: may it point to a resource of this type?
    pub fn may_point_to(&self, of: ResourceType) -> bool {
        self.targets.is_empty() || self.targets.contains(&of.name())
    }
}

impl fmt::Debug for Param {
    /// Without the way to its values, which leads back to it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.code, self.id)
    }
}

/// What there is to search a type by.
struct Searched {
    /// The type, which its place in the list says too.
    of: &'static str,
    params: &'static [&'static Param],
    /// Those of them under which everybody says something.
    otherwise: &'static [&'static Param],
    at: Step,
}

include!(concat!(env!("OUT_DIR"), "/search.rs"));

impl Searched {
    fn of(of: ResourceType) -> Option<&'static Self> {
        let at = usize::from(of.number()).checked_sub(1)?;
        SEARCHED.get(at).filter(|searched| searched.of == of.name())
    }
}

/// The parameters of a type in the order of their codes, those of every type among them.
pub fn params(of: ResourceType) -> &'static [&'static Param] {
    Searched::of(of).map_or(&[], |searched| searched.params)
}

/// One parameter by its name in a query.
pub fn param(of: ResourceType, code: &str) -> Option<&'static Param> {
    let params = params(of);
    let at = params.binary_search_by(|param| param.code.cmp(code)).ok()?;
    params.get(at).copied()
}

/// The parameters of a type under which every body says something.
pub(crate) fn otherwise(of: ResourceType) -> &'static [&'static Param] {
    Searched::of(of).map_or(&[], |searched| searched.otherwise)
}

/// The ways to the values of all parameters of a type.
pub(crate) fn ways(of: ResourceType) -> Option<&'static Step> {
    Searched::of(of).map(|searched| &searched.at)
}

#[cfg(test)]
mod tests;
