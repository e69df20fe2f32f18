//! Saying every Encounter again, for `nabz record rebuild`.

use super::{fhir, store};
use nabz_kernel::ids::Id;
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// The queue's part of a rebuild. Its cursor is `facility/token`.
pub struct Encounters;

impl Rebuild for Encounters {
    fn name(&self) -> &'static str {
        "queue"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let (facility, token) = cursor(after)?;
        let at = (Id::from_uuid(facility), Id::from_uuid(token));
        let tokens = store::after(tx, at, limit.into())?;
        for token in &tokens {
            again.offer(tx, &fhir::encounter(token))?;
        }
        Ok(tokens.last().map(|token| format!("{}/{}", token.facility, token.id)))
    }
}

fn cursor(after: Option<&str>) -> Result<(Uuid, Uuid), Stop> {
    let Some(text) = after else { return Ok((Uuid::nil(), Uuid::nil())) };
    let parts = text.split_once('/');
    let ids = parts.and_then(|(f, t)| Some((f.parse().ok()?, t.parse().ok()?)));
    ids.ok_or_else(|| Stop::fault("a rebuild of the queue was given a cursor that is none"))
}
