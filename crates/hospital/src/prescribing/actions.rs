//! What is done with prescriptions. The doctor's desk signs; pharmacies hand out.
//!
//! [`issue`] and [`revise`] are steps of the desk's signing and amending: they take the permit of
//! that act, and the desk writes the audit row.

use super::model::{
    Allergen, DAYS_MAX, Favourite, Line, LineId, LineState, Order, PrescribingRefusal,
    Prescription, PrescriptionId, Taken, Wish,
};
use super::rules::{self, Decided};
use super::sheet::TemplateRow;
use super::{fhir, sheet, store};
use crate::formulary;
use crate::formulary::model::Medicine;
use crate::queue::model::TokenId;
use nabz_access::audit_program;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::LineFault;
use nabz_people::registry;
use nabz_record::Publish;
use nabz_store::{OnConflict, Stop, Tx};
use std::cmp::Reverse;
use std::time::Duration;

const SECONDS_A_DAY: u64 = 86_400;

/// Where a pharmacy listens for what was signed, and for what became of it.
pub fn topic(facility: FacilityId) -> String {
    format!("pharmacy/{facility}")
}

/// Writes the prescription of a visit.
///
/// Refuses when an alert is neither heeded nor answered, when a line cannot be, and when the visit
/// already has a prescription.
pub fn issue(
    tx: &mut Tx<'_>,
    (facility, prescriber): (FacilityId, StaffId),
    order: &Order,
) -> Result<Prescription, Stop> {
    let named = with_medicines(tx, &order.wishes)?;
    let decided = rules::decide(&order.patient, &named)?;
    let prescription = Prescription {
        id: PrescriptionId::draw_in(tx.now(), order.person.bucket()),
        facility,
        visit: order.visit,
        person: order.person,
        prescriber,
        signed_at: tx.now(),
        amendments: 0,
    };
    store::add(tx, &prescription)
        .on_conflict(store::VISIT_HAS_ONE, PrescribingRefusal::AlreadyPrescribed)?;
    let lines = new_lines(tx, &prescription, decided.iter().zip(1..));
    store::add_lines(tx, &prescription, &lines)?;
    publish(tx, &prescription, &lines)?;
    learn(tx, &prescription, &decided)?;
    tx.notify(&topic(facility), &())?;
    Ok(prescription)
}

/// Brings a signed prescription to what an amendment asks for: lines it keeps stay as they are,
/// lines it drops are stopped, what is new is written.
pub fn revise(
    tx: &mut Tx<'_>,
    (facility, prescriber): (FacilityId, StaffId),
    order: &Order,
) -> Result<Prescription, Stop> {
    let Some(prescription) = store::prescription_of_visit(tx, facility, order.visit)? else {
        return issue(tx, (facility, prescriber), order);
    };
    tx.lock(&format!("prescribing_prescription/{}", prescription.id))?;
    let named = with_medicines(tx, &order.wishes)?;
    let decided = rules::decide(&order.patient, &named)?;
    let mut old = store::lines(tx, facility, prescription.id)?;
    old.retain(|line| line.state != LineState::Stopped);
    let mut fresh = Vec::new();
    for (decided, position) in decided.iter().zip(1_u32..) {
        let same = |line: &Line| {
            line.medicine == decided.wish.medicine && line.directions == decided.wish.directions
        };
        match old.iter().position(same) {
            Some(at) => {
                let kept = old.remove(at);
                store::set_position(tx, facility, kept.id, position)?;
            }
            None => fresh.push((decided, position)),
        }
    }
    for mut dropped in old {
        store::set_state(tx, facility, dropped.id, LineState::Stopped)?;
        dropped.state = LineState::Stopped;
        publish(tx, &prescription, std::slice::from_ref(&dropped))?;
    }
    let lines = new_lines(tx, &prescription, fresh.into_iter());
    store::add_lines(tx, &prescription, &lines)?;
    publish(tx, &prescription, &lines)?;
    store::count_amendment(tx, facility, prescription.id)?;
    tx.notify(&topic(facility), &())?;
    Ok(Prescription { amendments: prescription.amendments + 1, ..prescription })
}

/// What a person must not be given, each with the groups under which the formulary lists it.
pub fn allergens(tx: &mut Tx<'_>, noted: Vec<String>) -> Result<Vec<Allergen>, Stop> {
    if noted.is_empty() {
        return Ok(Vec::new());
    }
    Ok(rules::allergic::allergens(noted, &formulary::groupings(tx)?))
}

/// What a person, under whichever of their registrations, was prescribed at other visits anywhere
/// in the city and still takes, the latest first: lines that nobody stopped and whose last day is
/// not today or before. On that day the next course is prescribed.
pub fn taking(tx: &mut Tx<'_>, person: PersonId, not_of: TokenId) -> Result<Vec<Taken>, Stop> {
    let (now, today) = (tx.now(), tx.today());
    let longest = Duration::from_secs(u64::from(DAYS_MAX) * SECONDS_A_DAY);
    let mut courses = Vec::new();
    for patient in registry::patients_of(tx, person)? {
        let one = Id::from_uuid(patient);
        courses.extend(store::courses(tx, one, not_of, now.minus(longest))?);
    }
    courses.sort_by_key(|course| Reverse(course.written_at));
    let mut taken = Vec::new();
    for course in courses {
        let until = course.written_at.date_in_india().days() + i64::from(course.days);
        let until = Date::from_days(until);
        if until.days() - 1 <= today.days() {
            continue;
        }
        let Some(medicine) = formulary::medicine(tx, course.medicine)? else { continue };
        taken.push(Taken {
            medicine: medicine.name,
            ingredients: medicine.ingredients,
            facility: course.facility,
            visit: course.visit,
            until,
        });
    }
    Ok(taken)
}

/// Notes that a line was handed out in full. A pharmacy calls it in its own transaction.
pub fn mark_completed(tx: &mut Tx<'_>, facility: FacilityId, line: LineId) -> Result<(), Stop> {
    move_line(tx, facility, line, LineState::Completed)
}

/// Notes that something of a completed line came back and is to be handed out again.
pub fn reopen(tx: &mut Tx<'_>, facility: FacilityId, line: LineId) -> Result<(), Stop> {
    move_line(tx, facility, line, LineState::Active)
}

/// Makes the sets of a sheet the only ones; answers how many there are, or the rows that name no
/// medicine of the formulary. Then nothing is kept.
pub fn load_templates(
    tx: &mut Tx<'_>,
    rows: &[TemplateRow],
) -> Result<Result<usize, Vec<LineFault>>, Stop> {
    let mut faults = Vec::new();
    for row in rows {
        let code = &row.medicine.medicine_code;
        if formulary::medicine_by_code(tx, code)?.is_none() {
            faults.push(row.no_such_medicine());
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let sets = sheet::sets(rows);
    store::remove_templates(tx)?;
    for (set, position) in sets.iter().zip(1..) {
        store::keep_template(tx, position, set)?;
    }
    audit_program(tx, "prescribing.load-templates")?;
    Ok(Ok(sets.len()))
}

fn move_line(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    line: LineId,
    state: LineState,
) -> Result<(), Stop> {
    let found = store::line(tx, facility, line)?.ok_or(PrescribingRefusal::NoSuchPrescription)?;
    if found.state == state || found.state == LineState::Stopped {
        return Ok(());
    }
    let prescription = store::prescription(tx, facility, found.prescription)?
        .ok_or(PrescribingRefusal::NoSuchPrescription)?;
    store::set_state(tx, facility, line, state)?;
    publish(tx, &prescription, &[Line { state, ..found }])
}

fn with_medicines(tx: &mut Tx<'_>, wishes: &[Wish]) -> Result<Vec<(Medicine, Wish)>, Stop> {
    let mut named = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let medicine = formulary::medicine(tx, wish.medicine)?;
        named.push((medicine.ok_or(PrescribingRefusal::NotListed)?, wish.clone()));
    }
    Ok(named)
}

fn new_lines<'d>(
    tx: &Tx<'_>,
    prescription: &Prescription,
    decided: impl Iterator<Item = (&'d Decided, u32)>,
) -> Vec<Line> {
    decided
        .map(|(decided, position)| Line {
            id: Id::draw_in(tx.now(), prescription.person.bucket()),
            prescription: prescription.id,
            position,
            medicine: decided.wish.medicine,
            directions: decided.wish.directions.clone(),
            units: decided.units,
            overrides: decided.overrides.clone(),
            state: LineState::Active,
        })
        .collect()
}

fn publish(tx: &mut Tx<'_>, prescription: &Prescription, lines: &[Line]) -> Result<(), Stop> {
    for line in lines {
        let medicine = formulary::medicine(tx, line.medicine)?;
        let medicine = medicine.ok_or(PrescribingRefusal::NotListed)?;
        tx.publish(&fhir::medication_request(prescription, line, &medicine))?;
    }
    Ok(())
}

fn learn(tx: &mut Tx<'_>, prescription: &Prescription, decided: &[Decided]) -> Result<(), Stop> {
    for line in decided {
        let favourite =
            Favourite { medicine: line.wish.medicine, directions: line.wish.directions.clone() };
        store::learn(tx, prescription.facility, prescription.prescriber, &favourite)?;
    }
    Ok(())
}

impl From<PrescribingRefusal> for Stop {
    fn from(refusal: PrescribingRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
