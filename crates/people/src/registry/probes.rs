//! Who tries numbers to see whose they are: counted in memory, and summed in the database once a
//! minute, or sooner while somebody is quick.
//!
//! A process that stops loses what it has counted since. Of two processes each sees what the other
//! has summed, so that a limit holds to within what one of them has not written yet.

use super::actions::keep_probes;
use super::model::{PaperNumber, ProbeDay, ProbeSum, RegistryRefusal, VoterId};
use super::search::Query;
use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::StaffId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Authority, Stop, Store};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
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
/// Numbers that are remembered of somebody: as many as raise an alarm in a day.
const ASKED_MAX: usize = 300;
const HOURS_REMEMBERED: i64 = 24;

/// A number by which somebody is looked for. Its `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// A health ID, without its check digit.
    HealthId(u64),
    /// The ten figures of a phone.
    Phone(u64),
    /// The number of a voter card or of another paper, by the key under which it finds somebody.
    Paper(i64),
    /// Any other.
    Other,
}

impl Number {
    /// The number that a search goes by; `None` of a name.
    pub fn of(query: &Query) -> Option<Self> {
        match query {
            Query::HealthId(number) => Some(Self::health_id(*number)),
            Query::Phone(mobile) => Some(Self::phone(mobile)),
            Query::VoterId(number) => Some(Self::voter_id(number)),
            Query::Paper(number) => Some(Self::paper(number)),
            Query::Name { .. } => None,
        }
    }

    /// A health ID.
    pub const fn health_id(number: HealthId) -> Self {
        // The last digit is a check digit.
        Self::HealthId(number.number() / 10)
    }

    /// A phone.
    pub fn phone(mobile: &Mobile) -> Self {
        mobile.digits().parse().map_or(Self::Other, Self::Phone)
    }

    /// The number of a voter card.
    pub fn voter_id(number: &VoterId) -> Self {
        Self::Paper(store::key_of(store::VOTER_ID, number.as_str()))
    }

    /// The number of another paper.
    pub fn paper(number: &PaperNumber) -> Self {
        Self::Paper(store::key_of(number.kind().word(), number.as_str()))
    }

    /// Its place among its neighbours, if it has any.
    const fn counted(self) -> Option<u64> {
        match self {
            Self::HealthId(number) | Self::Phone(number) => Some(number),
            Self::Paper(_) | Self::Other => None,
        }
    }

    /// Whether somebody new may come with it.
    const fn is_brought(self) -> bool {
        match self {
            Self::Phone(_) | Self::Paper(_) => true,
            Self::HealthId(_) | Self::Other => false,
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// A number that nobody had when somebody looked for it.
#[derive(Clone, Copy, Debug)]
pub struct Missed {
    /// Which.
    pub number: Number,
    /// The hour in whose sum it stands, counted since 1970 by the clock of India; nothing while
    /// that sum is being written.
    pub hour: Option<i64>,
}

/// What became of a sum that was written.
#[derive(Clone, Debug)]
pub struct Summed {
    /// The hour to which it was added, counted since 1970 by the clock of India.
    pub hour: i64,
    /// What all processes together have counted of them today.
    pub day: ProbeDay,
    /// Numbers that somebody was registered with since they were missed: they are no misses.
    pub brought: Vec<Number>,
}

/// What one process has counted.
#[derive(Default)]
pub(super) struct Probes(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    /// Since the last sum.
    sums: HashMap<StaffId, ProbeSum>,
    rows: HashMap<StaffId, InOrder>,
    /// The numbers that each has lately looked for, the newest last.
    asked: HashMap<StaffId, VecDeque<Asked>>,
    minutes: HashMap<StaffId, Minute>,
    /// About whom an alarm is open, each with the wait after their last search by a number.
    slowed: HashMap<StaffId, Option<Wait>>,
    kept_at: Option<Instant>,
}

/// A number that somebody has looked for.
#[derive(Clone, Copy)]
struct Asked {
    number: Number,
    is_missed: bool,
    /// The hour in whose sum it stands; nothing until that is written.
    hour: Option<i64>,
}

/// How long somebody waits for their next number.
#[derive(Clone, Copy)]
struct Wait {
    since: Instant,
    seconds: i64,
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
        if let Some(number) = number {
            counted.asks(by, number, persons == 0);
        }
        sum_of(&mut counted.sums, by).shown += i64::try_from(persons).unwrap_or(i64::MAX);
    }

    /// Counts what was told of numbers that are typed about somebody new, each with whether anybody
    /// has it, and how many persons were shown: once, however often a form is looked at while
    /// somebody fills it in.
    pub(super) fn compared(&self, by: &impl Authority, told: &[(Number, bool)], persons: usize) {
        let mut counted = self.lock();
        let mut is_new = false;
        for (number, is_somebodys) in told {
            if !counted.has_asked(by.actor(), *number) {
                counted.asks(by, *number, !is_somebodys);
                is_new = true;
            }
        }
        if is_new {
            sum_of(&mut counted.sums, by).shown += i64::try_from(persons).unwrap_or(i64::MAX);
        }
    }

    /// Whether somebody may learn of a number that is typed about somebody new: of one that they
    /// have looked for before, always; else as [`Self::admit`] says.
    pub(super) fn admits_typed(&self, staff: StaffId, number: Number, now: Instant) -> bool {
        let is_known = self.lock().has_asked(staff, number);
        is_known || self.admit(staff, now).is_ok()
    }

    /// Lets somebody about whom an alarm is open ask a question with these numbers. They wait
    /// [`SLOWED_SECONDS`] for each of them after it, but not for those that they have looked for
    /// before.
    ///
    /// Refuses with `REG-058` and the seconds to wait.
    pub(super) fn admit_all(
        &self,
        staff: StaffId,
        numbers: &[Number],
        now: Instant,
    ) -> Result<(), RegistryRefusal> {
        let mut counted = self.lock();
        let new = numbers.iter().filter(|number| !counted.has_asked(staff, **number)).count();
        let new = i64::try_from(new).unwrap_or(i64::MAX);
        if new == 0 { Ok(()) } else { counted.admit(staff, new, now) }
    }

    /// Lets somebody about whom an alarm is open look for one number in [`SLOWED_SECONDS`].
    ///
    /// Refuses with `REG-058` and the seconds to wait.
    pub(super) fn admit(&self, staff: StaffId, now: Instant) -> Result<(), RegistryRefusal> {
        self.lock().admit(staff, 1, now)
    }

    /// Somebody has looked into the alarm about this person.
    pub(super) fn release(&self, staff: StaffId) {
        let mut counted = self.lock();
        counted.sums.remove(&staff);
        counted.begin_anew(staff);
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
        let mut sums = self.lock().drain();
        // Two processes take the rows in the same order.
        sums.sort_by_key(|(sum, _)| sum.staff.uuid());
        let written = if sums.is_empty() { Ok(Vec::new()) } else { write(store, &sums) };
        let summed = match written {
            Ok(summed) => summed,
            Err(stop) => {
                self.lock().take_back(sums);
                return Err(stop);
            }
        };
        self.lock().wrote(&sums, &summed, store.clock().now());
        let suspects = store.read_blocking(store::suspects)?;
        self.lock().learn(suspects, store.clock().now());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    fn admit(&mut self, staff: StaffId, numbers: i64, now: Instant) -> Result<(), RegistryRefusal> {
        let Some(wait) = self.slowed.get_mut(&staff) else { return Ok(()) };
        if let Some(Wait { since, seconds }) = *wait {
            let passed = now.microseconds() - since.microseconds();
            let waited = passed.div_euclid(SECOND_MICROSECONDS);
            // A clock that was put back holds nobody up.
            if (0..seconds).contains(&waited) {
                return Err(RegistryRefusal::Slowed { seconds: seconds - waited });
            }
        }
        *wait = Some(Wait { since: now, seconds: SLOWED_SECONDS.saturating_mul(numbers) });
        Ok(())
    }

    fn has_asked(&self, staff: StaffId, number: Number) -> bool {
        let asked = self.asked.get(&staff);
        asked.is_some_and(|asked| asked.iter().any(|one| one.number == number))
    }

    /// Counts a number that somebody has looked for, and whether nobody has it.
    fn asks(&mut self, by: &impl Authority, number: Number, is_missed: bool) {
        let staff = by.actor();
        let in_order = number.counted().map_or(0, |number| self.in_order(staff, number));
        let sum = sum_of(&mut self.sums, by);
        sum.in_order = sum.in_order.max(in_order);
        sum.misses += i64::from(is_missed);
        // Of a number that nobody brings it is not asked again whether somebody did.
        if !number.is_brought() || (!is_missed && self.has_asked(staff, number)) {
            return;
        }
        let asked = self.asked.entry(staff).or_default();
        asked.push_back(Asked { number, is_missed, hour: None });
        if asked.len() > ASKED_MAX {
            asked.pop_front();
        }
    }

    /// The sums since the last time, each with the numbers that were missed, of these or before.
    fn drain(&mut self) -> Vec<(ProbeSum, Vec<Missed>)> {
        let sums: Vec<ProbeSum> = self.sums.drain().map(|(_, sum)| sum).collect();
        sums.into_iter().map(|sum| (sum, self.missed(sum.staff))).collect()
    }

    fn missed(&self, staff: StaffId) -> Vec<Missed> {
        let asked = self.asked.get(&staff).into_iter().flatten();
        let missed = asked.filter(|one| one.is_missed);
        missed.map(|one| Missed { number: one.number, hour: one.hour }).collect()
    }

    /// What somebody has looked for so far no longer speaks against them.
    fn begin_anew(&mut self, staff: StaffId) {
        self.slowed.remove(&staff);
        self.rows.remove(&staff);
        for one in self.asked.get_mut(&staff).into_iter().flatten() {
            one.is_missed = false;
        }
    }

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

    fn take_back(&mut self, sums: Vec<(ProbeSum, Vec<Missed>)>) {
        for (sum, _) in sums {
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

    /// The sums are written: what others have counted of the same is known, and which numbers were
    /// no misses.
    fn wrote(&mut self, sums: &[(ProbeSum, Vec<Missed>)], summed: &[Summed], now: Instant) {
        let minute = now.microseconds().div_euclid(MINUTE_MICROSECONDS);
        self.minutes.retain(|_, known| known.number >= minute - 1);
        for ((sum, _), summed) in sums.iter().zip(summed) {
            let before = self.minutes.get(&sum.staff).filter(|known| known.number == sum.minute);
            let own = before.map_or(0, |known| known.own) + sum.in_minute;
            let known = Minute { number: sum.minute, own, all: summed.day.in_minute };
            self.minutes.insert(sum.staff, known);
            let Some(asked) = self.asked.get_mut(&sum.staff) else { continue };
            let since = summed.hour - HOURS_REMEMBERED;
            asked.retain(|one| one.hour.is_none_or(|hour| hour > since));
            for one in asked {
                one.hour = one.hour.or(Some(summed.hour));
                one.is_missed &= !summed.brought.contains(&one.number);
            }
        }
    }

    /// About whom an alarm is open by now.
    fn learn(&mut self, suspects: Vec<StaffId>, now: Instant) {
        let suspects: HashSet<StaffId> = suspects.into_iter().collect();
        // Whoever was looked at by another process begins anew.
        let released: Vec<StaffId> =
            self.slowed.keys().copied().filter(|staff| !suspects.contains(staff)).collect();
        for staff in released {
            self.begin_anew(staff);
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

fn write(store: &Store, sums: &[(ProbeSum, Vec<Missed>)]) -> Result<Vec<Summed>, Stop> {
    let sums = sums.to_vec();
    store.write_blocking(move |tx| keep_probes(tx, &sums))
}
