//! Units: the words of the calendar, and how UCUM codes relate to one another.
//!
//! A UCUM code is read into what it measures and how many of the base units it is, so that
//! `4 'g'` equals `4000 'mg'`. The atoms are those that records of patients have; a code with
//! another one is equal to itself alone, and so are units with a zero of their own, such as `Cel`.
//!
//! Source: The Unified Code for Units of Measure, version 2.1, tables 1 to 19.

mod atoms;

use rust_decimal::Decimal;
use std::fmt;

/// Brackets within one another; no code in use has more than two.
const DEPTH_MAX: u8 = 8;
/// A longer code is not looked into.
pub(super) const CODE_BYTES_MAX: usize = 64;

/// A duration that the calendar knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Twelve months.
    Year,
    /// From 28 to 31 days.
    Month,
    /// Seven days.
    Week,
    /// 24 hours.
    Day,
    /// 60 minutes.
    Hour,
    /// 60 seconds.
    Minute,
    /// What UCUM calls `s`.
    Second,
    /// A thousandth of it.
    Millisecond,
}

/// How long such a duration is.
pub(super) enum Length {
    /// So many months, which are not of one length.
    Months(i64),
    /// So many microseconds.
    Microseconds(i64),
}

impl Calendar {
    /// By its word, singular or plural.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "year" | "years" => Self::Year,
            "month" | "months" => Self::Month,
            "week" | "weeks" => Self::Week,
            "day" | "days" => Self::Day,
            "hour" | "hours" => Self::Hour,
            "minute" | "minutes" => Self::Minute,
            "second" | "seconds" => Self::Second,
            "millisecond" | "milliseconds" => Self::Millisecond,
            _ => return None,
        })
    }

    /// By its code in UCUM.
    pub(super) fn coded(code: &str) -> Option<Self> {
        Some(match code {
            "a" => Self::Year,
            "mo" => Self::Month,
            "wk" => Self::Week,
            "d" => Self::Day,
            "h" => Self::Hour,
            "min" => Self::Minute,
            "s" => Self::Second,
            "ms" => Self::Millisecond,
            _ => return None,
        })
    }

    /// Its code in UCUM, where years and months are of one length each.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Year => "a",
            Self::Month => "mo",
            Self::Week => "wk",
            Self::Day => "d",
            Self::Hour => "h",
            Self::Minute => "min",
            Self::Second => "s",
            Self::Millisecond => "ms",
        }
    }

    /// How long it is.
    pub(super) fn length(self) -> Length {
        match self {
            Self::Year => Length::Months(12),
            Self::Month => Length::Months(1),
            Self::Week => Length::Microseconds(604_800_000_000),
            Self::Day => Length::Microseconds(86_400_000_000),
            Self::Hour => Length::Microseconds(3_600_000_000),
            Self::Minute => Length::Microseconds(60_000_000),
            Self::Second => Length::Microseconds(1_000_000),
            Self::Millisecond => Length::Microseconds(1_000),
        }
    }
}

impl fmt::Display for Calendar {
    /// In the singular.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::Millisecond => "millisecond",
        })
    }
}

/// What a unit measures: powers of the base units, and last of the months of the calendar.
pub(super) type Powers = [i8; POWERS];
const POWERS: usize = 10;
const MONTH_POWER: usize = 9;

/// What a unit measures, and how many of the base units it is: a fraction, so that the sixtieth
/// part that a minute makes of a second stays exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) over: Decimal,
    pub(super) under: Decimal,
    pub(super) powers: Powers,
}

impl Scale {
    const ONE: Self = Self { over: Decimal::ONE, under: Decimal::ONE, powers: [0; POWERS] };

    /// Of a UCUM code; `None` when it has an atom that is not known here, or is no code.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        if code.len() > CODE_BYTES_MAX || !code.is_ascii() {
            return None;
        }
        let mut reader = Reader { rest: code, depth: 0 };
        let scale = reader.term()?;
        reader.rest.is_empty().then_some(scale)
    }

    /// Of a word of the calendar, in which months and years are not so many seconds.
    pub(super) fn of_calendar(calendar: Calendar) -> Option<Self> {
        match calendar.length() {
            Length::Microseconds(_) => Self::of_code(calendar.code()),
            Length::Months(months) => {
                let mut powers = [0; POWERS];
                *powers.get_mut(MONTH_POWER)? = 1;
                Some(Self { over: Decimal::from(months), powers, ..Self::ONE })
            }
        }
    }

    /// Is one of it more than one of the other?
    pub(super) fn is_larger(self, than: Self) -> bool {
        let (mine, other) =
            (self.over.checked_mul(than.under), than.over.checked_mul(self.under));
        mine.zip(other).is_some_and(|(mine, other)| mine > other)
    }

    fn times(self, other: Self) -> Option<Self> {
        let mut powers = self.powers;
        for (power, more) in powers.iter_mut().zip(other.powers) {
            *power = power.checked_add(more)?;
        }
        let over = self.over.checked_mul(other.over)?;
        Some(Self { over, under: self.under.checked_mul(other.under)?, powers })
    }

    fn to_the(self, exponent: i8) -> Option<Self> {
        let mut whole = Self::ONE;
        for _ in 0..exponent.unsigned_abs() {
            whole = whole.times(self)?;
        }
        if exponent >= 0 {
            return Some(whole);
        }
        let mut powers = whole.powers;
        for power in &mut powers {
            *power = power.checked_neg()?;
        }
        Some(Self { over: whole.under, under: whole.over, powers })
    }
}

struct Reader<'u> {
    rest: &'u str,
    depth: u8,
}

impl<'u> Reader<'u> {
    /// `kg.m/s2`, `/min`.
    fn term(&mut self) -> Option<Scale> {
        let mut scale = Scale::ONE;
        let mut exponent = if self.took('/') { -1 } else { 1 };
        loop {
            scale = scale.times(self.component()?.to_the(exponent)?)?;
            exponent = if self.took('.') {
                1
            } else if self.took('/') {
                -1
            } else {
                return Some(scale);
            };
        }
    }

    fn component(&mut self) -> Option<Scale> {
        if self.took('(') {
            self.depth += 1;
            if self.depth > DEPTH_MAX {
                return None;
            }
            let scale = self.term()?;
            self.depth -= 1;
            return self.took(')').then_some(scale);
        }
        if self.rest.starts_with('{') {
            self.remark()?;
            return Some(Scale::ONE);
        }
        let scale = self.symbol()?;
        let exponent = self.exponent()?;
        self.remark()?;
        scale.to_the(exponent)
    }

    /// `{cells}`, which says nothing to a program.
    fn remark(&mut self) -> Option<()> {
        if let Some(remark) = self.rest.strip_prefix('{') {
            let (_, behind) = remark.split_once('}')?;
            self.rest = behind;
        }
        Some(())
    }

    /// A number, or an atom with or without a prefix.
    fn symbol(&mut self) -> Option<Scale> {
        let digits = self.took_while(|c| c.is_ascii_digit());
        if !digits.is_empty() {
            let power_of_ten = self.rest.strip_prefix(['*', '^']).filter(|_| digits == "10");
            if let Some(behind) = power_of_ten {
                self.rest = behind;
                return Some(Scale { over: Decimal::from(10), ..Scale::ONE });
            }
            return Some(Scale { over: digits.parse().ok()?, ..Scale::ONE });
        }
        let symbol = self.took_symbol()?;
        atoms::scale(symbol)
    }

    /// Letters, and what stands in square brackets.
    fn took_symbol(&mut self) -> Option<&'u str> {
        let is_letter = |c: char| c.is_ascii_alphabetic() || "%'*\"_".contains(c);
        let mut end = self.rest.find(|c| !is_letter(c)).unwrap_or(self.rest.len());
        if self.rest.get(end..)?.starts_with('[') {
            end += self.rest.get(end..)?.find(']')? + 1;
        }
        let (symbol, behind) = self.rest.split_at_checked(end)?;
        self.rest = behind;
        (!symbol.is_empty()).then_some(symbol)
    }

    fn exponent(&mut self) -> Option<i8> {
        let is_minus = self.took('-');
        let is_signed = is_minus || self.took('+');
        let digits = self.took_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return (!is_signed).then_some(1);
        }
        let exponent: i8 = digits.parse().ok()?;
        Some(if is_minus { -exponent } else { exponent })
    }

    fn took(&mut self, sign: char) -> bool {
        let behind = self.rest.strip_prefix(sign);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn took_while(&mut self, belongs: impl Fn(char) -> bool) -> &'u str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, behind) = self.rest.split_at_checked(end).unwrap_or(("", self.rest));
        self.rest = behind;
        taken
    }
}
