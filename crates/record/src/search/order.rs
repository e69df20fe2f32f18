//! Orders that no index has: matches are gathered and sorted.

use super::cursor::Place;
use super::lead::Lead;
use super::page::Match;
use nabz_fhir::extract::{Found, values};
use nabz_fhir::fold::fold;
use nabz_fhir::quantity::Amount;
use nabz_fhir::search::{Query, Sort};
use std::cmp::Ordering;

/// What a match is sorted by. Which kind it is follows from the parameter, so kinds never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Number(i64),
    Text(String),
}

/// The matches in the order that the query asks for. The places become numbers in that order.
pub(super) fn ordered(query: &Query, lead: &Lead, matches: Vec<Match>) -> Vec<Match> {
    if lead.answers_order(query) {
        return matches;
    }
    let mut keyed: Vec<(Vec<Option<By>>, Match)> = matches
        .into_iter()
        .map(|found| (query.sort.iter().map(|sort| by(*sort, &found)).collect(), found))
        .collect();
    keyed.sort_by(|(one, a), (other, b)| {
        compared(&query.sort, one, other).then_with(|| b.entry.key.entry.cmp(&a.entry.key.entry))
    });
    let numbered = keyed.into_iter().enumerate().map(|(at, (_, mut found))| {
        found.place.first = i64::try_from(at).unwrap_or(i64::MAX);
        found.place.last = 0;
        found
    });
    numbered.collect()
}

/// What stands behind the entry where the page before ended; where that entry no longer matches,
/// what stands behind its number.
pub(super) fn behind(matches: Vec<Match>, after: Option<Place>) -> Vec<Match> {
    let Some(after) = after else { return matches };
    let same =
        |found: &Match| (found.place.bucket, found.place.entry) == (after.bucket, after.entry);
    match matches.iter().position(same) {
        Some(at) => matches.into_iter().skip(at + 1).collect(),
        None => matches.into_iter().filter(|found| found.place.first >= after.first).collect(),
    }
}

fn compared(sorts: &[Sort], one: &[Option<By>], other: &[Option<By>]) -> Ordering {
    let keys = sorts.iter().zip(one.iter().zip(other));
    keys.fold(Ordering::Equal, |so_far, (sort, (one, other))| {
        so_far.then_with(|| match (one, other) {
            // What says nothing comes last in either direction.
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) if sort.descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
        })
    })
}

fn by(sort: Sort, found: &Match) -> Option<By> {
    let Some(param) = sort.param else {
        return Some(By::Number(found.entry.updated.microseconds()));
    };
    let values = values(param, found.tape.root()).into_iter();
    let keys = values.filter_map(|value| key(sort, value));
    if sort.descending { keys.max() } else { keys.min() }
}

fn key(sort: Sort, value: Found<'_>) -> Option<By> {
    Some(match value {
        Found::Token { code, .. } => By::Text(code.into_owned()),
        Found::Text(text) | Found::Reference(text) | Found::Uri(text) => By::Text(fold(&text)),
        Found::Date(span) => By::Number(if sort.descending { span.last } else { span.first }),
        Found::Quantity(Amount { millionths, .. }) | Found::Number(millionths) => {
            By::Number(millionths)
        }
        // What stands together has no order.
        Found::Composite(_) => return None,
    })
}
