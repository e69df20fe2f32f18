//! Which photographs of papers were sent of somebody, or judged, in a time: for whoever looks at all
//! that was written of them then.

use super::model::ScanState;
use super::store;
use crate::registry::model::{Moments, Written, WrittenKind};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Each photograph that is kept of somebody and that a family sent, or an office judged, from one
/// moment to another, both included.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for scan in store::of_person(tx, person)? {
        let mut moments: Moments = vec![(scan.sent_at, None)];
        moments.extend(match scan.state {
            ScanState::Waits => None,
            ScanState::Judged(judged) => Some((judged.at, Some(judged.by))),
        });
        let what = (format!("Photograph/{}", scan.id), WrittenKind::Photograph);
        written.extend(Written::within(during, moments, what, (person, None)));
    }
    Ok(written)
}
