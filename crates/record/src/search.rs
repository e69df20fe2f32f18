//! Searching: one index leads, the others narrow down, the body decides.
//!
//! A page costs what it shows, not what the city holds: candidates come in the order of the
//! leading index, behind where the page before ended. Never OFFSET.

mod candidates;
mod choice;
mod cursor;
mod include;
mod lead;
mod listed;
mod looking;
mod order;
mod page;
mod reach;
mod runs;
mod sight;
mod sorted;
mod types;
mod walk;

pub use page::{Page, SearchStop, search, search_all};
pub(crate) use sight::Remembered;
pub use sight::{Everything, Own, Sight};
pub use types::search_types;
