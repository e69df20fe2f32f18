//! The number on a voter card.

use super::RegistryRefusal;
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Letters before the figures of a number given out since 1999.
const LETTERS: usize = 3;
/// Figures of such a number.
const FIGURES: usize = 7;
/// Strokes of an older one: `DL/01/001/000123`.
const STROKES: usize = 3;
const OLD_CHARACTERS_MAX: usize = 20;
/// Figures that are shown to whoever compares.
const SHOWN: usize = 4;

/// The number of a voter card: `ABC1234567`, or as cards before 1999 have it,
/// `DL/01/001/000123`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoterId(String);

impl VoterId {
    /// Reads a number as it is typed or printed, in capitals or not, with or without spaces.
    ///
    /// Refuses with `REG-036` what stands on no card.
    pub fn parse(typed: &str) -> Result<Self, RegistryRefusal> {
        let kept: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let number = kept.to_ascii_uppercase();
        if is_of_today(&number) || is_old(&number) {
            Ok(Self(number))
        } else {
            Err(RegistryRefusal::NoVoterId)
        }
    }

    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last figures alone: enough to see that two are the same.
    pub fn masked(&self) -> String {
        let shown: String = self.0.chars().skip(self.0.len().saturating_sub(SHOWN)).collect();
        format!("••• {shown}")
    }
}

fn is_of_today(number: &str) -> bool {
    let Some((letters, figures)) = number.split_at_checked(LETTERS) else { return false };
    letters.chars().all(|c| c.is_ascii_uppercase())
        && figures.len() == FIGURES
        && figures.chars().all(|c| c.is_ascii_digit())
}

fn is_old(number: &str) -> bool {
    let known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let parts: Vec<&str> = number.split('/').collect();
    number.len() <= OLD_CHARACTERS_MAX
        && parts.len() == STROKES + 1
        && parts.iter().all(|part| !part.is_empty() && part.chars().all(known))
}

impl fmt::Debug for VoterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

impl TryFrom<String> for VoterId {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text).map_err(Refused::from)
    }
}

impl From<VoterId> for String {
    fn from(number: VoterId) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voter_id_is_read_as_it_is_typed_and_nothing_else_is() {
        let read = |typed: &str| VoterId::parse(typed).ok().map(String::from);
        assert_eq!(read(" abc 1234567").as_deref(), Some("ABC1234567"));
        assert_eq!(read("DL/01/001/000123").as_deref(), Some("DL/01/001/000123"));
        for wrong in
            ["", "ABC123456", "ABC12345678", "1231234567", "DL/01/001", "DL//001/1", "मतदाता"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
