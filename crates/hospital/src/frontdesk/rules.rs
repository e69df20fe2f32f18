//! In which line somebody stands. Pure.

use crate::queue::model::{Lane, VisitKind};

/// From this age people are called sooner.
///
/// Source: Maintenance and Welfare of Parents and Senior Citizens Act, 2007 (India), section 2(h):
/// a senior citizen has attained the age of sixty years.
pub const SENIOR_YEARS_MIN: u16 = 60;

/// What the clerk saw or was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sooner {
    /// Pregnant, disabled, or carrying an infant.
    pub needs_priority: bool,
    /// Very unwell.
    pub unwell: bool,
}

/// The line for what brings somebody here, what the clerk saw, and the age when it is known.
pub fn lane(visit: VisitKind, sooner: Sooner, years: Option<u16>) -> Lane {
    if visit == VisitKind::Emergency || sooner.unwell {
        Lane::Emergency
    } else if sooner.needs_priority || is_senior(years) {
        Lane::Priority
    } else {
        Lane::General
    }
}

/// Whether age alone lets somebody be called sooner.
pub fn is_senior(years: Option<u16>) -> bool {
    years.is_some_and(|years| years >= SENIOR_YEARS_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_follows_what_brings_somebody_then_what_was_seen_then_age() {
        let none = Sooner::default();
        let pregnant = Sooner { needs_priority: true, unwell: false };
        let unwell = Sooner { needs_priority: false, unwell: true };
        assert_eq!(lane(VisitKind::NewProblem, none, Some(42)), Lane::General);
        assert_eq!(lane(VisitKind::NewProblem, none, None), Lane::General);
        assert_eq!(lane(VisitKind::FollowUp, none, Some(60)), Lane::Priority);
        assert_eq!(lane(VisitKind::FollowUp, pregnant, Some(24)), Lane::Priority);
        assert_eq!(lane(VisitKind::NewProblem, unwell, Some(24)), Lane::Emergency);
        assert_eq!(lane(VisitKind::Emergency, none, Some(24)), Lane::Emergency);
    }
}
