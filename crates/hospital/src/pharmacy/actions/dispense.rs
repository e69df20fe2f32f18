//! Medicine is handed over.

use super::{Dispense as DispenseAct, dispense_resources, due};
use crate::formulary;
use crate::formulary::model::{Medicine, MedicineId};
use crate::pharmacy::model::{
    Dispense, DispenseId, DispenseOrder, Due, Giving, Item, ItemId, OrderLine, Pack,
    PharmacyRefusal,
};
use crate::pharmacy::{rules, store};
use crate::prescribing;
use crate::prescribing::model::Prescription;
use crate::stores::hand_out::{self, Handout};
use crate::stores::model::{OnShelf, Units};
use nabz_access::{Holder, Permit, Why, facility_node, unrelate};
use nabz_record::Publish;
use nabz_store::{Scope, Stop, Tx};

type Shelves = Vec<(MedicineId, Vec<OnShelf>)>;

/// Hands medicine out against a signed prescription.
///
/// Refuses whatever was not scanned, is not due, is not there, or has expired. Two windows that
/// press at once are served one after the other, and the second finds nothing due.
pub fn dispense(
    tx: &mut Tx<'_>,
    permit: &Permit<DispenseAct>,
    order: &DispenseOrder,
) -> Result<Dispense, Stop> {
    let facility = permit.facility();
    tx.lock(&format!("pharmacy_prescription/{}", order.prescription))?;
    let prescription = prescribing::prescription(tx, facility, order.prescription)?
        .ok_or(PharmacyRefusal::NoSuchSlip)?;
    let due = due(tx, facility, prescription.id)?;
    if due.is_empty() {
        return Err(PharmacyRefusal::NothingDue.into());
    }
    let wanted: Vec<_> = order.lines.iter().map(|line| line.medicine).collect();
    let shelves = hand_out::shelves_to_pick_from(tx, facility, order.storeroom, &wanted)?;
    let givings = decided(tx, &due, shelves, order)?;
    let dispense = handed_over(tx, permit, &prescription, (order, &givings))?;
    store::add(tx, &dispense)?;
    hand_out::hand_out(tx, &leaving(&dispense))?;
    for giving in givings.iter().filter(|giving| giving.whole) {
        prescribing::mark_completed(tx, facility, giving.line)?;
    }
    for resource in dispense_resources(tx, &dispense)? {
        tx.publish(&resource)?;
    }
    if givings.iter().filter(|giving| giving.whole).count() == due.len() {
        let holder = Holder::Node(facility_node(facility));
        unrelate(tx, holder, prescription.person, Why::Dispensing(prescription.id.uuid()))?;
    }
    tx.notify(&prescribing::topic(facility), &())?;
    tx.audit_about(permit, dispense.id, prescription.person)?;
    Ok(dispense)
}

fn decided(
    tx: &mut Tx<'_>,
    due: &[Due],
    mut shelves: Shelves,
    order: &DispenseOrder,
) -> Result<Vec<Giving>, Stop> {
    let mut givings: Vec<Giving> = Vec::new();
    for line in &order.lines {
        let written = due.iter().find(|due| due.line.id == line.line);
        let written = written.ok_or(PharmacyRefusal::NotDue)?;
        if givings.iter().any(|giving| giving.line == line.line) {
            return Err(PharmacyRefusal::NotDue.into());
        }
        let medicine = offered(tx, written, line)?;
        let shelf = shelves.iter_mut().find(|(id, _)| *id == line.medicine);
        let (_, shelf) =
            shelf.ok_or_else(|| Stop::fault("a shelf that was asked for is missing"))?;
        let giving = rules::decide(written, (&medicine, shelf), line, tx.today())?;
        take(shelf, &giving);
        givings.push(giving);
    }
    if givings.is_empty() {
        return Err(PharmacyRefusal::Nothing.into());
    }
    Ok(givings)
}

/// Two lines may ask for the same medicine; the second finds what the first has left.
fn take(shelf: &mut [OnShelf], giving: &Giving) {
    for pick in &giving.picks {
        for lot in shelf.iter_mut().filter(|lot| lot.batch.id == pick.batch) {
            lot.units = lot.units.less(pick.units);
        }
    }
}

fn offered(tx: &mut Tx<'_>, written: &Due, line: &OrderLine) -> Result<Medicine, Stop> {
    if line.medicine == written.medicine.id {
        return Ok(written.medicine.clone());
    }
    Ok(formulary::medicine(tx, line.medicine)?.ok_or(PharmacyRefusal::UnknownPack)?)
}

fn handed_over(
    tx: &mut Tx<'_>,
    permit: &Permit<DispenseAct>,
    prescription: &Prescription,
    (order, givings): (&DispenseOrder, &[Giving]),
) -> Result<Dispense, Stop> {
    let bucket = prescription.person.bucket();
    let now = tx.now();
    let item = |giving: &Giving| Item {
        id: ItemId::draw_in(now, bucket),
        line: giving.line,
        medicine: giving.medicine.id,
        covers: giving.covers,
        whole: giving.whole,
        reason: giving.reason.clone(),
        register: giving.register.clone(),
        packs: giving.picks.iter().cloned().map(fresh).collect(),
    };
    Ok(Dispense {
        id: DispenseId::draw_in(now, bucket),
        number: tx.next("pharmacy_slip", &Scope::of(permit.facility(), ""))?,
        facility: permit.facility(),
        storeroom: order.storeroom,
        prescription: prescription.id,
        visit: prescription.visit,
        person: prescription.person,
        collector: order.collector,
        at: now,
        by: permit.staff(),
        items: givings.iter().map(item).collect(),
    })
}

fn fresh(pick: crate::stores::model::Pick) -> Pack {
    Pack { pick, returned: Units::NONE }
}

fn leaving(dispense: &Dispense) -> Handout {
    let picks =
        |item: &Item| (item.medicine, item.packs.iter().map(|pack| pack.pick.clone()).collect());
    Handout {
        facility: dispense.facility,
        storeroom: dispense.storeroom,
        document: dispense.id.uuid(),
        by: dispense.by,
        picks: dispense.items.iter().map(picks).collect(),
    }
}
