//! Which of two is less.

use super::operand;
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::grammar::Order;
use crate::fhirpath::item::Item;
use crate::fhirpath::value::Value;
use std::cmp::Ordering;

/// `<` and its like; nothing where one side is empty or it is not known.
pub(super) fn compare(
    which: Order,
    at: usize,
    left: &[Item<'_>],
    right: &[Item<'_>],
) -> Result<Option<bool>, PathFault> {
    let what = "two numbers, texts, moments or quantities";
    let (Some(left), Some(right)) = (operand(left, at, what)?, operand(right, at, what)?) else {
        return Ok(None);
    };
    let order = match (&left, &right) {
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) if left.is_comparable(*right) => {
            left.compare(*right)
        }
        _ => match (left.number().zip(right.number()), left.quantity().zip(right.quantity())) {
            (Some((left, right)), _) => Some(left.cmp(&right)),
            (None, Some((left, right))) => left.compare(&right),
            (None, None) => return Err(PathFault::Mismatch { at, what }),
        },
    };
    Ok(order.map(|order| match which {
        Order::Less => order == Ordering::Less,
        Order::Greater => order == Ordering::Greater,
        Order::LessOrEqual => order != Ordering::Greater,
        Order::GreaterOrEqual => order != Ordering::Less,
    }))
}
