//! Decimals that keep their zeros, and quantities.

use crate::systems::UCUM;
use serde::Serialize;
use serde::ser::{Error, Serializer};
use serde_json::value::RawValue;
use std::fmt;

/// A decimal as it was written: `98.60` stays `98.60`, since the zero says how well it was measured.
#[derive(Clone, PartialEq, Eq)]
pub struct Decimal(String);

/// The text is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal")]
pub struct NotADecimal;

impl Decimal {
    /// Digits, at most one point, perhaps a sign or an exponent: what JSON takes as a number.
    ///
    /// # Errors
    /// [`NotADecimal`] for anything else, such as `1,5`, `.5` or `1e`.
    pub fn parse(text: &str) -> Result<Self, NotADecimal> {
        // The parser allows blanks around a number, the wire does not.
        let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
        if is_number && text.trim() == text { Ok(Self(text.to_owned())) } else { Err(NotADecimal) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self(whole.to_string())
    }
}

impl From<u32> for Decimal {
    fn from(whole: u32) -> Self {
        Self(whole.to_string())
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.clone()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

/// A measured amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quantity {
    /// How much.
    pub value: Decimal,
    /// The unit as people read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whose unit code it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The unit as programs read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Quantity {
    /// In a UCUM unit, which people read as `unit`: `Quantity::ucum(value, "mm[Hg]", "mmHg")`.
    pub fn ucum(value: impl Into<Decimal>, code: &str, unit: &str) -> Self {
        Self {
            value: value.into(),
            unit: Some(unit.to_owned()),
            system: Some(UCUM.to_owned()),
            code: Some(code.to_owned()),
        }
    }

    /// In a unit that has no code, such as tablets.
    pub fn of(value: impl Into<Decimal>, unit: &str) -> Self {
        Self { value: value.into(), unit: Some(unit.to_owned()), system: None, code: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_the_zeros_it_was_written_with() {
        let warm = Quantity::ucum(Decimal::parse("98.60").unwrap(), "[degF]", "°F");
        let body = serde_json::to_string(&warm).unwrap();
        assert!(body.starts_with(r#"{"value":98.60,"unit":"°F""#), "{body}");
        for wrong in ["", ".5", "1,5", "1e", "NaN", "0x1", "1 2", " 1"] {
            assert_eq!(Decimal::parse(wrong).err(), Some(NotADecimal), "{wrong:?}");
        }
    }
}
