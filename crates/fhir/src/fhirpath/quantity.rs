//! Numbers with units.

use super::item::decimal;
use super::units::{CODE_BYTES_MAX, Calendar, Scale};
use super::value::quoted;
use crate::systems::UCUM;
use crate::tape::Node;
use rust_decimal::{Decimal, RoundingStrategy};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A number with its unit.
#[derive(Clone)]
pub struct Quantity<'t> {
    /// The number.
    pub value: Decimal,
    /// Of what.
    pub unit: Unit<'t>,
}

/// Of what a quantity is so many.
#[derive(Clone, PartialEq, Eq)]
pub enum Unit<'t> {
    /// A code of UCUM; `1` of what has no unit.
    Ucum(Cow<'t, str>),
    /// A duration as the calendar has it.
    Calendar(Calendar),
    /// A code of another system, or a unit in words; it equals itself alone.
    Other(Cow<'t, str>),
}

impl<'t> Quantity<'t> {
    /// A number without a unit.
    pub(super) fn plain(value: Decimal) -> Self {
        Self { value, unit: Unit::Ucum(Cow::Borrowed("1")) }
    }

    /// With the unit that a literal has in quotes: a UCUM code, or a word of the calendar.
    pub(super) fn literal(value: Decimal, unit: Cow<'t, str>) -> Self {
        let unit = Calendar::named(&unit).map_or(Unit::Ucum(unit), Unit::Calendar);
        Self { value, unit }
    }

    /// What FHIR's Quantity says; `None` without a number, or when it says `less than`. UCUM's
    /// years and months become those of the calendar.
    pub(super) fn read(node: Node<'t>) -> Option<Self> {
        if node.get("comparator").is_some() {
            return None;
        }
        let value = decimal(node.get("value")?.number()?)?;
        let (code, system) = (node.get_text("code"), node.get_text("system"));
        let unit = match code {
            Some(code) if system.as_deref() == Some(UCUM) => match Calendar::coded(&code) {
                Some(calendar @ (Calendar::Year | Calendar::Month)) => Unit::Calendar(calendar),
                _ => Unit::Ucum(code),
            },
            Some(code) => Unit::Other(code),
            None => node.get_text("unit").map_or(Unit::Ucum(Cow::Borrowed("1")), Unit::Other),
        };
        Some(Self { value, unit })
    }

    /// What `toQuantity()` reads: `4`, `4 days`, `4.5 'mg'`.
    pub(super) fn parse(text: &str) -> Option<Quantity<'static>> {
        let is_number = |c: char| c.is_ascii_digit() || "+-.".contains(c);
        let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end)?;
        let value = written(number)?;
        let unit = unit.trim_start_matches([' ', '\t', '\r', '\n']);
        if unit.is_empty() {
            return Some(Quantity::plain(value));
        }
        if let Some(code) = unit.strip_prefix('\'') {
            let code = code.strip_suffix('\'').filter(|code| !code.contains('\''))?;
            return Some(Quantity::literal(value, Cow::Owned(code.to_owned())));
        }
        Calendar::named(unit).map(|unit| Quantity { value, unit: Unit::Calendar(unit) })
    }

    /// The same number of the same unit, borrowed.
    pub(super) fn borrowed(&self) -> Quantity<'_> {
        let unit = match &self.unit {
            Unit::Ucum(code) => Unit::Ucum(Cow::Borrowed(code)),
            Unit::Calendar(calendar) => Unit::Calendar(*calendar),
            Unit::Other(unit) => Unit::Other(Cow::Borrowed(unit)),
        };
        Quantity { value: self.value, unit }
    }

    /// The same, whatever it was read from.
    pub(super) fn into_owned(self) -> Quantity<'static> {
        let unit = match self.unit {
            Unit::Ucum(code) => Unit::Ucum(Cow::Owned(code.into_owned())),
            Unit::Calendar(calendar) => Unit::Calendar(calendar),
            Unit::Other(unit) => Unit::Other(Cow::Owned(unit.into_owned())),
        };
        Quantity { value: self.value, unit }
    }

    /// Another number of the same unit.
    pub(super) fn of(&self, value: Decimal) -> Self {
        Self { value, unit: self.unit.clone() }
    }

    /// Which is less; `None` where the units have nothing to do with one another.
    pub(super) fn compare(&self, other: &Quantity<'_>) -> Option<Ordering> {
        if self.unit == other.unit {
            return Some(self.value.cmp(&other.value));
        }
        let (left, right) = (self.unit.scale()?, other.unit.scale()?);
        if left.powers != right.powers {
            return None;
        }
        let mine = left.over.checked_mul(right.under)?.checked_mul(self.value)?;
        let others = right.over.checked_mul(left.under)?.checked_mul(other.value)?;
        Some(mine.cmp(&others))
    }

    /// The other's number in this unit; `None` where the units have nothing to do with one another.
    pub(super) fn number_of(&self, other: &Quantity<'_>) -> Option<Decimal> {
        if self.unit == other.unit {
            return Some(other.value);
        }
        number_in(self.unit.scale()?, other.value, other.unit.scale()?)
    }

    /// Are they the same, as precisely as the less precise one of them is said? A calendar's year
    /// is as good as any here.
    pub(super) fn is_equivalent(&self, other: &Quantity<'_>) -> bool {
        if self.unit == other.unit {
            return is_close(self.value, other.value);
        }
        let (Some(mine), Some(others)) = (self.unit.fixed_scale(), other.unit.fixed_scale()) else {
            return false;
        };
        // In the larger unit, since it is the one with fewer digits.
        if mine.is_larger(others) {
            let number = number_in(mine, other.value, others);
            number.is_some_and(|number| is_close(self.value, number))
        } else {
            let number = number_in(others, self.value, mine);
            number.is_some_and(|number| is_close(other.value, number))
        }
    }

    /// As FHIR has it.
    pub(super) fn to_json(&self) -> String {
        let value = self.value;
        match &self.unit {
            Unit::Ucum(code) => {
                let (code, system) = (quoted(code), quoted(UCUM));
                format!(r#"{{"value":{value},"unit":{code},"system":{system},"code":{code}}}"#)
            }
            Unit::Calendar(_) | Unit::Other(_) => {
                format!(r#"{{"value":{value},"unit":{}}}"#, quoted(&self.unit.name()))
            }
        }
    }
}

impl Unit<'_> {
    /// The code or word.
    pub(super) fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Ucum(code) => Cow::Borrowed(code),
            Self::Calendar(calendar) => Cow::Owned(calendar.to_string()),
            Self::Other(unit) => Cow::Borrowed(unit),
        }
    }

    /// The duration that may be added to a moment. UCUM's years and months are of one length, those
    /// of the calendar are not, so that they cannot.
    pub(super) fn calendar(&self) -> Option<Calendar> {
        match self {
            Self::Calendar(calendar) => Some(*calendar),
            Self::Ucum(code) => Calendar::coded(code)
                .filter(|calendar| !matches!(calendar, Calendar::Year | Calendar::Month)),
            Self::Other(_) => None,
        }
    }

    /// Is one of it more than one of the other?
    pub(super) fn is_larger(&self, than: &Unit<'_>) -> bool {
        self.scale().zip(than.scale()).is_some_and(|(mine, other)| mine.is_larger(other))
    }

    /// The unit of a product (`.`) or a quotient (`/`); `None` of what is no code.
    pub(super) fn with(&self, sign: char, factor: &Unit<'_>) -> Option<Unit<'static>> {
        let (left, right) = (self.coded()?, factor.coded()?);
        let code = match (left, right) {
            (left, "1") => left.to_owned(),
            ("1", right) if sign == '.' => right.to_owned(),
            (left, right) if left == right && sign == '/' => "1".to_owned(),
            (left, right) if right.contains(['.', '/']) => format!("{left}{sign}({right})"),
            (left, right) => format!("{left}{sign}{right}"),
        };
        (code.len() <= CODE_BYTES_MAX).then_some(Unit::Ucum(Cow::Owned(code)))
    }

    fn coded(&self) -> Option<&str> {
        match self {
            Self::Ucum(code) => Some(code),
            Self::Calendar(calendar) => Some(calendar.code()),
            Self::Other(_) => None,
        }
    }

    fn scale(&self) -> Option<Scale> {
        match self {
            Self::Ucum(code) => Scale::of_code(code),
            Self::Calendar(calendar) => Scale::of_calendar(*calendar),
            Self::Other(_) => None,
        }
    }

    /// With years and months of one length.
    fn fixed_scale(&self) -> Option<Scale> {
        match self {
            Self::Calendar(calendar) => Scale::of_code(calendar.code()),
            Self::Ucum(_) | Self::Other(_) => self.scale(),
        }
    }
}

/// A number of one unit, in another one; `None` where they have nothing to do with one another.
fn number_in(wanted: Scale, value: Decimal, of: Scale) -> Option<Decimal> {
    if wanted.powers != of.powers {
        return None;
    }
    let over = value.checked_mul(of.over)?.checked_mul(wanted.under)?;
    over.checked_div(wanted.over.checked_mul(of.under)?)
}

/// Equal when both are rounded to the digits that the one with fewer of them has behind the point.
pub(super) fn is_close(left: Decimal, right: Decimal) -> bool {
    let places = left.normalize().scale().min(right.normalize().scale());
    rounded(left, places) == rounded(right, places)
}

/// Rounded to so many places, half away from zero.
pub(super) fn rounded(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// A decimal as people write it: a sign perhaps, digits, and a point only between digits.
pub(super) fn written(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_number = is_digits(whole) && is_digits(fraction);
    if is_number { Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok() } else { None }
}

impl fmt::Display for Quantity<'_> {
    /// As a literal says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        match &self.unit {
            Unit::Calendar(calendar) if self.value.abs() == Decimal::ONE => {
                write!(f, " {calendar}")
            }
            Unit::Calendar(calendar) => write!(f, " {calendar}s"),
            Unit::Ucum(unit) | Unit::Other(unit) => write!(f, " '{unit}'"),
        }
    }
}

impl fmt::Debug for Quantity<'_> {
    /// Without how much: it may be about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Quantity")
    }
}

impl fmt::Debug for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
