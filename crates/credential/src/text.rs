//! A card as text: `DH1:` and base45, the letters that a QR code packs tightest.
//!
//! Source: RFC 9285 (base45), with the refusals that its section 6 asks for.

use thiserror::Error;

/// What every card begins with.
pub const PREFIX: &str = "DH1:";
/// No card is near this long; what is longer is not looked at.
pub const TEXT_CHARACTERS_MAX: usize = 512;

/// Why a text is not the text of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// More than [`TEXT_CHARACTERS_MAX`] bytes.
    #[error("too long for a card")]
    TooLong,
    /// Does not begin with [`PREFIX`]: some other code.
    #[error("does not begin with DH1:")]
    NotACard,
    /// Small letters, which a card's QR code cannot hold: somebody typed or rewrote it.
    #[error("small letters")]
    LowerCase,
    /// A sign that base45 does not have.
    #[error("a sign that base45 does not have")]
    Sign,
    /// A length that no bytes have (one more than a multiple of three).
    #[error("a length that base45 does not have")]
    Length,
    /// Three letters above 65535, or two above 255: a second spelling of nothing.
    #[error("letters beyond the last byte")]
    Overflow,
}

/// The text of sealed bytes.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

/// The bytes of a text; only of the text that [`text_of`] would make of them.
pub(crate) fn bytes_of(text: &str) -> Result<Vec<u8>, TextFault> {
    if text.len() > TEXT_CHARACTERS_MAX {
        return Err(TextFault::TooLong);
    }
    let Some(coded) = text.strip_prefix(PREFIX) else {
        let same = text.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
        return Err(if same { TextFault::LowerCase } else { TextFault::NotACard });
    };
    if coded.bytes().any(|sign| sign.is_ascii_lowercase()) {
        return Err(TextFault::LowerCase);
    }
    let is_sign = |sign: u8| {
        sign.is_ascii_uppercase() || sign.is_ascii_digit() || b" $%*+-./:".contains(&sign)
    };
    if !coded.bytes().all(is_sign) {
        return Err(TextFault::Sign);
    }
    if coded.len() % 3 == 1 {
        return Err(TextFault::Length);
    }
    // The library cuts two last letters above 255 short, so its answer is written back.
    let bytes = base45::decode(coded).map_err(|_| TextFault::Overflow)?;
    if base45::encode(&bytes) == coded { Ok(bytes) } else { Err(TextFault::Overflow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 9285, sections 4.3 and 4.4.
    #[test]
    fn the_examples_of_the_standard_are_read_and_written() {
        for (bytes, coded) in [
            (&b"AB"[..], "BB8"),
            (b"Hello!!", "%69 VD92EX0"),
            (b"base-45", "UJCLQE7W581"),
            (b"ietf!", "QED8WEX0"),
            (b"", ""),
        ] {
            let text = format!("{PREFIX}{coded}");
            assert_eq!(text_of(bytes), text);
            assert_eq!(bytes_of(&text), Ok(bytes.to_vec()));
        }
    }

    #[test]
    fn every_other_text_is_refused_by_its_own_name() {
        for (text, fault) in [
            ("DH1:GGX", TextFault::Overflow),
            ("DH1:BB8GGX", TextFault::Overflow),
            ("DH1:::", TextFault::Overflow),
            ("DH1:BB8V5", TextFault::Overflow),
            ("DH1:BB8A", TextFault::Length),
            ("DH1:bb8", TextFault::LowerCase),
            ("dh1:BB8", TextFault::LowerCase),
            ("DH1:BB8\n\n\n", TextFault::Sign),
            ("DH1:B_8", TextFault::Sign),
            ("DH1:सुन", TextFault::Sign),
            ("HC1:BB8", TextFault::NotACard),
            (" DH1:BB8", TextFault::NotACard),
            ("DH1", TextFault::NotACard),
            ("सुनीता", TextFault::NotACard),
            ("", TextFault::NotACard),
            (&format!("DH1:{}", "0".repeat(509)), TextFault::TooLong),
        ] {
            assert_eq!(bytes_of(text), Err(fault), "{text}");
        }
    }
}
