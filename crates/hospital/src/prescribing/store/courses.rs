//! What somebody was prescribed before, anywhere in the city, and may still take.

use super::{json_text, of_json};
use crate::prescribing::model::{Course, Directions, Prescription, PrescriptionId};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// More prescriptions than anybody is given in the time that is looked at.
const PRESCRIPTIONS_ROWS_MAX: i64 = 100;
/// More lines than a prescription gathers over all its amendments.
const COURSES_ROWS_MAX: i64 = 400;

// An amendment that adds lines moves its prescription to the front.
const NOTE: &str = "
    INSERT INTO prescribing_of_person (bucket, person_id, prescription_id, facility_id, visit_id,
                                       written_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (bucket, person_id, prescription_id) DO UPDATE
    SET    written_at = excluded.written_at";

const OF_PERSON: &str = "
    SELECT prescription_id, facility_id, visit_id
    FROM   prescribing_of_person
    WHERE  bucket = $1 AND person_id = $2 AND visit_id <> $3 AND written_at >= $4
    ORDER  BY written_at DESC, prescription_id
    LIMIT  $5";

const COURSES: &str = "
    SELECT medicine_id, directions, written_at
    FROM   prescribing_line
    WHERE  facility_id = $1 AND prescription_id = $2 AND state <> 'stopped' AND written_at >= $3
    ORDER  BY written_at DESC, line_id
    LIMIT  $4";

/// Notes with the person that lines of a prescription have just been written.
pub(super) fn note(tx: &mut Tx<'_>, prescription: &Prescription) -> Result<(), Stop> {
    let row = [
        prescription.person.bucket().into(),
        prescription.person.into(),
        prescription.id.into(),
        prescription.facility.into(),
        prescription.visit.into(),
        tx.now().into(),
    ];
    tx.execute(NOTE, &row).map(drop)
}

/// The lines of a person's other visits, to whichever facility, that were written since then and
/// not stopped.
pub fn courses(
    tx: &mut Tx<'_>,
    person: PersonId,
    not_of: TokenId,
    since: Instant,
) -> Result<Vec<Course>, Stop> {
    let mut courses = Vec::new();
    for (prescription, facility, visit) in of_person(tx, person, not_of, since)? {
        let limit = COURSES_ROWS_MAX;
        let values = [facility.into(), prescription.into(), since.into(), limit.into()];
        courses.extend(tx.query(COURSES, &values, |row| {
            let directions: Directions = of_json(&json_text(row, 1)?)?;
            Ok(Course {
                medicine: row.id(0)?,
                days: directions.days,
                written_at: Instant::from_microseconds(row.get(2)?),
                facility,
                visit,
            })
        })?);
    }
    Ok(courses)
}

fn of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    not_of: TokenId,
    since: Instant,
) -> Result<Vec<(PrescriptionId, FacilityId, TokenId)>, Stop> {
    let values = [
        person.bucket().into(),
        person.into(),
        not_of.into(),
        since.into(),
        PRESCRIPTIONS_ROWS_MAX.into(),
    ];
    tx.query(OF_PERSON, &values, |row| Ok((row.id(0)?, row.id(1)?, row.id(2)?)))
}
