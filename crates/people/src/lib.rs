//! People: who lives in the city, where, with whom, by which card they are known, and what they
//! agree to.

#[macro_use]
mod enums;

pub mod apply;
pub mod cards;
pub mod checker;
pub mod consent;
pub mod households;
pub mod places;
pub mod registry;
pub mod residents;
