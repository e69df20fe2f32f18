//! What somebody was prescribed before and may still take.

use super::{json_text, of_json};
use crate::prescribing::model::{Course, Directions};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// More lines than anybody takes at once.
const COURSES_ROWS_MAX: i64 = 100;

const COURSES: &str = "
    SELECT l.medicine_id, l.directions, l.written_at, p.visit_id
    FROM   prescribing_prescription p
    JOIN   prescribing_line l ON l.facility_id = p.facility_id
                             AND l.prescription_id = p.prescription_id
    WHERE  p.facility_id = $1 AND p.person_id = $2 AND p.visit_id <> $3
           AND l.state <> 'stopped' AND l.written_at >= $4
    ORDER  BY l.written_at DESC, l.line_id
    LIMIT  $5";

/// The lines of a person's other visits to a facility that were written since then and not
/// stopped, the latest first.
pub fn courses(
    tx: &mut Tx<'_>,
    (at, person): (FacilityId, PersonId),
    not_of: TokenId,
    since: Instant,
) -> Result<Vec<Course>, Stop> {
    let values = [at.into(), person.into(), not_of.into(), since.into(), COURSES_ROWS_MAX.into()];
    tx.query(COURSES, &values, |row| {
        let directions: Directions = of_json(&json_text(row, 1)?)?;
        Ok(Course {
            medicine: row.id(0)?,
            days: directions.days,
            written_at: Instant::from_microseconds(row.get(2)?),
            visit: row.id(3)?,
        })
    })
}
