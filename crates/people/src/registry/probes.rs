//! Who tries numbers to see whose they are: counted in memory, and summed in the database once a
//! minute, or sooner while somebody is quick.
//!
//! A process that stops loses what it has counted since. Of two processes each sees what the other
//! has summed, so that a limit holds to within what one of them has not written yet.

use super::actions::keep_probes;
use super::model::{ProbeDay, ProbeSum, RegistryRefusal};
use super::search::Query;
use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_store::{Authority, Stop, Store};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whoever is slowed looks for one number in so many seconds.
pub const SLOWED_SECONDS: i64 = 10;
const SECOND_MICROSECONDS: i64 = 1_000_000;
const MINUTE_MICROSECONDS: i64 = 60 * SECOND_MICROSECONDS;
/// Of somebody so quick the sum does not wait for the minute.
const MISSES_UNWRITTEN_MAX: i64 = 20;
const SEARCHES_UNWRITTEN_MAX: i64 = 60;
/// Numbers so near one another were tried in order, even where several processes share the work.
const STEP_MAX: u64 = 4;

/// A number by which somebody is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// One that has neighbours, without a check digit.
    Counted(u64),
    /// Any other.
    Other,
}

impl Number {
    /// The number that a search goes by; `None` of a name.
    pub fn of(query: &Query) -> Option<Self> {
        match query {
            // The last digit is a check digit.
            Query::HealthId(number) => Some(Self::Counted(number.number() / 10)),
            Query::Phone(mobile) => {
                Some(mobile.digits().parse().map_or(Self::Other, Self::Counted))
            }
            Query::VoterId(_) | Query::Paper(_) => Some(Self::Other),
            Query::Name { .. } => None,
        }
    }
}

/// What one process has counted.
#[derive(Default)]
pub(super) struct Probes(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    /// Since the last sum.
    sums: HashMap<StaffId, ProbeSum>,
    rows: HashMap<StaffId, InOrder>,
    minutes: HashMap<StaffId, Minute>,
    /// About whom an alarm is open, each with their last search by a number.
    slowed: HashMap<StaffId, Option<Instant>>,
    kept_at: Option<Instant>,
}

/// Numbers tried one after another.
#[derive(Clone, Copy)]
struct InOrder {
    last: u64,
    upwards: bool,
    length: u32,
}

impl InOrder {
    const fn beginning(last: u64) -> Self {
        Self { last, upwards: true, length: 1 }
    }

    /// With one number more. The same number again changes nothing.
    fn and(self, next: u64) -> Self {
        let upwards = next > self.last;
        match next.abs_diff(self.last) {
            0 => self,
            1..=STEP_MAX if self.length == 1 || upwards == self.upwards => {
                Self { last: next, upwards, length: self.length + 1 }
            }
            1..=STEP_MAX => Self { last: next, upwards, length: 2 },
            _ => Self::beginning(next),
        }
    }
}

/// Searches of somebody in one minute, as far as they were summed.
#[derive(Clone, Copy)]
struct Minute {
    /// Counted from 1970.
    number: i64,
    /// By this process.
    own: i64,
    /// By all.
    all: i64,
}

impl Probes {
    /// Searches of somebody in this minute that other processes have summed.
    pub(super) fn elsewhere(&self, staff: StaffId, minute: i64) -> u32 {
        let counted = self.lock();
        let known = counted.minutes.get(&staff).filter(|known| known.number == minute);
        known.and_then(|known| u32::try_from(known.all - known.own).ok()).unwrap_or(0)
    }

    /// Counts a search.
    pub(super) fn searched(&self, by: &impl Authority, minute: i64) {
        let mut counted = self.lock();
        let sum = sum_of(&mut counted.sums, by);
        if sum.minute != minute {
            (sum.minute, sum.in_minute) = (minute, 0);
        }
        sum.searches += 1;
        sum.in_minute += 1;
    }

    /// Counts how many persons a search has shown.
    pub(super) fn shown(&self, by: &impl Authority, number: Option<Number>, persons: usize) {
        let mut counted = self.lock();
        let in_order = match number {
            Some(Number::Counted(number)) => counted.in_order(by.actor(), number),
            Some(Number::Other) | None => 0,
        };
        let sum = sum_of(&mut counted.sums, by);
        sum.shown += i64::try_from(persons).unwrap_or(i64::MAX);
        sum.in_order = sum.in_order.max(in_order);
        if number.is_some() && persons == 0 {
            sum.misses += 1;
        }
    }

    /// Lets somebody about whom an alarm is open look for one number in [`SLOWED_SECONDS`].
    ///
    /// Refuses with `REG-058` and the seconds to wait.
    pub(super) fn admit(&self, staff: StaffId, now: Instant) -> Result<(), RegistryRefusal> {
        let mut counted = self.lock();
        let Some(last) = counted.slowed.get_mut(&staff) else { return Ok(()) };
        let waited = last.map_or(i64::MAX, |last| {
            (now.microseconds() - last.microseconds()).div_euclid(SECOND_MICROSECONDS)
        });
        // A clock that was put back holds nobody up.
        if (0..SLOWED_SECONDS).contains(&waited) {
            return Err(RegistryRefusal::Slowed { seconds: SLOWED_SECONDS - waited });
        }
        *last = Some(now);
        Ok(())
    }

    /// Somebody has looked into the alarm about this person.
    pub(super) fn release(&self, staff: StaffId) {
        let mut counted = self.lock();
        counted.slowed.remove(&staff);
        counted.rows.remove(&staff);
        counted.sums.remove(&staff);
    }

    /// Writes the sums when it is time, and learns what other processes know.
    pub(super) fn keep(&self, store: &Store) -> Result<(), Stop> {
        let now = store.clock().now();
        if !self.lock().is_due(now) {
            return Ok(());
        }
        self.keep_now(store)
    }

    /// The same at once.
    pub(super) fn keep_now(&self, store: &Store) -> Result<(), Stop> {
        let mut sums: Vec<ProbeSum> = self.lock().sums.drain().map(|(_, sum)| sum).collect();
        // Two processes take the rows in the same order.
        sums.sort_by_key(|sum| sum.staff.uuid());
        let written = if sums.is_empty() { Ok(Vec::new()) } else { write(store, &sums) };
        let days = match written {
            Ok(days) => days,
            Err(stop) => {
                self.lock().take_back(sums);
                return Err(stop);
            }
        };
        let suspects = store.read_blocking(store::suspects)?;
        self.lock().learn(&sums, &days, suspects, store.clock().now());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// How many numbers in order somebody has tried with this one.
    fn in_order(&mut self, staff: StaffId, number: u64) -> u32 {
        let row = self.rows.get(&staff).map_or(InOrder::beginning(number), |row| row.and(number));
        self.rows.insert(staff, row);
        row.length
    }

    fn is_due(&self, now: Instant) -> bool {
        let Some(kept_at) = self.kept_at else { return true };
        let passed = now.microseconds() - kept_at.microseconds();
        !(0..MINUTE_MICROSECONDS).contains(&passed) || self.sums.values().any(is_quick)
    }

    fn take_back(&mut self, sums: Vec<ProbeSum>) {
        for sum in sums {
            let known = self.sums.entry(sum.staff).or_insert(ProbeSum {
                searches: 0,
                misses: 0,
                shown: 0,
                in_minute: 0,
                ..sum
            });
            known.searches += sum.searches;
            known.misses += sum.misses;
            known.shown += sum.shown;
            known.in_order = known.in_order.max(sum.in_order);
            if known.minute == sum.minute {
                known.in_minute += sum.in_minute;
            }
        }
    }

    fn learn(
        &mut self,
        sums: &[ProbeSum],
        days: &[ProbeDay],
        suspects: Vec<StaffId>,
        now: Instant,
    ) {
        let minute = now.microseconds().div_euclid(MINUTE_MICROSECONDS);
        self.minutes.retain(|_, known| known.number >= minute - 1);
        for (sum, day) in sums.iter().zip(days) {
            let before = self.minutes.get(&sum.staff).filter(|known| known.number == sum.minute);
            let own = before.map_or(0, |known| known.own) + sum.in_minute;
            let known = Minute { number: sum.minute, own, all: day.in_minute };
            self.minutes.insert(sum.staff, known);
        }
        let suspects: HashSet<StaffId> = suspects.into_iter().collect();
        // Whoever was looked at by another process begins anew.
        let released: Vec<StaffId> =
            self.slowed.keys().copied().filter(|staff| !suspects.contains(staff)).collect();
        for staff in released {
            self.slowed.remove(&staff);
            self.rows.remove(&staff);
        }
        for staff in suspects {
            self.slowed.entry(staff).or_insert(None);
        }
        self.kept_at = Some(now);
    }
}

fn is_quick(sum: &ProbeSum) -> bool {
    sum.misses >= MISSES_UNWRITTEN_MAX
        || sum.searches >= SEARCHES_UNWRITTEN_MAX
        || sum.in_order >= super::model::IN_ORDER
}

fn sum_of<'a>(sums: &'a mut HashMap<StaffId, ProbeSum>, by: &impl Authority) -> &'a mut ProbeSum {
    let (staff, facility) = (by.actor(), by.facility());
    let sum = sums.entry(staff).or_insert(ProbeSum {
        staff,
        facility,
        searches: 0,
        misses: 0,
        shown: 0,
        minute: 0,
        in_minute: 0,
        in_order: 0,
    });
    sum.facility = facility;
    sum
}

fn write(store: &Store, sums: &[ProbeSum]) -> Result<Vec<ProbeDay>, Stop> {
    let sums = sums.to_vec();
    store.write_blocking(move |tx| keep_probes(tx, &sums))
}
