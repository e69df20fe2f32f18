//! Amounts as bodies write them: in millionths of their unit, which integers hold exactly, and as
//! keys of an index, which compare across units.

use crate::systems;
use crate::tape::Node;
use crate::ucum::{self, Canonical, Sortable};
use std::borrow::Cow;
use std::cmp::Ordering;

const MILLION_DIGITS: i32 = 6;

/// A measured amount as a search compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Millionths of the unit it was written in; what is beyond 9.2 · 10¹² counts as that.
    pub millionths: i64,
    /// Whose unit code.
    pub system: Option<String>,
    /// The unit's code.
    pub code: Option<String>,
    /// The unit as people read it.
    pub unit: Option<String>,
    /// The number as it was written.
    pub written: String,
}

impl Amount {
    /// What a quantity says in a body.
    pub fn of(value: Node<'_>) -> Option<Self> {
        let written = value.get("value")?.number()?;
        let text = |key| value.get_text(key).map(Cow::into_owned);
        Some(Self {
            millionths: millionths(written)?,
            system: text("system"),
            code: text("code"),
            unit: text("unit"),
            written: written.to_owned(),
        })
    }

    /// The number as it was written, whatever its unit.
    pub fn as_written(&self) -> Option<Sortable> {
        Canonical::without_unit().amount(&self.written)
    }

    /// How much it is in base units, and their text, where its unit is one of UCUM's.
    pub fn canonical(&self) -> Option<(Sortable, String)> {
        let code =
            self.code.as_deref().filter(|_| self.system.as_deref() == Some(systems::UCUM))?;
        ucum::canonical(&self.written, code)
    }
}

/// A decimal text in millionths, rounded half away from zero; `None` when it is no decimal.
pub fn millionths(text: &str) -> Option<i64> {
    let number = Written::parse(text)?;
    Some(number.scaled(MILLION_DIGITS))
}

/// The power of ten at which the last written digit stands: −2 of `5.40`, 2 of `1e2`; `None` when
/// the text is no decimal.
pub(crate) fn last_place(text: &str) -> Option<i32> {
    Written::parse(text).map(|number| number.exponent)
}

/// `digits · 10^exponent`.
struct Written {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let places = i32::try_from(fraction.len()).ok()?;
        let exponent = exponent.checked_sub(places)?;
        Some(Self { negative, digits: format!("{whole}{fraction}"), exponent })
    }

    fn scaled(&self, by: i32) -> i64 {
        let digits = self.digits.trim_start_matches('0');
        let shift = self.exponent.saturating_add(by);
        let magnitude = match shift.cmp(&0) {
            Ordering::Less => shortened(digits, shift.unsigned_abs()),
            Ordering::Equal => digits.parse().ok(),
            Ordering::Greater if digits.is_empty() => Some(0),
            Ordering::Greater => {
                let zeros = 10_i64.checked_pow(shift.unsigned_abs());
                digits.parse::<i64>().ok().zip(zeros).and_then(|(d, z)| d.checked_mul(z))
            }
        };
        let magnitude = if digits.is_empty() { 0 } else { magnitude.unwrap_or(i64::MAX) };
        if self.negative { -magnitude } else { magnitude }
    }
}

/// The number without its last digits, rounded.
fn shortened(digits: &str, by: u32) -> Option<i64> {
    let by = usize::try_from(by).ok()?;
    let Some(keep) = digits.len().checked_sub(by) else { return Some(0) };
    let (kept, cut) = digits.split_at_checked(keep)?;
    let kept: i64 = if kept.is_empty() { 0 } else { kept.parse().ok()? };
    let up = cut.bytes().next().is_some_and(|first| first >= b'5');
    kept.checked_add(i64::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_to_the_millionth() {
        let cases = [
            ("5.4", 5_400_000),
            ("-0.0000005", -1),
            ("173.07682915481982", 173_076_829),
            ("1e3", 1_000_000_000),
            ("1.5E-3", 1_500),
            ("0", 0),
            ("0.0", 0),
            ("-0", 0),
            ("1e-20", 0),
            ("99999999999999999999", i64::MAX),
            ("0e400", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(millionths(text), Some(expected), "{text}");
        }
        for wrong in ["", ".5", "1,5", "e3", "--1", "1e", "0x1"] {
            assert_eq!(millionths(wrong), None, "{wrong:?}");
        }
        let places = ["5.40", "5", "1e2", "1e-2147483648"].map(last_place);
        assert_eq!(places, [Some(-2), Some(0), Some(2), Some(i32::MIN)]);
    }
}
