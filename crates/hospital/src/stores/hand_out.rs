//! What the pharmacy does to stock: it hands out, and takes back into quarantine.
//!
//! Both run inside the pharmacy's own transaction, under its permit and its audit row.

use super::actions::lock_medicines;
use super::model::{
    Account, Move, OnShelf, Pick, Posting, Reason, StockRefusal, StoreroomId, Units,
};
use super::{rules, store};
use crate::formulary::model::MedicineId;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Medicine that leaves a counter or comes back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handout {
    /// Where.
    pub facility: FacilityId,
    /// At which counter.
    pub storeroom: StoreroomId,
    /// The dispense or return that the movements belong to.
    pub document: Uuid,
    /// Who answers for it.
    pub by: StaffId,
    /// Batches of each medicine.
    pub picks: Vec<(MedicineId, Vec<Pick>)>,
}

/// The shelf of each medicine at a counter, held until the commit: nobody else picks from it.
pub fn shelves_to_pick_from(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicines: &[MedicineId],
) -> Result<Vec<(MedicineId, Vec<OnShelf>)>, Stop> {
    lock_medicines(tx, facility, medicines.iter().copied())?;
    let mut shelves = Vec::with_capacity(medicines.len());
    for medicine in medicines {
        shelves.push((*medicine, store::shelf(tx, facility, storeroom, *medicine)?));
    }
    Ok(shelves)
}

/// Takes picked units off the shelf and gives them to the patient.
///
/// Refuses expired and held batches, and anything that is not there, whatever was shown before.
pub fn hand_out(tx: &mut Tx<'_>, handout: &Handout) -> Result<(), Stop> {
    let mut moves = Vec::new();
    for (medicine, picks) in &handout.picks {
        for pick in picks {
            let batch = store::batch(tx, handout.facility, pick.batch)?;
            let batch = batch.filter(|batch| batch.medicine == *medicine);
            let batch = batch.ok_or(StockRefusal::NoSuchBatch)?;
            rules::may_be_picked(&batch, tx.today())?;
            let (from, to) = (Account::Shelf(handout.storeroom), Account::Patient);
            moves.push(moved(*medicine, pick, (from, to), Reason::Dispense)?);
        }
    }
    store::post(tx, &posting(handout), &moves).map(drop)
}

/// Takes returned units from the patient into quarantine, never back to the shelf: how they were
/// kept at home cannot be proven.
pub fn take_back(tx: &mut Tx<'_>, handout: &Handout) -> Result<(), Stop> {
    let mut moves = Vec::new();
    for (medicine, picks) in &handout.picks {
        for pick in picks {
            let (from, to) = (Account::Patient, Account::Quarantine(handout.storeroom));
            moves.push(moved(*medicine, pick, (from, to), Reason::Return)?);
        }
    }
    store::post(tx, &posting(handout), &moves).map(drop)
}

/// How many units of a medicine may be picked at a counter now.
pub fn pickable_at(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    medicine: MedicineId,
) -> Result<Units, Stop> {
    let shelf = store::shelf(tx, facility, storeroom, medicine)?;
    Ok(rules::pickable(&shelf, tx.today()))
}

fn moved(
    medicine: MedicineId,
    pick: &Pick,
    (from, to): (Account, Account),
    reason: Reason,
) -> Result<Move, Stop> {
    let units = rules::sensible(pick.units)?;
    Ok(Move { medicine, batch: pick.batch, from, to, units, reason })
}

fn posting(handout: &Handout) -> Posting {
    Posting {
        facility: handout.facility,
        document: handout.document,
        by: handout.by,
        note: String::new(),
    }
}
