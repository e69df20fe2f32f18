//! Exchange: how the record speaks with the world. FHIR over HTTP, and folders of bundles.
//!
//! Owns: nothing; it reads and writes through `record`.     Publishes: nothing of its own.
//! Promises: staff read only whom they are related to, and of what is sensitive only that it is
//! there, unless they treat the person or the person shares it; what somebody has erased is in no
//! older version of what we say of them; a partner reads and changes only what it said itself; every
//! look and every change is audited, those of partners too; whoever a partner speaks of is a person
//! whom counters find; whoever looks for somebody by what they know is shown no more than at a
//! counter; what is not understood is refused with its place.
//! Start at [`routes`] for the FHIR API, at [`import`] and [`export`] for files, at
//! [`load_profiles`] for what a nation asks of a body, at [`load_search_parameters`] for what a city
//! adds to the searches of R4.

mod answer;
mod asker;
mod caller;
mod capability;
mod door;
mod export;
mod faults;
mod held;
mod import;
mod openapi;
mod parameters;
mod partners;
mod profiles;
mod rest;
mod terms;
mod within;

pub use caller::{ReadRecord, digest};
pub use capability::statement;
pub use export::{ExportStop, export};
pub use faults::FileFault;
pub use import::{BundleFile, Import, ImportStop, Imported, files_of, import};
pub use parameters::{LoadedParameters, load_search_parameters};
pub use partners::{give_key, partner};
pub use profiles::{Enforce, LoadedProfiles, load_profiles};
pub use rest::{Exporter, routes};

#[cfg(test)]
mod tests;
