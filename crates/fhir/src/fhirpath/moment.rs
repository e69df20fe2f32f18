//! Dates, dateTimes and times, each as precise as it was said.
//!
//! Two moments are compared as far as both are said: `2012` is before `2013-04`, and whether it is
//! before `2012-04` nobody knows. A moment that names no zone is compared with one that does only
//! where every zone of the earth would give the same answer.

mod later;

use crate::date::{DAY, SECOND, days, digits, fraction_of_a_second, zone};
use nabz_kernel::clock::{Date, Instant};
use std::cmp::Ordering;
use std::fmt;

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// No clock is further ahead of Greenwich, and none further behind.
const AHEAD_MAX: i64 = 14 * HOUR;
const BEHIND_MAX: i64 = 12 * HOUR;
/// Where `now()` and `today()` are told.
const INDIA_MINUTES: i16 = 330;

/// What sort of moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A day, month or year.
    Date,
    /// The same, perhaps with a time of day.
    DateTime,
    /// A time of any day.
    Time,
}

/// How much of a moment is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `2012`.
    Year,
    /// `2012-04`.
    Month,
    /// `2012-04-15`.
    Day,
    /// `10`.
    Hour,
    /// `10:30`.
    Minute,
    /// `10:30:00`, with or without a fraction.
    Second,
}

/// A date, dateTime or time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    sort: Sort,
    /// Microseconds since 1970 on the clock of its own zone; of a time, since midnight.
    local: i64,
    precision: Precision,
    /// Digits of a fraction of a second, as many as are said and kept.
    fraction_digits: u8,
    /// Minutes ahead of Greenwich.
    zone: Option<i16>,
}

impl Moment {
    /// `2012`, `2012-04`, `2012-04-15`; `None` of anything else.
    pub fn date(text: &str) -> Option<Self> {
        let (local, precision) = day(text)?;
        Some(Self { sort: Sort::Date, local, precision, fraction_digits: 0, zone: None })
    }

    /// The same, perhaps with a time behind a `T`, and that perhaps with a zone.
    pub fn date_time(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').unwrap_or((text, ""));
        let (midnight, precision) = day(date)?;
        let whole = Self { sort: Sort::DateTime, local: midnight, precision, ..Self::MIDNIGHT };
        if time.is_empty() {
            return Some(Self { fraction_digits: 0, ..whole });
        }
        if precision != Precision::Day {
            return None;
        }
        let (clock, offset) = zone(time)?;
        let zone = match offset {
            Some(offset) => Some(i16::try_from(offset / MINUTE).ok()?),
            None => None,
        };
        let clock = Self::clock(clock)?;
        Some(Self { sort: Sort::DateTime, local: midnight + clock.local, zone, ..clock })
    }

    /// `10`, `10:30`, `10:30:00`, `10:30:00.0`; `None` of anything else.
    pub fn time(text: &str) -> Option<Self> {
        Self::clock(text)
    }

    /// What `now()` says: with milliseconds, on an Indian clock.
    pub(super) fn now(now: Instant) -> Self {
        let ahead = i64::from(INDIA_MINUTES) * MINUTE;
        let local = now.microseconds().saturating_add(ahead).div_euclid(1_000) * 1_000;
        Self {
            sort: Sort::DateTime,
            local,
            precision: Precision::Second,
            fraction_digits: 3,
            zone: Some(INDIA_MINUTES),
        }
    }

    /// What sort.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// How much is said.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Its day, as far as it is said; `None` of a time.
    pub(super) fn to_date(self) -> Option<Self> {
        let precision = self.precision.min(Precision::Day);
        let local = self.local.div_euclid(DAY) * DAY;
        let is_dated = self.sort != Sort::Time;
        is_dated.then_some(Self { sort: Sort::Date, local, precision, ..Self::MIDNIGHT })
    }

    /// The same as a dateTime; `None` of a time.
    pub(super) fn to_date_time(self) -> Option<Self> {
        (self.sort != Sort::Time).then_some(Self { sort: Sort::DateTime, ..self })
    }

    /// Its time of day; `None` where that is not said.
    pub(super) fn to_time(self) -> Option<Self> {
        let local = self.local.rem_euclid(DAY);
        let is_timed = self.precision > Precision::Day;
        is_timed.then_some(Self { sort: Sort::Time, local, zone: None, ..self })
    }

    /// Are both times of day, or neither?
    pub(super) fn is_comparable(self, other: Self) -> bool {
        (self.sort == Sort::Time) == (other.sort == Sort::Time)
    }

    /// Which is earlier; `None` where that is not known, and of a date and a time.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        if !self.is_comparable(other) {
            return None;
        }
        let is_zoned = self.zone.is_some() || other.zone.is_some();
        let (first, last) = self.span(is_zoned)?;
        let (other_first, other_last) = other.span(is_zoned)?;
        if last < other_first {
            return Some(Ordering::Less);
        }
        if first > other_last {
            return Some(Ordering::Greater);
        }
        let is_alike =
            self.precision == other.precision && self.zone.is_some() == other.zone.is_some();
        (is_alike && first == other_first).then_some(Ordering::Equal)
    }

    /// Are they the same, as precisely said? A day and a time never are.
    pub(super) fn is_equivalent(self, other: Self) -> bool {
        self.precision == other.precision && self.compare(other) == Some(Ordering::Equal)
    }

    const MIDNIGHT: Self = Self {
        sort: Sort::Time,
        local: 0,
        precision: Precision::Second,
        fraction_digits: 0,
        zone: None,
    };

    fn clock(text: &str) -> Option<Self> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let mut parts = whole.split(':');
        let mut local = digits(parts.next()?, 2).filter(|hour| *hour < 24)? * HOUR;
        let mut precision = Precision::Hour;
        if let Some(minute) = parts.next() {
            local += digits(minute, 2).filter(|minute| *minute < 60)? * MINUTE;
            precision = Precision::Minute;
        }
        if let Some(second) = parts.next() {
            local += digits(second, 2).filter(|second| *second <= 60)? * SECOND;
            precision = Precision::Second;
        }
        if parts.next().is_some() || fraction.is_some() && precision != Precision::Second {
            return None;
        }
        let mut fraction_digits = 0;
        if let Some(fraction) = fraction {
            local += fraction_of_a_second(fraction)?.0;
            fraction_digits = u8::try_from(fraction.len()).unwrap_or(6).min(6);
        }
        Some(Self { local, precision, fraction_digits, ..Self::MIDNIGHT })
    }

    /// The first and the last microsecond that it may mean: in Greenwich where `is_zoned`, on its
    /// own clock otherwise.
    fn span(self, is_zoned: bool) -> Option<(i64, i64)> {
        let last = match self.precision {
            Precision::Year => self.months_later(12)?.local - 1,
            Precision::Month => self.months_later(1)?.local - 1,
            Precision::Day => self.local + DAY - 1,
            Precision::Hour => self.local + HOUR - 1,
            Precision::Minute => self.local + MINUTE - 1,
            Precision::Second => self.local,
        };
        Some(match self.zone {
            _ if !is_zoned => (self.local, last),
            Some(zone) => (self.local - i64::from(zone) * MINUTE, last - i64::from(zone) * MINUTE),
            None => (self.local - AHEAD_MAX, last + BEHIND_MAX),
        })
    }

    fn write_day(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = Date::from_days(self.local.div_euclid(DAY)).calendar();
        write!(f, "{year:04}")?;
        if self.precision >= Precision::Month {
            write!(f, "-{month:02}")?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }

    fn write_clock(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.local.rem_euclid(DAY);
        write!(f, "{:02}", since / HOUR)?;
        if self.precision >= Precision::Minute {
            write!(f, ":{:02}", since % HOUR / MINUTE)?;
        }
        if self.precision >= Precision::Second {
            write!(f, ":{:02}", since % MINUTE / SECOND)?;
        }
        if self.fraction_digits > 0 {
            let micros = format!("{:06}", since % SECOND);
            write!(f, ".{}", micros.get(..self.fraction_digits.into()).unwrap_or_default())?;
        }
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                let (sign, minutes) = (if zone < 0 { '-' } else { '+' }, zone.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// The beginning of a day, month or year, and which of them it is.
fn day(text: &str) -> Option<(i64, Precision)> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4).filter(|year| *year > 0)?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let number = |part: Option<&str>| part.map_or(Some(1), |part| digits(part, 2));
    let precision = match (month, day) {
        (None, _) => Precision::Year,
        (Some(_), None) => Precision::Month,
        (Some(_), Some(_)) => Precision::Day,
    };
    Some((days(year, number(month)?, number(day)?)? * DAY, precision))
}

impl fmt::Display for Moment {
    /// As FHIR writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sort == Sort::Time {
            return self.write_clock(f);
        }
        self.write_day(f)?;
        if self.precision > Precision::Day {
            f.write_str("T")?;
            self.write_clock(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Moment {
    /// Without when: it may be about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} to the {:?}", self.sort, self.precision)
    }
}
