//! Saying again what was prescribed, for `nabz record rebuild`.

use super::model::{PrescribingRefusal, PrescriptionId};
use super::{fhir, store};
use crate::formulary;
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Walks over every prescription and all its lines, stopped ones included.
pub struct Prescribing;

impl Rebuild for Prescribing {
    fn name(&self) -> &'static str {
        "prescribing"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let last = after.and_then(|cursor| cursor.parse::<Uuid>().ok()).unwrap_or_default();
        let found = store::after(tx, PrescriptionId::from_uuid(last), i64::from(limit))?;
        for prescription in &found {
            for line in store::lines(tx, prescription.facility, prescription.id)? {
                let medicine = formulary::medicine(tx, line.medicine)?;
                let medicine = medicine.ok_or(PrescribingRefusal::NotListed)?;
                again.offer(tx, &fhir::medication_request(prescription, &line, &medicine))?;
            }
        }
        Ok(found.last().map(|prescription| prescription.id.to_string()))
    }
}
