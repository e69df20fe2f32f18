//! Keeping the house: what is only useful for a while goes again, a little at a time.

use crate::{Store, events, once};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::ids::Bucket;
use std::time::Duration;

const EVERY: Duration = Duration::from_mins(1);
/// A screen that was away for longer looks at everything again.
const EVENTS_KEPT: Duration = Duration::from_hours(1);
/// A device that was offline for a week may still repeat itself.
const ONCE_KEPT: Duration = Duration::from_hours(14 * 24);
/// So many buckets a minute are all of them in a day.
const BUCKETS_A_ROUND: u16 = 12;

#[derive(Default)]
pub(crate) struct Keeper {
    last: Option<Stopwatch>,
    bucket: u16,
}

impl Keeper {
    /// Does a minute's housekeeping when a minute has passed.
    pub(crate) fn keep(&mut self, store: &Store) {
        if self.last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        self.last = Some(Stopwatch::start());
        let first = self.bucket;
        self.bucket = (first + BUCKETS_A_ROUND) % Bucket::COUNT;
        let swept = store.write_bulk(move |tx| {
            events::prune(tx, tx.now().minus(EVENTS_KEPT))?;
            for bucket in first..first.saturating_add(BUCKETS_A_ROUND) {
                once::forget(tx, Bucket::folded(bucket), tx.now().minus(ONCE_KEPT))?;
            }
            Ok(())
        });
        if let Err(stop) = swept {
            tracing::warn!(%stop, "housekeeping was put off");
        }
    }
}
