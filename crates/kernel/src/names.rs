//! A person's name as it was said and written: in Devanagari, in Roman, or in both.
//!
//! A name is kept exactly as it was entered; folding and guessing belong to `linkage`.

use crate::refusal::Refused;
use crate::signs::cannot_be_kept;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longer than any name on a ration card; a paste of a whole letter is refused.
pub const NAME_CHARACTERS_MAX: usize = 120;
/// What stands in logs where a person would be recognised.
pub(crate) const HIDDEN: &str = "‹hidden›";

/// Which letters a name is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Script {
    /// हिन्दी
    Devanagari,
    /// English letters, whatever the language.
    Roman,
}

impl Script {
    /// The script of a word: Devanagari as soon as one of its letters is.
    pub fn of(text: &str) -> Self {
        let devanagari = |c: char| ('\u{0900}'..='\u{097f}').contains(&c);
        if text.chars().any(devanagari) { Self::Devanagari } else { Self::Roman }
    }

    /// The other of the two.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Devanagari => Self::Roman,
            Self::Roman => Self::Devanagari,
        }
    }
}

/// A written name, never empty. Its `Debug` hides it: logs carry ids, never people.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameText(String);

impl NameText {
    /// Keeps what was typed, with runs of spaces made one; nothing but spaces is no name.
    ///
    /// Refuses signs that hide or turn text (`REG-001`) and more than [`NAME_CHARACTERS_MAX`] characters
    /// (`REG-002`).
    pub fn parse(typed: &str) -> Result<Option<Self>, Refused> {
        if typed.chars().any(cannot_be_kept) {
            return Err(Refused::plain("REG-001"));
        }
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > NAME_CHARACTERS_MAX {
            return Err(Refused::plain("REG-002").with("most", NAME_CHARACTERS_MAX));
        }
        Ok(if text.is_empty() { None } else { Some(Self(text)) })
    }

    /// As it was entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its words in their order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Everything before the last word, and the last word where there are several.
    ///
    /// The last word is often no family name (Devi, Kumar); FHIR has no better place for it.
    pub fn given_and_last(&self) -> (&str, Option<&str>) {
        match self.0.rsplit_once(' ') {
            Some((given, last)) => (given, Some(last)),
            None => (&self.0, None),
        }
    }
}

impl TryFrom<String> for NameText {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)?.ok_or(Refused::plain("REG-003"))
    }
}

impl From<NameText> for String {
    fn from(name: NameText) -> Self {
        name.0
    }
}

impl fmt::Debug for NameText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// A name in one script or both; at least one of them is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct PersonName(Written);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    devanagari: Option<NameText>,
    roman: Option<NameText>,
}

impl PersonName {
    /// From the two fields of a form. A name typed into the wrong field goes where its letters
    /// belong. Refuses with `REG-003` when both are empty.
    pub fn parse(devanagari: &str, roman: &str) -> Result<Self, Refused> {
        let mut written = Written { devanagari: None, roman: None };
        for typed in [devanagari, roman] {
            let Some(text) = NameText::parse(typed)? else { continue };
            let place = match Script::of(text.as_str()) {
                Script::Devanagari => &mut written.devanagari,
                Script::Roman => &mut written.roman,
            };
            // The first keeps its place: two names in one script are a slip of the hand.
            place.get_or_insert(text);
        }
        Self::try_from(written)
    }

    /// From one text in either script.
    pub fn of(text: &str) -> Result<Self, Refused> {
        Self::parse(text, "")
    }

    /// The name in Devanagari, if it was ever written.
    pub fn devanagari(&self) -> Option<&NameText> {
        self.0.devanagari.as_ref()
    }

    /// The name in Roman letters, if it was ever written.
    pub fn roman(&self) -> Option<&NameText> {
        self.0.roman.as_ref()
    }

    /// The name in one script, if it was ever written in it.
    pub fn written_in(&self, script: Script) -> Option<&NameText> {
        match script {
            Script::Devanagari => self.devanagari(),
            Script::Roman => self.roman(),
        }
    }

    /// The name in one script, or else in the other.
    pub fn preferring(&self, script: Script) -> &str {
        let found = self.written_in(script).or_else(|| self.written_in(script.other()));
        found.map_or("", NameText::as_str)
    }
}

impl TryFrom<Written> for PersonName {
    type Error = Refused;

    fn try_from(written: Written) -> Result<Self, Refused> {
        if written.devanagari.is_none() && written.roman.is_none() {
            return Err(Refused::plain("REG-003"));
        }
        Ok(Self(written))
    }
}

impl From<PersonName> for Written {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_entered_in_the_script_it_was_entered_in() {
        let name = PersonName::parse("  सुनीता   देवी ", "").unwrap();
        assert_eq!(name.preferring(Script::Roman), "सुनीता देवी");
        assert_eq!(name.roman(), None);
        let swapped = PersonName::parse("Sunita", "सुनीता").unwrap();
        assert_eq!(swapped.roman().map(NameText::as_str), Some("Sunita"));
        assert_eq!(swapped.devanagari().map(NameText::as_str), Some("सुनीता"));
    }

    #[test]
    fn a_log_never_shows_a_name() {
        let name = PersonName::parse("सुनीता", "Sunita Devi").unwrap();
        let logged = format!("{name:?}");
        assert!(logged.contains("hidden") && !logged.contains("Sunita"), "{logged}");
    }

    #[test]
    fn control_characters_long_texts_and_nothing_are_refused() {
        let code = |hindi: &str, roman: &str| PersonName::parse(hindi, roman).unwrap_err().code;
        assert_eq!(code("", "Asha\u{0}"), "REG-001");
        assert_eq!(code("", &"a".repeat(121)), "REG-002");
        assert_eq!(code(" ", "\t"), "REG-003");
    }

    #[test]
    fn the_last_word_stands_apart() {
        let name = NameText::parse("Ram Kumar Gupta").unwrap().unwrap();
        assert_eq!(name.given_and_last(), ("Ram Kumar", Some("Gupta")));
        assert_eq!(NameText::parse("Asha").unwrap().unwrap().given_and_last(), ("Asha", None));
    }
}
