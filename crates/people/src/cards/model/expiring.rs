//! Cards that end soon, and how their bearers are warned.

use super::{Card, CardId};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;

/// How long before its last day somebody is told that their card ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Two months: time for a card of plastic.
    First,
    /// One month.
    Second,
    /// One week.
    Last,
}

impl Warning {
    /// All of them, in the order in which they are said.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Last];

    /// Days before the last one.
    pub const fn days(self) -> i64 {
        match self {
            Self::First => 60,
            Self::Second => 30,
            Self::Last => 7,
        }
    }

    /// The warning of so many days.
    pub fn of_days(days: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|warning| warning.days() == days)
    }
}

/// The last warning that was due about a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warned {
    /// Which.
    pub step: Warning,
    /// When.
    pub at: Instant,
    /// Whether there was a phone, and consent to be told by it.
    pub told: bool,
}

/// A card in somebody's hands that ends soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    /// The card.
    pub card: Card,
    /// How far they were warned.
    pub warned: Option<Warned>,
}

/// Cards that end soon, the first to end first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiringAsked {
    /// Where they were given; everywhere for `None`.
    pub facility: Option<FacilityId>,
    /// The last days that are looked at.
    pub days: (Date, Date),
    /// Behind this one.
    pub after: Option<(Date, CardId)>,
    /// At most so many.
    pub most: usize,
}
