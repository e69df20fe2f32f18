//! Codes: what a diagnosis is called in a list that others read too.
//!
//! Owns: `codes_concept`, `codes_word`.     Publishes: nothing.
//! Concept: listed → retired, when a later list of its system no longer has it; never deleted.
//! Promises: a list is loaded whole or not at all; a concept is found by the beginning of any of
//! its words or of its code, in Devanagari or Roman. The program ships a small list of its own for
//! trying it; licensed lists are loaded by whoever holds the licence.
//! Start at [`find`]; a list comes in through [`actions::load_codes`].

pub mod actions;
pub mod model;
pub mod sheet;
pub mod store;

#[cfg(test)]
mod tests;

pub use store::{concept, find};
