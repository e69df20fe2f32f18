//! Two collections as one.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::operators::union;

/// FHIRPath N1, section 5.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Combining {
    Union,
    Combine,
}

impl Combining {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "union" => (Self::Union, (1, 1)),
            "combine" => (Self::Combine, (1, 1)),
            _ => return None,
        })
    }
}

pub(super) fn call<'a, 't>(
    which: Combining,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let other = asked.argument(0)?;
    match which {
        Combining::Union => union(asked.evaluation, input, other),
        Combining::Combine => {
            let mut both = input;
            both.append(other);
            Ok(both)
        }
    }
}
