//! People: who lives in the city, where, with whom, and by which card they are known.

#[macro_use]
mod enums;

pub mod cards;
pub mod households;
pub mod places;
pub mod registry;
pub mod residents;
