//! Who was registered by their own family, without anybody of ours.

use super::Said;
use nabz_access::PROGRAM;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// The source of what a family says of itself, with nobody there to see a paper.
const SELF_REGISTERED: &str = "self-registered";

const IS_APPLIED: &str = "
    SELECT registration_id
    FROM   registry_registration
    WHERE  bucket = $1 AND person_id = $2 AND source = $3
    ORDER  BY registration_id
    LIMIT  1";

/// What a family says of one of its own.
pub(in crate::registry) fn said_by_the_family(facility: FacilityId) -> Said<'static> {
    Said { source: SELF_REGISTERED, facility, staff: PROGRAM, paper_seen: None }
}

/// Whether somebody was registered by their own family.
pub fn is_applied(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let key = [person.bucket().into(), person.into(), SELF_REGISTERED.into()];
    Ok(tx.query_one(IS_APPLIED, &key, |_| Ok(()))?.is_some())
}
