//! Emergency: what a stranger who helps has to know of a person, known to the whole city.
//!
//! Owns: `emergency_blood_group`, `emergency_condition`, `emergency_surgery`; what a person must not
//! be given is of allergies.     Publishes: Observation, Condition, Procedure.
//! Blood group: noted → followed by the next one, or taken back. Long-term condition: stands → over
//! | wrong. Operation: stands → wrong. Nothing is ever deleted.
//! Promises: a group that was tested is followed by another test or taken back, never by hearsay; a
//! condition stands once; what is marked as sensitive is shown as consent says and printed on
//! nothing that a person has not shared; nobody is called healthy because nothing is recorded.
//! Start at [`actions::note_group`]; whoever reads asks [`of`], a banner [`chips`], and a paper
//! [`snapshot`].

pub mod actions;
mod facts;
pub mod fhir;
mod listed;
pub mod model;
pub mod pages;
mod paper;
pub mod rebuild;
pub mod rules;
pub mod store;
mod subset;
pub mod words;

#[cfg(test)]
mod tests;

pub use actions::ReadEmergency;
pub use facts::{Fact, Facts};
pub use listed::{LISTED, Listed, listed};
pub use pages::path;
pub use paper::snapshot;
pub use subset::{Closed, Subset, chips, of};
