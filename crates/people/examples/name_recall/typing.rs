//! How a hurried hand types a name that it hears.

use nabz_kernel::names::Script;
use nabz_people::residents::{Dice, Spelled};

/// Words that are misspelled, in a hundred.
const MISSPELLED_PERCENT: u64 = 70;
/// Slips at the first letter, which is heard best, in a hundred.
const FIRST_LETTER_PERCENT: u64 = 15;

/// What is heard and typed for another.
const ROMAN_SLIPS: &[(&str, &str)] = &[
    ("ee", "i"),
    ("i", "ee"),
    ("oo", "u"),
    ("u", "oo"),
    ("aa", "a"),
    ("a", "aa"),
    ("sh", "s"),
    ("s", "sh"),
    ("v", "w"),
    ("w", "v"),
    ("z", "j"),
    ("j", "z"),
    ("th", "t"),
    ("t", "th"),
    ("dh", "d"),
    ("d", "dh"),
    ("kh", "k"),
    ("k", "kh"),
    ("bh", "b"),
    ("gh", "g"),
    ("ph", "f"),
    ("f", "ph"),
    ("ai", "e"),
    ("au", "o"),
    ("o", "u"),
    ("e", "i"),
    ("y", "i"),
    ("m", "mm"),
    ("n", "nn"),
    ("l", "ll"),
    ("tt", "t"),
    ("mm", "m"),
    ("a", ""),
    ("h", ""),
    ("q", "k"),
    ("v", "b"),
    ("e", "a"),
    ("u", "a"),
];

const HINDI_SLIPS: &[(&str, &str)] = &[
    ("ी", "ि"),
    ("ि", "ी"),
    ("ू", "ु"),
    ("ु", "ू"),
    ("श", "स"),
    ("ष", "श"),
    ("स", "श"),
    ("व", "ब"),
    ("ज़", "ज"),
    ("फ़", "फ"),
    ("ख़", "ख"),
    ("क़", "क"),
    ("ण", "न"),
    ("ं", "न"),
    ("ँ", "ं"),
    ("थ", "त"),
    ("त", "थ"),
    ("ध", "द"),
    ("भ", "ब"),
    ("ै", "े"),
    ("ौ", "ो"),
    ("ो", "ौ"),
    ("ा", ""),
    ("्", ""),
    ("म्म", "म"),
    ("त्त", "त"),
    ("ड़", "ड"),
    ("़", ""),
];

/// What is heard for another at the beginning of a word.
const ROMAN_FIRST_SLIPS: &[(&str, &str)] = &[
    ("v", "b"),
    ("b", "v"),
    ("w", "v"),
    ("v", "w"),
    ("ch", "c"),
    ("chh", "ch"),
    ("j", "z"),
    ("z", "j"),
    ("jh", "j"),
    ("s", "sh"),
    ("sh", "s"),
    ("k", "kh"),
    ("kh", "k"),
    ("g", "gh"),
    ("gh", "g"),
    ("t", "th"),
    ("th", "t"),
    ("d", "dh"),
    ("dh", "d"),
    ("b", "bh"),
    ("bh", "b"),
    ("p", "ph"),
    ("ph", "f"),
    ("f", "ph"),
    ("q", "k"),
    ("a", "aa"),
    ("aa", "a"),
    ("e", "i"),
    ("i", "e"),
    ("o", "u"),
    ("u", "o"),
];

const HINDI_FIRST_SLIPS: &[(&str, &str)] = &[
    ("व", "ब"),
    ("ब", "व"),
    ("छ", "च"),
    ("च", "छ"),
    ("ज़", "ज"),
    ("ज", "ज़"),
    ("झ", "ज"),
    ("श", "स"),
    ("स", "श"),
    ("ख", "क"),
    ("ख़", "ख"),
    ("क़", "क"),
    ("घ", "ग"),
    ("ग", "घ"),
    ("थ", "त"),
    ("ठ", "ट"),
    ("ध", "द"),
    ("द", "ध"),
    ("भ", "ब"),
    ("फ़", "फ"),
    ("फ", "प"),
    ("अ", "आ"),
    ("आ", "अ"),
    ("ए", "इ"),
    ("इ", "ए"),
    ("इ", "ई"),
    ("ई", "इ"),
    ("ओ", "उ"),
    ("उ", "ओ"),
    ("उ", "ऊ"),
    ("ऊ", "उ"),
];

/// Which way a typed name differs from the name, beside its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Manner {
    /// A name of two words, both typed.
    Whole,
    /// A name of one word.
    OneWordName,
    /// A name of three words or more, all typed.
    ThreeWords,
    /// The given name only, of a name that has more.
    GivenOnly,
    /// Words in another order.
    Swapped,
    /// The first two words written together.
    Joined,
    /// The last word cut short.
    Truncated,
    /// Of three words or more, one beside the given name left out.
    Dropped,
}

impl Manner {
    pub(crate) const ALL: [Self; 8] = [
        Self::Whole,
        Self::OneWordName,
        Self::ThreeWords,
        Self::GivenOnly,
        Self::Swapped,
        Self::Joined,
        Self::Truncated,
        Self::Dropped,
    ];

    /// For a table of results.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::OneWordName => "one-word name",
            Self::ThreeWords => "three words",
            Self::GivenOnly => "given name only",
            Self::Swapped => "swapped",
            Self::Joined => "joined",
            Self::Truncated => "truncated",
            Self::Dropped => "dropped",
        }
    }

    /// Whether a name of so many words can be typed so.
    pub(crate) const fn suits(self, words: usize) -> bool {
        match self {
            Self::OneWordName => words == 1,
            Self::Whole => words == 2,
            Self::GivenOnly | Self::Swapped | Self::Joined | Self::Truncated => words >= 2,
            Self::ThreeWords | Self::Dropped => words >= 3,
        }
    }
}

/// One typing of a name whose given name stands at a place of it, and the places of the words that
/// were typed.
pub(crate) fn typed(
    dice: &mut Dice,
    (name, given): (&[&Spelled], usize),
    script: Script,
    manner: Manner,
) -> (String, Vec<usize>) {
    let mut words: Vec<String> = name.iter().map(|word| heard(dice, word, script)).collect();
    let mut places: Vec<usize> = (0..words.len()).collect();
    match manner {
        Manner::Whole | Manner::OneWordName | Manner::ThreeWords => {}
        Manner::GivenOnly => places = vec![given],
        Manner::Swapped => words.reverse(),
        Manner::Joined => {
            let second = if words.len() > 1 { words.remove(1) } else { String::new() };
            if let Some(first) = words.first_mut() {
                first.push_str(&second.to_lowercase());
            }
        }
        Manner::Truncated => {
            if let Some(last) = words.last_mut() {
                *last = cut(last);
            }
        }
        Manner::Dropped => {
            places.retain(|at| *at != given);
            let left_out = dice.one(&places).copied();
            places = (0..words.len()).filter(|at| Some(*at) != left_out).collect();
        }
    }
    if matches!(manner, Manner::GivenOnly | Manner::Dropped) {
        words = places.iter().filter_map(|at| words.get(*at).cloned()).collect();
    }
    (words.join(" "), places)
}

/// Three quarters of a word, at least four letters of it.
fn cut(word: &str) -> String {
    let letters = word.chars().count();
    word.chars().take((letters * 3 / 4).max(4)).collect()
}

fn heard(dice: &mut Dice, word: &Spelled, script: Script) -> String {
    let (usual, slips, first_slips) = match script {
        Script::Devanagari => (&word.hindi, HINDI_SLIPS, HINDI_FIRST_SLIPS),
        Script::Roman => (&word.roman, ROMAN_SLIPS, ROMAN_FIRST_SLIPS),
    };
    if !dice.percent(MISSPELLED_PERCENT) {
        return usual.clone();
    }
    let lower = usual.to_lowercase();
    let at_first =
        first_slips.iter().filter(|slip| lower.starts_with(slip.0)).map(|slip| (0, slip));
    let behind = slips
        .iter()
        .flat_map(|slip| lower.match_indices(slip.0).map(move |(at, _)| (at, slip)))
        .filter(|(at, _)| *at > 0);
    let (at_first, behind): (Vec<_>, Vec<_>) = (at_first.collect(), behind.collect());
    let is_first = dice.percent(FIRST_LETTER_PERCENT);
    let places =
        if (is_first && !at_first.is_empty()) || behind.is_empty() { at_first } else { behind };
    let Some((at, (from, to))) = dice.one(&places) else { return usual.clone() };
    let (before, after) = lower.split_at_checked(*at).unwrap_or((&lower, ""));
    format!("{before}{to}{}", after.strip_prefix(from).unwrap_or(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(roman: &str, hindi: &str) -> Spelled {
        let (roman, hindi) = (roman.to_owned(), hindi.to_owned());
        Spelled { hindi, roman, hindi_variants: Vec::new(), roman_variants: Vec::new() }
    }

    #[test]
    fn each_manner_types_what_it_says() {
        let (title, given) = (word("Mohd", "मो०"), word("Rq", "र"));
        let last = word("Xxxxxxxx", "क");
        let name = [&title, &given, &last];
        let mut dice = Dice::new(1);
        let mut all = |manner: Manner| -> Vec<String> {
            let once = |_| typed(&mut dice, (&name, 1), Script::Roman, manner).0;
            (0..200).map(once).collect()
        };
        assert!(all(Manner::GivenOnly).iter().all(|text| text.to_lowercase().starts_with('r')));
        assert!(all(Manner::Swapped).iter().all(|text| text.starts_with("Xxxxxxxx ")));
        assert!(all(Manner::Joined).iter().all(|text| text.split(' ').count() == 2));
        assert!(all(Manner::Truncated).iter().all(|text| text.ends_with(" Xxxxxx")));
        let dropped = all(Manner::Dropped);
        assert!(dropped.iter().all(|text| text.split(' ').count() == 2));
        assert!(
            dropped.iter().all(|text| text.to_lowercase().contains('r')),
            "the given name stays"
        );
        assert!(dropped.iter().any(|text| text.contains('X')));
        assert!(dropped.iter().any(|text| text.to_lowercase().starts_with('m')));
    }

    #[test]
    fn a_slip_touches_the_first_letter_now_and_then() {
        let vimla = word("Vimla", "विमला");
        let mut dice = Dice::new(1);
        for (script, first) in [(Script::Roman, "V"), (Script::Devanagari, "व")] {
            let once = |_| typed(&mut dice, (&[&vimla], 0), script, Manner::OneWordName).0;
            let texts: Vec<String> = (0..1_000).map(once).collect();
            let other =
                texts.iter().filter(|text| !text.starts_with(first) && !text.starts_with('v'));
            assert!((30..200).contains(&other.count()));
        }
    }
}
