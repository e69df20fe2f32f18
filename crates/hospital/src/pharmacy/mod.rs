//! Pharmacy: what was signed is what is handed over, out of the batch that expires first.
//!
//! Owns: `pharmacy_window`, `pharmacy_dispense`, `pharmacy_item`, `pharmacy_pack`,
//! `pharmacy_return`.     Publishes: MedicationDispense.
//! Prescription: waiting → at the window → handed over, whole or in part.
//! Promises: nothing leaves without a signed line; every pack was scanned; never more than is due,
//! whoever presses how often; another medicine only with the same ingredient and a reason; what
//! comes back goes to quarantine; a recall finds who got a batch.
//! Start at [`actions::dispense`].

use crate::stores;
use crate::stores::model::BatchId;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;

pub use store::dispense;

/// Batches of which the slips say that patients keep so many units, and the ledger says so many.
/// There are none; the simulation asks.
pub fn check(tx: &mut Tx<'_>, facility: FacilityId) -> Result<HashMap<BatchId, (i64, i64)>, Stop> {
    let mut both: HashMap<BatchId, (i64, i64)> = HashMap::new();
    for (batch, units) in store::kept(tx, facility)? {
        both.entry(batch).or_default().0 = units;
    }
    for (batch, units) in stores::with_patients(tx, facility)? {
        both.entry(batch).or_default().1 = units;
    }
    both.retain(|_, (slips, ledger)| slips != ledger);
    Ok(both)
}
