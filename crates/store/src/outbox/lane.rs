//! Leasing lanes, and what is done to the jobs in them.

use super::JobId;
use super::jobs::Task;
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use nabz_kernel::clock::Instant;
use std::time::Duration;
use uuid::Uuid;

/// A worker that died keeps its lane this long.
const LEASE: Duration = Duration::from_mins(1);
/// The first pause after a failure; doubled each time.
const BACKOFF_FIRST: Duration = Duration::from_secs(5);
const BACKOFF_LONGEST: Duration = Duration::from_hours(1);
/// Tried for about half a day in all; then a person has to look.
const ATTEMPTS_MAX: i64 = 20;
/// An error is for a person to read, not to fill the disk.
const ERROR_CHARACTERS_MAX: usize = 500;
/// Jobs looked at for one whose kind this process knows.
const LOOKED_AT: i64 = 32;

const LANES_DUE: &str = "
    SELECT lane
    FROM   store_job
    WHERE  dead_at IS NULL AND run_at <= $1
    GROUP  BY lane
    ORDER  BY lane";
const LEASE_LANE: &str = "
    INSERT INTO store_lane (lane, holder_id, until)
    VALUES ($1, $2, $3)
    ON CONFLICT (lane) DO UPDATE SET holder_id = $2, until = $3
    WHERE store_lane.until <= $4 OR store_lane.holder_id = $2";
const STILL_MINE: &str = "
    UPDATE store_lane
    SET    until = $3
    WHERE  lane = $1 AND holder_id = $2";
const RELEASE_LANE: &str = "
    DELETE FROM store_lane
    WHERE  lane = $1 AND holder_id = $2";
const DUE: &str = "
    SELECT lane, job_id, kind, payload, attempts
    FROM   store_job
    WHERE  lane = $1 AND dead_at IS NULL AND run_at <= $2
    ORDER  BY run_at, job_id
    LIMIT  $3";
const DONE: &str = "
    DELETE FROM store_job
    WHERE  lane = $1 AND job_id = $2";
const FAILED: &str = "
    UPDATE store_job
    SET    attempts = $3, run_at = $4, error = $5, dead_at = $6
    WHERE  lane = $1 AND job_id = $2";
const DEAD: &str = "
    SELECT lane, job_id, kind, error, dead_at
    FROM   store_job
    WHERE  dead_at IS NOT NULL
    ORDER  BY dead_at, job_id
    LIMIT  $1";
const REVIVE: &str = "
    UPDATE store_job
    SET    attempts = 0, run_at = $3, dead_at = NULL
    WHERE  lane = $1 AND job_id = $2 AND dead_at IS NOT NULL";

/// Work that was given up after many attempts and waits for a person.
#[derive(Clone, Debug)]
pub struct DeadJob {
    /// Which job.
    pub id: JobId,
    /// What it would have done.
    pub kind: String,
    /// What the last attempt said.
    pub error: Option<String>,
    /// When it was given up.
    pub dead_at: Instant,
    lane: i64,
}

impl Tx<'_> {
    /// The jobs that were given up, the oldest first, at most `limit`.
    pub fn dead_jobs(&mut self, limit: u32) -> Result<Vec<DeadJob>, Stop> {
        self.query(DEAD, &[limit.into()], |row| {
            Ok(DeadJob {
                lane: row.get(0)?,
                id: row.id(1)?,
                kind: row.get(2)?,
                error: row.get(3)?,
                dead_at: Instant::from_microseconds(row.get(4)?),
            })
        })
    }

    /// Tries a dead job again, from its first attempt.
    pub fn revive_job(&mut self, job: &DeadJob) -> Result<(), Stop> {
        let now = self.now();
        self.execute(REVIVE, &[job.lane.into(), job.id.into(), now.into()])?;
        self.wake_mut().jobs = true;
        Ok(())
    }
}

pub(super) fn lanes_due(view: &mut Tx<'_>) -> Result<Vec<i64>, Stop> {
    let now = view.now();
    view.query(LANES_DUE, &[now.into()], |row| row.get(0))
}

/// Takes the lane if nobody has it.
pub(super) fn lease(tx: &mut Tx<'_>, lane: i64, holder: Uuid) -> Result<bool, Stop> {
    let now = tx.now();
    let values = [lane.into(), holder.into(), now.plus(LEASE).into(), now.into()];
    Ok(tx.execute(LEASE_LANE, &values)? == 1)
}

pub(super) fn release(tx: &mut Tx<'_>, lane: i64, holder: Uuid) -> Result<(), Stop> {
    tx.execute(RELEASE_LANE, &[lane.into(), holder.into()]).map(drop)
}

/// The first jobs of a lane whose time has come.
pub(super) fn due(view: &mut Tx<'_>, lane: i64) -> Result<Vec<Task>, Stop> {
    let now = view.now();
    view.query(DUE, &[lane.into(), now.into(), LOOKED_AT.into()], read_task)
}

/// Takes a job out of the lane. `false` when it is not ours to do: the lease ran out, or somebody
/// has done it.
pub(super) fn finish(tx: &mut Tx<'_>, task: &Task, holder: Uuid) -> Result<bool, Stop> {
    let until = tx.now().plus(LEASE);
    let mine = tx.execute(STILL_MINE, &[task.lane.into(), holder.into(), until.into()])? == 1;
    Ok(mine && tx.execute(DONE, &[task.lane.into(), task.id.into()])? == 1)
}

/// Puts a job off after a failure, longer each time, and gives it up at the last.
pub(super) fn put_off(tx: &mut Tx<'_>, task: &Task, error: &str) -> Result<(), Stop> {
    let (now, attempts) = (tx.now(), i64::from(task.attempt));
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let pause = BACKOFF_FIRST.saturating_mul(1 << doublings).min(BACKOFF_LONGEST);
    let dead_at = (attempts >= ATTEMPTS_MAX).then_some(now);
    let error: String = error.chars().take(ERROR_CHARACTERS_MAX).collect();
    let values = [
        task.lane.into(),
        task.id.into(),
        attempts.into(),
        now.plus(pause).into(),
        error.into(),
        dead_at.into(),
    ];
    tx.execute(FAILED, &values).map(drop)
}

fn read_task(row: &Row<'_>) -> Result<Task, Stop> {
    let before: i64 = row.get(4)?;
    Ok(Task {
        lane: row.get(0)?,
        id: row.id(1)?,
        kind: row.get(2)?,
        payload: row.get(3)?,
        attempt: u32::try_from(before + 1).map_err(|e| Stop::fault(e.to_string()))?,
    })
}
