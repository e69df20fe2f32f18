//! Work that is done again and again behind a site, each on a thread of its own.

use crate::ended::Ended;
use nabz_store::Stop;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// One such work. It ends when this is dropped.
pub(crate) struct Again {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Again {
    /// Does it every so often, the first time after as long.
    pub(crate) fn start(
        name: &str,
        every: Duration,
        mut work: impl FnMut() + Send + 'static,
    ) -> Result<Self, Ended> {
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::Builder::new().name(name.to_owned());
        let running = thread.spawn(move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                work();
            }
        })?;
        Ok(Self { running: Some((stop, running)) })
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        if let Some((stop, running)) = self.running.take() {
            drop(stop);
            // A thread that panicked has nothing more to say.
            drop(running.join());
        }
    }
}

/// What keeps some work from being done, said once for as long as it is the same.
#[derive(Default)]
pub(crate) struct Trouble(Option<String>);

impl Trouble {
    /// Notes how the work went; true when it failed in another way than the last time.
    pub(crate) fn is_new<T>(&mut self, outcome: &Result<T, Stop>) -> bool {
        let why = outcome.as_ref().err().map(ToString::to_string);
        let is_new = why.is_some() && why != self.0;
        self.0 = why;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_is_said_once_and_again_when_it_comes_back() {
        let (bad, worse) = (|| Err::<(), Stop>(Stop::Again), || Err(Stop::fault("worse")));
        let mut trouble = Trouble::default();
        let mut said = |outcome: Result<(), Stop>| trouble.is_new(&outcome);
        assert_eq!([said(Ok(())), said(bad()), said(bad())], [false, true, false]);
        assert_eq!([said(worse()), said(worse())], [true, false]);
        assert_eq!([said(Ok(())), said(worse())], [false, true]);
    }
}
