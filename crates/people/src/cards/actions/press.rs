//! What comes off the press: the pieces of a whole batch, counted in one go.

use super::{By, HandleCards, change, sealed_batch};
use crate::cards::model::{Making, PrintBatchId};
use crate::cards::{rules, store};
use nabz_access::Permit;
use nabz_store::{Stop, Tx};

/// Pieces that are counted off the press in one transaction; others wait meanwhile.
pub const PART_PIECES: u32 = 100;

/// Notes that the next pieces of a batch were printed, at most so many, and says how many they
/// are. Call it until there is none: a run that was broken off goes on where it stopped. Pieces
/// that ended as spoilt, or that somebody has scanned already, stay as they are.
///
/// Refuses with `CRD-020` a batch of another office, and with `CRD-041` one that still takes cards.
pub fn off_press(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    (batch, most): (PrintBatchId, u32),
) -> Result<u32, Stop> {
    // Two who counted one batch off would meet in each of its pieces.
    tx.lock(&format!("cards_batch/{batch}"))?;
    let batch = sealed_batch(tx, permit.facility(), batch)?;
    let pieces = store::queued_pieces(tx, batch.id, most.min(PART_PIECES))?;
    let mut counted = 0;
    for piece in &pieces {
        change(tx, By::of(permit), piece, rules::made(piece.state, Making::Printed)?, None)?;
        counted += 1;
    }
    tx.audit(permit, batch.id)?;
    Ok(counted)
}
