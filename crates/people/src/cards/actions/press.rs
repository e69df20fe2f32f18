//! What goes to the press and comes off it: each print-out of a batch's files is counted, and its
//! pieces are counted off in one go.

use super::{By, HandleCards, PrintCards, change, sealed_batch};
use crate::cards::model::{BatchState, CardsRefusal, Making, PrintBatchId, PrintRun, PrintWay};
use crate::cards::{rules, store};
use nabz_access::{Permit, Program};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Authority, Stop, Tx};
use uuid::Uuid;

/// Pieces that are counted off the press in one transaction; others wait meanwhile.
pub const PART_PIECES: u32 = 100;

/// Counts a print-out of a batch, whose files the page offers from now on.
///
/// Refuses with `CRD-020` a batch of another office, and with `CRD-041` one that still takes cards.
pub fn count_run(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    batch: PrintBatchId,
) -> Result<PrintRun, Stop> {
    let batch = sealed_batch(tx, permit.facility(), batch)?;
    let print = PrintBatchId::draw(tx.now()).uuid();
    let run = counted(tx, (batch.id, print), PrintWay::Page, permit.staff())?;
    tx.audit(permit, batch.id)?;
    Ok(run)
}

/// The print-out that a folder is, counted when it began; a folder that goes on is the same one.
/// Answers with it and those before it, the latest first.
///
/// Refuses with `CRD-020` a batch that nobody began, and with `CRD-041` one that still takes cards.
pub fn count_folder(
    tx: &mut Tx<'_>,
    by: &Program,
    (batch, print): (PrintBatchId, Uuid),
) -> Result<Vec<PrintRun>, Stop> {
    match store::batch(tx, batch)?.ok_or(CardsRefusal::NoSuchBatch)?.state {
        BatchState::Sealed { .. } => {}
        BatchState::Open => return Err(CardsRefusal::BatchOpen.into()),
    }
    let run = counted(tx, (batch, print), PrintWay::Command, by.actor())?;
    tx.audit(by, batch)?;
    store::runs(tx, batch, run.number)
}

/// The print-out of this office that a page's files belong to.
///
/// Refuses with `CRD-095` one that was not counted on a page, and as [`sealed_batch`] does.
pub fn run_on_page(
    tx: &mut Tx<'_>,
    (at, batch): (FacilityId, PrintBatchId),
    number: u32,
) -> Result<PrintRun, Stop> {
    let batch = sealed_batch(tx, at, batch)?;
    let is_it = |run: &PrintRun| run.number == number && run.way == PrintWay::Page;
    let run = store::runs(tx, batch.id, number)?.into_iter().find(is_it);
    Ok(run.ok_or(CardsRefusal::NotCounted)?)
}

fn counted(
    tx: &mut Tx<'_>,
    of: (PrintBatchId, Uuid),
    way: PrintWay,
    by: StaffId,
) -> Result<PrintRun, Stop> {
    let (batch, print) = of;
    // Two who counted at once would give one number twice.
    tx.lock(&format!("cards_batch/{batch}"))?;
    if let Some(run) = store::run_of_print(tx, batch, print)? {
        return Ok(run);
    }
    let last = store::runs(tx, batch, u32::MAX)?.first().map_or(0, |last| last.number);
    let run = PrintRun { number: last + 1, way, at: tx.now() };
    store::add_run(tx, of, &run, by)?;
    Ok(run)
}

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
