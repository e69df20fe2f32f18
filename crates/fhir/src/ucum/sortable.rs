//! Decimals of any size as integers that stand in the order of the decimals.

use octofhir_ucum::Number;

/// How many digits behind the first are kept; the one after them rounds.
const DIGITS_BEHIND: u32 = 15;
/// The least integer of as many digits as are kept.
const LEAST: u128 = 10_u128.pow(DIGITS_BEHIND);
/// What one step of the exponent weighs: more than any digits do.
const STEP: i64 = 10_i64.pow(DIGITS_BEHIND + 1);
/// The exponents that are told apart reach from −460 to 460.
const EXPONENT_MAX: i64 = 460;
/// The key of the greatest decimal and of all that are greater.
const GREATEST: i64 = 2 * EXPONENT_MAX * STEP + (STEP - 1);

/// A decimal as a 64-bit integer that orders and equals as the decimal does, so that a plain
/// integer column of either engine sorts and finds numbers of 900 orders of magnitude.
///
/// It has the sign of the decimal, 16 significant digits and, above them, the exponent counted
/// from −460: 5.4 is 460·5400000000000000, −0.054 is −458·5400000000000000. Zero is 0. What is
/// smaller than 10⁻⁴⁶⁰ counts as zero; from 10⁴⁶¹ on, all are the same.
/// Sixteen digits keep what people write apart, and let go of what a division left behind the
/// twenty-eighth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sortable(i64);

impl Sortable {
    /// Before every number.
    pub const FIRST: Self = Self(i64::MIN);
    /// After every number.
    pub const LAST: Self = Self(i64::MAX);

    /// The integer for the index.
    pub fn key(self) -> i64 {
        self.0
    }

    pub(super) fn of(number: Number) -> Self {
        let (digits, exponent) = number.to_integer_and_exponent();
        let magnitude = magnitude(digits.unsigned_abs(), exponent);
        Self(if digits < 0 { -magnitude } else { magnitude })
    }

    /// The integer above, which no decimal need have.
    pub(super) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The integer below, which no decimal need have.
    pub(super) fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// The key of `digits · 10^exponent`.
fn magnitude(digits: u128, exponent: i32) -> i64 {
    let Some(behind) = digits.checked_ilog10() else { return 0 };
    let exponent = i64::from(exponent) + i64::from(behind);
    let kept = if behind > DIGITS_BEHIND {
        rounded(digits, 10_u128.pow(behind - DIGITS_BEHIND))
    } else {
        digits * 10_u128.pow(DIGITS_BEHIND - behind)
    };
    // Rounding 99…9 up gives one digit more, all of them zeros but the first.
    let (kept, exponent) =
        if kept >= 10 * LEAST { (LEAST, exponent + 1) } else { (kept, exponent) };
    if exponent < -EXPONENT_MAX {
        return 0;
    }
    match i64::try_from(kept) {
        Ok(kept) if exponent <= EXPONENT_MAX => (exponent + EXPONENT_MAX) * STEP + kept,
        Ok(_) | Err(_) => GREATEST,
    }
}

fn rounded(digits: u128, unit: u128) -> u128 {
    digits / unit + u128::from(digits % unit >= unit / 2)
}

#[cfg(test)]
mod tests {
    use crate::ucum::{Canonical, Sortable};

    fn sortable(text: &str) -> Sortable {
        Canonical::without_unit().amount(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn an_index_that_was_written_yesterday_is_read_today() {
        for (text, key) in [
            ("0", 0),
            ("-0.00", 0),
            ("5.4", 4_605_400_000_000_000_000),
            ("5.400", 4_605_400_000_000_000_000),
            ("540e-2", 4_605_400_000_000_000_000),
            ("-0.054", -4_585_400_000_000_000_000),
            ("6.02214076e23", 4_836_022_140_760_000_000),
            ("0.12345678901234565", 4_591_234_567_890_123_457),
            ("999999999999999999999", 4_811_000_000_000_000_000),
            ("1e-460", 1_000_000_000_000_000),
            ("1e-461", 0),
            ("9.99e460", 9_209_990_000_000_000_000),
            ("1e461", 9_209_999_999_999_999_999),
            ("-1e2000000000", -9_209_999_999_999_999_999),
        ] {
            assert_eq!(sortable(text).key(), key, "{text}");
        }
    }

    #[test]
    fn keys_stand_in_the_order_of_their_numbers() {
        let mut random = crate::ucum::tests::random();
        let mut decimal = || {
            let digits = i128::from(random() % 2_000_000_000_000_000) - 1_000_000_000_000_000;
            let digits = digits / 10_i128.pow(u32::try_from(random() % 16).unwrap());
            let exponent = u32::try_from(random() % 20).unwrap();
            let key = sortable(&format!("{digits}e{}", i64::from(exponent) - 10));
            (digits * 10_i128.pow(exponent), key)
        };
        for _ in 0..20_000 {
            let ((one, one_key), (other, other_key)) = (decimal(), decimal());
            assert_eq!(one.cmp(&other), one_key.cmp(&other_key), "{one} and {other}");
        }
    }
}
