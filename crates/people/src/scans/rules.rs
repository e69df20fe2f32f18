//! How long papers are kept, and what may be done with one. Pure.

use super::model::{Judged, Misfit, SCANS_A_PERSON_MAX, Scan, ScanRefusal, ScanState, Verdict};
use nabz_kernel::clock::Instant;
use std::time::Duration;

/// A paper about which nobody decides is kept for so many days: whoever sent it has a card for a year,
/// and half of it is time enough for an office to look before the family comes with the paper itself.
pub const KEPT_UNJUDGED_DAYS: u64 = 180;
/// After a decision it is kept for so many days more: within them a mistake is noticed and taken back,
/// and what a family complains of can be looked at again.
pub const KEPT_JUDGED_DAYS: u64 = 30;

const HOURS_A_DAY: u64 = 24;
const KEPT_UNJUDGED: Duration = Duration::from_hours(KEPT_UNJUDGED_DAYS * HOURS_A_DAY);
const KEPT_JUDGED: Duration = Duration::from_hours(KEPT_JUDGED_DAYS * HOURS_A_DAY);

/// When a paper goes about which nobody decides.
pub fn kept_unjudged(sent_at: Instant) -> Instant {
    sent_at.plus(KEPT_UNJUDGED)
}

/// When a paper goes about which somebody decided.
pub fn kept_judged(at: Instant) -> Instant {
    at.plus(KEPT_JUDGED)
}

/// When a paper goes about which a decision was taken back: it waits as one that was just decided
/// about is kept, at the least.
pub fn kept_reopened(sent_at: Instant, now: Instant) -> Instant {
    kept_unjudged(sent_at).max(kept_judged(now))
}

/// The first place among a person's papers that is free, from 1; `None` when all are taken.
pub fn free_place(taken: &[i64]) -> Option<i64> {
    let last = i64::try_from(SCANS_A_PERSON_MAX).unwrap_or(i64::MAX);
    (1..=last).find(|place| !taken.contains(place))
}

/// Whether whoever sent a paper may remove it: not once an office has decided about it.
pub fn may_be_removed(scan: &Scan) -> Result<(), ScanRefusal> {
    match scan.state {
        ScanState::Waits => Ok(()),
        ScanState::Judged(_) => Err(ScanRefusal::Judged),
    }
}

/// Whether somebody may say whether a paper fits: it waits, and they have opened it.
pub fn may_be_judged(scan: &Scan, has_opened: bool) -> Result<(), ScanRefusal> {
    match scan.state {
        ScanState::Judged(_) => Err(ScanRefusal::Judged),
        ScanState::Waits if has_opened => Ok(()),
        ScanState::Waits => Err(ScanRefusal::NotOpened),
    }
}

/// Whether a decision can be taken back: of an Aadhaar card nothing is left to look at.
pub fn may_be_reopened(judged: Judged) -> Result<(), ScanRefusal> {
    match judged.verdict {
        Verdict::Misfit(Misfit::Aadhaar) => Err(ScanRefusal::NoFileLeft),
        Verdict::Fits
        | Verdict::Misfit(
            Misfit::Unreadable
            | Misfit::PartMissing
            | Misfit::OfSomebodyElse
            | Misfit::AnotherPaper
            | Misfit::OutOfDate,
        ) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scans::model::{ScanFormat, ScanId, ScanKind};
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    const NOW: Instant = Instant::from_microseconds(1_795_404_600_000_000);

    fn scan(state: ScanState) -> Scan {
        Scan {
            id: ScanId::draw(NOW),
            person: Id::draw(NOW),
            kind: ScanKind::Identity,
            format: ScanFormat::Png,
            size: 9,
            sent_at: NOW,
            until: kept_unjudged(NOW),
            state,
        }
    }

    fn judged(verdict: Verdict) -> Judged {
        Judged { verdict, by: Id::from_uuid(Uuid::nil()), at: NOW }
    }

    #[test]
    fn the_first_free_place_is_taken_and_there_are_three() {
        assert_eq!(free_place(&[]), Some(1));
        assert_eq!(free_place(&[1, 3]), Some(2));
        assert_eq!(free_place(&[3, 1, 2]), None);
    }

    #[test]
    fn a_paper_is_kept_180_days_without_a_decision_and_30_after_one() {
        let days = |until: Instant| until.date_in_india().days() - NOW.date_in_india().days();
        assert_eq!(days(kept_unjudged(NOW)), 180);
        assert_eq!(days(kept_judged(NOW)), 30);
        assert_eq!(days(kept_reopened(NOW, NOW)), 180);
        let late = NOW.plus(KEPT_UNJUDGED);
        assert_eq!(days(kept_reopened(NOW, late)), 210);
    }

    #[test]
    fn whoever_decides_has_opened_it_and_nobody_decides_twice() {
        let waits = scan(ScanState::Waits);
        let decided = scan(ScanState::Judged(judged(Verdict::Fits)));
        assert_eq!(may_be_judged(&waits, true), Ok(()));
        assert_eq!(may_be_judged(&waits, false), Err(ScanRefusal::NotOpened));
        assert_eq!(may_be_judged(&decided, true), Err(ScanRefusal::Judged));
        assert_eq!(may_be_removed(&waits), Ok(()));
        assert_eq!(may_be_removed(&decided), Err(ScanRefusal::Judged));
    }

    #[test]
    fn a_decision_is_taken_back_unless_the_file_is_gone() {
        assert_eq!(may_be_reopened(judged(Verdict::Fits)), Ok(()));
        assert_eq!(may_be_reopened(judged(Verdict::Misfit(Misfit::Unreadable))), Ok(()));
        let aadhaar = judged(Verdict::Misfit(Misfit::Aadhaar));
        assert_eq!(may_be_reopened(aadhaar), Err(ScanRefusal::NoFileLeft));
        assert!(!scan(ScanState::Judged(aadhaar)).has_file());
    }
}
