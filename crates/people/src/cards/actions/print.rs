//! Batches for a print shop. A batch is filled in parts, each kept whole, so that a run that was
//! broken off goes on where it stopped: no order is printed twice, and none is left out.

use super::{By, Wanted, agrees, make, own_batch, person_of};
use crate::cards::model::{
    BatchState, CardKind, CardState, CardsRefusal, Filled, Making, Order, OrderState, Piece,
    PrintBatch, PrintBatchId,
};
use crate::cards::{rules, store};
use nabz_access::{Permit, act};
use nabz_credential::keys::Signer;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};

act!(
    /// Making batches of cards for a print shop.
    PrintCards = "cards.print",
    [RecordsOfficer, FacilityAdministrator]
);

/// Cards of one batch: as many as one file of a print shop has.
pub const BATCH_CARDS_MAX: u32 = 10_000;
/// Cards that are signed in one transaction; others wait meanwhile.
const PART_CARDS_MAX: u32 = 100;

/// Begins a batch of the approved orders of a ward; an empty number stands for those who said none.
pub fn open_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    ward: &str,
) -> Result<PrintBatch, Stop> {
    let (id, facility) = (PrintBatchId::draw(tx.now()), Some(permit.facility()));
    let (ward, state) = (ward.to_owned(), BatchState::Open);
    let batch = PrintBatch { id, facility, ward, cards: 0, state };
    store::add_batch(tx, &batch, permit.staff())?;
    tx.audit(permit, id)?;
    Ok(batch)
}

/// Signs the next cards of a batch, at most so many, oldest order first. Call it until it has
/// looked at none. Whoever died, moved, was corrected or took their yes back since the approval is
/// declined instead.
///
/// Refuses with `CRD-020` a batch of another office, and with `CRD-021` one that is sealed.
pub fn fill_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    signer: &dyn Signer,
    batch: PrintBatchId,
    most: u32,
) -> Result<Filled, Stop> {
    // Two who filled one batch would give one place twice.
    tx.lock(&format!("cards_batch/{batch}"))?;
    let batch = open(tx, permit, batch)?;
    let room = BATCH_CARDS_MAX.saturating_sub(batch.cards);
    let orders = store::approved(tx, &batch.ward, most.min(PART_CARDS_MAX).min(room))?;
    let mut filled = Filled::default();
    for order in &orders {
        let place = batch.cards + filled.added + 1;
        let piece = Piece { order: order.id, batch: batch.id, place };
        filled.looked_at += 1;
        filled.added += u32::from(print(tx, By::of(permit), signer, order, piece)?);
    }
    if !store::grow_batch(tx, batch.id, filled.added)? {
        return Err(CardsRefusal::BatchSealed.into());
    }
    tx.audit(permit, batch.id)?;
    Ok(filled)
}

/// Counts and closes a batch, with the root over its cards that the print shop compares.
///
/// Refuses with `CRD-020` a batch of another office, with `CRD-022` one without cards, and with
/// `CRD-021` one that is sealed.
pub fn seal_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    batch: PrintBatchId,
) -> Result<PrintBatch, Stop> {
    tx.lock(&format!("cards_batch/{batch}"))?;
    let batch = open(tx, permit, batch)?;
    let cards = store::sealed_cards(tx, &batch)?;
    if cards.is_empty() {
        return Err(CardsRefusal::BatchEmpty.into());
    }
    let (root, at) = (rules::root(&cards), tx.now());
    if !store::seal_batch(tx, batch.id, &root)? {
        return Err(CardsRefusal::BatchSealed.into());
    }
    tx.audit(permit, batch.id)?;
    Ok(PrintBatch { state: BatchState::Sealed { root, at }, ..batch })
}

/// Signs the card of an order; false when it was declined, or is in another batch by now.
fn print(
    tx: &mut Tx<'_>,
    by: By,
    signer: &dyn Signer,
    order: &Order,
    piece: Piece,
) -> Result<bool, Stop> {
    let (person, is_linked) = person_of(tx, order.person)?;
    let agreed = rules::agreed(agrees(tx, order.person)?);
    let printable = rules::printable(&person, is_linked, order, tx.today()).and(agreed);
    if let Err(refusal) = printable {
        let note = Refused::from(refusal).code;
        let declined = (OrderState::Approved, OrderState::Declined);
        store::move_order(tx, order.id, declined, Some(note))?;
        return Ok(false);
    }
    if !store::move_order(tx, order.id, (OrderState::Approved, OrderState::Made), None)? {
        return Ok(false);
    }
    let state = CardState::Making(Making::Queued);
    let wanted = Wanted { kind: CardKind::Permanent, state, piece: Some(piece) };
    make(tx, signer, by, &person, &wanted)?;
    Ok(true)
}

fn open(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    id: PrintBatchId,
) -> Result<PrintBatch, Stop> {
    let batch = own_batch(tx, permit.facility(), id)?;
    match batch.state {
        BatchState::Open => Ok(batch),
        BatchState::Sealed { .. } => Err(CardsRefusal::BatchSealed.into()),
    }
}
