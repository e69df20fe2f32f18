//! What operators do with what stands on both sides of them.

mod arithmetic;
mod distinct;
mod equality;
mod equivalence;
mod order;

pub(super) use arithmetic::signed;
pub(super) use distinct::{Distinct, union};

use super::evaluate::Evaluation;
use super::fault::PathFault;
use super::found::Found;
use super::grammar::{Logic, Operator};
use super::item::Item;
use super::value::Value;
use crate::tape::Node;

/// An operator, with what is on both sides of it.
pub(super) fn apply<'a, 't>(
    evaluation: &Evaluation<'_, 't>,
    (operator, at): (Operator, usize),
    left: Found<'a, 't>,
    right: Found<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match operator {
        Operator::Arithmetic(which) => arithmetic::apply(evaluation, (which, at), &left, &right),
        Operator::Joined => arithmetic::joined(evaluation, at, &left, &right),
        Operator::Union => union(evaluation, left, right),
        Operator::Order(which) => Ok(Found::truth(order::compare(which, at, &left, &right)?)),
        Operator::Equal { is_wanted } => {
            let is_equal = equality::equal(evaluation, &left, &right)?;
            Ok(Found::truth(is_equal.map(|equal| equal == is_wanted)))
        }
        Operator::Equivalent { is_wanted } => {
            let is_equivalent = equivalence::equivalent(evaluation, &left, &right)?;
            Ok(Found::truth(Some(is_equivalent == is_wanted)))
        }
        Operator::In => equality::is_in(evaluation, at, &left, &right),
        Operator::Contains => equality::is_in(evaluation, at, &right, &left),
        Operator::Logic(which) => {
            let (left, right) = (truth(&left, at)?, truth(&right, at)?);
            Ok(Found::truth(logic(which, left, right)))
        }
    }
}

/// What combines truths says whatever stands on its right; `None` where that matters.
pub(super) fn settled(which: Logic, left: Option<bool>) -> Option<bool> {
    match (which, left) {
        (Logic::And, Some(false)) => Some(false),
        (Logic::Or, Some(true)) | (Logic::Implies, Some(false)) => Some(true),
        (Logic::And | Logic::Or | Logic::Implies | Logic::Xor, _) => None,
    }
}

/// Three-valued logic: what is not known does not matter where the other side decides.
pub(super) fn logic(which: Logic, left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match which {
        Logic::And if left == Some(false) || right == Some(false) => Some(false),
        Logic::Or if left == Some(true) || right == Some(true) => Some(true),
        Logic::Implies if left == Some(false) || right == Some(true) => Some(true),
        Logic::And => left.zip(right).map(|(left, right)| left && right),
        Logic::Or => left.zip(right).map(|(left, right)| left || right),
        Logic::Implies => left.zip(right).map(|(left, right)| !left || right),
        Logic::Xor => left.zip(right).map(|(left, right)| left != right),
    }
}

/// A collection where a truth is wanted: nothing is not known, one item that is no truth is true,
/// several are refused.
pub(super) fn truth(items: &[Item<'_>], at: usize) -> Result<Option<bool>, PathFault> {
    match items {
        [] => Ok(None),
        [item] => match item.value() {
            Some(Value::Boolean(truth)) => Ok(Some(truth)),
            _ => Ok(Some(true)),
        },
        [_, _, ..] => Err(PathFault::Several { at }),
    }
}

/// One item or none; several are refused.
pub(super) fn single<'i, 't>(
    items: &'i [Item<'t>],
    at: usize,
) -> Result<Option<&'i Item<'t>>, PathFault> {
    match items {
        [] => Ok(None),
        [item] => Ok(Some(item)),
        [_, _, ..] => Err(PathFault::Several { at }),
    }
}

/// What one item says, or nothing where there is none or where it is a primitive that says nothing;
/// several are refused, and what says no value by its nature.
pub(super) fn operand<'i>(
    items: &'i [Item<'_>],
    at: usize,
    what: &'static str,
) -> Result<Option<Value<'i>>, PathFault> {
    let Some(item) = single(items, at)? else { return Ok(None) };
    match (item.value(), item) {
        (Some(value), _) => Ok(Some(value)),
        (None, Item::Part(part)) if part.is_comparable() => Ok(None),
        (None, Item::Part(_) | Item::Value(_)) => Err(PathFault::Mismatch { at, what }),
    }
}

/// One whole number or none; anything else is refused.
pub(super) fn whole(items: &[Item<'_>], at: usize) -> Result<Option<i64>, PathFault> {
    let what = "a whole number";
    match operand(items, at, what)? {
        None => Ok(None),
        Some(Value::Integer(whole)) => Ok(Some(whole)),
        Some(_) => Err(PathFault::Mismatch { at, what }),
    }
}

/// Have two objects the same names, in whatever order, and are their values what `agree` asks for?
fn members<'t>(
    evaluation: &Evaluation<'_, 't>,
    (left, right): (Node<'t>, Node<'t>),
    agree: impl Fn(Node<'t>, Node<'t>) -> Result<bool, PathFault>,
) -> Result<bool, PathFault> {
    let members = right.members().count();
    if left.members().count() != members {
        return Ok(false);
    }
    for (key, value) in left.members() {
        evaluation.spend(members)?;
        let Some(other) = right.get(key) else { return Ok(false) };
        if !agree(value, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}
