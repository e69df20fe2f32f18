//! The pharmacy's tables. Every statement is written here once, for both engines.

use super::model::{
    Collector, Dispense, DispenseId, Item, ItemId, Pack, Recipient, ReturnId, ReturnOrder,
};
use crate::prescribing::model::{LineId, PrescriptionId};
use crate::stores::model::{BatchId, Pick, Units};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::HashMap;

/// More packs than leave in one handing over.
const PACKS_MAX: i64 = 500;
/// Handings over against one prescription; more means that somebody plays.
const DISPENSES_MAX: i64 = 50;
/// Patients of one recalled batch that one page lists.
pub const RECIPIENTS_MAX: i64 = 50;

/// Batches of a facility of which anything was ever handed over.
const BATCHES_MAX: i64 = 200_000;

/// The constraint behind "no more comes back than was given".
pub const RETURNS_TOO_MUCH: &str = "pharmacy_pack_returns_no_more_than_given";

const KEPT: &str = "
    SELECT batch_id, CAST(SUM(units - returned) AS BIGINT)
    FROM   pharmacy_pack
    WHERE  facility_id = $1
    GROUP  BY batch_id
    HAVING SUM(units - returned) <> 0
    ORDER  BY batch_id
    LIMIT  $2";

const CALL: &str = "
    INSERT INTO pharmacy_window (facility_id, prescription_id, called_at, called_by)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, prescription_id)
    DO UPDATE SET called_at = excluded.called_at, called_by = excluded.called_by";

/// As many as one statement of several prescriptions reads.
const CALLED_A_STATEMENT: usize = 20;
const CALLED: &str = "
    SELECT prescription_id, called_at, called_by
    FROM   pharmacy_window
    WHERE  facility_id = $1
           AND prescription_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                                   $16, $17, $18, $19, $20, $21)";

const ADD: &str = "
    INSERT INTO pharmacy_dispense (facility_id, dispense_id, number, prescription_id, visit_id,
                                   person_id, storeroom_id, collector, handed_at, handed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const ADD_ITEM: &str = "
    INSERT INTO pharmacy_item (facility_id, item_id, dispense_id, position, line_id, medicine_id,
                               units, covers, whole, reason, register)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const ADD_PACK: &str = "
    INSERT INTO pharmacy_pack (facility_id, item_id, batch_id, number, expires_on, units, returned)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// As many as one statement of several lines reads.
const LINES_A_STATEMENT: usize = 8;
const GIVEN: &str = "
    SELECT line_id, CAST(SUM(covers) AS BIGINT)
    FROM   pharmacy_item
    WHERE  facility_id = $1 AND line_id IN ($2, $3, $4, $5, $6, $7, $8, $9)
    GROUP  BY line_id";

/// The columns that `read_dispense` reads, with the caller's own WHERE, ORDER and LIMIT.
macro_rules! select_dispense {
    ($which:literal) => {
        concat!(
            "SELECT dispense_id, number, facility_id, storeroom_id, prescription_id, visit_id,
                    person_id, collector, handed_at, handed_by
             FROM   pharmacy_dispense ",
            $which
        )
    };
}

const DISPENSE: &str = select_dispense!("WHERE facility_id = $1 AND dispense_id = $2");

const OF_PRESCRIPTION: &str = select_dispense!(
    "WHERE  facility_id = $1 AND prescription_id = $2
     ORDER  BY dispense_id          -- ids sort by time
     LIMIT  $3"
);

const BY_NUMBER: &str = select_dispense!("WHERE facility_id = $1 AND number = $2");

// For the rebuild of the record: every handing over once, in the order of the primary key.
const AFTER: &str = select_dispense!(
    "WHERE  (facility_id, dispense_id) > ($1, $2)
     ORDER  BY facility_id, dispense_id
     LIMIT  $3"
);

const PACKS: &str = "
    SELECT i.item_id, i.line_id, i.medicine_id, i.covers, i.whole, i.reason, i.register,
           p.batch_id, p.number, p.expires_on, p.units, p.returned
    FROM   pharmacy_item i
    JOIN   pharmacy_pack p ON p.facility_id = i.facility_id AND p.item_id = i.item_id
    WHERE  i.facility_id = $1 AND i.dispense_id = $2
    ORDER  BY i.position, p.expires_on, p.batch_id
    LIMIT  $3";

const TAKE_BACK: &str = "
    UPDATE pharmacy_pack
    SET    returned = returned + $4
    WHERE  facility_id = $1 AND item_id = $2 AND batch_id = $3";

const ADD_RETURN: &str = "
    INSERT INTO pharmacy_return (facility_id, return_id, item_id, batch_id, units, why,
                                 returned_at, taken_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const RECIPIENTS: &str = "
    SELECT d.person_id, d.dispense_id, d.number, d.handed_at,
           CAST(SUM(p.units - p.returned) AS BIGINT)
    FROM   pharmacy_pack p
    JOIN   pharmacy_item i ON i.facility_id = p.facility_id AND i.item_id = p.item_id
    JOIN   pharmacy_dispense d ON d.facility_id = i.facility_id AND d.dispense_id = i.dispense_id
    WHERE  p.facility_id = $1 AND p.batch_id = $2 AND p.units > p.returned AND d.dispense_id > $3
    GROUP  BY d.person_id, d.dispense_id, d.number, d.handed_at
    ORDER  BY d.dispense_id          -- ids sort by time
    LIMIT  $4";

/// Notes that a window has called a prescription; calling again moves it.
pub fn call(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
    by: StaffId,
) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(CALL, &[facility.into(), prescription.into(), now.into(), by.into()]).map(drop)
}

/// Which of these prescriptions a window has called: when, and who.
pub fn called(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescriptions: &[PrescriptionId],
) -> Result<HashMap<PrescriptionId, (Instant, StaffId)>, Stop> {
    let asked = (prescriptions, CALLED_A_STATEMENT);
    let called = tx.query_several(CALLED, &[facility.into()], asked, |row| {
        Ok((row.id(0)?, (Instant::from_microseconds(row.get(1)?), row.id(2)?)))
    })?;
    Ok(called.into_iter().collect())
}

/// Keeps what was handed over.
pub fn add(tx: &mut Tx<'_>, dispense: &Dispense) -> Result<(), Stop> {
    let facility = dispense.facility;
    let row = [
        facility.into(),
        dispense.id.into(),
        dispense.number.into(),
        dispense.prescription.into(),
        dispense.visit.into(),
        dispense.person.into(),
        dispense.storeroom.into(),
        collector_word(dispense.collector).into(),
        dispense.at.into(),
        dispense.by.into(),
    ];
    tx.execute(ADD, &row)?;
    let rows = dispense.items.iter().zip(1_u32..).map(|(item, position)| -> [Value; 11] {
        [
            facility.into(),
            item.id.into(),
            dispense.id.into(),
            position.into(),
            item.line.into(),
            item.medicine.into(),
            item.units().into(),
            item.covers.into(),
            item.whole.into(),
            item.reason.as_str().into(),
            item.register.as_str().into(),
        ]
    });
    tx.insert_many(ADD_ITEM, rows)?;
    let packs =
        dispense.items.iter().flat_map(|item| item.packs.iter().map(|pack| (item.id, pack)));
    let rows = packs.map(|(item, pack)| -> [Value; 7] {
        [
            facility.into(),
            item.into(),
            pack.pick.batch.into(),
            pack.pick.number.as_str().into(),
            pack.pick.expires_on.into(),
            pack.pick.units.into(),
            pack.returned.into(),
        ]
    });
    tx.insert_many(ADD_PACK, rows).map(drop)
}

/// How many units of several lines were given so far; a line of which none was is left out.
pub fn given(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    lines: &[LineId],
) -> Result<HashMap<LineId, Units>, Stop> {
    let asked = (lines, LINES_A_STATEMENT);
    let given = tx.query_several(GIVEN, &[facility.into()], asked, |row| {
        Ok((row.id(0)?, units_at(row, 1)?))
    })?;
    Ok(given.into_iter().collect())
}

/// A handing over at the facility.
pub fn dispense(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    dispense: DispenseId,
) -> Result<Option<Dispense>, Stop> {
    let found = tx.query_one(DISPENSE, &[facility.into(), dispense.into()], read_dispense)?;
    found.map(|found| with_items(tx, found)).transpose()
}

/// A handing over by the number on its slip.
pub fn dispense_by_number(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    number: u32,
) -> Result<Option<Dispense>, Stop> {
    let found = tx.query_one(BY_NUMBER, &[facility.into(), number.into()], read_dispense)?;
    found.map(|found| with_items(tx, found)).transpose()
}

/// What was handed over against a prescription, oldest first.
pub fn dispenses_of(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
) -> Result<Vec<Dispense>, Stop> {
    let values = [facility.into(), prescription.into(), DISPENSES_MAX.into()];
    let found = tx.query(OF_PRESCRIPTION, &values, read_dispense)?;
    found.into_iter().map(|found| with_items(tx, found)).collect()
}

/// Units of each batch that were handed over and not brought back.
pub(super) fn kept(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<(BatchId, i64)>, Stop> {
    let values = [facility.into(), BATCHES_MAX.into()];
    tx.query(KEPT, &values, |row| Ok((row.id(0)?, row.get(1)?)))
}

/// Handings over after one, for walking over all of them.
pub fn after(
    tx: &mut Tx<'_>,
    (facility, last): (FacilityId, DispenseId),
    limit: i64,
) -> Result<Vec<Dispense>, Stop> {
    let found = tx.query(AFTER, &[facility.into(), last.into(), limit.into()], read_dispense)?;
    found.into_iter().map(|found| with_items(tx, found)).collect()
}

/// Counts units of a pack as come back, and keeps why.
pub fn take_back(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    id: ReturnId,
    order: &ReturnOrder,
    by: StaffId,
) -> Result<(), Stop> {
    let pack = [facility.into(), order.item.into(), order.batch.into(), order.units.into()];
    if tx.execute(TAKE_BACK, &pack)? == 0 {
        return Err(Stop::fault("a pack that was found is gone"));
    }
    let row = [
        facility.into(),
        id.into(),
        order.item.into(),
        order.batch.into(),
        order.units.into(),
        order.why.trim().into(),
        tx.now().into(),
        by.into(),
    ];
    tx.execute(ADD_RETURN, &row).map(drop)
}

/// Who still has units of a batch, for a recall: a page of those after one handing over.
pub fn recipients(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    batch: BatchId,
    after: Option<DispenseId>,
) -> Result<Vec<Recipient>, Stop> {
    let after = after.unwrap_or(DispenseId::from_uuid(uuid::Uuid::nil()));
    let values = [facility.into(), batch.into(), after.into(), RECIPIENTS_MAX.into()];
    tx.query(RECIPIENTS, &values, |row| {
        Ok(Recipient {
            person: row.id(0)?,
            dispense: row.id(1)?,
            number: number_at(row, 2)?,
            at: Instant::from_microseconds(row.get(3)?),
            units: units_at(row, 4)?,
        })
    })
}

fn with_items(tx: &mut Tx<'_>, mut dispense: Dispense) -> Result<Dispense, Stop> {
    let values = [dispense.facility.into(), dispense.id.into(), PACKS_MAX.into()];
    let rows = tx.query(PACKS, &values, |row| Ok((read_item(row)?, read_pack(row)?)))?;
    for (item, pack) in rows {
        match dispense.items.last_mut() {
            Some(last) if last.id == item.id => last.packs.push(pack),
            Some(_) | None => dispense.items.push(Item { packs: vec![pack], ..item }),
        }
    }
    Ok(dispense)
}

fn read_item(row: &Row<'_>) -> Result<Item, Stop> {
    let (id, line, medicine): (ItemId, _, _) = (row.id(0)?, row.id(1)?, row.id(2)?);
    let covers = units_at(row, 3)?;
    let (whole, reason, register) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(Item { id, line, medicine, covers, whole, reason, register, packs: Vec::new() })
}

fn read_pack(row: &Row<'_>) -> Result<Pack, Stop> {
    let pick = Pick {
        batch: row.id(7)?,
        number: row.get(8)?,
        expires_on: Date::from_days(row.get(9)?),
        units: units_at(row, 10)?,
    };
    Ok(Pack { pick, returned: units_at(row, 11)? })
}

fn read_dispense(row: &Row<'_>) -> Result<Dispense, Stop> {
    Ok(Dispense {
        id: row.id(0)?,
        number: number_at(row, 1)?,
        facility: row.id(2)?,
        storeroom: row.id(3)?,
        prescription: row.id(4)?,
        visit: row.id(5)?,
        person: row.id(6)?,
        collector: collector_of(&row.get::<String>(7)?)?,
        at: Instant::from_microseconds(row.get(8)?),
        by: row.id(9)?,
        items: Vec::new(),
    })
}

fn number_at(row: &Row<'_>, position: usize) -> Result<u32, Stop> {
    let number = u32::try_from(row.get::<i64>(position)?);
    number.map_err(|_| Stop::fault("a slip number out of range"))
}

fn units_at(row: &Row<'_>, position: usize) -> Result<Units, Stop> {
    let count = u32::try_from(row.get::<i64>(position)?);
    count.map(Units::new).map_err(|_| Stop::fault("a number of units out of range"))
}

fn collector_word(collector: Collector) -> &'static str {
    match collector {
        Collector::Patient => "self",
        Collector::Family => "family",
    }
}

fn collector_of(word: &str) -> Result<Collector, Stop> {
    match word {
        "self" => Ok(Collector::Patient),
        "family" => Ok(Collector::Family),
        _ => Err(Stop::fault("a collector in pharmacy_dispense that the program does not know")),
    }
}
