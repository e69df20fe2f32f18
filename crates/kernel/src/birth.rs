//! When somebody was born, how sure we are, and how a doctor says their age.

use crate::clock::Date;
use crate::phone::digits_of;
use crate::refusal::Refused;
use crate::spelt;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The oldest person ever documented lived 122 years.
pub const AGE_YEARS_MAX: u16 = 125;

/// Of age at the beginning of the eighteenth anniversary of the day of birth.
///
/// Source: Indian Majority Act 1875, section 3; Digital Personal Data Protection Act 2023, section
/// 2(f).
pub const OF_AGE_YEARS: i16 = 18;

spelt!(
    /// How a birth date came to us.
    #[derive(Serialize, Deserialize)]
    BirthQuality {
        /// A paper was seen.
        Documented = "documented",
        /// The person or the family said so.
        Stated = "stated",
        /// Worked out from an age that somebody guessed.
        Estimated = "estimated",
    }
);

/// A birth date as exactly as it is known. Its text is FHIR's: `1984`, `1984-03`, `1984-03-12`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl BirthDate {
    /// A day of the calendar.
    pub fn on(date: Date) -> Self {
        let (year, month, day) = date.calendar();
        Self { year, month: Some(month), day: Some(day) }
    }

    /// A year alone.
    pub const fn in_year(year: i16) -> Self {
        Self { year, month: None, day: None }
    }

    /// Reads `12-03-1984`, `12/3/1984`, `03/1984`, `1984`, and FHIR's year-first order, in either
    /// script's figures.
    ///
    /// Refuses what is no date with `REG-008`, and dates after `today` or more than
    /// [`AGE_YEARS_MAX`] years before it with `REG-009`.
    pub fn parse(typed: &str, today: Date) -> Result<Self, Refused> {
        let birth = Self::read(typed).ok_or(Refused::plain("REG-008"))?;
        let (this_year, _, _) = today.calendar();
        let oldest = this_year.saturating_sub_unsigned(AGE_YEARS_MAX);
        if birth.first_day() > today || birth.year < oldest {
            return Err(Refused::plain("REG-009"));
        }
        Ok(birth)
    }

    fn read(typed: &str) -> Option<Self> {
        let parts: Vec<&str> = typed.trim().split(['-', '/', '.', ' ']).collect();
        let number = |part: &str| digits_of(part)?.parse::<i16>().ok();
        let year_first = digits_of(parts.first()?)?.len() == 4;
        let (year, month, day) = match *parts.as_slice() {
            [year] if year_first => (number(year)?, None, None),
            [year, month] if year_first => (number(year)?, Some(number(month)?), None),
            [month, year] => (number(year)?, Some(number(month)?), None),
            [year, month, day] if year_first => {
                (number(year)?, Some(number(month)?), Some(number(day)?))
            }
            [day, month, year] => (number(year)?, Some(number(month)?), Some(number(day)?)),
            _ => return None,
        };
        let small = |part: Option<i16>| part.map(i8::try_from).transpose().ok();
        let birth = Self { year, month: small(month)?, day: small(day)? };
        let whole = Date::from_calendar(year, birth.month.unwrap_or(1), birth.day.unwrap_or(1));
        (year >= 1_000 && whole.is_some()).then_some(birth)
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The day itself.
    ///
    /// Refuses with `REG-008` where only a month or a year is said.
    pub fn whole_day(self) -> Result<Date, Refused> {
        self.exact().ok_or(Refused::plain("REG-008"))
    }

    /// The day itself, when it is known.
    pub fn exact(self) -> Option<Date> {
        Date::from_calendar(self.year, self.month?, self.day?)
    }

    /// The earliest day it may be.
    pub fn first_day(self) -> Date {
        let first = Date::from_calendar(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1));
        first.unwrap_or(Date::from_days(0))
    }

    /// The latest day it may be.
    pub fn last_day(self) -> Date {
        let month = self.month.unwrap_or(12);
        // Twenty-eight days are in every month; the next ones may be.
        let days = self.day.map_or(28..=31, |day| day..=day);
        let last = days.rev().find_map(|day| Date::from_calendar(self.year, month, day));
        last.unwrap_or_else(|| self.first_day())
    }

    /// The day on which somebody has turned so many years: the latest that their birth allows, since
    /// whoever is looked after a little too long is harmed less than a child whom nobody looks after.
    /// All that begins or ends with a birthday asks here.
    pub fn turns(self, years: i16) -> Date {
        let last = self.last_day();
        last.anniversary(years).unwrap_or(last)
    }

    /// The day from which an age is counted: the known day, or the middle of what is known.
    pub fn middle(self) -> Date {
        let (month, day) = match (self.month, self.day) {
            (Some(month), Some(day)) => (month, day),
            (Some(month), None) => (month, 15),
            (None, _) => (7, 1),
        };
        Date::from_calendar(self.year, month, day).unwrap_or_else(|| self.first_day())
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::names::HIDDEN)
    }
}

impl TryFrom<String> for BirthDate {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::read(&text).ok_or(Refused::plain("REG-008"))
    }
}

impl From<BirthDate> for String {
    fn from(birth: BirthDate) -> Self {
        birth.to_string()
    }
}

/// A birth date and how it came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Birth {
    /// As exactly as it is known.
    pub date: BirthDate,
    /// How it came to us.
    pub quality: BirthQuality,
}

impl Birth {
    /// From an age that was said or guessed; always marked as an estimate.
    ///
    /// Years give a year of birth, months a month, days a day. Refuses ages beyond
    /// [`AGE_YEARS_MAX`] with `REG-009`.
    pub fn from_age(age: Age, today: Date) -> Result<Self, Refused> {
        let (year, month, _) = today.calendar();
        let date = match age {
            Age::Years(years) if years <= AGE_YEARS_MAX => {
                BirthDate::in_year(year.saturating_sub_unsigned(years))
            }
            Age::Years(_) => return Err(Refused::plain("REG-009")),
            Age::YearsMonths(years, months) => months_before(year, month, years * 12 + months),
            Age::Months(months) => months_before(year, month, months),
            Age::Days(days) => BirthDate::on(Date::from_days(today.days() - i64::from(days))),
        };
        Ok(Self { date, quality: BirthQuality::Estimated })
    }

    /// How old the person is.
    pub fn age(&self, today: Date) -> Age {
        Age::between(self.date.middle(), today)
    }

    /// The first day on which somebody is no child any more.
    pub fn comes_of_age(&self) -> Date {
        self.date.turns(OF_AGE_YEARS)
    }

    /// Whether somebody is a child on that day.
    pub fn is_child(&self, today: Date) -> bool {
        today < self.comes_of_age()
    }

    /// Whether the age shown has to carry the mark of a guess.
    pub fn is_estimated(&self) -> bool {
        self.quality == BirthQuality::Estimated
    }
}

fn months_before(year: i16, month: i8, months: u16) -> BirthDate {
    let counted = i32::from(year) * 12 + i32::from(month) - 1 - i32::from(months);
    let year = i16::try_from(counted.div_euclid(12)).unwrap_or(year);
    let month = i8::try_from(counted.rem_euclid(12) + 1).unwrap_or(month);
    BirthDate { year, month: Some(month), day: None }
}

/// An age as doctors say it: days in the first month, months until two, then years and months
/// until five, then years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Age {
    /// Under 28 days: a newborn.
    Days(u16),
    /// Under two years.
    Months(u16),
    /// From two to under five.
    YearsMonths(u16, u16),
    /// From five.
    Years(u16),
}

const NEWBORN_DAYS: i64 = 28;

impl Age {
    /// The age on a day; a birth in the future counts as today.
    pub fn between(born: Date, today: Date) -> Self {
        let days = (today.days() - born.days()).max(0);
        if days < NEWBORN_DAYS {
            return Self::Days(u16::try_from(days).unwrap_or_default());
        }
        let months = months_between(born, today);
        match (months / 12, months % 12) {
            (0 | 1, _) => Self::Months(months.max(1)),
            (years @ 2..=4, rest) if rest > 0 => Self::YearsMonths(years, rest),
            (years, _) => Self::Years(years),
        }
    }

    /// Reads `45`, `45 y`, `8 m`, `12 d`, in both languages; a bare number means years.
    ///
    /// Refuses anything else with `REG-010`.
    pub fn parse(typed: &str) -> Result<Self, Refused> {
        let typed = typed.trim().to_lowercase();
        let figures = |c: char| c.is_ascii_digit() || ('०'..='९').contains(&c);
        let end = typed.find(|c| !figures(c)).unwrap_or(typed.len());
        let (number, unit) = typed.split_at_checked(end).unwrap_or((&typed, ""));
        let number = digits_of(number).and_then(|digits| digits.parse::<u16>().ok());
        match (number, unit.trim()) {
            (
                Some(n @ 0..=AGE_YEARS_MAX),
                "" | "y" | "yr" | "yrs" | "year" | "years" | "वर्ष" | "साल",
            ) => Ok(Self::Years(n)),
            (Some(n @ 0..=60), "m" | "mo" | "month" | "months" | "माह" | "महीने" | "महीना") => {
                Ok(Self::Months(n))
            }
            (Some(n @ 0..=365), "d" | "day" | "days" | "दिन") => Ok(Self::Days(n)),
            _ => Err(Refused::plain("REG-010")),
        }
    }

    /// Completed years, for rules that only know years.
    pub const fn years(self) -> u16 {
        match self {
            Self::Days(_) => 0,
            Self::Months(months) => months / 12,
            Self::YearsMonths(years, _) | Self::Years(years) => years,
        }
    }
}

fn months_between(born: Date, today: Date) -> u16 {
    let (y1, m1, d1) = born.calendar();
    let (y2, m2, d2) = today.calendar();
    let months = (i32::from(y2) - i32::from(y1)) * 12 + i32::from(m2) - i32::from(m1);
    u16::try_from(if d2 < d1 { months - 1 } else { months }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::from_calendar(year, month, day).unwrap()
    }

    fn today() -> Date {
        day(2026, 11, 23)
    }

    #[test]
    fn a_birth_date_is_kept_as_exactly_as_it_is_known() {
        let read = |typed: &str| BirthDate::parse(typed, today()).map(|birth| birth.to_string());
        assert_eq!(read("12-3-1984").unwrap(), "1984-03-12");
        assert_eq!(read("12/03/1984").unwrap(), "1984-03-12");
        assert_eq!(read("1984-03-12").unwrap(), "1984-03-12");
        assert_eq!(read("03/1984").unwrap(), "1984-03");
        assert_eq!(read("१९८४").unwrap(), "1984");
        for wrong in ["31/02/1984", "1984-13", "84", "x", "", "1/2/3/4"] {
            assert_eq!(read(wrong).unwrap_err().code, "REG-008", "{wrong}");
        }
        for impossible in ["24/11/2026", "2027", "1890"] {
            assert_eq!(read(impossible).unwrap_err().code, "REG-009", "{impossible}");
        }
    }

    #[test]
    fn an_age_is_said_as_doctors_say_it() {
        let age = |y, m, d| Age::between(day(y, m, d), today());
        assert_eq!(age(2026, 11, 23), Age::Days(0));
        assert_eq!(age(2026, 11, 1), Age::Days(22));
        assert_eq!(age(2026, 10, 1), Age::Months(1));
        assert_eq!(age(2025, 5, 24), Age::Months(17));
        assert_eq!(age(2023, 8, 23), Age::YearsMonths(3, 3));
        assert_eq!(age(2023, 11, 23), Age::Years(3));
        assert_eq!(age(1984, 11, 24), Age::Years(41));
        assert_eq!(age(2027, 1, 1), Age::Days(0));
    }

    #[test]
    fn somebody_turns_on_the_latest_day_that_their_birth_allows() {
        let check = |typed: &str, one: &str, eighteen: &str| {
            let date = BirthDate::parse(typed, today()).unwrap();
            let birth = Birth { date, quality: BirthQuality::Stated };
            assert_eq!(date.turns(1).to_string(), one, "{typed}");
            assert_eq!(birth.comes_of_age().to_string(), eighteen, "{typed}");
            assert!(birth.is_child(Date::from_days(birth.comes_of_age().days() - 1)), "{typed}");
            assert!(!birth.is_child(birth.comes_of_age()), "{typed}");
        };
        check("12/03/2015", "2016-03-12", "2033-03-12");
        check("29/02/2008", "2009-03-01", "2026-03-01");
        check("06/2015", "2016-06-30", "2033-06-30");
        check("02/2016", "2017-03-01", "2034-03-01");
        check("2015", "2016-12-31", "2033-12-31");
    }

    #[test]
    fn an_age_becomes_an_estimated_birth_and_reads_back_as_the_same_age() {
        for typed in ["45", "8 m", "12 d", "१० साल", "3 माह"] {
            let age = Age::parse(typed).unwrap();
            let birth = Birth::from_age(age, today()).unwrap();
            assert!(birth.is_estimated());
            assert_eq!(birth.age(today()).years(), age.years(), "{typed}");
        }
        assert_eq!(Birth::from_age(Age::Years(45), today()).unwrap().date.to_string(), "1981");
        assert_eq!(Age::parse("old").unwrap_err().code, "REG-010");
        assert_eq!(Age::parse("200").unwrap_err().code, "REG-010");
    }
}
