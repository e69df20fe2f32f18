//! What every counter in Delhi knows: which words are titles, which endings half the city shares,
//! what the usual abbreviations mean.

use crate::fold::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Endings, second words and titles that say little about who is meant.
const LIGHT: &[&str] = &[
    "Singh", "Kumar", "Kumari", "Devi", "Lal", "Prasad", "Kaur", "Bano", "Begum", "Khatoon",
    "Bibi", "Khatun", "Parveen", "Jahan", "Khanam", "Rani", "Bai", "Wati", "Dasi", "Uddin",
    "Bakhsh", "Mohammad", "Muhammad", "Abdul", "Sheikh", "Syed", "Haji", "Hafiz", "Maulana",
    "Qari", "Kunwar", "Sardar", "Pandit", "Chand", "Nath", "Khan", "Sharma", "Ali", "Ahmad",
];

/// Dropped wherever they stand.
const TITLES: &[&str] = &[
    "shri",
    "sh",
    "sri",
    "shree",
    "smt",
    "shrimati",
    "shreemati",
    "srimati",
    "late",
    "lt",
    "dr",
    "doctor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "km",
    "prof",
    "swargiya",
    "श्री",
    "श्रीमती",
    "श्रीमति",
    "सुश्री",
    "कु०",
    "कु॰",
    "स्व",
    "स्व०",
    "स्व॰",
    "स्वर्गीय",
    "डॉ",
    "डॉ०",
    "डॉ॰",
    "डॉक्टर",
];

const ABBREVIATIONS: &[(&str, &str)] = &[
    ("mohd", "mohammad"),
    ("md", "mohammad"),
    ("mhd", "mohammad"),
    ("mohmd", "mohammad"),
    ("मो", "mohammad"),
    ("मो०", "mohammad"),
    ("मो॰", "mohammad"),
    ("मौ०", "mohammad"),
    ("मोहद", "mohammad"),
    ("मुहम्मद", "mohammad"),
    ("muhammad", "mohammad"),
    ("kr", "kumar"),
    ("कु", "kumar"),
    ("kri", "kumari"),
    ("kum", "kumari"),
    ("pd", "prasad"),
    ("sh", "shri"),
];

const SHORT_FOR_FOLD: &str = "mohamad";
/// What a hurried hand makes of Mohd; nobody has one of these for a name.
const SHORT_FOLDS: [&str; 7] = ["md", "mhd", "mod", "mohd", "muhd", "mohmd", "muhmd"];

static LIGHT_FOLDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| LIGHT.iter().map(|word| fold(word)).collect());

/// Whether a folded word is an ending or a title that many share.
pub fn is_light(folded: &str) -> bool {
    LIGHT_FOLDS.contains(folded)
}

pub(crate) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(crate) fn written_out_word(word: &str) -> &str {
    ABBREVIATIONS.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
}

/// A folded word, or what it stands for.
pub(crate) fn written_out(folded: String) -> String {
    let long = SHORT_FOLDS.contains(&folded.as_str()).then(|| SHORT_FOR_FOLD.to_owned());
    long.unwrap_or(folded)
}

/// How a hurried hand shortens a folded word before it writes the next one close to it.
pub(crate) fn shortened(folded: &str) -> &'static [&'static str] {
    if folded == SHORT_FOR_FOLD { &["mohd", "mo", "md"] } else { &[] }
}

/// What the beginning of a word that was written together may be short for: Mohdsharif.
pub(crate) fn short_for(folded: &str) -> Option<String> {
    (folded == "mo" || SHORT_FOLDS.contains(&folded)).then(|| SHORT_FOR_FOLD.to_owned())
}
