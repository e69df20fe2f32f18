//! Which index leads a search.

use super::bounds::Bounds;
use super::cursor::Place;
use super::{by_value, listed};
use nabz_fhir::search::Query;
use nabz_store::{Stop, Tx};

/// An index that can lead.
#[derive(Clone, Debug)]
pub(crate) enum Lead {
    /// Equal hashes in the order of their entries.
    Hashes { table: HashTable, param: i64, hashes: Vec<i64> },
    /// Texts from one on and before another, in the order of their entries.
    Texts { param: i64, ranges: Vec<(String, String)> },
    /// Amounts between two others, in the order of their entries.
    Amounts { param: i64, ranges: Vec<Range> },
    /// Spans, the latest first.
    Spans { param: i64, bounds: Bounds },
    /// Spans in the order of their entries: a birthday is not put into the address of a page.
    Birthdays { param: i64, bounds: Bounds },
    /// Everything of the type in the order of its last change, between two moments.
    Changes { from: i64, to: i64, descending: bool },
    /// Few enough to be held: a patient's chart, or ids that were named. The latest first.
    Listed(Vec<Place>),
}

/// The tables whose rows are hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashTable {
    Token,
    Reference,
    Identifier,
}

/// Values of a row that are compared with each other: from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// See [`apart`](crate::rows::apart).
    pub(crate) apart: i64,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// Chooses what leads: what was named, then the patient's chart, then the index with the fewest
/// rows, then everything of the type. What led to a page leads to the next.
pub(crate) fn choose(tx: &mut Tx<'_>, query: &Query) -> Result<Lead, Stop> {
    if let Some(ids) = &query.ids {
        return listed::named(tx, query.of, ids).map(Lead::Listed);
    }
    if let Some(chart) = listed::chart(tx, query)? {
        return Ok(Lead::Listed(chart));
    }
    if let Some(changes) = by_change(query) {
        return Ok(changes);
    }
    let everything = changes(query, false);
    let mut leads = by_value::leads(query);
    leads.extend(listed::sources(tx, query)?);
    if let Some(after) = &query.after {
        let led = |lead: &Lead| Place::read(after, query, lead).is_ok();
        return Ok(leads.into_iter().find(led).unwrap_or(everything));
    }
    let best = if leads.len() == 1 { leads.pop() } else { rarest(tx, query, leads)? };
    match best {
        Some(lead) if !lead.is_too_wide(tx, query.of)? => Ok(lead),
        Some(_) | None => Ok(everything),
    }
}

fn rarest(tx: &mut Tx<'_>, query: &Query, leads: Vec<Lead>) -> Result<Option<Lead>, Stop> {
    let mut best: Option<(i64, Lead)> = None;
    for lead in leads {
        let rows = lead.estimate(tx, query.of)?;
        if best.as_ref().is_none_or(|(fewest, _)| rows < *fewest) {
            best = Some((rows, lead));
        }
    }
    Ok(best.map(|(_, lead)| lead))
}

/// A list without conditions, in the order of change that the caller wishes.
fn by_change(query: &Query) -> Option<Lead> {
    let unconditional = query.criteria.is_empty() && query.filters.is_empty();
    match query.sort.as_slice() {
        [key] if key.param.is_none() && unconditional => Some(changes(query, key.descending)),
        _ => None,
    }
}

fn changes(query: &Query, descending: bool) -> Lead {
    let (mut from, mut to) = (i64::MIN, i64::MAX);
    for wanted in &query.updated {
        let bounds = Bounds::of(*wanted);
        // A moment begins and ends at once.
        from = from.max(bounds.first.0).max(bounds.last.0);
        to = to.min(bounds.first.1).min(bounds.last.1);
    }
    Lead::Changes { from, to, descending }
}

impl Lead {
    /// Does its own order answer the order that was asked for?
    pub(crate) fn answers_order(&self, query: &Query) -> bool {
        match (self, query.sort.as_slice()) {
            (_, []) => true,
            (Self::Changes { descending, .. }, [key]) => {
                key.param.is_none() && key.descending == *descending
            }
            (Self::Spans { param, .. }, [key]) => {
                key.descending && key.param.is_some_and(|p| i64::from(p.rows_under()) == *param)
            }
            _ => false,
        }
    }

    /// What tells it from the others that could lead the same query.
    pub(super) fn named(&self) -> String {
        match self {
            Self::Hashes { param, .. } => format!("hashes {param}"),
            Self::Texts { param, .. } => format!("texts {param}"),
            Self::Amounts { param, .. } => format!("amounts {param}"),
            // Of several spans of an entry the last that is offered places it.
            Self::Spans { param, bounds } => format!("spans {param} {bounds:?}"),
            Self::Birthdays { param, .. } => format!("birthdays {param}"),
            Self::Changes { descending, .. } => format!("changes {descending}"),
            Self::Listed(_) => "listed".to_owned(),
        }
    }

    /// Do later candidates have smaller places?
    pub(crate) fn descends(&self) -> bool {
        match self {
            Self::Spans { .. } | Self::Listed(_) => true,
            Self::Changes { descending, .. } => *descending,
            Self::Hashes { .. }
            | Self::Texts { .. }
            | Self::Amounts { .. }
            | Self::Birthdays { .. } => false,
        }
    }
}
