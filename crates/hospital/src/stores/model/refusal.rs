//! What a store refuses.

use super::Units;
use nabz_kernel::refusal::Refused;

/// Why the store says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockRefusal {
    /// Fewer are on the shelf than are wanted.
    Short {
        /// How many are there.
        there: Units,
        /// How many are wanted.
        wanted: Units,
    },
    /// Not a storeroom of this facility.
    NoSuchStoreroom,
    /// Not a batch of this facility.
    NoSuchBatch,
    /// Too old to be received, picked or put back.
    Expired {
        /// As the maker prints it.
        number: String,
    },
    /// Held back.
    Held {
        /// As the maker prints it.
        number: String,
    },
    /// Nothing, or more than a store takes at once.
    StrangeNumber,
    /// Not a transfer of this facility that is on its way.
    NoSuchTransfer,
    /// A transfer needs two storerooms.
    SameStoreroom,
    /// More arrived than was sent.
    MoreThanSent,
    /// Not a count of this facility that waits for approval.
    NoSuchCount,
    /// Whoever counted does not approve, and whoever sent does not sign for what is missing.
    NeedsSomebodyElse,
    /// The same batch number of the same maker with another expiry date.
    BatchExpiresOtherwise {
        /// As the maker prints it.
        number: String,
    },
    /// A movement is taken back once.
    AlreadyCorrected,
    /// Only receipts and write-offs are corrected; the rest has its own way back.
    NotCorrectable,
    /// Not a medicine of the list.
    NoSuchMedicine,
    /// Too many lines for one paper, or none.
    StrangePaper,
    /// A word is missing or far too long.
    StrangeText,
    /// No date that an expiry can be.
    StrangeExpiry,
    /// Stock is thrown away because it is too old or unfit.
    NoReason,
    /// Something came or went between the sheet and the count.
    MovedMeanwhile {
        /// As the maker prints it.
        number: String,
        /// What the ledger said when the sheet was drawn up.
        then: Units,
        /// What it says now.
        now: Units,
    },
    /// Somebody else has set the level in between.
    LevelChanged {
        /// To what.
        now: Units,
    },
    /// A line says how many and not of what.
    NoMedicine,
}

impl From<StockRefusal> for Refused {
    fn from(refusal: StockRefusal) -> Self {
        match refusal {
            StockRefusal::Short { there, wanted } => {
                Self::plain("STK-001").with("there", there).with("wanted", wanted)
            }
            StockRefusal::NoSuchStoreroom => Self::plain("STK-002"),
            StockRefusal::NoSuchBatch => Self::plain("STK-003"),
            StockRefusal::Expired { number } => Self::plain("STK-004").with("batch", number),
            StockRefusal::Held { number } => Self::plain("STK-005").with("batch", number),
            StockRefusal::StrangeNumber => Self::plain("STK-006"),
            StockRefusal::NoSuchTransfer => Self::plain("STK-007"),
            StockRefusal::SameStoreroom => Self::plain("STK-008"),
            StockRefusal::MoreThanSent => Self::plain("STK-009"),
            StockRefusal::NoSuchCount => Self::plain("STK-010"),
            StockRefusal::NeedsSomebodyElse => Self::plain("STK-011"),
            StockRefusal::BatchExpiresOtherwise { number } => {
                Self::plain("STK-012").with("batch", number)
            }
            StockRefusal::AlreadyCorrected => Self::plain("STK-013"),
            StockRefusal::NotCorrectable => Self::plain("STK-014"),
            StockRefusal::NoSuchMedicine => Self::plain("STK-015"),
            StockRefusal::StrangePaper => Self::plain("STK-016"),
            StockRefusal::StrangeText => Self::plain("STK-017"),
            StockRefusal::StrangeExpiry => Self::plain("STK-018"),
            StockRefusal::NoReason => Self::plain("STK-019"),
            StockRefusal::MovedMeanwhile { number, then, now } => {
                Self::plain("STK-020").with("batch", number).with("then", then).with("now", now)
            }
            StockRefusal::LevelChanged { now } => Self::plain("STK-021").with("now", now),
            StockRefusal::NoMedicine => Self::plain("STK-022"),
        }
    }
}
