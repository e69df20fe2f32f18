//! Saying again what allergies there are, for `nabz record rebuild`.

use super::model::AllergyId;
use super::{fhir, store};
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Walks over every allergy, refuted ones included.
pub struct Allergies;

impl Rebuild for Allergies {
    fn name(&self) -> &'static str {
        "allergies"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let last = after.and_then(|cursor| cursor.parse::<Uuid>().ok()).unwrap_or_default();
        let found = store::after(tx, AllergyId::from_uuid(last), i64::from(limit))?;
        for allergy in &found {
            again.offer(tx, &fhir::allergy_intolerance(allergy))?;
        }
        Ok(found.last().map(|allergy| allergy.id.to_string()))
    }
}
