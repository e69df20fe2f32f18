//! A shelf is counted by one person and corrected by another.

use super::{ApproveCount, CountStock, found_storeroom, lock_medicines};
use crate::stores::model::{
    Account, Batch, BatchId, BatchState, Count, CountId, CountLine, CountSheet, CountState, Move,
    Posting, Reason, StockRefusal, Units, Unlisted,
};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

/// Hands in what lies on a shelf. Where shelf and ledger agree nothing more is to do; where they
/// differ, somebody else decides, and until then the ledger stays.
///
/// Refuses with `STK-020` when a batch moved since its sheet was drawn up.
pub fn hand_in(
    tx: &mut Tx<'_>,
    permit: &Permit<CountStock>,
    sheet: &CountSheet,
) -> Result<Count, Stop> {
    let facility = permit.facility();
    let storeroom = found_storeroom(tx, facility, sheet.storeroom)?;
    rules::sensible_note(&sheet.note)?;
    let lines = counted(tx, facility, sheet)?;
    let agrees = lines.iter().all(|line| line.book == line.counted);
    let count = Count {
        id: CountId::draw(tx.now()),
        storeroom: storeroom.id,
        state: if agrees { CountState::Agrees } else { CountState::Waiting },
        counted_at: tx.now(),
        counted_by: permit.staff(),
        note: sheet.note.trim().to_owned(),
        lines,
    };
    store::add_count(tx, facility, &count)?;
    tx.audit(permit, count.id)?;
    Ok(count)
}

fn counted(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    sheet: &CountSheet,
) -> Result<Vec<CountLine>, Stop> {
    let shelf = Account::Shelf(sheet.storeroom);
    let mut lines: Vec<CountLine> = Vec::with_capacity(sheet.found.len() + sheet.unlisted.len());
    for found in &sheet.found {
        let batch = store::batch(tx, facility, found.batch)?.ok_or(StockRefusal::NoSuchBatch)?;
        let book = store::balance(tx, facility, shelf, batch.id)?;
        rules::still_the_same(&batch, found.book, book)?;
        lines.push(CountLine { batch, book, counted: found.counted });
    }
    for unlisted in &sheet.unlisted {
        let batch = unlisted_batch(tx, facility, unlisted)?;
        let book = store::balance(tx, facility, shelf, batch.id)?;
        if !lines.iter().any(|line| line.batch.id == batch.id) {
            rules::still_the_same(&batch, Units::NONE, book)?;
        }
        lines.push(CountLine { batch, book, counted: rules::sensible(unlisted.counted)? });
    }
    rules::sensible_paper(&lines)?;
    rules::sensible_count(&lines)?;
    Ok(lines)
}

/// A batch that stands on no sheet: known by its number alone, or with all that its pack says.
fn unlisted_batch(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    unlisted: &Unlisted,
) -> Result<Batch, Stop> {
    rules::sensible_text(&unlisted.number)?;
    let number = unlisted.number.trim().to_uppercase();
    let mut known = store::find_batches(tx, facility, &number)?;
    known.retain(|batch| rules::may_be(batch, unlisted));
    if let [only] = known.as_slice() {
        return Ok(only.clone());
    }
    rules::sensible_text(&unlisted.manufacturer)?;
    let expires_on = unlisted.expires_on.ok_or(StockRefusal::StrangeExpiry)?;
    rules::sensible_expiry(expires_on, tx.today())?;
    let batch = Batch {
        id: BatchId::draw(tx.now()),
        medicine: unlisted.medicine,
        number,
        manufacturer: unlisted.manufacturer.trim().to_owned(),
        expires_on,
        state: BatchState::Free,
    };
    let kept = store::keep_batch(tx, facility, &batch)?;
    if kept.expires_on != expires_on {
        return Err(StockRefusal::BatchExpiresOtherwise { number: kept.number }.into());
    }
    Ok(kept)
}

/// Brings the ledger to what was counted. The difference is posted, not the figure, so that what
/// was handed out since the count stays handed out.
pub fn approve(
    tx: &mut Tx<'_>,
    permit: &Permit<ApproveCount>,
    count: CountId,
) -> Result<Count, Stop> {
    let facility = permit.facility();
    let found = waiting(tx, permit, count)?;
    lock_medicines(tx, facility, found.lines.iter().map(|line| line.batch.medicine))?;
    let moves: Vec<_> = found.lines.iter().filter_map(|line| difference(&found, line)).collect();
    let posting = Posting {
        facility,
        document: found.id.uuid(),
        by: permit.staff(),
        note: found.note.clone(),
    };
    store::post(tx, &posting, &moves)?;
    decide(tx, permit, found, CountState::Approved)
}

/// Leaves the ledger as it is: the count was wrong.
pub fn reject(
    tx: &mut Tx<'_>,
    permit: &Permit<ApproveCount>,
    count: CountId,
) -> Result<Count, Stop> {
    let found = waiting(tx, permit, count)?;
    decide(tx, permit, found, CountState::Rejected)
}

fn waiting(tx: &mut Tx<'_>, permit: &Permit<ApproveCount>, count: CountId) -> Result<Count, Stop> {
    tx.lock(&format!("stores_count/{count}"))?;
    let found = store::count(tx, permit.facility(), count)?;
    let found = found.filter(|found| found.state == CountState::Waiting);
    let found = found.ok_or(StockRefusal::NoSuchCount)?;
    rules::may_decide(found.counted_by, permit.staff())?;
    Ok(found)
}

fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<ApproveCount>,
    count: Count,
    state: CountState,
) -> Result<Count, Stop> {
    if !store::decide_count(tx, permit.facility(), count.id, state, permit.staff())? {
        return Err(StockRefusal::NoSuchCount.into());
    }
    tx.audit(permit, count.id)?;
    Ok(Count { state, ..count })
}

fn difference(count: &Count, line: &CountLine) -> Option<Move> {
    let (from, to, units) = rules::variance(line, count.storeroom)?;
    Some(Move {
        medicine: line.batch.medicine,
        batch: line.batch.id,
        from,
        to,
        units,
        reason: Reason::Count,
    })
}
