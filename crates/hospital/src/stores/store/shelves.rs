//! Storerooms, batches, and what lies where.

use super::words::{kind_of, units_at, units_of};
use crate::formulary::model::{MedicineId, Name};
use crate::stores::model::{
    Batch, BatchId, BatchState, OnHand, OnShelf, Storeroom, StoreroomId, StoreroomKind, Units,
};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Row, Stop, Tx};

/// More storerooms than any hospital has.
const STOREROOMS_MAX: i64 = 50;
/// More batches of one medicine than lie on one shelf.
const BATCHES_MAX: i64 = 200;

/// The constraint behind "a code names one storeroom of a facility".
pub const STOREROOM_CODE_TAKEN: &str = "stores_storeroom_code_key";

const ADD_STOREROOM: &str = "
    INSERT INTO stores_storeroom (facility_id, storeroom_id, code, kind, name_en, name_hi, fed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const RENAME_STOREROOM: &str = "
    UPDATE stores_storeroom
    SET    name_en = $3, name_hi = $4
    WHERE  facility_id = $1 AND storeroom_id = $2 AND (name_en <> $3 OR name_hi <> $4)";

const STOREROOM: &str = "
    SELECT storeroom_id, code, kind, name_en, name_hi, fed_by
    FROM   stores_storeroom
    WHERE  facility_id = $1 AND storeroom_id = $2";

const STOREROOM_BY_CODE: &str = "
    SELECT storeroom_id, code, kind, name_en, name_hi, fed_by
    FROM   stores_storeroom
    WHERE  facility_id = $1 AND code = $2";

const STOREROOMS: &str = "
    SELECT storeroom_id, code, kind, name_en, name_hi, fed_by
    FROM   stores_storeroom
    WHERE  facility_id = $1
    ORDER  BY kind, code
    LIMIT  $2";

// A second delivery of a batch finds the first one's row; the caller compares the dates.
const KEEP_BATCH: &str = "
    INSERT INTO stores_batch (facility_id, batch_id, medicine_id, number, manufacturer, expires_on)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (facility_id, medicine_id, number, manufacturer) DO NOTHING";

/// The columns that `read_batch` reads from position 0.
macro_rules! select_batch {
    ($more:literal, $which:literal) => {
        concat!(
            "SELECT b.batch_id, b.medicine_id, b.number, b.manufacturer, b.expires_on,
                    b.held_since, b.held_why",
            $more,
            " FROM stores_batch b ",
            $which
        )
    };
}

const BATCH: &str = select_batch!("", "WHERE b.facility_id = $1 AND b.batch_id = $2");

const BATCH_BY_NUMBER: &str = select_batch!(
    "",
    "WHERE b.facility_id = $1 AND b.medicine_id = $2 AND b.number = $3 AND b.manufacturer = $4"
);

const BATCHES_NUMBERED: &str = select_batch!(
    "",
    "WHERE b.facility_id = $1 AND b.number = $2
     ORDER BY b.expires_on, b.batch_id
     LIMIT $3"
);

const SHELF: &str = select_batch!(
    ", s.units",
    "JOIN   stores_balance s ON s.facility_id = b.facility_id AND s.batch_id = b.batch_id
     WHERE  s.facility_id = $1 AND s.medicine_id = $3 AND s.storeroom_id = $2
       AND  s.account = 'shelf' AND s.units > 0
     ORDER  BY b.expires_on, b.batch_id      -- first expiring first
     LIMIT  $4"
);

const ACCOUNT: &str = select_batch!(
    ", s.units",
    "JOIN   stores_balance s ON s.facility_id = b.facility_id AND s.batch_id = b.batch_id
     WHERE  s.facility_id = $1 AND s.storeroom_id = $2 AND s.account = $3 AND s.units > 0
     ORDER  BY b.expires_on, b.batch_id
     LIMIT  $4"
);

const SHELVES_WITH: &str = "
    SELECT storeroom_id, units
    FROM   stores_balance
    WHERE  facility_id = $1 AND batch_id = $2 AND account = $3 AND units > 0
    ORDER  BY storeroom_id
    LIMIT  $4";

const ON_HAND: &str = "
    SELECT r.kind, CAST(SUM(s.units) AS BIGINT)
    FROM   stores_balance s
    JOIN   stores_batch b ON b.facility_id = s.facility_id AND b.batch_id = s.batch_id
    JOIN   stores_storeroom r ON r.facility_id = s.facility_id AND r.storeroom_id = s.storeroom_id
    WHERE  s.facility_id = $1 AND s.medicine_id = $2 AND s.account = 'shelf'
      AND  b.expires_on >= $3 AND b.held_since IS NULL
    GROUP  BY r.kind
    ORDER  BY r.kind
    LIMIT  2";

const HOLD: &str = "
    UPDATE stores_batch
    SET    held_since = $3, held_why = $4
    WHERE  facility_id = $1 AND batch_id = $2 AND held_since IS NULL";

const RELEASE: &str = "
    UPDATE stores_batch
    SET    held_since = NULL, held_why = NULL
    WHERE  facility_id = $1 AND batch_id = $2 AND held_since IS NOT NULL";

/// Keeps a new storeroom.
pub fn add_storeroom(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: &Storeroom,
) -> Result<(), Stop> {
    let row = [
        facility.into(),
        storeroom.id.into(),
        storeroom.code.as_str().into(),
        storeroom.kind.word().into(),
        storeroom.name.english.as_str().into(),
        storeroom.name.hindi.as_str().into(),
        storeroom.fed_by.into(),
    ];
    tx.execute(ADD_STOREROOM, &row).map(drop)
}

/// Writes another name on a storeroom's door; says whether it was another one.
pub fn rename_storeroom(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    name: &Name,
) -> Result<bool, Stop> {
    let (english, hindi) = (name.english.as_str(), name.hindi.as_str());
    let row = [facility.into(), storeroom.into(), english.into(), hindi.into()];
    Ok(tx.execute(RENAME_STOREROOM, &row)? == 1)
}

/// A storeroom of the facility.
pub fn storeroom(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Option<Storeroom>, Stop> {
    tx.query_one(STOREROOM, &[facility.into(), storeroom.into()], read_storeroom)
}

/// The storeroom that has this code at the facility.
pub fn storeroom_by_code(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    code: &str,
) -> Result<Option<Storeroom>, Stop> {
    tx.query_one(STOREROOM_BY_CODE, &[facility.into(), code.into()], read_storeroom)
}

/// Every storeroom of the facility: main stores first, then by code.
pub fn storerooms(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Storeroom>, Stop> {
    tx.query(STOREROOMS, &[facility.into(), STOREROOMS_MAX.into()], read_storeroom)
}

/// Keeps a batch, or finds the one of the same medicine, number and maker.
pub fn keep_batch(tx: &mut Tx<'_>, facility: FacilityId, batch: &Batch) -> Result<Batch, Stop> {
    let row = [
        facility.into(),
        batch.id.into(),
        batch.medicine.into(),
        batch.number.as_str().into(),
        batch.manufacturer.as_str().into(),
        batch.expires_on.into(),
    ];
    tx.execute(KEEP_BATCH, &row)?;
    let named = [
        facility.into(),
        batch.medicine.into(),
        batch.number.as_str().into(),
        batch.manufacturer.as_str().into(),
    ];
    let kept = tx.query_one(BATCH_BY_NUMBER, &named, read_batch)?;
    kept.ok_or_else(|| Stop::fault("a batch that was just kept is not there"))
}

/// A batch of the facility.
pub fn batch(tx: &mut Tx<'_>, facility: FacilityId, batch: BatchId) -> Result<Option<Batch>, Stop> {
    tx.query_one(BATCH, &[facility.into(), batch.into()], read_batch)
}

/// The batches that carry a printed number; makers do not coordinate, so there may be several.
pub fn find_batches(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    number: &str,
) -> Result<Vec<Batch>, Stop> {
    tx.query(BATCHES_NUMBERED, &[facility.into(), number.into(), BATCHES_MAX.into()], read_batch)
}

/// One medicine's batches on one shelf, what expires first in front; held and expired ones too.
pub fn shelf(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicine: MedicineId,
) -> Result<Vec<OnShelf>, Stop> {
    let values = [facility.into(), storeroom.into(), medicine.into(), BATCHES_MAX.into()];
    tx.query(SHELF, &values, read_lot)
}

/// Everything set aside in a storeroom.
pub fn quarantine(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Vec<OnShelf>, Stop> {
    let values = [facility.into(), storeroom.into(), "quarantine".into(), BATCHES_MAX.into()];
    tx.query(ACCOUNT, &values, read_lot)
}

/// Where units of a batch are, on shelves (`shelf`) or set aside (`quarantine`).
pub fn shelves_with(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    batch: BatchId,
    account: &'static str,
) -> Result<Vec<(StoreroomId, Units)>, Stop> {
    let values = [facility.into(), batch.into(), account.into(), STOREROOMS_MAX.into()];
    tx.query(SHELVES_WITH, &values, |row| Ok((row.id(0)?, units_at(row, 1)?)))
}

/// What can be had of each medicine at a facility, in the order in which they were asked for:
/// expired and held batches do not count.
pub fn on_hand(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    medicines: &[MedicineId],
) -> Result<Vec<(MedicineId, OnHand)>, Stop> {
    let today = tx.today();
    let mut stock = Vec::with_capacity(medicines.len());
    for medicine in medicines {
        let values = [facility.into(), (*medicine).into(), today.into()];
        let sums = tx.query(ON_HAND, &values, |row| {
            Ok((kind_of(&row.get::<String>(0)?)?, units_of(row.get(1)?)?))
        })?;
        let mut found = OnHand::default();
        for (kind, units) in sums {
            match kind {
                StoreroomKind::Pharmacy => found.at_counters = units,
                StoreroomKind::Main => found.in_stores = units,
            }
        }
        stock.push((*medicine, found));
    }
    Ok(stock)
}

/// Marks a batch as held; says whether it was free before.
pub fn hold(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    batch: BatchId,
    why: &str,
) -> Result<bool, Stop> {
    let values = [facility.into(), batch.into(), tx.now().into(), why.into()];
    Ok(tx.execute(HOLD, &values)? == 1)
}

/// Marks a batch as free again; says whether it was held before.
pub fn release(tx: &mut Tx<'_>, facility: FacilityId, batch: BatchId) -> Result<bool, Stop> {
    Ok(tx.execute(RELEASE, &[facility.into(), batch.into()])? == 1)
}

fn read_storeroom(row: &Row<'_>) -> Result<Storeroom, Stop> {
    Ok(Storeroom {
        id: row.id(0)?,
        code: row.get(1)?,
        kind: kind_of(&row.get::<String>(2)?)?,
        name: Name { english: row.get(3)?, hindi: row.get(4)? },
        fed_by: row.get::<Option<uuid::Uuid>>(5)?.map(StoreroomId::from_uuid),
    })
}

pub(super) fn read_batch(row: &Row<'_>) -> Result<Batch, Stop> {
    let state = match (row.get::<Option<i64>>(5)?, row.get::<Option<String>>(6)?) {
        (None, _) => BatchState::Free,
        (Some(since), why) => BatchState::Held {
            since: Instant::from_microseconds(since),
            why: why.unwrap_or_default(),
        },
    };
    Ok(Batch {
        id: row.id(0)?,
        medicine: row.id(1)?,
        number: row.get(2)?,
        manufacturer: row.get(3)?,
        expires_on: Date::from_days(row.get(4)?),
        state,
    })
}

pub(super) fn read_lot(row: &Row<'_>) -> Result<OnShelf, Stop> {
    Ok(OnShelf { batch: read_batch(row)?, units: units_at(row, 7)? })
}
