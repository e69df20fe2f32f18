//! Which Patients of partners stand for whom.

use super::rows::read_decided;
use crate::registry::model::{Adoption, AdoptionId, StoodFor};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More partners than know one person.
const ADOPTIONS_ROWS_MAX: i64 = 50;

const ADD: &str = "
    INSERT INTO registry_adoption (bucket, adoption_id, patient_id, fhir_id, person_id, source,
                                   adopted_by, adopted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UNDO: &str = "
    UPDATE registry_adoption
    SET    undone_by = $3, undone_at = $4, undone_why = $5
    WHERE  bucket = $1 AND adoption_id = $2 AND undone_at IS NULL";

const EVER: &str = "
    SELECT COUNT(*)
    FROM   registry_adoption
    WHERE  bucket = $1 AND patient_id = $2";

/// The columns that `read_adoption` reads.
macro_rules! select_adoption {
    ($which:literal) => {
        concat!(
            "SELECT adoption_id, patient_id, fhir_id, person_id, source
             FROM   registry_adoption ",
            $which
        )
    };
}

const ONE: &str = select_adoption!("WHERE  bucket = $1 AND adoption_id = $2 AND person_id = $3");

const OF_PATIENT: &str =
    select_adoption!("WHERE  bucket = $1 AND patient_id = $2 AND undone_at IS NULL");

const OF_PERSON: &str = select_adoption!(
    "WHERE  bucket = $1 AND person_id = $2 AND undone_at IS NULL
     ORDER  BY adoption_id       -- who came first
     LIMIT  $3"
);

const EVER_OF_PERSON: &str = "
    SELECT adoption_id, patient_id, fhir_id, person_id, source, adopted_by, adopted_at, undone_by,
           undone_at, undone_why
    FROM   registry_adoption
    WHERE  bucket = $1 AND person_id = $2
    ORDER  BY adoption_id
    LIMIT  $3";

/// Writes down that a partner's Patient is this person.
pub fn add_adoption(tx: &mut Tx<'_>, adoption: &Adoption, by: StaffId) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 8] = [
        adoption.person.bucket().into(),
        adoption.id.into(),
        adoption.patient.into(),
        adoption.fhir_id.as_str().into(),
        adoption.person.into(),
        adoption.source.as_str().into(),
        by.into(),
        now.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// Takes an adoption back; false when that was done already.
pub fn undo_adoption(
    tx: &mut Tx<'_>,
    adoption: &Adoption,
    by: StaffId,
    why: &str,
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [adoption.person.bucket().into(), adoption.id.into(), by.into(), now.into(), why.into()];
    Ok(tx.execute(UNDO, &row)? == 1)
}

/// Whether a Patient was ever adopted, undone or not.
pub fn was_adopted(tx: &mut Tx<'_>, patient: Uuid) -> Result<bool, Stop> {
    let key: [Value; 2] = [Bucket::carried_by(patient).into(), patient.into()];
    let rows: Option<i64> = tx.query_one(EVER, &key, |row| row.get(0))?;
    Ok(rows.is_some_and(|rows| rows > 0))
}

/// One adoption of a person, undone or not.
pub fn adoption(
    tx: &mut Tx<'_>,
    (person, id): (PersonId, AdoptionId),
) -> Result<Option<Adoption>, Stop> {
    tx.query_one(ONE, &[person.bucket().into(), id.into(), person.into()], read_adoption)
}

/// The adoption of a partner's Patient that is in force.
pub fn adoption_of(tx: &mut Tx<'_>, patient: Uuid) -> Result<Option<Adoption>, Stop> {
    let key: [Value; 2] = [Bucket::carried_by(patient).into(), patient.into()];
    tx.query_one(OF_PATIENT, &key, read_adoption)
}

/// Everything that partners call this person.
pub fn adoptions(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Adoption>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), ADOPTIONS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_adoption)
}

/// Everything that partners ever called this person, what was taken back included.
pub fn adoptions_ever(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<StoodFor>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), ADOPTIONS_ROWS_MAX.into()];
    tx.query(EVER_OF_PERSON, &key, |row| {
        let why: Option<String> = row.get(9)?;
        Ok(StoodFor {
            adoption: read_adoption(row)?,
            adopted: (row.id(5)?, Instant::from_microseconds(row.get(6)?)),
            undone: read_decided(row, 7)?.zip(why),
        })
    })
}

fn read_adoption(row: &Row<'_>) -> Result<Adoption, Stop> {
    Ok(Adoption {
        id: AdoptionId::from_uuid(row.get(0)?),
        patient: row.get(1)?,
        fhir_id: row.get(2)?,
        person: row.id(3)?,
        source: row.get(4)?,
    })
}
