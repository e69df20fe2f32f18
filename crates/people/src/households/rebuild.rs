//! Every Group and `RelatedPerson` again, for `nabz record rebuild`.

use super::model::{Guardian, Household, HouseholdRefusal};
use super::{fhir, members_told, store};
use crate::registry;
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every household in the order in which they were written down.
pub struct Households;

impl Rebuild for Households {
    type Thing = Household;
    const NAME: &'static str = "households";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Household>, Stop> {
        store::households_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, household: &Household) -> Place {
        Place::at(household.id)
    }

    fn say(&self, tx: &mut Tx<'_>, household: &Household, again: &mut Again) -> Result<(), Stop> {
        let members = members_told(tx, household)?;
        again.offer(tx, &fhir::group(household, &members))
    }
}

/// Every naming of a guardian in the order in which they were made.
pub struct Guardians;

impl Rebuild for Guardians {
    type Thing = Guardian;
    const NAME: &'static str = "guardians";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Guardian>, Stop> {
        store::guardians_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, guardian: &Guardian) -> Place {
        Place::at(guardian.id)
    }

    fn say(&self, tx: &mut Tx<'_>, guardian: &Guardian, again: &mut Again) -> Result<(), Stop> {
        let person = registry::person(tx, guardian.person)?;
        let person = person.ok_or(HouseholdRefusal::NoGuardian)?;
        again.offer(tx, &fhir::related_person(guardian, &person))
    }
}
