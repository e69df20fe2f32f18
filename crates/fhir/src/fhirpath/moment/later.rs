//! A moment so much later or earlier.

use super::{DAY, HOUR, MINUTE, Moment, Precision, Sort, days};
use crate::fhirpath::units::{Calendar, Length};
use nabz_kernel::clock::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::RangeInclusive;

/// The years 1 to 9999, as days since 1970.
const DAYS: RangeInclusive<i64> = -719_162..=2_932_896;
const MONTHS_A_YEAR: i64 = 12;
const DAYS_A_YEAR: i64 = 365;
const DAYS_A_MONTH: i64 = 30;

impl Moment {
    /// So many years, days, seconds later, or earlier where the number is below 0. Of what is more
    /// than a second, a fraction does not count. What is finer than the moment is said counts as
    /// often as it fills what is said: a year has 12 months or 365 days, a month 30 days. `None`
    /// where no calendar has the outcome, and of a time with months or years.
    ///
    /// Source: FHIRPath N1, section 6.7, date/time arithmetic.
    pub(in crate::fhirpath) fn later(self, number: Decimal, unit: Calendar) -> Option<Self> {
        let number = if unit == Calendar::Second { number } else { number.trunc() };
        let later = match unit.length() {
            Length::Months(_) if self.sort == Sort::Time => None,
            Length::Months(each) => {
                let months = number.to_i64()?.checked_mul(each)?;
                let is_year = self.precision == Precision::Year;
                self.months_later(if is_year { whole_years(months) } else { months })
            }
            Length::Microseconds(each) => {
                self.micros_later(number.checked_mul(Decimal::from(each))?.trunc().to_i64()?)
            }
        };
        later.filter(|later| DAYS.contains(&later.local.div_euclid(DAY)))
    }

    /// The same day of a month so many months later; its last day where it has no such day.
    pub(super) fn months_later(self, months: i64) -> Option<Self> {
        let (year, month, day) = Date::from_days(self.local.div_euclid(DAY)).calendar();
        let since = i64::from(year) * MONTHS_A_YEAR + i64::from(month) - 1;
        let since = since.checked_add(months)?;
        let (year, month) = (since.div_euclid(MONTHS_A_YEAR), since.rem_euclid(MONTHS_A_YEAR) + 1);
        // The year 10,000 is where 9,999 ends.
        if !(1..=10_000).contains(&year) {
            return None;
        }
        let midnight = (1..=i64::from(day)).rev().find_map(|day| days(year, month, day))? * DAY;
        Some(Self { local: midnight + self.local.rem_euclid(DAY), ..self })
    }

    fn micros_later(self, micros: i64) -> Option<Self> {
        let width = match self.precision {
            Precision::Year => return self.months_later(micros / DAY / DAYS_A_YEAR * MONTHS_A_YEAR),
            Precision::Month => return self.months_later(micros / DAY / DAYS_A_MONTH),
            Precision::Day => DAY,
            Precision::Hour => HOUR,
            Precision::Minute => MINUTE,
            Precision::Second => 1,
        };
        let local = self.local.checked_add(micros / width * width)?;
        let is_time = self.sort == Sort::Time;
        let local = if is_time { local.rem_euclid(DAY) } else { local };
        Some(Self { local, ..self }.with_its_fraction())
    }

    /// A fraction of a second that came in is said from now on.
    fn with_its_fraction(self) -> Self {
        let mut fraction_digits = self.fraction_digits;
        let mut unit = 10_i64.pow(6 - u32::from(fraction_digits.min(6)));
        while self.local % unit != 0 && fraction_digits < 6 {
            fraction_digits += 1;
            unit /= 10;
        }
        Self { fraction_digits, ..self }
    }
}

fn whole_years(months: i64) -> i64 {
    months / MONTHS_A_YEAR * MONTHS_A_YEAR
}
