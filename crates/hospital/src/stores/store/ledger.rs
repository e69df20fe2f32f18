//! The ledger, and the balances that move with it in the same transaction.

use super::words::{account_of, account_words, reason_of, units_at, units_of};
use crate::formulary::model::MedicineId;
use crate::stores::model::BatchId;
use crate::stores::model::{
    Account, Discrepancy, Move, Movement, MovementId, Posting, ReceiptId, StockRefusal,
    StoreroomId, Units,
};
use crate::stores::rules::PAPER_LINES_MAX;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{OnConflict, Row, Stop, Tx};

/// Rows of one bin card page.
pub const LEDGER_ROWS_MAX: i64 = 100;
const DISCREPANCIES_MAX: i64 = 100;
/// Batches of a facility of which patients ever got something; more than any will see.
const BATCHES_MAX: i64 = 200_000;
/// Below the 48 bits of an id that say when it was drawn.
const DRAWN_BITS: u32 = 80;

/// The constraint behind "a movement is taken back once".
pub const MOVEMENT_CORRECTED: &str = "stores_ledger_counters_key";
const NEVER_NEGATIVE: &str = "stores_balance_never_negative";

const APPEND: &str = "
    INSERT INTO stores_ledger (facility_id, movement_id, document_id, reason, medicine_id,
                               batch_id, from_account, from_storeroom, to_account, to_storeroom,
                               units, counters, moved_at, moved_by, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

const TAKE: &str = "
    UPDATE stores_balance
    SET    units = units - $5
    WHERE  facility_id = $1 AND storeroom_id = $2 AND account = $3 AND batch_id = $4";

const GIVE: &str = "
    INSERT INTO stores_balance (facility_id, storeroom_id, account, batch_id, medicine_id, units)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (facility_id, storeroom_id, account, batch_id)
    DO UPDATE SET units = stores_balance.units + excluded.units";

const BALANCE: &str = "
    SELECT units
    FROM   stores_balance
    WHERE  facility_id = $1 AND storeroom_id = $2 AND account = $3 AND batch_id = $4";

/// The columns that `read_movement` reads, with the caller's own WHERE, ORDER and LIMIT.
macro_rules! select_movement {
    ($which:literal) => {
        concat!(
            "SELECT l.movement_id, l.document_id, l.reason, l.medicine_id, l.batch_id, b.number,
                    l.from_account, l.from_storeroom, l.to_account, l.to_storeroom, l.units,
                    l.counters, l.moved_at, l.moved_by, l.note
             FROM   stores_ledger l
             JOIN   stores_batch b ON b.facility_id = l.facility_id AND b.batch_id = l.batch_id ",
            $which
        )
    };
}

const MOVEMENT: &str = select_movement!("WHERE l.facility_id = $1 AND l.movement_id = $2");

const BIN_CARD: &str = select_movement!(
    "WHERE  l.facility_id = $1 AND l.medicine_id = $2 AND l.movement_id < $4
       AND  (l.from_storeroom = $3 OR l.to_storeroom = $3)
     ORDER  BY l.movement_id DESC       -- ids sort by time
     LIMIT  $5"
);

const RECEIVED: &str = select_movement!(
    "WHERE  l.facility_id = $1 AND l.movement_id > $2 AND l.movement_id < $3
       AND  l.document_id = $4
     ORDER  BY l.movement_id
     LIMIT  $5"
);

const CHECK: &str = "
    WITH moved AS (
        SELECT to_storeroom AS storeroom_id, to_account AS account, batch_id, units
        FROM   stores_ledger
        WHERE  facility_id = $1 AND to_storeroom IS NOT NULL
        UNION ALL
        SELECT from_storeroom, from_account, batch_id, -units
        FROM   stores_ledger
        WHERE  facility_id = $1 AND from_storeroom IS NOT NULL),
    both_sides AS (
        SELECT storeroom_id, account, batch_id, units AS ledger, 0 AS balance FROM moved
        UNION ALL
        SELECT storeroom_id, account, batch_id, 0, units
        FROM   stores_balance
        WHERE  facility_id = $1)
    SELECT storeroom_id, account, batch_id,
           CAST(SUM(ledger) AS BIGINT), CAST(SUM(balance) AS BIGINT)
    FROM   both_sides
    GROUP  BY storeroom_id, account, batch_id
    HAVING SUM(ledger) <> SUM(balance)
    ORDER  BY storeroom_id, account, batch_id
    LIMIT  $2";

const WITH_PATIENTS: &str = "
    SELECT batch_id, CAST(SUM(units) AS BIGINT)
    FROM   (SELECT batch_id, units FROM stores_ledger
            WHERE  facility_id = $1 AND to_account = 'patient'
            UNION ALL
            SELECT batch_id, -units FROM stores_ledger
            WHERE  facility_id = $1 AND from_account = 'patient') AS moved
    GROUP  BY batch_id
    HAVING SUM(units) <> 0
    ORDER  BY batch_id
    LIMIT  $2";

/// Writes movements down and moves the balances with them.
///
/// Refuses with `STK-001` when an account inside the stores would go below zero: the schema says
/// so, whatever anybody read before.
pub fn post(tx: &mut Tx<'_>, posting: &Posting, moves: &[Move]) -> Result<Vec<MovementId>, Stop> {
    let mut ids = Vec::with_capacity(moves.len());
    for moved in moves {
        ids.push(append(tx, posting, moved, None)?);
        take(tx, posting.facility, moved)?;
        give(tx, posting.facility, moved)?;
    }
    Ok(ids)
}

/// Takes one movement back by its mirror image.
pub fn post_correction(
    tx: &mut Tx<'_>,
    posting: &Posting,
    mirror: &Move,
    of: MovementId,
) -> Result<MovementId, Stop> {
    let id = append(tx, posting, mirror, Some(of))
        .on_conflict(MOVEMENT_CORRECTED, StockRefusal::AlreadyCorrected)?;
    take(tx, posting.facility, mirror)?;
    give(tx, posting.facility, mirror)?;
    Ok(id)
}

fn append(
    tx: &mut Tx<'_>,
    posting: &Posting,
    moved: &Move,
    counters: Option<MovementId>,
) -> Result<MovementId, Stop> {
    let id = MovementId::draw(tx.now());
    let (from, from_storeroom) = account_words(moved.from);
    let (to, to_storeroom) = account_words(moved.to);
    let row = [
        posting.facility.into(),
        id.into(),
        posting.document.into(),
        moved.reason.word().into(),
        moved.medicine.into(),
        moved.batch.into(),
        from.into(),
        from_storeroom.into(),
        to.into(),
        to_storeroom.into(),
        moved.units.into(),
        counters.into(),
        tx.now().into(),
        posting.by.into(),
        posting.note.as_str().into(),
    ];
    tx.execute(APPEND, &row)?;
    Ok(id)
}

fn take(tx: &mut Tx<'_>, facility: FacilityId, moved: &Move) -> Result<(), Stop> {
    let (account, Some(storeroom)) = account_words(moved.from) else { return Ok(()) };
    let there = balance(tx, facility, moved.from, moved.batch)?;
    let short = || StockRefusal::Short { there, wanted: moved.units };
    let values =
        [facility.into(), storeroom.into(), account.into(), moved.batch.into(), moved.units.into()];
    match tx.execute(TAKE, &values).on_conflict(NEVER_NEGATIVE, short())? {
        0 => Err(short().into()),
        _ => Ok(()),
    }
}

fn give(tx: &mut Tx<'_>, facility: FacilityId, moved: &Move) -> Result<(), Stop> {
    let (account, Some(storeroom)) = account_words(moved.to) else { return Ok(()) };
    let row = [
        facility.into(),
        storeroom.into(),
        account.into(),
        moved.batch.into(),
        moved.medicine.into(),
        moved.units.into(),
    ];
    tx.execute(GIVE, &row).map(drop)
}

/// How many units of a batch an account inside the stores holds.
pub fn balance(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    account: Account,
    batch: BatchId,
) -> Result<Units, Stop> {
    let (word, Some(storeroom)) = account_words(account) else { return Ok(Units::NONE) };
    let values = [facility.into(), storeroom.into(), word.into(), batch.into()];
    let units = tx.query_one(BALANCE, &values, |row| units_at(row, 0))?;
    Ok(units.unwrap_or_default())
}

/// One line of the ledger.
pub fn movement(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    movement: MovementId,
) -> Result<Option<Movement>, Stop> {
    tx.query_one(MOVEMENT, &[facility.into(), movement.into()], read_movement)
}

/// The bin card: what came to and left one storeroom of one medicine, latest first, older than
/// `before` where it is given.
pub fn movements_of(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicine: MedicineId,
    before: Option<MovementId>,
) -> Result<Vec<Movement>, Stop> {
    let before = before.unwrap_or(Id::from_uuid(uuid::Uuid::max()));
    let values =
        [facility.into(), medicine.into(), storeroom.into(), before.into(), LEDGER_ROWS_MAX.into()];
    tx.query(BIN_CARD, &values, read_movement)
}

/// What came in with one delivery; nothing for a receipt of somewhere else. A receipt and its
/// movements were drawn in the same moment, by which the ledger's own key finds them.
pub fn received(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    receipt: ReceiptId,
) -> Result<Vec<Movement>, Stop> {
    let moment = (receipt.uuid().as_u128() >> DRAWN_BITS) << DRAWN_BITS;
    let after = moment.saturating_add(1 << DRAWN_BITS);
    let [from, to] = [moment, after].map(uuid::Uuid::from_u128);
    let limit = i64::try_from(PAPER_LINES_MAX).unwrap_or(i64::MAX);
    let values = [facility.into(), from.into(), to.into(), receipt.into(), limit.into()];
    tx.query(RECEIVED, &values, read_movement)
}

/// Every place of a facility where the ledger's sum is not the balance. There must be none; the
/// simulation and the record's check ask.
pub fn check(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Discrepancy>, Stop> {
    tx.query(CHECK, &[facility.into(), DISCREPANCIES_MAX.into()], |row| {
        Ok(Discrepancy {
            storeroom: row.id(0)?,
            account: row.get(1)?,
            batch: row.id(2)?,
            ledger: row.get(3)?,
            balance: row.get(4)?,
        })
    })
}

/// Units of each batch that went to patients and did not come back, by the ledger.
pub fn with_patients(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<(BatchId, i64)>, Stop> {
    let values = [facility.into(), BATCHES_MAX.into()];
    tx.query(WITH_PATIENTS, &values, |row| Ok((row.id(0)?, row.get(1)?)))
}

fn read_movement(row: &Row<'_>) -> Result<Movement, Stop> {
    let storeroom = |position| -> Result<Option<StoreroomId>, Stop> {
        Ok(row.get::<Option<uuid::Uuid>>(position)?.map(StoreroomId::from_uuid))
    };
    Ok(Movement {
        id: row.id(0)?,
        document: row.get(1)?,
        moved: Move {
            medicine: row.id(3)?,
            batch: row.id(4)?,
            from: account_of(&row.get::<String>(6)?, storeroom(7)?)?,
            to: account_of(&row.get::<String>(8)?, storeroom(9)?)?,
            units: units_of(row.get(10)?)?,
            reason: reason_of(&row.get::<String>(2)?)?,
        },
        batch_number: row.get(5)?,
        counters: row.get::<Option<uuid::Uuid>>(11)?.map(MovementId::from_uuid),
        at: Instant::from_microseconds(row.get(12)?),
        by: row.id(13)?,
        note: row.get(14)?,
    })
}
