//! What may be handed over. Pure: facts in, a decision or a refusal out.

mod packs;
mod substitute;

pub use packs::{Scanned, label_code, pack_number, paper, which_line};
pub use substitute::{Stand, may_stand_for};

use super::model::{Due, DueOnShelf, Giving, OrderLine, PharmacyRefusal};
use crate::formulary::labels;
use crate::formulary::model::{Medicine, Schedule};
use crate::stores::model::{OnShelf, Pick, StockRefusal, Units};
use crate::stores::rules as stock;
use nabz_kernel::clock::Date;
use nabz_kernel::signs::cannot_stand_on_a_line;

/// A reason, a page of a register.
pub const WORDS_MAX: usize = 120;

/// What leaves for one line: never more than is due, first expiring first, out of scanned packs.
///
/// `given` is the medicine that is offered with its shelf: what was written, or a substitute.
pub fn decide(
    due: &Due,
    given: (&Medicine, &[OnShelf]),
    order: &OrderLine,
    today: Date,
) -> Result<Giving, PharmacyRefusal> {
    let (medicine, shelf) = given;
    let stand = may_stand_for(&due.medicine, medicine)?;
    let left = due.left();
    let covers = stand.covered(order.units);
    if covers.is_none() {
        return Err(PharmacyRefusal::Nothing);
    }
    if covers > left {
        return Err(PharmacyRefusal::MoreThanDue { left, medicine: labels(&due.medicine) });
    }
    let substitute = medicine.id != due.medicine.id;
    let whole = covers == left;
    let picks = out_of_scanned(medicine, shelf, order, today)?;
    Ok(Giving {
        line: due.line.id,
        medicine: medicine.clone(),
        picks,
        covers,
        whole,
        substitute,
        reason: reason(due, order, substitute || !whole)?,
        register: register(medicine, order)?,
    })
}

fn out_of_scanned(
    medicine: &Medicine,
    shelf: &[OnShelf],
    order: &OrderLine,
    today: Date,
) -> Result<Vec<Pick>, PharmacyRefusal> {
    let picks = stock::first_expiring_first(shelf, order.units, today).map_err(|refusal| {
        let there =
            if let StockRefusal::Short { there, .. } = refusal { there } else { Units::NONE };
        PharmacyRefusal::Short { there, medicine: labels(medicine) }
    })?;
    match picks.iter().find(|pick| !order.scanned.contains(&pick.batch)) {
        Some(missing) => Err(PharmacyRefusal::TakeTheOther { batch: missing.number.clone() }),
        None => Ok(picks),
    }
}

fn reason(due: &Due, order: &OrderLine, needed: bool) -> Result<String, PharmacyRefusal> {
    let reason = sensible_words(&order.reason)?;
    if needed && reason.is_empty() {
        return Err(PharmacyRefusal::ReasonNeeded { medicine: labels(&due.medicine) });
    }
    Ok(if needed { reason } else { String::new() })
}

/// Whether a medicine leaves only with a page of the register.
///
/// Source: Narcotic Drugs and Psychotropic Substances Rules, 1985; Drugs Rules, 1945, rule 65(3)
/// and Schedule X.
pub fn needs_register(medicine: &Medicine) -> bool {
    match medicine.schedule {
        Schedule::X | Schedule::Narcotic => true,
        Schedule::Open | Schedule::G | Schedule::H | Schedule::H1 => false,
    }
}

fn register(medicine: &Medicine, order: &OrderLine) -> Result<String, PharmacyRefusal> {
    let page = sensible_words(&order.register)?;
    match (needs_register(medicine), page.is_empty()) {
        (true, true) => Err(PharmacyRefusal::RegisterNeeded { medicine: labels(medicine) }),
        (true, false) => Ok(page),
        (false, _) => Ok(String::new()),
    }
}

/// Words that somebody typed, without the blanks around them.
pub fn sensible_words(words: &str) -> Result<String, PharmacyRefusal> {
    let words = words.trim();
    if words.chars().count() > WORDS_MAX || words.chars().any(cannot_stand_on_a_line) {
        return Err(PharmacyRefusal::StrangeText);
    }
    Ok(words.to_owned())
}

/// How many of a line the shelf can give now: all that is left, or what is there.
pub fn can_be_given(line: &DueOnShelf, today: Date) -> Units {
    line.due.left().min(stock::pickable(&line.shelf, today))
}

/// The batches to take for one line, what expires first in front.
pub fn to_pick(line: &DueOnShelf, today: Date) -> Vec<Pick> {
    stock::at_most(&line.shelf, line.due.left(), today)
}

#[cfg(test)]
mod tests;
