//! The health ID: the number that a resident keeps for life.
//!
//! Thirteen digits, twelve and a check digit, shown `DH 1234 5678 9012 3`: not twelve as Aadhaar
//! has, not fourteen as ABHA has, so that nobody takes one for the other. Given out in order they
//! would be neighbours, and a slip of two fingers would open a neighbour's record; so the
//! numbers are spread over the whole range, and almost every slip lands on nobody.

use crate::names::HIDDEN;
use crate::phone::digits_of;
use crate::refusal::Refused;
use crate::verhoeff::check_digit;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Serials that can be given out: twelve digits that do not begin with 0.
pub const SERIALS: u64 = 900_000_000_000;
const FIRST: u64 = 100_000_000_000;
const DIGITS: usize = 13;
/// No factor in common with [`SERIALS`], so that no two serials meet; near the golden section, so
/// that neighbours land far apart.
const STRIDE: u64 = 556_230_589_963;

/// A valid health ID. Its `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct HealthId(u64);

impl HealthId {
    /// The ID of one serial, counted from 0. Refuses a serial of [`SERIALS`] or more.
    pub fn of_serial(serial: u64) -> Option<Self> {
        if serial >= SERIALS {
            return None;
        }
        let spread = u128::from(serial) * u128::from(STRIDE) % u128::from(SERIALS);
        let twelve = FIRST + u64::try_from(spread).ok()?;
        Some(Self(twelve * 10 + u64::from(check_digit(twelve))))
    }

    /// Reads an ID as it is typed, spoken into a field or scanned: with or without `DH`, spaces
    /// and hyphens, in either script's figures.
    ///
    /// Refuses another count of digits with `REG-006` and a wrong check digit with `REG-007`.
    pub fn parse(typed: &str) -> Result<Self, Refused> {
        let trimmed = typed.trim();
        let bare = match trimmed.get(..2) {
            Some(letters) if letters.eq_ignore_ascii_case("DH") => trimmed.get(2..),
            _ => Some(trimmed),
        };
        let digits = bare.and_then(digits_of).ok_or(Refused::plain("REG-006"))?;
        if digits.len() != DIGITS {
            return Err(Refused::plain("REG-006"));
        }
        let number: u64 = digits.parse().map_err(|_| Refused::plain("REG-006"))?;
        Self::try_from(number)
    }

    /// The thirteen digits as a number, as the database holds them.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// `DH1234567890123`: what a QR code carries and FHIR's identifier holds.
    pub fn compact(self) -> String {
        format!("DH{}", self.0)
    }
}

impl TryFrom<u64> for HealthId {
    type Error = Refused;

    fn try_from(number: u64) -> Result<Self, Refused> {
        let twelve = number / 10;
        if !(FIRST..FIRST + SERIALS).contains(&twelve) {
            return Err(Refused::plain("REG-006"));
        }
        if u64::from(check_digit(twelve)) != number % 10 {
            return Err(Refused::plain("REG-007"));
        }
        Ok(Self(number))
    }
}

impl From<HealthId> for u64 {
    fn from(id: HealthId) -> Self {
        id.0
    }
}

impl fmt::Display for HealthId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DH")?;
        for (place, digit) in self.0.to_string().chars().enumerate() {
            if place % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for HealthId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_however_it_was_written() {
        let id = HealthId::of_serial(4_711).unwrap();
        let shown = id.to_string();
        assert_eq!(shown.len(), "DH 1234 5678 9012 3".len());
        for typed in [shown.clone(), id.compact(), id.number().to_string(), shown.to_lowercase()] {
            assert_eq!(HealthId::parse(&typed).unwrap(), id, "{typed}");
        }
        assert_eq!(format!("{id:?}"), HIDDEN);
    }

    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbours_is_caught() {
        let id = HealthId::of_serial(31_337).unwrap();
        let digits: Vec<char> = id.number().to_string().chars().collect();
        for place in 0..digits.len() {
            for wrong in ('0'..='9').filter(|d| *d != digits[place]) {
                let mut typed = digits.clone();
                typed[place] = wrong;
                assert!(HealthId::parse(&typed.iter().collect::<String>()).is_err());
            }
            if place > 0 && digits[place] != digits[place - 1] {
                let mut typed = digits.clone();
                typed.swap(place, place - 1);
                assert!(HealthId::parse(&typed.iter().collect::<String>()).is_err());
            }
        }
    }

    #[test]
    fn serials_never_meet_and_neighbours_lie_far_apart() {
        let mut numbers: Vec<u64> =
            (0..20_000).map(|s| HealthId::of_serial(s).unwrap().number() / 10).collect();
        numbers.sort_unstable();
        let nearest = numbers.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap();
        assert!(nearest > 1_000_000, "{nearest}");
        assert_eq!(HealthId::of_serial(SERIALS), None);
    }

    #[test]
    fn other_numbers_are_refused_with_a_reason() {
        let code = |typed: &str| HealthId::parse(typed).unwrap_err().code;
        assert_eq!(code("DH 1234"), "REG-006");
        assert_eq!(code("Asha"), "REG-006");
        assert_eq!(code("12345678901234"), "REG-006");
        assert_eq!(code("DH 1234 5678 9012 7"), "REG-007");
    }
}
