//! People: who lives in the city, and where.

#[macro_use]
mod enums;

pub mod places;
pub mod registry;
pub mod residents;
