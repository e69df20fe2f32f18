//! Households: who lives with whom, and who answers for a child.
//!
//! Owns: every table named `households_*`.     Publishes: Group (a household), RelatedPerson (a
//! guardian).
//! Household: lived in → empty.  Living there: joined → ended (moved, split, died, mistake).
//! Guardian: named → ended; at eighteen by itself.
//! Promises: nobody lives in two places; a household has one head at most, and says so when it has
//! none; who moves, marries or dies takes nothing of anybody's record along; a family is an aid to
//! care and never a condition of it.
//! Start at [`actions::found`]; the counter's is [`actions::register_beside`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;
