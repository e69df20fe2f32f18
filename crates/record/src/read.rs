//! Reading by id: the current version, an older one, all of them, and what a patient's chart holds.

use crate::alias;
use crate::entry::{Entry, Key, SourceId};
use crate::packed::unpacked;
use crate::rows::CHART_ENTRY;
use crate::write::{identity, number};
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Bucket;
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// More than any chart holds; beyond it the oldest are not looked at.
pub(crate) const CHART_ENTRIES_MAX: i64 = 20_000;

const CURRENT: &str = "
    SELECT chosen_id, version, updated_at, patient_id, source_id, deleted, put, body
    FROM   record_entry
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3";
/// As many as one statement of several entries reads.
const ENTRIES_A_STATEMENT: usize = 16;
const SEVERAL: &str = "
    SELECT chosen_id, version, updated_at, patient_id, source_id, deleted, put, body, type, entry_id
    FROM   record_entry
    WHERE  bucket = $1 AND entry_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                                        $15, $16, $17)";
const OLDER: &str = "
    SELECT version, updated_at, deleted, body
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND version < $4
    ORDER  BY version DESC
    LIMIT  $5";
const SINCE: &str = "
    SELECT COUNT(*)
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND updated_at >= $4";
const LAST_UNTIL: &str = "
    SELECT updated_at
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND updated_at <= $4
    ORDER  BY version DESC
    LIMIT  1";
const ENTRIES: &str = "
    SELECT chosen_id, version, updated_at, patient_id, source_id, deleted, put, body, bucket,
           entry_id, type
    FROM   record_entry
    WHERE  (entry_id, type) > ($1, $2)
    ORDER  BY entry_id, type
    LIMIT  $3";
const CHART: &str = "
    SELECT type, entry_bucket, entry_id, hash
    FROM   record_chart
    WHERE  bucket = $1 AND patient_id = $2 AND param = $3
    ORDER  BY hash DESC, type, entry_id, entry_bucket
    LIMIT  $4";

/// The current version of `Type/id`, deleted ones included.
pub fn read(tx: &mut Tx<'_>, of: ResourceType, id: &str) -> Result<Option<Entry>, Stop> {
    match alias::resolve(tx, of, id)? {
        Some(key) => Ok(at(tx, key)?.filter(|entry| entry.id == id)),
        None => Ok(None),
    }
}

/// The current version of an entry of which the place is known.
pub fn at(tx: &mut Tx<'_>, key: Key) -> Result<Option<Entry>, Stop> {
    tx.query_one(CURRENT, &identity(key), |row| current(key, row))
}

/// The same of several entries; whichever is not there is left out.
pub fn several(tx: &mut Tx<'_>, keys: &[Key]) -> Result<HashMap<Key, Entry>, Stop> {
    let mut by_bucket: BTreeMap<i64, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        by_bucket.entry(key.bucket).or_default().push(key.entry);
    }
    let mut found = HashMap::with_capacity(keys.len());
    for (bucket, entries) in by_bucket {
        let asked = (entries.as_slice(), ENTRIES_A_STATEMENT);
        let read = tx.query_several(SEVERAL, &[bucket.into()], asked, |row| {
            let Some(of) = ResourceType::numbered(row.get(8)?) else { return Ok(None) };
            current(Key { bucket, entry: row.get(9)?, of }, row).map(Some)
        })?;
        found.extend(read.into_iter().flatten().map(|entry| (entry.key, entry)));
    }
    Ok(found)
}

/// A current version, of which a row begins with what [`CURRENT`] selects.
pub(crate) fn current(key: Key, row: &Row<'_>) -> Result<Entry, Stop> {
    let chosen: Option<String> = row.get(0)?;
    Ok(Entry {
        key,
        id: chosen.unwrap_or_else(|| key.entry.to_string()),
        version: number(row.get(1)?)?,
        updated: Instant::from_microseconds(row.get(2)?),
        patient: row.get(3)?,
        source: SourceId::numbered(row.get(4)?),
        deleted: row.get(5)?,
        put: row.get(6)?,
        body: unpacked(&row.get::<Vec<u8>>(7)?)?,
    })
}

/// One version of `Type/id`.
pub fn version(
    tx: &mut Tx<'_>,
    of: ResourceType,
    id: &str,
    version: u32,
) -> Result<Option<Entry>, Stop> {
    let Some(now) = read(tx, of, id)? else { return Ok(None) };
    if now.version == version {
        return Ok(Some(now));
    }
    let found = older(tx, &now, version.saturating_add(1), 1)?;
    Ok(found.into_iter().find(|entry| entry.version == version))
}

/// The versions of `Type/id` before `before`, the newest first, `limit` at most.
pub fn history(
    tx: &mut Tx<'_>,
    of: ResourceType,
    id: &str,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<Entry>, Stop> {
    let Some(now) = read(tx, of, id)? else { return Ok(Vec::new()) };
    versions(tx, &now, before, limit)
}

/// The same for an entry whose current version is at hand.
pub fn versions(
    tx: &mut Tx<'_>,
    now: &Entry,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<Entry>, Stop> {
    let before = before.unwrap_or(u32::MAX);
    if limit == 0 || now.version >= before {
        return older(tx, now, before, limit);
    }
    let older = older(tx, now, before, limit - 1)?;
    Ok(std::iter::once(now.clone()).chain(older).collect())
}

/// How many versions of an entry were written at `since` or later.
pub fn versions_since(tx: &mut Tx<'_>, now: &Entry, since: Instant) -> Result<u32, Stop> {
    let [bucket, entry, of] = identity(now.key);
    let earlier = tx.query_one(SINCE, &[bucket, entry, of, since.into()], |row| row.get(0))?;
    Ok(number(earlier.unwrap_or_default())? + u32::from(now.updated >= since))
}

fn older(tx: &mut Tx<'_>, now: &Entry, before: u32, limit: u32) -> Result<Vec<Entry>, Stop> {
    let [bucket, entry, of] = identity(now.key);
    let values: [Value; 5] = [bucket, entry, of, before.into(), limit.into()];
    tx.query(OLDER, &values, |row| earlier(now, row))
}

/// An older version of an entry, of which a row is what [`OLDER`] selects.
pub(crate) fn earlier(now: &Entry, row: &Row<'_>) -> Result<Entry, Stop> {
    Ok(Entry {
        key: now.key,
        id: now.id.clone(),
        version: number(row.get(0)?)?,
        updated: Instant::from_microseconds(row.get(1)?),
        patient: now.patient,
        source: now.source,
        deleted: row.get(2)?,
        put: now.put,
        body: unpacked(&row.get::<Vec<u8>>(3)?)?,
    })
}

/// One entry of a chart, before its body is read.
#[derive(Clone, Copy, Debug)]
pub struct Charted {
    /// Where it lives.
    pub key: Key,
    /// When it happened, or was written where it does not say; microseconds UTC.
    pub at: i64,
}

/// Everything in the compartment of one Patient, the latest first.
pub fn chart(tx: &mut Tx<'_>, patient: Uuid) -> Result<Vec<Charted>, Stop> {
    let bucket = Bucket::carried_by(patient);
    let values = [bucket.into(), patient.into(), CHART_ENTRY.into(), CHART_ENTRIES_MAX.into()];
    let rows = tx.query(CHART, &values, |row| {
        let of = ResourceType::numbered(row.get(0)?);
        let (bucket, entry, at) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(of.map(|of| Charted { key: Key { entry, of, bucket }, at }))
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// Entries of a compartment that are read in one go.
const WRITTEN_AT_ONCE: usize = 200;

/// Everything in the compartment of one Patient of which a version was written from `from` to `to`,
/// both included: each entry as it stands now, with when that was for the last time.
pub fn written(
    tx: &mut Tx<'_>,
    patient: Uuid,
    (from, to): (Instant, Instant),
) -> Result<Vec<(Entry, Instant)>, Stop> {
    let keys: Vec<Key> = chart(tx, patient)?.into_iter().map(|charted| charted.key).collect();
    let mut written = Vec::new();
    for keys in keys.chunks(WRITTEN_AT_ONCE) {
        for entry in several(tx, keys)?.into_values() {
            let last = last_until(tx, &entry, to)?;
            if let Some(at) = last.filter(|at| *at >= from) {
                written.push((entry, at));
            }
        }
    }
    written.sort_by_key(|(entry, at)| (*at, entry.key));
    Ok(written)
}

/// When an entry was written for the last time before a moment, or at it.
fn last_until(tx: &mut Tx<'_>, now: &Entry, to: Instant) -> Result<Option<Instant>, Stop> {
    if now.updated <= to {
        return Ok(Some(now.updated));
    }
    let [bucket, entry, of] = identity(now.key);
    let read = |row: &Row<'_>| Ok(Instant::from_microseconds(row.get(0)?));
    tx.query_one(LAST_UNTIL, &[bucket, entry, of, to.into()], read)
}

/// Where a walk over all entries stands: behind the entry with this key.
pub(crate) type Behind = (Uuid, i64);

/// Behind which all entries are.
pub(crate) const BEGINNING: Behind = (Uuid::nil(), -1);

/// Entries in the order of their keys, and behind which one to go on; `None` when there are no more.
pub(crate) fn behind(
    tx: &mut Tx<'_>,
    (entry, of): Behind,
    limit: i64,
) -> Result<(Vec<Entry>, Option<Behind>), Stop> {
    let values = [entry.into(), of.into(), limit.into()];
    let entries = tx.query(ENTRIES, &values, |row| {
        let of = ResourceType::numbered(row.get(10)?);
        let of = of.ok_or_else(|| Stop::fault("an entry is of a type that nobody knows"))?;
        current(Key { bucket: row.get(8)?, entry: row.get(9)?, of }, row)
    })?;
    let last = entries.last().map(|entry| entry.key);
    let last = last.map(|key| (key.entry, i64::from(key.of.number())));
    Ok((entries, last))
}
