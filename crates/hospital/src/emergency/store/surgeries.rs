//! Operations.

use super::{ENTRIES_ROWS_MAX, dated, read_day, read_noted};
use crate::emergency::model::{EmergencyRefusal, Surgery, SurgeryId, Wrong};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Row, Stop, Tx, Value};

const ADD: &str = "
    INSERT INTO emergency_surgery (bucket, surgery_id, person_id, what, done, facility_id,
                                   noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

macro_rules! select_surgery {
    ($which:literal) => {
        concat!(
            "SELECT surgery_id, person_id, what, done, facility_id, noted_by, noted_at, wrong_why,
                    wrong_by, wrong_at
             FROM   emergency_surgery ",
            $which
        )
    };
}

const OF: &str = select_surgery!(
    "WHERE  bucket = $1 AND person_id = $2 AND wrong_why IS NULL
     ORDER  BY noted_at, surgery_id
     LIMIT  $3"
);

const ONE: &str = select_surgery!("WHERE surgery_id = $1 AND bucket = $2");

// For the rebuild of the record: every entry once, in the order of ids.
const AFTER: &str = select_surgery!(
    "WHERE  surgery_id > $1
     ORDER  BY surgery_id
     LIMIT  $2"
);

const MARK_WRONG: &str = "
    UPDATE emergency_surgery
    SET    wrong_why = $3, wrong_by = $4, wrong_at = $5
    WHERE  surgery_id = $1 AND bucket = $2 AND wrong_why IS NULL";

/// The operations of a person that stand.
pub fn surgeries_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Surgery>, Stop> {
    let values: [Value; 3] = [person.bucket().into(), person.into(), ENTRIES_ROWS_MAX.into()];
    tx.query(OF, &values, read)
}

/// One entry.
pub fn surgery(tx: &mut Tx<'_>, id: SurgeryId) -> Result<Option<Surgery>, Stop> {
    tx.query_one(ONE, &[id.into(), id.bucket().into()], read)
}

/// Entries after one, for walking over all of them.
pub fn surgeries_after(tx: &mut Tx<'_>, last: SurgeryId, limit: i64) -> Result<Vec<Surgery>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read)
}

/// Writes down an operation.
pub fn add_surgery(tx: &mut Tx<'_>, surgery: &Surgery) -> Result<(), Stop> {
    let row: [Value; 8] = [
        surgery.person.bucket().into(),
        surgery.id.into(),
        surgery.person.into(),
        surgery.what.as_str().into(),
        dated(surgery.done),
        surgery.noted.facility.into(),
        surgery.noted.by.into(),
        surgery.noted.at.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// Says that an operation was never done; refuses when it no longer stands.
pub fn mark_wrong(tx: &mut Tx<'_>, id: SurgeryId, wrong: &Wrong) -> Result<(), Stop> {
    let values: [Value; 5] = [
        id.into(),
        id.bucket().into(),
        wrong.why.as_str().into(),
        wrong.by.into(),
        wrong.at.into(),
    ];
    if tx.execute(MARK_WRONG, &values)? == 0 {
        return Err(EmergencyRefusal::NoSuchEntry.into());
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Surgery, Stop> {
    let wrong = match row.get::<Option<String>>(7)? {
        Some(why) => {
            Some(Wrong { why, by: row.id(8)?, at: Instant::from_microseconds(row.get(9)?) })
        }
        None => None,
    };
    Ok(Surgery {
        id: row.id(0)?,
        person: row.id(1)?,
        what: row.get(2)?,
        done: read_day(row, 3)?,
        noted: read_noted(row, 4)?,
        wrong,
    })
}
