//! Which batch leaves, and who may sign. Pure: facts in, a decision or a refusal out.

use super::model::{
    Account, Batch, BatchState, CountLine, OnShelf, Pick, Reason, StockRefusal, StoreroomId,
    Transfer, Units, Unlisted,
};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::StaffId;
use nabz_kernel::signs::{cannot_be_kept, cannot_stand_on_a_line};
use std::cmp::Ordering;

/// More of anything than a lorry brings: a slip of the finger is caught here.
pub const UNITS_AT_ONCE_MAX: u32 = 1_000_000;
/// Lines of one paper; a longer one is split, as paper is.
pub const PAPER_LINES_MAX: usize = 200;
/// A batch number, a maker's name, the name of a storeroom.
pub const TEXT_CHARACTERS_MAX: usize = 60;
/// Words that somebody adds to a movement.
pub const NOTE_CHARACTERS_MAX: usize = 200;
/// Makers give medicines at most so long; later is a slip of the finger.
const EXPIRY_YEARS_MAX: i16 = 12;

/// How soon a batch expires, as the expiry list shows it (90 and 180 days: the two reports that
/// state medical services corporations ask for).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiry {
    /// It did.
    Past,
    /// Within 90 days.
    Within90Days,
    /// Within 180 days.
    Within180Days,
    /// Later.
    Later,
}

/// How soon a batch expires.
pub fn expiry(expires_on: Date, today: Date) -> Expiry {
    match expires_on.days() - today.days() {
        ..0 => Expiry::Past,
        0..=90 => Expiry::Within90Days,
        91..=180 => Expiry::Within180Days,
        181.. => Expiry::Later,
    }
}

/// Whether a batch may be given to anybody today.
pub fn may_be_picked(batch: &Batch, today: Date) -> Result<(), StockRefusal> {
    let number = batch.number.clone();
    match batch.state {
        BatchState::Held { .. } => Err(StockRefusal::Held { number }),
        BatchState::Free if batch.expires_on < today => Err(StockRefusal::Expired { number }),
        BatchState::Free => Ok(()),
    }
}

/// Takes `wanted` from a shelf: what expires first leaves first.
///
/// Refuses with `STK-001` when what may be picked does not suffice; half an answer is the
/// caller's to ask for, with [`at_most`].
pub fn first_expiring_first(
    shelf: &[OnShelf],
    wanted: Units,
    today: Date,
) -> Result<Vec<Pick>, StockRefusal> {
    let there = pickable(shelf, today);
    if there < wanted {
        return Err(StockRefusal::Short { there, wanted });
    }
    Ok(at_most(shelf, wanted, today))
}

/// Takes up to `wanted` from a shelf: what expires first leaves first.
pub fn at_most(shelf: &[OnShelf], wanted: Units, today: Date) -> Vec<Pick> {
    let mut free: Vec<_> =
        shelf.iter().filter(|lot| may_be_picked(&lot.batch, today).is_ok()).collect();
    free.sort_by_key(|lot| (lot.batch.expires_on, lot.batch.id.uuid()));
    let mut missing = wanted;
    let mut picks = Vec::new();
    for lot in free {
        let units = lot.units.min(missing);
        if !units.is_none() {
            picks.push(pick(&lot.batch, units));
            missing = missing.less(units);
        }
    }
    picks
}

/// How many of a shelf may be picked.
pub fn pickable(shelf: &[OnShelf], today: Date) -> Units {
    let free = shelf.iter().filter(|lot| may_be_picked(&lot.batch, today).is_ok());
    free.map(|lot| lot.units).sum()
}

/// Units of one batch.
pub fn pick(batch: &Batch, units: Units) -> Pick {
    let (id, number) = (batch.id, batch.number.clone());
    Pick { batch: id, number, expires_on: batch.expires_on, units }
}

/// A number of units that somebody typed.
pub fn sensible(units: Units) -> Result<Units, StockRefusal> {
    if (1..=UNITS_AT_ONCE_MAX).contains(&units.count()) {
        Ok(units)
    } else {
        Err(StockRefusal::StrangeNumber)
    }
}

/// A number of units as somebody typed it, with or without the grouping of lakh and crore.
pub fn parse_units(typed: &str) -> Result<Units, StockRefusal> {
    let digits: String = typed.chars().filter(|sign| *sign != ',').collect();
    digits.trim().parse().map(Units::new).map_err(|_| StockRefusal::StrangeNumber)
}

/// How many lines a paper has.
pub fn sensible_paper<T>(lines: &[T]) -> Result<(), StockRefusal> {
    if lines.is_empty() || lines.len() > PAPER_LINES_MAX {
        return Err(StockRefusal::StrangePaper);
    }
    Ok(())
}

/// A batch number or a maker's name, as somebody typed it.
pub fn sensible_text(text: &str) -> Result<(), StockRefusal> {
    let length = text.trim().chars().count();
    let strange = text.chars().any(cannot_stand_on_a_line);
    if length == 0 || length > TEXT_CHARACTERS_MAX || strange {
        return Err(StockRefusal::StrangeText);
    }
    Ok(())
}

/// Words that somebody adds; none are needed.
pub fn sensible_note(note: &str) -> Result<(), StockRefusal> {
    let strange = note.chars().any(cannot_be_kept);
    if note.chars().count() > NOTE_CHARACTERS_MAX || strange {
        return Err(StockRefusal::StrangeText);
    }
    Ok(())
}

/// Whether a delivered batch may come in: not expired, and no date beyond any maker's promise.
pub fn may_come_in(number: &str, expires_on: Date, today: Date) -> Result<(), StockRefusal> {
    if expires_on < today {
        return Err(StockRefusal::Expired { number: number.to_owned() });
    }
    sensible_expiry(expires_on, today)
}

/// No date beyond any maker's promise. What is found on a shelf may have expired there.
pub fn sensible_expiry(expires_on: Date, today: Date) -> Result<(), StockRefusal> {
    let (year, _, _) = today.calendar();
    if expires_on.calendar().0 > year.saturating_add(EXPIRY_YEARS_MAX) {
        return Err(StockRefusal::StrangeExpiry);
    }
    Ok(())
}

/// An expiry as packs carry it and people type it: `03/2027`, `03/27`, `2027-03`, `2027-03-15`.
/// A month means its last day (Drugs Rules, 1945, rule 96: the month of expiry is included).
pub fn parse_expiry(typed: &str) -> Result<Date, StockRefusal> {
    let parts: Vec<_> = typed.trim().split(['/', '-', '.']).map(str::trim).collect();
    let number = |text: &&str| text.parse::<i16>().ok();
    let numbers: Option<Vec<i16>> = parts.iter().map(number).collect();
    let date = match numbers.as_deref() {
        Some(&[year, month]) if year >= 1_000 => last_day(year, month),
        Some(&[month, year]) if year >= 1_000 => last_day(year, month),
        Some(&[month, year]) if (0..100).contains(&year) => last_day(2_000 + year, month),
        Some(&[year, month, day]) if year >= 1_000 => calendar(year, month, day),
        Some(&[day, month, year]) if year >= 1_000 => calendar(year, month, day),
        Some(_) | None => None,
    };
    date.ok_or(StockRefusal::StrangeExpiry)
}

fn last_day(year: i16, month: i16) -> Option<Date> {
    [31, 30, 29, 28].into_iter().find_map(|day| calendar(year, month, day))
}

fn calendar(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::from_calendar(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// Where a batch goes that arrives in a storeroom: a recall may have overtaken it.
pub fn arrives_at(batch: &Batch, storeroom: StoreroomId, today: Date) -> Account {
    match may_be_picked(batch, today) {
        Ok(()) => Account::Shelf(storeroom),
        Err(_) => Account::Quarantine(storeroom),
    }
}

/// Whether `signer` may sign for a transfer of which so much arrived. Whoever sent it may sign
/// when everything is there; what is missing needs a second pair of eyes.
pub fn may_acknowledge(
    transfer: &Transfer,
    arrived: &[Units],
    signer: StaffId,
) -> Result<(), StockRefusal> {
    if arrived.len() != transfer.lines.len() {
        return Err(StockRefusal::StrangePaper);
    }
    let lines = || transfer.lines.iter().zip(arrived);
    if lines().any(|(line, arrived)| *arrived > line.sent) {
        return Err(StockRefusal::MoreThanSent);
    }
    let all_there = lines().all(|(line, arrived)| *arrived == line.sent);
    if !all_there && signer == transfer.issued_by {
        return Err(StockRefusal::NeedsSomebodyElse);
    }
    Ok(())
}

/// Each batch once, and no number out of all measure; none is a number that a count may find.
pub fn sensible_count(lines: &[CountLine]) -> Result<(), StockRefusal> {
    for (place, line) in lines.iter().enumerate() {
        let named_before = lines.iter().take(place).any(|other| other.batch.id == line.batch.id);
        if named_before {
            return Err(StockRefusal::StrangePaper);
        }
        if line.counted.count() > UNITS_AT_ONCE_MAX {
            return Err(StockRefusal::StrangeNumber);
        }
    }
    Ok(())
}

/// Whether a known batch may be the one that was found: what was written down agrees with it.
pub fn may_be(batch: &Batch, found: &Unlisted) -> bool {
    let maker = found.manufacturer.trim();
    batch.medicine == found.medicine
        && (maker.is_empty() || maker == batch.manufacturer)
        && found.expires_on.is_none_or(|day| day == batch.expires_on)
}

/// Whether `approver` may decide about somebody's count.
pub fn may_decide(counted_by: StaffId, approver: StaffId) -> Result<(), StockRefusal> {
    if counted_by == approver { Err(StockRefusal::NeedsSomebodyElse) } else { Ok(()) }
}

/// What a count asks the ledger to move for one batch: from, to, how many; `None` when both agree.
pub fn variance(line: &CountLine, storeroom: StoreroomId) -> Option<(Account, Account, Units)> {
    let shelf = Account::Shelf(storeroom);
    match line.counted.cmp(&line.book) {
        Ordering::Less => Some((shelf, Account::Variance, line.book.less(line.counted))),
        Ordering::Equal => None,
        Ordering::Greater => Some((Account::Variance, shelf, line.counted.less(line.book))),
    }
}

/// Stock is thrown away because it is too old or unfit, for no other reason.
pub fn why_thrown_away(reason: Reason) -> Result<Reason, StockRefusal> {
    match reason {
        Reason::Expired | Reason::Broken => Ok(reason),
        Reason::Receipt
        | Reason::Issue
        | Reason::Arrival
        | Reason::Lost
        | Reason::Dispense
        | Reason::Return
        | Reason::Hold
        | Reason::Release
        | Reason::Count
        | Reason::Correction => Err(StockRefusal::StrangePaper),
    }
}

/// The reason that somebody picked for throwing stock away.
pub fn parse_why_thrown_away(picked: &str) -> Result<Reason, StockRefusal> {
    match picked {
        "expired" => Ok(Reason::Expired),
        "broken" => Ok(Reason::Broken),
        _ => Err(StockRefusal::NoReason),
    }
}

/// Whether a count still stands on what the ledger said when its sheet was drawn up. Nobody can
/// tell whether what moved since was counted or not, so such a batch is counted again.
pub fn still_the_same(batch: &Batch, then: Units, now: Units) -> Result<(), StockRefusal> {
    if then == now {
        return Ok(());
    }
    Err(StockRefusal::MovedMeanwhile { number: batch.number.clone(), then, now })
}

/// Whether a movement may be countered. What a patient got comes back through a return, a
/// transfer through its own way back, a count through another count.
pub fn may_be_corrected(reason: Reason) -> Result<(), StockRefusal> {
    match reason {
        Reason::Receipt | Reason::Expired | Reason::Broken => Ok(()),
        Reason::Issue
        | Reason::Arrival
        | Reason::Lost
        | Reason::Dispense
        | Reason::Return
        | Reason::Hold
        | Reason::Release
        | Reason::Count
        | Reason::Correction => Err(StockRefusal::NotCorrectable),
    }
}

#[cfg(test)]
mod tests;
