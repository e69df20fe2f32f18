//! The formats that are read. Content comes from whoever holds its licence; none of it is shipped.
//!
//! Each reader hands over drafts that [`crate::load::load`] loads. A release of SNOMED CT or LOINC
//! is held in memory while it is read: some hundred megabytes.

pub mod fhir;
pub mod icd10;
pub mod icd11;
pub mod loinc;
pub mod snomed;
mod table;
