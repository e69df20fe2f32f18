//! Some items by where they stand, or by what stands elsewhere.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::operators::Distinct;

/// FHIRPath N1, section 5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Subsetting {
    Single,
    First,
    Last,
    Tail,
    Skip,
    Take,
    Intersect,
    Exclude,
}

impl Subsetting {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "single" => (Self::Single, (0, 0)),
            "first" => (Self::First, (0, 0)),
            "last" => (Self::Last, (0, 0)),
            "tail" => (Self::Tail, (0, 0)),
            "skip" => (Self::Skip, (1, 1)),
            "take" => (Self::Take, (1, 1)),
            "intersect" => (Self::Intersect, (1, 1)),
            "exclude" => (Self::Exclude, (1, 1)),
            _ => return None,
        })
    }
}

pub(super) fn call<'a, 't>(
    which: Subsetting,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let length = input.len();
    match which {
        Subsetting::Single if length > 1 => Err(PathFault::Several { at: asked.at() }),
        Subsetting::Single => Ok(input),
        Subsetting::First => Ok(input.between(0, 1)),
        Subsetting::Last => Ok(input.between(length.saturating_sub(1), length)),
        Subsetting::Tail => Ok(input.between(1, length)),
        Subsetting::Skip => Ok(match asked.whole(0)? {
            Some(number) => input.between(usize::try_from(number).unwrap_or(0), length),
            None => Found::None,
        }),
        Subsetting::Take => Ok(match asked.whole(0)? {
            Some(number) => input.between(0, usize::try_from(number).unwrap_or(0)),
            None => Found::None,
        }),
        Subsetting::Intersect => {
            let other = Distinct::of(asked.evaluation, asked.argument(0)?.into_vec())?;
            let mut both = Distinct::default();
            for item in input.into_vec() {
                if other.has(asked.evaluation, &item)? {
                    both.add(asked.evaluation, item)?;
                }
            }
            Ok(both.into_found())
        }
        Subsetting::Exclude => {
            let other = Distinct::of(asked.evaluation, asked.argument(0)?.into_vec())?;
            let mut rest = Found::None;
            for item in input.into_vec() {
                if !other.has(asked.evaluation, &item)? {
                    rest.push(item);
                }
            }
            Ok(rest)
        }
    }
}
