//! Candidates from the leading index, in its own order, behind a place.

use super::cursor::Place;
use super::lead::{Bounds, HashTable, Lead};
use crate::rows::SHORT_SPAN_MICROSECONDS;
use nabz_fhir::ResourceType;
use nabz_fhir::fold::behind;
use nabz_store::{Row, Stop, Tx, Value};

/// Rows that are counted before two indexes count as equally poor.
const ESTIMATE_ROWS_MAX: usize = 400;

const TOKENS: &str = "
    SELECT bucket, entry_id
    FROM   record_token
    WHERE  type = $1 AND param = $2 AND hash = $3 AND (bucket, entry_id) > ($4, $5)
    ORDER  BY bucket, entry_id
    LIMIT  $6";
const REFERENCES: &str = "
    SELECT bucket, entry_id
    FROM   record_reference
    WHERE  type = $1 AND param = $2 AND hash = $3 AND (bucket, entry_id) > ($4, $5)
    ORDER  BY bucket, entry_id
    LIMIT  $6";
const IDENTIFIERS: &str = "
    SELECT bucket, entry_id
    FROM   record_identifier
    WHERE  type = $1 AND hash = $2 AND (bucket, entry_id) > ($3, $4)
    ORDER  BY bucket, entry_id
    LIMIT  $5";
const TEXTS: &str = "
    SELECT DISTINCT bucket, entry_id
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND folded >= $3 AND folded < $4
           AND (bucket, entry_id) > ($5, $6)
    ORDER  BY bucket, entry_id
    LIMIT  $7";
const AMOUNTS: &str = "
    SELECT DISTINCT bucket, entry_id
    FROM   record_quantity
    WHERE  type = $1 AND param = $2 AND millionths BETWEEN $3 AND $4
           AND (bucket, entry_id) > ($5, $6)
    ORDER  BY bucket, entry_id
    LIMIT  $7";
const SPANS: &str = "
    SELECT bucket, entry_id, first, last
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND first BETWEEN $3 AND $4 AND last >= $5
           AND (first, last, bucket, entry_id) < ($6, $7, $8, $9)
    ORDER  BY first DESC, last DESC, bucket DESC, entry_id DESC
    LIMIT  $10";
const BIRTHDAYS: &str = "
    SELECT DISTINCT bucket, entry_id
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND first BETWEEN $3 AND $4 AND last >= $5
           AND (bucket, entry_id) > ($6, $7)
    ORDER  BY bucket, entry_id
    LIMIT  $8";
const CHANGES: &str = "
    SELECT bucket, entry_id, updated_at
    FROM   record_entry
    WHERE  type = $1 AND updated_at BETWEEN $2 AND $3
           AND (updated_at, bucket, entry_id) > ($4, $5, $6)
    ORDER  BY updated_at, bucket, entry_id
    LIMIT  $7";
const CHANGES_LATEST_FIRST: &str = "
    SELECT bucket, entry_id, updated_at
    FROM   record_entry
    WHERE  type = $1 AND updated_at BETWEEN $2 AND $3
           AND (updated_at, bucket, entry_id) < ($4, $5, $6)
    ORDER  BY updated_at DESC, bucket DESC, entry_id DESC
    LIMIT  $7";

/// Candidates that are fetched at once.
const AT_ONCE: usize = 64;

/// The candidates of a lead, some at a time.
pub(super) struct Candidates<'l> {
    of: ResourceType,
    lead: &'l Lead,
    /// Behind which the next ones come.
    pub(super) at: Place,
    /// There are no more.
    pub(super) ended: bool,
}

impl<'l> Candidates<'l> {
    pub(super) fn of(of: ResourceType, lead: &'l Lead, after: Option<Place>) -> Self {
        let start = if lead.descends() { Place::END } else { Place::START };
        Self { of, lead, at: after.unwrap_or(start), ended: false }
    }

    pub(super) fn places(&mut self, tx: &mut Tx<'_>) -> Result<Vec<Place>, Stop> {
        let places = next(tx, self.of, self.lead, self.at, AT_ONCE)?;
        self.at = places.last().copied().unwrap_or(self.at);
        self.ended = places.len() < AT_ONCE;
        Ok(places)
    }
}

/// The next candidates behind `after`, `limit` at most; fewer mean that there are no more.
pub(crate) fn next(
    tx: &mut Tx<'_>,
    of: ResourceType,
    lead: &Lead,
    after: Place,
    limit: usize,
) -> Result<Vec<Place>, Stop> {
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let by_entry = [after.bucket.into(), after.entry.into(), rows.into()];
    let mut found = Vec::new();
    match lead {
        Lead::Hashes { table, param, hashes } => {
            for hash in hashes {
                let (sql, mut values) = probe(*table, of, *param, *hash);
                values.extend(by_entry.clone());
                found.extend(tx.query(sql, &values, entry)?);
            }
        }
        Lead::Texts { param, prefixes } => {
            for prefix in prefixes {
                let mut values: Vec<Value> = vec![of.number().into(), (*param).into()];
                values.extend([prefix.as_str().into(), behind(prefix).into()]);
                values.extend(by_entry.clone());
                found.extend(tx.query(TEXTS, &values, entry)?);
            }
        }
        Lead::Amounts { param, ranges } => {
            for (from, to) in ranges {
                let mut values: Vec<Value> = vec![of.number().into(), (*param).into()];
                values.extend([(*from).into(), (*to).into()]);
                values.extend(by_entry.clone());
                found.extend(tx.query(AMOUNTS, &values, entry)?);
            }
        }
        Lead::Spans { param, bounds } => {
            for long in [false, true] {
                let mut values = span(of, *param, *bounds, long);
                values.extend([after.first.into(), after.last.into()]);
                values.extend(by_entry.clone());
                found.extend(tx.query(SPANS, &values, spanned)?);
            }
        }
        Lead::Birthdays { param, bounds } => {
            for long in [false, true] {
                let mut values = span(of, *param, *bounds, long);
                values.extend(by_entry.clone());
                found.extend(tx.query(BIRTHDAYS, &values, entry)?);
            }
        }
        Lead::Changes { from, to, descending } => {
            let sql = if *descending { CHANGES_LATEST_FIRST } else { CHANGES };
            let mut values: Vec<Value> = vec![of.number().into(), (*from).into(), (*to).into()];
            values.push(after.first.into());
            values.extend(by_entry);
            found.extend(tx.query(sql, &values, changed)?);
        }
        Lead::Listed(places) => {
            found.extend(places.iter().filter(|place| **place < after).take(limit));
        }
        Lead::Union { pointers, listed } => {
            for (param, hash) in pointers {
                let (sql, mut values) = probe(HashTable::Reference, of, *param, *hash);
                values.extend(by_entry.clone());
                found.extend(tx.query(sql, &values, entry)?);
            }
            let is_before =
                |place: &Place| (place.bucket, place.entry) <= (after.bucket, after.entry);
            let behind = listed.iter().skip(listed.partition_point(is_before));
            found.extend(behind.take(limit));
        }
    }
    in_order(lead, found, limit)
}

/// Several streams become one. Beyond the limit each stream may have more, so no stream can have
/// anything smaller than what is kept.
#[expect(clippy::unnecessary_wraps, reason = "the last step of a fallible pipeline")]
fn in_order(lead: &Lead, mut found: Vec<Place>, limit: usize) -> Result<Vec<Place>, Stop> {
    found.sort_unstable();
    if lead.descends() {
        found.reverse();
    }
    found.dedup();
    found.truncate(limit);
    Ok(found)
}

impl Lead {
    /// How many rows it has, counted up to a few hundred.
    pub(crate) fn estimate(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<usize, Stop> {
        match self {
            // A hash is a probe; what is a range would first have to be sorted.
            Self::Hashes { .. } | Self::Listed(_) | Self::Spans { .. } | Self::Union { .. } => {
                self.rows(tx, of, ESTIMATE_ROWS_MAX)
            }
            Self::Texts { .. } | Self::Amounts { .. } | Self::Birthdays { .. } => {
                Ok(ESTIMATE_ROWS_MAX / 2)
            }
            Self::Changes { .. } => Ok(ESTIMATE_ROWS_MAX),
        }
    }

    /// How many rows it has, counted up to `most`.
    pub(super) fn rows(
        &self,
        tx: &mut Tx<'_>,
        of: ResourceType,
        most: usize,
    ) -> Result<usize, Stop> {
        let one = |table, param, hash| Self::Hashes { table, param, hashes: vec![hash] };
        let (mut counted, parts): (usize, Vec<Self>) = match self {
            Self::Hashes { table, param, hashes } if hashes.len() > 1 => {
                (0, hashes.iter().map(|hash| one(*table, *param, *hash)).collect())
            }
            Self::Union { pointers, listed } => {
                let parts = pointers.iter();
                let parts = parts.map(|(param, hash)| one(HashTable::Reference, *param, *hash));
                (listed.len(), parts.collect())
            }
            Self::Hashes { .. }
            | Self::Texts { .. }
            | Self::Amounts { .. }
            | Self::Spans { .. }
            | Self::Birthdays { .. }
            | Self::Changes { .. }
            | Self::Listed(_) => (0, vec![self.clone()]),
        };
        for part in parts {
            let Some(left) = most.checked_sub(counted).filter(|left| *left > 0) else { break };
            let start = if part.descends() { Place::END } else { Place::START };
            counted = counted.saturating_add(next(tx, of, &part, start, left)?.len());
        }
        Ok(counted.min(most))
    }
}

fn probe(table: HashTable, of: ResourceType, param: i64, hash: i64) -> (&'static str, Vec<Value>) {
    match table {
        HashTable::Token => (TOKENS, vec![of.number().into(), param.into(), hash.into()]),
        HashTable::Reference => (REFERENCES, vec![of.number().into(), param.into(), hash.into()]),
        HashTable::Identifier => (IDENTIFIERS, vec![of.number().into(), hash.into()]),
    }
}

/// A short span that reaches a moment began at most a month before it.
fn span(of: ResourceType, param: i64, bounds: Bounds, long: bool) -> Vec<Value> {
    let (param, from) = if long {
        (-param, i64::MIN)
    } else {
        (param, bounds.reaches.saturating_sub(SHORT_SPAN_MICROSECONDS))
    };
    vec![
        of.number().into(),
        param.into(),
        from.into(),
        bounds.begins_by.into(),
        bounds.reaches.into(),
    ]
}

fn entry(row: &Row<'_>) -> Result<Place, Stop> {
    Ok(Place { first: 0, last: 0, bucket: row.get(0)?, entry: row.get(1)? })
}

fn spanned(row: &Row<'_>) -> Result<Place, Stop> {
    let (bucket, entry) = (row.get(0)?, row.get(1)?);
    Ok(Place { first: row.get(2)?, last: row.get(3)?, bucket, entry })
}

fn changed(row: &Row<'_>) -> Result<Place, Stop> {
    Ok(Place { first: row.get(2)?, last: 0, bucket: row.get(0)?, entry: row.get(1)? })
}
