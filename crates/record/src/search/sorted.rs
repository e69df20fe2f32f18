//! An order that an index has: the index is walked in it, behind where the page before ended, and
//! behind its end comes what says nothing of what the order goes by, as it was changed.
//!
//! An entry with several values stands in the index several times. It is shown once, at the value
//! that its reader is shown and that comes first. A page ends at a match, and the entry and the
//! version that stood then say where: the address of the next page holds no name and no birthday,
//! and holds even when the entry has changed since.

use super::cursor::Place;
use super::lead;
use super::looking::{Looking, Met};
use super::order::Keyed;
use super::page::{CANDIDATES_GATHERED_MAX, SearchStop};
use super::runs::Runs;
use super::walk::{Match, Walk};
use crate::entry::Key;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Kind, Param};
use nabz_fhir::extract::{Found, values};
use nabz_fhir::fold::{behind, fold_for_index};
use nabz_fhir::search::Query;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

pub(super) const ROWS_AT_ONCE: usize = 64;

const TEXTS: &str = "
    SELECT folded, entry_id, bucket
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND (folded, entry_id, bucket) > ($3, $4, $5)
    ORDER  BY folded, entry_id, bucket
    LIMIT  $6";
const TEXTS_BACKWARDS: &str = "
    SELECT folded, entry_id, bucket
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND (folded, entry_id, bucket) < ($3, $4, $5)
    ORDER  BY folded DESC, entry_id DESC, bucket DESC
    LIMIT  $6";
const SPANS: &str = "
    SELECT first, last, entry_id, bucket
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND (first, last, entry_id, bucket) > ($3, $4, $5, $6)
    ORDER  BY first, last, entry_id, bucket
    LIMIT  $7";
const SPANS_BACKWARDS: &str = "
    SELECT first, last, entry_id, bucket
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND (first, last, entry_id, bucket) < ($3, $4, $5, $6)
    ORDER  BY first DESC, last DESC, entry_id DESC, bucket DESC
    LIMIT  $7";

/// What an index sorts by: a text, or a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    folded: String,
    first: i64,
    last: i64,
}

/// A row of the index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stand {
    value: Said,
    entry: Uuid,
    bucket: i64,
}

impl Stand {
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// Where a match stands.
pub(super) enum At {
    /// In the index, where it says itself.
    Index,
    /// Behind the index, among all of the type.
    Unsaid(Place),
}

/// From where a page goes on.
pub(super) enum Behind {
    Start,
    Match(Met),
    Unsaid(Place),
}

/// One page of an order.
pub(super) struct Sorted {
    pub(super) found: Vec<(At, Met)>,
    /// Enough was looked at: in the index the page ends at its last match.
    pub(super) stopped: Option<At>,
    wanted: usize,
    pub(super) budget: usize,
}

impl Sorted {
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= self.wanted
    }

    /// Stops within the index. A page has to end at something that its reader sees.
    pub(super) fn stop(&mut self) -> Result<(), SearchStop> {
        if self.found.is_empty() {
            return Err(SearchStop::TooCostly);
        }
        self.stopped = Some(At::Index);
        Ok(())
    }
}

/// An order that an index has.
#[derive(Clone, Copy)]
pub(super) struct Order {
    of: ResourceType,
    param: &'static Param,
    descending: bool,
}

impl Order {
    /// The order that a query asks for, where an index has it, or has its first key.
    pub(super) fn of(query: &Query) -> Option<Self> {
        let key = query.sort.first()?;
        let param = key.param?;
        let is_in_order = matches!(param.kind, Kind::Text | Kind::Date);
        let has_rows = !matches!(param.index, Index::Chart | Index::Identifier);
        let order = Self { of: query.of, param, descending: key.descending };
        (is_in_order && has_rows).then_some(order)
    }

    /// The next matches behind a place, `wanted` at the most.
    pub(super) fn page(
        self,
        tx: &mut Tx<'_>,
        (query, wanted): (&Query, usize),
        looking: &mut Looking<'_>,
        behind: Behind,
    ) -> Result<Sorted, SearchStop> {
        let budget = CANDIDATES_GATHERED_MAX;
        let mut page = Sorted { found: Vec::new(), stopped: None, wanted, budget };
        let unsaid = match behind {
            Behind::Unsaid(place) => Some(place),
            Behind::Start => {
                let from = (self.start(), None);
                self.in_index(tx, query, looking, (from, &mut page))?;
                None
            }
            Behind::Match(met) => {
                let value = self.shown(&met).ok_or(SearchStop::ForeignCursor)?;
                let Key { bucket, entry, .. } = met.entry.key;
                let from = (Stand { value, entry, bucket }, Some(Keyed::of(query, met)));
                self.in_index(tx, query, looking, (from, &mut page))?;
                None
            }
        };
        if page.stopped.is_some() || page.is_full() {
            return Ok(page);
        }
        let lead = lead::changes(query);
        let mut walk = Walk::new(query, &lead, unsaid, page.budget);
        walk.go(tx, looking, &mut |hit: Match| {
            if self.shown(&hit.met).is_none() {
                page.found.push((At::Unsaid(hit.place), hit.met));
            }
            !page.is_full()
        })?;
        page.stopped = walk.cut_short.then_some(At::Unsaid(walk.at));
        Ok(page)
    }

    fn in_index(
        self,
        tx: &mut Tx<'_>,
        query: &Query,
        looking: &mut Looking<'_>,
        ((from, behind), page): ((Stand, Option<Keyed>), &mut Sorted),
    ) -> Result<(), SearchStop> {
        if query.sort.len() == 1 {
            return self.walk(tx, query, looking, (from, page));
        }
        // What says the same as the last match may have stood before it in the index.
        let from = Stand { value: from.value, ..self.start() };
        Runs { order: self, query, behind }.walk(tx, looking, (from, page))
    }

    /// Over the index, until the page is full or enough was looked at.
    fn walk(
        self,
        tx: &mut Tx<'_>,
        query: &Query,
        looking: &mut Looking<'_>,
        (mut at, page): (Stand, &mut Sorted),
    ) -> Result<(), SearchStop> {
        loop {
            let stands = self.next(tx, &at)?;
            let last_ones = stands.len() < ROWS_AT_ONCE;
            for stand in stands {
                let met = match self.decided(tx, query, looking, &stand) {
                    Err(SearchStop::TooCostly) => return page.stop(),
                    met => met?,
                };
                at = stand;
                page.budget = page.budget.saturating_sub(1);
                page.found.extend(met.map(|met| (At::Index, met)));
                if page.is_full() {
                    return Ok(());
                }
            }
            if last_ones {
                return Ok(());
            }
            if page.budget == 0 {
                return page.stop();
            }
        }
    }

    pub(super) fn decided(
        self,
        tx: &mut Tx<'_>,
        query: &Query,
        looking: &mut Looking<'_>,
        stand: &Stand,
    ) -> Result<Option<Met>, SearchStop> {
        let key = Key { bucket: stand.bucket, entry: stand.entry, of: self.of };
        let met = looking.says(tx, query, key)?;
        let Some(met) = met.filter(|met| self.shown(met).as_ref() == Some(&stand.value)) else {
            return Ok(None);
        };
        Ok(looking.confirms(tx, query, &met)?.then_some(met))
    }

    /// The value by which an entry is put into the order, of those that its reader is shown.
    fn shown(self, met: &Met) -> Option<Said> {
        let values = values(self.param, met.tape.root()).into_iter().filter_map(value);
        if self.descending { values.max() } else { values.min() }
    }

    fn start(self) -> Stand {
        let place = if self.descending { Place::END } else { Place::START };
        let folded = if self.descending { behind("") } else { String::new() };
        let value = Said { folded, first: place.first, last: place.last };
        Stand { value, bucket: place.bucket, entry: place.entry }
    }

    pub(super) fn next(self, tx: &mut Tx<'_>, at: &Stand) -> Result<Vec<Stand>, Stop> {
        let under = i64::from(self.param.rows_under());
        let limit = i64::try_from(ROWS_AT_ONCE).unwrap_or(i64::MAX);
        let behind = [at.entry.into(), at.bucket.into(), limit.into()];
        let mut found = Vec::new();
        if self.param.kind == Kind::Text {
            let sql = if self.descending { TEXTS_BACKWARDS } else { TEXTS };
            let mut asked: Vec<Value> = vec![self.of.number().into(), under.into()];
            asked.push(at.value.folded.as_str().into());
            asked.extend(behind);
            return tx.query(sql, &asked, of_text);
        }
        for param in [under, -under] {
            let sql = if self.descending { SPANS_BACKWARDS } else { SPANS };
            let mut asked: Vec<Value> = vec![self.of.number().into(), param.into()];
            asked.extend([at.value.first.into(), at.value.last.into()]);
            asked.extend(behind.clone());
            found.extend(tx.query(sql, &asked, of_span)?);
        }
        found.sort_unstable();
        if self.descending {
            found.reverse();
        }
        found.truncate(ROWS_AT_ONCE);
        Ok(found)
    }
}

/// What an index would say of a value.
fn value(found: Found<'_>) -> Option<Said> {
    if let Found::Text(said) = found {
        return Some(text(fold_for_index(&said)));
    }
    let Found::Date(said) = found else { return None };
    Some(span(said.first, said.last))
}

fn text(folded: String) -> Said {
    Said { folded, first: 0, last: 0 }
}

fn span(first: i64, last: i64) -> Said {
    Said { folded: String::new(), first, last }
}

fn of_text(row: &Row<'_>) -> Result<Stand, Stop> {
    Ok(Stand { value: text(row.get(0)?), entry: row.get(1)?, bucket: row.get(2)? })
}

fn of_span(row: &Row<'_>) -> Result<Stand, Stop> {
    let value = span(row.get(0)?, row.get(1)?);
    Ok(Stand { value, entry: row.get(2)?, bucket: row.get(3)? })
}
