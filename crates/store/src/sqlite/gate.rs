//! Where readers wait while the log starts again.
//!
//! The log can only start again when no question looks into it. On a busy morning there is always
//! one that does, each page is then looked for in an ever longer log, questions take longer, and
//! so there is even less often a moment without one: two gigabytes within minutes, and nobody is
//! served. So the writer may make that moment.

use nabz_kernel::clock::Stopwatch;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Default)]
pub(super) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    inside: usize,
    shut: bool,
}

/// A question that is being asked; it is over when this is dropped.
pub(super) struct Inside<'g>(&'g Gate);

impl Gate {
    /// Waits while the gate is shut.
    pub(super) fn enter(&self) -> Inside<'_> {
        let shut = self.changed.wait_while(self.lock(), |state| state.shut);
        shut.unwrap_or_else(PoisonError::into_inner).inside += 1;
        Inside(self)
    }

    /// Does something while no question is being asked; `None` when one took longer than the
    /// patience, and nothing was done.
    pub(super) fn alone<T>(&self, patience: Duration, work: impl FnOnce() -> T) -> Option<T> {
        self.lock().shut = true;
        let watch = Stopwatch::start();
        let mut state = self.lock();
        while state.inside > 0 && watch.elapsed() < patience {
            let left = patience.saturating_sub(watch.elapsed());
            state =
                self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let empty = state.inside == 0;
        drop(state);
        let done = empty.then(work);
        self.lock().shut = false;
        self.changed.notify_all();
        done
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.inside -= 1;
        let somebody_waits = state.shut && state.inside == 0;
        drop(state);
        if somebody_waits {
            self.0.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn nobody_is_inside_while_the_work_is_done() {
        let (gate, inside) = (Gate::default(), AtomicUsize::new(0));
        let over = std::sync::atomic::AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !over.load(Ordering::SeqCst) {
                        let _in = gate.enter();
                        inside.fetch_add(1, Ordering::SeqCst);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
            for _ in 0..200 {
                assert_eq!(gate.alone(LONG, || inside.load(Ordering::SeqCst)), Some(0));
            }
            over.store(true, Ordering::SeqCst);
        });
    }

    #[test]
    fn a_question_that_takes_too_long_is_not_waited_for_and_the_gate_opens_again() {
        let gate = Gate::default();
        let long = gate.enter();
        assert_eq!(gate.alone(Duration::from_millis(1), || ()), None);
        let next = gate.enter();
        drop((long, next));
        assert_eq!(gate.alone(LONG, || ()), Some(()));
    }
}
