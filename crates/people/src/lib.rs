//! People: who lives in the city, and where.

pub mod places;
pub mod registry;
pub mod residents;
