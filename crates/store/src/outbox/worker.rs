//! Threads that do what is due, and keep the house meanwhile.

use super::jobs::Jobs;
use crate::stop::Stop;
use crate::wake::{Bell, Wakes};
use crate::{Shared, Store, house};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How late jobs of other processes, and jobs that were put off, are seen.
const POLL: Duration = Duration::from_secs(1);

/// Threads at work. Dropping it lets them finish the job at hand and waits for them.
pub struct Worker {
    stopping: Arc<AtomicBool>,
    wakes: Arc<Wakes>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(jobs: &Arc<Jobs>, store: &Store, threads: usize) -> Result<Self, Stop> {
        let stopping = Arc::new(AtomicBool::new(false));
        let wakes = Arc::clone(&store.shared.wakes);
        let mut worker = Self { stopping, wakes, threads: Vec::new() };
        for number in 0..threads.max(1) {
            let (jobs, stopping) = (Arc::clone(jobs), Arc::clone(&worker.stopping));
            let (store, wakes) = (Arc::downgrade(&store.shared), Arc::clone(&worker.wakes));
            let keeps_house = number == 0;
            let thread = thread::Builder::new().name("store-jobs".to_owned());
            let spawned =
                thread.spawn(move || serve(&jobs, &store, &wakes, &stopping, keeps_house));
            let spawned = spawned.map_err(|e| Stop::fault(format!("no thread for jobs: {e}")))?;
            worker.threads.push(spawned);
        }
        Ok(worker)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        self.wakes.nudge();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing more to say.
            drop(thread.join());
        }
    }
}

fn serve(
    jobs: &Arc<Jobs>,
    store: &Weak<Shared>,
    wakes: &Wakes,
    stopping: &AtomicBool,
    keeps_house: bool,
) {
    let (mut rung, mut house) = (0, house::Keeper::default());
    while let (Some(shared), false) = (store.upgrade(), stopping.load(Ordering::Acquire)) {
        let store = Store { shared };
        if let Err(stop) = jobs.run_due(&store) {
            tracing::warn!(%stop, "jobs could not be done");
        }
        if keeps_house {
            house.keep(&store);
        }
        drop(store);
        rung = wakes.wait(Bell::Jobs, rung, POLL);
    }
}
