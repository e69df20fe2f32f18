//! What was found for a word, kept for the next time: a city's counters type the same words all day.

use crate::vocabulary::Near;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Beyond this everything is forgotten and gathered anew; some 50 spellings of 24 bytes each.
const WORDS_MAX: usize = 8_192;

/// Spellings near typed words, as long as no spelling is new.
#[derive(Default)]
pub(crate) struct Remembered {
    near: Mutex<HashMap<Box<str>, Arc<[Near]>>>,
}

impl Remembered {
    /// What was found for a word, or what `find` finds now.
    pub(crate) fn or_find(&self, word: &str, find: impl FnOnce() -> Vec<Near>) -> Arc<[Near]> {
        if let Some(known) = self.lock().get(word) {
            return Arc::clone(known);
        }
        // Not under the lock: somebody else's word need not wait for this one.
        let found: Arc<[Near]> = find().into();
        let mut near = self.lock();
        if near.len() >= WORDS_MAX {
            near.clear();
        }
        near.insert(word.into(), Arc::clone(&found));
        found
    }

    /// There is a new spelling, which may be near any word.
    pub(crate) fn forget(&mut self) {
        self.near.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Arc<[Near]>>> {
        self.near.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
