//! Prescriptions with something still to be handed out.

use super::read_prescription;
use crate::prescribing::model::Awaiting;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// More than stand before a pharmacy at once.
pub const AWAITING_ROWS_MAX: i64 = 200;

const AWAITING: &str = "
    SELECT p.facility_id, p.prescription_id, p.visit_id, p.person_id, p.prescriber_id,
           p.signed_at, p.amendments, COUNT(*)
    FROM   prescribing_line l
    JOIN   prescribing_prescription p ON p.facility_id = l.facility_id
                                     AND p.prescription_id = l.prescription_id
    WHERE  l.facility_id = $1 AND l.state = 'active' AND l.written_at >= $2
    GROUP  BY p.facility_id, p.prescription_id, p.visit_id, p.person_id, p.prescriber_id,
              p.signed_at, p.amendments
    ORDER  BY p.signed_at, p.prescription_id
    LIMIT  $3";

/// The prescriptions of a facility with a line written since then that is still to be handed out,
/// oldest first.
pub fn awaiting(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    since: Instant,
) -> Result<Vec<Awaiting>, Stop> {
    tx.query(AWAITING, &[facility.into(), since.into(), AWAITING_ROWS_MAX.into()], |row| {
        let medicines = u32::try_from(row.get::<i64>(7)?)
            .map_err(|_| Stop::fault("a count of lines out of range"))?;
        Ok(Awaiting { prescription: read_prescription(row)?, medicines })
    })
}
