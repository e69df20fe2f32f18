//! A movement that was written down wrongly is countered; the wrong line stays readable.

use super::{ReceiveStock, lock_medicines};
use crate::stores::model::{Move, MovementId, Posting, Reason, StockRefusal};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_store::{Stop, Tx};

/// Takes a receipt or a write-off back by its mirror image.
///
/// Refuses when the units are no longer where the movement left them, and a second time.
pub fn correct(
    tx: &mut Tx<'_>,
    permit: &Permit<ReceiveStock>,
    movement: MovementId,
    why: &str,
) -> Result<MovementId, Stop> {
    rules::sensible_text(why)?;
    let found = store::movement(tx, permit.facility(), movement)?;
    let found = found.ok_or(StockRefusal::NotCorrectable)?;
    rules::may_be_corrected(found.moved.reason)?;
    lock_medicines(tx, permit.facility(), [found.moved.medicine].into_iter())?;
    let mirror = Move {
        from: found.moved.to,
        to: found.moved.from,
        reason: Reason::Correction,
        ..found.moved
    };
    let posting = Posting {
        facility: permit.facility(),
        document: found.document,
        by: permit.staff(),
        note: why.trim().to_owned(),
    };
    let correction = store::post_correction(tx, &posting, &mirror, found.id)?;
    tx.audit(permit, correction)?;
    Ok(correction)
}
