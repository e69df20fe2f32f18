//! Stores: medicine in, medicine moved, and nothing lost between.
//!
//! Owns: `stores_storeroom`, `stores_batch`, `stores_balance`, `stores_ledger`,
//! `stores_transfer`, `stores_transfer_line`, `stores_count`, `stores_count_line`,
//! `stores_level`.     Publishes: nothing.
//! Batch: received → on shelves → empty, or held → released | thrown away.
//! Transfer: on its way → acknowledged. Count: agrees | waiting → approved | rejected.
//! Promises: every movement has a from and a to; stock never goes below zero; a ledger row is
//! never changed, only countered; what expires first leaves first; expired and held batches are
//! never picked; nobody approves a count of their own, and a count stands on what the ledger said
//! when its sheet was drawn up.
//! Start at [`actions::receive`]; storerooms are opened by [`load::load_storerooms`]; other
//! capabilities call [`on_hand`], [`shelf`] and the verbs of [`hand_out`].

pub mod actions;
pub mod hand_out;
pub mod load;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;

pub use hand_out::Handout;
pub use store::{batch, check, find_batches, low, on_hand, shelf, storerooms, with_patients};

#[cfg(test)]
mod tests;
