//! When two lines say that somebody was born, and how far that is one day.

use super::fields::Agreement;
use super::slips::slips;

/// What a cell says: eight digits of a day, six of a month, four of a year. Impossible days are
/// kept: `19991332` is a slip away from a day that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Birth {
    /// Year, month and day, as `YYYYMMDD`.
    Day(String),
    /// Year and month.
    Month(String),
    /// The year alone.
    Year(i32),
}

const YEARS: std::ops::RangeInclusive<i32> = 1850..=2150;

impl Birth {
    /// `1984-03-12`, `1984/3/12`, `19840312`, `12-03-1984`, `12031984`, `1984-03`, `1984`; the
    /// time behind a day is left out.
    pub(super) fn parse(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        let cell = cell.split(['T', ' ']).next().unwrap_or(cell);
        let parts: Vec<String> = cell.split(['-', '/', '.']).map(super::values::squeezed).collect();
        if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        match parts.as_slice() {
            [whole] => Self::of_digits(whole),
            [year, month] if year.len() == 4 => two(month).map(|m| Self::Month(year.clone() + &m)),
            [month, year] if year.len() == 4 => two(month).map(|m| Self::Month(year.clone() + &m)),
            [year, month, day] if year.len() == 4 => Self::day(year, month, day),
            [day, month, year] if year.len() == 4 => Self::day(year, month, day),
            _ => None,
        }
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let year = |text: &str| text.parse().ok().filter(|year| YEARS.contains(year));
        match digits.len() {
            4 => year(digits).map(Self::Year),
            6 => year(digits.get(..4)?).map(|_| Self::Month(digits.to_owned())),
            8 => {
                let (start, end) = (digits.get(..4)?, digits.get(4..)?);
                // Day first where the front is no year and the end is one.
                if year(start).is_none() && year(end).is_some() {
                    return Self::day(end, digits.get(2..4)?, digits.get(..2)?);
                }
                Some(Self::Day(digits.to_owned()))
            }
            _ => None,
        }
    }

    fn day(year: &str, month: &str, day: &str) -> Option<Self> {
        Some(Self::Day(format!("{year}{}{}", two(month)?, two(day)?)))
    }

    /// As many digits as are known.
    pub(super) fn digits(&self) -> String {
        match self {
            Self::Day(digits) | Self::Month(digits) => digits.clone(),
            Self::Year(year) => year.to_string(),
        }
    }

    pub(super) fn year(&self) -> Option<i32> {
        match self {
            Self::Day(digits) | Self::Month(digits) => digits.get(..4)?.parse().ok(),
            Self::Year(year) => Some(*year),
        }
    }

    pub(super) fn month(&self) -> Option<&str> {
        match self {
            Self::Day(digits) | Self::Month(digits) => digits.get(4..6),
            Self::Year(_) => None,
        }
    }

    pub(super) fn day_of_month(&self) -> Option<&str> {
        match self {
            Self::Day(digits) => digits.get(6..8),
            Self::Month(_) | Self::Year(_) => None,
        }
    }

    /// How two agree, as exactly as both are known.
    pub(super) fn agrees(&self, other: &Self) -> Agreement {
        if let (Self::Day(one), Self::Day(two)) = (self, other) {
            return days(one, two);
        }
        match self.month().zip(other.month()) {
            Some((one, two)) if one == two && self.year() == other.year() => Agreement::Alike,
            _ => years(self.year(), other.year()),
        }
    }
}

/// Two digits of one or two.
fn two(part: &str) -> Option<String> {
    (part.len() <= 2).then(|| format!("{part:0>2}"))
}

fn days(one: &str, other: &str) -> Agreement {
    let parts = |text: &str| -> Option<[String; 3]> {
        Some([text.get(..4)?.to_owned(), text.get(4..6)?.to_owned(), text.get(6..8)?.to_owned()])
    };
    let (Some([year_a, month_a, day_a]), Some([year_b, month_b, day_b])) =
        (parts(one), parts(other))
    else {
        return Agreement::Differs;
    };
    let same = [year_a == year_b, month_a == month_b, day_a == day_b];
    let agreeing = same.iter().filter(|same| **same).count();
    if agreeing == 3 {
        Agreement::Same
    } else if year_a == year_b && month_a == day_b && day_a == month_b {
        Agreement::Turned
    } else if slips(one, other, 1).is_some() {
        Agreement::Slip
    } else if agreeing == 2 || slips(one, other, 2).is_some() {
        Agreement::Alike
    } else if same == [true, false, false] {
        Agreement::Partly
    } else {
        Agreement::Differs
    }
}

/// Who was guessed at may be off by more the older they are.
const YEARS_OFF: i32 = 2;

fn years(one: Option<i32>, other: Option<i32>) -> Agreement {
    let Some((one, other)) = one.zip(other) else { return Agreement::Missing };
    match (one - other).abs() {
        0..=1 => Agreement::Alike,
        apart if apart <= YEARS_OFF => Agreement::Partly,
        _ => Agreement::Differs,
    }
}

/// Ages in full years that were guessed at or said, at times that may lie apart.
///
/// Source: ages are heaped on those that end in 0 and 5; how far off a guess may be are estimates.
pub(super) fn ages(one: i32, other: i32) -> Agreement {
    let apart = (one - other).abs();
    let wide = match one.max(other) {
        ..10 => 1,
        10..25 => 2,
        25..60 => 5,
        _ => 8,
    };
    match apart {
        0 => Agreement::Alike,
        _ if apart <= wide => Agreement::Partly,
        _ => Agreement::Differs,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: Agreement) {
        let (one, other) = (Birth::parse(one).unwrap(), Birth::parse(other).unwrap());
        assert_eq!(one.agrees(&other), expected, "{one:?} {other:?}");
        assert_eq!(other.agrees(&one), expected, "{other:?} {one:?}");
    }

    #[test]
    fn days_agree_in_grades() {
        check("1984-03-12", "12/03/1984", Agreement::Same);
        check("19840312", "1984-12-03", Agreement::Turned);
        check("19840312", "19840313", Agreement::Slip);
        check("19840312", "19480312", Agreement::Slip);
        check("19840312", "19840527", Agreement::Partly);
        check("19840312", "19840327", Agreement::Alike);
        check("19840312", "19910930", Agreement::Differs);
        check("19991332", "19991332", Agreement::Same);
    }

    #[test]
    fn what_is_known_less_exactly_is_compared_less_exactly() {
        check("1984", "1984-03-12", Agreement::Alike);
        check("1984", "1982", Agreement::Partly);
        check("1984-03", "1984-03-12", Agreement::Alike);
        check("1984", "1950", Agreement::Differs);
        assert_eq!(ages(40, 44), Agreement::Partly);
        assert_eq!(ages(4, 8), Agreement::Differs);
    }

    #[test]
    fn what_is_no_day_is_nothing() {
        for cell in ["", "unknown", "12", "120384", "1984-03-12-01", "84-3"] {
            assert_eq!(Birth::parse(cell), None, "{cell}");
        }
    }
}
