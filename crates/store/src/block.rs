//! Leased number blocks: numbers for counters and devices that may be cut off.

use crate::sequence::Scope;
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Value;
use uuid::Uuid;

const ADVANCE: &str = "
    INSERT INTO store_sequence (facility_id, sequence, within, last)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, sequence, within)
    DO UPDATE SET last = store_sequence.last + $4
    RETURNING last";
const NOTE_LEASE: &str = "
    INSERT INTO store_block (facility_id, sequence, within, first, last, holder_id, leased_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const NOTE_VOID: &str = "
    INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// Consecutive numbers that belong to one holder and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Block {
    /// The first number of the block.
    pub first: i64,
    /// The last number of the block.
    pub last: i64,
}

impl Tx<'_> {
    /// Leases the next `count` numbers of a sequence to `holder` (a counter, a device, a node).
    ///
    /// A block may stay partly unused, so such a sequence has gaps; a number that was spoilt is
    /// written down with [`Tx::void_number`].
    pub fn lease_block(
        &mut self,
        sequence: &str,
        scope: &Scope,
        holder: Uuid,
        count: u32,
    ) -> Result<Block, Stop> {
        if count == 0 {
            return Err(Stop::fault("a block of no numbers"));
        }
        let [facility, name, within] = scope.key(sequence);
        let values = [facility.clone(), name.clone(), within.clone(), count.into()];
        let last = self.query_one(ADVANCE, &values, |row| row.get::<i64>(0))?;
        let last = last.ok_or_else(|| Stop::fault("a sequence gave no number"))?;
        let block = Block { first: last - i64::from(count) + 1, last };
        let now = self.now();
        let (first, last) = (block.first.into(), block.last.into());
        let lease: [Value; 7] = [facility, name, within, first, last, holder.into(), now.into()];
        self.execute(NOTE_LEASE, &lease)?;
        Ok(block)
    }

    /// Writes down why a leased number will never be used.
    pub fn void_number(
        &mut self,
        sequence: &str,
        scope: &Scope,
        number: i64,
        reason: &str,
    ) -> Result<(), Stop> {
        let [facility, name, within] = scope.key(sequence);
        let now = self.now();
        let void: [Value; 6] = [facility, name, within, number.into(), reason.into(), now.into()];
        self.execute(NOTE_VOID, &void).map(drop)
    }
}
