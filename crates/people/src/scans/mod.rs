//! Scans: photographs of papers that a family sends ahead, and what an office says of each.
//!
//! Owns: every table named `scans_*`.     Publishes: nothing; which paper was seen before a card of
//! plastic is said where the card is asked for.
//! Scan: waits → fits | does not fit, and back when that was a mistake; waits → removed by whoever
//! sent it. Each goes when its time is over, or when whoever it is about wants it erased.
//! Promises: a file is what its first bytes say, whatever it is called; it is opened by a records
//! officer alone, each time with a row in the audit, and nobody decides about one that they have not
//! opened; three of a person and twelve of a family wait or fit at most, and what does not fit makes
//! room for another; no Aadhaar card is asked for, and the file of one that was sent all the same
//! goes when an officer says so; no file is kept longer than it is of use, and of one that was erased
//! nothing is left but the audit.
//! Start at [`actions::send`]; what other pages say of somebody's papers is [`told`], and all that is
//! held of them is [`of_person`].

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub use store::{of_family, of_person};
pub use written::written;

use model::{ScanId, ScanState, Told};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Stop, Tx};

/// How it stands with the papers that a family sent of somebody, for one of the staff.
pub fn told(tx: &mut Tx<'_>, person: PersonId, staff: StaffId) -> Result<Told, Stop> {
    let mut told = Told::default();
    for scan in store::of_person(tx, person)? {
        match scan.state {
            ScanState::Judged(_) => told.judged += 1,
            ScanState::Waits => {
                told.waiting += 1;
                if !has_opened(tx, (scan.id, staff))? {
                    told.unopened += 1;
                }
            }
        }
    }
    Ok(told)
}

/// When an office opened a paper first; nothing when none has.
pub fn seen_at(tx: &mut Tx<'_>, scan: ScanId) -> Result<Option<Instant>, Stop> {
    Ok(store::looks(tx, scan)?.first().map(|look| look.at))
}

fn has_opened(tx: &mut Tx<'_>, (scan, staff): (ScanId, StaffId)) -> Result<bool, Stop> {
    Ok(store::looks(tx, scan)?.iter().any(|look| look.staff == staff))
}
