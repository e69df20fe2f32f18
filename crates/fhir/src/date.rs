//! Days, moments and periods as spans of microseconds, so that `2026` and `2026-11-23T09:00:00Z`
//! can be compared. What names no zone is read on an Indian clock.

use serde_json::Value;

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const DAY: i64 = 86_400 * SECOND;
/// No clock is further from Greenwich.
const FURTHEST_AHEAD: i64 = 14 * 3600 * SECOND;
const INDIA_OFFSET: i64 = 19_800 * SECOND;
const NEVER_BEGAN: i64 = i64::MIN;
const NEVER_ENDS: i64 = i64::MAX;
/// `2026-11-23`.
const DATE_LENGTH: usize = 10;

/// What R4 calls a `date`: a year, a month or a day that a calendar has.
pub fn is_date(text: &str) -> bool {
    text.len() <= DATE_LENGTH && Span::parse(text).is_some()
}

/// What R4 calls a `dateTime`: a date, or a moment as in an `instant`.
pub fn is_date_time(text: &str) -> bool {
    if text.len() <= DATE_LENGTH { is_date(text) } else { is_instant(text) }
}

/// What R4 calls an `instant`: a day, a clock with its seconds, and a zone.
pub fn is_instant(text: &str) -> bool {
    let Some((_, time)) = text.split_once('T') else { return false };
    let has_zone = time.ends_with('Z') || time.contains(['+', '-']);
    has_zone && has_seconds(time) && Span::parse(text).is_some()
}

/// What R4 calls a `time`: a clock with its seconds, and no zone.
pub fn is_time(text: &str) -> bool {
    let has_zone = text.ends_with('Z') || text.contains(['+', '-']);
    !has_zone && has_seconds(text) && Span::moment(0, text).is_some()
}

fn has_seconds(time: &str) -> bool {
    time.as_bytes().get(5) == Some(&b':')
}

/// From the first to the last microsecond, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first microsecond, UTC.
    pub first: i64,
    /// The last microsecond, UTC.
    pub last: i64,
}

impl Span {
    /// A date, dateTime or instant of any precision; `None` when it is none, or a day that no
    /// calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|text| digits(text, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|text| digits(text, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() || year == 0 {
            return None;
        }
        match (month, day, time) {
            (None, None, None) => Some(Self::days(days(year, 1, 1)?, days(year + 1, 1, 1)?)),
            (Some(month), None, None) => {
                let (next_year, next_month) =
                    if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                Some(Self::days(days(year, month, 1)?, days(next_year, next_month, 1)?))
            }
            (Some(month), Some(day), None) => {
                let day = days(year, month, day)?;
                Some(Self::days(day, day + 1))
            }
            (Some(month), Some(day), Some(time)) => Self::moment(days(year, month, day)?, time),
            (_, _, Some(_)) | (None, Some(_), None) => None,
        }
    }

    /// What a date, a period, or a timing's event says in a body.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Object(period) => {
                let end = |key| period.get(key).and_then(Value::as_str).map(Self::parse);
                let (start, end) = (end("start"), end("end"));
                if start.is_none() && end.is_none() {
                    return None;
                }
                let first = start.map_or(Some(NEVER_BEGAN), |span| span.map(|s| s.first))?;
                let last = end.map_or(Some(NEVER_ENDS), |span| span.map(|s| s.last))?;
                Some(Self { first, last })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        }
    }

    /// Does it lie within `self` from end to end?
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Have they a moment in common?
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    fn days(from: i64, before: i64) -> Self {
        Self { first: from * DAY - INDIA_OFFSET, last: before * DAY - INDIA_OFFSET - 1 }
    }

    /// `09:00`, `09:00:00`, `09:00:00.5`, with or without a zone.
    fn moment(day: i64, time: &str) -> Option<Self> {
        let (clock, offset) = zone(time)?;
        let offset = offset.unwrap_or(INDIA_OFFSET);
        let (clock, fraction) = match clock.split_once('.') {
            Some((clock, fraction)) => (clock, Some(fraction)),
            None => (clock, None),
        };
        let mut parts = clock.split(':');
        let hour = digits(parts.next()?, 2).filter(|h| *h < 24)?;
        let minute = digits(parts.next()?, 2).filter(|m| *m < 60)?;
        let second = parts.next().map(|text| digits(text, 2).filter(|s| *s <= 60));
        if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
            return None;
        }
        let start = day * DAY + (hour * 3600 + minute * 60) * SECOND - offset;
        let Some(second) = second else {
            return Some(Self { first: start, last: start + 60 * SECOND - 1 });
        };
        let start = start + second? * SECOND;
        let Some(fraction) = fraction else {
            return Some(Self { first: start, last: start + SECOND - 1 });
        };
        let (micros, width) = fraction_of_a_second(fraction)?;
        Some(Self { first: start + micros, last: start + micros + width - 1 })
    }
}

/// The clock and, where it is said, how many microseconds it is ahead of Greenwich.
pub(crate) fn zone(time: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, Some(0)));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, None));
    };
    let (clock, offset) = (time.get(..at)?, time.get(at + 1..)?);
    let (hours, minutes) = offset.split_once(':')?;
    let minutes = digits(minutes, 2).filter(|m| *m < 60)?;
    let ahead = (digits(hours, 2)? * 60 + minutes) * 60 * SECOND;
    if ahead > FURTHEST_AHEAD {
        return None;
    }
    Some((clock, Some(if time.get(at..=at)? == "-" { -ahead } else { ahead })))
}

/// Microseconds, and the width of what the digits leave open.
pub(crate) fn fraction_of_a_second(digits: &str) -> Option<(i64, i64)> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let kept: String = digits.chars().take(6).collect();
    let width = 10_i64.checked_pow(6 - u32::try_from(kept.len()).ok()?)?;
    Some((kept.parse::<i64>().ok()? * width, width))
}

pub(crate) fn digits(text: &str, length: usize) -> Option<i64> {
    let right = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

/// Days since 1970 of a day in the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
pub(crate) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<(i64, i64)> {
        Span::parse(text).map(|span| (span.first, span.last))
    }

    #[test]
    fn a_date_is_as_long_as_what_it_leaves_open() {
        let ten_to_nine_in_india = 1_795_404_000_000_000;
        assert_eq!(
            span("2026-11-23T08:50:00+05:30"),
            Some((ten_to_nine_in_india, ten_to_nine_in_india + SECOND - 1))
        );
        assert_eq!(span("2026-11-23T08:50:00"), span("2026-11-23T03:20:00Z"));
        assert_eq!(span("1970-01-01"), Some((-INDIA_OFFSET, DAY - INDIA_OFFSET - 1)));
        let outer = |outer: &str, inner: &str| {
            Span::parse(outer).unwrap().contains(Span::parse(inner).unwrap())
        };
        assert!(outer("2024", "2024-02") && outer("2024-02", "2024-02-29"));
        assert!(outer("2024-02-29", "2024-02-29T12:00") && !outer("2024-02", "2024-03-01"));
        assert!(outer("2012-10-04T22:48:50.2Z", "2012-10-04T22:48:50.216Z"));
        assert!(outer("2026-12", "2026-12-31T23:59:59+05:30"));
    }

    #[test]
    fn what_no_calendar_has_is_no_date() {
        for wrong in [
            "",
            "26",
            "2026-13",
            "2026-00-10",
            "2023-02-29",
            "2026-11-31",
            "0000",
            "2026-1-1",
            "2026-11-23T25:00",
            "2026-11-23T",
            "2026-11-23T09",
            "2026-11T09:00",
            "२०२६",
            "2026-11-23T09:00:00+5",
            "2026-11-23T09:00.5Z",
            "2026-11-23-01",
        ] {
            assert_eq!(span(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_r4_asks_of_each_kind_of_date_is_more_than_a_search_asks() {
        let kinds =
            |text| [is_date, is_date_time, is_instant, is_time].map(|fits| u8::from(fits(text)));
        for (text, expected) in [
            ("2024", [1, 1, 0, 0]),
            ("2024-02", [1, 1, 0, 0]),
            ("2024-02-29", [1, 1, 0, 0]),
            ("2023-02-29", [0, 0, 0, 0]),
            ("2024-02-29T09:00:00+05:30", [0, 1, 1, 0]),
            ("2024-02-29T09:00:00.1234567Z", [0, 1, 1, 0]),
            ("2024-02-29T09:00:00", [0, 0, 0, 0]),
            ("2024-02-29T09:00Z", [0, 0, 0, 0]),
            ("2024-02-29T24:00:00Z", [0, 0, 0, 0]),
            ("2024-02-29T09:00:00+14:30", [0, 0, 0, 0]),
            ("09:00:00", [0, 0, 0, 1]),
            ("23:59:60.5", [0, 0, 0, 1]),
            ("09:00", [0, 0, 0, 0]),
            ("09:00:00Z", [0, 0, 0, 0]),
            ("०९:००:००", [0, 0, 0, 0]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_period_without_an_end_never_ends() {
        let stay = Span::of(&serde_json::json!({"start": "2026-11-23"})).unwrap();
        assert_eq!(stay.last, NEVER_ENDS);
        assert_eq!(Span::of(&serde_json::json!({"start": "soon"})), None);
        assert_eq!(Span::of(&serde_json::json!({})), None);
    }
}
