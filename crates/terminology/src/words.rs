//! The words of a name, folded, as they are looked up: case and accents are the same, in both
//! scripts.

use nabz_fhir::fold::{behind, fold};
use std::collections::BTreeSet;

/// What is kept of a word; longer ones are found by their beginning.
const WORD_SIGNS_MAX: usize = 32;

/// Words that are looked up of what somebody typed, the longest; shorter ones are passed over.
const TYPED_MAX: usize = 10;

/// The words of some texts, each once.
pub(crate) fn words<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        let folded = fold(text);
        found.extend(folded.split(|c| !stands_in_a_word(c)).filter(|w| !w.is_empty()).map(cut));
    }
    found
}

/// The words that somebody typed, each with the text behind everything that begins with it; the
/// longest first, since it finds the fewest.
pub(crate) fn typed(text: &str) -> Vec<(String, String)> {
    let mut words: Vec<String> = words([text]).into_iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(TYPED_MAX);
    let with_end = |word: String| {
        let end = behind(&word);
        (word, end)
    };
    words.into_iter().map(with_end).collect()
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_SIGNS_MAX).collect()
}

/// Letters and figures, and all signs of Devanagari but the two that end a sentence.
fn stands_in_a_word(c: char) -> bool {
    c.is_alphanumeric() || (('\u{900}'..='\u{97f}').contains(&c) && !matches!(c, '।' | '॥'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_words_in_both_scripts() {
        let found = words(["Diabetes mellitus, type 2 (E11.9)", "मधुमेह, प्रकार २।"]);
        let expected = ["2", "9", "diabetes", "e11", "mellitus", "type", "प्रकार", "मधुमेह", "२"];
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, expected);
        assert_eq!(typed("of Fever")[0].0, "fever");
    }
}
