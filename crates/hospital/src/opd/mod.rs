//! OPD: what happens between a doctor and a patient, and one signature under it.
//!
//! Owns: `opd_draft`, `opd_note`.     Publishes: Composition, Condition; MedicationRequest through
//! prescribing, Encounter through the queue.
//! Note: draft → signed → amended, each amendment beside what was signed before; of a visit that is
//! put back, sent on, left before its end or never signed it stays a draft.
//! Promises: a visit is signed once; what was signed is never changed; two pages of one visit never
//! overwrite one another; what was typed is kept even where it cannot be read; signing closes the
//! visit and nothing else has to be pressed.
//! Start at [`actions::sign`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod paper;
pub mod rebuild;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;

pub use store::{latest_note, notes};
