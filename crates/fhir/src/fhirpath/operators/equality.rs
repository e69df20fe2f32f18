//! Are two things the same?

use super::{members, single};
use crate::fhirpath::evaluate::Evaluation;
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::{Item, decimal};
use crate::fhirpath::value::Value;
use crate::tape::{Kind, Node};
use std::cmp::Ordering;

/// `=`: one after the other, in their order. Nothing where a side is empty, or where a moment is
/// not said precisely enough.
pub(super) fn equal<'t>(
    evaluation: &Evaluation<'_, 't>,
    left: &[Item<'t>],
    right: &[Item<'t>],
) -> Result<Option<bool>, PathFault> {
    if left.is_empty() || right.is_empty() {
        return Ok(None);
    }
    if left.len() != right.len() {
        return Ok(Some(false));
    }
    let mut equal = Some(true);
    for (left, right) in left.iter().zip(right) {
        match same(evaluation, left, right)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => equal = None,
        }
    }
    Ok(equal)
}

/// `in`: is one item among others? Nothing where there is no such item.
pub(super) fn is_in<'a, 't>(
    evaluation: &Evaluation<'_, 't>,
    at: usize,
    item: &[Item<'t>],
    items: &[Item<'t>],
) -> Result<Found<'a, 't>, PathFault> {
    let Some(item) = single(item, at)? else { return Ok(Found::None) };
    for one in items {
        if same(evaluation, item, one)? == Some(true) {
            return Ok(Found::truth(Some(true)));
        }
    }
    Ok(Found::truth(Some(false)))
}

/// Are two items the same? Values by what they say, whatever they stand beside; everything else in
/// each of its children.
pub(super) fn same<'t>(
    evaluation: &Evaluation<'_, 't>,
    left: &Item<'t>,
    right: &Item<'t>,
) -> Result<Option<bool>, PathFault> {
    evaluation.spend(1)?;
    match (left, right, left.value(), right.value()) {
        (_, _, Some(left), Some(right)) => Ok(same_values(&left, &right)),
        (Item::Part(left), Item::Part(right), None, None) if left.of == right.of => {
            let nodes = |left: Option<Node<'t>>, right: Option<Node<'t>>| match (left, right) {
                (Some(left), Some(right)) => same_nodes(evaluation, left, right),
                (left, right) => Ok(left.is_none() && right.is_none()),
            };
            let is_same = nodes(left.value, right.value)? && nodes(left.beside, right.beside)?;
            Ok(Some(is_same))
        }
        (Item::Part(_) | Item::Value(_), Item::Part(_) | Item::Value(_), _, _) => Ok(Some(false)),
    }
}

fn same_values(left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => Some(left == right),
        (Value::Text(left), Value::Text(right)) => Some(left == right),
        (Value::Integer(left), Value::Integer(right)) => Some(left == right),
        (Value::Moment(left), Value::Moment(right)) if left.is_comparable(*right) => {
            left.compare(*right).map(|order| order == Ordering::Equal)
        }
        _ => match (left.number().zip(right.number()), left.quantity().zip(right.quantity())) {
            (Some((left, right)), _) => Some(left == right),
            (None, Some((left, right))) => {
                left.compare(&right).map(|order| order == Ordering::Equal)
            }
            (None, None) => Some(false),
        },
    }
}

/// The same JSON: members in whatever order, numbers by what they are.
fn same_nodes<'t>(
    evaluation: &Evaluation<'_, 't>,
    left: Node<'t>,
    right: Node<'t>,
) -> Result<bool, PathFault> {
    evaluation.spend(1)?;
    if left.kind() != right.kind() {
        return Ok(false);
    }
    match left.kind() {
        Kind::Null | Kind::Truth => Ok(left.raw() == right.raw()),
        Kind::Text => Ok(left.text() == right.text()),
        Kind::Number => Ok(left.raw() == right.raw()
            || decimal(left.raw()).is_some_and(|left| decimal(right.raw()) == Some(left))),
        Kind::List => {
            let (mut ours, mut others) = (left.items(), right.items());
            loop {
                match (ours.next(), others.next()) {
                    (None, None) => return Ok(true),
                    (Some(left), Some(right)) if same_nodes(evaluation, left, right)? => {}
                    (_, _) => return Ok(false),
                }
            }
        }
        Kind::Object => {
            members(evaluation, (left, right), |left, right| same_nodes(evaluation, left, right))
        }
    }
}
