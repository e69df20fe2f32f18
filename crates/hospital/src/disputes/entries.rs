//! The entry of another source that somebody has before them on a chart.

use super::model::{Dispute, DisputeRefusal, Place};
use super::store;
use nabz_access::Why;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_people::consent::model::{Sensitive, Sight};
use nabz_people::consent::{Shared, marks};
use nabz_people::registry;
use nabz_record::{Entry, Key, SourceId, read};
use nabz_store::{Stop, Tx};

/// An entry of another, as far as it matters here.
pub(super) struct Others {
    pub(super) entry: Entry,
    /// Whom it is about.
    pub(super) person: PersonId,
    pub(super) marks: Vec<Sensitive>,
    /// What stands against it.
    pub(super) dispute: Option<Dispute>,
    /// Why it may be read.
    pub(super) why: Why,
}

/// Where an entry lives, as disputes remember it.
pub fn place(key: Key) -> Place {
    Place { of: key.of.number(), bucket: key.bucket, entry: key.entry }
}

/// Finds an entry of another on the chart of somebody. Whoever may not see it learns no more than
/// that there is none.
///
/// # Errors
/// `DSP-001`.
pub(super) fn others(
    tx: &mut Tx<'_>,
    staff: StaffId,
    person: PersonId,
    (of, id): (&str, &str),
) -> Result<Others, Stop> {
    let found = seen(tx, staff, person, (of, id))?;
    found.ok_or_else(|| DisputeRefusal::NoSuchEntry.into())
}

fn seen(
    tx: &mut Tx<'_>,
    staff: StaffId,
    person: PersonId,
    (of, id): (&str, &str),
) -> Result<Option<Others>, Stop> {
    let Some(of) = ResourceType::named(of) else { return Ok(None) };
    let Some(why) = registry::why_may_read(tx, staff, person)? else { return Ok(None) };
    let entry = read::read(tx, of, id)?;
    let entry = entry.filter(|entry| !entry.deleted && entry.source != SourceId::NABZ);
    let Some(entry) = entry else { return Ok(None) };
    let Some(patient) = entry.patient else { return Ok(None) };
    if !registry::patients_of(tx, person)?.contains(&patient) {
        return Ok(None);
    }
    let marks = marks::of_body(entry.tape()?.root());
    let person = registry::person_of(tx, patient)?;
    if Shared::default().sight(tx, (person, Some(why)), &marks)? == Sight::Masked {
        return Ok(None);
    }
    let dispute = store::of_entry(tx, person, place(entry.key))?;
    Ok(Some(Others { entry, person, marks, dispute, why }))
}
