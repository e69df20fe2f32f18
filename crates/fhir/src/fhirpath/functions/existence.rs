//! Is something there, and how much of it?

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::operators::{self, Distinct};
use crate::fhirpath::value::Value;

/// FHIRPath N1, section 5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Existence {
    Empty,
    Not,
    Exists,
    All,
    AllTrue,
    AnyTrue,
    AllFalse,
    AnyFalse,
    SubsetOf,
    SupersetOf,
    Count,
    Distinct,
    IsDistinct,
}

impl Existence {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "empty" => (Self::Empty, (0, 0)),
            "not" => (Self::Not, (0, 0)),
            "exists" => (Self::Exists, (0, 1)),
            "all" => (Self::All, (1, 1)),
            "allTrue" => (Self::AllTrue, (0, 0)),
            "anyTrue" => (Self::AnyTrue, (0, 0)),
            "allFalse" => (Self::AllFalse, (0, 0)),
            "anyFalse" => (Self::AnyFalse, (0, 0)),
            "subsetOf" => (Self::SubsetOf, (1, 1)),
            "supersetOf" => (Self::SupersetOf, (1, 1)),
            "count" => (Self::Count, (0, 0)),
            "distinct" => (Self::Distinct, (0, 0)),
            "isDistinct" => (Self::IsDistinct, (0, 0)),
            _ => return None,
        })
    }

    pub(super) fn iterates(self) -> bool {
        matches!(self, Self::Exists | Self::All)
    }
}

pub(super) fn call<'a, 't>(
    which: Existence,
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let evaluation = asked.evaluation;
    let truth = match which {
        Existence::Empty => input.is_empty(),
        Existence::Not => {
            let truth = operators::truth(input, asked.at())?;
            return Ok(Found::truth(truth.map(|truth| !truth)));
        }
        Existence::Exists if asked.call.arguments.is_empty() => !input.is_empty(),
        Existence::Exists => any(input, asked, true)?,
        // Every item, so none for which it is not true.
        Existence::All => !any(input, asked, false)?,
        Existence::AllTrue => truths(input, asked)?.all(|truth| truth),
        Existence::AnyTrue => truths(input, asked)?.any(|truth| truth),
        Existence::AllFalse => truths(input, asked)?.all(|truth| !truth),
        Existence::AnyFalse => truths(input, asked)?.any(|truth| !truth),
        Existence::SubsetOf => is_within(input, &asked.argument(0)?, asked)?,
        Existence::SupersetOf => is_within(&asked.argument(0)?, input, asked)?,
        Existence::Count => {
            let count = i64::try_from(input.len()).unwrap_or(i64::MAX);
            return Ok(Found::One(Item::whole(count)));
        }
        Existence::Distinct => {
            return Ok(Distinct::of(evaluation, input.iter().cloned())?.into_found());
        }
        Existence::IsDistinct => {
            let mut distinct = Distinct::default();
            for item in input {
                if !distinct.add(evaluation, item.clone())? {
                    return Ok(Found::truth(Some(false)));
                }
            }
            true
        }
    };
    Ok(Found::truth(Some(truth)))
}

/// Is there an item for which the argument is true, or is anything but true?
fn any<'t>(
    input: &[Item<'t>],
    asked: &Asked<'_, 't>,
    wanted: bool,
) -> Result<bool, PathFault> {
    for (index, item) in input.iter().enumerate() {
        if (asked.truth_about(0, item, index)? == Some(true)) == wanted {
            return Ok(true);
        }
    }
    Ok(false)
}

fn truths(
    input: &[Item<'_>],
    asked: &Asked<'_, '_>,
) -> Result<impl Iterator<Item = bool>, PathFault> {
    let truth = |item: &Item<'_>| match item.value() {
        Some(Value::Boolean(truth)) => Ok(truth),
        _ => Err(asked.mismatch("true or false")),
    };
    Ok(input.iter().map(truth).collect::<Result<Vec<_>, _>>()?.into_iter())
}

fn is_within<'t>(
    part: &[Item<'t>],
    whole: &[Item<'t>],
    asked: &Asked<'_, 't>,
) -> Result<bool, PathFault> {
    let whole = Distinct::of(asked.evaluation, whole.iter().cloned())?;
    for item in part {
        if !whole.has(asked.evaluation, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}
