//! What was asked about somebody, and whom they named, in a time: for whoever looks at all that was
//! written of them then.

use super::model::RequestState;
use super::store;
use crate::registry::model::{Moments, Written, WrittenKind};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Each request about somebody that was made, taken up or ended from one moment to another, both
/// included, and each nominee who was named or ended then.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for request in store::of_person(tx, person)? {
        let mut moments: Moments = vec![(request.asked_at, Some(request.asked_by))];
        moments.extend(match request.state {
            RequestState::Received => None,
            RequestState::Looking { by, since } => Some((since, Some(by))),
            RequestState::Answered { by, at, .. } | RequestState::Withdrawn { by, at } => {
                Some((at, Some(by)))
            }
        });
        let what = (format!("DataRequest/{}", request.id), WrittenKind::Request);
        let at = (person, Some(request.office.uuid()));
        written.extend(Written::within(during, moments, what, at));
    }
    for nominee in store::nominees(tx, person)? {
        let (named_by, named_at) = nominee.named;
        let mut moments: Moments = vec![(named_at, Some(named_by))];
        moments.extend(nominee.ended.map(|(_, by, at)| (at, Some(by))));
        let what = (format!("Nominee/{}", nominee.id), WrittenKind::Nominee);
        let at = (person, Some(nominee.facility.uuid()));
        written.extend(Written::within(during, moments, what, at));
    }
    Ok(written)
}
