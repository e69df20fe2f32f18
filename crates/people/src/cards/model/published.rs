//! The nouns of what checkers are given, and of the log of issues.

use super::{CardId, Hash};
use nabz_credential::merkle::head::Head;
use nabz_credential::status::StatusList;
use nabz_kernel::clock::{Date, Instant};

/// The status list that was signed last, without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastList {
    /// Counts up with every list.
    pub sequence: u64,
    /// The day it speaks of.
    pub as_of: Date,
    /// When it was signed; `None` for one of before that was noted.
    pub made_at: Option<Instant>,
    /// How many indices it reaches to; `None` for one of before that was noted.
    pub size: Option<u32>,
}

/// What was signed in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which cards do not count.
    pub list: StatusList,
    /// What the log of issues was; `None` where no key may sign its heads.
    pub head: Option<Head>,
}

/// A card's place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// From 0.
    pub place: u64,
    /// Of the signed card.
    pub hash: Hash,
    /// Which.
    pub card: CardId,
}

/// The head of a day, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// The day.
    pub as_of: Date,
    /// How many cards were in the log.
    pub leaves: u64,
    /// The root over them.
    pub root: Hash,
    /// As it is downloaded.
    pub sealed: Vec<u8>,
}

/// The proof that a card is in the log, for a published head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The card.
    pub leaf: Leaf,
    /// The length of the log for which it is.
    pub leaves: u64,
    /// The lowest hash first.
    pub path: Vec<Hash>,
}

/// What is wrong with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// A card on record is no leaf, and does not wait to be one.
    Missing(CardId),
    /// A leaf is of another card than stands on record under its name.
    Altered {
        /// Its place.
        leaf: u64,
        /// The card that it names.
        card: CardId,
    },
    /// A leaf is of a card that is not on record.
    Stranger {
        /// Its place.
        leaf: u64,
        /// The card that it names.
        card: CardId,
    },
    /// Leaves are gone from here on: the next one stands further on.
    Gap(u64),
    /// The subtrees that proofs are made of do not lead to the root over the leaves.
    Subtrees,
    /// The head of a day has another root than the leaves that it counts, or counts more than there
    /// are.
    OtherRoot(Date),
    /// No key of the city signed the head of a day.
    WronglySigned(Date),
}

/// What recomputing the log has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogReport {
    /// How many leaves it has.
    pub leaves: u64,
    /// The root over them.
    pub root: Hash,
    /// Cards on record that wait to become leaves.
    pub waiting: u64,
    /// Heads that were compared.
    pub heads: u64,
    /// What is wrong, the first so many.
    pub faults: Vec<LogFault>,
}
