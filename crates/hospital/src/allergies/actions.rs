//! What is done with allergies.

use super::model::{Allergy, AllergyId, AllergyRefusal, NewAllergy, Refuted};
use super::{fhir, rules, store};
use crate::formulary;
use nabz_access::{Permit, act};
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Noting what a person must not be given.
    NoteAllergy = "allergies.note",
    [TriageNurse, Doctor, Pharmacist]
);
act!(
    /// Saying that an allergy on record proved wrong.
    RefuteAllergy = "allergies.refute",
    [Doctor]
);

/// Notes an allergy. Every prescriber in the city is warned from now on.
///
/// Refuses when the same one is on record already.
pub fn note_allergy(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteAllergy>,
    asked: &NewAllergy,
) -> Result<Allergy, Stop> {
    let found = formulary::find(tx, &asked.substance)?;
    let allergy = Allergy {
        id: Id::draw_in(tx.now(), asked.person.bucket()),
        person: asked.person,
        substance: rules::substance(asked, &found)?,
        reaction: asked.reaction.trim().to_owned(),
        severe: asked.severe,
        facility: permit.facility(),
        recorded_by: permit.staff(),
        recorded_at: tx.now(),
        refuted: None,
    };
    store::add(tx, &allergy)?;
    tx.publish(&fhir::allergy_intolerance(&allergy))?;
    tx.audit_about(permit, allergy.id, allergy.person)?;
    Ok(allergy)
}

/// Marks an allergy as wrong, with the reason. It stays in the record as refuted and warns no more.
///
/// Refuses with `ALG-003` when it no longer stands and with `ALG-004` without a reason.
pub fn refute_allergy(
    tx: &mut Tx<'_>,
    permit: &Permit<RefuteAllergy>,
    (allergy, why): (AllergyId, &str),
) -> Result<Allergy, Stop> {
    let why = rules::reason(why)?;
    let found = store::allergy(tx, allergy)?.filter(|allergy| allergy.refuted.is_none());
    let found = found.ok_or(AllergyRefusal::NoSuchAllergy)?;
    let refuted = Refuted { at: tx.now(), by: permit.staff(), why };
    let refuted = Allergy { refuted: Some(refuted), ..found };
    store::refute(tx, &refuted)?;
    tx.publish(&fhir::allergy_intolerance(&refuted))?;
    tx.audit_about(permit, refuted.id, refuted.person)?;
    Ok(refuted)
}

impl From<AllergyRefusal> for Stop {
    fn from(refusal: AllergyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
