//! Whether two addresses, as clerks write them, are of one house.

use std::collections::BTreeSet;

/// The numbers and the words of an address, taken apart once, however often it is compared.
#[derive(Clone)]
pub struct House {
    written: String,
    numbers: BTreeSet<String>,
    words: BTreeSet<String>,
}

impl House {
    /// House, street and locality, in one text.
    pub fn of(address: &str) -> Self {
        let plain: String = address.to_lowercase().chars().map(plain).collect();
        let parts = plain.split(' ').filter(|part| !part.is_empty()).map(str::to_owned);
        let (numbers, words) =
            parts.partition(|part: &String| part.chars().any(|c| c.is_ascii_digit()));
        Self { written: address.to_owned(), numbers, words }
    }

    /// As somebody wrote it.
    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    /// One house has all its numbers in common, and half the words of the shorter spelling: `House
    /// 12, Gali 4` is `12, Gali no. 4`. Without a number all words must be the same, and be more
    /// than one: a locality alone is no house.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        if self.numbers != other.numbers {
            return false;
        }
        if self.numbers.is_empty() {
            return self.words.len() > 1 && self.words == other.words;
        }
        let shared = self.words.intersection(&other.words).count();
        let fewer = self.words.len().min(other.words.len());
        shared * 2 >= fewer && shared > 0
    }
}

/// Letters with their marks, digits of either script as ours; everything else parts.
fn plain(letter: char) -> char {
    match letter {
        '०'..='९' => char::from_digit(u32::from(letter) - u32::from('०'), 10).unwrap_or(' '),
        '\u{0900}'..='\u{0963}' => letter,
        letter if letter.is_alphanumeric() => letter,
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_house(one: &str, other: &str) -> bool {
        House::of(one).is_same_as(&House::of(other))
    }

    #[test]
    fn one_house_is_known_however_a_clerk_writes_it() {
        for (one, other) in [
            ("House 12, Gali 4, Seelampur", "12 Gali no. 4"),
            ("मकान १२, गली ४", "मकान 12 गली 4"),
            ("H-12/3 Gali 4", "h 12 3, GALI 4"),
            ("near Shiv Mandir", "Near Shiv Mandir."),
        ] {
            assert!(same_house(one, other) && same_house(other, one), "{one} and {other}");
        }
    }

    #[test]
    fn neighbours_and_localities_are_no_house() {
        for (one, other) in [
            ("House 12, Gali 4", "House 14, Gali 4"),
            ("House 12, Gali 4", "House 12, Gali 5"),
            ("12 Gali 4", "12 Block 4"),
            ("Seelampur", "Seelampur"),
            ("12", "12"),
            ("", ""),
        ] {
            assert!(!same_house(one, other), "{one} and {other}");
        }
    }
}
