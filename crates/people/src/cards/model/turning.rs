//! Birthdays from which on somebody has another card.

use nabz_kernel::birth::OF_AGE_YEARS;
use serde::{Deserialize, Serialize};

/// Until so many years of age a child has a card on paper.
const INFANT_YEARS: i16 = 1;

words!(
    /// Which birthday.
    Turning {
        /// Until then a child stands on its mother's card.
        One = "one",
        /// Until then somebody else answers for them.
        Eighteen = "eighteen",
    }
);

impl Turning {
    /// How old somebody turns.
    pub const fn years(self) -> i16 {
        match self {
            Self::One => INFANT_YEARS,
            Self::Eighteen => OF_AGE_YEARS,
        }
    }
}
