//! What midnight does to a token that is still open. Pure.
//!
//! A number is of its day for ever, but whoever holds it may still stand in the hall when the day
//! ends. Their token goes on for one more day, before those of that day, since they came first,
//!
//! - in a unit that does not close: no calendar sends anybody home;
//! - in every unit, of somebody who cannot wait;
//! - in every unit, of somebody who sits with a doctor: only they know what became of the visit.
//!
//! Whatever else is open ends: the unit has closed for the day. A visit that has begun can be signed
//! until [`last_day_to_sign`]; then it ends as not signed.

use super::line_of;
use crate::facilities::model::Unit;
use crate::queue::model::{Token, TokenState, WhyLeft};
use nabz_kernel::clock::{Date, Instant};

/// Lists write the end of a day as 23:59 or as 24:00.
const LAST_MINUTE: u32 = 1_439;
/// More calls than a unit makes in a day. The statement behind the board's lines knows it too.
const CALLS_A_DAY: i64 = 1_000_000;

/// Days after its own on which a visit that has begun can still be signed: whoever holds a clinic
/// once a week, or comes back after a long weekend, finds it.
///
/// The figure is the department's choice, not a clinical one; ADR 0011 weighs it.
pub const SIGNED_WITHIN_DAYS: i64 = 7;

/// How midnight ends a token that was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Its person was not seen.
    NotSeen(WhyLeft),
    /// Its visit has begun, and nobody signed it in time.
    NotSigned,
}

/// The day before a day.
pub fn day_before(day: Date) -> Date {
    Date::from_days(day.days() - 1)
}

/// The last day on which a visit of a day can be signed.
pub fn last_day_to_sign(day: Date) -> Date {
    Date::from_days(day.days() + SIGNED_WITHIN_DAYS)
}

/// The midnight that ends a visit of a day when nobody has signed it.
pub fn given_up_at(day: Date) -> Instant {
    Instant::beginning_in_india(Date::from_days(last_day_to_sign(day).days() + 1))
}

/// Whether a unit is open on both sides of the midnight that ends a day.
pub fn stays_open(unit: &Unit, day: Date) -> bool {
    let next = Date::from_days(day.days() + 1);
    unit.opens == 0 && unit.closes >= LAST_MINUTE && unit.days.has(next)
}

/// Whether somebody who is not seen yet stands on the lists of a day.
pub fn is_here(unit: &Unit, token: &Token, today: Date) -> bool {
    let goes_on = match token.state {
        TokenState::Waiting { .. } | TokenState::Called { .. } | TokenState::Absent { .. } => {
            stays_open(unit, token.day) || line_of(token.lane, token.urgency).is_none()
        }
        TokenState::WithDoctor { .. } => true,
        TokenState::Seen { .. } | TokenState::Unsigned { .. } | TokenState::Left { .. } => {
            return false;
        }
    };
    token.day == today || (goes_on && token.day == day_before(today))
}

/// Whether a token keeps its person from another one of the same unit. A visit that was begun
/// yesterday and never signed keeps nobody from being seen today.
pub fn holds(unit: &Unit, token: &Token, today: Date) -> bool {
    let begun = matches!(token.state, TokenState::WithDoctor { .. });
    token.unit == unit.id && is_here(unit, token, today) && (token.day == today || !begun)
}

/// How a token that was open is over once `today` has begun; `None` while it goes on, and while a
/// visit that has begun can be signed.
pub fn over(unit: &Unit, token: &Token, today: Date) -> Option<Over> {
    if token.day >= today || is_here(unit, token, today) {
        return None;
    }
    match token.state {
        TokenState::Waiting { .. } | TokenState::Called { .. } if !stays_open(unit, token.day) => {
            Some(Over::NotSeen(WhyLeft::UnitClosed))
        }
        // They were called in vain, or a department that never closed has not seen them for a day.
        TokenState::Waiting { .. } | TokenState::Called { .. } | TokenState::Absent { .. } => {
            Some(Over::NotSeen(WhyLeft::WentAway))
        }
        TokenState::WithDoctor { .. } => {
            (last_day_to_sign(token.day) < today).then_some(Over::NotSigned)
        }
        TokenState::Seen { .. } | TokenState::Unsigned { .. } | TokenState::Left { .. } => None,
    }
}

/// Whether what a room did `since` that day still stands on the board: what it did yesterday only
/// where the unit has not closed in between.
pub fn stands_on_board(unit: &Unit, since: Date, today: Date) -> bool {
    since == today || stays_open(unit, since)
}

/// What is kept of a unit's `nth` call of today with a token of `day`: the place of the call among
/// those of that day's tokens. Of a token of yesterday it lies behind all that yesterday had, so
/// that [`call_turn`] tells the order of the calls across midnight.
pub fn call_order(day: Date, today: Date, nth: u32) -> i64 {
    (today.days() - day.days()) * CALLS_A_DAY + i64::from(nth)
}

/// Where a call stands among all calls of its unit, of whichever day its token is.
pub fn call_turn(day: Date, order: i64) -> i64 {
    day.days() * CALLS_A_DAY + order
}
