//! One connection that serves the queue, and finds a new one when it breaks.

use super::connect::Address;
use super::session::{Commit, PostgresSession};
use crate::job::{self, BoxedJob};
use crate::queue::{Queue, Urgency};
use crate::refusals;
use crate::stop::Stop;
use crate::tx::{Engine, Tx};
use nabz_kernel::clock::{Clock, Stopwatch};
use std::thread;
use std::time::Duration;

/// How long the jobs at hand wait for a server that restarts; later ones are refused at once.
const RESTART_PATIENCE: Duration = Duration::from_secs(8);
/// Held by the transaction that runs again.
const RETRY_LOCK: &str = "store_retry";
const RECONNECT_PAUSE: Duration = Duration::from_millis(200);

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Writer,
    /// With how long a statement may take.
    Reader(Duration),
}

pub(super) struct Worker {
    address: Address,
    kind: Kind,
    session: PostgresSession,
    lost: Option<Stopwatch>,
}

impl Worker {
    pub(super) fn connect(address: Address, kind: Kind) -> Result<Self, Stop> {
        let session = open(&address, kind)?;
        Ok(Self { address, kind, session, lost: None })
    }

    /// Serves the queue until the store is closed.
    pub(super) fn serve(mut self, clock: Clock, queue: &Queue) {
        while let Some(mut job) = queue.pop() {
            let (mut bytes, urgency) = (0, job.urgency());
            let outcome = job::with_retries(|before| {
                self.begin(before > 0)?;
                self.attempt(clock, &mut job, &mut bytes)
            });
            job.answer(outcome);
            if urgency == Urgency::Bulk {
                queue.bulk_done(bytes);
            }
        }
    }

    /// Begins a transaction. Those that run again go one at a time: a deadlock costs a second to
    /// be noticed, and two that collided once would do so again.
    ///
    /// A reader has none: where every statement sees what is committed when it begins, one brings
    /// nothing but two more round trips.
    fn begin(&mut self, again: bool) -> Result<(), Stop> {
        self.reconnect_if_broken()?;
        match self.kind {
            Kind::Reader(_) => Ok(()),
            Kind::Writer if again => {
                self.session.batch("BEGIN")?;
                let locked = self.session.lock(RETRY_LOCK);
                locked.inspect_err(|_| drop(self.session.batch("ROLLBACK")))
            }
            Kind::Writer => self.session.batch("BEGIN"),
        }
    }

    fn attempt(&mut self, clock: Clock, job: &mut BoxedJob, bytes: &mut u64) -> Result<(), Stop> {
        let mut tx = Tx::new(Engine::Postgres(&mut self.session), clock.now());
        let ran = job.run(&mut tx);
        *bytes = tx.bytes();
        if let Kind::Reader(_) = self.kind {
            return ran;
        }
        if let Err(stop) = ran {
            // If even this fails the connection is lost; the caller hears what happened first.
            drop(self.session.batch("ROLLBACK"));
            return Err(stop);
        }
        match self.session.commit() {
            Commit::Kept => Ok(()),
            Commit::Refused(stop) => Err(stop),
            // A keyed action decides for itself: its first statement claims the key, and finds
            // it taken if the first run was kept after all.
            Commit::Unknown if job.knows_itself() => Err(Stop::Again),
            // Running any other action twice could give two tokens to one person.
            Commit::Unknown => Err(Stop::fault(
                "the connection broke during the commit; whether it was kept is not known",
            )),
        }
    }

    fn reconnect_if_broken(&mut self) -> Result<(), Stop> {
        if !self.session.is_broken() {
            self.lost = None;
            return Ok(());
        }
        let lost = *self.lost.get_or_insert_with(Stopwatch::start);
        loop {
            match open(&self.address, self.kind) {
                Ok(session) => {
                    self.session = session;
                    self.lost = None;
                    tracing::info!("connected to PostgreSQL again");
                    return Ok(());
                }
                Err(stop) if lost.elapsed() > RESTART_PATIENCE => {
                    tracing::error!(%stop, "PostgreSQL cannot be reached");
                    return Err(refusals::not_now(refusals::UNREACHABLE));
                }
                Err(_) => thread::sleep(RECONNECT_PAUSE),
            }
        }
    }
}

fn open(address: &Address, kind: Kind) -> Result<PostgresSession, Stop> {
    let mut session = PostgresSession::connect(address)?;
    if let Kind::Reader(longest) = kind {
        let longest = longest.as_millis();
        session.batch(&format!(
            "SET statement_timeout TO {longest}; SET default_transaction_read_only TO on"
        ))?;
    }
    Ok(session)
}
