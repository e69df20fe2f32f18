//! How texts are compared: without case and accents, in every script.

/// What is kept of a text in the index; longer ones are compared in the body.
const FOLDED_CHARACTERS_MAX: usize = 64;

/// Lower case, accents and control characters gone, blanks made one. Devanagari keeps its signs: a matra is not an accent.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if let Some(nukta) = with_nukta(c) {
            folded.push_str(nukta);
        } else if !c.is_control() && !('\u{300}'..='\u{36f}').contains(&c) {
            match plain(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(c),
            }
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// As [`fold`], cut to what an index row holds.
pub fn fold_for_index(text: &str) -> String {
    fold(text).chars().take(FOLDED_CHARACTERS_MAX).collect()
}

/// The smallest text that sorts behind everything that begins with `prefix`.
pub fn behind(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// The letters under the accents of western and central European names.
fn plain(c: char) -> Option<&'static str> {
    const GROUPS: [(&str, &str); 21] = [
        ("àáâãäåāăą", "a"),
        ("çćĉċč", "c"),
        ("ďđð", "d"),
        ("èéêëēĕėęě", "e"),
        ("ĝğġģ", "g"),
        ("ĥħ", "h"),
        ("ìíîïĩīĭįı", "i"),
        ("ĵ", "j"),
        ("ķ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŉ", "n"),
        ("òóôõöøōŏő", "o"),
        ("ŕŗř", "r"),
        ("śŝşš", "s"),
        ("ţťŧ", "t"),
        ("ùúûüũūŭůűų", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżž", "z"),
        ("ß", "ss"),
        ("æ", "ae"),
    ];
    if c.is_ascii() || c > 'ž' {
        return None;
    }
    GROUPS.iter().find(|(accented, _)| accented.contains(c)).map(|(_, letters)| *letters)
}

/// Unicode can write क़ as one sign or as two; two is the form that both compare in.
fn with_nukta(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{958}' => "क\u{93c}",
        '\u{959}' => "ख\u{93c}",
        '\u{95a}' => "ग\u{93c}",
        '\u{95b}' => "ज\u{93c}",
        '\u{95c}' => "ड\u{93c}",
        '\u{95d}' => "ढ\u{93c}",
        '\u{95e}' => "फ\u{93c}",
        '\u{95f}' => "य\u{93c}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_part_what_is_the_same() {
        assert_eq!(fold("  JÁQUEZ\tGómez "), "jaquez gomez");
        assert_eq!(fold("Ja\u{301}qu\u{0}ez"), "jaquez");
        assert_eq!(fold("शरीफ़"), fold("शरी\u{92b}\u{93c}"));
        assert_eq!(fold("आशा"), "आशा");
        assert!(fold_for_index(&"x".repeat(500)).len() == 64);
    }
}
