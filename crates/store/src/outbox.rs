//! The outbox: work that follows from an action, kept or lost together with it.

use crate::stop::Stop;
use crate::tx::Tx;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

mod jobs;
mod lane;
mod worker;

pub use jobs::{Jobs, Task};
pub use lane::DeadJob;
pub use worker::Worker;

id!(
    /// One piece of work to be done after a commit.
    JobId,
    Job
);

/// Jobs of one lane run one after another; a worker leases a whole lane.
pub const LANES: u64 = 64;

const PUT: &str = "
    INSERT INTO store_job (lane, job_id, kind, payload, run_at, attempts)
    VALUES ($1, $2, $3, $4, $5, 0)";

impl Tx<'_> {
    /// Leaves work for after the commit: `kind` finds the handler, `payload` is what it gets.
    ///
    /// Jobs of the same `about` (a person, a phone number) are done one after another, oldest
    /// first, save that one which failed is tried again later and does not hold up the rest.
    pub fn enqueue(
        &mut self,
        kind: &'static str,
        about: &str,
        payload: &impl Serialize,
    ) -> Result<JobId, Stop> {
        self.enqueue_at(self.now(), kind, about, payload)
    }

    /// [`Tx::enqueue`] for later: not before `run_at`.
    pub fn enqueue_at(
        &mut self,
        run_at: Instant,
        kind: &'static str,
        about: &str,
        payload: &impl Serialize,
    ) -> Result<JobId, Stop> {
        let payload = serde_json::to_string(payload).map_err(|e| Stop::fault(e.to_string()))?;
        let (id, lane) = (JobId::draw(self.now()), lane_of(about)?);
        let row = [lane.into(), id.into(), kind.into(), payload.into(), run_at.into()];
        self.execute(PUT, &row)?;
        self.wake_mut().jobs = true;
        Ok(id)
    }
}

fn lane_of(about: &str) -> Result<i64, Stop> {
    i64::try_from(xxh3_64(about.as_bytes()) % LANES).map_err(|e| Stop::fault(e.to_string()))
}
