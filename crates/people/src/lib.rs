//! People: who lives in the city, and where.

pub mod registry;
pub mod residents;
