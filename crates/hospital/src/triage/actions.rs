//! What is done at the triage desk.

use super::model::{Taking, TriageRefusal, Vitals, VitalsId};
use super::{fhir, rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Reading vital signs and writing them down.
    TakeVitals = "triage.take-vitals",
    [TriageNurse, Doctor]
);

/// Writes down a set of signs and what it means for the queue.
///
/// Refuses a set in which nothing was read.
pub fn record_vitals(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    taking: &Taking,
) -> Result<Vitals, Stop> {
    let judged = rules::judge(taking)?;
    let vitals = Vitals {
        id: Id::draw_in(tx.now(), taking.person.bucket()),
        facility: permit.facility(),
        visit: taking.visit,
        person: taking.person,
        taken_at: tx.now(),
        taken_by: permit.staff(),
        signs: taking.signs,
        scale: taking.scale,
        news2: judged.news2,
        urgency: judged.urgency,
        withdrawn_at: None,
    };
    store::add(tx, &vitals)?;
    for observation in fhir::observations(&vitals) {
        tx.publish(&observation)?;
    }
    tx.notify(&topic(permit.facility()), &vitals.visit.to_string())?;
    tx.audit_about(permit, vitals.id, vitals.person)?;
    Ok(vitals)
}

/// Takes back a set that was read or typed wrongly. It stays visible as an error.
pub fn withdraw_vitals(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    vitals: VitalsId,
) -> Result<Vitals, Stop> {
    let at = permit.facility();
    let found = store::vitals(tx, at, vitals)?.filter(|set| set.withdrawn_at.is_none());
    let found = found.ok_or(TriageRefusal::NoSuchSet)?;
    let withdrawn = Vitals { withdrawn_at: Some(tx.now()), ..found };
    store::withdraw(tx, &withdrawn)?;
    for observation in fhir::observations(&withdrawn) {
        tx.publish(&observation)?;
    }
    tx.notify(&topic(permit.facility()), &withdrawn.visit.to_string())?;
    tx.audit_about(permit, withdrawn.id, withdrawn.person)?;
    Ok(withdrawn)
}

impl From<TriageRefusal> for Stop {
    fn from(refusal: TriageRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}

/// What a doctor's queue follows: somebody's urgency changed.
pub fn topic(facility: nabz_kernel::ids::FacilityId) -> String {
    format!("triage/{facility}")
}
