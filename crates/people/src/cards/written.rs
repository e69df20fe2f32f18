//! What was done about somebody's cards in a time: for whoever looks at all that was written of them
//! then.

use super::store;
use crate::registry::model::{Written, WrittenKind};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Each card of somebody to which something was done from one moment to another, both included, a
/// sticker among them, and each request for one of plastic that was made or decided then.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    (from, to): (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for card in store::cards_of(tx, person)? {
        let steps = store::steps(tx, card.id)?.into_iter();
        let last = steps.filter(|step| (from..=to).contains(&step.at)).max_by_key(|step| step.at);
        written.extend(last.map(|step| Written {
            entry: format!("Card/{}", card.id),
            kind: WrittenKind::Card,
            at: step.at,
            by: Some(step.staff),
            place: Some(step.facility.uuid()),
            under: person,
        }));
    }
    for order in store::orders_of(tx, person)? {
        let decided = store::decided(tx, order.id)?.map(|decided| (decided.at, Some(decided.by)));
        let asked = (order.asked_at, Some(order.asked_by));
        let moments = std::iter::once(asked).chain(decided).collect();
        let what = (format!("CardOrder/{}", order.id), WrittenKind::CardRequest);
        let at = (person, Some(order.facility.uuid()));
        written.extend(Written::within((from, to), moments, what, at));
    }
    Ok(written)
}
