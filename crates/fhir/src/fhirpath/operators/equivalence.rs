//! Do two things mean the same? Texts whatever their letters' case and their white space, numbers
//! as precisely as the less precise one is said, collections in whatever order.

use super::members;
use crate::fhirpath::evaluate::Evaluation;
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::item::{Item, decimal};
use crate::fhirpath::quantity::is_close;
use crate::fhirpath::value::Value;
use crate::tape::{Kind, Node};

/// `~`: each has its counterpart. What is empty is equivalent to what is empty.
pub(super) fn equivalent<'t>(
    evaluation: &Evaluation<'_, 't>,
    left: &[Item<'t>],
    right: &[Item<'t>],
) -> Result<bool, PathFault> {
    counterparts(left, right, |left, right| alike(evaluation, left, right))
}

/// Has each of the left its own counterpart on the right, and the other way round?
fn counterparts<T>(
    left: &[T],
    right: &[T],
    alike: impl Fn(&T, &T) -> Result<bool, PathFault>,
) -> Result<bool, PathFault> {
    if left.len() != right.len() {
        return Ok(false);
    }
    let mut free: Vec<&T> = right.iter().collect();
    for one in left {
        let mut place = None;
        for (at, other) in free.iter().enumerate() {
            if alike(one, other)? {
                place = Some(at);
                break;
            }
        }
        let Some(place) = place else { return Ok(false) };
        free.remove(place);
    }
    Ok(true)
}

fn alike<'t>(
    evaluation: &Evaluation<'_, 't>,
    left: &Item<'t>,
    right: &Item<'t>,
) -> Result<bool, PathFault> {
    evaluation.spend(1)?;
    match (left, right, left.value(), right.value()) {
        (_, _, Some(left), Some(right)) => alike_values(evaluation, &left, &right),
        (Item::Part(left), Item::Part(right), None, None) if left.of == right.of => {
            match (left.value, right.value) {
                (Some(left), Some(right)) => alike_nodes(evaluation, left, right),
                (left, right) => Ok(left.is_none() && right.is_none()),
            }
        }
        (Item::Part(_) | Item::Value(_), Item::Part(_) | Item::Value(_), _, _) => Ok(false),
    }
}

fn alike_values(
    evaluation: &Evaluation<'_, '_>,
    left: &Value<'_>,
    right: &Value<'_>,
) -> Result<bool, PathFault> {
    Ok(match (left, right) {
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => alike_texts(evaluation, left, right)?,
        (Value::Moment(left), Value::Moment(right)) => left.is_equivalent(*right),
        _ => match (left.number().zip(right.number()), left.quantity().zip(right.quantity())) {
            (Some((left, right)), _) => is_close(left, right),
            (None, Some((left, right))) => left.is_equivalent(&right),
            (None, None) => false,
        },
    })
}

fn alike_texts(
    evaluation: &Evaluation<'_, '_>,
    left: &str,
    right: &str,
) -> Result<bool, PathFault> {
    evaluation.spend_bytes(left.len() + right.len())?;
    let folded = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(left == right || folded(left) == folded(right))
}

fn alike_nodes<'t>(
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
        Kind::Text => match (left.text(), right.text()) {
            (Some(left), Some(right)) => alike_texts(evaluation, &left, &right),
            (_, _) => Ok(false),
        },
        Kind::Number => {
            let (ours, other) = (decimal(left.raw()), decimal(right.raw()));
            let is_such = ours.zip(other).is_some_and(|(left, right)| is_close(left, right));
            Ok(is_such || left.raw() == right.raw())
        }
        Kind::List => {
            let (ours, others): (Vec<_>, Vec<_>) =
                (left.items().collect(), right.items().collect());
            counterparts(&ours, &others, |left, right| alike_nodes(evaluation, *left, *right))
        }
        Kind::Object => {
            members(evaluation, (left, right), |left, right| alike_nodes(evaluation, left, right))
        }
    }
}
