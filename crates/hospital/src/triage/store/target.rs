//! Whose oxygen saturation has a target of its own.

use crate::triage::model::SaturationScale;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::{Stop, Tx};

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
