//! A shelf is counted by one person and corrected by another.

use super::{ApproveCount, CountStock, found_storeroom, lock_medicines};
use crate::stores::model::{
    Account, Count, CountId, CountLine, CountSheet, CountState, Move, Posting, Reason, StockRefusal,
};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_store::{Stop, Tx};

/// Hands in what lies on a shelf. Where shelf and ledger agree nothing more is to do; where they
/// differ, somebody else decides, and until then the ledger stays.
pub fn hand_in(
    tx: &mut Tx<'_>,
    permit: &Permit<CountStock>,
    sheet: &CountSheet,
) -> Result<Count, Stop> {
    let facility = permit.facility();
    let storeroom = found_storeroom(tx, facility, sheet.storeroom)?;
    rules::sensible_paper(&sheet.found)?;
    rules::sensible_note(&sheet.note)?;
    let mut lines: Vec<CountLine> = Vec::with_capacity(sheet.found.len());
    for (batch, counted) in &sheet.found {
        let batch = store::batch(tx, facility, *batch)?.ok_or(StockRefusal::NoSuchBatch)?;
        if lines.iter().any(|line| line.batch.id == batch.id) {
            return Err(StockRefusal::StrangePaper.into());
        }
        if counted.count() > rules::UNITS_AT_ONCE_MAX {
            return Err(StockRefusal::StrangeNumber.into());
        }
        let book = store::balance(tx, facility, Account::Shelf(storeroom.id), batch.id)?;
        lines.push(CountLine { batch, book, counted: *counted });
    }
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
