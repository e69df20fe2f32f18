//! What people do at a pharmacy's window. One verb, one transaction, always in the same order:
//! permit, load, decide, save, publish, audit.

mod dispense;
mod give_back;
mod window;

pub use dispense::dispense;
pub use give_back::{Handed, give_back, look_up};
pub use window::{call_next, open, waiting};

use super::fhir::{self, MedicationDispense};
use super::model::{self, Due, DueOnShelf, PharmacyRefusal};
use super::store;
use crate::formulary;
use crate::formulary::model::MedicineId;
use crate::prescribing;
use crate::prescribing::model::{Line, LineId, PrescriptionId};
use crate::stores;
use crate::stores::model::StoreroomId;
use nabz_access::act;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};

act!(
    /// Handing medicine over against a signature.
    Dispense = "pharmacy.dispense", [Pharmacist]
);
act!(
    /// Taking medicine back.
    TakeBack = "pharmacy.take-back", [Pharmacist]
);
act!(
    /// Reading by name and phone who has units of a batch that is held back, to reach them: whoever
    /// hands medicine out does. Others who trace a batch learn how many there are, and on which slips.
    ReachRecipients = "pharmacy.reach-recipients", [Pharmacist]
);

/// What is still to be given of a prescription, in the order of the paper.
pub fn due(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
) -> Result<Vec<Due>, Stop> {
    let lines = prescribing::outstanding(tx, facility, prescription)?;
    let medicines: Vec<MedicineId> = lines.iter().map(|line| line.medicine).collect();
    let medicines = formulary::medicines(tx, &medicines)?;
    let ids: Vec<LineId> = lines.iter().map(|line| line.id).collect();
    let given = store::given(tx, facility, &ids)?;
    let due = |line: Line| {
        let medicine = medicines.get(&line.medicine).cloned();
        let medicine = medicine.ok_or_else(|| Stop::fault("a prescribed medicine is unknown"))?;
        let given = given.get(&line.id).copied().unwrap_or_default();
        Ok(Due { line, medicine, given })
    };
    lines.into_iter().map(due).collect()
}

/// The same, each line with what a counter's shelf holds for it.
pub fn due_on_shelf(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    storeroom: StoreroomId,
    prescription: PrescriptionId,
) -> Result<Vec<DueOnShelf>, Stop> {
    let mut lines = Vec::new();
    for due in due(tx, facility, prescription)? {
        let shelf = stores::shelf(tx, facility, storeroom, due.medicine.id)?;
        lines.push(DueOnShelf { due, shelf });
    }
    Ok(lines)
}

/// What the record says about a handing over, one resource a medicine.
pub(super) fn dispense_resources(
    tx: &mut Tx<'_>,
    dispense: &model::Dispense,
) -> Result<Vec<MedicationDispense>, Stop> {
    let mut resources = Vec::with_capacity(dispense.items.len());
    for item in &dispense.items {
        let line = prescribing::line(tx, dispense.facility, item.line)?;
        let line = line.ok_or_else(|| Stop::fault("a prescribed line is gone"))?;
        let medicine = formulary::medicine(tx, item.medicine)?;
        let medicine =
            medicine.ok_or_else(|| Stop::fault("a medicine that was given is unknown"))?;
        resources.push(fhir::medication_dispense(dispense, item, &medicine, &line));
    }
    Ok(resources)
}

impl From<PharmacyRefusal> for Stop {
    fn from(refusal: PharmacyRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
