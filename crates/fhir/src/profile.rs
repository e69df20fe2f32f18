//! Profiles: what a nation or a city asks of a body beyond what R4 asks of everybody.
//!
//! A `StructureDefinition` that constrains a type is read once, by [`Profile::read`], into a tree of
//! what is asked of each element, its slices and the slices of these. Every definition that is
//! loaded stands in [`Profiles`], beside the value sets and code systems that their bindings name;
//! [`Profiles::check`] holds a body against them. R4 itself comes first, by [`crate::validate`]: a
//! body that is not of R4's shape is asked nothing more.
//!
//! A profile that has only a differential is held against what it adds to, and then against what it
//! adds; no snapshot is made of it.
//!
//! What is never passed over in silence: a profile or a value set that is not loaded, a rule that
//! cannot be asked, a slice that cannot be told from others. Each is said as information.
//! What is absent: where an extension may stand (`context`), aggregation and versioning of
//! references, filters of value sets, and profiles of what lies elsewhere.
//! Start at [`Profiles::check`].

mod check;
mod demand;
mod given;
mod library;
mod path;
mod read;
mod terms;
#[cfg(test)]
mod tests;
mod unmet;

pub use library::{Kept, Profiles};
pub use read::{NotAProfile, Profile};
pub use unmet::Unmet;
