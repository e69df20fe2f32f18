//! Medicine comes back.

use super::{TakeBack, dispense_resources};
use crate::pharmacy::model::{Dispense, PharmacyRefusal, ReturnId, ReturnOrder};
use crate::pharmacy::{rules, store};
use crate::stores::hand_out::{self, Handout};
use crate::stores::model::Pick;
use crate::stores::rules as stock;
use nabz_access::Permit;
use nabz_record::Publish;
use nabz_store::{OnConflict, Stop, Tx};

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
