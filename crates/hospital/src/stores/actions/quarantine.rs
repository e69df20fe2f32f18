//! Stock is set aside, put back, or thrown away.

use super::{QuarantineStock, found_storeroom, lock_medicines};
use crate::stores::model::{
    Account, Batch, BatchId, BatchState, Discard, Move, Posting, Reason, StockRefusal, StoreroomId,
    Units,
};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Holds a batch back everywhere at the facility: a recall, a doubt, a broken cold chain. What
/// lies on shelves is set aside; what is still on its way will be.
pub fn hold(
    tx: &mut Tx<'_>,
    permit: &Permit<QuarantineStock>,
    batch: BatchId,
    why: &str,
) -> Result<Units, Stop> {
    rules::sensible_text(why)?;
    let found = found_batch(tx, permit, batch)?;
    lock_medicines(tx, permit.facility(), [found.medicine].into_iter())?;
    if !store::hold(tx, permit.facility(), batch, why)? {
        return Err(StockRefusal::Held { number: found.number }.into());
    }
    let shelves = store::shelves_with(tx, permit.facility(), batch, "shelf")?;
    let moves: Vec<_> = shelves
        .iter()
        .map(|(storeroom, units)| set_aside(&found, *storeroom, *units, Reason::Hold))
        .collect();
    store::post(tx, &posting(permit, batch.uuid(), why), &moves)?;
    tx.audit(permit, batch)?;
    Ok(moves.iter().map(|moved| moved.units).sum())
}

/// Puts a held batch back on the shelves it came from. An expired one stays where it is.
pub fn release(
    tx: &mut Tx<'_>,
    permit: &Permit<QuarantineStock>,
    batch: BatchId,
    why: &str,
) -> Result<Units, Stop> {
    rules::sensible_text(why)?;
    let found = found_batch(tx, permit, batch)?;
    let free = Batch { state: BatchState::Free, ..found.clone() };
    rules::may_be_picked(&free, tx.today())?;
    lock_medicines(tx, permit.facility(), [found.medicine].into_iter())?;
    if !store::release(tx, permit.facility(), batch)? {
        return Err(StockRefusal::NoSuchBatch.into());
    }
    let held = store::shelves_with(tx, permit.facility(), batch, "quarantine")?;
    let back = |(storeroom, units): &(StoreroomId, Units)| Move {
        medicine: found.medicine,
        batch,
        from: Account::Quarantine(*storeroom),
        to: Account::Shelf(*storeroom),
        units: *units,
        reason: Reason::Release,
    };
    let moves: Vec<_> = held.iter().map(back).collect();
    store::post(tx, &posting(permit, batch.uuid(), why), &moves)?;
    tx.audit(permit, batch)?;
    Ok(moves.iter().map(|moved| moved.units).sum())
}

/// Sets everything aside that is too old, so that the shelf holds only what may be given.
pub fn set_aside_expired(
    tx: &mut Tx<'_>,
    permit: &Permit<QuarantineStock>,
    storeroom: StoreroomId,
) -> Result<Units, Stop> {
    let storeroom = found_storeroom(tx, permit.facility(), storeroom)?;
    let yesterday = Date::from_days(tx.today().days() - 1);
    let old = store::expiring(tx, permit.facility(), storeroom.id, yesterday)?;
    lock_medicines(tx, permit.facility(), old.iter().map(|lot| lot.batch.medicine))?;
    // Read again: somebody may have moved a lot before the shelf was ours.
    let old = store::expiring(tx, permit.facility(), storeroom.id, yesterday)?;
    let moves: Vec<_> = old
        .iter()
        .map(|lot| set_aside(&lot.batch, storeroom.id, lot.units, Reason::Expired))
        .collect();
    store::post(tx, &posting(permit, storeroom.id.uuid(), ""), &moves)?;
    tx.audit(permit, storeroom.id)?;
    Ok(moves.iter().map(|moved| moved.units).sum())
}

/// Throws away what was set aside, with the paper that allows it.
pub fn discard(
    tx: &mut Tx<'_>,
    permit: &Permit<QuarantineStock>,
    discard: &Discard,
) -> Result<(), Stop> {
    let storeroom = found_storeroom(tx, permit.facility(), discard.storeroom)?;
    let batch = found_batch(tx, permit, discard.batch)?;
    rules::sensible_text(&discard.note)?;
    lock_medicines(tx, permit.facility(), [batch.medicine].into_iter())?;
    let thrown = Move {
        medicine: batch.medicine,
        batch: batch.id,
        from: Account::Quarantine(storeroom.id),
        to: Account::Wastage,
        units: rules::sensible(discard.units)?,
        reason: rules::why_thrown_away(discard.reason)?,
    };
    store::post(tx, &posting(permit, batch.id.uuid(), &discard.note), &[thrown])?;
    tx.audit(permit, batch.id)
}

fn set_aside(batch: &Batch, storeroom: StoreroomId, units: Units, reason: Reason) -> Move {
    Move {
        medicine: batch.medicine,
        batch: batch.id,
        from: Account::Shelf(storeroom),
        to: Account::Quarantine(storeroom),
        units,
        reason,
    }
}

fn found_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<QuarantineStock>,
    batch: BatchId,
) -> Result<Batch, Stop> {
    Ok(store::batch(tx, permit.facility(), batch)?.ok_or(StockRefusal::NoSuchBatch)?)
}

fn posting(permit: &Permit<QuarantineStock>, document: Uuid, note: &str) -> Posting {
    let note = note.trim().to_owned();
    Posting { facility: permit.facility(), document, by: permit.staff(), note }
}
