//! Saying again what was prescribed, for `nabz record rebuild`.

use super::model::{PrescribingRefusal, Prescription};
use super::{fhir, store};
use crate::formulary;
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every prescription and all its lines, stopped ones included.
pub struct Prescribing;

impl Rebuild for Prescribing {
    type Thing = Prescription;
    const NAME: &'static str = "prescribing";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Prescription>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, prescription: &Prescription) -> Place {
        Place::at(prescription.id)
    }

    fn say(
        &self,
        tx: &mut Tx<'_>,
        prescription: &Prescription,
        again: &mut Again,
    ) -> Result<(), Stop> {
        for line in store::lines(tx, prescription.facility, prescription.id)? {
            let medicine = formulary::medicine(tx, line.medicine)?;
            let medicine = medicine.ok_or(PrescribingRefusal::NotListed)?;
            again.offer(tx, &fhir::medication_request(prescription, &line, &medicine))?;
        }
        Ok(())
    }
}
