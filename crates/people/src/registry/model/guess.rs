//! What somebody seems to be who cannot say it.

use super::Sex;
use nabz_kernel::birth::Age;
use serde::{Deserialize, Serialize};

words!(
    /// How old somebody looks, where nobody would say a number.
    AgeBand {
        /// Just born.
        Newborn = "newborn",
        /// Not grown up.
        Child = "child",
        /// Grown up.
        Adult = "adult",
        /// Of the age of grandparents.
        Old = "old",
    }
);

impl AgeBand {
    /// An age within the band, which is marked as a guess wherever it stands: a day for a newborn,
    /// else years in about the middle. Whoever can guess better types the years.
    pub const fn age(self) -> Age {
        match self {
            Self::Newborn => Age::Days(0),
            Self::Child => Age::Years(8),
            Self::Adult => Age::Years(35),
            Self::Old => Age::Years(70),
        }
    }
}

/// Sex and age of somebody unknown, as they appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// As it appears.
    pub sex: Sex,
    /// Guessed; nothing leaves what was guessed before.
    pub age: Option<Age>,
}
