//! What the program says to its log, were it asked for everything.

use nabz::log;
use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// The lines of a log, as they would stand on the standard error.
#[derive(Clone, Default)]
pub(crate) struct Ears(Arc<Mutex<Vec<u8>>>);

impl Ears {
    /// Hears everything that is said in this process from now on, on whichever thread, with what
    /// libraries say through `log`.
    pub(crate) fn of_the_process() -> &'static Self {
        static EARS: OnceLock<Ears> = OnceLock::new();
        EARS.get_or_init(|| {
            let ears = Self::default();
            ears.log().try_init().unwrap();
            ears
        })
    }

    /// The program's own log with `NABZ_LOG=trace`, written into these ears.
    pub(crate) fn log(&self) -> Dispatch {
        let ears = self.clone();
        log::to(EnvFilter::new("trace"), move || ears.clone())
    }

    pub(crate) fn heard(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Ears {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
