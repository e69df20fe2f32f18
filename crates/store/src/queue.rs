//! The line before the database threads: counters first, bulk work when they leave room.

use crate::job::BoxedJob;
use nabz_kernel::clock::Stopwatch;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Jobs that may wait for a free thread; beyond it the caller is refused, so that neither the
/// memory nor the wait grows without end.
const WAITING_JOBS_MAX: usize = 4_096;
/// Bulk jobs that may wait; their callers are programs and can come again.
const WAITING_BULK_MAX: usize = 64;
/// How much an import may write while people work. An import that took the whole disk showed
/// up at the counters as p95 above 160 ms.
const BULK_BYTES_A_SECOND: u64 = 4_000_000;
/// Counters that were silent for this long do not mind an import at full speed.
const COUNTERS_QUIET: Duration = Duration::from_secs(2);

/// How a job is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A person waits for it.
    Counter,
    /// An import or a rebuild: one at a time, after the counters.
    Bulk,
}

/// Shared by everyone who asks and by the threads that answer.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    counters: VecDeque<BoxedJob>,
    bulk: VecDeque<BoxedJob>,
    bulk_runs: bool,
    bulk_pause: Option<(Stopwatch, Duration)>,
    counters_seen: Option<Stopwatch>,
    closed: bool,
}

/// Why a job was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    Full,
    Closed,
}

impl Queue {
    /// Puts a job at the end of its line, or says at once that there is no room.
    pub(crate) fn push(&self, job: BoxedJob) -> Result<(), NotTaken> {
        let mut state = self.lock();
        if state.closed {
            return Err(NotTaken::Closed);
        }
        match job.urgency() {
            Urgency::Counter if state.counters.len() < WAITING_JOBS_MAX => {
                state.counters.push_back(job);
            }
            Urgency::Bulk if state.bulk.len() < WAITING_BULK_MAX => state.bulk.push_back(job),
            Urgency::Counter | Urgency::Bulk => return Err(NotTaken::Full),
        }
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// The next job; waits for one. `None` once the store is closed and the lines are empty.
    pub(crate) fn pop(&self) -> Option<BoxedJob> {
        let mut state = self.lock();
        loop {
            // Asked once: a pause that ended between two looks would leave its job to nobody.
            let pause = state.pause_left();
            if let Some(job) = state.take(pause) {
                return Some(job);
            }
            if state.closed && state.bulk.is_empty() {
                return None;
            }
            state = match pause {
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// A counter's job that can ride along in the batch that is open.
    pub(crate) fn pop_waiting_counter(&self) -> Option<BoxedJob> {
        self.lock().take_counter()
    }

    /// Notes that a bulk job is over and how many bytes it wrote.
    pub(crate) fn bulk_done(&self, bytes: u64) {
        let mut state = self.lock();
        state.bulk_runs = false;
        let busy = state.counters_seen.is_some_and(|seen| seen.elapsed() < COUNTERS_QUIET);
        let due = bytes.saturating_mul(1_000) / (BULK_BYTES_A_SECOND / 1_000);
        state.bulk_pause = busy.then(|| (Stopwatch::start(), Duration::from_micros(due)));
        drop(state);
        self.changed.notify_one();
    }

    /// No more jobs come in; what waits is still served.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, pause: Option<Duration>) -> Option<BoxedJob> {
        self.take_counter().or_else(|| self.take_bulk(pause))
    }

    fn take_counter(&mut self) -> Option<BoxedJob> {
        let job = self.counters.pop_front()?;
        self.counters_seen = Some(Stopwatch::start());
        Some(job)
    }

    fn take_bulk(&mut self, pause: Option<Duration>) -> Option<BoxedJob> {
        if self.bulk_runs || pause.is_some() {
            return None;
        }
        let job = self.bulk.pop_front()?;
        self.bulk_runs = true;
        self.bulk_pause = None;
        Some(job)
    }

    /// How long the next bulk job still has to wait for its turn.
    fn pause_left(&self) -> Option<Duration> {
        let (since, pause) = self.bulk_pause?;
        let left = pause.checked_sub(since.elapsed())?;
        (!left.is_zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stop::Stop;
    use crate::tx::Tx;
    use std::sync::{Arc, mpsc};
    use std::thread;

    struct Idle(Urgency);

    impl crate::job::Job for Idle {
        fn run(&mut self, _: &mut Tx<'_>) -> Result<(), Stop> {
            Ok(())
        }
        fn answer(self: Box<Self>, _: Result<(), Stop>) {}
        fn urgency(&self) -> Urgency {
            self.0
        }
        fn knows_itself(&self) -> bool {
            false
        }
    }

    fn line_of(jobs: &[Urgency]) -> Queue {
        let queue = Queue::default();
        for urgency in jobs {
            queue.push(Box::new(Idle(*urgency))).unwrap();
        }
        queue
    }

    #[test]
    fn an_import_waits_for_the_counters_and_for_itself() {
        let queue = line_of(&[Urgency::Bulk, Urgency::Bulk, Urgency::Counter]);
        assert_eq!(queue.pop().unwrap().urgency(), Urgency::Counter);
        assert_eq!(queue.pop().unwrap().urgency(), Urgency::Bulk);
        assert!(queue.lock().take(None).is_none(), "two parts of an import ran side by side");
        queue.bulk_done(0);
        assert_eq!(queue.pop().unwrap().urgency(), Urgency::Bulk);
    }

    #[test]
    fn an_import_leaves_the_disk_to_the_counters_for_as_long_as_it_took_from_them() {
        let queue = line_of(&[Urgency::Counter, Urgency::Bulk, Urgency::Bulk]);
        queue.pop().unwrap();
        queue.pop().unwrap();
        queue.bulk_done(BULK_BYTES_A_SECOND);
        let left = queue.lock().pause_left().unwrap();
        assert!(left > Duration::from_millis(900) && left <= Duration::from_secs(1), "{left:?}");
        assert!(queue.lock().take(Some(left)).is_none());
    }

    #[test]
    fn an_import_among_quiet_counters_does_not_wait() {
        let queue = line_of(&[Urgency::Bulk, Urgency::Bulk]);
        queue.pop().unwrap();
        queue.bulk_done(BULK_BYTES_A_SECOND);
        assert!(queue.pop().is_some());
    }

    #[test]
    fn an_import_whose_pause_ends_this_very_moment_is_served() {
        let queue = Arc::new(Queue::default());
        let (done, served) = mpsc::channel();
        let line = Arc::clone(&queue);
        thread::spawn(move || {
            for round in 0..20_000 {
                line.push(Box::new(Idle(Urgency::Bulk))).unwrap();
                let pause = Duration::from_nanos(round % 1_000);
                line.lock().bulk_pause = Some((Stopwatch::start(), pause));
                line.pop().unwrap();
                line.bulk_done(0);
            }
            done.send(()).unwrap();
        });
        assert!(served.recv_timeout(Duration::from_secs(30)).is_ok(), "it was left to nobody");
    }

    #[test]
    fn a_line_that_is_closed_takes_nothing_and_serves_what_it_took() {
        let queue = line_of(&[Urgency::Counter, Urgency::Bulk]);
        queue.close();
        let late = queue.push(Box::new(Idle(Urgency::Counter)));
        assert_eq!(late, Err(NotTaken::Closed));
        assert!(queue.pop().is_some() && queue.pop().is_some());
        assert!(queue.pop().is_none());
    }
}
