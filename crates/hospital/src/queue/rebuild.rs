//! Saying every Encounter again, for `nabz record rebuild`.

use super::model::Token;
use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every token, facility by facility.
pub struct Encounters;

impl Rebuild for Encounters {
    type Thing = Token;
    const NAME: &'static str = "queue";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Token>, Stop> {
        let at = (Id::from_uuid(place.facility), Id::from_uuid(place.last));
        store::after(tx, at, limit.into())
    }

    fn place(&self, token: &Token) -> Place {
        Place::within(token.facility, token.id)
    }

    fn say(&self, tx: &mut Tx<'_>, token: &Token, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::encounter(token))
    }
}
