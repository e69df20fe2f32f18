//! Triage: vital signs in, early warning out, and whoever cannot wait goes first.
//!
//! Owns: `triage_vitals`, `triage_target`.     Publishes: Observation.
//! Set of signs: stands → withdrawn, when it was read or typed wrongly; never edited.
//! Target of oxygen saturation: set by a doctor → lifted.
//! Promises: a sign that was not read is never scored; nobody is called steady whom NEWS2 does not
//! score; a number that cannot be a living person's is refused at the door; a red sign moves its
//! person to the head of the doctor's queue and keeps them there until it is read again or taken
//! back, also in the department to which they are sent on.
//! Start at [`actions::record_vitals`]; the doctor's queue asks [`standings`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod readings;
pub mod rebuild;
pub mod rules;
pub mod store;
mod written;

#[cfg(test)]
mod tests;

pub use actions::{pregnant, sets, standing, standings};
pub use store::scale_of;
pub use written::written;
