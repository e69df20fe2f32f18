//! Who noted that somebody died, moved away or came back.

use super::rows::{life_words, read_life, strange};
use crate::registry::model::{LifeNoted, Person};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

/// More than anybody moves.
const NOTES_ROWS_MAX: i64 = 100;

const ADD: &str = "
    INSERT INTO registry_life (bucket, person_id, version, life, life_since, facility_id, staff_id,
                               at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const OF_PERSON: &str = "
    SELECT version, life, life_since, facility_id, staff_id, at
    FROM   registry_life
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY version
    LIMIT  $3";

/// Keeps a note, of a person as they were saved with it.
pub fn add_life(
    tx: &mut Tx<'_>,
    person: &Person,
    (facility, staff): (FacilityId, StaffId),
) -> Result<(), Stop> {
    let now = tx.now();
    let (life, since) = life_words(person.life);
    let row: [Value; 8] = [
        person.id.bucket().into(),
        person.id.into(),
        person.version.into(),
        life.into(),
        since.into(),
        facility.into(),
        staff.into(),
        now.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// Every note about somebody, the first one first.
pub fn lives(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<LifeNoted>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), NOTES_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_note)
}

fn read_note(row: &Row<'_>) -> Result<LifeNoted, Stop> {
    Ok(LifeNoted {
        version: u32::try_from(row.get::<i64>(0)?).map_err(|_| strange("a version"))?,
        life: read_life(&row.get::<String>(1)?, row.get::<Option<i64>>(2)?)?,
        facility: row.id(3)?,
        noted: (row.id(4)?, Instant::from_microseconds(row.get(5)?)),
    })
}
