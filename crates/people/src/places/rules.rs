//! How places are named and found. Pure.

use super::model::{Locality, PlacesRefusal, Ward};
use nabz_kernel::names::Script;
use nabz_kernel::signs::cannot_be_kept;
use nabz_linkage::fold::fold;
use nabz_linkage::transliterate::suggest;

/// Longer than any ward's name.
pub const NAME_CHARACTERS_MAX: usize = 80;
/// What fits under a field.
pub const LOCALITIES_SHOWN_MAX: usize = 8;

/// The Hindi name that stands until somebody gives a better one.
pub fn suggested_hindi(name_en: &str) -> String {
    suggest(name_en)
}

/// MAYUR VIHAR PHASE-I is shouted in the file; on paper it is Mayur Vihar Phase-I.
pub fn calm(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let parts = word.split('-').map(calm_word);
        parts.collect::<Vec<_>>().join("-")
    });
    words.collect::<Vec<_>>().join(" ")
}

fn calm_word(word: &str) -> String {
    const KEPT: [&str; 9] = ["NDMC", "DDA", "II", "III", "IV", "I", "JJ", "GTB", "INA"];
    let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if KEPT.contains(&bare) {
        return word.to_owned();
    }
    let mut begun = false;
    let calm = word.chars().map(|c| {
        let shown = if begun { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
        begun |= c.is_alphabetic();
        shown
    });
    calm.collect()
}

/// A Hindi name as somebody gave it. Refuses what is not in Devanagari.
pub fn hindi_name(given: &str) -> Result<String, PlacesRefusal> {
    named_in(Script::Devanagari, given).ok_or(PlacesRefusal::NoHindiName)
}

/// An English name as somebody gave it. Refuses what is not in Roman letters.
pub fn english_name(given: &str) -> Result<String, PlacesRefusal> {
    named_in(Script::Roman, given).ok_or(PlacesRefusal::NoEnglishName)
}

fn named_in(script: Script, given: &str) -> Option<String> {
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = name.chars().count() <= NAME_CHARACTERS_MAX && !given.chars().any(cannot_be_kept);
    (fits && !name.is_empty() && Script::of(&name) == script).then_some(name)
}

/// The wards whose number begins with what was typed, or whose name has it, in either script.
pub fn wards_with(typed: &str, wards: Vec<Ward>) -> Vec<Ward> {
    let typed = typed.trim().to_lowercase();
    let has = |ward: &Ward| {
        ward.number.to_lowercase().starts_with(&typed)
            || [&ward.name_en, &ward.name_hi]
                .iter()
                .any(|name| name.to_lowercase().contains(&typed))
    };
    wards.into_iter().filter(has).collect()
}

/// The localities that begin like what was typed, in either script and spelling; those whose
/// first word does come before those where a later one does.
pub fn beginning_with(typed: &str, localities: Vec<Locality>) -> Vec<Locality> {
    let typed = folded(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let place = |locality: &Locality| {
        let names = [&locality.name_en, &locality.name_hi].map(|name| folded(name));
        let at = |name: &String| {
            let spaced = format!(" {name}");
            spaced.find(&format!(" {typed}"))
        };
        names.iter().filter_map(at).min()
    };
    let mut found: Vec<(usize, Locality)> = localities
        .into_iter()
        .filter_map(|locality| place(&locality).map(|at| (at, locality)))
        .collect();
    found.sort_by(|(a, one), (b, other)| (a, &one.name_en).cmp(&(b, &other.name_en)));
    found.into_iter().map(|(_, locality)| locality).take(LOCALITIES_SHOWN_MAX).collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shouted_name_is_calmed() {
        assert_eq!(calm("MAYUR VIHAR PHASE-I"), "Mayur Vihar Phase-I");
        assert_eq!(calm("SULTANPURI  SOUTH"), "Sultanpuri South");
        assert_eq!(calm("NDMC CHARGE 5"), "NDMC Charge 5");
    }

    #[test]
    fn a_hindi_name_is_in_devanagari() {
        assert_eq!(hindi_name("  मयूर   विहार ").unwrap(), "मयूर विहार");
        for wrong in ["", "Mayur Vihar", &"क".repeat(81)] {
            assert_eq!(hindi_name(wrong), Err(PlacesRefusal::NoHindiName), "{wrong}");
        }
    }
}
