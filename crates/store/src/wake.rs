//! What a commit may wake in this process: those who follow events, and those who run jobs.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What one transaction left for others to pick up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wake {
    pub(crate) events: bool,
    pub(crate) jobs: bool,
    pub(crate) reads: bool,
}

/// Counts of what was left since the store opened; waiting is for a count to move.
#[derive(Default)]
pub(crate) struct Wakes {
    rung: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Rung {
    events: u64,
    jobs: u64,
    reads: u64,
    closed: bool,
}

/// Which of them somebody waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bell {
    Events,
    Jobs,
    Reads,
}

impl Wakes {
    /// After a commit.
    pub(crate) fn ring(&self, wake: Wake) {
        if wake == Wake::default() {
            return;
        }
        let mut rung = self.lock();
        rung.events += u64::from(wake.events);
        rung.jobs += u64::from(wake.jobs);
        rung.reads += u64::from(wake.reads);
        drop(rung);
        self.changed.notify_all();
    }

    /// Waits until the bell rang more often than `heard`, at most `patience`, and says how often
    /// it has rung; other processes ring nothing here, so patience is how late their work is seen.
    pub(crate) fn wait(&self, bell: Bell, heard: u64, patience: Duration) -> u64 {
        let rung = self.lock();
        let quiet = |rung: &mut Rung| !rung.closed && rung.count(bell) == heard;
        let waited = self.changed.wait_timeout_while(rung, patience, quiet);
        waited.unwrap_or_else(PoisonError::into_inner).0.count(bell)
    }

    /// Wakes whoever waits for jobs, without there being one.
    pub(crate) fn nudge(&self) {
        self.ring(Wake { jobs: true, ..Wake::default() });
    }

    /// Waits out `pause`, or until the store closes.
    pub(crate) fn pause(&self, pause: Duration) {
        drop(self.changed.wait_timeout_while(self.lock(), pause, |rung| !rung.closed));
    }

    /// The store closes; nobody needs to wait any longer.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Rung> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rung {
    fn count(self, bell: Bell) -> u64 {
        match bell {
            Bell::Events => self.events,
            Bell::Jobs => self.jobs,
            Bell::Reads => self.reads,
        }
    }
}
