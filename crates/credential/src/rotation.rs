//! When a signing key has done enough.
//!
//! A key that signs little loses little when it is stolen. Its follower must stand in the trust
//! list before it signs anything, for as long as a checker may live on an old list.

use crate::check::LIST_RED_DAYS;
use nabz_calendar::Date;

/// A key signs for so many days.
pub const KEY_DAYS_MAX: i64 = 90;
/// A key signs so many cards.
pub const KEY_CARDS_MAX: u64 = 2_000_000;

/// What a key has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// The day of its first signature.
    pub first_used: Date,
    /// Cards that it has signed.
    pub cards: u64,
}

/// What is to be done about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It signs on.
    Keep,
    /// It signs on, and its follower goes into the trust list now.
    Prepare,
    /// It signs nothing more.
    Stop(Limit),
}

/// Which limit a key has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`KEY_DAYS_MAX`].
    Days,
    /// [`KEY_CARDS_MAX`].
    Cards,
}

/// The last day on which a key signs.
pub fn last_day(first_used: Date) -> Date {
    Date::from_days(first_used.days() + KEY_DAYS_MAX - 1)
}

/// The day on which a key's follower goes into the trust list, unless its cards ask for it sooner.
pub fn prepared_on(first_used: Date) -> Date {
    Date::from_days(first_used.days() + KEY_DAYS_MAX - LIST_RED_DAYS)
}

/// What is to be done about a key today. The follower is prepared [`LIST_RED_DAYS`] before the
/// days end, and after as large a part of the cards.
pub fn rotation(of: KeyUse, today: Date) -> Rotation {
    let days = today.days() - of.first_used.days();
    let days_to_prepare = KEY_DAYS_MAX - LIST_RED_DAYS;
    let cards_to_prepare = KEY_CARDS_MAX / KEY_DAYS_MAX.unsigned_abs();
    let cards_to_prepare = cards_to_prepare * days_to_prepare.unsigned_abs();
    if days >= KEY_DAYS_MAX {
        Rotation::Stop(Limit::Days)
    } else if of.cards >= KEY_CARDS_MAX {
        Rotation::Stop(Limit::Cards)
    } else if days >= days_to_prepare || of.cards >= cards_to_prepare {
        Rotation::Prepare
    } else {
        Rotation::Keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stops_after_ninety_days_or_two_million_cards() {
        let first = Date::from_days(20_000);
        let of = |days: i64, cards: u64| {
            rotation(KeyUse { first_used: first, cards }, Date::from_days(20_000 + days))
        };
        assert_eq!(of(0, 0), Rotation::Keep);
        assert_eq!(of(59, 1_333_319), Rotation::Keep);
        assert_eq!(of(60, 0), Rotation::Prepare);
        assert_eq!(of(0, 1_333_320), Rotation::Prepare);
        assert_eq!(of(89, 1_999_999), Rotation::Prepare);
        assert_eq!(of(90, 0), Rotation::Stop(Limit::Days));
        assert_eq!(of(0, 2_000_000), Rotation::Stop(Limit::Cards));
        assert_eq!(of(-1, 0), Rotation::Keep, "a clock that was put back");
        assert_eq!(last_day(first).days() - first.days(), 89);
        assert_eq!(prepared_on(first).days() - first.days(), 60);
    }
}
