//! A delivery comes in.

use super::{ReceiveStock, found_storeroom, known_medicine, lock_medicines};
use crate::stores::model::{
    Account, Batch, BatchId, BatchState, Delivery, DeliveryLine, Move, Posting, Reason, ReceiptId,
    StockRefusal,
};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_store::{Stop, Tx};

/// Takes a delivery into a storeroom; a batch that is held goes to quarantine, not to the shelf.
///
/// Refuses expired batches, and a known batch that comes with another expiry date.
pub fn receive(
    tx: &mut Tx<'_>,
    permit: &Permit<ReceiveStock>,
    delivery: &Delivery,
) -> Result<ReceiptId, Stop> {
    let storeroom = found_storeroom(tx, permit.facility(), delivery.storeroom)?;
    rules::sensible_paper(&delivery.lines)?;
    rules::sensible_note(&delivery.paper)?;
    lock_medicines(tx, permit.facility(), delivery.lines.iter().map(|line| line.medicine))?;
    let receipt = ReceiptId::draw(tx.now());
    let mut moves = Vec::with_capacity(delivery.lines.len());
    for line in &delivery.lines {
        let batch = known_batch(tx, permit, line)?;
        moves.push(Move {
            medicine: line.medicine,
            batch: batch.id,
            from: Account::Supplier,
            to: rules::arrives_at(&batch, storeroom.id, tx.today()),
            units: rules::sensible(line.units)?,
            reason: Reason::Receipt,
        });
    }
    let posting = Posting {
        facility: permit.facility(),
        document: receipt.uuid(),
        by: permit.staff(),
        note: delivery.paper.trim().to_owned(),
    };
    store::post(tx, &posting, &moves)?;
    tx.audit(permit, receipt)?;
    Ok(receipt)
}

fn known_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<ReceiveStock>,
    line: &DeliveryLine,
) -> Result<Batch, Stop> {
    known_medicine(tx, line.medicine)?;
    rules::sensible_text(&line.number)?;
    rules::sensible_text(&line.manufacturer)?;
    rules::may_come_in(&line.number, line.expires_on, tx.today())?;
    let batch = Batch {
        id: BatchId::draw(tx.now()),
        medicine: line.medicine,
        number: line.number.trim().to_uppercase(),
        manufacturer: line.manufacturer.trim().to_owned(),
        expires_on: line.expires_on,
        state: BatchState::Free,
    };
    let kept = store::keep_batch(tx, permit.facility(), &batch)?;
    if kept.expires_on != line.expires_on {
        return Err(StockRefusal::BatchExpiresOtherwise { number: kept.number }.into());
    }
    Ok(kept)
}
