//! What every write asks and what changes once in months is remembered for a moment, by all
//! connections of a store together, so that asking costs nothing.

use nabz_kernel::clock::Stopwatch;
use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So long after it was asked an answer is still given.
pub const REMEMBERED_FOR: Duration = Duration::from_secs(2);

type Answer = Arc<dyn Any + Send + Sync>;

/// Answers by their types, and since when they are known.
#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<TypeId, (Stopwatch, Answer)>>);

impl Memory {
    /// The answer of this type, unless it is too old.
    pub(crate) fn recall<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let (since, answer) = self.answers().get(&TypeId::of::<T>()).cloned()?;
        if since.elapsed() >= REMEMBERED_FOR {
            return None;
        }
        answer.downcast().ok()
    }

    pub(crate) fn remember<T: Send + Sync + 'static>(&self, since: Stopwatch, answer: Arc<T>) {
        self.answers().insert(TypeId::of::<T>(), (since, answer));
    }

    pub(crate) fn forget<T: 'static>(&self) {
        self.answers().remove(&TypeId::of::<T>());
    }

    fn answers(&self) -> MutexGuard<'_, BTreeMap<TypeId, (Stopwatch, Answer)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
