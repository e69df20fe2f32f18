//! Facilities: where care is given, on which days, in which rooms, by whom.
//!
//! Owns: `facilities_facility`, `facilities_unit`, `facilities_room`, `facilities_roster`; the tree
//! and its people are access's.
//! Publishes: Organization, Location, Practitioner, PractitionerRole.
//! Promises: a list is loaded whole or not at all, and loading it again changes nothing; a code
//! keeps its place for ever; two units of a facility never share a letter, two rooms never a door;
//! who was granted a role stands in the record, and when it was taken back too.
//! Start at [`load`], or at [`store::units`] to read.

pub mod actions;
pub mod fhir;
pub mod load;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use store::{doctors_on, facility, room, room_of, rooms, unit, units};
