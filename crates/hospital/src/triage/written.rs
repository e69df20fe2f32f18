//! Which targets of oxygen saturation somebody was set in a time: for whoever looks at all that was
//! written of them then. Vital signs stand in the record.

use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::model::{Moments, Written, WrittenKind};
use nabz_store::{Stop, Tx};

/// Each target that was set or lifted from one moment to another, both included.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for target in store::targets(tx, person)? {
        let (set_by, set_at) = target.set;
        let mut moments: Moments = vec![(set_at, Some(set_by))];
        moments.extend(target.lifted.map(|(by, at)| (at, Some(by))));
        let what = (format!("Target/{person}/{}", target.nth), WrittenKind::Target);
        let at = (person, Some(target.facility.uuid()));
        written.extend(Written::within(during, moments, what, at));
    }
    Ok(written)
}
