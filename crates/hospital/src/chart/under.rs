//! Under which number of a person something stands, where several records are read as one.

use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_people::registry;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use std::collections::HashMap;
use uuid::Uuid;

/// The numbers of a person, and what a page says of each Patient that it has met.
pub(super) struct Under {
    numbers: Vec<(PersonId, HealthId)>,
    said: HashMap<Uuid, Option<Message>>,
}

impl Under {
    /// Of somebody whose record stands under these Patients. Most people have one, and nothing is
    /// asked then.
    pub(super) fn of(view: &mut Tx<'_>, person: PersonId, patients: &[Uuid]) -> Result<Self, Stop> {
        let is_one = patients.len() < 2;
        let numbers = if is_one { Vec::new() } else { registry::numbers_of(view, person)? };
        Ok(Self { numbers, said: HashMap::new() })
    }

    /// That something of this Patient stands under another number than the one by which the person was
    /// asked for; what a partner says stands under the number of whoever it was taken for.
    pub(super) fn said(
        &mut self,
        view: &mut Tx<'_>,
        patient: Uuid,
    ) -> Result<Option<Message>, Stop> {
        if self.numbers.len() < 2 {
            return Ok(None);
        }
        if let Some(said) = self.said.get(&patient) {
            return Ok(said.clone());
        }
        let record = registry::person_of(view, patient)?;
        let number = registry::under(&self.numbers, record);
        let said = number.map(|number| msg::under_number(number.to_string().as_str()));
        self.said.insert(patient, said.clone());
        Ok(said)
    }
}

/// That a page is about a record of somebody who goes on under another number: what it shows was
/// written under the record that is linked, and not under that number.
pub(crate) fn goes_on(view: &mut Tx<'_>, record: PersonId) -> Result<Option<Message>, Stop> {
    let person = registry::goes_on(view, record)?;
    if person == record {
        return Ok(None);
    }
    let number = registry::banner(view, person)?.health_id.to_string();
    Ok(Some(msg::goes_on_under(number.as_str())))
}
