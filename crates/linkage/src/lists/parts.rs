//! A whole name taken apart into the given and the family name, so that each is compared by itself:
//! brothers share half of a name.

use crate::words::{Weight, Word, written_words};

/// The given and the family name of a whole name, as they were written; empty where there is none.
/// Titles that half a city bears before the given name, as in Md Salim, are left out, and endings,
/// as in Sunita Devi, stand for a family name only where there is no other.
pub(super) fn name(full: &str) -> (String, String) {
    let words = written_words(full);
    let tells = |(_, word): &(String, Word)| word.weight == Weight::Full;
    let given = words.iter().position(tells).unwrap_or(0);
    let behind = words.get(given + 1..).unwrap_or_default();
    let family = behind.iter().rfind(|word| tells(word)).or(behind.last());
    let written = |word: Option<&(String, Word)>| word.map(|(text, _)| text.clone());
    (written(words.get(given)).unwrap_or_default(), written(family).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_is_a_given_and_a_family_name() {
        for (full, given, family) in [
            ("Amit Kishore", "amit", "kishore"),
            ("Smt. Sunita Devi", "sunita", "devi"),
            ("Md Salim", "salim", ""),
            ("मो० सलीम अंसारी", "सलीम", "अंसारी"),
            ("Ram Prakash Kumar Gupta", "ram", "gupta"),
            ("Devi Lal", "devi", "lal"),
            ("Sunita", "sunita", ""),
            ("", "", ""),
        ] {
            assert_eq!(name(full), (given.to_owned(), family.to_owned()), "{full}");
        }
    }
}
