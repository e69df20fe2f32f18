//! Values that are computed with: FHIRPath's own types.

use super::moment::{Moment, Sort};
use super::quantity::Quantity;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::fmt;

/// A value of one of FHIRPath's own types.
#[derive(Clone)]
pub enum Value<'t> {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number of up to 28 digits, exact.
    Decimal(Decimal),
    /// A string.
    Text(Cow<'t, str>),
    /// A date, dateTime or time.
    Moment(Moment),
    /// A number with its unit.
    Quantity(Quantity<'t>),
}

/// FHIRPath's own types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Boolean,
    Integer,
    Decimal,
    Text,
    Date,
    DateTime,
    Time,
    Quantity,
}

impl System {
    /// By the name that FHIRPath has for it.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Boolean" => Self::Boolean,
            "Integer" => Self::Integer,
            "Decimal" => Self::Decimal,
            "String" => Self::Text,
            "Date" => Self::Date,
            "DateTime" => Self::DateTime,
            "Time" => Self::Time,
            "Quantity" => Self::Quantity,
            _ => return None,
        })
    }

    /// The name that FHIRPath has for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Decimal => "Decimal",
            Self::Text => "String",
            Self::Date => "Date",
            Self::DateTime => "DateTime",
            Self::Time => "Time",
            Self::Quantity => "Quantity",
        }
    }
}

impl Value<'_> {
    /// Its type.
    pub(super) fn system(&self) -> System {
        match self {
            Self::Boolean(_) => System::Boolean,
            Self::Integer(_) => System::Integer,
            Self::Decimal(_) => System::Decimal,
            Self::Text(_) => System::Text,
            Self::Moment(moment) => match moment.sort() {
                Sort::Date => System::Date,
                Sort::DateTime => System::DateTime,
                Sort::Time => System::Time,
            },
            Self::Quantity(_) => System::Quantity,
        }
    }

    /// A number as a decimal; `None` of what is no number.
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Integer(whole) => Some(Decimal::from(*whole)),
            Self::Decimal(number) => Some(*number),
            Self::Boolean(_) | Self::Text(_) | Self::Moment(_) | Self::Quantity(_) => None,
        }
    }

    /// A quantity, or a number as one of the unit `1`.
    pub(super) fn quantity(&self) -> Option<Quantity<'_>> {
        match self {
            Self::Quantity(quantity) => Some(quantity.borrowed()),
            Self::Integer(_) | Self::Decimal(_) => self.number().map(Quantity::plain),
            Self::Boolean(_) | Self::Text(_) | Self::Moment(_) => None,
        }
    }

    /// The same, its text borrowed.
    pub(super) fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Boolean(truth) => Value::Boolean(*truth),
            Self::Integer(whole) => Value::Integer(*whole),
            Self::Decimal(number) => Value::Decimal(*number),
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Moment(moment) => Value::Moment(*moment),
            Self::Quantity(quantity) => Value::Quantity(quantity.borrowed()),
        }
    }

    /// The same, whatever it was read from.
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Boolean(truth) => Value::Boolean(truth),
            Self::Integer(whole) => Value::Integer(whole),
            Self::Decimal(number) => Value::Decimal(number),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Moment(moment) => Value::Moment(moment),
            Self::Quantity(quantity) => Value::Quantity(quantity.into_owned()),
        }
    }

    /// As one JSON value: a moment as a string, a quantity as FHIR has it.
    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Boolean(_) | Self::Integer(_) | Self::Decimal(_) => self.to_string(),
            Self::Text(_) | Self::Moment(_) => quoted(&self.to_string()),
            Self::Quantity(quantity) => quantity.to_json(),
        }
    }
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl fmt::Display for Value<'_> {
    /// As `toString()` says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(truth) => truth.fmt(f),
            Self::Integer(whole) => whole.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Moment(moment) => moment.fmt(f),
            Self::Quantity(quantity) => quantity.fmt(f),
        }
    }
}

impl fmt::Debug for Value<'_> {
    /// Without what it says: it may be about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.system().fmt(f)
    }
}
