//! Terminology: what codes mean, and which of them belong together, over what is loaded.
//!
//! Owns: `terminology_*`.     Publishes: nothing.
//! Release: loading → standing → replaced, when another of the same address and version stands;
//! its rows are swept a while later.
//! Promises: nobody is answered from what is half loaded; what lies below a concept is looked up
//! and not walked; every answer has a limit, and a question beyond it is refused by its code; content
//! that needs a licence is never shipped. It holds nothing about anybody.
//! Start at [`load`] for how content comes in, at [`read`] for the formats that are read, at
//! [`ask`] for what can be asked, at [`codes_of`], [`is_in`] and [`subsumed`] for a search over codes.

pub mod ask;
mod draft;
pub mod load;
mod order;
mod ranges;
pub mod read;
mod refusals;
mod release;
mod search;
mod select;
mod store;
mod words;

pub use draft::{
    Designation, Draft, DraftConcept, DraftMap, DraftSystem, Pair, Property, PropertyKind,
};
pub use refusals::TerminologyRefusal;
pub use release::{Head, Kind, Release, ReleaseId};
pub use search::{CODES_MAX, codes_of, is_in, subsumed, subsuming};
pub use store::releases::listed;

#[cfg(test)]
mod tests;
