//! Phones and other numbers that somebody copied.

use super::values::{Written, squeezed};

/// A number that somebody copied: a house, a postcode, a paper, a phone.
pub(super) struct Code {
    pub(super) signs: Box<str>,
}

impl Written for Code {
    fn read(cell: &str) -> Option<Self> {
        let signs = squeezed(cell);
        (!signs.is_empty()).then(|| Self { signs: signs.into() })
    }

    fn same_as(&self) -> String {
        self.signs.to_string()
    }
}

/// A phone: its last ten digits.
pub(super) struct Dialled {
    pub(super) digits: Box<str>,
    /// How often each digit is met, as [`digits_met`].
    pub(super) met: u64,
}

const PHONE_DIGITS: usize = 10;
const PHONE_DIGITS_MIN: usize = 5;

/// Phones with more slips between them differ.
const PHONE_SLIPS: u64 = 2;

impl Dialled {
    /// Whether two phones have so few digits in common, by how often each is met, that they differ.
    pub(super) fn are_far(one: u64, other: u64) -> bool {
        unmet(one, other).min(unmet(other, one)) > PHONE_SLIPS
    }
}

impl Written for Dialled {
    fn read(cell: &str) -> Option<Self> {
        let digits: String = squeezed(cell).chars().filter(char::is_ascii_digit).collect();
        let from = digits.len().saturating_sub(PHONE_DIGITS);
        let digits = digits.get(from..).unwrap_or_default();
        let same = digits.bytes().collect::<std::collections::HashSet<_>>().len() < 2;
        (digits.len() >= PHONE_DIGITS_MIN && !same)
            .then(|| Self { met: digits_met(digits), digits: digits.into() })
    }

    fn same_as(&self) -> String {
        self.digits.to_string()
    }
}

/// How often each digit is met in a number of fifteen digits at most, four bits each.
pub(super) fn digits_met(number: &str) -> u64 {
    let digits = number.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |met, digit| met + (1 << (4 * (digit - b'0'))))
}

/// How many digits of a number another lacks, as [`digits_met`].
pub(super) fn unmet(one: u64, other: u64) -> u64 {
    let times = |met: u64, digit: u32| (met >> (4 * digit)) & 0xf;
    (0..10).map(|digit| times(one, digit).saturating_sub(times(other, digit))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_its_last_ten_digits_and_a_row_of_zeros_is_none() {
        let read = |cell| Dialled::read(cell).map(|dialled| dialled.digits.to_string());
        assert_eq!(read("+91 98110-04321"), Some("9811004321".into()));
        assert_eq!(read("०९८११००४३२१"), Some("9811004321".into()));
        assert_eq!((read("0000000000"), read("n/a")), (None, None));
    }
}
