//! Pointers: references, identifiers, periods, extensions.

use super::concept::{CodeableConcept, Coding};
use super::decimal::{Decimal, Quantity};
use nabz_kernel::clock::Instant;
use serde::Serialize;
use std::fmt;

/// A pointer to another resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// `Type/id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// For people to read. Never a patient's name: references are copied widely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

impl Reference {
    /// `Reference::to("Patient", person)`.
    pub fn to(resource_type: &str, id: impl fmt::Display) -> Self {
        Self { reference: Some(format!("{resource_type}/{id}")), display: None }
    }

    /// Adds words for people to read.
    #[must_use]
    pub fn shown_as(mut self, display: impl Into<String>) -> Self {
        self.display = Some(display.into());
        self
    }
}

/// A number that somebody gave to something.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// `official`, `secondary`, `old` …
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub used_as: Option<String>,
    /// What kind of number.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CodeableConcept>,
    /// Whose number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Identifier {
    /// A number of a system.
    pub fn of(system: &str, value: impl Into<String>) -> Self {
        Self { system: Some(system.to_owned()), value: Some(value.into()), ..Self::default() }
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The system is public, the number may be on somebody's card.
        f.debug_struct("Identifier").field("system", &self.system).finish_non_exhaustive()
    }
}

/// From when to when. Both ends as FHIR writes them: a day or a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First moment or day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Last moment or day; absent while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

impl Period {
    /// Something that has begun and lasts.
    pub fn since(start: Instant) -> Self {
        Self { start: Some(start.to_string()), end: None }
    }

    /// Something that is over.
    pub fn between(start: Instant, end: Instant) -> Self {
        Self { start: Some(start.to_string()), end: Some(end.to_string()) }
    }
}

/// What R4 has no field for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Extension {
    /// What it means.
    pub url: String,
    /// What it says, or further extensions.
    #[serde(flatten)]
    pub value: ExtensionValue,
}

/// The kinds of value that our extensions carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ExtensionValue {
    /// `extension`: a group.
    Extension(Vec<Extension>),
    /// `valueString`.
    ValueString(String),
    /// `valueCode`.
    ValueCode(String),
    /// `valueBoolean`.
    ValueBoolean(bool),
    /// `valueInteger`.
    ValueInteger(i32),
    /// `valueDecimal`.
    ValueDecimal(Decimal),
    /// `valueDateTime`.
    ValueDateTime(String),
    /// `valueCoding`.
    ValueCoding(Coding),
    /// `valueCodeableConcept`.
    ValueCodeableConcept(CodeableConcept),
    /// `valueReference`.
    ValueReference(Reference),
    /// `valueQuantity`.
    ValueQuantity(Quantity),
}

impl Extension {
    /// One extension with its value.
    pub fn of(url: &str, value: ExtensionValue) -> Self {
        Self { url: url.to_owned(), value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_names_its_value_by_type() {
        let ward =
            Extension::of("https://x.example", ExtensionValue::ValueCode("estimated".into()));
        let body = serde_json::to_string(&ward).unwrap();
        assert_eq!(body, r#"{"url":"https://x.example","valueCode":"estimated"}"#);
    }
}
