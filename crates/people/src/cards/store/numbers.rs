//! What a card is known by: a number that no other has, and an index of the status list.

use super::rows::count;
use crate::cards::model::{CardId, CardNumber, StatusIndex, StickerId};
use crate::cards::rules::{self, PART_INDICES};
use nabz_credential::card::CARD_ID_BYTES;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Scope, Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// Serials that a facility takes at once: some busy hours of its counters.
pub const BLOCK_INDICES: u32 = 200;
/// Of 60 million cards some six are drawn a number that another has; none is so twice.
const NUMBER_TRIES: usize = 4;
const SEQUENCE: &str = "cards_index";

const CLAIM: &str = "
    INSERT INTO cards_number (hash, number, card_id)
    VALUES ($1, $2, $3)
    ON CONFLICT (hash, number) DO NOTHING";

const OF_NUMBER: &str = "
    SELECT card_id
    FROM   cards_number
    WHERE  hash = $1 AND number = $2";

const PASS_ON: &str = "
    UPDATE cards_number
    SET    card_id = $4
    WHERE  hash = $1 AND number = $2 AND card_id = $3";

const TAKE_SERIAL: &str = "
    UPDATE cards_block
    SET    next = next + 1
    WHERE  facility_id = $1 AND next <= last
    RETURNING next - 1";

const KEEP_BLOCK: &str = "
    INSERT INTO cards_block (facility_id, next, last)
    VALUES ($1, $2, $3)
    ON CONFLICT (facility_id)
    DO UPDATE SET next = excluded.next, last = excluded.last";

const KEY: &str = "SELECT key FROM cards_part WHERE part = $1";

const OPEN_PART: &str = "
    INSERT INTO cards_part (part, key, opened_at)
    VALUES ($1, $2, $3)
    ON CONFLICT (part) DO NOTHING";

const LAST_PART: &str = "SELECT part FROM cards_part ORDER BY part DESC LIMIT 1";

/// Draws a number for a card or a sticker that no other has.
pub fn claim_number<Kind>(tx: &mut Tx<'_>, of: Id<Kind>) -> Result<CardNumber, Stop> {
    for _ in 0..NUMBER_TRIES {
        let number = drawn(tx);
        let row: [Value; 3] = [hash(number), number.0.as_slice().into(), of.into()];
        if tx.execute(CLAIM, &row)? == 1 {
            return Ok(number);
        }
    }
    Err(Stop::fault("no card's number was free"))
}

/// The card of a number, or the sticker while nobody has it.
pub fn of_number(tx: &mut Tx<'_>, number: CardNumber) -> Result<Option<Uuid>, Stop> {
    let key: [Value; 2] = [hash(number), number.0.as_slice().into()];
    tx.query_one(OF_NUMBER, &key, |row| row.get(0))
}

/// The number of a sticker leads to the card that it became; false when it did so already.
pub fn pass_number_on(
    tx: &mut Tx<'_>,
    number: CardNumber,
    (from, to): (StickerId, CardId),
) -> Result<bool, Stop> {
    let row: [Value; 4] = [hash(number), number.0.as_slice().into(), from.into(), to.into()];
    Ok(tx.execute(PASS_ON, &row)? == 1)
}

/// The next index of the status list, from the facility's block.
pub fn next_index(tx: &mut Tx<'_>, facility: FacilityId) -> Result<StatusIndex, Stop> {
    let full = || Stop::fault("the indices of the status list are used up");
    let serial = next_serial(tx, facility)?;
    let (part, place) = rules::part_of(serial).ok_or_else(full)?;
    let key = key_of(tx, part)?;
    rules::index(part, place, key).ok_or_else(full)
}

/// How many indices have been opened: the size of the status list.
pub fn indices_opened(tx: &mut Tx<'_>) -> Result<u32, Stop> {
    let last = tx.query_one(LAST_PART, &[], |row| count(row, 0))?;
    Ok(last.map_or(0, |last| (last + 1).saturating_mul(PART_INDICES)))
}

fn next_serial(tx: &mut Tx<'_>, facility: FacilityId) -> Result<i64, Stop> {
    if let Some(serial) = take(tx, facility)? {
        return Ok(serial);
    }
    // Two counters would lease two blocks, and one would be lost.
    tx.lock(&format!("cards_block/{facility}"))?;
    if let Some(serial) = take(tx, facility)? {
        return Ok(serial);
    }
    let block = tx.lease_block(SEQUENCE, &whole_city(), facility.uuid(), BLOCK_INDICES)?;
    let row = [facility.into(), (block.first + 1).into(), block.last.into()];
    tx.execute(KEEP_BLOCK, &row)?;
    Ok(block.first)
}

fn take(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Option<i64>, Stop> {
    tx.query_one(TAKE_SERIAL, &[facility.into()], |row| row.get(0))
}

/// The key that a part is shuffled by, drawn by whoever comes into it first.
fn key_of(tx: &mut Tx<'_>, part: u32) -> Result<u64, Stop> {
    if let Some(key) = known_key(tx, part)? {
        return Ok(key);
    }
    let now = tx.now();
    let (_, random) = CardId::draw(now).uuid().as_u64_pair();
    let key = i64::from_le_bytes(random.to_le_bytes());
    tx.execute(OPEN_PART, &[part.into(), key.into(), now.into()])?;
    known_key(tx, part)?.ok_or_else(|| Stop::fault("a part of the status list has no key"))
}

fn known_key(tx: &mut Tx<'_>, part: u32) -> Result<Option<u64>, Stop> {
    tx.query_one(KEY, &[part.into()], |row| {
        let key: i64 = row.get(0)?;
        Ok(u64::from_le_bytes(key.to_le_bytes()))
    })
}

/// Six bytes as random as the end of any id.
fn drawn(tx: &Tx<'_>) -> CardNumber {
    let id = CardId::draw(tx.now()).uuid();
    CardNumber(id.as_bytes().last_chunk::<CARD_ID_BYTES>().copied().unwrap_or_default())
}

/// Indices count for the city, not for a facility.
fn whole_city() -> Scope {
    Scope::of(Id::from_uuid(Uuid::nil()), "city")
}

fn hash(number: CardNumber) -> Value {
    i64::from_le_bytes(xxh3_64(&number.0).to_le_bytes()).into()
}
