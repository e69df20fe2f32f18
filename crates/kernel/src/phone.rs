//! A mobile number of India.

use crate::names::HIDDEN;
use crate::refusal::Refused;
use serde::{Deserialize, Serialize};
use std::fmt;

const DIGITS: usize = 10;
/// Numbers of training and demonstration begin so: no exchange connects them.
const MADE_UP: &str = "000";

/// Ten digits. Its `Debug` hides them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

impl Mobile {
    /// Accepts `+91`, `0` or bare ten digits, in either script's figures, with spaces, hyphens
    /// and brackets; keeps the ten digits.
    ///
    /// Refuses another count of digits, and letters, with `REG-004`; numbers that no mobile has
    /// (they begin with 6 to 9, or with 000 where people practise) with `REG-005`.
    pub fn parse(typed: &str) -> Result<Self, Refused> {
        let digits = digits_of(typed).ok_or(Refused::plain("REG-004").with("digits", 0))?;
        let bare = match digits.len() {
            11 => digits.strip_prefix('0'),
            12 => digits.strip_prefix("91"),
            13 => digits.strip_prefix("091"),
            14 => digits.strip_prefix("0091"),
            _ => None,
        };
        let bare = bare.unwrap_or(&digits);
        if bare.len() != DIGITS {
            return Err(Refused::plain("REG-004").with("digits", bare.len()));
        }
        if !bare.starts_with(['6', '7', '8', '9']) && !bare.starts_with(MADE_UP) {
            return Err(Refused::plain("REG-005"));
        }
        Ok(Self(bare.to_owned()))
    }

    /// The ten digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `••••• 04321`: enough for its owner to recognise, too little to call.
    pub fn masked(&self) -> String {
        let last = self.0.get(DIGITS / 2..).unwrap_or_default();
        format!("••••• {last}")
    }

    /// `98765 43210`, as it is read out.
    pub fn spaced(&self) -> String {
        match self.0.split_at_checked(DIGITS / 2) {
            Some((first, last)) => format!("{first} {last}"),
            None => self.0.clone(),
        }
    }
}

/// The figures of a typed number, in Latin digits; `None` when something else is among them.
pub fn digits_of(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '०'..='९' => digits.push(latin(c)),
            ' ' | '\t' | '\u{a0}' | '-' | '–' | '.' | '(' | ')' | '+' | '\u{200b}'..='\u{200e}' =>
                {}
            _ => return None,
        }
    }
    Some(digits)
}

fn latin(devanagari: char) -> char {
    let value = u32::from(devanagari) - u32::from('०');
    char::from_digit(value, 10).unwrap_or(devanagari)
}

impl TryFrom<String> for Mobile {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Result<&str, &str>) {
        let parsed = Mobile::parse(typed);
        let found = parsed.as_ref().map(Mobile::digits).map_err(|refused| refused.code);
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn a_mobile_is_ten_digits_however_it_is_typed() {
        check("9876500432", Ok("9876500432"));
        check("+91 98765-00432", Ok("9876500432"));
        check("0 98765 00432", Ok("9876500432"));
        check("९८७६५ ००४३२", Ok("9876500432"));
        check("00000 04321", Ok("0000004321"));
        check("9100000432", Ok("9100000432"));
        check("98765 0043", Err("REG-004"));
        check("98765 0043x", Err("REG-004"));
        check("", Err("REG-004"));
        check("1234567890", Err("REG-005"));
    }

    #[test]
    fn it_is_shown_masked_and_never_logged() {
        let mobile = Mobile::parse("0000004321").unwrap();
        assert_eq!(mobile.masked(), "••••• 04321");
        assert_eq!(mobile.spaced(), "00000 04321");
        assert_eq!(format!("{mobile:?}"), HIDDEN);
    }
}
