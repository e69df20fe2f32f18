//! Which visits of somebody a counter without a network told of in a time: for whoever looks at all that
//! was written of them then.

use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::model::{Written, WrittenKind};
use nabz_store::{Stop, Tx};

/// Each visit that was told of from one moment to another, both included. The token that was given for
/// it stands in the record.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for visit in store::of_person(tx, person)? {
        let (by, at) = visit.told;
        let what = (format!("ToldVisit/{}", visit.id), WrittenKind::Visit);
        let whose = (person, Some(visit.facility.uuid()));
        written.extend(Written::within(during, vec![(at, Some(by))], what, whose));
    }
    Ok(written)
}
