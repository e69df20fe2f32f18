//! Stock goes from one storeroom to another: one person sends, one person signs.

use super::{AcknowledgeStock, IssueStock, found_storeroom, known_medicine, lock_medicines};
use crate::stores::model::{
    Account, IssueOrder, Move, Posting, Reason, StockRefusal, Transfer, TransferId, TransferLine,
    TransferState, Units,
};
use crate::stores::{rules, store};
use nabz_access::Permit;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Scope, Stop, Tx};

/// Sends stock on its way; what expires first is sent. The units stand in transit, on nobody's
/// shelf, until somebody at the other end signs.
pub fn issue(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueStock>,
    order: &IssueOrder,
) -> Result<Transfer, Stop> {
    let facility = permit.facility();
    if order.from == order.to {
        return Err(StockRefusal::SameStoreroom.into());
    }
    rules::sensible_paper(&order.wanted)?;
    let (from, to) =
        (found_storeroom(tx, facility, order.from)?, found_storeroom(tx, facility, order.to)?);
    lock_medicines(tx, facility, order.wanted.iter().map(|(medicine, _)| *medicine))?;
    let mut transfer = Transfer {
        id: TransferId::draw(tx.now()),
        number: 0,
        from: from.id,
        to: to.id,
        issued_at: tx.now(),
        issued_by: permit.staff(),
        state: TransferState::OnItsWay,
        lines: chosen(tx, permit, order)?,
    };
    let moves: Vec<_> = transfer.lines.iter().map(|line| sent(&transfer, line)).collect();
    store::post(tx, &posting(facility, &transfer, permit.staff()), &moves)?;
    // Hot counters last: the row is held until the commit.
    transfer.number = tx.next("stores_voucher", &Scope::of(facility, ""))?;
    store::add_transfer(tx, facility, &transfer)?;
    tx.audit(permit, transfer.id)?;
    Ok(transfer)
}

fn chosen(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueStock>,
    order: &IssueOrder,
) -> Result<Vec<TransferLine>, Stop> {
    let mut lines: Vec<TransferLine> = Vec::new();
    for (position, (medicine, wanted)) in order.wanted.iter().enumerate() {
        let named_before = order.wanted.iter().take(position).any(|(other, _)| other == medicine);
        if named_before {
            return Err(StockRefusal::StrangePaper.into());
        }
        known_medicine(tx, *medicine)?;
        let shelf = store::shelf(tx, permit.facility(), order.from, *medicine)?;
        let wanted = rules::sensible(*wanted)?;
        for pick in rules::first_expiring_first(&shelf, wanted, tx.today())? {
            let lot = shelf.iter().find(|lot| lot.batch.id == pick.batch);
            let batch = lot.map(|lot| lot.batch.clone()).ok_or(StockRefusal::NoSuchBatch)?;
            lines.push(TransferLine { batch, sent: pick.units, arrived: None });
        }
    }
    // The order in which the table hands them back: who signs goes down the same list.
    let place = |line: &TransferLine| {
        let batch = &line.batch;
        (batch.medicine.uuid(), batch.expires_on, batch.id.uuid())
    };
    lines.sort_by_key(place);
    Ok(lines)
}

/// Signs for what arrived, line by line in the order of the transfer. What is missing is booked as
/// lost, which whoever sent it may not sign for. A batch that was recalled on the way goes to
/// quarantine.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    permit: &Permit<AcknowledgeStock>,
    transfer: TransferId,
    arrived: &[Units],
) -> Result<Transfer, Stop> {
    let facility = permit.facility();
    tx.lock(&format!("stores_transfer/{transfer}"))?;
    let found = store::transfer(tx, facility, transfer)?;
    let waiting = |found: &Transfer| found.state == TransferState::OnItsWay;
    let mut found = found.filter(waiting).ok_or(StockRefusal::NoSuchTransfer)?;
    rules::may_acknowledge(&found, arrived, permit.staff())?;
    lock_medicines(tx, facility, found.lines.iter().map(|line| line.batch.medicine))?;
    let moves: Vec<_> = found
        .lines
        .iter()
        .zip(arrived)
        .flat_map(|(line, arrived)| received(tx, &found, line, *arrived))
        .collect();
    store::post(tx, &posting(facility, &found, permit.staff()), &moves)?;
    let signed: Vec<_> =
        found.lines.iter().zip(arrived).map(|(line, units)| (line.batch.id, *units)).collect();
    if !store::acknowledge(tx, facility, found.id, permit.staff(), &signed)? {
        return Err(StockRefusal::NoSuchTransfer.into());
    }
    tx.audit(permit, found.id)?;
    found.state = TransferState::Acknowledged { at: tx.now(), by: permit.staff() };
    for (line, arrived) in found.lines.iter_mut().zip(arrived) {
        line.arrived = Some(*arrived);
    }
    Ok(found)
}

fn sent(transfer: &Transfer, line: &TransferLine) -> Move {
    Move {
        medicine: line.batch.medicine,
        batch: line.batch.id,
        from: Account::Shelf(transfer.from),
        to: Account::Transit(transfer.to),
        units: line.sent,
        reason: Reason::Issue,
    }
}

/// What arrived, and what did not; a part of nothing is no movement.
fn received(tx: &Tx<'_>, transfer: &Transfer, line: &TransferLine, arrived: Units) -> Vec<Move> {
    let to = rules::arrives_at(&line.batch, transfer.to, tx.today());
    let lost = line.sent.less(arrived);
    [(to, arrived, Reason::Arrival), (Account::Variance, lost, Reason::Lost)]
        .into_iter()
        .filter(|(_, units, _)| !units.is_none())
        .map(|(to, units, reason)| Move {
            medicine: line.batch.medicine,
            batch: line.batch.id,
            from: Account::Transit(transfer.to),
            to,
            units,
            reason,
        })
        .collect()
}

fn posting(facility: FacilityId, transfer: &Transfer, by: StaffId) -> Posting {
    Posting { facility, document: transfer.id.uuid(), by, note: String::new() }
}
