//! Every Patient again, and who changed what is on record of them, for `nabz record rebuild`.

use super::fhir::provenance;
use super::model::{Corrected, CorrectionId, Link, LinkId, Person};
use super::{fhir, store};
use nabz_kernel::ids::{Id, PersonId};
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// What stands in somebody's Patient beside what they said.
pub(super) fn beside(tx: &mut Tx<'_>, person: PersonId) -> Result<fhir::Beside, Stop> {
    Ok(fhir::Beside {
        linked: store::linked_to(tx, person)?,
        adopted: store::adoptions(tx, person)?,
        papers: store::papers(tx, person)?,
    })
}

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
        let beside = beside(tx, person.id)?;
        again.offer(tx, &fhir::patient(person, &beside))
    }
}

/// Every correction, those that changed nothing included.
pub struct Corrections;

impl Rebuild for Corrections {
    type Thing = Corrected;
    const NAME: &'static str = "corrections";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Corrected>, Stop> {
        store::corrections_after(tx, CorrectionId::from_uuid(place.last), limit.into())
    }

    fn place(&self, corrected: &Corrected) -> Place {
        Place::at(corrected.correction.id)
    }

    fn say(&self, tx: &mut Tx<'_>, corrected: &Corrected, again: &mut Again) -> Result<(), Stop> {
        match provenance::of_correction(corrected) {
            Some(provenance) => again.offer(tx, &provenance),
            None => Ok(()),
        }
    }
}

/// Every link, those that were taken back included.
pub struct Links;

impl Rebuild for Links {
    type Thing = Link;
    const NAME: &'static str = "links";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Link>, Stop> {
        store::links_after(tx, LinkId::from_uuid(place.last), limit.into())
    }

    fn place(&self, link: &Link) -> Place {
        Place::at(link.id)
    }

    fn say(&self, tx: &mut Tx<'_>, link: &Link, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &provenance::of_link(link))
    }
}
