//! Searching: one index leads, the others narrow down, the body decides.
//!
//! A page costs what it shows, not what the city holds: candidates come in the order of the
//! leading index, behind where the page before ended. Never OFFSET.

mod bounds;
mod by_value;
mod candidates;
mod cursor;
mod estimate;
mod include;
mod lead;
mod listed;
mod order;
mod page;
mod sight;
mod terms;

#[cfg(test)]
pub(crate) use by_value::leads;
pub(crate) use candidates::next as candidates_after;
pub(crate) use cursor::Place;
pub(crate) use lead::Lead;
#[cfg(test)]
pub(crate) use lead::choose;
pub use page::{Page, SearchStop, search, search_all, search_by};
pub(crate) use sight::Remembered;
pub use sight::{Everything, Own, Sight};
pub use terms::{NoTerms, Terms};
