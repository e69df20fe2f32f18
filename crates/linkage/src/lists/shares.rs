//! Work on all lines, shared among the machine's threads. What comes back stands in the order of the
//! lines, whatever thread was quicker: the same lists give the same links.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Lines that a thread takes at once.
const LINES_AT_ONCE: usize = 20_000;

/// What the work makes of each stretch of lines, one after the other. The stretches are the same on
/// every machine.
pub(super) fn over_lines<T: Send>(
    lines: usize,
    work: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    over_lines_with(lines, || (), |(), stretch| work(stretch))
}

/// The same with something that each thread makes for itself.
pub(super) fn over_lines_with<W: Send, T: Send>(
    lines: usize,
    make: impl Fn() -> W,
    work: impl Fn(&mut W, Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    let stretches = lines.div_ceil(LINES_AT_ONCE);
    let worker = || (make(), Vec::new());
    let done = each_of(stretches, Vec::new(), worker, |(own, done), stretch| {
        let from = stretch * LINES_AT_ONCE;
        done.push((stretch, work(own, from..lines.min(from + LINES_AT_ONCE))));
    });
    let mut done: Vec<(usize, Vec<T>)> = done.into_iter().flat_map(|(_, done)| done).collect();
    done.sort_unstable_by_key(|(stretch, _)| *stretch);
    done.into_iter().flat_map(|(_, made)| made).collect()
}

/// Does so many tasks with a worker on each thread, beginning with those that are there, and gives
/// the workers back.
pub(super) fn each_of<W: Send>(
    tasks: usize,
    mut workers: Vec<W>,
    make: impl Fn() -> W,
    work: impl Fn(&mut W, usize) + Sync,
) -> Vec<W> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    workers.resize_with(threads, make);
    let next = AtomicUsize::new(0);
    let work_on = |mut worker: W| {
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= tasks {
                return worker;
            }
            work(&mut worker, task);
        }
    };
    let work_on = &work_on;
    thread::scope(|scope| {
        let begun = workers.into_iter().map(|worker| scope.spawn(move || work_on(worker)));
        let running: Vec<_> = begun.collect();
        let done = running.into_iter().map(thread::ScopedJoinHandle::join);
        done.map(|worker| worker.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_worked_on_once_and_in_order() {
        for lines in [0, 1, LINES_AT_ONCE, 5 * LINES_AT_ONCE + 1] {
            assert_eq!(over_lines(lines, Iterator::collect), (0..lines).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_task_is_done_once_by_whoever_is_free() {
        let first = each_of(7, Vec::new(), Vec::new, |done: &mut Vec<usize>, task| done.push(task));
        let both = each_of(3, first, Vec::new, |done: &mut Vec<usize>, task| done.push(10 + task));
        let mut all: Vec<usize> = both.into_iter().flatten().collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 10, 11, 12]);
    }
}
