//! The blocks that counters give health IDs out of. A counter holds the next block before the one
//! in use runs out, so that it can go on for about a day when the centre is away.

use crate::registry::model::CounterBlock;
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Block, Scope, Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// Numbers of one block: about a busy day of one counter.
pub const BLOCK_NUMBERS: u32 = 500;
/// With fewer numbers left in the block in use the next block is leased.
pub const RENEW_BELOW: i64 = 200;
const SEQUENCE: &str = "registry_health_id";

const TAKE_SERIAL: &str = "
    UPDATE registry_block
    SET    next = next + 1
    WHERE  facility_id = $1 AND holder_id = $2 AND next <= last
    RETURNING next - 1, last - next + 1, spare_first";

const USE_SPARE: &str = "
    UPDATE registry_block
    SET    next = spare_first, last = spare_last, leased_at = $3, spare_first = NULL,
           spare_last = NULL
    WHERE  facility_id = $1 AND holder_id = $2 AND next > last AND spare_first IS NOT NULL";

const KEEP_BLOCK: &str = "
    INSERT INTO registry_block (facility_id, holder_id, next, last, leased_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (facility_id, holder_id)
    DO UPDATE SET next = excluded.next, last = excluded.last, leased_at = excluded.leased_at";

const KEEP_SPARE: &str = "
    UPDATE registry_block
    SET    spare_first = $3, spare_last = $4
    WHERE  facility_id = $1 AND holder_id = $2 AND spare_first IS NULL";

const BLOCK: &str = "
    SELECT next, last, spare_first, spare_last, leased_at
    FROM   registry_block
    WHERE  facility_id = $1 AND holder_id = $2";

/// A serial, and what is left behind it.
struct Taken {
    serial: i64,
    left: i64,
    has_spare: bool,
}

/// The counter's next serial, from its block. The next block is leased before this one runs out.
pub fn next_serial(tx: &mut Tx<'_>, facility: FacilityId, counter: &str) -> Result<i64, Stop> {
    let holder = holder(facility, counter);
    let taken = match take(tx, facility, holder)? {
        Some(taken) => taken,
        None => take_after_lease(tx, facility, holder)?,
    };
    if taken.left < RENEW_BELOW && !taken.has_spare {
        lease_spare(tx, facility, holder)?;
    }
    Ok(taken.serial)
}

/// Takes the counter's next serials out of its block for a device, which gives them by itself.
pub fn set_aside(
    tx: &mut Tx<'_>,
    (facility, counter): (FacilityId, &str),
    count: u32,
) -> Result<Vec<(i64, HealthId)>, Stop> {
    let mut taken = Vec::new();
    for _ in 0..count {
        let serial = next_serial(tx, facility, counter)?;
        taken.push((serial, health_id(serial)?));
    }
    Ok(taken)
}

/// The health ID of a serial that was leased.
pub fn health_id(serial: i64) -> Result<HealthId, Stop> {
    let id = u64::try_from(serial).ok().and_then(HealthId::of_serial);
    id.ok_or_else(|| Stop::fault("the health IDs are used up"))
}

/// Leases what a counter needs for the hours to come: somebody has sat down behind it.
pub fn lease_ahead(tx: &mut Tx<'_>, facility: FacilityId, counter: &str) -> Result<(), Stop> {
    let holder = holder(facility, counter);
    let Some(block) = block_of(tx, facility, holder)? else {
        return lease_first(tx, facility, holder);
    };
    if block.left_in_use() < RENEW_BELOW && block.spare.is_none() {
        wait_for_others(tx, holder)?;
        let still_none = block_of(tx, facility, holder)?.is_some_and(|now| now.spare.is_none());
        if still_none {
            lease_spare(tx, facility, holder)?;
        }
    }
    Ok(())
}

/// What a counter may still give out; `None` before anybody sat down behind it.
pub fn block(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    counter: &str,
) -> Result<Option<CounterBlock>, Stop> {
    block_of(tx, facility, holder(facility, counter))
}

/// Writes down that a serial will never be used, and why.
pub fn void_serial(tx: &mut Tx<'_>, serial: i64, reason: &str) -> Result<HealthId, Stop> {
    tx.void_number(SEQUENCE, &whole_city(), serial, reason)?;
    health_id(serial)
}

fn take(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<Option<Taken>, Stop> {
    tx.query_one(TAKE_SERIAL, &[facility.into(), holder.into()], |row| {
        Ok(Taken {
            serial: row.get(0)?,
            left: row.get(1)?,
            has_spare: row.get::<Option<i64>>(2)?.is_some(),
        })
    })
}

fn take_after_lease(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<Taken, Stop> {
    use_spare(tx, facility, holder)?;
    if let Some(taken) = take(tx, facility, holder)? {
        return Ok(taken);
    }
    lease_first(tx, facility, holder)?;
    take(tx, facility, holder)?.ok_or_else(|| Stop::fault("a new block of health IDs is empty"))
}

fn use_spare(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(USE_SPARE, &[facility.into(), holder.into(), now.into()]).map(drop)
}

/// A block for a counter that has none, or that has used up all it had.
fn lease_first(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<(), Stop> {
    wait_for_others(tx, holder)?;
    if block_of(tx, facility, holder)?.is_some_and(|block| block.left() > 0) {
        return use_spare(tx, facility, holder);
    }
    let block = lease(tx, holder)?;
    let now = tx.now();
    let row: [Value; 5] =
        [facility.into(), holder.into(), block.first.into(), block.last.into(), now.into()];
    tx.execute(KEEP_BLOCK, &row).map(drop)
}

fn lease_spare(tx: &mut Tx<'_>, facility: FacilityId, holder: Uuid) -> Result<(), Stop> {
    let block = lease(tx, holder)?;
    let row = [facility.into(), holder.into(), block.first.into(), block.last.into()];
    tx.execute(KEEP_SPARE, &row).map(drop)
}

fn lease(tx: &mut Tx<'_>, holder: Uuid) -> Result<Block, Stop> {
    tx.lease_block(SEQUENCE, &whole_city(), holder, BLOCK_NUMBERS)
}

/// Two clerks of one counter would lease two blocks, and one would be lost.
fn wait_for_others(tx: &mut Tx<'_>, holder: Uuid) -> Result<(), Stop> {
    tx.lock(&format!("registry_block/{holder}"))
}

fn block_of(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    holder: Uuid,
) -> Result<Option<CounterBlock>, Stop> {
    tx.query_one(BLOCK, &[facility.into(), holder.into()], |row| {
        let spare = (row.get::<Option<i64>>(2)?, row.get::<Option<i64>>(3)?);
        Ok(CounterBlock {
            next: row.get(0)?,
            last: row.get(1)?,
            spare: spare.0.zip(spare.1),
            leased_at: Instant::from_microseconds(row.get(4)?),
        })
    })
}

/// Health IDs count for the city, not for a facility.
fn whole_city() -> Scope {
    Scope::of(Id::from_uuid(Uuid::nil()), "city")
}

/// A counter has no row of its own; its facility and what is painted over it name it.
fn holder(facility: FacilityId, counter: &str) -> Uuid {
    let name = [facility.uuid().as_bytes().as_slice(), counter.trim().as_bytes()].concat();
    uuid::Builder::from_custom_bytes(xxh3_128(&name).to_be_bytes()).into_uuid()
}
