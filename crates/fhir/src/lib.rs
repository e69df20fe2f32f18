//! FHIR R4 as a format: data types, names of systems. It knows no database and no person.
//!
//! Start at [`types`] to write a map, at [`systems`] to name a code.

pub mod systems;
pub mod types;
