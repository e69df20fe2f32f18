//! What a doctor has begun and nobody has signed.

use crate::queue::model::{Token, TokenId};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Stop, Tx};

/// More visits than a doctor leaves in the days that they have to sign them.
const UNSIGNED_ROWS_MAX: i64 = 200;

const UNSIGNED: &str = "
    SELECT token_id
    FROM   queue_token
    WHERE  facility_id = $1 AND seen_by = $2 AND day < $3 AND state = 'with-doctor'
    ORDER  BY day, number, token_id
    LIMIT  $4";

/// The visits that a doctor began before a day and nobody has signed, the oldest first.
pub fn unsigned(
    tx: &mut Tx<'_>,
    (facility, doctor): (FacilityId, StaffId),
    day: Date,
) -> Result<Vec<Token>, Stop> {
    let values = [facility.into(), doctor.into(), day.into(), UNSIGNED_ROWS_MAX.into()];
    let ids: Vec<TokenId> = tx.query(UNSIGNED, &values, |row| row.id(0))?;
    let mut found = super::tokens(tx, facility, &ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
