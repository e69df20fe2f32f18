//! Whose oxygen saturation has a target of its own.

use crate::triage::model::SaturationScale;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

const SET: &str = "
    INSERT INTO triage_target (bucket, person_id, nth, facility_id, set_by, set_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

const LAST: &str = "
    SELECT nth
    FROM   triage_target
    WHERE  bucket = $1 AND person_id = $2
    ORDER  BY nth DESC
    LIMIT  1";

const LIFT: &str = "
    UPDATE triage_target
    SET    lifted_at = $3, lifted_by = $4
    WHERE  bucket = $1 AND person_id = $2 AND lifted_at IS NULL";

const STANDS: &str = "
    SELECT nth
    FROM   triage_target
    WHERE  bucket = $1 AND person_id = $2 AND lifted_at IS NULL
    LIMIT  1";

const OF_PERSON: &str = "
    SELECT nth, facility_id, set_by, set_at, lifted_by, lifted_at
    FROM   triage_target
    WHERE  bucket = $1 AND person_id = $2
    ORDER  BY nth
    LIMIT  $3";

/// More than anybody is set.
const TARGETS_ROWS_MAX: i64 = 100;

/// A target of somebody, with who set it and who lifted it.
pub struct Target {
    /// Of the person, from 1.
    pub nth: i64,
    /// Where it was set.
    pub facility: FacilityId,
    /// By whom, and when.
    pub set: (StaffId, Instant),
    /// Who lifted it, and when; nothing while it stands.
    pub lifted: Option<(StaffId, Instant)>,
}

/// Every target that somebody was ever set, the first one first.
pub fn targets(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Target>, Stop> {
    let key = [person.bucket().into(), person.into(), TARGETS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, |row| {
        let by = row.get::<Option<Uuid>>(4)?.map(Id::from_uuid);
        let at = row.get::<Option<i64>>(5)?.map(Instant::from_microseconds);
        Ok(Target {
            nth: row.get(0)?,
            facility: row.id(1)?,
            set: (row.id(2)?, Instant::from_microseconds(row.get(3)?)),
            lifted: by.zip(at),
        })
    })
}

/// By which scale a person's oxygen saturation is scored.
pub fn scale_of(tx: &mut Tx<'_>, person: PersonId) -> Result<SaturationScale, Stop> {
    let set =
        tx.query_one(STANDS, &[person.bucket().into(), person.into()], |row| row.get::<i64>(0))?;
    Ok(if set.is_some() { SaturationScale::Two } else { SaturationScale::One })
}

/// Sets the lower target of a person who has none.
pub fn set_target(
    tx: &mut Tx<'_>,
    (at, by): (FacilityId, StaffId),
    person: PersonId,
) -> Result<(), Stop> {
    let whose = [person.bucket().into(), person.into()];
    let last = tx.query_one(LAST, &whose, |row| row.get::<i64>(0))?.unwrap_or_default();
    let [bucket, person] = whose;
    let values = [bucket, person, (last + 1).into(), at.into(), by.into(), tx.now().into()];
    tx.execute(SET, &values).map(drop)
}

/// Lifts the target of a person.
pub fn lift_target(tx: &mut Tx<'_>, by: StaffId, person: PersonId) -> Result<(), Stop> {
    let values = [person.bucket().into(), person.into(), tx.now().into(), by.into()];
    tx.execute(LIFT, &values).map(drop)
}
