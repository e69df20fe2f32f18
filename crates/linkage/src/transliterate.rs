//! The other script, as a suggestion: Sunita → सुनीता, सुनीता → Sunita.
//!
//! A list of names knows most words; rules do the rest. What comes out is shown to a person, who
//! may change it: it is never saved unseen.

use crate::fold::fold;
use crate::romanise::romanise;
use nabz_kernel::names::Script;
use std::collections::HashMap;
use std::sync::LazyLock;

const GIVEN_NAMES: &str = include_str!("../../../fixtures/names/given_names.tsv");
const SURNAMES: &str = include_str!("../../../fixtures/names/surnames.tsv");
const CMU_NAMES: &str = include_str!("../../../fixtures/names/cmu_indian_names.tsv");

/// Words that places and buildings add to names.
const PLACE_WORDS: &[(&str, &str)] = &[
    ("phase", "फ़ेज़"),
    ("ward", "वार्ड"),
    ("extension", "एक्सटेंशन"),
    ("extn", "एक्सटेंशन"),
    ("ext", "एक्सटेंशन"),
    ("colony", "कॉलोनी"),
    ("enclave", "एन्क्लेव"),
    ("park", "पार्क"),
    ("block", "ब्लॉक"),
    ("sector", "सेक्टर"),
    ("north", "उत्तर"),
    ("south", "दक्षिण"),
    ("east", "पूर्व"),
    ("west", "पश्चिम"),
    ("central", "मध्य"),
    ("garden", "गार्डन"),
    ("gate", "गेट"),
    ("road", "रोड"),
    ("market", "मार्केट"),
    ("camp", "कैंप"),
    ("cantt", "छावनी"),
    ("charge", "चार्ज"),
    ("ndmc", "एनडीएमसी"),
    ("delhi", "दिल्ली"),
    ("new", "नई"),
    ("old", "पुरानी"),
    ("city", "सिटी"),
    ("nagar", "नगर"),
    ("vihar", "विहार"),
    ("pur", "पुर"),
    ("puri", "पुरी"),
    ("ganj", "गंज"),
    ("bagh", "बाग़"),
    ("garh", "गढ़"),
    ("khurd", "ख़ुर्द"),
    ("kalan", "कलाँ"),
    ("gaon", "गाँव"),
    ("village", "गाँव"),
    ("of", "ऑफ़"),
    ("ka", "का"),
    ("ki", "की"),
    ("ke", "के"),
    ("kunj", "कुंज"),
    ("bazar", "बाज़ार"),
    ("bazaar", "बाज़ार"),
    ("chowk", "चौक"),
    ("mandi", "मंडी"),
    ("sarai", "सराय"),
    ("tila", "टीला"),
    ("hills", "हिल्स"),
    ("estate", "एस्टेट"),
    ("town", "टाउन"),
    ("model", "मॉडल"),
    ("fort", "फ़ोर्ट"),
    ("i", "1"),
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
];

/// A list of words in both scripts.
struct Dictionary {
    devanagari: HashMap<String, (u32, String)>,
    by_sound: HashMap<String, (u32, String)>,
    roman: HashMap<String, (u32, String)>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::of_lists);

impl Dictionary {
    fn of_lists() -> Self {
        let mut dictionary =
            Self { devanagari: HashMap::new(), by_sound: HashMap::new(), roman: HashMap::new() };
        for (roman, hindi) in PLACE_WORDS {
            dictionary.learn(roman, hindi, u32::MAX);
        }
        for (list, weight_column) in [(GIVEN_NAMES, 7), (SURNAMES, 5)] {
            for row in list.lines().skip(1) {
                dictionary.learn_row(&row.split('\t').collect::<Vec<_>>(), weight_column);
            }
        }
        // The other half of this list is kept for measuring.
        for row in CMU_NAMES.lines().skip(1).step_by(2) {
            if let Some((roman, hindi)) = row.split_once('\t') {
                dictionary.learn(roman, hindi.trim(), 1);
            }
        }
        dictionary
    }

    fn learn_row(&mut self, row: &[&str], weight_column: usize) {
        let [hindi, roman, variants, hindi_variants, ..] = row else { return };
        let weight = row.get(weight_column).and_then(|text| text.parse().ok()).unwrap_or(1);
        self.learn(roman, hindi, weight * 10);
        for variant in variants.split(',').filter(|v| !v.is_empty()) {
            keep(&mut self.devanagari, variant.to_lowercase(), weight, hindi);
        }
        for variant in hindi_variants.split(',').filter(|v| !v.is_empty()) {
            keep(&mut self.roman, undotted(variant), weight, roman);
        }
    }

    fn learn(&mut self, roman: &str, hindi: &str, weight: u32) {
        keep(&mut self.devanagari, roman.to_lowercase(), weight, hindi);
        keep(&mut self.by_sound, fold(roman), weight, hindi);
        keep(&mut self.roman, undotted(hindi), weight, roman);
    }
}

/// The more usual of two answers stays.
fn keep(words: &mut HashMap<String, (u32, String)>, word: String, weight: u32, answer: &str) {
    if word.is_empty() || answer.is_empty() {
        return;
    }
    let kept = words.entry(word).or_insert((0, String::new()));
    if weight > kept.0 {
        *kept = (weight, answer.to_owned());
    }
}

/// Dots under letters come and go between writers, and have two encodings.
fn undotted(hindi: &str) -> String {
    let plain = |c: char| match c {
        '\u{958}' => Some('क'),
        '\u{959}' => Some('ख'),
        '\u{95a}' => Some('ग'),
        '\u{95b}' => Some('ज'),
        '\u{95c}' => Some('ड'),
        '\u{95d}' => Some('ढ'),
        '\u{95e}' => Some('फ'),
        '\u{93c}' => None,
        other => Some(other),
    };
    hindi.chars().filter_map(plain).collect()
}

/// The text in the other script, word by word; figures and signs stay as they are.
pub fn suggest(text: &str) -> String {
    let words = text.split_whitespace().map(|word| match Script::of(word) {
        Script::Devanagari => to_roman(word),
        Script::Roman => to_devanagari(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// One word or several joined by hyphens, in Devanagari.
pub fn to_devanagari(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let lower = part.to_lowercase();
        if lower.is_empty() || !lower.chars().any(|c| c.is_ascii_alphabetic()) {
            return part.to_owned();
        }
        known_devanagari(&lower).unwrap_or_else(|| spelled(&lower))
    });
    parts.collect::<Vec<_>>().join("-")
}

fn known_devanagari(lower: &str) -> Option<String> {
    const PART_LETTERS_MIN: usize = 3;
    let whole = |word: &str| DICTIONARY.devanagari.get(word);
    // A usual spelling of the same sound is likelier than a rare list's.
    let either = [whole(lower), DICTIONARY.by_sound.get(&fold(lower))];
    let likeliest = either.into_iter().rev().flatten().max_by_key(|(weight, _)| *weight);
    likeliest.map(|(_, hindi)| hindi.clone()).or_else(|| {
        let last = lower.len().saturating_sub(PART_LETTERS_MIN);
        let cuts = (PART_LETTERS_MIN..=last).rev().filter_map(|at| lower.split_at_checked(at));
        cuts.into_iter().find_map(|(a, b)| Some(format!("{}{}", whole(a)?.1, whole(b)?.1)))
    })
}

/// One word in Roman letters, with a capital.
pub fn to_roman(word: &str) -> String {
    if let Some((_, roman)) = DICTIONARY.roman.get(&undotted(word)) {
        return roman.clone();
    }
    let said = romanise(word);
    let mut letters = said.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => word.to_owned(),
    }
}

/// Longest first.
const CONSONANTS: &[(&str, &str)] = &[
    ("chh", "छ"),
    ("ksh", "क्ष"),
    ("gy", "ज्ञ"),
    ("kh", "ख"),
    ("gh", "घ"),
    ("ch", "च"),
    ("jh", "झ"),
    ("th", "थ"),
    ("dh", "ध"),
    ("ph", "फ"),
    ("bh", "भ"),
    ("sh", "श"),
    ("zh", "झ"),
    ("ck", "क"),
    ("k", "क"),
    ("g", "ग"),
    ("c", "क"),
    ("j", "ज"),
    ("t", "त"),
    ("d", "द"),
    ("n", "न"),
    ("p", "प"),
    ("f", "फ़"),
    ("b", "ब"),
    ("m", "म"),
    ("y", "य"),
    ("r", "र"),
    ("l", "ल"),
    ("v", "व"),
    ("w", "व"),
    ("s", "स"),
    ("h", "ह"),
    ("z", "ज़"),
    ("q", "क़"),
    ("x", "क्स"),
];

/// Vowel, its letter at the start of a word or after a vowel, its sign after a consonant.
const VOWELS: &[(&str, &str, &str)] = &[
    ("aa", "आ", "ा"),
    ("ai", "ऐ", "ै"),
    ("au", "औ", "ौ"),
    ("ee", "ई", "ी"),
    ("ii", "ई", "ी"),
    ("oo", "ऊ", "ू"),
    ("uu", "ऊ", "ू"),
    ("ou", "औ", "ौ"),
    ("ei", "ए", "े"),
    ("a", "अ", ""),
    ("i", "इ", "ि"),
    ("u", "उ", "ु"),
    ("e", "ए", "े"),
    ("o", "ओ", "ो"),
];

/// By rules: what a clerk would write who never saw the name.
fn spelled(lower: &str) -> String {
    let mut written = String::with_capacity(lower.len() * 3);
    let mut rest = lower;
    let mut before: Option<&str> = None; // the consonant just written, still without a vowel
    while !rest.is_empty() {
        if let Some((sound, letter, sign)) = VOWELS.iter().find(|(s, ..)| rest.starts_with(s)) {
            rest = rest.strip_prefix(sound).unwrap_or_default();
            let sign = long_at_end(sound, rest.is_empty()).unwrap_or(sign);
            written.push_str(if before.is_some() { sign } else { letter });
            before = None;
        } else if let Some((sound, letter)) = CONSONANTS.iter().find(|(s, _)| rest.starts_with(s)) {
            rest = rest.strip_prefix(sound).unwrap_or_default();
            join(&mut written, before, sound);
            let nasal = matches!(*sound, "n" | "m") && nasal_before(rest);
            written.push_str(if nasal && !written.is_empty() { "ं" } else { letter });
            before = if nasal { None } else { Some(sound) };
        } else {
            let mut letters = rest.chars();
            written.extend(letters.next());
            rest = letters.as_str();
            before = None;
        }
    }
    written
}

/// Names end in long vowels: Sunita, Devi.
fn long_at_end(vowel: &str, ends: bool) -> Option<&'static str> {
    match (vowel, ends) {
        ("a", true) => Some("ा"),
        ("i", true) => Some("ी"),
        ("u", true) => Some("ू"),
        _ => None,
    }
}

fn nasal_before(rest: &str) -> bool {
    rest.starts_with(['k', 'g', 'c', 'j', 't', 'd', 'p', 'b'])
}

/// Whether two consonants are said without a vowel between them, and so written as one.
fn join(written: &mut String, before: Option<&str>, sound: &str) {
    let Some(before) = before else { return };
    let one = before == sound
        || matches!(
            (before, sound),
            ("r", _) | (_, "r" | "y") | ("s", "t" | "th" | "k" | "p" | "v" | "w")
        )
        || matches!(
            (before, sound),
            ("sh" | "s", "m" | "n" | "v" | "w" | "t") | ("t" | "d", "v" | "w")
        );
    if one {
        written.push('्');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::likeness;

    #[test]
    fn a_name_is_suggested_in_the_other_script() {
        for (roman, hindi) in [
            ("Sunita Devi", "सुनीता देवी"),
            ("Mohammad Ramesh", "मोहम्मद रमेश"),
            ("Ramkumar", "रामकुमार"),
        ] {
            assert_eq!(suggest(roman), hindi);
        }
        assert_eq!(suggest("सुनीता देवी"), "Sunita Devi");
    }

    #[test]
    fn a_place_is_written_in_hindi() {
        assert_eq!(suggest("MAYUR VIHAR PHASE-I"), "मयूर विहार फ़ेज़-1");
        assert_eq!(suggest("Ward 12"), "वार्ड 12");
    }

    #[test]
    fn names_never_seen_are_written_so_that_they_sound_the_same() {
        let unseen: Vec<(&str, &str)> = CMU_NAMES
            .lines()
            .skip(2)
            .step_by(2)
            .filter_map(|row| row.split_once('\t'))
            .filter(|(roman, _)| !roman.contains(' '))
            .collect();
        let alike = |one: &str, other: &str| likeness(&fold(one), &fold(other)) >= 850;
        let to_hindi =
            unseen.iter().filter(|(roman, _)| alike(roman, &to_devanagari(roman))).count();
        let to_latin = unseen.iter().filter(|(_, hindi)| alike(hindi, &to_roman(hindi))).count();
        assert!(to_hindi * 100 > unseen.len() * 93, "{to_hindi} of {}", unseen.len());
        assert!(to_latin * 100 > unseen.len() * 98, "{to_latin} of {}", unseen.len());
    }
}
