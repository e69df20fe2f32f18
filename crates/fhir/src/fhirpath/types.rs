//! Names of types, and whether something is of one.
//!
//! FHIR's `boolean` and FHIRPath's `Boolean` are two types: an element is of the first, a literal
//! or what was computed of the second. A name without `FHIR.` or `System.` is looked up in both;
//! `Quantity` alone is in both.

use super::item::{Item, Part};
use super::value::{System, Value};
use crate::schema::TypeDef;

/// The type that a name says.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeName {
    /// What an element may be.
    fhir: Option<&'static TypeDef>,
    /// What a value may be.
    system: Option<System>,
    /// Neither `FHIR.` nor `System.` stood before it.
    is_bare: bool,
}

impl TypeName {
    /// Whether `Patient`, `FHIR.Patient`, `Boolean` or `System.Boolean`; `None` when there is no
    /// such type.
    pub(super) fn find(space: Option<&str>, name: &str) -> Option<Self> {
        let fhir = if space == Some("System") { None } else { TypeDef::named(name) };
        let system = if space == Some("FHIR") { None } else { System::named(name) };
        let is_known = fhir.is_some() || system.is_some();
        let is_space = matches!(space, None | Some("FHIR" | "System"));
        (is_known && is_space).then_some(Self { fhir, system, is_bare: space.is_none() })
    }

    /// Is it of that type, or of one that adds to it?
    pub(super) fn is_of(self, item: &Item<'_>) -> bool {
        match item {
            Item::Part(part) => self.fhir.is_some_and(|of| part.of.is_a(of.name)),
            Item::Value(value) => self.system == Some(value.system()),
        }
    }

    /// The same as the operators ask it: a `boolean` passes for a `Boolean`.
    ///
    /// R4's own rule `que-7` asks `answer is Boolean` of an element. The functions, as HL7's tests
    /// have it, look at the type alone.
    pub(super) fn is_operand(self, item: &Item<'_>) -> bool {
        let passes = |part: &Part<'_>| {
            let is_such = |value: Value<'_>| self.system == Some(value.system());
            self.is_bare && self.fhir.is_none() && part.value().is_some_and(is_such)
        };
        self.is_of(item) || matches!(item, Item::Part(part) if passes(part))
    }
}
