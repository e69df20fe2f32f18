//! Medicine comes back.

use super::window::relation_ends;
use super::{TakeBack, dispense_resources};
use crate::pharmacy::model::{Dispense, DispenseId, PharmacyRefusal, ReturnId, ReturnOrder};
use crate::pharmacy::rules::{self, Scanned};
use crate::pharmacy::store;
use crate::prescribing;
use crate::stores::hand_out::{self, Handout};
use crate::stores::model::Pick;
use crate::stores::rules as stock;
use nabz_access::{Holder, Permit, Why, relate};
use nabz_kernel::ids::FacilityId;
use nabz_record::Publish;
use nabz_store::{OnConflict, Stop, Tx};

/// What was handed over against one paper, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed(pub Vec<DispenseId>);

/// Finds what was handed over by the paper that came back with it: a label, its number, the
/// prescription or the token's slip.
///
/// Everything may have been handed over long ago, by somebody else. Whoever stands at the window
/// with the paper opens it to this pharmacist for some hours, and the audit says so.
pub fn look_up(tx: &mut Tx<'_>, permit: &Permit<TakeBack>, read: &str) -> Result<Handed, Stop> {
    let found = handed_over(tx, permit.facility(), read)?;
    let first = found.first().ok_or(PharmacyRefusal::NothingHanded)?;
    let (holder, why) = (Holder::Staff(permit.staff()), Why::Dispensing(first.prescription.uuid()));
    relate(tx, holder, first.person, why, relation_ends(tx))?;
    tx.audit_about(permit, first.id, first.person)?;
    Ok(Handed(found.iter().map(|dispense| dispense.id).collect()))
}

fn handed_over(tx: &mut Tx<'_>, facility: FacilityId, read: &str) -> Result<Vec<Dispense>, Stop> {
    let prescription = match rules::paper(read).ok_or(PharmacyRefusal::NothingHanded)? {
        Scanned::Label(id) => return Ok(store::dispense(tx, facility, id)?.into_iter().collect()),
        Scanned::Number(number) => {
            return Ok(store::dispense_by_number(tx, facility, number)?.into_iter().collect());
        }
        Scanned::Prescription(id) => prescribing::prescription(tx, facility, id)?,
        Scanned::Visit(visit) => prescribing::prescription_of_visit(tx, facility, visit)?,
        // Tokens begin anew every day: their number alone names nobody of last week.
        Scanned::Token(_) => None,
    };
    match prescription {
        Some(prescription) => store::dispenses_of(tx, facility, prescription.id),
        None => Ok(Vec::new()),
    }
}

/// Takes medicine back into quarantine, never to the shelf. The prescription stays as it was:
/// whoever needs the medicine again is seen again.
pub fn give_back(
    tx: &mut Tx<'_>,
    permit: &Permit<TakeBack>,
    order: &ReturnOrder,
) -> Result<Dispense, Stop> {
    let facility = permit.facility();
    let dispense = store::dispense(tx, facility, order.dispense)?;
    let dispense = dispense.ok_or(PharmacyRefusal::NoSuchSlip)?;
    let item = dispense.items.iter().find(|item| item.id == order.item);
    let item = item.ok_or(PharmacyRefusal::NoSuchSlip)?;
    let pack = item.packs.iter().find(|pack| pack.pick.batch == order.batch);
    let pack = pack.ok_or(PharmacyRefusal::UnknownPack)?;
    let units = stock::sensible(order.units)?;
    let why = rules::sensible_words(&order.why)?;
    if why.is_empty() {
        return Err(PharmacyRefusal::StrangeText.into());
    }
    let id = ReturnId::draw_in(tx.now(), dispense.person.bucket());
    store::take_back(tx, facility, id, order, permit.staff())
        .on_conflict(store::RETURNS_TOO_MUCH, PharmacyRefusal::MoreThanGiven)?;
    let back = Handout {
        facility,
        storeroom: dispense.storeroom,
        document: id.uuid(),
        by: permit.staff(),
        picks: vec![(item.medicine, vec![Pick { units, ..pack.pick.clone() }])],
    };
    hand_out::take_back(tx, &back)?;
    let dispense = store::dispense(tx, facility, dispense.id)?;
    let dispense = dispense.ok_or_else(|| Stop::fault("a handing over is gone"))?;
    for resource in dispense_resources(tx, &dispense)? {
        tx.publish(&resource)?;
    }
    tx.audit_about(permit, id, dispense.person)?;
    Ok(dispense)
}
