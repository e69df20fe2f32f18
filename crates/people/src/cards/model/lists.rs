//! What a counter says of somebody's card, and what an office asks its lists.

use super::{Card, CardId, CardKind, Making, OrderId, OrderState, PrintBatchId, WhySuspended};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;

/// Rows of one page of a list.
pub const PAGE_ROWS: usize = 20;

/// What somebody has in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Nothing.
    Nothing,
    /// A card that counts.
    Good {
        /// Of what kind.
        kind: CardKind,
        /// Its last day.
        until: Date,
    },
    /// A card whose last day is over.
    Expired {
        /// That day.
        on: Date,
    },
    /// A card that was reported.
    Suspended(WhySuspended),
}

/// How far a card of plastic has come that somebody does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coming {
    /// Waits for a second pair of eyes.
    Asked,
    /// Waits for its batch.
    Approved,
    /// Signed, and on its way.
    Making(Making),
}

/// What a counter does next about somebody's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Asking whether they want one.
    Ask,
    /// Giving one on paper.
    Give,
    /// Asking for one of plastic.
    Order,
    /// Giving them the one of plastic that has come.
    HandOver,
    /// Replacing the one that was reported, or letting it count again.
    Replace,
    /// Replacing the one whose last day is over.
    Renew,
}

/// Requests that an office looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrdersAsked {
    /// Where they were made.
    pub facility: FacilityId,
    /// Where they stand.
    pub state: OrderState,
    /// Of which ward; all of them for `None`.
    pub ward: Option<String>,
    /// Behind this one.
    pub after: Option<OrderId>,
}

/// Batches that an office looks at, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchesAsked {
    /// Whose.
    pub facility: FacilityId,
    /// Of which ward; all of them for `None`.
    pub ward: Option<String>,
    /// Closed ones, or those that still take cards; both for `None`.
    pub sealed: Option<bool>,
    /// Older than this one.
    pub before: Option<PrintBatchId>,
}

/// Which pieces of a batch are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceFilter {
    /// All of them.
    All,
    /// Those that have come so far.
    Making(Making),
    /// Those that their bearers have.
    HandedOver,
    /// Those that never count again.
    Ended,
}

/// Cards on their way that an office looks at, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayAsked {
    /// Who printed them.
    pub facility: FacilityId,
    /// How far they have come.
    pub step: Making,
    /// For which ward; all of them for `None`.
    pub ward: Option<String>,
    /// Behind this one.
    pub after: Option<CardId>,
}

/// A card on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnItsWay {
    /// The card.
    pub card: Card,
    /// For which ward it was printed.
    pub ward: String,
    /// The post's number of its last parcel.
    pub parcel: Option<String>,
}
