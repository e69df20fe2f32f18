//! When somebody ever came to live somewhere, or was named for a child, and when that ended.

use crate::households::model::{GuardianId, StayId};
use crate::registry::model::Moments;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More than anybody moves, or is named for children.
const ROWS_MAX: i64 = 200;

const STAYS: &str = "
    SELECT stay_id, since, joined_by, until, ended_by
    FROM   households_member
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY since, stay_id
    LIMIT  $3";

// A naming lies in the bucket of the child.
const NAMINGS: &str = "
    SELECT guardian_id, since, named_by, until, ended_by
    FROM   households_guardian
    WHERE  person_id = $1
    ORDER  BY since, guardian_id
    LIMIT  $2";

/// The times that somebody ever lived in a household, the first one first.
pub(in crate::households) fn stays_of(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<(StayId, Moments)>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), ROWS_MAX.into()];
    tx.query(STAYS, &key, |row| Ok((row.id(0)?, read_moments(row)?)))
}

/// Every naming of somebody for a child, ended or not, the first one first.
pub(in crate::households) fn namings_ever(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<(GuardianId, Moments)>, Stop> {
    let key: [Value; 2] = [person.into(), ROWS_MAX.into()];
    tx.query(NAMINGS, &key, |row| Ok((row.id(0)?, read_moments(row)?)))
}

/// Since when and by whom, and until when and by whom, where it has ended.
fn read_moments(row: &Row<'_>) -> Result<Moments, Stop> {
    let mut moments = vec![(Instant::from_microseconds(row.get(1)?), Some(row.id(2)?))];
    let ended_by = row.get::<Option<Uuid>>(4)?.map(Id::from_uuid);
    if let Some(until) = row.get::<Option<i64>>(3)? {
        moments.push((Instant::from_microseconds(until), ended_by));
    }
    Ok(moments)
}
