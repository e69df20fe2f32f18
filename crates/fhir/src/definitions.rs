//! The search parameters of the types that are indexed, as R4 defines them.
//!
//! The numbers are kept in the database: a number never changes its code, and a new code takes
//! the next free number.

mod clinical;
mod medicine;
mod people;
mod told;

use crate::path::Path;
use crate::resource_types::ResourceType;

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
}

/// One search parameter of one type.
#[derive(Debug)]
pub struct Param {
    /// The number that the database holds.
    pub id: u16,
    /// The name in a query.
    pub code: &'static str,
    /// What it compares.
    pub kind: Kind,
    /// Which rows answer it.
    pub index: Index,
    /// Where its values stand.
    pub paths: &'static [Path],
}

impl Param {
    const fn new(
        id: u16,
        code: &'static str,
        kind: Kind,
        index: Index,
        paths: &'static [Path],
    ) -> Self {
        Self { id, code, kind, index, paths }
    }

    /// The parameter under whose number its rows stand in the city's index.
    pub fn rows_under(&self) -> u16 {
        match self.index {
            Index::Via(other) | Index::ViaAndChart(other) => other,
            Index::Own | Index::OwnAndChart | Index::Chart | Index::Identifier => self.id,
        }
    }

    /// Does the patient's own index hold its values?
    pub fn in_chart(&self) -> bool {
        matches!(self.index, Index::OwnAndChart | Index::ViaAndChart(_))
    }
}

/// The types whose parameters are indexed.
pub const INDEXED: [ResourceType; 16] = [
    ResourceType::ALLERGY_INTOLERANCE,
    ResourceType::COMPOSITION,
    ResourceType::CONDITION,
    ResourceType::CONSENT,
    ResourceType::ENCOUNTER,
    ResourceType::GROUP,
    ResourceType::LOCATION,
    ResourceType::MEDICATION_DISPENSE,
    ResourceType::MEDICATION_REQUEST,
    ResourceType::OBSERVATION,
    ResourceType::ORGANIZATION,
    ResourceType::PATIENT,
    ResourceType::PRACTITIONER,
    ResourceType::PRACTITIONER_ROLE,
    ResourceType::PROVENANCE,
    ResourceType::RELATED_PERSON,
];

/// The parameters of a type in the order of their codes; none for a type that is only kept.
pub fn params(of: ResourceType) -> &'static [Param] {
    match of {
        ResourceType::ALLERGY_INTOLERANCE => clinical::ALLERGY_INTOLERANCE,
        ResourceType::COMPOSITION => clinical::COMPOSITION,
        ResourceType::CONDITION => clinical::CONDITION,
        ResourceType::CONSENT => told::CONSENT,
        ResourceType::ENCOUNTER => clinical::ENCOUNTER,
        ResourceType::GROUP => people::GROUP,
        ResourceType::LOCATION => people::LOCATION,
        ResourceType::MEDICATION_DISPENSE => medicine::MEDICATION_DISPENSE,
        ResourceType::MEDICATION_REQUEST => medicine::MEDICATION_REQUEST,
        ResourceType::OBSERVATION => clinical::OBSERVATION,
        ResourceType::ORGANIZATION => people::ORGANIZATION,
        ResourceType::PATIENT => people::PATIENT,
        ResourceType::PRACTITIONER => people::PRACTITIONER,
        ResourceType::PRACTITIONER_ROLE => people::PRACTITIONER_ROLE,
        ResourceType::PROVENANCE => told::PROVENANCE,
        ResourceType::RELATED_PERSON => people::RELATED_PERSON,
        _ => &[],
    }
}

/// One parameter by its name in a query.
pub fn param(of: ResourceType, code: &str) -> Option<&'static Param> {
    params(of).iter().find(|param| param.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_code_has_one_number_in_every_type_and_rows_that_exist() {
        let mut numbers = HashMap::new();
        for of in INDEXED {
            assert!(!params(of).is_empty(), "{of} has no parameters");
            for param in params(of) {
                assert_eq!(*numbers.entry(param.code).or_insert(param.id), param.id, "{param:?}");
                let under = params(of).iter().find(|p| p.id == param.rows_under());
                assert!(under.is_some_and(|p| p.kind == param.kind), "{of}.{}", param.code);
            }
        }
    }
}
