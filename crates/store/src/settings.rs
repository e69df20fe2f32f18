//! How many threads and connections a store uses, and how long a question may take.

use std::thread;
use std::time::Duration;

/// Sizes that depend on the machine. [`Settings::default`] suits a deployment.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Threads that answer questions on SQLite; there is always one writer.
    pub sqlite_readers: usize,
    /// Connections for glances on SQLite, which need no thread.
    pub sqlite_glances: usize,
    /// Connections that write on PostgreSQL. More than about two a core are slower, not faster:
    /// 4 served 64 clients 1.6 times faster than 32 did.
    pub postgres_writers: usize,
    /// Connections that answer questions on PostgreSQL.
    pub postgres_readers: usize,
    /// After this long a question is stopped and refused with [`crate::refusals::TOO_SLOW`].
    pub read_deadline: Duration,
    /// Whether opening brings the tables up to date; whoever only looks leaves them as they are.
    pub migrates: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            sqlite_readers: cores.max(2) * 2,
            sqlite_glances: cores.max(2),
            postgres_writers: cores * 2,
            postgres_readers: cores * 2,
            read_deadline: Duration::from_secs(10),
            migrates: true,
        }
    }
}

impl Settings {
    /// As few as a test can do with, so that many tests run beside one another.
    pub fn small() -> Self {
        Self {
            sqlite_readers: 2,
            sqlite_glances: 1,
            postgres_writers: 2,
            postgres_readers: 2,
            ..Self::default()
        }
    }
}
