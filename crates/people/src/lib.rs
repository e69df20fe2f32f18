//! People: who lives in the city, where, and what they agree to.

#[macro_use]
mod enums;

pub mod consent;
pub mod places;
pub mod registry;
pub mod residents;
