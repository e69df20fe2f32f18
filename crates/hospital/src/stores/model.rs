//! The nouns of a store.

mod count;
mod refusal;

use crate::formulary::model::{MedicineId, Name};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::{id, spelt};
use std::{fmt, iter};
use uuid::Uuid;

pub use count::{Count, CountLine, CountSheet, CountState, Found, Unlisted};
pub use refusal::StockRefusal;

id!(
    /// A place of a facility where stock lies.
    StoreroomId,
    StoreroomMark
);
id!(
    /// One batch of one maker at one facility.
    BatchId,
    StockBatch
);
id!(
    /// One line of the ledger.
    MovementId,
    StockMovement
);
id!(
    /// What came from a supplier together.
    ReceiptId,
    StockReceipt
);
id!(
    /// What went from one storeroom to another together.
    TransferId,
    StockTransfer
);
id!(
    /// One count of a storeroom.
    CountId,
    StockCount
);

/// A number of dispensing units: tablets, bottles, tubes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units(u32);

impl Units {
    /// No units.
    pub const NONE: Self = Self(0);

    /// So many.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// How many.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// Whether there are none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// What is left after `taken`, or none.
    #[must_use]
    pub const fn less(self, taken: Self) -> Self {
        Self(self.0.saturating_sub(taken.0))
    }

    /// Both together. A store that holds four thousand million units does not exist.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self(self.0.saturating_add(more.0))
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl iter::Sum for Units {
    fn sum<I: Iterator<Item = Self>>(units: I) -> Self {
        units.fold(Self::NONE, Self::and)
    }
}

spelt!(
    /// What a storeroom is for.
    StoreroomKind {
        /// Filled by suppliers, feeds the others.
        Main = "main",
        /// Hands out to patients.
        Pharmacy = "pharmacy",
    }
);

/// A place of a facility where stock lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storeroom {
    /// The storeroom.
    pub id: StoreroomId,
    /// Short, unique at the facility: `MAIN`.
    pub code: String,
    /// What it is for.
    pub kind: StoreroomKind,
    /// What is written on its door.
    pub name: Name,
    /// Which storeroom fills it; `None` = suppliers do.
    pub fed_by: Option<StoreroomId>,
}

/// One batch of one maker at one facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The batch.
    pub id: BatchId,
    /// Of what.
    pub medicine: MedicineId,
    /// As the maker prints it.
    pub number: String,
    /// Who made it.
    pub manufacturer: String,
    /// The last day on which it may be given.
    pub expires_on: Date,
    /// Whether it may be picked.
    pub state: BatchState,
}

/// Whether a batch may be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// It may, until it expires.
    Free,
    /// Recalled, doubted or waiting for a test: it may not.
    Held {
        /// Since when.
        since: Instant,
        /// In the words of whoever held it.
        why: String,
    },
}

/// Where units are. The last four lie outside the stores and have no balance of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// On the shelf: these may be picked.
    Shelf(StoreroomId),
    /// On the way to a storeroom.
    Transit(StoreroomId),
    /// Set aside in a storeroom.
    Quarantine(StoreroomId),
    /// Bought.
    Supplier,
    /// Handed out.
    Patient,
    /// Thrown away.
    Wastage,
    /// Found or missing when somebody counted.
    Variance,
}

spelt!(
    /// Why units move.
    Reason {
        /// A supplier brought them.
        Receipt = "receipt",
        /// Sent to another storeroom.
        Issue = "issue",
        /// They arrived there.
        Arrival = "arrival",
        /// They did not arrive there.
        Lost = "lost",
        /// Handed to a patient.
        Dispense = "dispense",
        /// A patient brought them back.
        Return = "return",
        /// Set aside.
        Hold = "hold",
        /// Put back on the shelf.
        Release = "release",
        /// Too old.
        Expired = "expired",
        /// Broken, spilt or unfit.
        Broken = "broken",
        /// A count found more or fewer.
        Count = "count",
        /// An earlier movement was wrong.
        Correction = "correction",
    }
);

/// A movement that has not been written down yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Of what.
    pub medicine: MedicineId,
    /// Of which batch.
    pub batch: BatchId,
    /// From where.
    pub from: Account,
    /// To where.
    pub to: Account,
    /// How many, at least 1.
    pub units: Units,
    /// Why.
    pub reason: Reason,
}

/// What a group of movements belongs to, and who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// At which facility.
    pub facility: FacilityId,
    /// The receipt, transfer, dispense or count.
    pub document: Uuid,
    /// Who did it.
    pub by: StaffId,
    /// In their own words; may be empty.
    pub note: String,
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The line.
    pub id: MovementId,
    /// What it belongs to.
    pub document: Uuid,
    /// What moved.
    pub moved: Move,
    /// The batch as the maker prints it.
    pub batch_number: String,
    /// The movement that this one takes back.
    pub counters: Option<MovementId>,
    /// When.
    pub at: Instant,
    /// Who did it.
    pub by: StaffId,
    /// In their own words; may be empty.
    pub note: String,
}

/// Units of one batch on one shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnShelf {
    /// Which batch.
    pub batch: Batch,
    /// How many.
    pub units: Units,
}

/// What can be had of one medicine at one facility: neither expired nor held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnHand {
    /// At the pharmacy's counters: a patient can walk away with it now.
    pub at_counters: Units,
    /// In the main stores: it can be at the counter tomorrow.
    pub in_stores: Units,
}

impl OnHand {
    /// Both together.
    pub fn total(self) -> Units {
        self.at_counters.and(self.in_stores)
    }
}

/// Units of one batch, chosen to leave a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// From which batch.
    pub batch: BatchId,
    /// As the maker prints it.
    pub number: String,
    /// The last day on which it may be given.
    pub expires_on: Date,
    /// How many.
    pub units: Units,
}

/// What a supplier brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Into which storeroom.
    pub storeroom: StoreroomId,
    /// The challan or invoice, as the supplier numbers it.
    pub paper: String,
    /// What.
    pub lines: Vec<DeliveryLine>,
}

/// One batch of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryLine {
    /// Of what.
    pub medicine: MedicineId,
    /// As the maker prints it.
    pub number: String,
    /// Who made it.
    pub manufacturer: String,
    /// The last day on which it may be given.
    pub expires_on: Date,
    /// How many.
    pub units: Units,
}

/// What is to go from one storeroom to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueOrder {
    /// From where.
    pub from: StoreroomId,
    /// To where.
    pub to: StoreroomId,
    /// How many of what; the batches that expire first are sent.
    pub wanted: Vec<(MedicineId, Units)>,
}

/// Goods between two storerooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The transfer.
    pub id: TransferId,
    /// Of the issue voucher.
    pub number: u32,
    /// From where.
    pub from: StoreroomId,
    /// To where.
    pub to: StoreroomId,
    /// When it left.
    pub issued_at: Instant,
    /// Who sent it.
    pub issued_by: StaffId,
    /// Whether it arrived.
    pub state: TransferState,
    /// What is in it.
    pub lines: Vec<TransferLine>,
}

/// Whether a transfer arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// Not yet.
    OnItsWay,
    /// Somebody signed for it.
    Acknowledged {
        /// When.
        at: Instant,
        /// Who.
        by: StaffId,
    },
}

/// One batch of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferLine {
    /// Which batch.
    pub batch: Batch,
    /// How many were sent.
    pub sent: Units,
    /// How many arrived, once somebody signed.
    pub arrived: Option<Units>,
}

/// What is to be thrown away, out of quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discard {
    /// From which storeroom's quarantine.
    pub storeroom: StoreroomId,
    /// Of which batch.
    pub batch: BatchId,
    /// How many.
    pub units: Units,
    /// `Expired` or `Broken`.
    pub reason: Reason,
    /// The paper of the condemnation.
    pub note: String,
}

/// How low a shelf may run from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelOrder {
    /// Of which storeroom.
    pub storeroom: StoreroomId,
    /// Of what.
    pub medicine: MedicineId,
    /// What stood there when somebody decided; `None` = nothing.
    pub was: Option<Units>,
    /// Fewer than this is too few.
    pub below: Units,
}

/// What lies on a shelf of one medicine, all batches together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lying {
    /// Of what.
    pub medicine: MedicineId,
    /// How many units.
    pub units: Units,
    /// How many of them may be given: neither expired nor held.
    pub pickable: Units,
    /// When the first of its batches expires.
    pub first_expiry: Date,
}

/// A medicine that runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Low {
    /// Of what.
    pub medicine: MedicineId,
    /// How many are left on the shelf, neither expired nor held.
    pub left: Units,
    /// Fewer than this is too few.
    pub order_below: Units,
}

/// A place where the ledger and a balance say different things. There are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// Where.
    pub storeroom: StoreroomId,
    /// `shelf`, `transit` or `quarantine`.
    pub account: String,
    /// Of which batch.
    pub batch: BatchId,
    /// What the movements add up to.
    pub ledger: i64,
    /// What the balance says.
    pub balance: i64,
}
