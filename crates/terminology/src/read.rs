//! The formats that are read. Content comes from whoever holds its licence; none of it is shipped.

pub mod fhir;
