//! Which handler does which kind of job, and doing those that are due.

use super::lane;
use super::{JobId, Worker};
use crate::Store;
use crate::stop::Stop;
use crate::tx::Tx;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uuid::Uuid;

/// One job as its handler sees it.
#[derive(Clone, Debug)]
pub struct Task {
    /// Which job; an outside service that knows idempotency keys gets this one.
    pub id: JobId,
    /// Which kind of job.
    pub kind: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    pub(super) lane: i64,
    pub(super) payload: String,
}

impl Task {
    /// The payload as it was left.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Stop> {
        serde_json::from_str(&self.payload).map_err(|e| Stop::unreadable("a job", &e))
    }
}

type Inside = Box<dyn Fn(&mut Tx<'_>, &Task) -> Result<(), Stop> + Send + Sync>;
type Outside = Box<dyn Fn(&Store, &Task) -> Result<(), Stop> + Send + Sync>;

enum Handler {
    Inside(Inside),
    Outside(Outside),
}

/// The handlers of a program. Build it once, then [`Jobs::work`].
#[derive(Default)]
pub struct Jobs {
    handlers: HashMap<&'static str, Handler>,
}

impl Jobs {
    /// No handlers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `handler` does jobs of this kind inside the transaction that takes the job away: what it
    /// writes happens exactly once.
    #[must_use]
    pub fn on(
        mut self,
        kind: &'static str,
        handler: impl Fn(&mut Tx<'_>, &Task) -> Result<(), Stop> + Send + Sync + 'static,
    ) -> Self {
        self.handlers.insert(kind, Handler::Inside(Box::new(handler)));
        self
    }

    /// `handler` talks to somebody outside (an SMS gateway) and is no transaction: after a crash
    /// between its success and our noting it, the job is done again.
    #[must_use]
    pub fn on_outside(
        mut self,
        kind: &'static str,
        handler: impl Fn(&Store, &Task) -> Result<(), Stop> + Send + Sync + 'static,
    ) -> Self {
        self.handlers.insert(kind, Handler::Outside(Box::new(handler)));
        self
    }

    /// Starts threads that do what is due, until the worker is dropped or the store is closed.
    pub fn work(self, store: &Store, threads: usize) -> Result<Worker, Stop> {
        Worker::start(&Arc::new(self), store, threads)
    }

    /// Does everything that is due by the store's clock and says how many jobs succeeded.
    pub fn run_due(self: &Arc<Self>, store: &Store) -> Result<usize, Stop> {
        let holder = JobId::draw(store.clock().now()).uuid();
        let mut done = 0;
        for lane in store.read_blocking(lane::lanes_due)? {
            if store.write_blocking(move |tx| lane::lease(tx, lane, holder))? {
                let served = self.serve_lane(store, lane, holder);
                store.write_blocking(move |tx| lane::release(tx, lane, holder))?;
                done += served?;
            }
        }
        Ok(done)
    }

    fn serve_lane(self: &Arc<Self>, store: &Store, lane: i64, holder: Uuid) -> Result<usize, Stop> {
        let mut done = 0;
        loop {
            let due = store.read_blocking(move |view| lane::due(view, lane))?;
            let known = due.into_iter().find(|t| self.handlers.contains_key(t.kind.as_str()));
            let Some(task) = known else { return Ok(done) };
            match self.attempt(store, &task, holder) {
                Ok(true) => done += 1,
                Ok(false) => return Ok(done),
                Err(stop) => {
                    tracing::warn!(job = %task.id, kind = task.kind, %stop, "a job failed");
                    let (task, error) = (task.clone(), stop.to_string());
                    store.write_blocking(move |tx| lane::put_off(tx, &task, &error))?;
                }
            }
        }
    }

    /// One attempt; `false` when the lane is no longer ours.
    fn attempt(self: &Arc<Self>, store: &Store, task: &Task, holder: Uuid) -> Result<bool, Stop> {
        let unknown = || Stop::fault("no handler for this kind of job");
        match self.handlers.get(task.kind.as_str()).ok_or_else(unknown)? {
            Handler::Inside(_) => {
                let (jobs, task) = (Arc::clone(self), task.clone());
                store.write_blocking(move |tx| {
                    if !lane::finish(tx, &task, holder)? {
                        return Ok(false);
                    }
                    let handler = jobs.handlers.get(task.kind.as_str());
                    let Some(Handler::Inside(handler)) = handler else { return Err(unknown()) };
                    handler(tx, &task).map(|()| true)
                })
            }
            Handler::Outside(handler) => {
                let lane = task.lane;
                if !store.write_blocking(move |tx| lane::lease(tx, lane, holder))? {
                    return Ok(false);
                }
                let ran = catch_unwind(AssertUnwindSafe(|| handler(store, task)));
                ran.unwrap_or_else(|_| Err(Stop::fault("a handler panicked")))?;
                let task = task.clone();
                store.write_blocking(move |tx| lane::finish(tx, &task, holder))
            }
        }
    }
}
