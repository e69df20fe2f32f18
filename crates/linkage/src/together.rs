//! Two folded words written as one, and one word taken apart again: Ramkumar, Rammohan, Sitansari.
//!
//! Where two words meet, their letters are read together: one m for two, n for an m before a lip,
//! one vowel for two. [`together`] reads them as [`crate::fold::fold`] reads the whole word, and
//! [`apart`] guesses which letters the reading has swallowed.

use crate::fold::{FOLD_LETTERS_MAX, LETTERS_WITH_SILENT_H_MIN};

/// Nobody's name is one letter.
const PART_LETTERS_MIN: usize = 2;

/// The folded spelling of two folded words written as one.
pub fn together(left: &str, right: &str) -> String {
    let mut whole = String::with_capacity(left.len() + right.len());
    let ends = left.chars().next_back().zip(right.chars().next());
    let meeting = ends.and_then(|(last, first)| Some((last, first, met(last, first)?)));
    if let Some((last, first, met)) = meeting {
        whole.push_str(left.strip_suffix(last).unwrap_or(left));
        whole.push_str(met);
        whole.push_str(right.strip_prefix(first).unwrap_or(right));
    } else {
        whole.push_str(left);
        whole.push_str(right);
    }
    if whole.len() >= LETTERS_WITH_SILENT_H_MIN && whole.ends_with("ah") {
        whole.pop();
    }
    whole.truncate(FOLD_LETTERS_MAX);
    whole
}

/// What two letters are read as where they meet; nothing when each is read for itself.
fn met(last: char, first: char) -> Option<&'static str> {
    let read = match (last, first) {
        ('a', 'a') => "a",
        ('a', 'e' | 'i') | ('e', 'i') => "e",
        ('a' | 'o', 'u') => "o",
        ('e', 'a' | 'e') | ('i', 'e' | 'i' | 'y') => "i",
        ('o', 'o') | ('u', 'u') => "u",
        ('m', 'p') => "np",
        ('m', 'b') => "nb",
        ('m', 'f') => "nf",
        ('j', 'n') => "gy",
        ('b', 'b' | 'h') => "b",
        ('c', 'c' | 'h') => "c",
        ('d', 'd' | 'h') => "d",
        ('g', 'g' | 'h') => "g",
        ('j', 'j' | 'h') => "j",
        ('k', 'k' | 'h') => "k",
        ('r', 'r' | 'h') => "r",
        ('s', 's' | 'h') => "s",
        ('t', 't' | 'h') => "t",
        ('f', 'f') | ('p', 'h') => "f",
        ('l', 'l') => "l",
        ('m', 'm') => "m",
        ('n', 'n') => "n",
        ('p', 'p') => "p",
        _ => return None,
    };
    Some(read)
}

/// Every two words that a folded word may have been written together from, known or not.
pub fn apart(whole: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, first) in whole.char_indices().skip(1) {
        let Some((left, right)) = whole.split_at_checked(at) else { continue };
        let Some(last) = left.chars().next_back() else { continue };
        let mut keep = |left: &str, right: &str| {
            if left.len() >= PART_LETTERS_MIN && right.len() >= PART_LETTERS_MIN {
                found.push((left.to_owned(), right.to_owned()));
            }
        };
        keep(left, right);
        if right.ends_with('a') {
            // Shah ends a long word without its h.
            keep(left, &format!("{right}h"));
        }
        // One letter may stand for the end of the one and the beginning of the other.
        keep(left, &format!("{last}{right}"));
        let but_last = left.strip_suffix(last).unwrap_or(left);
        match (last, first) {
            ('n', 'p' | 'b' | 'f') => keep(&format!("{but_last}m"), right),
            ('g', 'y') => {
                let but_first = right.strip_prefix(first).unwrap_or(right);
                keep(&format!("{but_last}j"), &format!("n{but_first}"));
            }
            ('e', _) => keep(&format!("{but_last}a"), &format!("i{right}")),
            ('o', _) => keep(&format!("{but_last}a"), &format!("u{right}")),
            ('i', 'a' | 'e' | 'o' | 'u') => keep(left, &format!("y{right}")),
            ('b' | 'c' | 'd' | 'g' | 'j' | 'k' | 'r' | 's' | 't', 'a' | 'e' | 'i' | 'o' | 'u') => {
                keep(left, &format!("h{right}"));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    const NAMES: [(&str, &str); 13] = [
        ("Pooja", "Shah"),
        ("Ram", "Kumar"),
        ("Ram", "Mohan"),
        ("Ram", "Prasad"),
        ("Ramesh", "Chand"),
        ("Raj", "Narayan"),
        ("Sita", "Ansari"),
        ("Sunita", "Upadhyay"),
        ("Mohammad", "Husain"),
        ("Hari", "Yadav"),
        ("Om", "Prakash"),
        ("Sita", "Indra"),
        ("Deep", "Pathak"),
    ];

    #[test]
    fn words_written_together_are_read_as_the_whole_word_is() {
        for (one, other) in NAMES {
            let typed = fold(&format!("{one}{}", other.to_lowercase()));
            assert_eq!(together(&fold(one), &fold(other)), typed, "{one} {other}");
        }
    }

    #[test]
    fn what_was_written_together_comes_apart_into_the_two_words() {
        for (one, other) in NAMES {
            let typed = fold(&format!("{one}{}", other.to_lowercase()));
            let wanted = (fold(one), fold(other));
            assert!(apart(&typed).contains(&wanted), "{one} {other}: {:?}", apart(&typed));
        }
        assert!(apart("a").is_empty() && apart("").is_empty());
    }
}
