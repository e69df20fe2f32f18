//! Saying again what helps in an emergency, for `nabz record rebuild`.

use super::model::{Blood, LongTerm, Surgery};
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every blood group, with all that was said of it.
pub struct BloodGroups;

impl Rebuild for BloodGroups {
    type Thing = Blood;
    const NAME: &'static str = "blood groups";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Blood>, Stop> {
        store::blood_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, first: &Blood) -> Place {
        Place::at(first.id)
    }

    fn say(&self, tx: &mut Tx<'_>, first: &Blood, again: &mut Again) -> Result<(), Stop> {
        match fhir::blood_group(&store::blood_of(tx, first.person)?) {
            Some(observation) => again.offer(tx, &observation),
            None => Ok(()),
        }
    }
}

/// Every long-term condition, those that are over included.
pub struct LongTermConditions;

impl Rebuild for LongTermConditions {
    type Thing = LongTerm;
    const NAME: &'static str = "long-term conditions";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<LongTerm>, Stop> {
        store::conditions_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, condition: &LongTerm) -> Place {
        Place::at(condition.id)
    }

    fn say(&self, tx: &mut Tx<'_>, condition: &LongTerm, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::condition(condition))
    }
}

/// Every operation, those that were never done included.
pub struct Surgeries;

impl Rebuild for Surgeries {
    type Thing = Surgery;
    const NAME: &'static str = "operations";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Surgery>, Stop> {
        store::surgeries_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, surgery: &Surgery) -> Place {
        Place::at(surgery.id)
    }

    fn say(&self, tx: &mut Tx<'_>, surgery: &Surgery, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::procedure(surgery))
    }
}
