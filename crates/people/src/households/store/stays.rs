//! For how long people live somewhere.

use super::{MEMBERS_MAX, strange};
use crate::households::model::{HouseholdId, Leaving, Left, Member, Stay, StayEnd, StayId, Tie};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// Behind every stay of today.
const NEWEST: Uuid = Uuid::from_u128(u128::MAX);

/// The columns that `read_stay` reads.
macro_rules! select_stay {
    ($which:literal) => {
        concat!(
            "SELECT person_id, household_id, tie, since, stay_id, until, ended_why, by_death,
                    by_closing, by_move
             FROM   households_member ",
            $which
        )
    };
}

const STAY: &str = select_stay!("WHERE  stay_id = $1 AND bucket = $2");

const RESIDENTS: &str = select_stay!(
    "WHERE  household_id = $1 AND until IS NULL AND stay_id < $2
     ORDER  BY stay_id DESC
     LIMIT  $3"
);

const COUNT_RESIDENTS: &str = "
    SELECT COUNT(*)
    FROM   households_member
    WHERE  household_id = $1 AND until IS NULL";

const LEFT: &str = select_stay!(
    "WHERE  household_id = $1 AND until IS NOT NULL
       AND  until <= $2 AND (until < $2 OR stay_id < $3)
     ORDER  BY until DESC, stay_id DESC
     LIMIT  $4"
);

const LAST_STAY: &str = select_stay!(
    "WHERE  person_id = $1 AND bucket = $2 AND until IS NOT NULL
     ORDER  BY until DESC, since DESC, stay_id DESC
     LIMIT  1"
);

const LIVE_ON: &str = "
    UPDATE households_member
    SET    until = NULL, ended_why = NULL, ended_by = NULL, by_closing = FALSE, by_move = FALSE
    WHERE  stay_id = $1 AND bucket = $2 AND until IS NOT NULL";

const END_BY_CLOSING: &str = "
    UPDATE households_member
    SET    until = $3, ended_why = 'moved', ended_by = $4, by_closing = TRUE
    WHERE  person_id = $1 AND bucket = $2 AND household_id = $5 AND until IS NULL";

const ENDED_BY_CLOSING: &str = select_stay!(
    "WHERE  household_id = $1 AND by_closing = TRUE
     ORDER  BY stay_id
     LIMIT  $2"
);

const FORGET_CLOSING: &str = "
    UPDATE households_member
    SET    by_closing = FALSE
    WHERE  stay_id = $1 AND bucket = $2";

/// One stay, ended or not.
pub(in crate::households) fn stay(tx: &mut Tx<'_>, id: StayId) -> Result<Option<Stay>, Stop> {
    tx.query_one(STAY, &[id.into(), id.bucket().into()], read_stay)
}

/// Who lives in a household, whoever came last first; `before` is the last one of the page before.
pub fn residents(
    tx: &mut Tx<'_>,
    household: HouseholdId,
    (before, most): (Option<StayId>, i64),
) -> Result<Vec<Stay>, Stop> {
    let before = before.map_or(NEWEST, StayId::uuid);
    tx.query(RESIDENTS, &[household.into(), before.into(), most.into()], read_stay)
}

/// How many live there.
pub fn count_residents(tx: &mut Tx<'_>, household: HouseholdId) -> Result<i64, Stop> {
    let count = tx.query_one(COUNT_RESIDENTS, &[household.into()], |row| row.get(0))?;
    Ok(count.unwrap_or(0))
}

/// Who lived there, whoever left last first; `before` is the last one of the page before.
pub(in crate::households) fn left(
    tx: &mut Tx<'_>,
    household: HouseholdId,
    (before, most): (Option<&Stay>, i64),
) -> Result<Vec<Stay>, Stop> {
    let at = before.and_then(|stay| Some((stay.end?.at.microseconds(), stay.id.uuid())));
    let (until, stay) = at.unwrap_or((i64::MAX, NEWEST));
    let key: [Value; 4] = [household.into(), until.into(), stay.into(), most.into()];
    tx.query(LEFT, &key, read_stay)
}

/// Where somebody lived last who has left.
pub fn last_stay(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Stay>, Stop> {
    tx.query_one(LAST_STAY, &[person.into(), person.bucket().into()], read_stay)
}

/// Somebody lives where they lived, as if they had not left; false when they have not.
pub(in crate::households) fn live_on(tx: &mut Tx<'_>, stay: StayId) -> Result<bool, Stop> {
    Ok(tx.execute(LIVE_ON, &[stay.into(), stay.bucket().into()])? == 1)
}

/// The closing of a place ends that somebody lives there; false when they do not.
pub(in crate::households) fn end_by_closing(
    tx: &mut Tx<'_>,
    member: &Member,
    by: StaffId,
) -> Result<bool, Stop> {
    let (now, person) = (tx.now(), member.person);
    let row: [Value; 5] =
        [person.into(), person.bucket().into(), now.into(), by.into(), member.household.into()];
    Ok(tx.execute(END_BY_CLOSING, &row)? == 1)
}

/// Some of those whom the closing of a place sent away.
pub(in crate::households) fn ended_by_closing(
    tx: &mut Tx<'_>,
    household: HouseholdId,
) -> Result<Vec<Stay>, Stop> {
    tx.query(ENDED_BY_CLOSING, &[household.into(), MEMBERS_MAX.into()], read_stay)
}

/// What the closing of a place ended stays ended.
pub(in crate::households) fn forget_closing(tx: &mut Tx<'_>, stay: StayId) -> Result<(), Stop> {
    tx.execute(FORGET_CLOSING, &[stay.into(), stay.bucket().into()]).map(drop)
}

fn read_stay(row: &Row<'_>) -> Result<Stay, Stop> {
    let tie: String = row.get(2)?;
    let until: Option<i64> = row.get(5)?;
    let member = Member {
        person: row.id(0)?,
        household: row.id(1)?,
        tie: Tie::of_word(&tie).ok_or_else(|| strange("tie"))?,
        since: Instant::from_microseconds(row.get(3)?),
    };
    let end = match until {
        Some(until) => {
            Some(StayEnd { at: Instant::from_microseconds(until), left: read_left(row)? })
        }
        None => None,
    };
    Ok(Stay { id: row.id(4)?, member, end })
}

fn read_left(row: &Row<'_>) -> Result<Left, Stop> {
    let why: Option<String> = row.get(6)?;
    let (by_death, by_closing, by_move): (bool, bool, bool) =
        (row.get(7)?, row.get(8)?, row.get(9)?);
    if by_death {
        return Ok(Left::Death);
    }
    if by_move {
        return Ok(Left::Away);
    }
    if by_closing {
        return Ok(Left::Closing);
    }
    let why = why.as_deref().and_then(Leaving::of_word);
    Ok(Left::Said(why.ok_or_else(|| strange("end"))?))
}
