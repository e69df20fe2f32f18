//! Signs that no text of ours may hold.

/// Whether a sign would make a text read otherwise than it is kept: control characters, signs
/// that turn the direction of writing around, and spaces and marks of no width. The joiners of
/// Devanagari (U+200C and U+200D) are letters' parts and stay. Spaces and line ends are judged by
/// whoever asks.
pub fn cannot_be_kept(sign: char) -> bool {
    let control = sign.is_control() && !matches!(sign, '\n' | '\r' | '\t');
    let turns = matches!(
        sign,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let unseen = matches!(
        sign,
        '\u{00ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    control || turns || unseen
}

/// The same for a text on one line, where a line end has no place either.
pub fn cannot_stand_on_a_line(sign: char) -> bool {
    sign.is_control() || cannot_be_kept(sign)
}

#[cfg(test)]
mod tests {
    use super::{cannot_be_kept, cannot_stand_on_a_line};

    #[test]
    fn a_sign_that_hides_or_turns_text_is_not_kept_and_a_joiner_is() {
        for sign in ['\0', '\u{7f}', '\u{85}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}'] {
            assert!(cannot_be_kept(sign), "{sign:?}");
        }
        for sign in ['a', 'क', '\u{94d}', '\u{200c}', '\u{200d}', ' ', '\n', '-', '७'] {
            assert!(!cannot_be_kept(sign), "{sign:?}");
        }
        assert!(cannot_stand_on_a_line('\n') && !cannot_stand_on_a_line(' '));
    }
}
