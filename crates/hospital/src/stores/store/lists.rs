//! Lists that a store keeper looks at: what expires soon, what runs out.

use super::shelves::read_lot;
use super::words::{units_at, units_of};
use crate::formulary::model::MedicineId;
use crate::stores::model::{Low, OnShelf, StoreroomId, Units};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Rows of one list; a longer one is looked at storeroom by storeroom.
const LIST_ROWS_MAX: i64 = 200;

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

const SET_LEVEL: &str = "
    INSERT INTO stores_level (facility_id, storeroom_id, medicine_id, order_below)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, storeroom_id, medicine_id)
    DO UPDATE SET order_below = excluded.order_below";

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

/// Keeps how low a shelf may run.
pub fn set_level(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicine: MedicineId,
    order_below: Units,
) -> Result<(), Stop> {
    let row = [facility.into(), storeroom.into(), medicine.into(), order_below.into()];
    tx.execute(SET_LEVEL, &row).map(drop)
}
