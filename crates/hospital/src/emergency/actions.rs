//! What is written down for an emergency, by whoever treats the person.

use super::model::{
    AskedBlood, Blood, EmergencyRefusal, Ended, LongTerm, LongTermId, Noted, Surgery, SurgeryId,
    Wrong,
};
use super::{fhir, rules, store};
use nabz_access::relations::no_relation;
use nabz_access::{Act, Permit, act};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Reading what helps in an emergency.
    ReadEmergency = "emergency.read", [Doctor, TriageNurse, Pharmacist]
);
act!(
    /// Writing down a blood group, a long-term condition or an operation.
    NoteEmergency = "emergency.note", [Doctor, TriageNurse]
);
act!(
    /// Saying that a condition is over, or that it or an operation never was.
    EndEmergency = "emergency.end", [Doctor]
);

/// Notes a blood group, corrects it, or takes it back.
///
/// Refuses as [`rules::follows`] does, and with `ACC-009` whoever does not treat the person.
pub fn note_group(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteEmergency>,
    (person, asked): (PersonId, &AskedBlood),
) -> Result<Blood, Stop> {
    must_treat(tx, permit.staff(), person)?;
    let mut said = store::blood_of(tx, person)?;
    let decided = rules::follows(said.last(), asked, tx.today())?;
    let blood = Blood {
        id: Id::draw_in(tx.now(), person.bucket()),
        person,
        number: said.last().map_or(1, |last| last.number + 1),
        group: decided.group,
        how: decided.how,
        tested_on: decided.tested_on,
        why: decided.why,
        noted: noted(tx, permit),
    };
    store::add_blood(tx, &blood)?;
    said.push(blood.clone());
    if let Some(observation) = fhir::blood_group(&said) {
        tx.publish(&observation)?;
    }
    tx.audit_about(permit, blood.id, person)?;
    Ok(blood)
}

/// Notes a long-term condition of the list, with since when as it was typed.
///
/// Refuses with `EMG-001` a code that the list does not have, with `EMG-002` a day that is none,
/// and with `EMG-007` what stands already.
pub fn note_condition(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteEmergency>,
    person: PersonId,
    (code, since): (&str, &str),
) -> Result<LongTerm, Stop> {
    must_treat(tx, permit.staff(), person)?;
    let condition = LongTerm {
        id: Id::draw_in(tx.now(), person.bucket()),
        person,
        code: rules::condition(code)?.code.to_owned(),
        since: rules::day(since, tx.today())?,
        noted: noted(tx, permit),
        ended: None,
    };
    store::add_condition(tx, &condition)?;
    tx.publish(&fhir::condition(&condition))?;
    tx.audit_about(permit, condition.id, person)?;
    Ok(condition)
}

/// Says that a condition of a person is over or never was, and why. It stays in the record.
///
/// Refuses with `EMG-008` what does not stand, or is somebody else's, and with `EMG-005` without a
/// reason.
pub fn end_condition(
    tx: &mut Tx<'_>,
    permit: &Permit<EndEmergency>,
    (person, id): (PersonId, LongTermId),
    (how, why): (&str, &str),
) -> Result<LongTerm, Stop> {
    must_treat(tx, permit.staff(), person)?;
    let (how, why) = (rules::how_ended(how)?, rules::reason(why)?);
    let found = store::condition(tx, id)?.filter(|one| one.ended.is_none());
    let found = found.ok_or(EmergencyRefusal::NoSuchEntry)?;
    must_be_theirs(tx, person, found.person)?;
    let ended = Ended { how, why, by: permit.staff(), at: tx.now() };
    store::end_condition(tx, id, &ended)?;
    let over = LongTerm { ended: Some(ended), ..found };
    tx.publish(&fhir::condition(&over))?;
    tx.audit_about(permit, id, over.person)?;
    Ok(over)
}

/// Notes an operation, with when it was done as it was typed.
///
/// Refuses with `EMG-009` without words and with `EMG-002` a day that is none.
pub fn note_surgery(
    tx: &mut Tx<'_>,
    permit: &Permit<NoteEmergency>,
    person: PersonId,
    (what, done): (&str, &str),
) -> Result<Surgery, Stop> {
    must_treat(tx, permit.staff(), person)?;
    let surgery = Surgery {
        id: Id::draw_in(tx.now(), person.bucket()),
        person,
        what: rules::operation(what)?,
        done: rules::day(done, tx.today())?,
        noted: noted(tx, permit),
        wrong: None,
    };
    store::add_surgery(tx, &surgery)?;
    tx.publish(&fhir::procedure(&surgery))?;
    tx.audit_about(permit, surgery.id, person)?;
    Ok(surgery)
}

/// Says that an operation was never done, and why. It stays in the record as an error.
///
/// Refuses with `EMG-008` what does not stand, or is somebody else's, and with `EMG-005` without a
/// reason.
pub fn mark_wrong(
    tx: &mut Tx<'_>,
    permit: &Permit<EndEmergency>,
    (person, id): (PersonId, SurgeryId),
    why: &str,
) -> Result<Surgery, Stop> {
    must_treat(tx, permit.staff(), person)?;
    let why = rules::reason(why)?;
    let found = store::surgery(tx, id)?.filter(|one| one.wrong.is_none());
    let found = found.ok_or(EmergencyRefusal::NoSuchEntry)?;
    must_be_theirs(tx, person, found.person)?;
    let wrong = Wrong { why, by: permit.staff(), at: tx.now() };
    store::mark_wrong(tx, id, &wrong)?;
    let never = Surgery { wrong: Some(wrong), ..found };
    tx.publish(&fhir::procedure(&never))?;
    tx.audit_about(permit, id, never.person)?;
    Ok(never)
}

fn noted<A: Act>(tx: &Tx<'_>, permit: &Permit<A>) -> Noted {
    Noted { facility: permit.facility(), by: permit.staff(), at: tx.now() }
}

fn must_treat(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<(), Stop> {
    match registry::why_may_read(tx, staff, person)? {
        Some(_) => Ok(()),
        None => Err(no_relation(person).into()),
    }
}

/// An entry is of the person, or of one they are linked with.
fn must_be_theirs(tx: &mut Tx<'_>, person: PersonId, of: PersonId) -> Result<(), Stop> {
    let is_theirs = registry::patients_of(tx, person)?.contains(&of.uuid());
    if is_theirs { Ok(()) } else { Err(EmergencyRefusal::NoSuchEntry.into()) }
}

impl From<EmergencyRefusal> for Stop {
    fn from(refusal: EmergencyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
