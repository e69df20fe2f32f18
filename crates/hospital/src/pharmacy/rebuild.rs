//! Saying every MedicationDispense again, for `nabz record rebuild`.

use super::actions::dispense_resources;
use super::model::Dispense;
use super::store;
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every hand-out, facility by facility.
pub struct Dispenses;

impl Rebuild for Dispenses {
    type Thing = Dispense;
    const NAME: &'static str = "pharmacy";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Dispense>, Stop> {
        let at = (Id::from_uuid(place.facility), Id::from_uuid(place.last));
        store::after(tx, at, limit.into())
    }

    fn place(&self, dispense: &Dispense) -> Place {
        Place::within(dispense.facility, dispense.id)
    }

    fn say(&self, tx: &mut Tx<'_>, dispense: &Dispense, again: &mut Again) -> Result<(), Stop> {
        for resource in dispense_resources(tx, dispense)? {
            again.offer(tx, &resource)?;
        }
        Ok(())
    }
}
