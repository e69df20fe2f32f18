//! The data types of FHIR R4 that our own maps fill. They only serialise: what others send is
//! read from its bytes and never passes through these.
//!
//! Fields that R4 repeats are `Vec`s, and an empty one is not written. `Debug` of what names a
//! person prints `‹hidden›`.

mod clinical;
mod concept;
mod decimal;
mod person;
mod reference;

pub use clinical::{Annotation, Dosage, DoseAndRate, Duration, Repeat, SimpleQuantity, Timing};
pub use concept::{CodeableConcept, Coding};
pub use decimal::{Decimal, NotADecimal, Quantity};
pub use person::{Address, ContactPoint, Hidden, HumanName};
pub use reference::{Extension, ExtensionValue, Identifier, Period, Reference};
