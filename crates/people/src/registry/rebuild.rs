//! Every Patient again, for `nabz record rebuild`.

use super::model::Person;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every person in the order of their registration.
pub struct Persons;

impl Rebuild for Persons {
    type Thing = Person;
    const NAME: &'static str = "registry";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Person>, Stop> {
        store::persons_after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, person: &Person) -> Place {
        Place::at(person.id)
    }

    fn say(&self, tx: &mut Tx<'_>, person: &Person, again: &mut Again) -> Result<(), Stop> {
        let linked = store::linked_to(tx, person.id)?;
        let adopted = store::adoptions(tx, person.id)?;
        again.offer(tx, &fhir::patient(person, linked, &adopted))
    }
}
