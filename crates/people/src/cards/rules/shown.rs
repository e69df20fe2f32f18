//! A card that was shown at two places: its bearer went there, or somebody else has a copy.

use nabz_kernel::clock::Instant;
use std::time::Duration;

/// A counter is told of another place for so long.
const TOLD_FOR: Duration = Duration::from_hours(12);
/// Within so short a time hardly anybody is seen at two facilities.
const TOO_SOON: Duration = Duration::from_hours(1);
/// What was shown is forgotten after so long.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// Since when a counter is told where else a card was shown.
pub fn told_since(now: Instant) -> Instant {
    now.minus(TOLD_FOR)
}

/// Whether a card that was shown elsewhere at a moment may be in two hands.
pub fn is_too_soon(elsewhere: Instant, now: Instant) -> bool {
    elsewhere >= now.minus(TOO_SOON)
}

/// Before when it is forgotten where a card was shown.
pub fn forgotten_before(now: Instant) -> Instant {
    now.minus(KEPT_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_places_within_an_hour_are_too_soon_and_after_half_a_day_nothing_is_said() {
        let shown = Instant::from_microseconds(1_800_000_000_000_000);
        let after = |hours| shown.plus(Duration::from_hours(hours));
        assert!(is_too_soon(shown, shown) && is_too_soon(shown, after(1)));
        assert!(!is_too_soon(shown, after(2)));
        assert!(is_too_soon(after(1), shown), "a clock that is ahead hides nothing");
        assert!(told_since(after(12)) <= shown && told_since(after(13)) > shown);
        assert!(forgotten_before(after(12)) < shown && forgotten_before(after(25)) > shown);
    }
}
