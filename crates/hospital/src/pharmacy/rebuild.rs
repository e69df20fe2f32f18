//! Saying every MedicationDispense again, for `nabz record rebuild`.

use super::actions::dispense_resources;
use super::store;
use nabz_kernel::ids::Id;
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// The pharmacy's part of a rebuild. Its cursor is `facility/dispense`.
pub struct Dispenses;

impl Rebuild for Dispenses {
    fn name(&self) -> &'static str {
        "pharmacy"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let (facility, last) = cursor(after)?;
        let at = (Id::from_uuid(facility), Id::from_uuid(last));
        let dispenses = store::after(tx, at, limit.into())?;
        for dispense in &dispenses {
            for resource in dispense_resources(tx, dispense)? {
                again.offer(tx, &resource)?;
            }
        }
        Ok(dispenses.last().map(|last| format!("{}/{}", last.facility, last.id)))
    }
}

fn cursor(after: Option<&str>) -> Result<(Uuid, Uuid), Stop> {
    let Some(text) = after else { return Ok((Uuid::nil(), Uuid::nil())) };
    let parts = text.split_once('/');
    let ids = parts.and_then(|(f, t)| Some((f.parse().ok()?, t.parse().ok()?)));
    ids.ok_or_else(|| Stop::fault("a rebuild of the pharmacy was given a cursor that is none"))
}
