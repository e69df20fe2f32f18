//! A morning already under way: the staff of the city work through it at their own browsers,
//! against the program itself, so that what a stranger finds was made as it always is.
//!
//! It takes seconds and lasts hours, by a clock that goes from one step to the next. Everybody goes
//! the whole way, from the counter to the pharmacy, and the morning ends now: whoever would have
//! their turn later still waits for it.

use super::PASSWORD;
use crate::cli::{Opd, Until};
use crate::ended::Ended;
use crate::say::{Bar, Say};
use crate::simulate::{self, Crew, Day, Visit};
use crate::site;
use anyhow::Context;
use nabz_access::Vault;
use nabz_kernel::clock::{Clock, Instant, Steered};
use nabz_people::messages::Outlet;
use nabz_people::residents::Dice;
use nabz_store::Store;
use nabz_web::{Bound, Config, Tls};
use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

const A_MINUTE: u32 = 60;
/// Seconds from the load of the city until now.
const LENGTH_SECONDS: u32 = 3 * 60 * A_MINUTE;
/// The day of a city that is loaded right after midnight begins so late.
const AFTER_MIDNIGHT: Duration = Duration::from_mins(5);
const VISITS: usize = 132;
const SEED: u64 = 11;
/// Nobody is called in who could not be seen to the end before now.
const LAST_CALL_SECONDS: u32 = LENGTH_SECONDS - 6 * A_MINUTE;
/// Until the next one has come into the room.
const CHANGE_SECONDS: u32 = 20;
/// Well before a screen is signed out that was left alone.
const LOOK_EVERY_SECONDS: u32 = 10 * A_MINUTE;

/// So many days before it the city begins.
pub(super) const PAST_DAYS: u32 = 400;
const A_DAY: Duration = Duration::from_hours(24);

/// The hours before now, and the clock by which they pass, and by which the days before them do.
pub(super) struct Morning {
    began: Instant,
    length: Duration,
    clock: &'static Steered,
}

/// Where somebody is dealt with, in the order of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Counter,
    Vitals,
    Call,
    Signature,
    Pharmacy,
}

/// What comes next: at which second of the morning, and of which visit.
type Coming = BTreeMap<(u32, usize), (Step, Visit)>;

impl Morning {
    /// As much of the last hours as is of this day, which begins at midnight in India. Right after
    /// midnight the same morning is shorter.
    pub(super) fn before(now: Instant) -> Self {
        let day = Instant::beginning_in_india(now.date_in_india()).plus(AFTER_MIDNIGHT);
        let hours = Duration::from_secs(LENGTH_SECONDS.into());
        let began = now.minus(hours).max(day).min(now);
        let passed = now.microseconds() - began.microseconds();
        let length = Duration::from_micros(u64::try_from(passed).unwrap_or_default());
        // The store that is opened by it keeps it for as long as it likes.
        let first = began.minus(A_DAY * PAST_DAYS);
        let clock: &'static Steered = Box::leak(Box::new(Steered::at(first)));
        Self { began, length, clock }
    }

    /// Goes on to so many days before the morning.
    pub(super) fn comes_to(&self, days: u32) {
        self.clock.move_to(self.began.minus(A_DAY * days));
    }

    /// Goes on to where the morning begins.
    pub(super) fn begins(&self) {
        self.clock.move_to(self.began);
    }

    /// Goes on to now.
    pub(super) fn ends(&self) {
        self.clock.move_to(self.moment(LENGTH_SECONDS));
    }

    /// Stands still until it is moved on: long before the morning, at first.
    pub(super) fn clock(&self) -> Clock {
        Clock::Steered(self.clock)
    }

    /// Lets the morning happen in a store that was opened by its clock.
    pub(super) fn happens(
        &self,
        store: &Store,
        vault: Vault,
        residents: usize,
        say: &Say,
    ) -> Result<(), Ended> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let bar = say.bar("a morning", VISITS);
        runtime.block_on(self.at_work(store, vault, (residents, &bar)))?;
        store.flush_reads()?;
        say.done(&bar, format!("{VISITS} people came"));
        Ok(())
    }

    async fn at_work(
        &self,
        store: &Store,
        vault: Vault,
        (residents, bar): (usize, &Bar),
    ) -> Result<(), Ended> {
        let site = site::open(store.clone(), Config::default(), (vault, None), &Outlet::Console)?;
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let bound = Bound::bind(anywhere, &Tls::Loopback).await?;
        let server = bound.url();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(bound.serve(site.router, async move { drop(stopped.await) }));
        let crew = Crew::sign_in(&server, PASSWORD).await?;
        let day = Day::without_pauses(Arc::new(crew), Until::Dispense)?;
        let passed = self.passes(&day, (coming(residents), bar)).await;
        // Whoever has a line open is waited for.
        drop(day);
        _ = stop.send(());
        serving.await.map_err(Ended::fault)?;
        passed.map_err(|error| Ended::fault(format!("the morning went wrong: {error:#}")))
    }

    /// Takes one step after another, each at its time.
    async fn passes(&self, day: &Day, (mut coming, bar): (Coming, &Bar)) -> anyhow::Result<()> {
        // Until when each doctor has somebody in the room.
        let mut busy: HashMap<String, u32> = HashMap::new();
        let mut looked = 0;
        while let Some(((at, number), (step, mut visit))) = coming.pop_first() {
            if step == Step::Call {
                let free = busy.get(&day.doctor(&visit)?.name).copied().unwrap_or_default();
                if at < free {
                    coming.insert((free, number), (step, visit));
                    continue;
                }
                if at > LAST_CALL_SECONDS {
                    continue;
                }
            }
            while looked + LOOK_EVERY_SECONDS <= at {
                looked += LOOK_EVERY_SECONDS;
                self.clock.move_to(self.moment(looked));
                day.crew.look_up().await?;
            }
            self.clock.move_to(self.moment(at));
            let happened = step.happens(day, &mut visit).await;
            if !happened.with_context(|| format!("{step:?} of visit {number}"))? {
                continue;
            }
            bar.step(usize::from(step == Step::Counter));
            let Some((next, within)) = step.next(day.is_emergency(&visit)) else { continue };
            let then = at + seconds(&mut visit.pauses, within);
            if step == Step::Call {
                busy.insert(day.doctor(&visit)?.name.clone(), then + CHANGE_SECONDS);
            }
            if then <= LENGTH_SECONDS {
                coming.insert((then, number), (next, visit));
            }
        }
        Ok(())
    }

    fn moment(&self, second: u32) -> Instant {
        self.began.plus(self.length * second / LENGTH_SECONDS)
    }
}

impl Step {
    /// False when it leads no further: a doctor called, and nobody waited.
    async fn happens(self, day: &Day, visit: &mut Visit) -> anyhow::Result<bool> {
        match self {
            Self::Counter => day.come(visit).await?,
            Self::Vitals => day.vitals(visit).await?,
            Self::Call => return day.call(visit).await,
            Self::Signature => day.sign(visit).await?,
            Self::Pharmacy => day.dispense(visit).await?,
        }
        Ok(true)
    }

    /// What follows, and within how many minutes. An emergency hardly waits.
    fn next(self, is_emergency: bool) -> Option<(Self, (u32, u32))> {
        Some(match (self, is_emergency) {
            (Self::Counter, true) => (Self::Vitals, (1, 3)),
            (Self::Counter, false) => (Self::Vitals, (3, 10)),
            (Self::Vitals, true) => (Self::Call, (1, 8)),
            (Self::Vitals, false) => (Self::Call, (12, 50)),
            (Self::Call, _) => (Self::Signature, (2, 6)),
            (Self::Signature, _) => (Self::Pharmacy, (4, 18)),
            (Self::Pharmacy, _) => return None,
        })
    }
}

/// Everybody who comes, as in a load run; the later the morning, the more of them.
fn coming(residents: usize) -> Coming {
    let asked = Opd {
        server: String::new(),
        rate: 1.0,
        visits: VISITS,
        seed: SEED,
        password: None,
        residents,
        csv: None,
        until: Until::Dispense,
    };
    let at_its_time = |mut visit: Visit| {
        // The morning's own clock says when; nothing waits for the plan's.
        visit.next = Duration::ZERO;
        let mut any_time = || seconds(&mut visit.pauses, (0, LENGTH_SECONDS / A_MINUTE));
        let arrives = any_time().max(any_time());
        ((arrives, visit.number), (Step::Counter, visit))
    };
    simulate::plan(&asked).into_iter().map(at_its_time).collect()
}

/// So many seconds, between so many and so many minutes.
fn seconds(dice: &mut Dice, (least, most): (u32, u32)) -> u32 {
    let (least, most) = (least * A_MINUTE, most * A_MINUTE);
    least + u32::try_from(dice.below((most - least).into())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::clock::Date;

    fn at(hours: u64, minutes: u64) -> Instant {
        let midnight = Date::from_calendar(2026, 11, 23).unwrap();
        let midnight = Instant::beginning_in_india(midnight);
        midnight.plus(Duration::from_mins(60 * hours + minutes))
    }

    #[test]
    fn a_morning_is_three_hours_long_and_of_one_day() {
        for (now, began) in [
            (at(10, 0), at(7, 0)),
            (at(23, 59), at(20, 59)),
            (at(1, 0), at(0, 5)),
            (at(0, 4), at(0, 4)),
        ] {
            let morning = Morning::before(now);
            assert_eq!(morning.clock().now(), began.minus(A_DAY * PAST_DAYS));
            morning.comes_to(1);
            assert_eq!(morning.clock().now(), began.minus(A_DAY));
            morning.begins();
            assert_eq!(morning.clock().now(), began);
            assert_eq!(morning.moment(0), began);
            assert_eq!(morning.moment(LENGTH_SECONDS), now);
            morning.ends();
            assert_eq!(morning.clock().now(), now);
        }
    }

    #[test]
    fn whoever_is_called_in_is_seen_to_the_end() {
        let longest = |step: Step| step.next(false).unwrap().1.1 * A_MINUTE;
        assert_eq!(LAST_CALL_SECONDS + longest(Step::Call), LENGTH_SECONDS);
        assert_eq!(coming(0).len(), VISITS);
        assert!(coming(0).keys().all(|(second, _)| *second < LENGTH_SECONDS));
    }
}
