//! An export of what was written since a moment: along the feed, lane by lane. A version stands in
//! the feed once and for good, so none is told twice, however much is written meanwhile.

use super::within::Within;
use super::{Export, PART_BYTES, PART_ENTRIES, Part, Place, as_of};
use crate::entry::{Entry, LANES};
use crate::feed::{self, Change};
use crate::read;
use crate::write::identity;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Tx};
use std::time::Duration;

/// A version becomes visible after it was written, and two that became visible one after the other
/// may have been written the other way round. Nothing waits this long.
const SEALED_WITHIN: Duration = Duration::from_hours(1);

const WRITTEN: &str = "
    SELECT updated_at
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND version = $4";

/// Goes on through the lanes until there is something to write.
pub(super) fn part(
    tx: &mut Tx<'_>,
    export: &Export,
    lane: i64,
    position: Option<i64>,
) -> Result<Part, Stop> {
    let since = Instant::from_microseconds(export.wish.since.unwrap_or(i64::MIN));
    let (mut lane, mut position) = (lane, position);
    let mut looked_at = 0;
    while lane < LANES {
        let from = match position {
            Some(position) => position,
            None => beginning(tx, lane, since)?,
        };
        let (said, last, looked) = some(tx, export, (lane, from), since)?;
        looked_at += looked;
        (lane, position) = match last {
            Some(last) => (lane, Some(last)),
            None => (lane + 1, None),
        };
        if !said.is_empty() || looked_at >= PART_ENTRIES {
            let next = (lane < LANES).then_some(Place::Change { lane, position });
            return Ok(Part { said, next });
        }
    }
    Ok(Part { said: Vec::new(), next: None })
}

/// Some of a lane, where that ended (nowhere at its end), and how many changes were looked at.
fn some(
    tx: &mut Tx<'_>,
    export: &Export,
    (lane, from): (i64, i64),
    since: Instant,
) -> Result<(Vec<Entry>, Option<i64>, usize), Stop> {
    let limit = u32::try_from(PART_ENTRIES).unwrap_or(u32::MAX);
    let changes = feed::changes(tx, lane, from, limit)?;
    let mut more = changes.len() == PART_ENTRIES;
    let mut within = Within::new(export);
    let (mut said, mut bytes, mut last, mut looked) = (Vec::new(), 0_usize, None, 0);
    for change in changes {
        if bytes >= PART_BYTES {
            more = true;
            break;
        }
        (last, looked) = (Some(change.position), looked + 1);
        if !export.wish.wants(change.key.of) {
            continue;
        }
        let Some(now) = read::at(tx, change.key)? else { continue };
        if !within.holds(tx, &now)? {
            continue;
        }
        let then = as_of(tx, now, export.as_of)?;
        let told = then.filter(|then| then.version == change.version && then.updated > since);
        bytes = bytes.saturating_add(told.as_ref().map_or(0, |entry| entry.body.len()));
        said.extend(told);
    }
    Ok((said, last.filter(|_| more), looked))
}

/// A position before which nothing was written after the moment. It is found by halving: what
/// became visible earlier was, but for [`SEALED_WITHIN`], written earlier.
fn beginning(tx: &mut Tx<'_>, lane: i64, since: Instant) -> Result<i64, Stop> {
    let surely_before = since.minus(SEALED_WITHIN);
    let (mut low, mut high) = (0, feed::horizon(tx, lane)?);
    while low < high {
        let middle = low + (high - low) / 2;
        let there = feed::changes(tx, lane, middle, 1)?;
        let is_before = match there.first() {
            Some(change) => written(tx, change)?.is_none_or(|at| at < surely_before),
            None => false,
        };
        if is_before {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// When a version was written.
fn written(tx: &mut Tx<'_>, change: &Change) -> Result<Option<Instant>, Stop> {
    let now = read::at(tx, change.key)?;
    if let Some(now) = now.filter(|now| now.version == change.version) {
        return Ok(Some(now.updated));
    }
    let [bucket, entry, of] = identity(change.key);
    let values = [bucket, entry, of, change.version.into()];
    let at = tx.query_one(WRITTEN, &values, |row| row.get(0))?;
    Ok(at.map(Instant::from_microseconds))
}
