//! What can be asked of what is loaded: the operations of R4, as plain questions in a transaction.

mod called;
mod expand;
mod lookup;
mod nest;
mod subsumes;
mod translate;
mod validate;

pub use expand::{COUNT_MAX, Expansion, Item, Of, Wish, expand};
pub use lookup::{LookedUp, lookup};
pub use subsumes::{Subsumption, subsumes};
pub use translate::{Match, Translated, Wanted, translate};
pub use validate::{Judged, judge_in_set, judge_in_system};

/// A code of a system, as somebody says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The address of the system.
    pub system: String,
    /// Its version, where a certain one is meant.
    pub version: Option<String>,
    /// The code.
    pub code: String,
    /// What it is called, as whoever asks has it.
    pub display: Option<String>,
}
