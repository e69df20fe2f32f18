//! Allergies: what a person must not be given, known to every prescriber of the city.
//!
//! Owns: `allergies_allergy`.     Publishes: AllergyIntolerance.
//! Allergy: stands → refuted, when it proved wrong; never deleted.
//! Promises: one entry a person and substance stands at a time; the words that alerts compare are
//! the formulary's own wherever it has one; nobody is called free of allergies because none is
//! recorded; what partners say warns like what we know, with its source, until
//! a clinician disputes it; what is sensitive warns all
//! the same, and is shown as consent says.
//! Start at [`actions::note_allergy`]; prescribers read [`of`], whoever keeps records [`seen`].

pub mod actions;
pub mod fhir;
mod known;
pub mod model;
pub mod rebuild;
pub mod rules;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use known::{of, seen};
pub use store::allergy;
