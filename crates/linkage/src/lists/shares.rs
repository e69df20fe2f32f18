//! Work on all lines, shared among the machine's threads. What comes back stands in the order of the
//! lines, whatever thread was quicker: the same lists give the same links.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// A thread takes so many lines at least; fewer are not worth its start.
const LINES_MIN: usize = 2_000;

/// What the work makes of each stretch of lines, one after the other.
pub(super) fn over_lines<T: Send>(
    lines: usize,
    work: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = lines.div_ceil(threads).max(LINES_MIN);
    let stretch = |from: usize| from..lines.min(from + share);
    let work = &work;
    thread::scope(|scope| {
        let begun = (0..lines).step_by(share).map(stretch);
        let running: Vec<_> = begun.map(|part| scope.spawn(move || work(part))).collect();
        let done = running.into_iter().map(thread::ScopedJoinHandle::join);
        done.flat_map(|made| made.unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_worked_on_once_and_in_order() {
        for lines in [0, 1, LINES_MIN, 5 * LINES_MIN + 1] {
            assert_eq!(over_lines(lines, Iterator::collect), (0..lines).collect::<Vec<_>>());
        }
    }
}
