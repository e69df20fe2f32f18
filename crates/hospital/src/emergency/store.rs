//! The tables of an emergency. Every statement is written here once, for both engines.

mod conditions;
mod surgeries;

pub use conditions::{add_condition, condition, conditions_after, conditions_of, end_condition};
pub use surgeries::{add_surgery, mark_wrong, surgeries_after, surgeries_of, surgery};

use super::model::{Blood, BloodId, EmergencyRefusal, Group, How, Noted, PartDate};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};

/// More than is ever said of one blood group.
const BLOOD_ROWS_MAX: i64 = 100;
/// More than anybody has at once.
const ENTRIES_ROWS_MAX: i64 = 100;
const ONCE: &str = "emergency_blood_group_once";

const ADD: &str = "
    INSERT INTO emergency_blood_group (bucket, entry_id, person_id, number, blood_group, how,
                                       tested_on, why, facility_id, noted_by, noted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

macro_rules! select_blood {
    ($which:literal) => {
        concat!(
            "SELECT entry_id, person_id, number, blood_group, how, tested_on, why, facility_id,
                    noted_by, noted_at
             FROM   emergency_blood_group ",
            $which
        )
    };
}

const OF: &str = select_blood!(
    "WHERE  person_id = $1 AND bucket = $2
     ORDER  BY number
     LIMIT  $3"
);

// For the rebuild of the record: one entry stands for all of a person, in the order of ids.
const AFTER: &str = select_blood!(
    "WHERE  entry_id > $1 AND number = 1
     ORDER  BY entry_id
     LIMIT  $2"
);

/// Everything that was said of a person's blood group, the first first.
pub fn blood_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Blood>, Stop> {
    let values: [Value; 3] = [person.into(), person.bucket().into(), BLOOD_ROWS_MAX.into()];
    tx.query(OF, &values, read_blood)
}

/// The first entries of persons after one, for walking over all of them.
pub fn blood_after(tx: &mut Tx<'_>, last: BloodId, limit: i64) -> Result<Vec<Blood>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_blood)
}

/// Keeps an entry; refuses when somebody else has kept the one of this number.
pub fn add_blood(tx: &mut Tx<'_>, blood: &Blood) -> Result<(), Stop> {
    let row: [Value; 11] = [
        blood.person.bucket().into(),
        blood.id.into(),
        blood.person.into(),
        blood.number.into(),
        blood.group.map(Group::word).into(),
        blood.how.word().into(),
        dated(blood.tested_on),
        blood.why.as_str().into(),
        blood.noted.facility.into(),
        blood.noted.by.into(),
        blood.noted.at.into(),
    ];
    tx.execute(ADD, &row).map(drop).on_conflict(ONCE, EmergencyRefusal::Changed)
}

fn read_blood(row: &Row<'_>) -> Result<Blood, Stop> {
    let group = match row.get::<Option<String>>(3)? {
        Some(word) => Some(Group::of_word(&word).ok_or_else(strange)?),
        None => None,
    };
    Ok(Blood {
        id: row.id(0)?,
        person: row.id(1)?,
        number: u32::try_from(row.get::<i64>(2)?).map_err(|_| strange())?,
        group,
        how: How::of_word(&row.get::<String>(4)?).ok_or_else(strange)?,
        tested_on: read_day(row, 5)?,
        why: row.get(6)?,
        noted: read_noted(row, 7)?,
    })
}

/// Three columns: where, by whom, when.
fn read_noted(row: &Row<'_>, place: usize) -> Result<Noted, Stop> {
    Ok(Noted {
        facility: row.id(place)?,
        by: row.id(place + 1)?,
        at: Instant::from_microseconds(row.get(place + 2)?),
    })
}

fn read_day(row: &Row<'_>, place: usize) -> Result<Option<PartDate>, Stop> {
    let kept = row.get::<Option<String>>(place)?;
    kept.map(|day| PartDate::try_from(day).map_err(Stop::from)).transpose()
}

fn dated(day: Option<PartDate>) -> Value {
    day.map(|day| day.to_string()).into()
}

/// The schema allows nothing else, so this row was written around us.
fn strange() -> Stop {
    Stop::fault("emergency holds a row that it cannot read")
}
