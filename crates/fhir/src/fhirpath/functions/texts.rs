//! Texts, counted in characters.

use super::{Asked, Takes};
use crate::fhirpath::fault::PathFault;
use crate::fhirpath::found::Found;
use crate::fhirpath::item::Item;
use regex::Regex;

/// FHIRPath N1, section 5.6, and two functions that came after it: `split` and `trim`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Texts {
    Beside(Beside),
    Substring,
    Upper,
    Lower,
    Replace,
    Matches,
    ReplaceMatches,
    Length,
    ToChars,
    Trim,
}

/// What is asked about a text and another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fhirpath) enum Beside {
    IndexOf,
    StartsWith,
    EndsWith,
    Contains,
    Split,
}

impl Texts {
    pub(super) fn named(name: &str) -> Option<(Self, Takes)> {
        Some(match name {
            "indexOf" => (Self::Beside(Beside::IndexOf), (1, 1)),
            "substring" => (Self::Substring, (1, 2)),
            "startsWith" => (Self::Beside(Beside::StartsWith), (1, 1)),
            "endsWith" => (Self::Beside(Beside::EndsWith), (1, 1)),
            "contains" => (Self::Beside(Beside::Contains), (1, 1)),
            "upper" => (Self::Upper, (0, 0)),
            "lower" => (Self::Lower, (0, 0)),
            "replace" => (Self::Replace, (2, 2)),
            "matches" => (Self::Matches, (1, 1)),
            "replaceMatches" => (Self::ReplaceMatches, (2, 2)),
            "length" => (Self::Length, (0, 0)),
            "toChars" => (Self::ToChars, (0, 0)),
            "split" => (Self::Beside(Beside::Split), (1, 1)),
            "trim" => (Self::Trim, (0, 0)),
            _ => return None,
        })
    }

    pub(super) fn takes_pattern(self) -> bool {
        matches!(self, Self::Matches | Self::ReplaceMatches)
    }
}

/// What the function says of one text; nothing where there is none, or where an argument is empty.
pub(super) fn call<'a, 't>(
    which: Texts,
    input: &[Item<'t>],
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    let Some(text) = asked.text_of(input)? else { return Ok(Found::None) };
    asked.evaluation.spend_bytes(text.len())?;
    let found = match which {
        Texts::Upper => Some(Item::made(text.to_uppercase())),
        Texts::Lower => Some(Item::made(text.to_lowercase())),
        Texts::Trim => Some(Item::made(text.trim().to_owned())),
        Texts::Length => Some(Item::whole(whole(text.chars().count()))),
        Texts::ToChars => {
            let characters: Vec<_> = text.chars().map(|c| Item::made(c.to_string())).collect();
            asked.evaluation.spend(characters.len())?;
            return Ok(Found::Many(characters));
        }
        Texts::Substring => substring(&text, asked)?,
        Texts::Matches => asked.pattern()?.map(|pattern| Item::truth(pattern.is_match(&text))),
        Texts::ReplaceMatches => {
            let (pattern, by) = (asked.pattern()?, asked.text(1)?);
            let Some((pattern, by)) = pattern.zip(by) else { return Ok(Found::None) };
            Some(Item::made(replaced_matches(&text, &pattern, &by, asked)?))
        }
        Texts::Replace => {
            let (what, by) = (asked.text(0)?, asked.text(1)?);
            let Some((what, by)) = what.zip(by) else { return Ok(Found::None) };
            let times = text.matches(&*what).count();
            asked.evaluation.spend_bytes(times.saturating_mul(by.len()))?;
            Some(Item::made(text.replace(&*what, &by)))
        }
        Texts::Beside(which) => {
            let other = asked.argument(0)?;
            let Some(other) = asked.text_of(&other)? else { return Ok(Found::None) };
            return beside(which, &text, &other, asked);
        }
    };
    Ok(Found::of(found))
}

fn beside<'a, 't>(
    which: Beside,
    text: &str,
    other: &str,
    asked: &Asked<'a, 't>,
) -> Result<Found<'a, 't>, PathFault> {
    Ok(Found::One(match which {
        Beside::StartsWith => Item::truth(text.starts_with(other)),
        Beside::EndsWith => Item::truth(text.ends_with(other)),
        Beside::Contains => Item::truth(text.contains(other)),
        Beside::IndexOf => {
            let before = text.find(other).and_then(|at| text.get(..at));
            Item::whole(before.map_or(-1, |before| whole(before.chars().count())))
        }
        Beside::Split => {
            let parts: Vec<_> = text.split(other).map(|part| Item::made(part.to_owned())).collect();
            asked.evaluation.spend(parts.len())?;
            return Ok(Found::Many(parts));
        }
    }))
}

/// From a place on, perhaps only so many characters; nothing where the place is outside.
fn substring<'t>(text: &str, asked: &Asked<'_, 't>) -> Result<Option<Item<'t>>, PathFault> {
    let (from, length) = (asked.whole(0)?, asked.whole(1)?);
    let Some(from) = from.and_then(|from| usize::try_from(from).ok()) else { return Ok(None) };
    let mut places = text.char_indices().map(|(at, _)| at).skip(from);
    let Some(first) = places.next() else { return Ok(None) };
    let end = match length.map(|length| usize::try_from(length).unwrap_or(0)) {
        None => text.len(),
        Some(0) => first,
        Some(length) => places.nth(length - 1).unwrap_or(text.len()),
    };
    Ok(text.get(first..end).map(|part| Item::made(part.to_owned())))
}

/// `$1`, `${name}` stand for what a group found. An empty expression replaces nothing.
fn replaced_matches(
    text: &str,
    pattern: &Regex,
    by: &str,
    asked: &Asked<'_, '_>,
) -> Result<String, PathFault> {
    if pattern.as_str().is_empty() {
        return Ok(text.to_owned());
    }
    let (mut replaced, mut copied) = (String::new(), 0);
    let groups = by.matches('$').count();
    for found in pattern.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let most = by.len().saturating_add(groups.saturating_mul(whole.len()));
        asked.evaluation.spend(1)?;
        asked.evaluation.spend_bytes(most)?;
        replaced.push_str(text.get(copied..whole.start()).unwrap_or_default());
        found.expand(by, &mut replaced);
        copied = whole.end();
    }
    replaced.push_str(text.get(copied..).unwrap_or_default());
    Ok(replaced)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
