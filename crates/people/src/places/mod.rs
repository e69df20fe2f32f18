//! Places: the wards of the city and the localities that people name.
//!
//! Owns: every table named `places_*`.     Publishes: nothing; an address carries the ward.
//! Ward: in the file → retired.
//! Names: suggested → given, each correction with who and when.
//! Promises: a file is loaded whole or not at all, and says where it is wrong; a corrected name
//! outlives the next load; no ward that an address names disappears.
//! Start at [`actions::load_wards`].

pub mod actions;
pub mod model;
pub mod pages;
pub mod rules;
pub mod sheet;
pub mod store;

#[cfg(test)]
mod tests;

pub use actions::{find_localities, load_localities, load_wards};
pub use store::{localities, shapes, ward, wards, wards_named};
