//! Which index leads a search.

use super::bounds::Bounds;
use super::cursor::Place;
use nabz_fhir::definitions::Index;
use nabz_fhir::search::{Criterion, Query, Test, Wanted};

/// Ids or numbers that a brief question names.
const NAMED_MAX: usize = 8;

/// Does a query name the few entries that it can find, by their ids or by a number that its system
/// gives to one? Such a question is answered by a handful of rows.
pub fn names_few(query: &Query) -> bool {
    let is_alone = query.links.is_empty()
        && query.filters.is_empty()
        && query.include.is_empty()
        && query.revinclude.is_empty()
        && query.within.is_none();
    let by_id = query.ids.as_ref().is_some_and(|ids| ids.len() <= NAMED_MAX);
    is_alone && (by_id || query.criteria.iter().any(is_by_number))
}

fn is_by_number(criterion: &Criterion) -> bool {
    let Test::AnyOf(wanted) = &criterion.test else { return false };
    let is_number = |wanted: &Wanted| {
        let token = wanted.token();
        token.is_some_and(|token| token.code.is_some() && matches!(token.system, Some(Some(_))))
    };
    criterion.param.index == Index::Identifier
        && wanted.len() <= NAMED_MAX
        && wanted.iter().all(is_number)
}

/// An index that can lead.
#[derive(Clone, Debug)]
pub(crate) enum Lead {
    /// Equal hashes in the order of their entries.
    Hashes { table: HashTable, param: i64, hashes: Vec<i64> },
    /// Texts from one on and before another, in the order of their entries.
    Texts { param: i64, ranges: Vec<(String, String)> },
    /// These texts, in the order of their entries.
    Said { param: i64, texts: Vec<String> },
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
    /// What points to any of several targets, by number of the parameter and hash of the target,
    /// and entries besides; in the order of the entries.
    Union { pointers: Vec<(i64, i64)>, listed: Vec<Place> },
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

/// Everything of the type in the order of its last change, as far as `_lastUpdated` lets it be.
pub(super) fn changes(query: &Query) -> Lead {
    let descending =
        matches!(query.sort.as_slice(), [key] if key.param.is_none() && key.descending);
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

    /// Do later candidates have smaller places?
    pub(crate) fn descends(&self) -> bool {
        match self {
            Self::Spans { .. } | Self::Listed(_) => true,
            Self::Changes { descending, .. } => *descending,
            Self::Hashes { .. }
            | Self::Texts { .. }
            | Self::Said { .. }
            | Self::Amounts { .. }
            | Self::Birthdays { .. }
            | Self::Union { .. } => false,
        }
    }
}
