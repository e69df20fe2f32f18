//! How a hurried hand types a name that it hears: for measuring searches.

use super::dice::Dice;
use super::lists::Spelled;
use nabz_kernel::names::Script;

/// Words that are misspelled, in a hundred.
const MISSPELLED_PERCENT: u64 = 70;
/// Names typed in another order, in a hundred.
const SWAPPED_PERCENT: u64 = 20;

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

/// What was typed for a name, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What stands in the search box.
    pub text: String,
    /// Which way it differs from the name.
    pub manner: Manner,
}

/// Which way a typed name differs from the name, beside its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Manner {
    /// Every word.
    Whole,
    /// Words in another order.
    Swapped,
    /// Two words written together.
    Joined,
    /// The last word cut short.
    Truncated,
    /// One of three words or more left out.
    Dropped,
}

impl Manner {
    /// For a table of results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Swapped => "swapped",
            Self::Joined => "joined",
            Self::Truncated => "truncated",
            Self::Dropped => "dropped",
        }
    }
}

/// One typing of a name.
pub fn typed(dice: &mut Dice, name: &[Spelled], script: Script) -> Typed {
    let mut words: Vec<String> = name.iter().map(|word| heard(dice, word, script)).collect();
    let manner = manner(dice, words.len());
    let mut separator = " ";
    match manner {
        Manner::Whole => {}
        Manner::Swapped => words.reverse(),
        Manner::Joined => {
            let second = words.remove(1);
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
            words.remove(1);
        }
    }
    if words.len() == 1 {
        separator = "";
    }
    Typed { text: words.join(separator), manner }
}

fn manner(dice: &mut Dice, words: usize) -> Manner {
    match (words, dice.below(100)) {
        (2.., throw) if throw < SWAPPED_PERCENT => Manner::Swapped,
        (2.., 20..30) => Manner::Joined,
        (2.., 30..40) => Manner::Truncated,
        (3.., 40..60) => Manner::Dropped,
        _ => Manner::Whole,
    }
}

/// Three quarters of a word, at least four letters of it.
fn cut(word: &str) -> String {
    let letters = word.chars().count();
    word.chars().take((letters * 3 / 4).max(4)).collect()
}

fn heard(dice: &mut Dice, word: &Spelled, script: Script) -> String {
    let (usual, slips) = match script {
        Script::Devanagari => (&word.hindi, HINDI_SLIPS),
        Script::Roman => (&word.roman, ROMAN_SLIPS),
    };
    if !dice.percent(MISSPELLED_PERCENT) {
        return usual.clone();
    }
    let lower = usual.to_lowercase();
    // The first letter is heard best; a slip is made somewhere behind it.
    let places: Vec<(usize, &(&str, &str))> = slips
        .iter()
        .flat_map(|slip| lower.match_indices(slip.0).map(move |(at, _)| (at, slip)))
        .filter(|(at, _)| *at > 0)
        .collect();
    let Some((at, (from, to))) = dice.one(&places) else { return usual.clone() };
    let (before, after) = lower.split_at_checked(*at).unwrap_or((&lower, ""));
    format!("{before}{to}{}", after.strip_prefix(from).unwrap_or(after))
}
