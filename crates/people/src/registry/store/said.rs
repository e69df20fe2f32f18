//! What was said of somebody on each occasion.

use super::rows::strange;
use crate::registry::model::{Occasion, PaperSeen};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Row, Stop, Tx, Value};

/// More occasions than anybody has.
const REGISTRATIONS_ROWS_MAX: i64 = 100;

const OF_PERSON: &str = "
    SELECT registration_id, source, facility_id, staff_id, at, paper_seen, said
    FROM   registry_registration
    WHERE  bucket = $1 AND person_id = $2
    ORDER  BY at, registration_id
    LIMIT  $3";

/// Everything that was said of somebody, the first occasion first.
pub fn registrations(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Occasion>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), REGISTRATIONS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_occasion)
}

fn read_occasion(row: &Row<'_>) -> Result<Occasion, Stop> {
    let paper: Option<String> = row.get(5)?;
    let known = |word: String| PaperSeen::of_word(&word).ok_or_else(|| strange("a paper"));
    let said: String = row.get(6)?;
    Ok(Occasion {
        id: row.id(0)?,
        source: row.get(1)?,
        facility: row.id(2)?,
        staff: row.id(3)?,
        at: Instant::from_microseconds(row.get(4)?),
        paper_seen: paper.map(known).transpose()?,
        said: serde_json::from_str(&said).map_err(|e| Stop::unreadable("what was said", &e))?,
    })
}
