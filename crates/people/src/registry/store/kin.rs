//! Families that were registered in one go.

use super::rows::strange;
use crate::registry::model::{Kin, Kinship};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::{Stop, Tx, Value};

const ADD_KIN: &str = "
    INSERT INTO registry_kin (bucket, person_id, kin_of, relation, facility_id, staff_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const KIN_OF: &str = "
    SELECT kin_of, relation
    FROM   registry_kin
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY at, kin_of
    LIMIT  1";

/// Says what a person is to the one of their family who was registered first.
pub fn add_kin(
    tx: &mut Tx<'_>,
    person: PersonId,
    kin: Kin,
    (facility, staff): (FacilityId, StaffId),
) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 7] = [
        person.bucket().into(),
        person.into(),
        kin.of.into(),
        kin.kinship.word().into(),
        facility.into(),
        staff.into(),
        now.into(),
    ];
    tx.execute(ADD_KIN, &row).map(drop)
}

/// With whom of their family somebody was registered.
pub fn kin_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Kin>, Stop> {
    tx.query_one(KIN_OF, &[person.into(), person.bucket().into()], |row| {
        let kinship: String = row.get(1)?;
        let kinship = Kinship::of_word(&kinship).ok_or_else(|| strange("a kinship"))?;
        Ok(Kin { of: row.id(0)?, kinship })
    })
}
