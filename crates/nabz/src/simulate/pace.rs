//! When things are meant to happen, and how late they were. Open loop: the plan never waits for
//! the server, so a server that stalls is charged for everybody who waited.

use super::alarm::Alarm;
use super::browser::Answer;
use super::latency::Sample;
use anyhow::Result;
use nabz_kernel::clock::Stopwatch;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The clock of one run and everything that was measured by it.
pub(crate) struct Pace {
    began: Stopwatch,
    alarm: Alarm,
    samples: Mutex<Vec<Sample>>,
    faults: Mutex<Vec<String>>,
}

/// A request of the plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Which visit it belongs to.
    pub(crate) visit: usize,
    /// For example `token`.
    pub(crate) step: &'static str,
    /// When it is meant to be made, counted from the start of the run.
    pub(crate) meant: Duration,
    /// A refusal that is fair, by its code, and as which step it counts.
    pub(crate) fair: Option<(&'static str, &'static str)>,
}

impl Slot {
    /// Whether an answer is the fair refusal.
    pub(crate) fn is_fair(&self, answer: &Answer) -> bool {
        self.fair
            .is_some_and(|(code, _)| answer.status == 422 && answer.complaint().starts_with(code))
    }
}

/// So many different complaints are enough to see what is wrong.
const FAULTS_KEPT_MAX: usize = 20;

impl Pace {
    pub(crate) fn start() -> io::Result<Self> {
        let began = Stopwatch::start();
        let alarm = Alarm::start(began)?;
        Ok(Self { began, alarm, samples: Mutex::default(), faults: Mutex::default() })
    }

    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Sleeps until a moment of the plan; returns at once when it is past.
    pub(crate) async fn until(&self, meant: Duration) {
        if meant > self.now() {
            self.alarm.sleep(meant).await;
        }
    }

    /// Waits for the slot, makes the request, and notes how long it took counted from the slot.
    pub(crate) async fn measure(
        &self,
        slot: Slot,
        request: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        self.until(slot.meant).await;
        let answer = request.await;
        let took = self.now().saturating_sub(slot.meant);
        let Slot { visit, step, meant, .. } = slot;
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        let fair = slot.fair.filter(|_| answer.as_ref().is_ok_and(|answer| slot.is_fair(answer)));
        let step = fair.map_or(step, |(_, step)| step);
        let sample = Sample { visit, step, meant, took, status, fair: fair.is_some() };
        let is_good = sample.is_good();
        lock(&self.samples).push(sample);
        if !is_good {
            let why = match &answer {
                Ok(answer) => answer.complaint(),
                Err(error) => format!("{error:#}"),
            };
            self.complain(format!("{step} of visit {visit}: {status} {why}"));
        }
        answer
    }

    /// Notes something that should not have happened.
    pub(crate) fn complain(&self, what: String) {
        let mut faults = lock(&self.faults);
        if faults.len() < FAULTS_KEPT_MAX {
            faults.push(what);
        }
    }

    /// Everything measured, and the first complaints.
    pub(crate) fn end(&self) -> (Vec<Sample>, Vec<String>) {
        (std::mem::take(&mut *lock(&self.samples)), std::mem::take(&mut *lock(&self.faults)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
