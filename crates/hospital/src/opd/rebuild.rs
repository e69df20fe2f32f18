//! Saying again what was signed, for `nabz record rebuild`.

use super::model::SignedNote;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Walks over every signed visit with all its amendments.
pub struct Notes;

impl Rebuild for Notes {
    type Thing = SignedNote;
    const NAME: &'static str = "opd";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<SignedNote>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, first: &SignedNote) -> Place {
        Place::at(first.visit)
    }

    fn say(&self, tx: &mut Tx<'_>, first: &SignedNote, again: &mut Again) -> Result<(), Stop> {
        let notes = store::notes(tx, first.facility, first.visit)?;
        for condition in fhir::conditions(&notes) {
            again.offer(tx, &condition)?;
        }
        if let Some(composition) = fhir::composition(&notes) {
            again.offer(tx, &composition)?;
        }
        Ok(())
    }
}
