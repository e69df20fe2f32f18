//! Who stands before the pharmacy, and who comes next.

use super::Dispense as DispenseAct;
use crate::pharmacy::model::{PharmacyRefusal, Waiting};
use crate::pharmacy::rules::{self, Scanned};
use crate::pharmacy::store;
use crate::prescribing;
use crate::prescribing::model::{Awaiting, Prescription, PrescriptionId};
use crate::queue;
use nabz_access::{Holder, Permit, Why, facility_node, relate};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

const MICROSECONDS_AN_HOUR: i64 = 3_600_000_000;
/// A pharmacy works on what was written so many hours ago; older paper is scanned.
const WAITING_HOURS_MAX: i64 = 14;
/// The pharmacy reads about a person from the window's call for so many hours, or until all is
/// handed over.
const RELATION_HOURS: i64 = 4;

/// Everybody whose medicine is still to be handed over, oldest signature first.
pub fn waiting(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Waiting>, Stop> {
    let since = tx.now().microseconds() - WAITING_HOURS_MAX * MICROSECONDS_AN_HOUR;
    let awaiting = prescribing::awaiting(tx, facility, Instant::from_microseconds(since))?;
    let ids: Vec<PrescriptionId> = awaiting.iter().map(|one| one.prescription.id).collect();
    let called = store::called(tx, facility, &ids)?;
    let of_one = |Awaiting { prescription, medicines }| Waiting {
        prescription: prescription.id,
        visit: prescription.visit,
        person: prescription.person,
        since: prescription.signed_at,
        medicines,
        called: called.get(&prescription.id).copied(),
    };
    Ok(awaiting.into_iter().map(of_one).collect())
}

/// Calls whoever has waited longest to this window.
pub fn call_next(tx: &mut Tx<'_>, permit: &Permit<DispenseAct>) -> Result<PrescriptionId, Stop> {
    let facility = permit.facility();
    // Two windows would otherwise read the same list and call the same person.
    tx.lock(&format!("pharmacy_window/{facility}"))?;
    let waiting = waiting(tx, facility)?;
    let next = waiting.iter().find(|one| one.called.is_none());
    let next = next.ok_or(PharmacyRefusal::NobodyWaiting)?;
    let prescription = prescribing::prescription(tx, facility, next.prescription)?;
    let prescription = prescription.ok_or(PharmacyRefusal::NoSuchSlip)?;
    bring(tx, permit, &prescription)?;
    Ok(prescription.id)
}

/// Brings the person with a scanned slip to this window, whether or not they were called.
pub fn open(
    tx: &mut Tx<'_>,
    permit: &Permit<DispenseAct>,
    read: &str,
) -> Result<PrescriptionId, Stop> {
    let facility = permit.facility();
    let prescription = match rules::paper(read).ok_or(PharmacyRefusal::NoSuchSlip)? {
        Scanned::Prescription(id) => prescribing::prescription(tx, facility, id)?,
        Scanned::Visit(visit) => prescribing::prescription_of_visit(tx, facility, visit)?,
        Scanned::Token(number) => of_token(tx, facility, &number)?,
        Scanned::Label(_) | Scanned::Number(_) => None,
    };
    let prescription = prescription.ok_or(PharmacyRefusal::NoSuchSlip)?;
    bring(tx, permit, &prescription)?;
    Ok(prescription.id)
}

/// The prescription of a token that waits here: numbers begin anew every day.
fn of_token(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    number: &str,
) -> Result<Option<Prescription>, Stop> {
    for one in waiting(tx, facility)? {
        let token = queue::token(tx, facility, one.visit)?;
        if token.is_some_and(|token| token.number.to_string() == number) {
            return prescribing::prescription(tx, facility, one.prescription);
        }
    }
    Ok(None)
}

fn bring(
    tx: &mut Tx<'_>,
    permit: &Permit<DispenseAct>,
    prescription: &Prescription,
) -> Result<(), Stop> {
    let facility = permit.facility();
    store::call(tx, facility, prescription.id, permit.staff())?;
    let holder = Holder::Node(facility_node(facility));
    let why = Why::Dispensing(prescription.id.uuid());
    relate(tx, holder, prescription.person, why, relation_ends(tx))?;
    tx.notify(&prescribing::topic(facility), &())?;
    tx.audit_about(permit, prescription.id, prescription.person)
}

/// When a relationship ends that begins now.
pub(super) fn relation_ends(tx: &Tx<'_>) -> Instant {
    let hours = RELATION_HOURS * MICROSECONDS_AN_HOUR;
    Instant::from_microseconds(tx.now().microseconds() + hours)
}
