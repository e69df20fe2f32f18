//! When checkers are given a new list, and what they fetch of it.

use crate::cards::model::LastList;
use nabz_kernel::clock::{Date, Instant};
use std::time::Duration;

/// The night's list is signed so long after midnight in India, when the clocks of all machines have
/// come into the new day.
const AFTER_MIDNIGHT: Duration = Duration::from_mins(5);
/// Between two lists of one day.
const BETWEEN_LISTS: Duration = Duration::from_mins(5);
/// Changes that are fetched in one go: a phone applies so many in a second.
pub const CHANGES_MAX: usize = 200;
/// Fewer bytes are not worth another request.
const CHANGES_BYTES_FREE: usize = 16 * 1024;

/// Whether a list is to be signed now: each night, and within minutes when a card has changed that
/// the last one speaks of, or was given an index that it does not reach to.
pub fn is_due(last: Option<&LastList>, has_changed: bool, now: Instant) -> bool {
    let Some(last) = last else { return true };
    let made = last.made_at.unwrap_or_else(|| Instant::beginning_in_india(last.as_of));
    // Two machines do not agree to the second; a list of a later hour was signed by a wrong clock.
    let clock_was_ahead = made > now.plus(BETWEEN_LISTS);
    let night_has_come = made.date_in_india() < now.minus(AFTER_MIDNIGHT).date_in_india();
    clock_was_ahead || night_has_come || (has_changed && made.plus(BETWEEN_LISTS) <= now)
}

/// The day that the next list speaks of. No phone takes a list of an earlier day than it holds, so a
/// clock that was put right does not turn the lists back.
pub fn list_day(last: Option<&LastList>, today: Date) -> Date {
    last.map_or(today, |last| last.as_of.max(today))
}

/// The changes that lead from the list of number `held` to the latest, of those found behind it;
/// `None` when one is missing, or when the latest list of `whole` bytes is the shorter download.
pub fn changes_from(
    (held, last): (u64, u64),
    found: Vec<(u64, Vec<u8>)>,
    whole: usize,
) -> Option<Vec<Vec<u8>>> {
    let follow = (held + 1..).zip(&found).all(|(due, (sequence, _))| due == *sequence);
    let reached = found.last().map_or(held, |(sequence, _)| *sequence);
    let bytes: usize = found.iter().map(|(_, change)| change.len()).sum();
    let is_short = found.len() <= CHANGES_MAX && bytes <= whole.max(CHANGES_BYTES_FREE);
    let leads = follow && reached >= last && is_short;
    leads.then(|| found.into_iter().map(|(_, change)| change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    /// Midnight in India, and so many minutes.
    fn at(minutes: u64) -> Instant {
        Instant::beginning_in_india(Date::from_days(20_000)).plus(Duration::from_mins(minutes))
    }

    fn made(at: Instant) -> LastList {
        let as_of = at.date_in_india();
        LastList { sequence: 7, as_of, made_at: Some(at), size: Some(100) }
    }

    #[test]
    fn a_list_is_due_each_night_a_little_after_midnight() {
        let evening = made(at(0).minus(Duration::from_hours(2)));
        assert!(is_due(None, false, at(0)), "the first one at once");
        assert!(!is_due(Some(&evening), false, at(4)));
        assert!(is_due(Some(&evening), false, at(5)));
        let tonight = made(at(5));
        assert!(!is_due(Some(&tonight), false, at(23 * 60)));
        assert!(is_due(Some(&tonight), false, at(24 * 60 + 5)));
        let of_before = LastList { made_at: None, size: None, ..tonight };
        assert!(!is_due(Some(&of_before), false, at(60)));
        assert!(is_due(Some(&of_before), false, at(25 * 60)));
    }

    #[test]
    fn a_change_is_published_within_minutes_and_not_each_by_itself() {
        let last = made(at(600));
        assert!(!is_due(Some(&last), true, at(604)));
        assert!(is_due(Some(&last), true, at(605)));
        assert!(!is_due(Some(&last), false, at(605)));
    }

    #[test]
    fn a_clock_that_was_wrong_does_not_stop_the_lists() {
        let ahead = made(at(3 * 24 * 60));
        assert!(is_due(Some(&ahead), false, at(600)), "at once when it is put right");
        let again = LastList { made_at: Some(at(600)), ..ahead };
        assert!(!is_due(Some(&again), false, at(660)), "and from then on as ever");
        assert!(is_due(Some(&again), false, at(24 * 60 + 5)));
        assert_eq!(list_day(Some(&again), at(660).date_in_india()), again.as_of);
        assert_eq!(list_day(Some(&made(at(0))), at(24 * 60).date_in_india()).days(), 20_001);
        let other_machine = made(at(600).plus(MINUTE));
        assert!(!is_due(Some(&other_machine), false, at(600)), "a minute is no wrong clock");
    }

    #[test]
    fn changes_are_sent_when_they_lead_there_and_are_short() {
        let found = |sequences: &[u64], bytes: usize| {
            sequences.iter().map(|sequence| (*sequence, vec![7; bytes])).collect::<Vec<_>>()
        };
        let sent =
            |held, last, found| changes_from((held, last), found, 20_000).map(|all| all.len());
        assert_eq!(sent(4, 7, found(&[5, 6, 7], 300)), Some(3));
        assert_eq!(sent(7, 7, vec![]), Some(0), "whoever has the latest");
        assert_eq!(sent(4, 7, found(&[6, 7], 300)), None, "the next is not kept");
        assert_eq!(sent(4, 7, found(&[5, 7], 300)), None, "one could not be made");
        assert_eq!(sent(4, 7, found(&[5, 6], 300)), None, "they end too early");
        assert_eq!(sent(4, 6, found(&[5, 6, 7], 300)), Some(3), "one more came meanwhile");
        assert_eq!(sent(4, 7, found(&[5, 6, 7], 7_000)), None, "the list is shorter");
        let many: Vec<u64> = (5..206).collect();
        assert_eq!(sent(4, 205, found(&many, 10)), None, "too many to apply");
        assert_eq!(sent(4, 204, found(&many[..200], 10)), Some(200));
    }
}
