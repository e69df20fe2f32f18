//! Pharmacy: what was signed is what is handed over, out of the batch that expires first.
//!
//! Owns: `pharmacy_window`, `pharmacy_dispense`, `pharmacy_item`, `pharmacy_pack`,
//! `pharmacy_return`.     Publishes: MedicationDispense.
//! Prescription: waiting → at the window → handed over, whole or in part.
//! Promises: nothing leaves without a signed line; every pack was scanned; never more than is due,
//! whoever presses how often; another medicine only with the same ingredient and a reason; what
//! comes back is found by its label or its papers and goes to quarantine; a recall finds who got a
//! batch.
//! Start at [`actions::dispense`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;
