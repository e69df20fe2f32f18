//! Formulary: which medicines there are, what is in them, and how much is usual.
//!
//! Owns: `formulary_medicine`, `formulary_word`.     Publishes: nothing.
//! Medicine: listed → retired, when a later list no longer has it; never deleted.
//! Promises: a list is loaded whole or not at all; a code keeps its medicine for ever; a medicine
//! is found by the beginning of any of its words, in Devanagari or Roman, and named with its form.
//! Start at [`store::find`]; a list comes in through [`actions::load_formulary`].

pub mod actions;
pub mod model;
pub mod naming;
pub mod rules;
pub mod sheet;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use naming::{english_label, label, labels, name_and_strength};
pub use store::{every_medicine, find, groupings, medicine, medicine_by_code, medicines};
