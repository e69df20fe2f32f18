//! Whose birthday is near from which on they have another card.

use crate::cards::model::Turning;
use nabz_kernel::birth::Birth;
use nabz_kernel::clock::Date;

/// An office is told of a birthday so many days before it.
const COMING_DAYS: i64 = 30;
/// And so long after it, for whoever was not reached until then.
const GONE_DAYS: i64 = 90;

/// Between which days those were born whose birthday is near.
pub fn born_around(turning: Turning, today: Date) -> (Date, Date) {
    let born = |days: i64| years_before(Date::from_days(today.days() + days), turning.years());
    (born(-GONE_DAYS), born(COMING_DAYS))
}

/// What was so many years before 29 February is the last day of that February.
fn years_before(day: Date, years: i16) -> Date {
    let (year, month, of_month) = day.calendar();
    let year = year.saturating_sub(years);
    let found = Date::from_calendar(year, month, of_month);
    found.or_else(|| Date::from_calendar(year, month, 28)).unwrap_or(day)
}

/// The birthday, as late as the birth allows it.
pub fn birthday(turning: Turning, birth: &Birth) -> Date {
    birth.date.turns(turning.years())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::birth::{BirthDate, BirthQuality};

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::from_calendar(year, month, day).unwrap()
    }

    fn born(typed: &str) -> Birth {
        let date = BirthDate::parse(typed, day(2026, 11, 23)).unwrap();
        Birth { date, quality: BirthQuality::Stated }
    }

    #[test]
    fn a_birthday_is_near_from_thirty_days_before_it_to_ninety_after_it() {
        let today = day(2026, 11, 23);
        let near = |turning| born_around(turning, today);
        assert_eq!(near(Turning::One), (day(2025, 8, 25), day(2025, 12, 23)));
        assert_eq!(near(Turning::Eighteen), (day(2008, 8, 25), day(2008, 12, 23)));
        let (_, last) = born_around(Turning::One, day(2028, 1, 30));
        assert_eq!(last, day(2027, 2, 28), "29 February 2028 is thirty days later");
    }

    #[test]
    fn somebody_is_of_age_on_the_birthday_that_everybody_knows() {
        for typed in ["12/03/2015", "29/02/2008", "06/2015", "02/2016", "2015"] {
            let birth = born(typed);
            assert_eq!(birthday(Turning::Eighteen, &birth), birth.comes_of_age(), "{typed}");
        }
        assert_eq!(birthday(Turning::One, &born("29/02/2024")), day(2025, 3, 1));
    }
}
