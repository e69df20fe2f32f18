//! Every Patient again, for `nabz record rebuild`.

use super::{fhir, store};
use nabz_kernel::ids::{Id, PersonId};
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};

/// Offers every person in the order of their registration.
pub struct Persons;

impl Rebuild for Persons {
    fn name(&self) -> &'static str {
        "registry"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let after = after.map(read_cursor).transpose()?;
        let persons = store::persons_after(tx, after, limit.into())?;
        for person in &persons {
            let linked = store::linked_to(tx, person.id)?;
            again.offer(tx, &fhir::patient(person, linked))?;
        }
        Ok(persons.last().map(|last| last.id.to_string()))
    }
}

fn read_cursor(text: &str) -> Result<PersonId, Stop> {
    let uuid = uuid::Uuid::parse_str(text).map_err(|e| Stop::fault(e.to_string()))?;
    Ok(Id::from_uuid(uuid))
}
