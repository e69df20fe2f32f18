//! What people do to stock. One verb, one transaction, always in the same order:
//! permit, load, decide, save, publish, audit. Stock has no home in the record, so nothing here
//! publishes.

mod correct;
mod count;
mod quarantine;
mod receive;
mod transfer;

pub use correct::correct;
pub use count::{approve, hand_in, reject};
pub use quarantine::{discard, hold, release, set_aside_expired};
pub use receive::receive;
pub use transfer::{acknowledge, issue};

use super::model::{LevelOrder, StockRefusal, Storeroom, StoreroomId};
use super::{rules, store};
use crate::formulary;
use crate::formulary::model::{MedicineId, Name};
use nabz_access::{Permit, act};
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{OnConflict, Stop, Tx};

act!(
    /// Opening storerooms and saying how low their shelves may run.
    ArrangeStores = "stores.arrange", [StoreKeeper, FacilityAdministrator]
);
act!(
    /// Taking in what suppliers bring, and correcting what was taken in wrongly.
    ReceiveStock = "stores.receive", [StoreKeeper]
);
act!(
    /// Sending stock from one storeroom to another.
    IssueStock = "stores.issue", [StoreKeeper]
);
act!(
    /// Signing for stock that arrived.
    AcknowledgeStock = "stores.acknowledge", [StoreKeeper, Pharmacist]
);
act!(
    /// Holding batches back, setting aside what is too old, throwing away.
    QuarantineStock = "stores.quarantine", [StoreKeeper, Pharmacist]
);
act!(
    /// Counting a shelf.
    CountStock = "stores.count", [StoreKeeper, Pharmacist]
);
act!(
    /// Deciding about somebody else's count.
    ApproveCount = "stores.approve-count", [StoreKeeper, FacilityAdministrator]
);
act!(
    /// Learning who got a batch that is held back, so that they are reached.
    TraceBatch = "stores.trace-batch", [Pharmacist, FacilityAdministrator]
);
act!(
    /// Looking at shelves, lists and bin cards.
    SeeStock = "stores.see", [StoreKeeper, Pharmacist, FacilityAdministrator, Auditor]
);

/// Opens a storeroom, for example when a facility is loaded.
pub fn open_storeroom(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeStores>,
    storeroom: &Storeroom,
) -> Result<(), Stop> {
    rules::sensible_text(&storeroom.code)?;
    rules::sensible_text(&storeroom.name.english)?;
    rules::sensible_text(&storeroom.name.hindi)?;
    store::add_storeroom(tx, permit.facility(), storeroom)
        .on_conflict(store::STOREROOM_CODE_TAKEN, StockRefusal::StrangeText)?;
    tx.audit(permit, storeroom.id)
}

/// Corrects what is written on the door of a storeroom; the same name again leaves no trace.
pub fn rename_storeroom(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeStores>,
    storeroom: StoreroomId,
    name: &Name,
) -> Result<(), Stop> {
    rules::sensible_text(&name.english)?;
    rules::sensible_text(&name.hindi)?;
    if store::rename_storeroom(tx, permit.facility(), storeroom, name)? {
        tx.audit(permit, storeroom)?;
    }
    Ok(())
}

/// Says below how many units a medicine of a storeroom goes on the list of what runs out.
///
/// Refuses with `STK-021` when somebody else has decided since: the later of two people would
/// otherwise undo what the other one did, without knowing.
pub fn set_level(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeStores>,
    order: &LevelOrder,
) -> Result<(), Stop> {
    let facility = permit.facility();
    let storeroom = found_storeroom(tx, facility, order.storeroom)?;
    known_medicine(tx, order.medicine)?;
    rules::sensible(order.below)?;
    if !store::set_level(tx, facility, order)? {
        let now = store::level(tx, facility, storeroom.id, order.medicine)?.unwrap_or_default();
        if now != order.below {
            return Err(StockRefusal::LevelChanged { now }.into());
        }
    }
    tx.audit(permit, storeroom.id)
}

fn found_storeroom(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
) -> Result<Storeroom, Stop> {
    Ok(store::storeroom(tx, facility, storeroom)?.ok_or(StockRefusal::NoSuchStoreroom)?)
}

fn known_medicine(tx: &mut Tx<'_>, medicine: MedicineId) -> Result<(), Stop> {
    formulary::medicine(tx, medicine)?.ok_or(StockRefusal::NoSuchMedicine)?;
    Ok(())
}

/// Whoever changes the shelf of a medicine holds it until the commit, so that nobody picks from a
/// shelf that is being emptied. Always in the same order: two counters would otherwise wait for
/// each other.
pub(super) fn lock_medicines(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    medicines: impl Iterator<Item = MedicineId>,
) -> Result<(), Stop> {
    let mut ids: Vec<_> = medicines.map(MedicineId::uuid).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        tx.lock(&format!("stores_shelf/{facility}/{id}"))?;
    }
    Ok(())
}

impl From<StockRefusal> for Stop {
    fn from(refusal: StockRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
