//! Which warning is due about a card that ends.

use crate::cards::model::{CardKind, Warning};
use nabz_kernel::clock::Date;

/// The last days of the cards that end soon on a day.
pub fn ending(today: Date) -> (Date, Date) {
    (today, Date::from_days(today.days() + Warning::First.days()))
}

/// The warning that is due about a card; of those that were missed the last one is said alone. A
/// newborn's card ends with its first year and is no surprise.
pub fn warning_due(
    (kind, expires): (CardKind, Date),
    last: Option<Warning>,
    today: Date,
) -> Option<Warning> {
    let left = expires.days() - today.days();
    match kind {
        CardKind::Permanent | CardKind::Temporary if left >= 0 => {}
        CardKind::Permanent | CardKind::Temporary | CardKind::Newborn => return None,
    }
    let due = Warning::ALL.into_iter().rfind(|warning| left <= warning.days())?;
    last.is_none_or(|last| due.days() < last.days()).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_warning_is_due_once_and_those_that_were_missed_are_not_made_up_for() {
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        let due = |left: i64, last| {
            warning_due((CardKind::Temporary, Date::from_days(today.days() + left)), last, today)
        };
        let (first, second, last) =
            (Some(Warning::First), Some(Warning::Second), Some(Warning::Last));
        assert_eq!((due(61, None), due(60, None), due(31, None)), (None, first, first));
        assert_eq!((due(30, None), due(30, first), due(8, second)), (second, second, None));
        assert_eq!((due(7, first), due(0, None), due(0, last)), (last, last, None));
        assert_eq!((due(45, second), due(-1, None)), (None, None), "a clock was put back, or over");
        let newborn = (CardKind::Newborn, today);
        assert_eq!(warning_due(newborn, None, today), None);
    }
}
