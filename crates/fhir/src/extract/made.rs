//! Values that stand nowhere in a body: an expression made them.

use super::Found;
use crate::date::Span;
use crate::definitions::Kind;
use crate::fhirpath::Value;
use crate::ucum::Canonical;

/// The value, where the kind can compare what is made.
pub(super) fn found<'t>(kind: Kind, value: &Value<'_>) -> Option<Found<'t>> {
    let said = Some(value.to_string()).filter(|said| !said.trim().is_empty())?;
    match kind {
        Kind::Token => Some(Found::Token { system: None, code: said.into() }),
        Kind::Text => Some(Found::Text(said.into())),
        Kind::Uri => Some(Found::Uri(said.into())),
        Kind::Date => Span::parse(&said).map(Found::Date),
        Kind::Number => {
            let number = Canonical::without_unit().amount(&said)?;
            Some(Found::Number(number.key()))
        }
        Kind::Reference | Kind::Quantity | Kind::Composite | Kind::Special => None,
    }
}
