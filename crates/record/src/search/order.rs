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
use nabz_store::Tx;
use std::cmp::Ordering;

/// Versions that an entry may have got since a page ended at it.
const VERSIONS_SINCE_MAX: u32 = 100;

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
}

/// A match as a cursor says it: by the version that stands. Whatever becomes of the entry, that
/// version tells where the page ended.
pub(super) fn place(met: &Met) -> Place {
    let Entry { key, version, .. } = &met.entry;
    Place { first: (*version).into(), last: 0, bucket: key.bucket, entry: key.entry }
}

/// The matches in the order that the query asks for.
pub(super) fn ordered(query: &Query, matches: Vec<Met>) -> Vec<Keyed> {
    let mut keyed: Vec<Keyed> = matches.into_iter().map(|met| Keyed::of(query, met)).collect();
    keyed.sort_by(|one, other| compared(query, one, other));
    keyed
}

/// What stands behind the match at which the page before ended.
pub(super) fn behind(
    tx: &mut Tx<'_>,
    query: &Query,
    looking: &mut Looking<'_>,
    (mut matches, after): (Vec<Keyed>, Place),
) -> Result<Vec<Keyed>, SearchStop> {
    let after = Keyed::of(query, as_it_was(tx, query.of, looking, after)?);
    matches.retain(|found| compared(query, found, &after) == Ordering::Greater);
    Ok(matches)
}

/// The version of an entry at which a page ended. A cursor can be made up: what its reader may not
/// see, or not any more, is no place to go on from, since what stands behind it would tell what it
/// says.
pub(super) fn as_it_was(
    tx: &mut Tx<'_>,
    of: ResourceType,
    looking: &mut Looking<'_>,
    place: Place,
) -> Result<Met, SearchStop> {
    let version = u32::try_from(place.first).map_err(|_| SearchStop::ForeignCursor)?;
    let now = read::at(tx, place.key(of))?.ok_or(SearchStop::ForeignCursor)?;
    if !looking.sight.may_see(tx, &now)? {
        return Err(SearchStop::ForeignCursor);
    }
    let mut is_closed_since = false;
    for entry in read::versions(tx, &now, None, VERSIONS_SINCE_MAX)? {
        if entry.deleted {
            continue;
        }
        let (is_it, Shown { entry, tape, is_stub }) =
            (entry.version == version, looking.sight.shown(tx, entry)?);
        if is_it && (is_stub || !is_closed_since) {
            return Ok(Met { entry, tape });
        }
        is_closed_since |= is_stub;
    }
    Err(SearchStop::ForeignCursor)
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
