//! The spellings of the city in memory, and who searched how often.
//!
//! Filled in the background: the program starts at once, and until the filter is there every key
//! is asked. New persons of every process are followed by their ids, which begin with the time.

use super::model::{Person, RegistryRefusal};
use super::probes::Probes;
use super::store;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_linkage::filter::Filter;
use nabz_linkage::keys::NameKeys;
use nabz_linkage::plan::{Plan, plan};
use nabz_linkage::vocabulary::Vocabulary;
use nabz_linkage::words::Name;
use nabz_store::{Authority, Stop, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::thread;
use std::time::Duration;

pub use super::probes::{Missed, Number, SLOWED_SECONDS, Summed};

/// A hurried clerk types four searches in a second; a program that reads the city types more.
pub const SEARCHES_A_MINUTE_MAX: u32 = 240;
const SPELLINGS_A_READ: i64 = 5_000;
const KEYS_A_READ: i64 = 20_000;
const KEYS_A_PERSON: usize = 5;
const ROUND: Duration = Duration::from_secs(1);
/// A commit may come this much later than the moment in its ids.
const LATE_COMMIT_MICROSECONDS: i64 = 5_000_000;
const MINUTE_MICROSECONDS: i64 = 60_000_000;
const CORRECTED_AT_ONCE_MAX: i64 = 200;

/// The name index of one process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Search {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    names: RwLock<Names>,
    searchers: Mutex<HashMap<StaffId, Searched>>,
    followed: Mutex<Followed>,
    probes: Probes,
}

#[derive(Default)]
struct Names {
    vocabulary: Vocabulary,
    filter: Option<Filter>,
}

/// How often somebody searched in the running minute, and what of it is not audited yet.
struct Searched {
    minute: i64,
    count: u32,
    unaudited: Option<Note>,
    refusal: Refusal,
}

/// Whether somebody was refused in the running minute: that is one line of the audit, too.
#[derive(Clone, Copy)]
enum Refusal {
    None,
    Unaudited(Note),
    Audited,
}

impl Refusal {
    /// What is not audited yet, which it is from now on.
    fn take(&mut self) -> Option<Note> {
        let Self::Unaudited(note) = *self else { return None };
        *self = Self::Audited;
        Some(note)
    }
}

/// Searches of one person in one minute make one line of the audit.
#[derive(Clone, Copy)]
struct Note {
    staff: StaffId,
    facility: FacilityId,
}

impl Authority for Note {
    fn actor(&self) -> StaffId {
        self.staff
    }
    fn act(&self) -> &'static str {
        "registry.search"
    }
    fn facility(&self) -> FacilityId {
        self.facility
    }
}

/// Up to where new persons and changed names are known.
struct Followed {
    after: PersonId,
    changed_since: Instant,
}

impl Default for Followed {
    fn default() -> Self {
        let after = Id::from_uuid(uuid::Uuid::nil());
        Self { after, changed_since: Instant::from_microseconds(0) }
    }
}

impl Search {
    /// Begins to load in the background and follows the city until the last handle is dropped.
    pub fn start(store: &Store) -> Self {
        let search = Self::default();
        let (store, handle) = (store.clone(), Arc::downgrade(&search.shared));
        let follow = move || follow(&store, &handle);
        let started = thread::Builder::new().name("name-index".to_owned()).spawn(follow);
        if let Err(error) = started {
            tracing::error!(%error, "the name index cannot be kept; searches ask every key");
        }
        search
    }

    /// Reads every spelling and key. Searches go on meanwhile.
    pub fn load(&self, store: &Store) -> Result<(), Stop> {
        let now = store.clock().now().microseconds();
        let since = Instant::from_microseconds(now - LATE_COMMIT_MICROSECONDS);
        *lock(&self.shared.followed) = Followed { after: first_id_of(since), changed_since: since };
        self.load_spellings(store)?;
        let persons = store.read_blocking(store::count)?;
        let room = usize::try_from(persons).unwrap_or(0).saturating_mul(KEYS_A_PERSON);
        let mut filter = Filter::with_room_for(room);
        let mut after = i64::MIN;
        loop {
            let keys =
                store.read_blocking(move |view| store::keys_after(view, after, KEYS_A_READ))?;
            let Some(last) = keys.last() else { break };
            after = *last;
            for key in &keys {
                filter.add(*key);
            }
        }
        self.names_mut().filter = Some(filter);
        self.catch_up(store)
    }

    /// Writes the keys of persons from before there was a table for them; they are found meanwhile
    /// as far as it has come.
    pub fn write_pending(&self, store: &Store) -> Result<(), Stop> {
        while store.write_bulk(store::write_pending)? {}
        Ok(())
    }

    fn load_spellings(&self, store: &Store) -> Result<(), Stop> {
        let mut after = i64::MIN;
        loop {
            let read = move |view: &mut nabz_store::Tx<'_>| {
                store::spellings_after(view, after, SPELLINGS_A_READ)
            };
            let spellings = store.read_blocking(read)?;
            let Some((last, _)) = spellings.last() else { return Ok(()) };
            after = *last;
            let mut names = self.names_mut();
            for (_, spelling) in &spellings {
                names.vocabulary.add(spelling);
            }
        }
    }

    /// Learns who was registered or renamed since the last time, by this or another process.
    pub fn catch_up(&self, store: &Store) -> Result<(), Stop> {
        loop {
            let (after, changed_since) = {
                let followed = lock(&self.shared.followed);
                (followed.after, followed.changed_since)
            };
            let now = store.clock().now();
            let limit = store::PERSONS_AT_ONCE_MAX;
            let new = store.read_blocking(move |view| {
                let mut persons = store::persons_after(view, after, limit)?;
                let full = i64::try_from(persons.len()).unwrap_or(0) == limit;
                for id in store::renamed_since(view, changed_since, CORRECTED_AT_ONCE_MAX)? {
                    persons.extend(store::person(view, id)?);
                }
                Ok((persons, full))
            });
            let (persons, full) = new?;
            for person in &persons {
                self.learn(person);
            }
            let recent = Instant::from_microseconds(now.microseconds() - LATE_COMMIT_MICROSECONDS);
            let newest = persons.iter().map(|person| person.id.uuid()).max();
            let mut followed = lock(&self.shared.followed);
            followed.changed_since = recent;
            // Ids of the last seconds are read again: their neighbours may commit late.
            let settled = first_id_of(recent).uuid();
            if let Some(newest) = newest {
                let next = if full { newest } else { newest.min(settled) };
                followed.after = Id::from_uuid(next.max(followed.after.uuid()));
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Learns one person's name at once.
    pub fn learn(&self, person: &Person) {
        let keys = NameKeys::of(&person.details.name);
        let mut names = self.names_mut();
        for spelling in &keys.spellings {
            names.vocabulary.add(spelling);
        }
        if let Some(filter) = &mut names.filter {
            for key in keys.keys() {
                filter.add(key);
            }
        }
    }

    /// The keys that a typed name is looked up by.
    pub fn plan(&self, typed: &Name) -> Plan {
        let names = self.shared.names.read().unwrap_or_else(PoisonError::into_inner);
        plan(typed, &names.vocabulary, names.filter.as_ref())
    }

    /// How many spellings are known, and whether the filter is there.
    pub fn is_loaded(&self) -> (usize, bool) {
        let names = self.shared.names.read().unwrap_or_else(PoisonError::into_inner);
        (names.vocabulary.len(), names.filter.is_some())
    }

    /// Counts one search of whoever holds a permit, or of a source with its key, and remembers it
    /// for the audit.
    ///
    /// Refuses with `REG-032` beyond [`SEARCHES_A_MINUTE_MAX`] in a minute, in all processes
    /// together as far as the others have summed theirs; the refusal is remembered, too.
    pub fn admit(&self, by: &impl Authority, now: Instant) -> Result<(), RegistryRefusal> {
        let minute = now.microseconds().div_euclid(MINUTE_MICROSECONDS);
        let note = Note { staff: by.actor(), facility: by.facility() };
        let elsewhere = self.shared.probes.elsewhere(note.staff, minute);
        let mut searchers = lock(&self.shared.searchers);
        let searched = searchers.entry(note.staff).or_insert(Searched {
            minute: i64::MIN,
            count: 0,
            unaudited: None,
            refusal: Refusal::None,
        });
        if searched.minute != minute {
            let (unaudited, refusal) = (Some(note), Refusal::None);
            *searched = Searched { minute, count: 0, unaudited, refusal };
        }
        if searched.count.saturating_add(elsewhere) >= SEARCHES_A_MINUTE_MAX {
            if matches!(searched.refusal, Refusal::None) {
                searched.refusal = Refusal::Unaudited(note);
            }
            return Err(RegistryRefusal::TooManySearches);
        }
        searched.count += 1;
        drop(searchers);
        self.shared.probes.searched(by, minute);
        Ok(())
    }

    /// Lets whoever looks by a number go on, unless an alarm about them is open: then one number
    /// in [`SLOWED_SECONDS`]. A name is never held up.
    ///
    /// Refuses with `REG-058`.
    pub fn admit_number(
        &self,
        by: &impl Authority,
        number: Option<Number>,
        now: Instant,
    ) -> Result<(), RegistryRefusal> {
        if number.is_none() { Ok(()) } else { self.shared.probes.admit(by.actor(), now) }
    }

    /// Lets a question go on that carries several numbers, whatever stands beside them: while an alarm
    /// about the asker is open they wait [`SLOWED_SECONDS`] for each number that they have not looked
    /// for before.
    ///
    /// Refuses with `REG-058`.
    pub fn admit_numbers(
        &self,
        by: &impl Authority,
        numbers: &[Number],
        now: Instant,
    ) -> Result<(), RegistryRefusal> {
        self.shared.probes.admit_all(by.actor(), numbers, now)
    }

    /// Counts what was answered to such a question: of each number, once, whether anybody has it; and
    /// whom it has shown, by whatever they were found.
    pub fn answered(&self, by: &impl Authority, told: &[(Number, bool)], persons: usize) {
        self.shared.probes.compared(by, told, 0);
        self.shared.probes.shown(by, None, persons);
    }

    /// Counts whom a search has shown, and a number that nobody has.
    pub fn shown(&self, by: &impl Authority, number: Option<Number>, persons: usize) {
        self.shared.probes.shown(by, number, persons);
    }

    /// Whether whoever types a number about somebody new may learn of it now: while an alarm about
    /// them is open, of one in [`SLOWED_SECONDS`], and of those for which they have looked before.
    pub(super) fn admits_typed(&self, by: &impl Authority, number: Number, now: Instant) -> bool {
        self.shared.probes.admits_typed(by.actor(), number, now)
    }

    /// Counts, once for each number, what was told of numbers that are typed about somebody new:
    /// whether anybody has it, and how many persons were shown.
    pub(super) fn compared(&self, by: &impl Authority, told: &[(Number, bool)], persons: usize) {
        self.shared.probes.compared(by, told, persons);
    }

    /// Somebody has looked into the alarm about this person; other processes learn it in a minute.
    pub fn release(&self, staff: StaffId) {
        self.shared.probes.release(staff);
    }

    /// Writes at once what was counted, and raises the alarms that are due.
    pub fn keep_counts(&self, store: &Store) -> Result<(), Stop> {
        self.shared.probes.keep_now(store)
    }

    /// Writes who searched into the audit; a second at most is at risk.
    pub fn audit(&self, store: &Store) -> Result<(), Stop> {
        let (notes, refused): (Vec<Note>, Vec<Note>) = {
            let mut searchers = lock(&self.shared.searchers);
            let minute = store.clock().now().microseconds().div_euclid(MINUTE_MICROSECONDS);
            let notes = searchers.values_mut().filter_map(|s| s.unaudited.take()).collect();
            let refused = searchers.values_mut().filter_map(|s| s.refusal.take()).collect();
            searchers.retain(|_, searched| searched.minute >= minute - 1);
            (notes, refused)
        };
        if notes.is_empty() && refused.is_empty() {
            return Ok(());
        }
        store.write_blocking(move |tx| {
            notes.iter().try_for_each(|note| tx.audit(note, note.facility))?;
            refused.iter().try_for_each(|note| tx.audit_refused(note, note.facility, None))
        })
    }

    fn names_mut(&self) -> std::sync::RwLockWriteGuard<'_, Names> {
        self.shared.names.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn follow(store: &Store, handle: &Weak<Shared>) {
    let say = |what: &str, outcome: Result<(), Stop>| {
        if let Err(stop) = outcome {
            tracing::warn!(%stop, what, "the name index will try again");
        }
    };
    let mut is_loaded = false;
    while let Some(shared) = handle.upgrade() {
        let search = Search { shared };
        say("counting", search.shared.probes.keep(store));
        if !is_loaded {
            // A cold disk may not answer in time; the next round finds it warmer.
            let loaded = search.write_pending(store).and_then(|()| search.load(store));
            is_loaded = loaded.is_ok();
            say("loading", loaded);
        }
        say("following", search.catch_up(store));
        say("auditing", search.audit(store));
        drop(search);
        thread::sleep(ROUND);
    }
}

/// The smallest id that could be drawn at a moment.
fn first_id_of(moment: Instant) -> PersonId {
    let milliseconds = u64::try_from(moment.microseconds() / 1_000).unwrap_or(0);
    // A UUIDv7 begins with 48 bits of milliseconds.
    Id::from_uuid(uuid::Uuid::from_u128(u128::from(milliseconds) << 80))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
