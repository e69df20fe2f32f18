//! Two collections as one, many texts as one.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use crate::fhirpath::operators::union;

/// FHIRPath N1, section 5.4, and `join`, which came after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Combining {
    Union,
    Combine,
    Join,
}

impl Combining {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "union" => (Self::Union, (1, 1)),
            "combine" => (Self::Combine, (1, 1)),
            "join" => (Self::Join, (0, 1)),
            _ => return None,
        })
    }
}

pub(super) fn call<'a, 't>(
    which: Combining,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    match which {
        Combining::Union => union(asked.evaluation, input, asked.argument(0)?),
        Combining::Combine => {
            let mut both = input;
            both.append(asked.argument(0)?);
            Ok(both)
        }
        Combining::Join if input.is_empty() => Ok(Found::None),
        Combining::Join => joined(&input, asked),
    }
}

/// The texts as one, with another one between each two of them.
fn joined<'a, 't>(
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let between = asked.text(0)?.unwrap_or_default();
    let mut joined = String::new();
    for (place, item) in input.iter().enumerate() {
        let Some(text) = asked.text_of(std::slice::from_ref(item))? else { continue };
        asked.evaluation.spend_bytes(between.len() + text.len())?;
        if place > 0 {
            joined.push_str(&between);
        }
        joined.push_str(&text);
    }
    Ok(Found::One(Item::made(joined)))
}
