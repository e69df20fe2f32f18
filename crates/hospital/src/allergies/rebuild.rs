//! Saying again what allergies there are, for `nabz record rebuild`.

use super::model::Allergy;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every allergy, refuted ones included.
pub struct Allergies;

impl Rebuild for Allergies {
    type Thing = Allergy;
    const NAME: &'static str = "allergies";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Allergy>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, allergy: &Allergy) -> Place {
        Place::at(allergy.id)
    }

    fn say(&self, tx: &mut Tx<'_>, allergy: &Allergy, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::allergy_intolerance(allergy))
    }
}
