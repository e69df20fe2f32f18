//! What is done about entries of others.

use super::entries::{Others, others, place};
use super::model::{Dispute, DisputeRefusal, NewDispute};
use super::{fhir, rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::consent::marks::{in_order, of_words};
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Disputing what another source says of somebody.
    DisputeEntry = "disputes.raise",
    [Doctor]
);
act!(
    /// Taking such a dispute back.
    WithdrawDispute = "disputes.withdraw",
    [Doctor]
);

/// Disputes an entry. It stays as it is and warns nobody from now on.
///
/// Refuses with `DSP-001` an entry that is not on this chart or that whoever asks may not read, with
/// `DSP-002` one that is disputed, and with `DSP-003` without a reason.
pub fn raise(
    tx: &mut Tx<'_>,
    permit: &Permit<DisputeEntry>,
    asked: &NewDispute,
) -> Result<Dispute, Stop> {
    let Others { entry, person, marks, .. } =
        others(tx, permit.staff(), asked.person, (&asked.of, &asked.id))?;
    let (ground, words) = rules::ground(asked)?;
    let dispute = Dispute {
        id: Id::draw_in(tx.now(), person.bucket()),
        person,
        entry: place(entry.key),
        version: entry.version,
        reference: entry.reference(),
        ground,
        marks: in_order(marks.into_iter().chain(of_words(&words))),
        words,
        facility: permit.facility(),
        raised_by: permit.staff(),
        raised_at: tx.now(),
        withdrawn: None,
    };
    store::add(tx, &dispute)?;
    tx.publish(&fhir::detected_issue(&dispute))?;
    tx.audit_about(permit, dispute.id, dispute.person)?;
    Ok(dispute)
}

/// Takes a dispute back, whoever raised it: the entry counts again.
///
/// Refuses with `DSP-001` as [`raise`] does, and with `DSP-004` where nothing stands against it.
pub fn withdraw(
    tx: &mut Tx<'_>,
    permit: &Permit<WithdrawDispute>,
    (person, of, id): (PersonId, &str, &str),
) -> Result<Dispute, Stop> {
    let found = others(tx, permit.staff(), person, (of, id))?.dispute;
    let found = found.ok_or(DisputeRefusal::NoSuchDispute)?;
    let withdrawn = Dispute { withdrawn: Some((tx.now(), permit.staff())), ..found };
    store::withdraw(tx, &withdrawn)?;
    tx.publish(&fhir::detected_issue(&withdrawn))?;
    tx.audit_about(permit, withdrawn.id, withdrawn.person)?;
    Ok(withdrawn)
}

impl From<DisputeRefusal> for Stop {
    fn from(refusal: DisputeRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
