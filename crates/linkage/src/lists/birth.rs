//! When two lines say that somebody was born, and how far that is one day.

use super::fields::{Agreement, Fact};
use super::numbers::{digits_met, unmet};
use super::slips::slips;

/// What a cell says: eight digits of a day, six of a month, four of a year. Impossible days are
/// kept: `19991332` is a slip away from a day that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Birth {
    /// Year, month and day, as `YYYYMMDD`; noughts behind what is known.
    digits: [u8; DIGITS],
    /// How many of them are known: four, six or eight.
    known: usize,
    /// How often each digit is met, four bits each.
    met: u64,
    /// Where it was guessed, so many years it may be off.
    off: i32,
}

/// Before a year that was guessed from an age, and the years it may be off.
const GUESSED: char = '~';

/// A year that somebody guessed at some time, as a cell that is read so: nobody knows how old they
/// were then.
pub fn guessed_about(year: i32) -> String {
    format!("{year}{GUESSED}{YEARS_OFF_GUESSED}")
}

/// How far such a year may be off.
const YEARS_OFF_GUESSED: i32 = 5;

const DIGITS: usize = 8;
const MONTH_DIGITS: usize = 6;
const YEAR_DIGITS: usize = 4;
/// A guess is off by as many at least.
const YEARS_OFF: i32 = 1;
/// Days whose years lie further apart are no mistake.
const YEARS_MISTAKEN: i32 = 10;
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2150;

impl Birth {
    /// The year in which somebody of an age was born, as a cell that [`Birth::parse`] reads.
    pub(super) fn guessed(in_year: i32, age: i16) -> String {
        let age = i32::from(age);
        format!("{}{GUESSED}{}", in_year - age, years_off(age))
    }

    /// `1984-03-12`, `1984/3/12`, `19840312`, `12-03-1984`, `12031984`, `1984-03`, `1984`; the
    /// time behind a day is left out.
    pub(super) fn parse(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if let Some((year, off)) = cell.split_once(GUESSED) {
            return Some(Self { off: off.parse().ok()?, ..Self::of_digits(year)? });
        }
        let cell = cell.split(['T', ' ']).next().unwrap_or(cell);
        let parts: Vec<String> = cell.split(['-', '/', '.']).map(super::values::squeezed).collect();
        if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        match parts.as_slice() {
            [whole] => Self::of_digits(whole),
            [year, month] if year.len() == 4 => Self::known(&(year.clone() + &two(month)?)),
            [month, year] if year.len() == 4 => Self::known(&(year.clone() + &two(month)?)),
            [year, month, day] if year.len() == 4 => Self::day(year, month, day),
            [day, month, year] if year.len() == 4 => Self::day(year, month, day),
            _ => None,
        }
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let year = |text: &str| text.parse().ok().filter(|year| YEARS.contains(year));
        match digits.len() {
            YEAR_DIGITS => year(digits).and_then(|_| Self::known(digits)),
            MONTH_DIGITS => year(digits.get(..4)?).and_then(|_| Self::known(digits)),
            DIGITS => {
                let (start, end) = (digits.get(..4)?, digits.get(4..)?);
                // Day first where the front is no year and the end is one.
                if year(start).is_none() && year(end).is_some() {
                    return Self::day(end, digits.get(2..4)?, digits.get(..2)?);
                }
                Self::known(digits)
            }
            _ => None,
        }
    }

    fn day(year: &str, month: &str, day: &str) -> Option<Self> {
        Self::known(&format!("{year}{}{}", two(month)?, two(day)?))
    }

    fn known(text: &str) -> Option<Self> {
        let mut digits = [0; DIGITS];
        for (digit, letter) in digits.iter_mut().zip(text.bytes()) {
            *digit = letter.checked_sub(b'0').filter(|digit| *digit < 10)?;
        }
        Some(Self { digits, known: text.len(), met: digits_met(text), off: 0 })
    }

    /// The year alone.
    pub(super) fn year_alone(&mut self) {
        self.known = YEAR_DIGITS;
    }

    /// As many digits as are known.
    pub(super) fn digits(&self) -> String {
        let known = self.digits.iter().take(self.known);
        known.map(|digit| char::from(b'0' + digit)).collect()
    }

    /// What tells two of them apart.
    pub(super) fn written(&self) -> String {
        format!("{}{GUESSED}{}", self.digits(), self.off)
    }

    pub(super) fn year(&self) -> i32 {
        let [a, b, c, d, ..] = self.digits.map(i32::from);
        a * 1_000 + b * 100 + c * 10 + d
    }

    pub(super) fn month(&self) -> Option<[u8; 2]> {
        let [_, _, _, _, a, b, _, _] = self.digits;
        (self.known >= MONTH_DIGITS).then_some([a, b])
    }

    pub(super) fn day_of_month(&self) -> Option<[u8; 2]> {
        let [.., a, b] = self.digits;
        (self.known == DIGITS).then_some([a, b])
    }

    pub(super) const fn names_a_day(&self) -> bool {
        self.known == DIGITS
    }

    /// How two agree, as exactly as both are known, and in which fact that is said.
    pub(super) fn agrees(&self, other: &Self) -> (Fact, Agreement) {
        let fact = match (self.names_a_day(), other.names_a_day()) {
            (true, true) => return (Fact::Birth, self.days(other)),
            (false, false) => Fact::BirthAbout,
            _ => Fact::BirthYear,
        };
        let apart = (self.year() - other.year()).abs();
        let same_month = self.month().zip(other.month()).is_some_and(|(one, two)| one == two);
        let agreement = match (apart, fact) {
            (0, _) if same_month => Agreement::Same,
            (_, Fact::BirthYear) => years(apart),
            _ => about(apart, self.off.max(other.off).max(YEARS_OFF)),
        };
        (fact, agreement)
    }

    /// Lets a year that stands alone be off by as much as a guess may be that was made in a year:
    /// most of them are.
    pub(super) fn doubt_year(&mut self, in_year: i32) {
        if self.known < DIGITS && self.off == 0 {
            let age = i16::try_from(in_year - self.year()).unwrap_or(i16::MAX);
            self.off = years_off(i32::from(age));
        }
    }

    /// Year, month and day as they stand.
    fn parts(&self) -> ([u8; 4], [u8; 2], [u8; 2]) {
        let [a, b, c, d, month, month_end, day, day_end] = self.digits;
        ([a, b, c, d], [month, month_end], [day, day_end])
    }

    fn days(&self, other: &Self) -> Agreement {
        let (year, month, day) = self.parts();
        let (other_year, other_month, other_day) = other.parts();
        let same = [year == other_year, month == other_month, day == other_day];
        let agreeing = same.iter().filter(|same| **same).count();
        if agreeing == 3 {
            Agreement::Same
        } else if same == [true, false, false] && month == other_day && day == other_month {
            Agreement::Turned
        } else {
            match self.slips(other) {
                Some(0 | 1) => Agreement::Slip,
                Some(_) => Agreement::Alike,
                None if agreeing == 2 => Agreement::Alike,
                None if same == [true, false, false] => Agreement::Partly,
                None if (self.year() - other.year()).abs() > YEARS_MISTAKEN => Agreement::Far,
                None => Agreement::Differs,
            }
        }
    }

    /// Up to two slips between two days; nothing when there are more.
    fn slips(&self, other: &Self) -> Option<usize> {
        let pairs = self.digits.iter().zip(&other.digits);
        let wrong = pairs.filter(|(one, other)| one != other).count();
        match wrong {
            0 | 1 => Some(wrong),
            2 => slips(&self.digits(), &other.digits(), 2),
            // More than two are wrong by two slips only where one digit moved past others; most
            // pairs end here.
            _ if unmet(self.met, other.met) > 1 => None,
            _ => slips(&self.digits(), &other.digits(), 2),
        }
    }
}

/// Two digits of one or two.
fn two(part: &str) -> Option<String> {
    (part.len() <= 2).then(|| format!("{part:0>2}"))
}

/// How many years a guess at somebody's age may be off.
///
/// Source: ages are heaped on those that end in 0 and 5; how far off a guess may be are estimates.
const fn years_off(age: i32) -> i32 {
    match age {
        ..10 => 1,
        10..25 => 2,
        25..60 => 5,
        _ => 8,
    }
}

/// A year beside a day that somebody knows.
const fn years(apart: i32) -> Agreement {
    match apart {
        0 => Agreement::SameSound,
        1 => Agreement::Slip,
        2 => Agreement::Alike,
        3..=5 => Agreement::Partly,
        6..=YEARS_MISTAKEN => Agreement::Differs,
        _ => Agreement::Far,
    }
}

/// Two years that were guessed, of which either may be off by so many.
const fn about(apart: i32, off: i32) -> Agreement {
    if apart == 0 {
        Agreement::SameSound
    } else if apart == 1 {
        Agreement::Slip
    } else if 2 * apart <= off + 2 {
        Agreement::Alike
    } else if apart <= off + 1 {
        Agreement::Partly
    } else if apart <= 2 * off {
        Agreement::Differs
    } else {
        Agreement::Far
    }
}

/// Ages in full years that were guessed at or said, at times that may lie apart.
pub(super) fn ages(one: i32, other: i32) -> Agreement {
    about((one - other).abs(), years_off(one.max(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: Agreement) {
        let (one, other) = (Birth::parse(one).unwrap(), Birth::parse(other).unwrap());
        assert_eq!(one.agrees(&other).1, expected, "{one:?} {other:?}");
        assert_eq!(other.agrees(&one).1, expected, "{other:?} {one:?}");
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
        check("19840312", "19510930", Agreement::Far);
        check("19991332", "19991332", Agreement::Same);
    }

    #[test]
    fn what_is_known_less_exactly_is_compared_less_exactly() {
        check("1984", "1984-03-12", Agreement::SameSound);
        check("1984", "1983-03-12", Agreement::Slip);
        check("1984", "1986-03-12", Agreement::Alike);
        check("1984", "1999-03-12", Agreement::Far);
        check("1984-03", "1984-03-12", Agreement::Same);
        check(&Birth::guessed(2026, 42), "1980", Agreement::Partly);
        check(&Birth::guessed(2026, 42), "1982", Agreement::Alike);
        check(&Birth::guessed(2026, 42), "1974", Agreement::Differs);
        check("1984", "1950", Agreement::Far);
        assert_eq!(ages(40, 44), Agreement::Partly);
        assert_eq!(ages(20, 24), Agreement::Differs);
        assert_eq!(ages(4, 12), Agreement::Far);
    }

    #[test]
    fn what_is_no_day_is_nothing() {
        for cell in ["", "unknown", "12", "120384", "1984-03-12-01", "84-3"] {
            assert_eq!(Birth::parse(cell), None, "{cell}");
        }
    }
}
