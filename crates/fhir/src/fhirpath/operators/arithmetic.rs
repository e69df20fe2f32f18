//! Sums, products, and texts one behind the other.

use super::operand;
use crate::fhirpath::evaluate::Evaluation;
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::grammar::Arithmetic;
use crate::fhirpath::item::Item;
use crate::fhirpath::quantity::{Quantity, Unit};
use crate::fhirpath::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;

/// What to do with two numbers, quantities, texts, or a moment and a quantity. Nothing where one
/// side is empty, where 0 divides, and where the outcome is too large to be written.
pub(super) fn apply<'a, 't>(
    evaluation: &Evaluation<'_, 't>,
    (which, at): (Arithmetic, usize),
    left: &[Item<'t>],
    right: &[Item<'t>],
) -> Result<Found<'a, 't>, PathFault> {
    let what = "two numbers, quantities or texts";
    let mismatch = PathFault::Mismatch { at, what };
    let (Some(left), Some(right)) = (operand(left, at, what)?, operand(right, at, what)?) else {
        return Ok(Found::None);
    };
    let value = match (&left, &right) {
        (Value::Integer(left), Value::Integer(right)) => whole(which, *left, *right),
        (Value::Text(left), Value::Text(right)) if which == Arithmetic::Plus => {
            evaluation.spend_bytes(left.len() + right.len())?;
            Some(Value::Text(Cow::Owned(format!("{left}{right}"))))
        }
        (Value::Moment(moment), Value::Quantity(quantity)) => {
            let number = match which {
                Arithmetic::Plus => quantity.value,
                Arithmetic::Minus => -quantity.value,
                Arithmetic::Times | Arithmetic::Divided | Arithmetic::Div | Arithmetic::Mod => {
                    return Err(mismatch);
                }
            };
            let what = "a duration such as 3 days";
            let unit = quantity.unit.calendar().ok_or(PathFault::Mismatch { at, what })?;
            moment.later(number, unit).map(Value::Moment)
        }
        _ => match (left.number().zip(right.number()), left.quantity().zip(right.quantity())) {
            (Some((left, right)), _) => decimal(which, left, right),
            (None, Some((left, right))) => quantity(which, &left, &right).map(Value::Quantity),
            (None, None) => return Err(mismatch),
        },
    };
    Ok(Found::of(value.map(|value| Item::Value(value.into_owned()))))
}

/// `&`: one text behind the other, where nothing is the empty text.
pub(super) fn joined<'a, 't>(
    evaluation: &Evaluation<'_, 't>,
    at: usize,
    left: &[Item<'t>],
    right: &[Item<'t>],
) -> Result<Found<'a, 't>, PathFault> {
    let mut joined = String::new();
    for side in [left, right] {
        match operand(side, at, "two texts")? {
            None => {}
            Some(Value::Text(text)) => {
                evaluation.spend_bytes(text.len())?;
                joined.push_str(&text);
            }
            Some(_) => return Err(PathFault::Mismatch { at, what: "two texts" }),
        }
    }
    Ok(Found::One(Item::made(joined)))
}

/// `-` or `+` before a number or a quantity.
pub(in crate::fhirpath) fn signed<'a, 't>(
    items: &[Item<'t>],
    is_minus: bool,
    at: usize,
) -> Result<Found<'a, 't>, PathFault> {
    let what = "a number or a quantity";
    let Some(value) = operand(items, at, what)? else { return Ok(Found::None) };
    let value = match value {
        Value::Integer(whole) if is_minus => whole.checked_neg().map(Value::Integer),
        Value::Decimal(number) if is_minus => Some(Value::Decimal(-number)),
        Value::Quantity(quantity) if is_minus => {
            Some(Value::Quantity(quantity.of(-quantity.value)))
        }
        number @ (Value::Integer(_) | Value::Decimal(_) | Value::Quantity(_)) => Some(number),
        Value::Boolean(_) | Value::Text(_) | Value::Moment(_) => {
            return Err(PathFault::Mismatch { at, what });
        }
    };
    Ok(Found::of(value.map(|value| Item::Value(value.into_owned()))))
}

fn whole(which: Arithmetic, left: i64, right: i64) -> Option<Value<'static>> {
    let whole = match which {
        Arithmetic::Times => left.checked_mul(right),
        Arithmetic::Plus => left.checked_add(right),
        Arithmetic::Minus => left.checked_sub(right),
        Arithmetic::Div => left.checked_div(right),
        Arithmetic::Mod => left.checked_rem(right),
        Arithmetic::Divided => return decimal(which, left.into(), right.into()),
    };
    whole.map(Value::Integer)
}

fn decimal(which: Arithmetic, left: Decimal, right: Decimal) -> Option<Value<'static>> {
    let number = match which {
        Arithmetic::Times => left.checked_mul(right),
        Arithmetic::Plus => left.checked_add(right),
        Arithmetic::Minus => left.checked_sub(right),
        Arithmetic::Divided => left.checked_div(right),
        Arithmetic::Div => {
            return left.checked_div(right)?.trunc().to_i64().map(Value::Integer);
        }
        Arithmetic::Mod => left.checked_rem(right),
    };
    number.map(Value::Decimal)
}

/// A sum in the smaller of both units; a product or quotient in the product or quotient of both.
fn quantity(
    which: Arithmetic,
    left: &Quantity<'_>,
    right: &Quantity<'_>,
) -> Option<Quantity<'static>> {
    let with = |value, sign, factor: &Unit<'_>| {
        Some(Quantity { value, unit: left.unit.with(sign, factor)? })
    };
    match which {
        Arithmetic::Times => with(left.value.checked_mul(right.value)?, '.', &right.unit),
        Arithmetic::Divided => with(left.value.checked_div(right.value)?, '/', &right.unit),
        Arithmetic::Plus | Arithmetic::Minus => {
            let right_number =
                if which == Arithmetic::Minus { -right.value } else { right.value };
            let right = right.of(right_number);
            let (larger, smaller) =
                if left.unit.is_larger(&right.unit) { (left, &right) } else { (&right, left) };
            let sum = smaller.value.checked_add(smaller.number_of(larger)?)?;
            Some(smaller.of(sum).into_owned())
        }
        Arithmetic::Div | Arithmetic::Mod => None,
    }
}
