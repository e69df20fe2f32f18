//! Orders that no index has: matches are gathered and sorted.

use super::cursor::Place;
use super::looking::{Looking, Met};
use super::page::SearchStop;
use super::sight::Shown;
use crate::entry::Entry;
use crate::read;
use nabz_fhir::ResourceType;
use nabz_fhir::extract::{Found, values};
use nabz_fhir::fold::fold;
use nabz_fhir::quantity::Amount;
use nabz_fhir::search::{Query, Sort};
use nabz_store::{Stop, Tx};
use std::cmp::Ordering;

/// What a match is sorted by. Which kind it is follows from the parameter, so kinds never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Number(i64),
    Text(String),
}

/// A match with what it is sorted by.
pub(super) struct Keyed {
    by: Vec<Option<By>>,
    pub(super) met: Met,
}

impl Keyed {
    pub(super) fn of(query: &Query, met: Met) -> Self {
        Self { by: query.sort.iter().map(|sort| by(*sort, &met)).collect(), met }
    }

    /// As a cursor says it: the version that stands. Whatever becomes of the entry, that version
    /// tells where the page ended.
    pub(super) fn place(&self) -> Place {
        let Entry { key, version, .. } = &self.met.entry;
        Place { first: (*version).into(), last: 0, bucket: key.bucket, entry: key.entry }
    }
}

/// The matches in the order that the query asks for.
pub(super) fn ordered(query: &Query, matches: Vec<Met>) -> Vec<Keyed> {
    let mut keyed: Vec<Keyed> = matches.into_iter().map(|met| Keyed::of(query, met)).collect();
    keyed.sort_by(|one, other| compared(query, one, other));
    keyed
}

/// What stands behind the place where the page before ended.
pub(super) fn behind(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (mut matches, after): (Vec<Keyed>, Place),
) -> Result<Vec<Keyed>, SearchStop> {
    let entry = as_it_was(tx, query.of, after)?.ok_or(SearchStop::ForeignCursor)?;
    let Shown { entry, tape } = looking.sight.shown(tx, entry)?;
    let after = Keyed::of(query, Met { entry, tape });
    matches.retain(|found| compared(query, found, &after) == Ordering::Greater);
    Ok(matches)
}

/// The version of an entry at which a page ended.
pub(super) fn as_it_was(
    tx: &mut Tx<'_>,
    of: ResourceType,
    place: Place,
) -> Result<Option<Entry>, Stop> {
    let Ok(version) = u32::try_from(place.first) else { return Ok(None) };
    let Some(now) = read::at(tx, place.key(of))? else { return Ok(None) };
    let before = version.checked_add(1);
    let found = read::versions(tx, &now, before, 1)?.into_iter().next();
    Ok(found.filter(|entry| entry.version == version && !entry.deleted))
}

pub(super) fn compared(query: &Query, one: &Keyed, other: &Keyed) -> Ordering {
    let (a, b) = (&one.met.entry.key, &other.met.entry.key);
    by_keys(&query.sort, &one.by, &other.by).then_with(|| b.entry.cmp(&a.entry))
}

fn by_keys(sorts: &[Sort], one: &[Option<By>], other: &[Option<By>]) -> Ordering {
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

fn by(sort: Sort, found: &Met) -> Option<By> {
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
