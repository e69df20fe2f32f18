//! Lists that a store keeper looks at: what expires soon, what runs out.

use super::shelves::read_lot;
use super::words::{units_at, units_of};
use crate::formulary::model::MedicineId;
use crate::stores::model::{LevelOrder, Low, Lying, OnShelf, StoreroomId, Units};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx, Value};

/// Rows of one list; a longer one is looked at storeroom by storeroom.
const LIST_ROWS_MAX: i64 = 200;
/// More medicines than any formulary lists.
const MEDICINES_MAX: i64 = 5_000;

const EXPIRING: &str = "
    SELECT b.batch_id, b.medicine_id, b.number, b.manufacturer, b.expires_on, b.held_since,
           b.held_why, s.units
    FROM   stores_balance s
    JOIN   stores_batch b ON b.facility_id = s.facility_id AND b.batch_id = s.batch_id
    WHERE  s.facility_id = $1 AND s.storeroom_id = $2 AND s.account = 'shelf' AND s.units > 0
      AND  b.expires_on <= $3
    ORDER  BY b.expires_on, b.batch_id
    LIMIT  $4";

// A medicine of which there is nothing has no balance to find, so the levels lead.
const LOW: &str = "
    SELECT l.medicine_id, CAST(COALESCE(SUM(s.units), 0) AS BIGINT), l.order_below
    FROM   stores_level l
    LEFT   JOIN (SELECT s.medicine_id, s.units
                 FROM   stores_balance s
                 JOIN   stores_batch b ON b.facility_id = s.facility_id
                                      AND b.batch_id = s.batch_id
                 WHERE  s.facility_id = $1 AND s.storeroom_id = $2 AND s.account = 'shelf'
                   AND  b.expires_on >= $3 AND b.held_since IS NULL) s
           ON s.medicine_id = l.medicine_id
    WHERE  l.facility_id = $1 AND l.storeroom_id = $2
    GROUP  BY l.medicine_id, l.order_below
    HAVING COALESCE(SUM(s.units), 0) < l.order_below
    ORDER  BY l.medicine_id
    LIMIT  $4";

const LYING: &str = "
    SELECT s.medicine_id, CAST(SUM(s.units) AS BIGINT),
           CAST(SUM(CASE WHEN b.expires_on >= $3 AND b.held_since IS NULL
                         THEN s.units ELSE 0 END) AS BIGINT),
           MIN(b.expires_on)
    FROM   stores_balance s
    JOIN   stores_batch b ON b.facility_id = s.facility_id AND b.batch_id = s.batch_id
    WHERE  s.facility_id = $1 AND s.storeroom_id = $2 AND s.account = 'shelf' AND s.units > 0
    GROUP  BY s.medicine_id
    ORDER  BY s.medicine_id
    LIMIT  $4";

const LEVELS: &str = "
    SELECT medicine_id, order_below
    FROM   stores_level
    WHERE  facility_id = $1 AND storeroom_id = $2
    ORDER  BY medicine_id
    LIMIT  $3";

const LEVEL: &str = "
    SELECT order_below
    FROM   stores_level
    WHERE  facility_id = $1 AND storeroom_id = $2 AND medicine_id = $3";

const FIRST_LEVEL: &str = "
    INSERT INTO stores_level (facility_id, storeroom_id, medicine_id, order_below)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, storeroom_id, medicine_id) DO NOTHING";

const NEXT_LEVEL: &str = "
    UPDATE stores_level
    SET    order_below = $4
    WHERE  facility_id = $1 AND storeroom_id = $2 AND medicine_id = $3 AND order_below = $5";

/// What lies on a shelf and expires by `until`, what expires first in front.
pub fn expiring(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    until: Date,
) -> Result<Vec<OnShelf>, Stop> {
    let values = [facility.into(), storeroom.into(), until.into(), LIST_ROWS_MAX.into()];
    tx.query(EXPIRING, &values, read_lot)
}

/// What runs out in a storeroom, by the levels that somebody set.
pub fn low(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Vec<Low>, Stop> {
    let today = tx.today();
    let values = [facility.into(), storeroom.into(), today.into(), LIST_ROWS_MAX.into()];
    tx.query(LOW, &values, |row| {
        Ok(Low {
            medicine: row.id(0)?,
            left: units_of(row.get(1)?)?,
            order_below: units_at(row, 2)?,
        })
    })
}

/// What lies on the shelves of a storeroom, medicine by medicine.
pub fn lying(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Vec<Lying>, Stop> {
    let today = tx.today();
    let values = [facility.into(), storeroom.into(), today.into(), MEDICINES_MAX.into()];
    tx.query(LYING, &values, |row| {
        Ok(Lying {
            medicine: row.id(0)?,
            units: units_of(row.get(1)?)?,
            pickable: units_of(row.get(2)?)?,
            first_expiry: Date::from_days(row.get(3)?),
        })
    })
}

/// How low each shelf of a storeroom may run.
pub fn levels(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Vec<(MedicineId, Units)>, Stop> {
    let values = [facility.into(), storeroom.into(), MEDICINES_MAX.into()];
    tx.query(LEVELS, &values, |row| Ok((row.id(0)?, units_at(row, 1)?)))
}

/// How low the shelf of one medicine may run.
pub fn level(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicine: MedicineId,
) -> Result<Option<Units>, Stop> {
    let values = [facility.into(), storeroom.into(), medicine.into()];
    tx.query_one(LEVEL, &values, |row| units_at(row, 0))
}

/// Keeps how low a shelf may run; says whether what stood there was still what was seen.
pub fn set_level(tx: &mut Tx<'_>, facility: FacilityId, order: &LevelOrder) -> Result<bool, Stop> {
    let mut values: Vec<Value> =
        vec![facility.into(), order.storeroom.into(), order.medicine.into(), order.below.into()];
    let Some(was) = order.was else { return Ok(tx.execute(FIRST_LEVEL, &values)? == 1) };
    values.push(was.into());
    Ok(tx.execute(NEXT_LEVEL, &values)? == 1)
}
