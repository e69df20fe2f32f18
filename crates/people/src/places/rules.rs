//! How places are named and found. Pure.

use super::model::{Locality, PlacesRefusal};
use nabz_kernel::names::Script;
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
    let name = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = name.chars().count() <= NAME_CHARACTERS_MAX && !name.chars().any(char::is_control);
    if fits && Script::of(&name) == Script::Devanagari {
        Ok(name)
    } else {
        Err(PlacesRefusal::NoHindiName)
    }
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
