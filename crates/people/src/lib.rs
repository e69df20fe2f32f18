//! People: who lives in the city, where, and with whom.

#[macro_use]
mod enums;

pub mod households;
pub mod places;
pub mod registry;
pub mod residents;
