//! By what a counter knew that somebody is who they say.

use crate::registry::model::PaperSeen;

/// By what whoever asked for a card of plastic knew the person. Of a paper only its kind is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// This paper was shown.
    Paper(PaperSeen),
    /// None was; a witness who is known vouched for them.
    Witness,
}

impl Proof {
    /// All of them, in the order in which a form shows them.
    pub fn all() -> impl Iterator<Item = Self> {
        PaperSeen::ALL.iter().copied().map(Self::Paper).chain([Self::Witness])
    }

    /// As tables and forms spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paper(paper) => paper.word(),
            Self::Witness => "witness",
        }
    }

    /// The value of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::all().find(|one| one.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_proof_is_read_back_from_its_own_word_and_a_number_is_none() {
        for one in Proof::all() {
            assert_eq!(Proof::of_word(one.word()), Some(one));
        }
        for wrong in ["", "paper", "2345 6789 0124"] {
            assert_eq!(Proof::of_word(wrong), None, "{wrong}");
        }
    }
}
