//! Corrections: one person asks, another decides.

use super::{By, for_change, publish, replace_details};
use crate::registry::fhir::provenance;
use crate::registry::model::{
    Address, Corrected, Correction, CorrectionId, CorrectionState, Details, Person, RegistryRefusal,
};
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::PersonId;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Asking that a record be corrected.
    AskCorrection = "registry.ask-correction",
    [RegistrationClerk, TriageNurse, Doctor, RecordsOfficer]
);
act!(
    /// Deciding about a correction that somebody else asked for.
    DecideCorrection = "registry.decide-correction",
    [RecordsOfficer, FacilityAdministrator]
);

/// What somebody wants changed.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Whose record.
    pub person: PersonId,
    /// What it should say.
    pub wanted: Details,
    /// The version that the asker saw.
    pub seen: u32,
    /// Why.
    pub reason: String,
}

/// Keeps a wish until somebody decides; the record stays as it is.
///
/// Refuses without a reason, and when the record has changed since the asker saw it.
pub fn ask_correction(
    tx: &mut Tx<'_>,
    permit: &Permit<AskCorrection>,
    wish: &Wish,
) -> Result<Correction, Stop> {
    let person = wish.person;
    let on_record = store::person(tx, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    rules::unchanged_since(&on_record, wish.seen)?;
    let correction = Correction {
        id: CorrectionId::draw_in(tx.now(), person.bucket()),
        person,
        person_version: on_record.version,
        facility: permit.facility(),
        asked_by: permit.staff(),
        asked_at: tx.now(),
        reason: rules::reason(&wish.reason)?,
        wanted: rules::tidy(&wish.wanted)?,
        state: CorrectionState::Asked,
        erases: None,
    };
    store::add_correction(tx, &correction)?;
    tx.audit_about(permit, correction.id, person)?;
    Ok(correction)
}

/// Where some of a family move to.
#[derive(Clone, Debug)]
pub struct FamilyMove {
    /// Who, and the version of each that the asker saw.
    pub persons: Vec<(PersonId, u32)>,
    /// Where to.
    pub address: Address,
    /// On whose word, or which paper.
    pub reason: String,
}

/// Asks the same change of address for several people. Each is a correction of its own, and stands by
/// itself in the history of the person.
///
/// Refuses as [`ask_correction`] does, and then asks for nobody.
pub fn ask_move(
    tx: &mut Tx<'_>,
    permit: &Permit<AskCorrection>,
    moving: &FamilyMove,
) -> Result<Vec<Correction>, Stop> {
    let mut asked = Vec::with_capacity(moving.persons.len());
    for (person, seen) in &moving.persons {
        let on_record = store::person(tx, *person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
        let wanted = Details { address: moving.address.clone(), ..on_record.details };
        let reason = moving.reason.clone();
        asked.push(ask_correction(
            tx,
            permit,
            &Wish { person: *person, wanted, seen: *seen, reason },
        )?);
    }
    Ok(asked)
}

/// What is decided about a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The record says so from now on.
    Approve,
    /// Nothing changes; the asker is told why.
    Decline {
        /// Why.
        why: String,
    },
}

/// Decides about a correction that was asked for at the permit's facility. Refuses whoever asked
/// for it, and one whose record has changed since it was asked: it has to be looked at again.
pub fn decide_correction(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideCorrection>,
    id: CorrectionId,
    verdict: &Verdict,
) -> Result<Person, Stop> {
    let correction = store::correction(tx, id)?;
    // Each facility decides about what was asked at its own counters.
    let correction = correction.filter(|asked| asked.facility == permit.facility());
    let correction = correction.ok_or(RegistryRefusal::NoSuchCorrection)?;
    if correction.asked_by == permit.staff() {
        return Err(RegistryRefusal::OwnCorrection.into());
    }
    let before = for_change(tx, correction.person)?;
    let (state, why) = match verdict {
        Verdict::Approve => (CorrectionState::Approved, None),
        Verdict::Decline { why } => (CorrectionState::Declined, Some(rules::reason(why)?)),
    };
    let decided = store::decide_correction(tx, &correction, state, permit.staff(), why.as_deref())?;
    if !decided {
        return Err(RegistryRefusal::NoSuchCorrection.into());
    }
    let after = match verdict {
        Verdict::Approve => {
            rules::unchanged_since(&before, correction.person_version)?;
            let after = replace_details(tx, &before, correction.wanted.clone(), By::of(permit))?;
            publish(tx, &after)?;
            after
        }
        Verdict::Decline { .. } => before,
    };
    let decided = Some((permit.staff(), tx.now()));
    let corrected = Corrected { correction: Correction { state, ..correction.clone() }, decided };
    if let Some(provenance) = provenance::of_correction(&corrected) {
        tx.publish(&provenance)?;
    }
    tx.audit_about(permit, correction.id, correction.person)?;
    Ok(after)
}

/// Decides the same about several corrections.
///
/// Refuses as [`decide_correction`] does, and then decides about none of them.
pub fn decide_corrections(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideCorrection>,
    ids: &[CorrectionId],
    verdict: &Verdict,
) -> Result<Vec<Person>, Stop> {
    // In one order, so that two who decide at once do not wait for each other.
    let mut ids = ids.to_vec();
    ids.sort_unstable_by_key(|id| id.uuid());
    ids.dedup();
    ids.iter().map(|id| decide_correction(tx, permit, *id, verdict)).collect()
}
