//! Calendar: one day, as everybody who signs or checks something counts it.
//!
//! It is a crate of its own so that whoever checks a health card needs it and nothing more of ours.
//! No clock is read here, and there is no time zone: a day comes from whoever knows which one it is.

use std::fmt;

/// Days from 1 March of the year 0 to 1 January 1970.
const DAYS_BEFORE_1970: i64 = 719_468;
/// Days of 400 years, after which the calendar repeats itself.
const DAYS_OF_ERA: i64 = 146_097;
const YEARS_OF_ERA: i64 = 400;
/// No day is before this year, nor after its positive.
const YEAR_MIN: i64 = -9_999;
const YEAR_MAX: i64 = 9_999;

/// A calendar day: days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

impl Date {
    /// From the integer that a database holds.
    pub const fn from_days(days: i64) -> Self {
        Self(days)
    }

    /// The integer that a database holds.
    pub const fn days(self) -> i64 {
        self.0
    }

    /// From year, month (1 to 12) and day of the month; `None` when the calendar has no such day.
    pub fn from_calendar(year: i16, month: i8, day: i8) -> Option<Self> {
        let is_near = (1..=12).contains(&month) && (1..=31).contains(&day);
        let date = Self(days_of(year.into(), month.into(), day.into()));
        // A day that a month does not have comes out as one of the next month.
        (is_near && date.civil() == Some((year, month, day))).then_some(date)
    }

    /// The day that is written like `2026-11-23`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = *parts.as_slice() else { return None };
        Self::from_calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The same day so many years later; 29 February is followed by 1 March in a year without it.
    /// `None` for years that no calendar has.
    pub fn anniversary(self, years: i16) -> Option<Self> {
        let (year, month, day) = self.calendar();
        let year = year.checked_add(years)?;
        Self::from_calendar(year, month, day).or_else(|| Self::from_calendar(year, month + 1, 1))
    }

    /// Year, month (1 to 12) and day of the month; those of 1 January 1970 for a day more than
    /// 9,999 years away from the year 0.
    pub fn calendar(self) -> (i16, i8, i8) {
        self.civil().unwrap_or((1970, 1, 1))
    }

    /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), `civil_from_days`.
    fn civil(self) -> Option<(i16, i8, i8)> {
        let since = self.0.checked_add(DAYS_BEFORE_1970)?;
        let (era, day_of_era) = (since.div_euclid(DAYS_OF_ERA), since.rem_euclid(DAYS_OF_ERA));
        let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let before = 365 * year_of_era + year_of_era / 4 - year_of_era / 100;
        let day_of_year = day_of_era - before;
        // Months count from March, so that a leap day is the last of its year.
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * YEARS_OF_ERA + year_of_era + i64::from(month <= 2);
        let in_range = (YEAR_MIN..=YEAR_MAX).contains(&year);
        let year = i16::try_from(year).ok().filter(|_| in_range)?;
        Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
    }
}

/// Source: the same, `days_from_civil`.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(YEARS_OF_ERA), year.rem_euclid(YEARS_OF_ERA));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_OF_ERA + day_of_era - DAYS_BEFORE_1970
}

impl fmt::Display for Date {
    /// `2026-11-23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil().ok_or(fmt::Error)?;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_its_year_month_and_day() {
        for (days, (year, month, day)) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (-25_508, (1900, 3, 1)),
            (19_782, (2024, 2, 29)),
            (20_780, (2026, 11, 23)),
            (65_535, (2149, 6, 6)),
        ] {
            let date = Date::from_calendar(year, month, day).unwrap();
            assert_eq!(date, Date::from_days(days));
            assert_eq!(date.calendar(), (year, month, day));
            assert_eq!(date.to_string(), format!("{year}-{month:02}-{day:02}"));
        }
    }

    #[test]
    fn a_day_that_no_calendar_has_is_none() {
        for (year, month, day) in [
            (2025, 2, 29),
            (1900, 2, 29),
            (2026, 4, 31),
            (2026, 0, 1),
            (2026, 13, 1),
            (2026, 1, 0),
            (2026, 1, 32),
            (10_000, 1, 1),
            (i16::MIN, i8::MIN, i8::MAX),
        ] {
            assert_eq!(Date::from_calendar(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Date::from_calendar(2000, 2, 29).is_some());
    }

    #[test]
    fn a_date_is_read_as_it_is_written() {
        for days in [-25_508, -1, 0, 20_780] {
            let date = Date::from_days(days);
            assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
        for wrong in ["", "2026", "2026-11", "2026-11-23-1", "2026-02-29", "23.11.2026", "soon"] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn four_hundred_years_of_days_follow_one_another() {
        let mut last = Date::from_calendar(1799, 12, 31).unwrap();
        for days in last.days() + 1..=last.days() + DAYS_OF_ERA {
            let (date, (year, month, day)) = (Date::from_days(days), last.calendar());
            let next = date.calendar();
            let follows = next == (year, month, day + 1)
                || next == (year, month + 1, 1)
                || next == (year + 1, 1, 1);
            assert!(follows, "{next:?} after {last}");
            assert_eq!(Date::from_calendar(next.0, next.1, next.2), Some(date));
            last = date;
        }
        assert_eq!(last.calendar(), (2199, 12, 31));
    }

    #[test]
    fn a_day_beyond_all_years_is_no_fault() {
        for days in [i64::MIN, i64::MAX, 3_000_000, -5_000_000] {
            assert_eq!(Date::from_days(days).calendar(), (1970, 1, 1), "{days}");
        }
    }
}
