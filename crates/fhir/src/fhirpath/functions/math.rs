//! Numbers.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::operators;
use crate::fhirpath::quantity::rounded;
use crate::fhirpath::value::Value;
use rust_decimal::Decimal;
use rust_decimal::MathematicalOps;
use rust_decimal::prelude::ToPrimitive;

/// Places to which what has no end is rounded; FHIRPath asks for eight at least.
const PLACES: u32 = 16;
/// Places that a decimal may have.
const PLACES_MAX: u32 = 28;

/// FHIRPath N1, section 5.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Math {
    Abs,
    Ceiling,
    Exp,
    Floor,
    Ln,
    Log,
    Power,
    Round,
    Sqrt,
    Truncate,
}

impl Math {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "abs" => (Self::Abs, (0, 0)),
            "ceiling" => (Self::Ceiling, (0, 0)),
            "exp" => (Self::Exp, (0, 0)),
            "floor" => (Self::Floor, (0, 0)),
            "ln" => (Self::Ln, (0, 0)),
            "log" => (Self::Log, (1, 1)),
            "power" => (Self::Power, (1, 1)),
            "round" => (Self::Round, (0, 1)),
            "sqrt" => (Self::Sqrt, (0, 0)),
            "truncate" => (Self::Truncate, (0, 0)),
            _ => return None,
        })
    }
}

/// What the function says of one number; nothing where there is none, or where it says nothing of
/// it, such as the root of what is below 0.
pub(super) fn call<'a, 't>(
    which: Math,
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let what = "a number";
    let Some(value) = operators::operand(input, asked.at(), what)? else { return Ok(Found::None) };
    if let (Math::Abs, Value::Quantity(quantity)) = (which, &value) {
        let quantity = quantity.of(quantity.value.abs()).into_owned();
        return Ok(Found::One(Item::Value(Value::Quantity(quantity))));
    }
    let number = value.number().ok_or(asked.mismatch(what))?;
    let found = match which {
        Math::Abs if matches!(value, Value::Integer(_)) => {
            number.abs().to_i64().map(Value::Integer)
        }
        Math::Abs => Some(Value::Decimal(number.abs())),
        Math::Ceiling => number.ceil().to_i64().map(Value::Integer),
        Math::Floor => number.floor().to_i64().map(Value::Integer),
        Math::Truncate => number.trunc().to_i64().map(Value::Integer),
        Math::Exp => endless(number.checked_exp()),
        Math::Ln => endless(number.checked_ln()),
        Math::Sqrt => endless(number.sqrt()),
        Math::Log => {
            let Some(base) = argument(asked)? else { return Ok(Found::None) };
            let (ours, other) = (number.checked_ln(), decimal(&base).checked_ln());
            endless(ours.zip(other).and_then(|(ours, other)| ours.checked_div(other)))
        }
        Math::Power => {
            let Some(exponent) = argument(asked)? else { return Ok(Found::None) };
            power(&value, number, &exponent)
        }
        Math::Round => {
            let places = asked.whole(0)?.unwrap_or(0);
            let places = u32::try_from(places).map_err(|_| asked.mismatch("a number from 0 on"))?;
            Some(Value::Decimal(rounded(number, places.min(PLACES_MAX))))
        }
    };
    Ok(Found::of(found.map(Item::Value)))
}

/// A number as the first argument.
fn argument(asked: &Asked<'_, '_>) -> Result<Option<Value<'static>>, PathFault> {
    let what = "a number";
    let argument = asked.argument(0)?;
    match operators::operand(&argument, asked.at(), what)? {
        None => Ok(None),
        Some(Value::Integer(whole)) => Ok(Some(Value::Integer(whole))),
        Some(Value::Decimal(number)) => Ok(Some(Value::Decimal(number))),
        Some(_) => Err(asked.mismatch(what)),
    }
}

fn decimal(value: &Value<'_>) -> Decimal {
    value.number().unwrap_or_default()
}

/// A whole number to the power of one is whole; anything else is a decimal.
fn power(value: &Value<'_>, number: Decimal, exponent: &Value<'_>) -> Option<Value<'static>> {
    if let (Value::Integer(base), Value::Integer(exponent)) = (value, exponent)
        && *exponent >= 0
    {
        return base.checked_pow(u32::try_from(*exponent).ok()?).map(Value::Integer);
    }
    let exponent = decimal(exponent);
    match exponent.is_integer().then(|| exponent.to_i64()).flatten() {
        Some(whole) => number.checked_powi(whole).map(Value::Decimal),
        None if number.is_sign_negative() => None,
        None => endless(number.checked_powd(exponent)),
    }
}

fn endless(number: Option<Decimal>) -> Option<Value<'static>> {
    number.map(|number| Value::Decimal(rounded(number, PLACES).normalize()))
}
