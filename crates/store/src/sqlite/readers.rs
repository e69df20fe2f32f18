//! Readers: each one question at a time, and none for longer than its deadline.
//!
//! A question that runs on keeps the log from starting again, so it costs everybody.

use super::checkpoint::Log;
use super::session::SqliteSession;
use super::writer;
use crate::job::BoxedJob;
use crate::queue::Queue;
use nabz_kernel::clock::{Clock, Stopwatch};
use rusqlite::InterruptHandle;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(super) struct Reader {
    session: SqliteSession,
    deadline: Arc<Deadline>,
}

/// Since when a reader has been at its question, and how to stop it.
pub(super) struct Deadline {
    since: Mutex<Option<Stopwatch>>,
    longest: Duration,
    interrupt: InterruptHandle,
}

impl Reader {
    pub(super) fn new(session: SqliteSession, longest: Duration) -> Self {
        let interrupt = session.interrupt_handle();
        let deadline = Arc::new(Deadline { since: Mutex::default(), longest, interrupt });
        Self { session, deadline }
    }

    pub(super) fn deadline(&self) -> Arc<Deadline> {
        Arc::clone(&self.deadline)
    }

    /// Answers questions until the store is closed.
    pub(super) fn serve(&self, clock: Clock, reads: &Queue, log: &Log) {
        while let Some(job) = reads.pop() {
            self.answer(clock, job, log);
        }
    }

    fn answer(&self, clock: Clock, job: BoxedJob, log: &Log) {
        let _looking = log.enter();
        self.deadline.set(Some(Stopwatch::start()));
        writer::alone(&self.session, "BEGIN", clock, job);
        self.deadline.set(None);
    }
}

/// Readers without a thread of their own, for glances: whoever asks answers on their own thread.
pub(crate) struct Glances {
    idle: Mutex<Vec<Reader>>,
    clock: Clock,
    log: Arc<Log>,
}

impl Glances {
    pub(super) fn new(readers: Vec<Reader>, clock: Clock, log: Arc<Log>) -> Self {
        Self { idle: Mutex::new(readers), clock, log }
    }

    /// Answers at once, or gives the question back when every reader is busy.
    pub(crate) fn answer(&self, job: BoxedJob) -> Option<BoxedJob> {
        let Some(reader) = self.idle().pop() else { return Some(job) };
        reader.answer(self.clock, job, &self.log);
        self.idle().push(reader);
        None
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deadline {
    fn set(&self, since: Option<Stopwatch>) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    /// Interrupts the question if it took too long. The lock is held meanwhile, so that the
    /// interruption cannot hit the next question instead.
    pub(super) fn enforce(&self) {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if since.is_some_and(|since| since.elapsed() > self.longest) {
            self.interrupt.interrupt();
        }
    }
}
