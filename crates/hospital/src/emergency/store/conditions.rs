//! Long-term conditions.

use super::{ENTRIES_ROWS_MAX, dated, read_day, read_noted, strange};
use crate::emergency::model::{EmergencyRefusal, Ended, HowEnded, LongTerm, LongTermId};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};

const STANDS: &str = "emergency_condition_stands";

const ADD: &str = "
    INSERT INTO emergency_condition (bucket, condition_id, person_id, code, since, facility_id,
                                     noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

macro_rules! select_condition {
    ($which:literal) => {
        concat!(
            "SELECT condition_id, person_id, code, since, facility_id, noted_by, noted_at, ended,
                    ended_why, ended_by, ended_at
             FROM   emergency_condition ",
            $which
        )
    };
}

const OF: &str = select_condition!(
    "WHERE  bucket = $1 AND person_id = $2 AND ended IS NULL
     ORDER  BY noted_at, condition_id
     LIMIT  $3"
);

const ONE: &str = select_condition!("WHERE condition_id = $1 AND bucket = $2");

// For the rebuild of the record: every entry once, in the order of ids.
const AFTER: &str = select_condition!(
    "WHERE  condition_id > $1
     ORDER  BY condition_id
     LIMIT  $2"
);

const END: &str = "
    UPDATE emergency_condition
    SET    ended = $3, ended_why = $4, ended_by = $5, ended_at = $6
    WHERE  condition_id = $1 AND bucket = $2 AND ended IS NULL";

/// The long-term conditions of a person that stand.
pub fn conditions_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<LongTerm>, Stop> {
    let values: [Value; 3] = [person.bucket().into(), person.into(), ENTRIES_ROWS_MAX.into()];
    tx.query(OF, &values, read)
}

/// One entry.
pub fn condition(tx: &mut Tx<'_>, id: LongTermId) -> Result<Option<LongTerm>, Stop> {
    tx.query_one(ONE, &[id.into(), id.bucket().into()], read)
}

/// Entries after one, for walking over all of them.
pub fn conditions_after(
    tx: &mut Tx<'_>,
    last: LongTermId,
    limit: i64,
) -> Result<Vec<LongTerm>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read)
}

/// Writes down an entry; refuses when one of the same code stands.
pub fn add_condition(tx: &mut Tx<'_>, condition: &LongTerm) -> Result<(), Stop> {
    let row: [Value; 8] = [
        condition.person.bucket().into(),
        condition.id.into(),
        condition.person.into(),
        condition.code.as_str().into(),
        dated(condition.since),
        condition.noted.facility.into(),
        condition.noted.by.into(),
        condition.noted.at.into(),
    ];
    tx.execute(ADD, &row).map(drop).on_conflict(STANDS, EmergencyRefusal::AlreadyKnown)
}

/// Says how an entry ended; refuses when it no longer stands.
pub fn end_condition(tx: &mut Tx<'_>, id: LongTermId, ended: &Ended) -> Result<(), Stop> {
    let values: [Value; 6] = [
        id.into(),
        id.bucket().into(),
        ended.how.word().into(),
        ended.why.as_str().into(),
        ended.by.into(),
        ended.at.into(),
    ];
    if tx.execute(END, &values)? == 0 {
        return Err(EmergencyRefusal::NoSuchEntry.into());
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<LongTerm, Stop> {
    let ended = match row.get::<Option<String>>(7)? {
        Some(word) => Some(Ended {
            how: HowEnded::of_word(&word).ok_or_else(strange)?,
            why: row.get(8)?,
            by: row.id(9)?,
            at: Instant::from_microseconds(row.get(10)?),
        }),
        None => None,
    };
    Ok(LongTerm {
        id: row.id(0)?,
        person: row.id(1)?,
        code: row.get(2)?,
        since: read_day(row, 3)?,
        noted: read_noted(row, 4)?,
        ended,
    })
}
