//! Waking up on time. The runtime's own timer counts whole milliseconds and wakes one late, which
//! would be charged to a server that answers in two.

use nabz_kernel::clock::Stopwatch;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// Patience of the thread when nobody sleeps.
const IDLE: Duration = Duration::from_mins(1);

/// Wakes whoever sleeps until a moment of a run, within some 100 µs. Its thread ends with it.
pub(super) struct Alarm {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    bed: Mutex<Bed>,
    changed: Condvar,
}

#[derive(Default)]
struct Bed {
    sleepers: BinaryHeap<Sleeper>,
    closed: bool,
}

struct Sleeper {
    /// Counted from the start of the run.
    until: Duration,
    wake: oneshot::Sender<()>,
}

impl Alarm {
    /// An alarm for moments that are counted by this watch.
    pub(super) fn start(watch: Stopwatch) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let kept = Arc::clone(&shared);
        let thread = thread::Builder::new().name("alarm".to_owned());
        thread.spawn(move || kept.serve(watch))?;
        Ok(Self { shared })
    }

    /// Sleeps until a moment.
    pub(super) async fn sleep(&self, until: Duration) {
        let (wake, woken) = oneshot::channel();
        if self.shared.lie_down(Sleeper { until, wake }) {
            self.shared.changed.notify_one();
        }
        // An alarm that has gone wakes everybody.
        _ = woken.await;
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.shared.bed().closed = true;
        self.shared.changed.notify_one();
    }
}

impl Shared {
    fn bed(&self) -> MutexGuard<'_, Bed> {
        self.bed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether somebody is to be woken before all others.
    fn lie_down(&self, sleeper: Sleeper) -> bool {
        let (until, mut bed) = (sleeper.until, self.bed());
        bed.sleepers.push(sleeper);
        bed.sleepers.peek().is_some_and(|first| first.until == until)
    }

    fn serve(&self, watch: Stopwatch) {
        let mut bed = self.bed();
        while !bed.closed {
            let left = bed.sleepers.peek().map(|first| first.until.saturating_sub(watch.elapsed()));
            if left == Some(Duration::ZERO) {
                if let Some(sleeper) = bed.sleepers.pop() {
                    // Whoever stopped waiting needs no waking.
                    _ = sleeper.wake.send(());
                }
                continue;
            }
            let waited = self.changed.wait_timeout(bed, left.unwrap_or(IDLE));
            bed = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// The one who wakes first is the greatest, as a heap wants it.
impl Ord for Sleeper {
    fn cmp(&self, other: &Self) -> Ordering {
        other.until.cmp(&self.until)
    }
}

impl PartialOrd for Sleeper {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Sleeper {
    fn eq(&self, other: &Self) -> bool {
        self.until == other.until
    }
}

impl Eq for Sleeper {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_woken_and_nobody_before_their_moment() {
        let watch = Stopwatch::start();
        let alarm = Arc::new(Alarm::start(watch).unwrap());
        nabz_testkit::wait_for(async {
            let sleeps = [30, 10, 20, 0].map(Duration::from_millis).map(|until| {
                let alarm = Arc::clone(&alarm);
                tokio::spawn(async move {
                    alarm.sleep(until).await;
                    (until, watch.elapsed())
                })
            });
            for sleep in sleeps {
                let (until, woken) = sleep.await.unwrap();
                assert!(woken >= until, "woken at {woken:?} instead of {until:?}");
            }
        });
    }
}
