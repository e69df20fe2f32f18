//! One visit, as the people of a hospital work through it at their browsers.

mod care;
mod counter;
mod window;

use super::browser::Answer;
use super::crew::{Crew, Member};
use super::departments::Who;
use super::pace::{Pace, Slot};
use super::told::{Asking, Sent, Told, What, good};
use crate::cli::Until;
use anyhow::{Context, Result, bail};
use nabz_hospital::facilities::model::EMERGENCY_UNIT_CODE;
use nabz_people::registry::model::Details;
use nabz_people::residents::Dice;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Of so many visits two look at the board of the hall, one at a storeroom and one at a chart.
const SELDOM: usize = 10;
/// So long after the one before it, half as much more or less, each request of a visit is meant to
/// be made. The plan does not wait for answers: whoever had to wait for one is late for the next,
/// and that is counted too. People do not act in step, and neither do these.
const BETWEEN_REQUESTS: Duration = Duration::from_millis(400);

/// What every visit of a run shares.
pub(crate) struct Day {
    pub(crate) crew: Arc<Crew>,
    pub(crate) pace: Pace,
    told: Mutex<Vec<Told>>,
    /// People who have had their token: nobody is sent to the same unit twice.
    used: Mutex<HashSet<String>>,
    /// Visits that ended early because nobody was there to be called, by step.
    idle: Mutex<Vec<&'static str>>,
    /// Forms that must not be lost and have no answer yet, by their visits.
    unanswered: Mutex<BTreeMap<usize, Asking>>,
    /// Of each kind the last one that was answered.
    answered: Mutex<BTreeMap<What, (Asking, Told)>>,
    /// How far the typical visit goes.
    until: Until,
    /// So long after the one before it each request of a visit is meant to be made.
    pause: Duration,
}

/// Somebody with a token.
#[derive(Clone)]
pub(crate) struct Arrived {
    token: String,
    unit: String,
    /// Unless the counter has only just met them.
    person: Option<String>,
}

/// A visit of the plan.
pub(crate) struct Visit {
    pub(crate) number: usize,
    pub(crate) details: Details,
    pub(crate) who: Who,
    pub(crate) is_new: bool,
    /// What the clerk typed to find them; nothing before they did.
    pub(crate) typed: String,
    pub(crate) dice: Dice,
    /// When its next request is meant to be made; before the first, when it is meant to begin.
    pub(crate) next: Duration,
    /// Decides how long they think before each.
    pub(crate) pauses: Dice,
    /// Their token; nothing before they have it.
    pub(crate) arrived: Option<Arrived>,
    /// The page of whoever their doctor called when it was their turn; nothing before.
    pub(crate) called: Option<String>,
}

impl Visit {
    fn arrived(&self) -> Result<&Arrived> {
        self.arrived.as_ref().context("nobody has a token yet")
    }
}

impl Day {
    /// A day that begins now.
    pub(crate) fn begin(crew: Arc<Crew>, until: Until) -> std::io::Result<Self> {
        let (told, used, idle) = Default::default();
        let (unanswered, answered) = Default::default();
        let (pace, pause) = (Pace::start()?, BETWEEN_REQUESTS);
        Ok(Self { crew, pace, told, used, idle, unanswered, answered, until, pause })
    }

    /// A day on which nobody stops to think.
    pub(crate) fn without_pauses(crew: Arc<Crew>, until: Until) -> std::io::Result<Self> {
        Ok(Self { pause: Duration::ZERO, ..Self::begin(crew, until)? })
    }

    /// What was acknowledged so far; it is handed over.
    pub(crate) fn told(&self) -> Vec<Told> {
        std::mem::take(&mut *lock(&self.told))
    }

    /// How many steps of a kind were acknowledged and not handed over yet.
    #[cfg(test)]
    pub(crate) fn told_of(&self, what: What) -> usize {
        lock(&self.told).iter().filter(|told| told.what() == what).count()
    }

    /// The forms whose answer never came; they are handed over.
    #[cfg(test)]
    pub(crate) fn unanswered(&self) -> Vec<Asking> {
        std::mem::take(&mut *lock(&self.unanswered)).into_values().collect()
    }

    /// The last form of each kind that was answered, and its answer; they are handed over.
    #[cfg(test)]
    pub(crate) fn last_answered(&self) -> Vec<(Asking, Told)> {
        std::mem::take(&mut *lock(&self.answered)).into_values().collect()
    }

    /// Everybody who has had their token: a later day of the same people goes on from here.
    #[cfg(test)]
    pub(crate) fn used(&self) -> HashSet<String> {
        std::mem::take(&mut *lock(&self.used))
    }

    /// A day on which these have had their token already.
    #[cfg(test)]
    pub(crate) fn after(self, used: HashSet<String>) -> Self {
        *lock(&self.used) = used;
        self
    }

    /// Each time that a doctor or a pharmacist called and nobody waited, by the step.
    pub(crate) fn idle(&self) -> Vec<&'static str> {
        std::mem::take(&mut *lock(&self.idle))
    }

    fn nobody(&self, step: &'static str) {
        lock(&self.idle).push(step);
    }

    /// Whose counter a visit comes to.
    fn clerk(&self, visit: &Visit) -> Result<&Arc<Member>> {
        let clerks = &self.crew.clerks;
        clerks.get(visit.number % clerks.len().max(1)).context("no clerk")
    }

    /// The doctor who calls when it is somebody's turn.
    pub(crate) fn doctor(&self, visit: &Visit) -> Result<&Arc<Member>> {
        let unit = &visit.arrived()?.unit;
        self.crew.doctor_of(unit, visit.number).context("the unit has no doctor")
    }

    /// Whether somebody was sent to where emergencies are seen.
    pub(crate) fn is_emergency(&self, visit: &Visit) -> bool {
        let unit = visit.arrived.as_ref().map(|arrived| self.crew.department(&arrived.unit));
        unit == Some(EMERGENCY_UNIT_CODE)
    }

    /// The plan's moment for the next request of a visit.
    fn slot(&self, visit: &mut Visit, step: &'static str) -> Slot {
        let meant = visit.next;
        let percent = u32::try_from(50 + visit.pauses.below(101)).unwrap_or(100);
        visit.next += self.pause * percent / 100;
        Slot { visit: visit.number, step, meant, fair: None }
    }

    /// Sends a form that must not be lost when the plan says so, notes what its answer tells, and
    /// goes to the page that the answer names.
    async fn send(
        &self,
        visit: &mut Visit,
        (step, then): (&'static str, &'static str),
        asking: Asking,
    ) -> Result<Told> {
        let slot = self.slot(visit, step);
        match self.send_at(slot, asking).await? {
            Sent::Done(who, answer, told) => {
                self.follow(&who, visit, then, &answer).await?;
                Ok(told)
            }
            Sent::Refused(answer) => bail!("{} {}", answer.status, answer.complaint()),
        }
    }

    async fn send_at(&self, slot: Slot, asking: Asking) -> Result<Sent> {
        self.pace.until(slot.meant).await;
        lock(&self.unanswered).insert(slot.visit, asking.clone());
        let answer = self.pace.measure(slot, asking.who.browser.post(&asking.form)).await?;
        lock(&self.unanswered).remove(&slot.visit);
        if slot.is_fair(&answer) {
            return Ok(Sent::Refused(answer));
        }
        let told = asking.told(&answer)?;
        let who = Arc::clone(&asking.who);
        lock(&self.told).push(told.clone());
        lock(&self.answered).insert(asking.what, (asking, told.clone()));
        Ok(Sent::Done(who, answer, told))
    }

    /// The page that an answer names, as a browser would ask for it.
    async fn follow(
        &self,
        who: &Member,
        visit: &mut Visit,
        step: &'static str,
        answer: &Answer,
    ) -> Result<()> {
        if let Some(path) = &answer.location {
            self.ask(self.slot(visit, step), who.browser.get(path)).await?;
        }
        Ok(())
    }

    /// Makes a request when the plan says so; anything but a good answer ends the visit.
    async fn ask(
        &self,
        slot: Slot,
        request: impl Future<Output = Result<Answer>>,
    ) -> Result<Answer> {
        let answer = self.pace.measure(slot, request).await?;
        good(&answer)?;
        Ok(answer)
    }

    /// Works through one visit. What goes wrong is noted by the pace and ends the visit.
    pub(crate) async fn work(self: Arc<Self>, mut visit: Visit) {
        if let Err(error) = self.steps(&mut visit).await {
            self.pace.complain(format!("visit {}: {error:#}", visit.number));
        }
    }

    async fn steps(&self, visit: &mut Visit) -> Result<()> {
        let found = self.search(visit).await?;
        if self.until == Until::Search {
            return Ok(());
        }
        self.arrive(visit, &found).await?;
        if self.until >= Until::Vitals {
            self.vitals(visit).await?;
        }
        if self.until >= Until::Sign && self.call(visit).await? {
            self.sign(visit).await?;
            if self.until >= Until::Dispense {
                self.dispense(visit).await?;
            }
        }
        self.look_around(visit).await
    }

    /// The pages that are looked at more seldom than once a visit.
    async fn look_around(&self, visit: &mut Visit) -> Result<()> {
        let clerk = self.clerk(visit)?;
        let (step, browser, path) = match visit.number % SELDOM {
            0 | 5 => ("board", &clerk.browser, format!("/board/{}", clerk.facility)),
            3 => {
                let pharmacist = Crew::at(&self.crew.pharmacists, &clerk.facility, visit.number);
                ("stores", &pharmacist.context("no pharmacist")?.browser, "/stores".to_owned())
            }
            7 => {
                let Some(person) = &visit.arrived()?.person else { return Ok(()) };
                let path = format!("/chart/{person}");
                ("chart", &self.doctor(visit)?.browser, path)
            }
            _ => return Ok(()),
        };
        self.ask(self.slot(visit, step), browser.get(&path)).await.map(drop)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
