//! The accounts of others: a password that was forgotten, a screen left open, somebody who has
//! left.
//!
//! An account is one for the whole city, so whoever changes it has to reach every place where its
//! person works: the password of somebody is as good as their name.

use crate::act;
use crate::act::Act;
use crate::grants::grants_of;
use crate::node::facility_node;
use crate::organisation;
use crate::password::PasswordDigest;
use crate::permit::Permit;
use crate::refusal::AccessRefusal;
use crate::session;
use crate::staff::{self, Staff};
use nabz_kernel::ids::StaffId;
use nabz_store::{Stop, Tx};

act!(
    /// Giving somebody a new password.
    ResetPassword = "access.reset-password", [FacilityAdministrator]
);
act!(
    /// Ending an account.
    StopAccount = "access.stop-account", [FacilityAdministrator]
);
act!(
    /// Opening a stopped account again.
    ReopenAccount = "access.reopen-account", [FacilityAdministrator]
);
act!(
    /// Signing somebody out everywhere.
    EndSignIns = "access.end-sign-ins", [FacilityAdministrator]
);

/// Somebody whose account the permit reaches.
///
/// Refuses with `ACC-026` one's own, with `ACC-029` somebody who holds no role here, or another
/// one elsewhere that is not over.
pub fn account<A: Act>(tx: &mut Tx<'_>, permit: &Permit<A>, id: StaffId) -> Result<Staff, Stop> {
    if id == permit.staff() {
        return Err(AccessRefusal::OwnAccount.into());
    }
    let staff = staff::staff(tx, id)?.ok_or(AccessRefusal::NoSuchStaff)?;
    let (here, today) = (facility_node(permit.facility()), tx.today());
    let mut works_here = false;
    for grant in grants_of(tx, id)? {
        let place = organisation::node(tx, grant.node)?.ok_or(AccessRefusal::NoSuchNode)?;
        if place.path.is_under(here) {
            works_here = true;
        } else if today <= grant.ends_on {
            return Err(AccessRefusal::AccountBeyondReach.into());
        }
    }
    if works_here { Ok(staff) } else { Err(AccessRefusal::AccountBeyondReach.into()) }
}

/// Gives somebody a password that they have to change at their next sign-in; all their sign-ins
/// end. A second factor stays: who knows the password alone does not get further with it.
///
/// Refuses like [`account`].
pub fn reset_password(
    tx: &mut Tx<'_>,
    permit: &Permit<ResetPassword>,
    id: StaffId,
    digest: &PasswordDigest,
) -> Result<(), Stop> {
    let found = begin(tx, permit, id)?;
    staff::set_password(tx, found.id, digest, true)?;
    session::end_all(tx, found.id)?;
    tx.audit(permit, id)
}

/// Ends an account: nobody signs in with it until it is opened again. Roles stay on record.
///
/// Refuses like [`account`].
pub fn stop(tx: &mut Tx<'_>, permit: &Permit<StopAccount>, id: StaffId) -> Result<(), Stop> {
    let found = begin(tx, permit, id)?;
    staff::stop_staff(tx, found.id, true)?;
    tx.audit(permit, id)
}

/// Lets somebody sign in again.
///
/// Refuses like [`account`].
pub fn reopen(tx: &mut Tx<'_>, permit: &Permit<ReopenAccount>, id: StaffId) -> Result<(), Stop> {
    let found = begin(tx, permit, id)?;
    staff::stop_staff(tx, found.id, false)?;
    tx.audit(permit, id)
}

/// Signs somebody out everywhere; their password still opens the door.
///
/// Refuses like [`account`].
pub fn end_sign_ins(tx: &mut Tx<'_>, permit: &Permit<EndSignIns>, id: StaffId) -> Result<(), Stop> {
    let found = begin(tx, permit, id)?;
    session::end_all(tx, found.id)?;
    tx.audit(permit, id)
}

/// A sign-in of the same moment waits, and then finds what was changed.
fn begin<A: Act>(tx: &mut Tx<'_>, permit: &Permit<A>, id: StaffId) -> Result<Staff, Stop> {
    staff::lock(tx, id)?;
    account(tx, permit, id)
}
