//! The sealer: chains what is new each second, and signs it each minute or thousand rows.

use super::key::AuditKey;
use super::link::{self, LINKS_A_ROUND};
use super::roots::{self, Appender};
use crate::Store;
use crate::stop::Stop;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A row waits at most this long for its link.
const EVERY: Duration = Duration::from_secs(1);

/// Seals the audit of one database. [`Sealer::start`] does so by itself until it is dropped, and
/// signs what is left when it goes.
pub struct Sealer {
    work: Arc<Work>,
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

struct Work {
    store: Store,
    key: Arc<AuditKey>,
    appender: Mutex<Appender>,
}

impl Sealer {
    /// A sealer that appends its roots to the file at `roots`, which the database account must
    /// not be able to change.
    pub fn open(store: &Store, key: AuditKey, roots: &Path) -> Result<Self, Stop> {
        let appender = Mutex::new(Appender::open(roots, &key)?);
        let work = Work { store: store.clone(), key: Arc::new(key), appender };
        Ok(Self { work: Arc::new(work), running: None })
    }

    /// Seals every second from now on.
    pub fn start(mut self) -> Result<Self, Stop> {
        let (stop, stopped) = channel::<()>();
        let work = Arc::clone(&self.work);
        let thread = thread::Builder::new().name("store-sealer".to_owned());
        let spawned = thread.spawn(move || {
            loop {
                let last = stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout);
                if let Err(stop) = work.round(last) {
                    tracing::error!(%stop, "the audit could not be sealed");
                }
                if last {
                    return;
                }
            }
        });
        let spawned = spawned.map_err(|e| Stop::fault(format!("no thread for the audit: {e}")))?;
        self.running = Some((stop, spawned));
        Ok(self)
    }

    /// Chains what is new, and signs what is due by the store's clock.
    pub fn seal(&self) -> Result<(), Stop> {
        self.work.round(false)
    }

    /// Chains and signs everything there is.
    pub fn seal_all(&self) -> Result<(), Stop> {
        self.work.round(true)
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // A thread that panicked has nothing more to say.
            drop(thread.join());
        }
    }
}

impl Work {
    fn round(&self, last_occasion: bool) -> Result<(), Stop> {
        while self.store.write_blocking(link::seal)? == LINKS_A_ROUND {}
        loop {
            let key = Arc::clone(&self.key);
            let sign = move |tx: &mut crate::Tx<'_>| roots::sign_next(tx, &key, last_occasion);
            if !self.store.write_blocking(sign)? {
                break;
            }
        }
        self.copy_roots()
    }

    /// Copies what the file lacks: new roots, those of another process, and what a crash between
    /// the commit and the file left out.
    fn copy_roots(&self) -> Result<(), Stop> {
        let mut appender = self.appender.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let last = appender.last();
            let roots = self.store.read_blocking(move |view| roots::after(view, last))?;
            if roots.is_empty() {
                return Ok(());
            }
            // A root that we did not sign was put there by somebody else; it must not get out.
            if let Some(foreign) = roots.iter().find(|r| !r.is_signed_by(self.key.public())) {
                let number = foreign.number;
                return Err(Stop::fault(format!("audit root {number} was not signed by our key")));
            }
            appender.append(&roots)?;
        }
    }
}
