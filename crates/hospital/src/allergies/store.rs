//! The allergies' table. Every statement is written here once, for both engines.

use super::model::{Allergy, AllergyId, AllergyRefusal, Refuted, Substance};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{OnConflict, Row, Stop, Tx};

/// More allergies than anybody has.
const ALLERGIES_MAX: i64 = 100;
const STANDS: &str = "allergies_allergy_stands";

const ADD: &str = "
    INSERT INTO allergies_allergy (bucket, allergy_id, person_id, substance, shown_en, shown_hi,
                                   reaction, severe, facility_id, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

macro_rules! select_allergy {
    ($which:literal) => {
        concat!(
            "SELECT allergy_id, person_id, substance, shown_en, shown_hi, reaction, severe,
                    facility_id, recorded_by, recorded_at, refuted_at, refuted_by,
                    refuted_why
             FROM   allergies_allergy ",
            $which
        )
    };
}

const OF: &str = select_allergy!(
    "WHERE  bucket = $1 AND person_id = $2 AND refuted_at IS NULL
     ORDER  BY severe DESC, recorded_at, substance   -- what threatened life comes first
     LIMIT  $3"
);

const ALLERGY: &str = select_allergy!("WHERE bucket = $1 AND allergy_id = $2");

// For the rebuild of the record: every entry once, in the order of ids.
const AFTER: &str = select_allergy!(
    "WHERE  allergy_id > $1
     ORDER  BY allergy_id
     LIMIT  $2"
);

const REFUTE: &str = "
    UPDATE allergies_allergy
    SET    refuted_at = $3, refuted_by = $4, refuted_why = $5
    WHERE  bucket = $1 AND allergy_id = $2 AND refuted_at IS NULL";

/// The allergies of a person that stand, the severe ones first.
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Allergy>, Stop> {
    let values = [person.bucket().into(), person.into(), ALLERGIES_MAX.into()];
    tx.query(OF, &values, read_allergy)
}

/// One entry.
pub fn allergy(tx: &mut Tx<'_>, id: AllergyId) -> Result<Option<Allergy>, Stop> {
    tx.query_one(ALLERGY, &[id.bucket().into(), id.into()], read_allergy)
}

/// Entries after one, for walking over all of them.
pub fn after(tx: &mut Tx<'_>, last: AllergyId, limit: i64) -> Result<Vec<Allergy>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_allergy)
}

/// Writes down an entry; refuses when one of the same substance stands.
pub fn add(tx: &mut Tx<'_>, allergy: &Allergy) -> Result<(), Stop> {
    let row = [
        allergy.person.bucket().into(),
        allergy.id.into(),
        allergy.person.into(),
        allergy.substance.key.as_str().into(),
        allergy.substance.english.as_str().into(),
        allergy.substance.hindi.as_str().into(),
        allergy.reaction.as_str().into(),
        allergy.severe.into(),
        allergy.facility.into(),
        allergy.recorded_by.into(),
        allergy.recorded_at.into(),
    ];
    tx.execute(ADD, &row).map(drop).on_conflict(STANDS, AllergyRefusal::AlreadyKnown)
}

/// Marks an entry as wrong; refuses when it no longer stands.
pub fn refute(tx: &mut Tx<'_>, allergy: &Allergy) -> Result<(), Stop> {
    let refuted = allergy.refuted.as_ref();
    let values = [
        allergy.id.bucket().into(),
        allergy.id.into(),
        refuted.map(|refuted| refuted.at).into(),
        refuted.map(|refuted| refuted.by).into(),
        refuted.map(|refuted| refuted.why.as_str()).into(),
    ];
    if tx.execute(REFUTE, &values)? == 0 {
        return Err(AllergyRefusal::NoSuchAllergy.into());
    }
    Ok(())
}

fn read_allergy(row: &Row<'_>) -> Result<Allergy, Stop> {
    let at = row.get::<Option<i64>>(10)?.map(Instant::from_microseconds);
    let by = row.get::<Option<uuid::Uuid>>(11)?.map(Id::from_uuid);
    let why = row.get::<Option<String>>(12)?.unwrap_or_default();
    Ok(Allergy {
        id: row.id(0)?,
        person: row.id(1)?,
        substance: Substance { key: row.get(2)?, english: row.get(3)?, hindi: row.get(4)? },
        reaction: row.get(5)?,
        severe: row.get(6)?,
        facility: row.id(7)?,
        recorded_by: row.id(8)?,
        recorded_at: Instant::from_microseconds(row.get(9)?),
        refuted: at.zip(by).map(|(at, by)| Refuted { at, by, why }),
    })
}
