//! Clearing the log beside the writer, and asking the writer for help when it grows too long.
//!
//! Inside the writer alone, clearing took p95 from 10 ms above one second; beside it alone, the
//! log never started again and grew to 3.6 GB. The file is never truncated: a log that grows is
//! twice as slow as one that is written over. Where readers leave no moment in which it could
//! start again, the writer makes one at the [`Gate`].

use super::gate::{Gate, Inside};
use super::readers::Deadline;
use super::session::SqliteSession;
use nabz_kernel::clock::Stopwatch;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often the log is cleared and readers' deadlines are looked at.
const EVERY: Duration = Duration::from_millis(250);
/// About 32 MB: from here on the log has to start again soon.
const LOG_PAGES_MAX: i64 = 8_000;
/// About 64 MB: from here on readers wait until it does.
const LOG_PAGES_LONG: i64 = 16_000;
const PASSES_MAX: usize = 3;
/// Questions take a few milliseconds; one that runs on is not waited for.
const DRAIN: Duration = Duration::from_millis(50);
/// After one that ran on, others are not held up again at once.
const DRAIN_AGAIN: Duration = Duration::from_secs(2);

/// What the writer and the clearing thread tell each other.
#[derive(Default)]
pub(super) struct Log {
    written: AtomicBool,
    too_long: AtomicBool,
    closed: Mutex<bool>,
    closes: Condvar,
    gate: Gate,
    held_up: Mutex<Option<Stopwatch>>,
}

impl Log {
    /// After each commit.
    pub(super) fn note_commit(&self) {
        self.written.store(true, Ordering::Release);
    }

    /// Before each question; it keeps the log from starting again until this is dropped.
    pub(super) fn enter(&self) -> Inside<'_> {
        self.gate.enter()
    }

    /// Between two batches: while nothing is being written, one pass lets the log start again, if
    /// no question looks into it; where one always does, they wait for a moment.
    pub(super) fn help_if_too_long(&self, session: &SqliteSession) {
        if !self.too_long.swap(false, Ordering::AcqRel) {
            return;
        }
        let cleared = match session.clear_log() {
            Ok(pages) if pages > LOG_PAGES_LONG => self.clear_alone(session),
            other => other.map(drop),
        };
        if let Err(stop) = cleared {
            tracing::warn!(%stop, "the writer could not clear the log");
        }
    }

    /// Questions that begin after this pass look into the file alone, so the next commit starts
    /// the log again.
    fn clear_alone(&self, session: &SqliteSession) -> Result<(), crate::Stop> {
        let mut held_up = self.held_up.lock().unwrap_or_else(PoisonError::into_inner);
        if held_up.is_some_and(|since| since.elapsed() < DRAIN_AGAIN) {
            return Ok(());
        }
        let cleared = self.gate.alone(DRAIN, || session.clear_log());
        *held_up = cleared.is_none().then(Stopwatch::start);
        cleared.transpose().map(drop)
    }

    /// The writer has gone; there is nothing left to clear.
    pub(super) fn close(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.closes.notify_all();
    }

    /// Sleeps until the next round; `false` when there is none.
    fn next_round(&self) -> bool {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.closes.wait_timeout_while(closed, EVERY, |closed| !*closed);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Clears the log until the writer has gone.
pub(super) fn serve(session: &SqliteSession, log: &Log, readers: &[Arc<Deadline>]) {
    while log.next_round() {
        for reader in readers {
            reader.enforce();
        }
        if log.written.swap(false, Ordering::AcqRel) {
            match clear(session) {
                Ok(pages) if pages > LOG_PAGES_MAX => log.too_long.store(true, Ordering::Release),
                Ok(_) => {}
                Err(stop) => tracing::warn!(%stop, "the log could not be cleared"),
            }
        }
    }
}

fn clear(session: &SqliteSession) -> Result<i64, crate::Stop> {
    let mut pages = session.clear_log()?;
    for _ in 1..PASSES_MAX {
        if pages <= LOG_PAGES_MAX {
            break;
        }
        pages = session.clear_log()?;
    }
    Ok(pages)
}
