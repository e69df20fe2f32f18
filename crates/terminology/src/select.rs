//! Which codes a value set has: what it is composed of, brought to ranges of concepts.

pub(crate) mod choose;
pub(crate) mod compose;
mod filters;
pub(crate) mod selection;
mod unwritten;
