//! Saying again what is disputed, for `nabz record rebuild`.

use super::model::Dispute;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every dispute, those that were withdrawn included.
pub struct Disputes;

impl Rebuild for Disputes {
    type Thing = Dispute;
    const NAME: &'static str = "disputes";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Dispute>, Stop> {
        store::after(tx, Id::from_uuid(place.last), limit.into())
    }

    fn place(&self, dispute: &Dispute) -> Place {
        Place::at(dispute.id)
    }

    fn say(&self, tx: &mut Tx<'_>, dispute: &Dispute, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::detected_issue(dispute))
    }
}
