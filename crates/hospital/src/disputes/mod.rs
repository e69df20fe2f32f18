//! Disputes: what clinicians hold against entries of others, beside the entries.
//!
//! Owns: `disputes_dispute`.     Publishes: `DetectedIssue`.
//! Dispute: stands → withdrawn; never deleted, and a new one may follow.
//! Promises: an entry of a partner stays as the partner said it; of one entry one dispute stands at a
//! time; what is disputed warns nobody and is shown as disputed; a dispute is as sensitive as what
//! it is about.
//! Start at [`actions::raise`]; whoever shows entries asks [`standing`].

pub mod actions;
mod entries;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
mod rules;
mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use entries::place;
pub use pages::path;
pub use store::{is_disputed, standing};
