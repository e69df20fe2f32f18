//! Searching: one index leads, the others narrow down, the body decides.
//!
//! A page costs what it shows, not what the city holds: candidates come in the order of the
//! leading index, behind where the page before ended. Never OFFSET.

mod bounds;
mod by_value;
mod candidates;
mod choice;
mod cursor;
mod estimate;
mod include;
mod lead;
mod listed;
mod looking;
mod order;
mod page;
mod reach;
mod runs;
mod said;
mod sight;
mod sorted;
mod terms;
mod types;
mod walk;

#[cfg(test)]
pub(crate) use by_value::lead_by;
pub(crate) use candidates::next as candidates_after;
#[cfg(test)]
pub(crate) use choice::first_lead;
pub(crate) use cursor::Place;
#[cfg(test)]
pub(crate) use lead::HashTable;
pub(crate) use lead::Lead;
pub use lead::names_few;
pub use looking::says;
pub use page::{Page, SearchStop, search, search_all, search_by};
pub(crate) use sight::Remembered;
pub use sight::{Everything, Own, Sight};
pub use terms::{NoTerms, Terms};
pub use types::search_types;
