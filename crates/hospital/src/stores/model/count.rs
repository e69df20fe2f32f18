//! The nouns of a count.

use super::{Batch, BatchId, CountId, StoreroomId, Units};
use crate::formulary::model::MedicineId;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::StaffId;
use nabz_kernel::spelt;

/// What somebody found on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountSheet {
    /// In which storeroom.
    pub storeroom: StoreroomId,
    /// Each batch of the sheet. What is not listed was not counted.
    pub found: Vec<Found>,
    /// What lies there and stands on no sheet.
    pub unlisted: Vec<Unlisted>,
    /// In the words of whoever counted.
    pub note: String,
}

/// One batch of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which batch.
    pub batch: BatchId,
    /// What the ledger said when the sheet was drawn up.
    pub book: Units,
    /// What lies on the shelf.
    pub counted: Units,
}

/// A batch that lies on the shelf and that the ledger does not place there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// Of what.
    pub medicine: MedicineId,
    /// As the maker prints it.
    pub number: String,
    /// Who made it; may stay empty when the facility knows one batch of that number.
    pub manufacturer: String,
    /// The last day on which it may be given; `None` like an empty maker.
    pub expires_on: Option<Date>,
    /// How many lie there.
    pub counted: Units,
}

/// A count that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The count.
    pub id: CountId,
    /// Of which storeroom.
    pub storeroom: StoreroomId,
    /// What became of it.
    pub state: CountState,
    /// When.
    pub counted_at: Instant,
    /// By whom.
    pub counted_by: StaffId,
    /// In the words of whoever counted.
    pub note: String,
    /// Each batch.
    pub lines: Vec<CountLine>,
}

spelt!(
    /// What became of a count.
    CountState {
        /// Shelf and ledger say the same.
        Agrees = "agrees",
        /// They differ, and somebody else has to look.
        Waiting = "waiting",
        /// The ledger was brought to what lies on the shelf.
        Approved = "approved",
        /// The count was wrong; the ledger stays.
        Rejected = "rejected",
    }
);

/// One batch of a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountLine {
    /// Which batch.
    pub batch: Batch,
    /// What the ledger said when the count was handed in.
    pub book: Units,
    /// What lay on the shelf.
    pub counted: Units,
}
