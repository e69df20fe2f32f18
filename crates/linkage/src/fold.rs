//! One spelling by sound for the many that a name is written in, and its consonants.
//!
//! Long and short vowels, aspirated and plain, sh and s, v and w and b, z and j, f and ph, q and k
//! are one each: clerks hear them alike or type them at will. What remains different is compared
//! by [`crate::compare`].

use crate::romanise::romanise;
use nabz_kernel::names::Script;

/// Longer words are cut: no name is that long, and a comparison costs the square of the length.
pub const FOLD_LETTERS_MAX: usize = 24;
/// The h after a last a is silent in words so long.
pub(crate) const LETTERS_WITH_SILENT_H_MIN: usize = 6;

/// The folded spelling of one word in either script; empty when no letter is in it.
pub fn fold(word: &str) -> String {
    match Script::of(word) {
        Script::Devanagari => fold_letters(&romanise(word)),
        Script::Roman => fold_letters(&plain_letters(word)),
    }
}

/// The consonants of a folded spelling; a vowel at the front is kept as `A`.
pub fn skeleton(folded: &str) -> String {
    let mut letters = folded.bytes();
    let mut skeleton = String::with_capacity(folded.len());
    if let Some(first) = letters.next() {
        skeleton.push(if is_vowel(first) { 'A' } else { char::from(first) });
    }
    // An h or y inside a word is the first thing that a hurried hand leaves out.
    let kept = letters.filter(|letter| !is_vowel(*letter) && !matches!(letter, b'h' | b'y'));
    skeleton.extend(kept.map(char::from));
    skeleton
}

/// Of a folded letter, which is one byte.
pub(crate) const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Small letters a to z, marks taken off.
fn plain_letters(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => plain.push(c),
            'ā' | 'á' | 'à' | 'â' | 'ä' | 'ã' => plain.push('a'),
            'ē' | 'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'ī' | 'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ō' | 'ó' | 'ò' | 'ô' | 'ö' => plain.push('o'),
            'ū' | 'ú' | 'ù' | 'û' | 'ü' => plain.push('u'),
            'ṅ' | 'ñ' | 'ṇ' | 'ṃ' | 'ṁ' => plain.push('n'),
            'ś' | 'ṣ' | 'š' => plain.push_str("sh"),
            'ṭ' => plain.push('t'),
            'ḍ' => plain.push('d'),
            'ṛ' => plain.push_str("ri"),
            'ḥ' => plain.push('h'),
            'ḻ' | 'ḷ' => plain.push('l'),
            _ => {}
        }
    }
    plain
}

/// The letters of one word as they are read, left to right.
struct Reader<'w> {
    letters: &'w [u8],
    at: usize,
    folded: String,
}

fn fold_letters(plain: &str) -> String {
    let mut reader =
        Reader { letters: plain.as_bytes(), at: 0, folded: String::with_capacity(plain.len()) };
    while reader.at < reader.letters.len() && reader.folded.len() < FOLD_LETTERS_MAX {
        if reader.vowel_at(reader.at).is_some() {
            reader.vowels();
        } else {
            reader.consonant();
        }
    }
    reader.finish()
}

impl Reader<'_> {
    fn letter(&self, at: usize) -> u8 {
        self.letters.get(at).copied().unwrap_or(b'.')
    }

    fn next_is_plain_vowel(&self, at: usize) -> bool {
        is_vowel(self.letter(at + 1))
    }

    /// The vowel at a place, where `y` and `w` count as one unless a vowel follows them.
    fn vowel_at(&self, at: usize) -> Option<char> {
        match self.letter(at) {
            vowel @ (b'a' | b'e' | b'i' | b'o' | b'u') => Some(char::from(vowel)),
            b'y' if at > 0 && !self.next_is_plain_vowel(at) => Some('i'),
            b'w' if at > 0 && self.letter(at - 1) == b'o' && !self.next_is_plain_vowel(at) => {
                Some('u')
            }
            _ => None,
        }
    }

    /// One vowel sound, however many letters it is written with.
    fn vowels(&mut self) {
        let first = self.vowel_at(self.at).unwrap_or('a');
        let second = self.vowel_at(self.at + 1);
        let ends = self.at + 2 >= self.letters.len();
        let (sound, taken) = match (first, second) {
            ('e', Some('e' | 'a')) | ('i', Some('i' | 'e')) => ("i", 2),
            ('o', Some('o')) | ('u', Some('u')) => ("u", 2),
            ('a', Some('i' | 'e')) | ('e', Some('i')) => ("e", 2),
            ('a' | 'o', Some('u')) => ("o", 2),
            // Rao is राव, Deo is देव.
            ('a', Some('o')) if ends => ("ab", 2),
            ('e', Some('o')) if ends => ("eb", 2),
            ('a', Some('a')) => ("a", 2),
            ('a', _) => ("a", 1),
            ('e', _) => ("e", 1),
            ('i', _) => ("i", 1),
            ('o', _) => ("o", 1),
            (_, _) => ("u", 1),
        };
        self.folded.push_str(sound);
        self.at += taken;
        // The rest of a long spelling: Saeed, Raees, Naaaz.
        let again = |vowel: char| match sound {
            "e" => matches!(vowel, 'e' | 'i'),
            "i" => matches!(vowel, 'e' | 'i'),
            other => other.ends_with(vowel),
        };
        while self.vowel_at(self.at).is_some_and(again) {
            self.at += 1;
        }
    }

    fn consonant(&mut self) {
        let next = self.letter(self.at + 1);
        let (sound, taken) = match (self.letter(self.at), next) {
            (b'c', b'h') => ("c", 2),
            (b'c', b'k') => ("k", 2),
            (b'c', b'e' | b'i' | b'y') | (b's', _) => ("s", 1),
            (b'q', b'u') if self.next_is_plain_vowel(self.at + 1) => ("k", 2),
            (b'c' | b'q' | b'k', _) => ("k", 1),
            (b'x', _) => ("ks", 1),
            (b'j', b'n') => ("gy", 2),
            (b'p' | b'f', b'h') => ("f", 2),
            (b'f', _) => ("f", 1),
            (b'z' | b'j', _) => ("j", 1),
            (b'v' | b'w' | b'b', _) => ("b", 1),
            (b'm', b'p' | b'b' | b'v' | b'f') | (b'n', _) => ("n", 1),
            (b'g', _) => ("g", 1),
            (b't', _) => ("t", 1),
            (b'd', _) => ("d", 1),
            (b'r', _) => ("r", 1),
            (b'l', _) => ("l", 1),
            (b'm', _) => ("m", 1),
            (b'p', _) => ("p", 1),
            (b'h', _) => ("h", 1),
            (b'y', _) => ("y", 1),
            (_, _) => ("", 1),
        };
        self.at += taken;
        // Aspiration, and the h of sh, chh and zh, is not heard apart.
        if matches!(sound, "k" | "g" | "c" | "j" | "t" | "d" | "b" | "s" | "r") {
            while self.letter(self.at) == b'h' {
                self.at += 1;
            }
        }
        // Priya and Pria; Ram and Ramm.
        let glide = sound == "y" && self.folded.ends_with('i');
        let doubled = sound.len() == 1 && self.folded.ends_with(sound);
        if !glide && !doubled {
            self.folded.push_str(sound);
        }
    }

    /// Fatimah is Fatima, but Shah is not Sha.
    fn finish(mut self) -> String {
        let silent = self.folded.ends_with("ah");
        if silent && self.folded.len() >= LETTERS_WITH_SILENT_H_MIN {
            self.folded.pop();
        }
        self.folded.truncate(FOLD_LETTERS_MAX);
        self.folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) {
        assert_eq!(fold(one), fold(other), "{one} {other}");
    }

    #[test]
    fn spellings_that_sound_alike_fold_into_one() {
        alike("Sunita", "Suneeta");
        alike("Sunitha", "सुनीता");
        alike("Sharif", "शरीफ़");
        alike("Shareef", "शरीफ");
        alike("Singh", "सिंह");
        alike("Choudhri", "चौधरी");
        alike("Chowdhary", "Chaudhari");
        alike("Laxmi", "लक्ष्मी");
        alike("Saeed", "सईद");
        alike("Rao", "राव");
        alike("Mahadeo", "महादेव");
        alike("Vikas", "Bikash");
        alike("Priya", "Pria");
        alike("Zafar", "जफर");
        alike("Sampat", "संपत");
        alike("Fatimah", "फ़ातिमा");
        alike("Mohammad", "Mohamad");
        alike("Wazir", "Vajeer");
    }

    #[test]
    fn different_names_stay_different() {
        for (one, other) in [("Ram", "Rama"), ("Mohan", "Madan"), ("Shah", "Sha"), ("Asha", "Usha")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn a_skeleton_keeps_consonants_and_marks_a_leading_vowel() {
        assert_eq!(skeleton(&fold("Ayesha")), skeleton(&fold("आयशा")));
        assert_eq!(skeleton("anita"), "Ant");
        assert_eq!(skeleton("mohan"), "mn");
        assert_eq!(skeleton(""), "");
    }

    #[test]
    fn nothing_but_letters_counts() {
        assert_eq!(fold("O'Brien-2"), fold("obrien"));
        assert_eq!(fold("१२३ 45"), "");
        assert!(fold(&"ab".repeat(99)).len() <= FOLD_LETTERS_MAX);
    }
}
