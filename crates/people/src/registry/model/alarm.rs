//! Somebody who tries numbers to see whose they are.

use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, StaffId};
use serde::{Deserialize, Serialize};

/// Searches in an hour by numbers that nobody has, at which an alarm is raised.
pub const MISSES_AN_HOUR: i64 = 60;
/// The same in a day.
pub const MISSES_A_DAY: i64 = 300;
/// Numbers tried in order at which an alarm is raised.
pub const IN_ORDER: u32 = 10;

id!(
    /// An alarm about somebody who tries numbers.
    ProbeId,
    ProbeMark
);

words!(
    /// For what an alarm was raised.
    AlarmKind {
        /// Many numbers in an hour that nobody has.
        MissesAnHour = "misses-hour",
        /// Many in a day.
        MissesADay = "misses-day",
        /// Numbers one after another.
        InOrder = "in-order",
    }
);

/// An alarm.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Which.
    pub id: ProbeId,
    /// Who searched; a source by whoever acts for it.
    pub staff: StaffId,
    /// Where.
    pub facility: FacilityId,
    /// What was noticed.
    pub kind: AlarmKind,
    /// Numbers of that day that nobody has.
    pub misses: i64,
    /// Persons who were shown on that day.
    pub shown: i64,
    /// Since when.
    pub raised_at: Instant,
    /// When they searched last while it was open.
    pub last_at: Instant,
    /// Who looked into it, when, and what they remarked.
    pub looked: Option<(StaffId, Instant, String)>,
}

/// What somebody did since the last sum was written.
#[derive(Clone, Copy, Debug)]
pub struct ProbeSum {
    /// Who.
    pub staff: StaffId,
    /// Where they searched last.
    pub facility: FacilityId,
    /// Searches.
    pub searches: i64,
    /// Searches by a number that nobody has.
    pub misses: i64,
    /// Persons who were shown.
    pub shown: i64,
    /// The minute of the last search, counted since 1970.
    pub minute: i64,
    /// Searches in that minute.
    pub in_minute: i64,
    /// The longest row of numbers in order.
    pub in_order: u32,
}

/// What all processes together have counted of somebody today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProbeDay {
    /// Misses of this hour that nobody has looked into.
    pub in_hour: i64,
    /// Misses of this day that nobody has looked into.
    pub in_day: i64,
    /// All misses of this day.
    pub misses: i64,
    /// Persons who were shown today.
    pub shown: i64,
    /// Searches in the minute that was asked about.
    pub in_minute: i64,
}

impl ProbeDay {
    /// For what an alarm is due, if for anything.
    pub const fn alarms(&self, in_order: u32) -> Option<AlarmKind> {
        if in_order >= IN_ORDER {
            Some(AlarmKind::InOrder)
        } else if self.in_hour >= MISSES_AN_HOUR {
            Some(AlarmKind::MissesAnHour)
        } else if self.in_day >= MISSES_A_DAY {
            Some(AlarmKind::MissesADay)
        } else {
            None
        }
    }
}
