//! The numbers by which a table finds names: one for each word, one for each two words of a name,
//! one for a whole name that is no pair.
//!
//! Pairs know no order, so a swapped name costs nothing. A pair is rarer than either of its words,
//! which is what keeps "Kumar Singh" from reading a hundred thousand rows.

use crate::words::{Name, Weight, Word};
use nabz_kernel::names::PersonName;
use xxhash_rust::xxh3::xxh3_64;

/// The key of one folded word.
pub fn single(folded: &str) -> i64 {
    hash(folded.as_bytes())
}

/// The key of a whole name of one word or of three and more, in whichever order: among five
/// thousand called Sunita the few who are called nothing else, and among a thousand called Sunita
/// Devi the one Sunita Devi Chhabra. For two words it would be little rarer than their pair.
pub fn whole<'f>(folds: impl IntoIterator<Item = &'f str>) -> i64 {
    let mut folds: Vec<&str> = folds.into_iter().collect();
    folds.sort_unstable();
    let mut written = String::new();
    for fold in folds {
        written.push(' ');
        written.push_str(fold);
    }
    hash(written.as_bytes())
}

/// The key of two folded words in whichever order.
pub fn pair(one: &str, other: &str) -> i64 {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    let mut bytes = [0_u8; 2 * crate::fold::FOLD_LETTERS_MAX + 1];
    let written = first.bytes().chain([b' ']).chain(second.bytes());
    let mut length = 0;
    for (place, byte) in bytes.iter_mut().zip(written) {
        *place = byte;
        length += 1;
    }
    hash(bytes.get(..length).unwrap_or_default())
}

fn hash(bytes: &[u8]) -> i64 {
    i64::from_le_bytes(xxh3_64(bytes).to_le_bytes())
}

/// What a person is found by, in whichever script their name was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameKeys {
    /// Folded words, for the vocabulary.
    pub spellings: Vec<String>,
    /// What the table keeps of the name in each script; both most often sound the same.
    pub sounds: Vec<Sound>,
}

/// One name as it sounds, and the keys that bring it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// [`Name::sound`].
    pub name: String,
    /// Words and pairs.
    pub keys: Vec<i64>,
}

impl NameKeys {
    /// All keys of a person's name.
    pub fn of(name: &PersonName) -> Self {
        let mut found = Self::default();
        let written = [name.devanagari(), name.roman()];
        for text in written.into_iter().flatten() {
            let name = Name::of(text.as_str());
            found.spellings.extend(name.words().iter().map(|word| word.fold.clone()));
            let sound = Sound { name: name.sound(), keys: keys(name.words()) };
            if !found.sounds.contains(&sound) {
                found.sounds.push(sound);
            }
        }
        found.spellings.sort_unstable();
        found.spellings.dedup();
        found
    }

    /// Of the name in either script; one may come twice.
    pub fn keys(&self) -> impl Iterator<Item = i64> {
        self.sounds.iter().flat_map(|sound| &sound.keys).copied()
    }
}

/// Each once.
fn keys(words: &[Word]) -> Vec<i64> {
    let mut keys = Vec::new();
    if !matches!(words.len(), 0 | 2) {
        keys.push(whole(words.iter().map(|word| word.fold.as_str())));
    }
    let all_light = words.iter().all(|word| word.weight == Weight::Light);
    for (at, word) in words.iter().enumerate() {
        // A hundred thousand Kumars under one key would serve nobody.
        if all_light || word.weight == Weight::Full {
            keys.push(single(&word.fold));
        }
        let others = words.get(at + 1..).unwrap_or_default();
        keys.extend(others.iter().map(|other| pair(&word.fold, &other.fold)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_no_order_and_an_ending_is_no_key_of_its_own() {
        assert_eq!(pair("ram", "gupta"), pair("gupta", "ram"));
        assert_ne!(pair("ram", "gupta"), single("ram gupta x"));
        let found = NameKeys::of(&PersonName::parse("सुनीता देवी", "Sunita Devi").unwrap());
        assert_eq!(found.spellings, ["debi", "sunita"]);
        let mut expected = vec![single("sunita"), pair("sunita", "debi")];
        expected.sort_unstable();
        let sound = |name: &str, keys| vec![Sound { name: name.to_owned(), keys }];
        assert_eq!(found.sounds, sound("sunita debi", expected), "both scripts sound the same");
        let found = NameKeys::of(&PersonName::of("Sunita").unwrap());
        let mut expected = vec![single("sunita"), whole(["sunita"])];
        expected.sort_unstable();
        assert_eq!(found.sounds, sound("sunita", expected));
        let found = NameKeys::of(&PersonName::of("Sunita Devi Gupta").unwrap());
        assert!(found.keys().any(|key| key == whole(["gupta", "debi", "sunita"])));
        let found = NameKeys::of(&PersonName::parse("सुनीता", "Anita").unwrap());
        assert_eq!(
            found.sounds.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["sunita", "anita"]
        );
    }
}
