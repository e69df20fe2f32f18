//! The two names of a card: short enough for it, and spelled in one way only.
//!
//! What happens to a name on its way to a card:
//! 1. Spaces of every kind become one plain space between words; curled apostrophes and long
//!    hyphens become the plain ones. Joiners (U+200C, U+200D), which only choose between two
//!    shapes of one letter, are left out.
//! 2. A letter followed by a nukta becomes the one sign that the page has for both (क़, ढ़, फ़):
//!    one byte less, and one spelling.
//! 3. What is still longer than [`NAME_CHARACTERS_MAX`] ends after the last whole letter that
//!    fits, with the signs and the conjunct that belong to it, and without a hyphen left over.
//!
//! A name with any other sign is refused, not mangled: the caller leaves that script off the card.

use std::fmt;
use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

/// Characters (Unicode scalar values) of one name; each is a byte on the card.
pub const NAME_CHARACTERS_MAX: usize = 24;
/// Signs besides letters and digits that both scripts use, spaces apart.
const SIGNS: &str = "'-./";
/// Where Devanagari starts in Unicode, and in the page of a card.
const DEVANAGARI: u32 = 0x0900;
const PAGE: u8 = 0x80;
const NUKTA: char = '\u{093c}';
/// Letters that have a sign of their own with a nukta.
/// Source: Unicode Character Database, decompositions of U+0929 to U+0934 and U+0958 to U+095F.
const WITH_NUKTA: [(char, char); 11] = [
    ('\u{0928}', '\u{0929}'),
    ('\u{0930}', '\u{0931}'),
    ('\u{0933}', '\u{0934}'),
    ('\u{0915}', '\u{0958}'),
    ('\u{0916}', '\u{0959}'),
    ('\u{0917}', '\u{095a}'),
    ('\u{091c}', '\u{095b}'),
    ('\u{0921}', '\u{095c}'),
    ('\u{0922}', '\u{095d}'),
    ('\u{092b}', '\u{095e}'),
    ('\u{092f}', '\u{095f}'),
];

/// Why a name cannot stand on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameFault {
    /// A sign that is not of this script.
    #[error("a sign that this script does not have on a card")]
    OtherSign,
    /// The first letter alone, with all its signs, is longer than a name may be.
    #[error("a letter with more signs than fit")]
    EndlessLetter,
    /// Read from a card: more than [`NAME_CHARACTERS_MAX`] characters.
    #[error("a name longer than a card's")]
    TooLong,
    /// Read from a card: not spelled as we would have spelled it.
    #[error("a name in another spelling than a card's")]
    Spelling,
}

/// A name in Roman letters as a card holds it, never empty. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct RomanName(String);

/// A name in Devanagari as a card holds it, never empty. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct DevanagariName(String);

impl RomanName {
    /// Cleans and shortens a name as the module says; `None` when nothing is left.
    ///
    /// # Errors
    /// `NameFault::OtherSign` unless all is ASCII letters, digits and `' - . /`;
    /// `NameFault::EndlessLetter`.
    pub fn shortened(name: &str) -> Result<Option<Self>, NameFault> {
        Ok(shortened(name, |_| false)?.map(Self))
    }

    /// As the card shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of a card's text; `None` for an empty one.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, NameFault> {
        let name = Self::shortened(text);
        as_it_was(text, name, Self::as_str)
    }
}

impl DevanagariName {
    /// Cleans and shortens a name as the module says; `None` when nothing is left.
    ///
    /// # Errors
    /// `NameFault::OtherSign` unless all is U+0900 to U+097F, ASCII letters, digits and `' - . /`;
    /// `NameFault::EndlessLetter`.
    pub fn shortened(name: &str) -> Result<Option<Self>, NameFault> {
        Ok(shortened(name, |sign| ('\u{0900}'..='\u{097f}').contains(&sign))?.map(Self))
    }

    /// As the card shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One byte a character: 0x80 and the place in the page U+0900 to U+097F; ASCII as it is.
    pub(crate) fn to_page(&self) -> Vec<u8> {
        let byte = |sign: char| match u32::from(sign).checked_sub(DEVANAGARI) {
            Some(place) => PAGE | u8::try_from(place).unwrap_or_default(),
            None => u8::try_from(sign).unwrap_or_default(),
        };
        self.0.chars().map(byte).collect()
    }

    /// The name of a card's bytes; `None` for an empty one.
    pub(crate) fn read(page: &[u8]) -> Result<Option<Self>, NameFault> {
        let sign = |byte: &u8| match byte.checked_sub(PAGE) {
            Some(place) => char::from_u32(DEVANAGARI + u32::from(place)).unwrap_or_default(),
            None => char::from(*byte),
        };
        let text: String = page.iter().map(sign).collect();
        let name = Self::shortened(&text);
        as_it_was(&text, name, Self::as_str)
    }
}

/// A name that was read, if it is the one that we would have written.
fn as_it_was<N>(
    text: &str,
    name: Result<Option<N>, NameFault>,
    written: impl Fn(&N) -> &str,
) -> Result<Option<N>, NameFault> {
    if text.chars().count() > NAME_CHARACTERS_MAX {
        return Err(NameFault::TooLong);
    }
    let name = name?;
    let is_same = name.as_ref().map_or("", written) == text;
    if is_same { Ok(name) } else { Err(NameFault::Spelling) }
}

fn shortened(name: &str, is_letter: impl Fn(char) -> bool) -> Result<Option<String>, NameFault> {
    let clean = cleaned(name);
    let is_taken = |sign: char| {
        sign == ' ' || sign.is_ascii_alphanumeric() || SIGNS.contains(sign) || is_letter(sign)
    };
    if !clean.chars().all(is_taken) {
        return Err(NameFault::OtherSign);
    }
    if clean.chars().count() <= NAME_CHARACTERS_MAX {
        return Ok(Some(clean).filter(|clean| !clean.is_empty()));
    }
    let mut short = String::new();
    let mut room = NAME_CHARACTERS_MAX;
    for letter in clean.graphemes(true) {
        let Some(left) = room.checked_sub(letter.chars().count()) else { break };
        room = left;
        short.push_str(letter);
    }
    let kept = short.trim_end_matches([' ', '-', '/', '\'']);
    if kept.is_empty() { Err(NameFault::EndlessLetter) } else { Ok(Some(kept.to_owned())) }
}

fn cleaned(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !clean.is_empty() {
            clean.push(' ');
        }
        for sign in word.chars() {
            match sign {
                '\u{200c}' | '\u{200d}' => {}
                '\u{2018}' | '\u{2019}' | '\u{02bc}' => clean.push('\''),
                '\u{2010}'..='\u{2014}' => clean.push('-'),
                NUKTA => add_nukta(&mut clean),
                _ => clean.push(sign),
            }
        }
    }
    // A word of joiners alone has left its space behind.
    clean.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn add_nukta(clean: &mut String) {
    let last = clean.chars().next_back();
    match WITH_NUKTA.iter().find(|(letter, _)| Some(*letter) == last) {
        Some((_, both)) => {
            clean.pop();
            clean.push(*both);
        }
        None => clean.push(NUKTA),
    }
}

impl fmt::Debug for RomanName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

impl fmt::Debug for DevanagariName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roman(name: &str) -> String {
        RomanName::shortened(name).unwrap().map(|name| name.0).unwrap_or_default()
    }

    fn devanagari(name: &str) -> String {
        DevanagariName::shortened(name).unwrap().map(|name| name.0).unwrap_or_default()
    }

    #[test]
    fn a_name_that_fits_stays_as_it_is() {
        assert_eq!(roman("Sunita Devi"), "Sunita Devi");
        assert_eq!(devanagari("सुनीता देवी"), "सुनीता देवी");
        assert_eq!(roman("B/o Asha D'Souza-Roy 2."), "B/o Asha D'Souza-Roy 2.");
        assert_eq!(devanagari("राम 2 R."), "राम 2 R.");
    }

    #[test]
    fn spaces_apostrophes_and_hyphens_have_one_form_each() {
        assert_eq!(roman("  Asha\u{a0}\t D\u{2019}Souza\u{2013}Roy "), "Asha D'Souza-Roy");
        assert_eq!(roman(" \u{200d} "), "");
        assert_eq!(devanagari("राम \u{200d} देव"), "राम देव");
        assert_eq!(RomanName::shortened("").unwrap(), None);
    }

    #[test]
    fn joiners_are_left_out_and_a_nukta_joins_its_letter() {
        assert_eq!(devanagari("शर\u{094d}\u{200d}मा"), "शर\u{094d}मा");
        assert_eq!(devanagari("शरी\u{092b}\u{093c}"), "शरी\u{095e}");
        assert_eq!(devanagari("शरी\u{092b}\u{200d}\u{093c}"), "शरी\u{095e}");
        assert_eq!(devanagari("स\u{093c}"), "स\u{093c}", "a letter without a sign of its own");
    }

    #[test]
    fn a_long_name_ends_after_a_whole_letter_with_its_signs() {
        // The 24th character is a consonant whose matra would be the 25th: both go.
        let name = "अबकडचछजझ टठडढतथदध पफबभमयरि";
        assert_eq!(name.chars().count(), 26);
        let cut = "अबकडचछजझ टठडढतथदध पफबभमय";
        assert_eq!((devanagari(name).as_str(), cut.chars().count()), (cut, 24));
        let name = "अबकडचछजझ टठडढतथदध पफबभमकि";
        assert_eq!(devanagari(name), "अबकडचछजझ टठडढतथदध पफबभम");
    }

    #[test]
    fn a_long_name_never_ends_inside_a_conjunct() {
        let name = "अबकडचछजझ टठडढतथदध पफबक्षे";
        assert!(name.chars().count() > NAME_CHARACTERS_MAX);
        assert_eq!(devanagari(name), "अबकडचछजझ टठडढतथदध पफब");
    }

    #[test]
    fn a_long_name_never_ends_with_a_space_or_a_hyphen() {
        assert_eq!(roman("Venkatanarasimharajuvari Padma"), "Venkatanarasimharajuvari");
        assert_eq!(roman("Venkatanarasimharajuvar Padma"), "Venkatanarasimharajuvar");
        assert_eq!(roman("Venkatanarasimharajuva - Padma"), "Venkatanarasimharajuva");
    }

    #[test]
    fn other_scripts_and_endless_letters_are_refused() {
        for name in ["José", "ਸੁਨੀਤਾ", "سنیتا", "Asha\u{0}", "a\u{202e}b", "😀", "सुनीता"]
        {
            assert_eq!(RomanName::shortened(name), Err(NameFault::OtherSign), "{name}");
        }
        assert_eq!(DevanagariName::shortened("ਸੁਨੀਤਾ"), Err(NameFault::OtherSign));
        assert_eq!(DevanagariName::shortened("देवी é"), Err(NameFault::OtherSign));
        let endless = format!("क{}", "\u{0901}".repeat(30));
        assert_eq!(DevanagariName::shortened(&endless), Err(NameFault::EndlessLetter));
    }

    #[test]
    fn every_sign_of_the_page_comes_back() {
        for sign in '\u{0900}'..='\u{097f}' {
            let name = devanagari(&format!("अ{sign}"));
            let page = DevanagariName(name.clone()).to_page();
            assert_eq!(page.len(), name.chars().count());
            assert_eq!(DevanagariName::read(&page).unwrap().unwrap().0, name);
        }
    }

    #[test]
    fn what_we_would_not_have_written_is_not_read() {
        assert_eq!(RomanName::read("Asha  Devi"), Err(NameFault::Spelling));
        assert_eq!(RomanName::read("Asha "), Err(NameFault::Spelling));
        assert_eq!(RomanName::read(&"a".repeat(25)), Err(NameFault::TooLong));
        assert_eq!(RomanName::read("Ash\u{e9}"), Err(NameFault::OtherSign));
        assert_eq!(RomanName::read(""), Ok(None));
        assert_eq!(DevanagariName::read(&[0x7f]), Err(NameFault::OtherSign));
        assert_eq!(DevanagariName::read(&[0xab, 0xbc]), Err(NameFault::Spelling), "फ and a nukta");
        assert_eq!(DevanagariName::read(&[0x95; 25]), Err(NameFault::TooLong));
    }
}
