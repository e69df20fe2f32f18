//! Saying again what triage has published, for `nabz record rebuild`.

use super::model::VitalsId;
use super::{fhir, store};
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Walks over every set of signs.
pub struct Triage;

impl Rebuild for Triage {
    fn name(&self) -> &'static str {
        "triage"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let last = after.and_then(|cursor| cursor.parse::<Uuid>().ok()).unwrap_or_default();
        let sets = store::after(tx, VitalsId::from_uuid(last), i64::from(limit))?;
        for observation in sets.iter().flat_map(fhir::observations) {
            again.offer(tx, &observation)?;
        }
        Ok(sets.last().map(|set| set.id.to_string()))
    }
}
