//! Birthdays from which on somebody has another card.

use serde::{Deserialize, Serialize};

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
            Self::One => 1,
            Self::Eighteen => 18,
        }
    }
}
