//! What is left: the tree below an item, the present moment, sums over all items.

use super::{Asked, Scope, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::moment::Moment;
use crate::fhirpath::value::Value;

/// FHIRPath N1, sections 5.8, 5.9 and 7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Utility {
    Children,
    Descendants,
    Trace,
    Now,
    Today,
    TimeOfDay,
    Aggregate,
}

impl Utility {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "children" => (Self::Children, (0, 0)),
            "descendants" => (Self::Descendants, (0, 0)),
            "trace" => (Self::Trace, (1, 2)),
            "now" => (Self::Now, (0, 0)),
            "today" => (Self::Today, (0, 0)),
            "timeOfDay" => (Self::TimeOfDay, (0, 0)),
            "aggregate" => (Self::Aggregate, (1, 2)),
            _ => return None,
        })
    }

    pub(super) fn iterates(self) -> bool {
        matches!(self, Self::Trace | Self::Aggregate)
    }
}

pub(super) fn call<'a, 't>(
    which: Utility,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let moment = match which {
        Utility::Children => {
            let mut found = Vec::new();
            for item in input.iter() {
                asked.evaluation.children(item, &mut found)?;
            }
            return Ok(Found::Many(found));
        }
        Utility::Descendants => return descendants(&input, asked),
        // What is traced would be about people, and no log may say that.
        Utility::Trace => return Ok(input),
        Utility::Aggregate => return aggregate(&input, asked),
        Utility::Now => Some(now(asked)?),
        Utility::Today => now(asked)?.to_date(),
        Utility::TimeOfDay => now(asked)?.to_time(),
    };
    Ok(Found::of(moment.map(|moment| Item::Value(Value::Moment(moment)))))
}

fn now(asked: &Asked<'_, '_>) -> Result<Moment, PathFault> {
    let now = asked.evaluation.context.now;
    now.map(Moment::now).ok_or(PathFault::NoMoment { at: asked.at() })
}

/// All children, then theirs; no deeper than JSON may be nested.
fn descendants<'a, 't>(
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let mut found = Vec::new();
    for item in input {
        asked.evaluation.children(item, &mut found)?;
    }
    let mut at = 0;
    while let Some(item) = found.get(at).cloned() {
        asked.evaluation.children(&item, &mut found)?;
        at += 1;
    }
    Ok(Found::Many(found))
}

fn aggregate<'a, 't>(
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let mut total = asked.argument(1)?.into_vec();
    for (index, item) in input.iter().enumerate() {
        let scope = Scope { total: &total, ..asked.scope.about(item, index) };
        let next = match asked.call.arguments.first() {
            Some(argument) => asked.evaluation.eval(argument, scope)?.into_vec(),
            None => Vec::new(),
        };
        asked.evaluation.spend(next.len())?;
        total = next;
    }
    Ok(Found::Many(total))
}
