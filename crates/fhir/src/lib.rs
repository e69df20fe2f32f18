//! FHIR R4 as a format: data types, names of systems, search parameters, bodies as bytes. It
//! knows no database.
//!
//! What is absent: a struct for each of R4's 146 types. A body is read where its values stand,
//! driven by the tables of [`definitions`]; only the data types that our own maps fill are written
//! as structs.
//! Start at [`types`] to write a map, at [`systems`] to name a code, at [`extract`] to see how a
//! body becomes index rows, at [`ucum`] to compare amounts across units, at [`fhirpath`] to ask
//! something of a body, at [`profile`] to hold one against what a nation asks.

pub mod body;
pub mod bundle;
pub mod compartment;
pub mod date;
pub mod definitions;
pub mod extract;
pub mod fhirpath;
pub mod fold;
mod links;
pub mod patch;
pub mod path;
pub mod pretty;
pub mod profile;
pub mod quantity;
mod redacted;
mod refusals;
pub mod resource_types;
pub mod schema;
pub mod search;
pub mod shape;
pub mod summary;
pub mod systems;
pub mod tape;
pub mod types;
pub mod ucum;
pub mod validate;

pub use body::Body;
pub use links::Link;
pub use redacted::redacted;
pub use resource_types::ResourceType;
