//! One value as one of another type, where it can be.

use super::{Asked, Scope, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::moment::{Moment, Sort};
use crate::fhirpath::operators;
use crate::fhirpath::quantity::{Quantity, written};
use crate::fhirpath::value::{System, Value};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// FHIRPath N1, section 5.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Conversion {
    Iif,
    /// `toInteger` and its like.
    To(System),
    /// `convertsToInteger` and its like.
    ConvertsTo(System),
}

impl Conversion {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        if name == "iif" {
            return Some((Self::Iif, (2, 3)));
        }
        let (system, takes) = match name.strip_prefix("to") {
            Some(system) => (System::named(system).map(Self::To), system),
            None => {
                let system = name.strip_prefix("convertsTo")?;
                (System::named(system).map(Self::ConvertsTo), system)
            }
        };
        // A unit to convert to may be named.
        Some((system?, if takes == "Quantity" { (0, 1) } else { (0, 0) }))
    }
}

pub(super) fn call<'a, 't>(
    which: Conversion,
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match which {
        Conversion::Iif => iif(input, asked),
        Conversion::To(system) => {
            let value = converted(system, input, asked)?.flatten();
            Ok(Found::of(value.map(Item::Value)))
        }
        Conversion::ConvertsTo(system) => {
            let value = converted(system, input, asked)?;
            Ok(Found::truth(value.map(|value| value.is_some())))
        }
    }
}

/// One of two arguments; the other one is not evaluated. `$this` is the input, whatever it has.
fn iif<'a, 't>(input: &[Item<'t>], asked: &Asked<'a, 't>) -> Result<Found<'a, 't>, PathFault> {
    let scope = Scope { this: input, ..asked.scope };
    let argument = |place: usize| -> Result<Vec<Item<'t>>, PathFault> {
        match asked.call.arguments.get(place) {
            Some(expr) => Ok(asked.evaluation.eval(expr, scope)?.into_vec()),
            None => Ok(Vec::new()),
        }
    };
    let criterion = operators::truth(&argument(0)?, asked.at())?;
    Ok(Found::Many(argument(if criterion == Some(true) { 1 } else { 2 })?))
}

/// The value as the type has it, `Some(None)` where it cannot be; nothing where there is no value.
fn converted<'t>(
    system: System,
    input: &[Item<'t>],
    asked: &Asked<'_, 't>,
) -> Result<Option<Option<Value<'t>>>, PathFault> {
    let Some(item) = operators::single(input, asked.at())? else { return Ok(None) };
    let Some(value) = item.clone().into_value() else { return Ok(Some(None)) };
    let value = match system {
        System::Boolean => to_boolean(&value).map(Value::Boolean),
        System::Integer => to_integer(&value).map(Value::Integer),
        System::Decimal => to_decimal(&value).map(Value::Decimal),
        System::Text => Some(Value::Text(to_text(item, value))),
        System::Date => to_moment(&value, Moment::date, Moment::to_date),
        System::DateTime => to_moment(&value, Moment::date_time, Moment::to_date_time),
        System::Time => {
            let is_time = |moment: Moment| (moment.sort() == Sort::Time).then_some(moment);
            to_moment(&value, Moment::time, is_time)
        }
        System::Quantity => to_quantity(value, asked.text(0)?),
    };
    Ok(Some(value))
}

fn to_boolean(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        Value::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" | "1.0" => Some(true),
            "false" | "f" | "no" | "n" | "0" | "0.0" => Some(false),
            _ => None,
        },
        Value::Integer(_) | Value::Decimal(_) => {
            let number = value.number()?;
            if number.is_zero() { Some(false) } else { (number == Decimal::ONE).then_some(true) }
        }
        Value::Moment(_) | Value::Quantity(_) => None,
    }
}

fn to_integer(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Boolean(truth) => Some(i64::from(*truth)),
        Value::Integer(whole) => Some(*whole),
        Value::Text(text) => text.parse().ok(),
        Value::Decimal(_) | Value::Moment(_) | Value::Quantity(_) => None,
    }
}

fn to_decimal(value: &Value<'_>) -> Option<Decimal> {
    match value {
        Value::Boolean(truth) => Some(Decimal::from(i64::from(*truth))),
        Value::Integer(_) | Value::Decimal(_) => value.number(),
        Value::Text(text) => written(text),
        Value::Moment(_) | Value::Quantity(_) => None,
    }
}

/// An element as it was written, so that no zero is lost.
fn to_text<'t>(item: &Item<'t>, value: Value<'t>) -> Cow<'t, str> {
    match (item, value) {
        (_, Value::Text(text)) => text,
        (_, value @ Value::Quantity(_)) | (Item::Value(_), value) => Cow::Owned(value.to_string()),
        (Item::Part(_), _) => item.text(),
    }
}

fn to_moment<'t>(
    value: &Value<'_>,
    read: impl Fn(&str) -> Option<Moment>,
    turned: impl Fn(Moment) -> Option<Moment>,
) -> Option<Value<'t>> {
    match value {
        Value::Text(text) => read(text).map(Value::Moment),
        Value::Moment(moment) => turned(*moment).map(Value::Moment),
        Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Quantity(_) => None,
    }
}

fn to_quantity<'t>(value: Value<'t>, unit: Option<String>) -> Option<Value<'t>> {
    let quantity = match value {
        Value::Quantity(quantity) => quantity,
        Value::Text(text) => Quantity::parse(&text)?,
        Value::Boolean(truth) => Quantity::plain(Decimal::from(i64::from(truth))),
        Value::Integer(_) | Value::Decimal(_) => Quantity::plain(value.number()?),
        Value::Moment(_) => return None,
    };
    let Some(unit) = unit else { return Some(Value::Quantity(quantity)) };
    let wanted = Quantity::literal(Decimal::ONE, Cow::Owned(unit));
    let number = wanted.number_of(&quantity)?;
    Some(Value::Quantity(wanted.of(number)))
}
