//! Saying again what triage has published, for `nabz record rebuild`.

use super::model::Vitals;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every set of signs.
pub struct Triage;

impl Rebuild for Triage {
    type Thing = Vitals;
    const NAME: &'static str = "triage";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Vitals>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, set: &Vitals) -> Place {
        Place::at(set.id)
    }

    fn say(&self, tx: &mut Tx<'_>, set: &Vitals, again: &mut Again) -> Result<(), Stop> {
        for observation in fhir::observations(set) {
            again.offer(tx, &observation)?;
        }
        Ok(())
    }
}
