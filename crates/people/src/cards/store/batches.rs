//! What a print shop is given.

use super::rows::{count, strange};
use crate::cards::model::{
    BatchState, BatchesAsked, Hash, PAGE_ROWS, PrintBatch, PrintBatchId, SealedCard,
};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

const ADD: &str = "
    INSERT INTO cards_batch (bucket, batch_id, ward, cards, opened_by, opened_at, facility_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// The columns that `read_batch` reads.
macro_rules! select_batch {
    ($which:literal) => {
        concat!(
            "SELECT batch_id, ward, cards, root, sealed_at, facility_id
             FROM   cards_batch ",
            $which
        )
    };
}

const BATCH: &str = select_batch!("WHERE  bucket = $1 AND batch_id = $2");

const HERE: &str = select_batch!(
    "WHERE  facility_id = $1 AND batch_id < $2
     ORDER  BY batch_id DESC               -- ids sort by time
     LIMIT  $3"
);

const OPEN_HERE: &str = select_batch!(
    "WHERE  facility_id = $1 AND batch_id < $2 AND sealed_at IS NULL
     ORDER  BY batch_id DESC
     LIMIT  $3"
);

const SEALED_HERE: &str = select_batch!(
    "WHERE  facility_id = $1 AND batch_id < $2 AND sealed_at IS NOT NULL
     ORDER  BY batch_id DESC
     LIMIT  $3"
);

const OF_WARD: &str = select_batch!(
    "WHERE  facility_id = $1 AND ward = $4 AND batch_id < $2
     ORDER  BY batch_id DESC
     LIMIT  $3"
);

const OPEN_OF_WARD: &str = select_batch!(
    "WHERE  facility_id = $1 AND ward = $4 AND batch_id < $2 AND sealed_at IS NULL
     ORDER  BY batch_id DESC
     LIMIT  $3"
);

const SEALED_OF_WARD: &str = select_batch!(
    "WHERE  facility_id = $1 AND ward = $4 AND batch_id < $2 AND sealed_at IS NOT NULL
     ORDER  BY batch_id DESC
     LIMIT  $3"
);

const GROW: &str = "
    UPDATE cards_batch
    SET    cards = cards + $3
    WHERE  bucket = $1 AND batch_id = $2 AND sealed_at IS NULL";

const SEAL: &str = "
    UPDATE cards_batch
    SET    root = $3, sealed_at = $4
    WHERE  bucket = $1 AND batch_id = $2 AND sealed_at IS NULL";

const CARDS: &str = "
    SELECT sealed
    FROM   cards_card
    WHERE  batch_id = $1
    ORDER  BY place
    LIMIT  $2";

/// Keeps a batch that was just begun.
pub fn add_batch(tx: &mut Tx<'_>, batch: &PrintBatch, by: StaffId) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 7] = [
        batch.id.bucket().into(),
        batch.id.into(),
        batch.ward.as_str().into(),
        batch.cards.into(),
        by.into(),
        now.into(),
        batch.facility.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// A page of an office's batches and the first of the next page, the latest first.
pub fn batches(tx: &mut Tx<'_>, asked: &BatchesAsked) -> Result<Vec<PrintBatch>, Stop> {
    let before = asked.before.unwrap_or(Id::from_uuid(Uuid::max()));
    let mut values: Vec<Value> = vec![asked.facility.into(), before.into(), page_and_one()];
    let sql = match (&asked.ward, asked.sealed) {
        (None, None) => HERE,
        (None, Some(false)) => OPEN_HERE,
        (None, Some(true)) => SEALED_HERE,
        (Some(_), None) => OF_WARD,
        (Some(_), Some(false)) => OPEN_OF_WARD,
        (Some(_), Some(true)) => SEALED_OF_WARD,
    };
    values.extend(asked.ward.as_deref().map(Value::from));
    tx.query(sql, &values, read_batch)
}

/// As many rows as a page has, and one by which it is known that there are more.
pub(super) fn page_and_one() -> Value {
    i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX).into()
}

/// One batch.
pub fn batch(tx: &mut Tx<'_>, id: PrintBatchId) -> Result<Option<PrintBatch>, Stop> {
    tx.query_one(BATCH, &[id.bucket().into(), id.into()], read_batch)
}

/// Counts the cards that were just added; false when the batch is sealed.
pub fn grow_batch(tx: &mut Tx<'_>, id: PrintBatchId, added: u32) -> Result<bool, Stop> {
    Ok(tx.execute(GROW, &[id.bucket().into(), id.into(), added.into()])? == 1)
}

/// Closes a batch; false when it is sealed already.
pub fn seal_batch(tx: &mut Tx<'_>, id: PrintBatchId, root: &Hash) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 4] = [id.bucket().into(), id.into(), root.as_slice().into(), now.into()];
    Ok(tx.execute(SEAL, &row)? == 1)
}

/// The signed cards of a batch, in the order of their places.
pub fn sealed_cards(tx: &mut Tx<'_>, batch: &PrintBatch) -> Result<Vec<SealedCard>, Stop> {
    tx.query(CARDS, &[batch.id.into(), batch.cards.into()], |row| {
        SealedCard::kept(row.get(0)?).map_err(|fault| Stop::fault(fault.to_string()))
    })
}

fn read_batch(row: &Row<'_>) -> Result<PrintBatch, Stop> {
    let sealed = row.get::<Option<Vec<u8>>>(3)?.zip(row.get::<Option<i64>>(4)?);
    let state = match sealed {
        None => BatchState::Open,
        Some((root, at)) => BatchState::Sealed {
            root: root.try_into().map_err(|_| strange("a root"))?,
            at: Instant::from_microseconds(at),
        },
    };
    let facility = row.get::<Option<Uuid>>(5)?.map(Id::from_uuid);
    Ok(PrintBatch { id: row.id(0)?, facility, ward: row.get(1)?, cards: count(row, 2)?, state })
}
