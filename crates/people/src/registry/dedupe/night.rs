//! The search over the registry that nobody has to start: each night those who are new, and no more
//! of them than a night has time for. The next night goes on behind them.

use super::{Done, Walk, walk};
use crate::registry::store;
use nabz_store::{Stop, Store};

/// How much one night does.
#[derive(Clone, Copy, Debug)]
pub struct Night {
    /// A registry of more persons is left to whoever has a machine for it: all of them are read, and
    /// that takes the program some 0.7 GB of memory for a million.
    pub registry_max: usize,
    /// At most so many persons are compared with all before them.
    pub persons_max: usize,
}

impl Default for Night {
    fn default() -> Self {
        Self { registry_max: 500_000, persons_max: 100_000 }
    }
}

impl Night {
    /// How many persons there are, and whether they are too many.
    pub fn measure(&self, store: &Store) -> Result<(usize, bool), Stop> {
        let persons = store.read_blocking(store::count)?;
        let persons = usize::try_from(persons).unwrap_or(usize::MAX);
        Ok((persons, persons > self.registry_max))
    }
}

/// Goes over those who were registered since the night before, and links nobody. `None` when it has
/// been done since midnight, by this program or another one, or when the registry is too large.
pub fn tonight(store: &Store, night: &Night) -> Result<Option<Done>, Stop> {
    if !store.write_bulk(store::begin_night)? || night.measure(store)?.1 {
        return Ok(None);
    }
    let new = Walk { limit: Some(night.persons_max), resume: true, ..Walk::default() };
    walk(store, &new, &|_| ()).map(Some)
}
