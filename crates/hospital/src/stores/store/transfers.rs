//! Goods between two storerooms.

use super::shelves::read_batch;
use super::words::{units_at, units_of};
use crate::stores::model::{BatchId, Transfer, TransferId, TransferLine, TransferState, Units};
use crate::stores::rules::PAPER_LINES_MAX;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Row, Stop, Tx};

/// Transfers that are on their way at once; more means that nobody signs.
const TRANSFERS_MAX: i64 = 100;

const ADD: &str = "
    INSERT INTO stores_transfer (facility_id, transfer_id, number, from_storeroom, to_storeroom,
                                 issued_at, issued_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const ADD_LINE: &str = "
    INSERT INTO stores_transfer_line (facility_id, transfer_id, batch_id, units)
    VALUES ($1, $2, $3, $4)";

/// The columns that `read_transfer` reads, with the caller's own WHERE, ORDER and LIMIT.
macro_rules! select_transfer {
    ($which:literal) => {
        concat!(
            "SELECT transfer_id, number, from_storeroom, to_storeroom, issued_at, issued_by,
                    acknowledged_at, acknowledged_by
             FROM   stores_transfer ",
            $which
        )
    };
}

const TRANSFER: &str = select_transfer!("WHERE facility_id = $1 AND transfer_id = $2");

const ON_THEIR_WAY: &str = select_transfer!(
    "WHERE  facility_id = $1 AND acknowledged_at IS NULL
     ORDER  BY transfer_id          -- ids sort by time
     LIMIT  $2"
);

const LINES: &str = "
    SELECT b.batch_id, b.medicine_id, b.number, b.manufacturer, b.expires_on, b.held_since,
           b.held_why, t.units, t.arrived
    FROM   stores_transfer_line t
    JOIN   stores_batch b ON b.facility_id = t.facility_id AND b.batch_id = t.batch_id
    WHERE  t.facility_id = $1 AND t.transfer_id = $2
    ORDER  BY b.medicine_id, b.expires_on, b.batch_id
    LIMIT  $3";

const ACKNOWLEDGE: &str = "
    UPDATE stores_transfer
    SET    acknowledged_at = $3, acknowledged_by = $4
    WHERE  facility_id = $1 AND transfer_id = $2 AND acknowledged_at IS NULL";

const ARRIVED: &str = "
    UPDATE stores_transfer_line
    SET    arrived = $4
    WHERE  facility_id = $1 AND transfer_id = $2 AND batch_id = $3";

/// Keeps a transfer that has just left.
pub fn add_transfer(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    transfer: &Transfer,
) -> Result<(), Stop> {
    let row = [
        facility.into(),
        transfer.id.into(),
        transfer.number.into(),
        transfer.from.into(),
        transfer.to.into(),
        transfer.issued_at.into(),
        transfer.issued_by.into(),
    ];
    tx.execute(ADD, &row)?;
    let line = |line: &TransferLine| {
        [facility.into(), transfer.id.into(), line.batch.id.into(), line.sent.into()]
    };
    tx.insert_many(ADD_LINE, transfer.lines.iter().map(line)).map(drop)
}

/// A transfer of the facility, with its lines.
pub fn transfer(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    transfer: TransferId,
) -> Result<Option<Transfer>, Stop> {
    let found = tx.query_one(TRANSFER, &[facility.into(), transfer.into()], read_transfer)?;
    let Some(mut found) = found else { return Ok(None) };
    found.lines = lines(tx, facility, transfer)?;
    Ok(Some(found))
}

/// What is on its way at the facility, oldest first, with its lines.
pub fn on_their_way(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Transfer>, Stop> {
    let mut found =
        tx.query(ON_THEIR_WAY, &[facility.into(), TRANSFERS_MAX.into()], read_transfer)?;
    for transfer in &mut found {
        transfer.lines = lines(tx, facility, transfer.id)?;
    }
    Ok(found)
}

/// Keeps the signature and what arrived; says whether nobody had signed before.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    transfer: TransferId,
    by: StaffId,
    arrived: &[(BatchId, Units)],
) -> Result<bool, Stop> {
    let now = tx.now();
    let signature = [facility.into(), transfer.into(), now.into(), by.into()];
    if tx.execute(ACKNOWLEDGE, &signature)? == 0 {
        return Ok(false);
    }
    for (batch, units) in arrived {
        let row = [facility.into(), transfer.into(), (*batch).into(), (*units).into()];
        tx.execute(ARRIVED, &row)?;
    }
    Ok(true)
}

fn lines(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    transfer: TransferId,
) -> Result<Vec<TransferLine>, Stop> {
    let most = i64::try_from(PAPER_LINES_MAX).unwrap_or(i64::MAX);
    tx.query(LINES, &[facility.into(), transfer.into(), most.into()], |row| {
        Ok(TransferLine {
            batch: read_batch(row)?,
            sent: units_at(row, 7)?,
            arrived: row.get::<Option<i64>>(8)?.map(units_of).transpose()?,
        })
    })
}

fn read_transfer(row: &Row<'_>) -> Result<Transfer, Stop> {
    let signed = (row.get::<Option<i64>>(6)?, row.get::<Option<uuid::Uuid>>(7)?);
    let state = match signed {
        (Some(at), Some(by)) => TransferState::Acknowledged {
            at: Instant::from_microseconds(at),
            by: StaffId::from_uuid(by),
        },
        (None, None) => TransferState::OnItsWay,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Stop::fault("a transfer that is signed by half"));
        }
    };
    Ok(Transfer {
        id: row.id(0)?,
        number: u32::try_from(row.get::<i64>(1)?)
            .map_err(|_| Stop::fault("a voucher number out of range"))?,
        from: row.id(2)?,
        to: row.id(3)?,
        issued_at: Instant::from_microseconds(row.get(4)?),
        issued_by: row.id(5)?,
        state,
        lines: Vec::new(),
    })
}
