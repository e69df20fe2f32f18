//! Candidates from the leading index, in its own order, behind a place.

use super::bounds::Bounds;
use super::cursor::Place;
use super::lead::{HashTable, Lead, Range};
use crate::rows::SHORT_SPAN_MICROSECONDS;
use nabz_fhir::ResourceType;
use nabz_store::{Row, Stop, Tx, Value};

const TOKENS: &str = "
    SELECT entry_id, bucket
    FROM   record_token
    WHERE  type = $1 AND param = $2 AND hash = $3 AND (entry_id, bucket) > ($4, $5)
    ORDER  BY entry_id, bucket
    LIMIT  $6";
const REFERENCES: &str = "
    SELECT entry_id, bucket
    FROM   record_reference
    WHERE  type = $1 AND param = $2 AND hash = $3 AND (entry_id, bucket) > ($4, $5)
    ORDER  BY entry_id, bucket
    LIMIT  $6";
const IDENTIFIERS: &str = "
    SELECT entry_id, bucket
    FROM   record_identifier
    WHERE  type = $1 AND hash = $2 AND (entry_id, bucket) > ($3, $4)
    ORDER  BY entry_id, bucket
    LIMIT  $5";
const TEXTS: &str = "
    SELECT DISTINCT entry_id, bucket
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND folded >= $3 AND folded < $4
           AND (entry_id, bucket) > ($5, $6)
    ORDER  BY entry_id, bucket
    LIMIT  $7";
const SAID: &str = "
    SELECT entry_id, bucket
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND folded = $3 AND (entry_id, bucket) > ($4, $5)
    ORDER  BY entry_id, bucket
    LIMIT  $6";
const AMOUNTS: &str = "
    SELECT DISTINCT entry_id, bucket
    FROM   record_quantity
    WHERE  type = $1 AND param = $2 AND apart = $3 AND value BETWEEN $4 AND $5
           AND (entry_id, bucket) > ($6, $7)
    ORDER  BY entry_id, bucket
    LIMIT  $8";
const SPANS: &str = "
    SELECT entry_id, bucket, first, last
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND first BETWEEN $3 AND $4 AND last BETWEEN $5 AND $6
           AND (first, last, entry_id, bucket) < ($7, $8, $9, $10)
    ORDER  BY first DESC, last DESC, entry_id DESC, bucket DESC
    LIMIT  $11";
const BIRTHDAYS: &str = "
    SELECT DISTINCT entry_id, bucket
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND first BETWEEN $3 AND $4 AND last BETWEEN $5 AND $6
           AND (entry_id, bucket) > ($7, $8)
    ORDER  BY entry_id, bucket
    LIMIT  $9";
const CHANGES: &str = "
    SELECT entry_id, bucket, updated_at
    FROM   record_entry
    WHERE  type = $1 AND updated_at BETWEEN $2 AND $3
           AND (updated_at, entry_id, bucket) > ($4, $5, $6)
    ORDER  BY updated_at, entry_id, bucket
    LIMIT  $7";
const CHANGES_LATEST_FIRST: &str = "
    SELECT entry_id, bucket, updated_at
    FROM   record_entry
    WHERE  type = $1 AND updated_at BETWEEN $2 AND $3
           AND (updated_at, entry_id, bucket) < ($4, $5, $6)
    ORDER  BY updated_at DESC, entry_id DESC, bucket DESC
    LIMIT  $7";

/// Candidates of the first step; each next one takes twice as many, up to the second number, since
/// an index that is no run of one key is read from its beginning at every step.
const AT_ONCE: (usize, usize) = (64, 1_024);

/// The candidates of a lead, some at a time.
pub(super) struct Candidates<'l> {
    of: ResourceType,
    lead: &'l Lead,
    /// Behind which the next ones come.
    pub(super) at: Place,
    at_once: usize,
    /// There are no more.
    pub(super) ended: bool,
}

impl<'l> Candidates<'l> {
    pub(super) fn of(of: ResourceType, lead: &'l Lead, after: Option<Place>) -> Self {
        let start = if lead.descends() { Place::END } else { Place::START };
        Self { of, lead, at: after.unwrap_or(start), at_once: AT_ONCE.0, ended: false }
    }

    pub(super) fn places(&mut self, tx: &mut Tx<'_>) -> Result<Vec<Place>, Stop> {
        let places = next(tx, self.of, self.lead, self.at, self.at_once)?;
        self.at = places.last().copied().unwrap_or(self.at);
        self.ended = places.len() < self.at_once;
        self.at_once = (2 * self.at_once).min(AT_ONCE.1);
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
    let by_entry = [after.entry.into(), after.bucket.into(), rows.into()];
    let mut found = Vec::new();
    match lead {
        Lead::Hashes { table, param, hashes } => {
            for hash in hashes {
                let (sql, mut values) = probe(*table, of, *param, *hash);
                values.extend(by_entry.clone());
                found.extend(tx.query(sql, &values, entry)?);
            }
        }
        Lead::Texts { param, ranges } => {
            for range in ranges {
                let mut values = text(of, *param, range);
                values.extend(by_entry.clone());
                found.extend(tx.query(TEXTS, &values, entry)?);
            }
        }
        Lead::Said { param, texts } => {
            for text in texts {
                let mut values = vec![of.number().into(), (*param).into(), text.as_str().into()];
                values.extend(by_entry.clone());
                found.extend(tx.query(SAID, &values, entry)?);
            }
        }
        Lead::Amounts { param, ranges } => {
            for range in ranges {
                let mut values = amount(of, *param, *range);
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
                |place: &Place| (place.entry, place.bucket) <= (after.entry, after.bucket);
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

fn probe(table: HashTable, of: ResourceType, param: i64, hash: i64) -> (&'static str, Vec<Value>) {
    match table {
        HashTable::Token => (TOKENS, vec![of.number().into(), param.into(), hash.into()]),
        HashTable::Reference => (REFERENCES, vec![of.number().into(), param.into(), hash.into()]),
        HashTable::Identifier => (IDENTIFIERS, vec![of.number().into(), hash.into()]),
    }
}

pub(super) fn text(of: ResourceType, param: i64, (from, before): &(String, String)) -> Vec<Value> {
    vec![of.number().into(), param.into(), from.as_str().into(), before.as_str().into()]
}

pub(super) fn amount(of: ResourceType, param: i64, range: Range) -> Vec<Value> {
    let Range { apart, from, to } = range;
    vec![of.number().into(), param.into(), apart.into(), from.into(), to.into()]
}

/// Long spans stand under the negative number.
pub(super) fn span(of: ResourceType, param: i64, bounds: Bounds, long: bool) -> Vec<Value> {
    let (param, (from, to)) = if long {
        (-param, bounds.first_of_long())
    } else {
        (param, bounds.first_of_short(SHORT_SPAN_MICROSECONDS))
    };
    let (reaches, ends_by) = bounds.last;
    let (of, param) = (of.number().into(), param.into());
    vec![of, param, from.into(), to.into(), reaches.into(), ends_by.into()]
}

fn entry(row: &Row<'_>) -> Result<Place, Stop> {
    Ok(Place::by_entry(row.get(1)?, row.get(0)?))
}

fn spanned(row: &Row<'_>) -> Result<Place, Stop> {
    let (entry, bucket) = (row.get(0)?, row.get(1)?);
    Ok(Place { first: row.get(2)?, last: row.get(3)?, bucket, entry })
}

fn changed(row: &Row<'_>) -> Result<Place, Stop> {
    Ok(Place { first: row.get(2)?, last: 0, bucket: row.get(1)?, entry: row.get(0)? })
}
