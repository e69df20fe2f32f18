//! What somebody wants off the record of who they are: a phone, house and street.

use super::{By, for_change, publish, replace};
use crate::registry::fhir::provenance;
use crate::registry::model::{
    Corrected, Correction, CorrectionId, CorrectionState, ErasedPart, Person,
};
use crate::registry::{rules, store};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_record::Publish;
use nabz_store::{Authority, Stop, Tx};

/// What is taken off the record, and on whose wish.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Whose record.
    pub person: PersonId,
    /// The phone.
    pub phone: bool,
    /// House and street.
    pub line: bool,
    /// Who wrote the wish down.
    pub asked_by: StaffId,
    /// Why, in words.
    pub reason: String,
}

/// Takes off the record what somebody wants to stand there no longer, and out of all that was ever
/// written down of them: it finds them no more, nobody is told anything by it, and no page shows it.
/// Their history says that it was taken away, when, by whom and why, as for a correction, and not what
/// it was: the wish is the person's own, so whoever answers it is the second pair of eyes. What was
/// never said is left as it is.
///
/// Refuses without a reason.
pub fn erase(tx: &mut Tx<'_>, by: &impl Authority, wish: &Erasure) -> Result<(), Stop> {
    let reason = rules::reason(&wish.reason)?;
    let before = for_change(tx, wish.person)?;
    let ever = store::ever_said(tx, &before)?;
    let phone = wish.phone && ever.is_some_and(ErasedPart::phone);
    let line = wish.line && ever.is_some_and(ErasedPart::line);
    let Some(erases) = ErasedPart::of((phone, line)) else { return Ok(()) };
    let (now, wanted) = (tx.now(), rules::without(&before.details, erases));
    let asked = Correction {
        id: CorrectionId::draw_in(now, before.id.bucket()),
        person: before.id,
        person_version: before.version,
        facility: by.facility(),
        asked_by: wish.asked_by,
        asked_at: now,
        reason,
        wanted: wanted.clone(),
        state: CorrectionState::Asked,
        erases: Some(erases),
    };
    store::sweep(tx, before.id, erases)?;
    store::add_correction(tx, &asked)?;
    let approved = CorrectionState::Approved;
    store::decide_correction(tx, &asked, approved, by.actor(), None)?;
    // Where only the history said it, the record stands as it did.
    if wanted != before.details {
        let changed = Person { details: wanted, ..before.clone() };
        let after = replace(tx, &before, &changed, By::of(by))?;
        publish(tx, &after)?;
    }
    let decided = Some((by.actor(), now));
    let corrected = Corrected { correction: Correction { state: approved, ..asked }, decided };
    if let Some(provenance) = provenance::of_correction(&corrected) {
        tx.publish(&provenance)?;
    }
    tx.audit_about(by, corrected.correction.id, before.id)
}
