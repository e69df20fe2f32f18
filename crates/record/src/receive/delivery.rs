//! What came of one bundle, in numbers: the audit names the delivery, the delivery has the counts.

use super::Received;
use crate::entry::BySource;
use crate::write::Written;
use nabz_kernel::id;
use nabz_store::{Authority, Stop, Tx, Value};

id!(
    /// One bundle that was taken in.
    DeliveryId,
    Delivery
);

const ADD: &str = "
    INSERT INTO record_delivery (facility_id, delivery_id, source_id, received_at, created,
                                 superseded, unchanged)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// How many entries of a bundle were what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries that are new.
    pub created: u64,
    /// Entries that have a newer version.
    pub superseded: u64,
    /// Entries that said nothing new.
    pub unchanged: u64,
}

impl Counts {
    /// Of everything that a bundle held.
    pub fn of(received: &[Received]) -> Self {
        let mut counts = Self::default();
        for one in received {
            match one.written {
                Written::Created => counts.created += 1,
                Written::Superseded { .. } => counts.superseded += 1,
                Written::Unchanged { .. } => counts.unchanged += 1,
            }
        }
        counts
    }
}

/// Notes what came of a bundle.
pub fn note_delivery(
    tx: &mut Tx<'_>,
    by: &BySource,
    received: &[Received],
) -> Result<DeliveryId, Stop> {
    let (id, counts) = (DeliveryId::draw(tx.now()), Counts::of(received));
    let number = |count: u64| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
    let row = [
        by.facility().into(),
        id.into(),
        by.source.number().into(),
        tx.now().into(),
        number(counts.created),
        number(counts.superseded),
        number(counts.unchanged),
    ];
    tx.execute(ADD, &row)?;
    Ok(id)
}
