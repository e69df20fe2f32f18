//! How a medicine's name is folded for searching, and what it says of an ingredient. Pure.

use super::model::{Medicine, Name};

/// More words than anybody types for one medicine; the rest are not looked at.
pub const SEARCH_WORDS_MAX: usize = 4;

/// The words of a text, each folded, none twice, in the order in which they stand.
pub fn folded_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|sign: char| !is_part_of_word(sign)) {
        let word = folded(word);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// A whole name as one key, its words joined by a space.
pub fn folded_name(name: &str) -> String {
    folded_words(name).join(" ")
}

/// Whether each typed word, folded, begins a word of the medicine's names, strength or code.
pub fn answers_to(medicine: &Medicine, typed: &[String]) -> bool {
    let name = &medicine.name;
    let texts = [&name.english, &name.hindi, &medicine.strength, &medicine.code];
    let words: Vec<String> = texts.into_iter().flat_map(|text| folded_words(text)).collect();
    typed.iter().all(|begun| words.iter().any(|word| word.starts_with(begun.as_str())))
}

/// Whether a medicine is nothing but this ingredient and is called so: then its name says the
/// ingredient in both scripts.
pub fn is_called_as(ingredient: &str, (name, ingredients): (&Name, &[String])) -> bool {
    let alone = matches!(ingredients, [only] if only == ingredient);
    alone && name.english.to_lowercase() == ingredient
}

/// For each word that may be typed, the half-open range of words that begin with it; `None` when
/// nothing was typed.
pub fn ranges_asked(typed: &str) -> Option<[(String, String); SEARCH_WORDS_MAX]> {
    let words = folded_words(typed);
    // A word that was not typed is the beginning of every word.
    let word = |place: usize| words.get(place).map_or("", String::as_str);
    let range = |place: usize| (word(place).to_owned(), format!("{}{}", word(place), char::MAX));
    (!words.is_empty()).then(|| std::array::from_fn(range))
}

/// Signs that Rust does not call letters but without which a Hindi word falls apart.
fn is_part_of_word(sign: char) -> bool {
    const VIRAMA: char = '\u{094d}';
    const NUKTA: char = '\u{093c}';
    const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];
    sign.is_alphanumeric() || sign == VIRAMA || sign == NUKTA || JOINERS.contains(&sign)
}

/// Loan words are spelt in as many ways as there are typists: पैरासीटामोल, पेरासिटामॉल. What
/// differs most is left out: nukta, length of i and u, the open o, nasal signs.
fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).filter_map(folded_sign).collect()
}

fn folded_sign(sign: char) -> Option<char> {
    match sign {
        '\u{093c}' | '\u{200c}' | '\u{200d}' | '\u{0901}' | '\u{0902}' => None,
        '\u{0940}' => Some('\u{093f}'),
        '\u{0942}' => Some('\u{0941}'),
        '\u{0948}' | '\u{0945}' => Some('\u{0947}'),
        '\u{0949}' | '\u{094c}' => Some('\u{094b}'),
        '\u{0908}' => Some('\u{0907}'),
        '\u{090a}' => Some('\u{0909}'),
        '\u{0910}' | '\u{090d}' => Some('\u{090f}'),
        '\u{0911}' | '\u{0914}' => Some('\u{0913}'),
        '\u{0958}' => Some('\u{0915}'),
        '\u{0959}' => Some('\u{0916}'),
        '\u{095a}' => Some('\u{0917}'),
        '\u{095b}' => Some('\u{091c}'),
        '\u{095c}' => Some('\u{0921}'),
        '\u{095d}' => Some('\u{0922}'),
        '\u{095e}' => Some('\u{092b}'),
        // Devanagari digits stand on some keyboards.
        '\u{0966}'..='\u{096f}' => char::from_digit(u32::from(sign).saturating_sub(0x0966), 10),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str]) {
        assert_eq!(folded_words(text), words, "{text}");
    }

    #[test]
    fn a_word_folds_to_what_most_typists_agree_on() {
        check("Paracetamol 500 mg", &["paracetamol", "500", "mg"]);
        check("Co-trimoxazole (80+400)", &["co", "trimoxazole", "80", "400"]);
        check("पैरासीटामॉल", &["पेरासिटामोल"]);
        check("पेरासिटामोल", &["पेरासिटामोल"]);
        check("फ़्रूसेमाइड", &folded_words("फ्रुसेमाइड").iter().map(String::as_str).collect::<Vec<_>>());
        check("५०० ५००", &["500"]);
        check("  ", &[]);
    }
}
