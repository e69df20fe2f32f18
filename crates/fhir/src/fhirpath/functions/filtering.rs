//! Keeping some items, or going on from each.

use super::{Asked, Takes};
use crate::fhirpath::evaluate::{is_of, typed};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::grammar::TypeTest;
use crate::fhirpath::item::Item;
use crate::fhirpath::operators::Distinct;

/// FHIRPath N1, sections 5.2 and 6.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Filtering {
    Where,
    Select,
    Repeat,
    OfType,
    Is,
    As,
}

impl Filtering {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "where" => (Self::Where, (1, 1)),
            "select" => (Self::Select, (1, 1)),
            "repeat" => (Self::Repeat, (1, 1)),
            "ofType" => (Self::OfType, (1, 1)),
            "is" => (Self::Is, (1, 1)),
            "as" => (Self::As, (1, 1)),
            _ => return None,
        })
    }

    pub(super) fn takes_type(self) -> bool {
        matches!(self, Self::OfType | Self::Is | Self::As)
    }
}

pub(super) fn call<'a, 't>(
    which: Filtering,
    input: Found<'a, 't>,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let test = match which {
        Filtering::Where => return kept(&input, asked),
        Filtering::Select => return selected(&input, asked),
        Filtering::Repeat => return repeated(&input, asked),
        Filtering::OfType | Filtering::As => TypeTest::As,
        Filtering::Is => TypeTest::Is,
    };
    match asked.of_type() {
        Some(name) => typed(input, test, asked.at(), is_of(name)),
        None => Ok(Found::None),
    }
}

fn kept<'a, 't>(input: &[Item<'t>], asked: &Asked<'a, 't>) -> Result<Found<'a, 't>, PathFault> {
    let mut found = Found::None;
    for (index, item) in input.iter().enumerate() {
        if asked.truth_about(0, item, index)? == Some(true) {
            found.push(item.clone());
        }
    }
    Ok(found)
}

fn selected<'a, 't>(input: &[Item<'t>], asked: &Asked<'a, 't>) -> Result<Found<'a, 't>, PathFault> {
    let mut found = Found::None;
    for (index, item) in input.iter().enumerate() {
        found.append(asked.about(0, item, index)?);
    }
    Ok(found)
}

/// What the argument finds, then what it finds of that, until there is nothing new.
fn repeated<'a, 't>(input: &[Item<'t>], asked: &Asked<'a, 't>) -> Result<Found<'a, 't>, PathFault> {
    let mut distinct = Distinct::default();
    let mut last: Vec<Item<'t>> = input.to_vec();
    while !last.is_empty() {
        let mut new = Vec::new();
        for (index, item) in last.iter().enumerate() {
            for one in asked.about(0, item, index)?.into_vec() {
                if distinct.add(asked.evaluation, one.clone())? {
                    new.push(one);
                }
            }
        }
        last = new;
    }
    Ok(distinct.into_found())
}
