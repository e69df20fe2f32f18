//! In which order versions became visible.
//!
//! A transaction only notes that it wrote. Positions are given after the commit, by one sealer at
//! a time for each lane: so a reader who has seen position n is never shown a smaller one later,
//! and nothing that commits late is skipped.

use crate::entry::{Key, LANES};
use crate::write::number;
use nabz_fhir::ResourceType;
use nabz_store::{Row, Stop, Store, Tx, Value};

/// Versions that are sealed in one transaction.
const SEALED_AT_ONCE: i64 = 200;

const LANES_DUE: &str = "
    SELECT DISTINCT lane
    FROM   record_unsealed
    ORDER  BY lane
    LIMIT  $1";
/// As far as one transaction goes.
const UNSEALED: &str = "
    SELECT bucket, entry_id, type, version
    FROM   record_unsealed
    WHERE  lane = $1
    ORDER  BY bucket, entry_id, type, version
    LIMIT  $2";
const HORIZON: &str = "SELECT COALESCE(MAX(position), 0) FROM record_feed WHERE lane = $1";
const SEAL: &str = "
    INSERT INTO record_feed (lane, position, bucket, entry_id, type, version)
    VALUES ($1, $2, $3, $4, $5, $6)";
// What it takes away is what is sealed: another may have been written since the list was read.
const TAKE: &str = "
    DELETE FROM record_unsealed
    WHERE  lane = $1 AND (bucket, entry_id, type, version) <= ($2, $3, $4, $5)
    RETURNING bucket, entry_id, type, version";
const CHANGES: &str = "
    SELECT position, bucket, entry_id, type, version
    FROM   record_feed
    WHERE  lane = $1 AND position > $2
    ORDER  BY position
    LIMIT  $3";

/// One version that became visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it stands in its lane, from 1.
    pub position: i64,
    /// Which entry.
    pub key: Key,
    /// Which version.
    pub version: u32,
}

/// Gives positions to everything that has been committed so far, and says to how many versions.
/// `nabz serve` calls it every second. The thread waits.
pub fn seal(store: &Store) -> Result<u64, Stop> {
    let due =
        store.read_blocking(|view| view.query(LANES_DUE, &[LANES.into()], |row| row.get(0)))?;
    let mut sealed = 0;
    for lane in due {
        loop {
            let part = store.write_bulk(move |tx| seal_lane(tx, lane))?;
            sealed += part;
            if i64::try_from(part).is_ok_and(|part| part < SEALED_AT_ONCE) {
                break;
            }
        }
    }
    Ok(sealed)
}

fn seal_lane(tx: &mut Tx<'_>, lane: i64) -> Result<u64, Stop> {
    tx.lock(&format!("record_feed:{lane}"))?;
    let due = tx.query(UNSEALED, &[lane.into(), SEALED_AT_ONCE.into()], read_written)?;
    let Some(&(bucket, entry, of, version)) = due.last() else { return Ok(0) };
    let as_far = [lane.into(), bucket.into(), entry.into(), of.into(), version.into()];
    let mut due = tx.query(TAKE, &as_far, read_written)?;
    due.sort_unstable();
    let horizon = horizon(tx, lane)?;
    let mut rows: Vec<[Value; 6]> = Vec::with_capacity(due.len());
    for (position, (bucket, entry, of, version)) in (horizon + 1..).zip(&due) {
        let key = [(*bucket).into(), (*entry).into(), (*of).into(), (*version).into()];
        let [bucket, entry, of, version]: [Value; 4] = key;
        rows.push([lane.into(), position.into(), bucket, entry, of, version]);
    }
    tx.insert_many(SEAL, rows)
}

/// The last position that was given in a lane; 0 before the first.
pub(crate) fn horizon(tx: &mut Tx<'_>, lane: i64) -> Result<i64, Stop> {
    Ok(tx.query_one(HORIZON, &[lane.into()], |row| row.get(0))?.unwrap_or(0))
}

/// Bucket, entry, type and version.
type Written = (i64, uuid::Uuid, i64, i64);

fn read_written(row: &Row<'_>) -> Result<Written, Stop> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

/// What became visible in a lane behind a position, `limit` versions at most.
pub fn changes(tx: &mut Tx<'_>, lane: i64, after: i64, limit: u32) -> Result<Vec<Change>, Stop> {
    let found =
        tx.query(CHANGES, &[lane.into(), after.into(), limit.into()], |row: &Row<'_>| {
            let of = ResourceType::numbered(row.get(3)?);
            let (bucket, entry) = (row.get(1)?, row.get(2)?);
            let (position, version) = (row.get(0)?, number(row.get(4)?)?);
            Ok(of.map(|of| Change { position, key: Key { entry, of, bucket }, version }))
        })?;
    Ok(found.into_iter().flatten().collect())
}
