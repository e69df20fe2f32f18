//! Prescribing: what to take, how much, how long, and what speaks against it.
//!
//! Owns: `prescribing_prescription`, `prescribing_line`, `prescribing_of_person`,
//! `prescribing_favourite`, `prescribing_template`, `prescribing_template_line`.
//! Publishes: MedicationRequest.
//! Line: active → completed (handed out in full) ⇄ active (handed back); active → stopped, when an
//! amendment drops it.
//! Promises: a visit has one prescription; a line is never edited, only stopped and written anew;
//! an alert is either heeded or answered with a reason that stays with the line; what is still
//! taken is known at every facility of the city; how many units to hand out is computed, never
//! typed.
//! Start at [`actions::issue`]; pharmacies begin at [`prescription`] and [`outstanding`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod rebuild;
pub mod rules;
pub mod sheet;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use actions::{allergens, issue, mark_completed, reopen, revise, taking, topic};
pub use store::{
    awaiting, favourites, line, lines, outstanding, prescription, prescription_of_visit, templates,
};
