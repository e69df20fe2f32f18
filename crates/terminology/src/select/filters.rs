//! The filters of value sets, over concepts that are loaded.

use super::compose::{Filter, Operator};
use crate::ranges::Ranges;
use crate::refusals::TerminologyRefusal as No;
use crate::release::Release;
use crate::store::concepts::{self, Concept, FOUND_MAX};
use crate::store::hierarchy;
use nabz_store::{Stop, Tx};
use regex::{Regex, RegexBuilder};

/// Of a regular expression, in bytes: as it is written, and as it is compiled.
const REGEX_BYTES_MAX: usize = 500;
const REGEX_COMPILED_BYTES_MAX: usize = 256 * 1024;
/// Codes that one filter names with commas between them.
const NAMED_MAX: usize = 1_000;
/// Concepts that are read at once where all of them are looked at.
const READ_AT_ONCE: u32 = 5_000;

/// What a filter that is answered by an index reads of a hierarchy, and of a property.
const OF_HIERARCHY: u64 = 500;
const OF_VALUES_PART: u32 = 8;

/// How many rows a filter may have to read.
pub(super) fn rows(release: &Release, filter: &Filter) -> u64 {
    match (filter.property.as_str(), filter.operator) {
        (_, Operator::Regex | Operator::Exists) | ("display", _) => release.entries.into(),
        ("concept" | "code" | "parent" | "child" | "ancestor" | "descendant", _) => OF_HIERARCHY,
        _ => u64::from(release.entries / OF_VALUES_PART),
    }
}

/// The concepts that fit a filter.
///
/// # Errors
/// `TRM-008` when the system does not know it; `TRM-005` when it names a code that is none;
/// `TRM-006` when too many concepts would have to be looked at; `TRM-010` for a regular expression.
pub(super) fn fitting(tx: &mut Tx<'_>, release: &Release, filter: &Filter) -> Result<Ranges, Stop> {
    let all = Ranges::up_to(release.entries);
    let value = filter.value.trim();
    let about = (filter.property.as_str(), filter.operator);
    match about {
        ("concept" | "code", operator) => of_code(tx, release, (operator, value), filter),
        ("parent", Operator::Equals) => {
            let parent = number(tx, release, value)?;
            hierarchy::children(tx, release.id, parent)
        }
        ("child", Operator::Equals) => {
            let child = number(tx, release, value)?;
            hierarchy::parents(tx, release.id, child)
        }
        ("ancestor", Operator::Equals) => below(tx, release, value, false),
        ("descendant", Operator::Equals) => {
            let concept = number(tx, release, value)?;
            hierarchy::above(tx, release.id, concept)
        }
        ("inactive", Operator::Equals) => {
            let inactive = concepts::inactive(tx, release)?;
            Ok(if value == "true" { inactive } else { all.without(&inactive) })
        }
        ("display", Operator::Equals) => looked_through(tx, release, |c| c.display == value),
        ("display", Operator::Regex) => {
            let regex = whole(value)?;
            looked_through(tx, release, |concept| regex.is_match(&concept.display))
        }
        (_, operator) => of_property(tx, release, (operator, value), filter),
    }
}

fn of_code(
    tx: &mut Tx<'_>,
    release: &Release,
    (operator, value): (Operator, &str),
    filter: &Filter,
) -> Result<Ranges, Stop> {
    let all = Ranges::up_to(release.entries);
    match operator {
        Operator::IsA => below(tx, release, value, true),
        Operator::DescendentOf => below(tx, release, value, false),
        Operator::IsNotA => Ok(all.without(&below(tx, release, value, true)?)),
        Operator::Generalizes => {
            let concept = number(tx, release, value)?;
            let above = hierarchy::above(tx, release.id, concept)?;
            Ok(above.and(&Ranges::one(concept)))
        }
        Operator::Equals | Operator::In => named(tx, release, value),
        Operator::NotIn => Ok(all.without(&named(tx, release, value)?)),
        Operator::Regex => {
            let regex = whole(value)?;
            looked_through(tx, release, |concept| regex.is_match(&concept.code))
        }
        Operator::Exists => Err(unknown(filter)),
    }
}

fn of_property(
    tx: &mut Tx<'_>,
    release: &Release,
    (operator, value): (Operator, &str),
    filter: &Filter,
) -> Result<Ranges, Stop> {
    let all = Ranges::up_to(release.entries);
    let name = filter.property.as_str();
    if !concepts::has_property(tx, release.id, name)? {
        return Err(unknown(filter));
    }
    match operator {
        Operator::Equals => concepts::with_value(tx, release.id, (name, value)),
        Operator::In => with_values(tx, release, name, value),
        Operator::NotIn => Ok(all.without(&with_values(tx, release, name, value)?)),
        Operator::Exists => {
            let with = concepts::with_property(tx, release.id, name, |_| true)?;
            Ok(if value == "false" { all.without(&with) } else { with })
        }
        Operator::Regex => {
            let regex = whole(value)?;
            concepts::with_property(tx, release.id, name, |said| regex.is_match(said))
        }
        Operator::IsA | Operator::DescendentOf | Operator::IsNotA | Operator::Generalizes => {
            Err(unknown(filter))
        }
    }
}

fn with_values(
    tx: &mut Tx<'_>,
    release: &Release,
    name: &str,
    values: &str,
) -> Result<Ranges, Stop> {
    let mut found = Ranges::default();
    for value in split(values)? {
        found = found.and(&concepts::with_value(tx, release.id, (name, value))?);
    }
    Ok(found)
}

/// The concepts of these codes; one that the system does not have is none.
fn named(tx: &mut Tx<'_>, release: &Release, codes: &str) -> Result<Ranges, Stop> {
    let codes = split(codes)?;
    Ok(Ranges::of_numbers(concepts::numbers(tx, release, &codes)?.into_values()))
}

fn split(values: &str) -> Result<Vec<&str>, Stop> {
    let values: Vec<&str> = values.split(',').map(str::trim).filter(|v| !v.is_empty()).collect();
    if values.len() > NAMED_MAX {
        return Err(No::TooMany { most: u64::try_from(NAMED_MAX).unwrap_or(u64::MAX) }.into());
    }
    Ok(values)
}

/// All that lies below a code, with itself or without.
fn below(
    tx: &mut Tx<'_>,
    release: &Release,
    code: &str,
    with_itself: bool,
) -> Result<Ranges, Stop> {
    let concept = number(tx, release, code)?;
    let below = hierarchy::below(tx, release.id, concept)?;
    Ok(if with_itself { below } else { below.without(&Ranges::one(concept)) })
}

fn number(tx: &mut Tx<'_>, release: &Release, code: &str) -> Result<u32, Stop> {
    let found = concepts::by_code(tx, release, code)?.map(|concept| concept.number);
    let unknown = || No::UnknownCode { code: code.to_owned(), system: release.head.url.clone() };
    found.ok_or_else(|| unknown().into())
}

/// Looks at every concept, of a system that is short enough for it.
fn looked_through(
    tx: &mut Tx<'_>,
    release: &Release,
    fits: impl Fn(&Concept) -> bool,
) -> Result<Ranges, Stop> {
    if release.entries > FOUND_MAX {
        return Err(No::TooMany { most: FOUND_MAX.into() }.into());
    }
    let (mut found, mut from) = (Vec::new(), 0);
    while from < release.entries {
        let to = from.saturating_add(READ_AT_ONCE);
        let read = concepts::of_span(tx, release.id, &(from..to), READ_AT_ONCE)?;
        found.extend(read.iter().filter(|one| fits(one)).map(|concept| concept.number));
        from = to;
    }
    Ok(Ranges::of_numbers(found))
}

/// An expression that has to fit the whole value.
fn whole(expression: &str) -> Result<Regex, Stop> {
    let no = || Stop::from(No::NotARegex(expression.chars().take(80).collect()));
    if expression.len() > REGEX_BYTES_MAX {
        return Err(no());
    }
    let mut regex = RegexBuilder::new(&format!("^(?:{expression})$"));
    regex.size_limit(REGEX_COMPILED_BYTES_MAX).build().map_err(|_| no())
}

fn unknown(filter: &Filter) -> Stop {
    let (property, operator) = (filter.property.clone(), filter.operator.name().to_owned());
    No::UnknownFilter { property, operator }.into()
}
