//! Saying again what people answered, for `nabz record rebuild`.

use super::model::Answer;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every answer, those that no longer stand included.
pub struct Answers;

impl Rebuild for Answers {
    type Thing = Answer;
    const NAME: &'static str = "consent";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Answer>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, answer: &Answer) -> Place {
        Place::at(answer.id)
    }

    fn say(&self, tx: &mut Tx<'_>, answer: &Answer, again: &mut Again) -> Result<(), Stop> {
        let ended_by = store::next(tx, answer)?;
        if let Some(consent) = fhir::consent(answer, ended_by.as_ref()) {
            again.offer(tx, &consent)?;
        }
        again.offer(tx, &fhir::provenance(answer))
    }
}
