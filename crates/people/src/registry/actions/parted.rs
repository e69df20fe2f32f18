//! What was written while two persons were taken for one, once they were parted: to whom each thing
//! belongs.

use crate::registry::model::{LinkId, Mark, RegistryRefusal, Written};
use crate::registry::parted::{WrittenBeside, written_meanwhile};
use crate::registry::store;
use nabz_access::{Permit, act};
use nabz_store::{Stop, Tx};

act!(
    /// Looking at what was written while two persons were taken for one, and saying to whom it
    /// belongs.
    ReviewParted = "registry.review-parted",
    [RecordsOfficer]
);

/// Says to whom something belongs that was written while a link stood that was taken back. Nothing
/// is moved: what belongs to the other one is for whoever wrote it to put right. `seen` is what was
/// said of it before.
///
/// Refuses with `REG-049` a link that stands or never stood, with `REG-050` what was not written
/// then, and with `REG-051` when somebody else has said something of it meanwhile.
pub fn mark_written(
    tx: &mut Tx<'_>,
    permit: &Permit<ReviewParted>,
    (link, beside): (LinkId, WrittenBeside),
    (entry, seen, mark): (&str, Option<Mark>, Mark),
) -> Result<Written, Stop> {
    let link = store::link(tx, link)?.filter(|link| link.undone.is_some());
    let link = link.ok_or(RegistryRefusal::NotParted)?;
    let written = written_meanwhile(tx, &link, beside)?;
    let written = written.into_iter().find(|one| one.entry == entry);
    let written = written.ok_or(RegistryRefusal::NotWrittenThen)?;
    let by = (permit.staff(), tx.now());
    if !store::mark(tx, link.id, (entry, seen), (mark, by))? {
        return Err(RegistryRefusal::MarkedMeanwhile.into());
    }
    tx.audit_about(permit, link.id, written.under)?;
    Ok(written)
}
