//! Saying again what was signed, for `nabz record rebuild`.

use super::{fhir, store};
use crate::queue::model::TokenId;
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Walks over every signed visit with all its amendments.
pub struct Notes;

impl Rebuild for Notes {
    fn name(&self) -> &'static str {
        "opd"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let last = after.and_then(|cursor| cursor.parse::<Uuid>().ok()).unwrap_or_default();
        let signed = store::after(tx, TokenId::from_uuid(last), i64::from(limit))?;
        for first in &signed {
            let notes = store::notes(tx, first.facility, first.visit)?;
            for condition in fhir::conditions(&notes) {
                again.offer(tx, &condition)?;
            }
            if let Some(composition) = fhir::composition(&notes) {
                again.offer(tx, &composition)?;
            }
        }
        Ok(signed.last().map(|first| first.visit.to_string()))
    }
}
