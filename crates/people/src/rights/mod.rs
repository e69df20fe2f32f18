//! Rights: what people may ask about what is held of them, that they are answered in time, and whom
//! they name to ask after them.
//!
//! Owns: every table named `rights_*`.     Publishes: nothing; what changes because of a request is
//! published by whoever keeps it.
//! Request: received → being looked into → answered; until then it can be withdrawn. Nominee: in
//! force → changed | withdrawn.
//! Promises: of each kind one request of a person is open, however often it is pressed; each has a
//! number and a day by which it is answered, and the answer gives its reason in words; what was asked
//! and answered stays; what is held is shown to whoever it is about without a request; nobody names
//! two at once, and whom they named before stays; what is erased goes through whoever keeps it, which
//! writes down that it was and not what it was; no clinical record and no audit is erased.
//! Start at [`actions::ask`]; a family's own phone comes through [`actions::ask_applied`]. What is
//! held of a person is gathered by [`what_is_held`].

pub mod actions;
mod held;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use held::{HeldShown, WhatIsHeld, what_is_held};
pub(crate) use pages::{NomineeTyped, NomineeView, RequestView, note_for, sent_as_file};
pub use store::{nominee, nominees, of_person};
pub use written::written;

use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use nabz_web::Message;

/// What whoever deals with the death of somebody is told: whom they had named. Nothing where they
/// had named nobody.
pub fn line_of_nominee(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Message>, Stop> {
    Ok(store::nominee(tx, person)?.map(|nominee| words::nominee(&nominee)))
}

/// Where the rights of a person stand, for the staff.
pub fn page_of(person: PersonId) -> String {
    format!("/people/{person}/rights")
}
