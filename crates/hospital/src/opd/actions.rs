//! What a doctor does at the desk. One verb, one transaction.

use super::model::{ConditionId, Draft, Note, OpdRefusal, Signed, SignedNote};
use super::{fhir, rules, store};
use crate::formulary;
use crate::formulary::model::{Medicine, Name};
use crate::prescribing::model::{Order, Patient, Prescription, Wish};
use crate::prescribing::rules::alerts::alerts;
use crate::queue::model::{Post, Token, TokenId, TokenState, WhyLeft};
use crate::triage::model::Kilograms;
use crate::{allergies, prescribing, queue, triage};
use nabz_access::{Act, Permit, act};
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};
use uuid::Uuid;

act!(
    /// Sitting down with a patient.
    BeginVisit = "opd.begin-visit",
    [Doctor]
);
act!(
    /// Ending a visit that has begun and will not be signed.
    EndVisit = "opd.end-visit",
    [Doctor]
);
act!(
    /// Writing a note that is not signed yet.
    WriteNote = "opd.write-note",
    [Doctor]
);
act!(
    /// Signing a note, or amending what was signed.
    SignVisit = "opd.sign-visit",
    [Doctor]
);
act!(
    /// Printing a signed prescription again.
    PrintPrescription = "opd.print-prescription",
    [Doctor, Pharmacist, RegistrationClerk]
);

/// Begins the visit: the person has sat down. Nothing happens when they sit there already.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Permit<BeginVisit>,
    (visit, post): (TokenId, Post),
) -> Result<Token, Stop> {
    let token = visit_within(tx, permit, visit)?;
    if matches!(token.state, TokenState::WithDoctor { .. }) {
        return Ok(token);
    }
    let by = (post, permit.staff());
    let sitting = queue::actions::start_seeing(tx, permit.facility(), visit, by)?;
    tx.audit_about(permit, sitting.id, sitting.person)?;
    Ok(sitting)
}

/// Notes that somebody left who sat with a doctor, before anything was signed. What was typed stays
/// with the visit as a draft.
///
/// Refuses with `OPD-004` when the person does not sit with a doctor.
pub fn end_unsigned(
    tx: &mut Tx<'_>,
    permit: &Permit<EndVisit>,
    (visit, why): (TokenId, WhyLeft),
) -> Result<Token, Stop> {
    let token = visit_within(tx, permit, visit)?;
    if !matches!(token.state, TokenState::WithDoctor { .. }) {
        return Err(OpdRefusal::NotWithDoctor.into());
    }
    let left = queue::actions::break_off(tx, permit.facility(), visit, why)?;
    tx.audit_about(permit, left.id, left.person)?;
    Ok(left)
}

/// Keeps what was typed. Answers the version that the next save must name.
///
/// Refuses with `OPD-002` when somebody saved in between, and with `OPD-003` when the visit is
/// signed.
pub fn save_draft(
    tx: &mut Tx<'_>,
    permit: &Permit<WriteNote>,
    visit: TokenId,
    (seen, draft): (u32, &Draft),
) -> Result<u32, Stop> {
    let token = visit_within(tx, permit, visit)?;
    if store::latest_note(tx, permit.facility(), visit)?.is_some() {
        return Err(OpdRefusal::AlreadySigned.into());
    }
    let by = (permit.facility(), permit.staff());
    let version = store::save_draft(tx, by, visit, seen, draft)?;
    tx.audit_about(permit, token.id, token.person)?;
    Ok(version)
}

/// Signs the visit: note, diagnoses and prescription at once, and closes it.
///
/// Refuses with `OPD-002` when another page saved in between, `OPD-003` when it is signed already,
/// `OPD-004` when the person does not sit with a doctor, and whatever prescribing refuses.
pub fn sign(
    tx: &mut Tx<'_>,
    permit: &Permit<SignVisit>,
    visit: TokenId,
    (seen, draft): (u32, &Draft),
) -> Result<Signed, Stop> {
    let token = visit_within(tx, permit, visit)?;
    let at = permit.facility();
    let signed = store::latest_note(tx, at, visit)?.is_some();
    if signed {
        return Err(OpdRefusal::AlreadySigned.into());
    }
    if !matches!(token.state, TokenState::WithDoctor { .. }) {
        return Err(OpdRefusal::NotWithDoctor.into());
    }
    if store::draft(tx, at, visit)?.map_or(0, |saved| saved.version) != seen {
        return Err(OpdRefusal::Stale.into());
    }
    let (note, order) = read(tx, &token, draft, None)?;
    let signed = note_of(tx, permit, &token, (0, note));
    store::add_note(tx, &signed)?;
    let prescription = if order.wishes.is_empty() {
        None
    } else {
        Some(prescribing::issue(tx, (at, permit.staff()), &order)?)
    };
    publish(tx, std::slice::from_ref(&signed))?;
    store::drop_draft(tx, at, visit)?;
    queue::actions::finish(tx, at, visit)?;
    tx.audit_about(permit, token.id, token.person)?;
    Ok(answer(&signed, prescription.as_ref()))
}

/// Signs a changed note beside the one that stands. What was signed before stays as it was.
///
/// Refuses with `OPD-002` when somebody amended in between.
pub fn amend(
    tx: &mut Tx<'_>,
    permit: &Permit<SignVisit>,
    visit: TokenId,
    (seen_nth, draft): (u32, &Draft),
) -> Result<Signed, Stop> {
    let token = visit_within(tx, permit, visit)?;
    let at = permit.facility();
    let mut notes = store::notes(tx, at, visit)?;
    let Some(before) = notes.last() else { return Err(OpdRefusal::NotSigned.into()) };
    if before.nth != seen_nth {
        return Err(OpdRefusal::Stale.into());
    }
    let (note, order) = read(tx, &token, draft, Some(&before.note))?;
    let signed = note_of(tx, permit, &token, (before.nth + 1, note));
    store::add_note(tx, &signed)?;
    let had_medicines = prescribing::prescription_of_visit(tx, at, visit)?.is_some();
    let prescription = if order.wishes.is_empty() && !had_medicines {
        None
    } else {
        Some(prescribing::revise(tx, (at, permit.staff()), &order)?)
    };
    notes.push(signed.clone());
    publish(tx, &notes)?;
    tx.audit_about(permit, token.id, token.person)?;
    Ok(answer(&signed, prescription.as_ref()))
}

/// Says the whole visit again: its note, and each diagnosis that was ever signed.
fn publish(tx: &mut Tx<'_>, notes: &[SignedNote]) -> Result<(), Stop> {
    for condition in fhir::conditions(notes) {
        tx.publish(&condition)?;
    }
    match fhir::composition(notes) {
        Some(composition) => tx.publish(&composition).map(drop),
        None => Ok(()),
    }
}

/// Counts one more print of what stands signed and says which copy it is.
pub fn print_again(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintPrescription>,
    visit: TokenId,
) -> Result<u32, Stop> {
    let token = visit_within(tx, permit, visit)?;
    let note = store::latest_note(tx, permit.facility(), visit)?.ok_or(OpdRefusal::NotSigned)?;
    let copy = store::printed(tx, &note)?;
    tx.audit_about(permit, token.id, token.person)?;
    Ok(copy)
}

/// A visit of this facility that the permit reaches.
pub(crate) fn visit_within<A: Act>(
    tx: &mut Tx<'_>,
    permit: &Permit<A>,
    visit: TokenId,
) -> Result<Token, Stop> {
    let found = queue::token(tx, permit.facility(), visit)?;
    let found = found.filter(|token| permit.reaches(token.unit));
    found.ok_or_else(|| OpdRefusal::NoSuchVisit.into())
}

/// What alerts are judged by: age, weight as last measured at this visit, allergies as the city and
/// its partners know them, and what is taken already, wherever it was prescribed.
pub fn patient(tx: &mut Tx<'_>, token: &Token) -> Result<Patient, Stop> {
    let age = registry::banner(tx, token.person)?.age;
    let standing = triage::standing(tx, token, age)?;
    let weight = standing.and_then(|standing| standing.signs.weight).map(Kilograms::number);
    let allergies = allergies::of(tx, token.person)?;
    let noted = allergies.into_iter().map(|allergy| allergy.substance.key).collect();
    let allergies = prescribing::allergens(tx, noted)?;
    let taking = prescribing::taking(tx, token.person, token.id)?;
    Ok(Patient { age, weight, allergies, taking })
}

fn read(
    tx: &mut Tx<'_>,
    token: &Token,
    draft: &Draft,
    before: Option<&Note>,
) -> Result<(Note, Order), Stop> {
    let (now, bucket) = (tx.now(), token.person.bucket());
    let medicines = medicines(tx, draft)?;
    let names: Vec<Name> = medicines
        .iter()
        .map(|found| found.as_ref().map(|medicine| medicine.name.clone()).unwrap_or_default())
        .collect();
    let mut note = rules::read(draft, &names, before, || ConditionId::draw_in(now, bucket))?;
    let patient = patient(tx, token)?;
    note.wishes = answered(&patient, &medicines, note.wishes, draft);
    let wishes = note.wishes.clone();
    Ok((note, Order { visit: token.id, person: token.person, patient, wishes }))
}

/// The medicine of each line; `None` for what is no medicine of the list.
fn medicines(tx: &mut Tx<'_>, draft: &Draft) -> Result<Vec<Option<Medicine>>, Stop> {
    let mut medicines = Vec::with_capacity(draft.lines.len());
    for line in &draft.lines {
        medicines.push(match line.medicine.parse::<Uuid>() {
            Ok(id) => formulary::medicine(tx, Id::from_uuid(id))?,
            Err(_) => None,
        });
    }
    Ok(medicines)
}

/// Puts the reasons typed beside the lines to the alerts they answer.
fn answered(
    patient: &Patient,
    medicines: &[Option<Medicine>],
    wishes: Vec<Wish>,
    draft: &Draft,
) -> Vec<Wish> {
    let lines = medicines.iter().zip(&wishes);
    let lines = lines.map(|(found, wish)| Some((found.as_ref()?, Some(&wish.directions))));
    // One that is no longer listed is refused by prescribing, with its own words.
    let Some(lines) = lines.collect::<Option<Vec<_>>>() else { return wishes };
    let found = alerts(patient, &lines);
    rules::answered(wishes, draft, &found)
}

fn note_of(
    tx: &Tx<'_>,
    permit: &Permit<SignVisit>,
    token: &Token,
    (nth, note): (u32, Note),
) -> SignedNote {
    SignedNote {
        facility: token.facility,
        visit: token.id,
        nth,
        person: token.person,
        note,
        signed_at: tx.now(),
        signed_by: permit.staff(),
        prints: 1,
    }
}

fn answer(signed: &SignedNote, prescription: Option<&Prescription>) -> Signed {
    Signed { visit: signed.visit, nth: signed.nth, prescription: prescription.map(|p| p.id) }
}

impl From<OpdRefusal> for Stop {
    fn from(refusal: OpdRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
