//! What a doctor writes often.

use super::{json, json_text, of_json};
use crate::formulary::model::MedicineId;
use crate::prescribing::model::{Directions, Favourite};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Stop, Tx};

/// As many as fit on the desk beside the search.
const FAVOURITES_MAX: i64 = 12;

const LEARN: &str = "
    INSERT INTO prescribing_favourite (facility_id, staff_id, medicine_id, directions, times,
                                       last_used_at)
    VALUES ($1, $2, $3, $4, 1, $5)
    ON CONFLICT (facility_id, staff_id, medicine_id) DO UPDATE
    SET    directions = excluded.directions, times = prescribing_favourite.times + 1,
           last_used_at = excluded.last_used_at";

const FAVOURITES: &str = "
    SELECT medicine_id, directions
    FROM   prescribing_favourite
    WHERE  facility_id = $1 AND staff_id = $2
    ORDER  BY times DESC, last_used_at DESC, medicine_id
    LIMIT  $3";

/// Remembers how a doctor has just had a medicine taken.
pub fn learn(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    staff: StaffId,
    favourite: &Favourite,
) -> Result<(), Stop> {
    let directions = Directions { remark: String::new(), ..favourite.directions.clone() };
    let values = [
        facility.into(),
        staff.into(),
        favourite.medicine.into(),
        json(&directions)?.into(),
        tx.now().into(),
    ];
    tx.execute(LEARN, &values).map(drop)
}

/// What a doctor writes most here, most often first.
pub fn favourites(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    staff: StaffId,
) -> Result<Vec<Favourite>, Stop> {
    tx.query(FAVOURITES, &[facility.into(), staff.into(), FAVOURITES_MAX.into()], |row| {
        let medicine: MedicineId = row.id(0)?;
        Ok(Favourite { medicine, directions: of_json(&json_text(row, 1)?)? })
    })
}
