//! Letters: base64 without padding, and names as certificates and passports write them.

use unicode_normalization::UnicodeNormalization as _;

/// Source: RFC 4648, table 2.
const BASE64_URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Three bytes are four letters of six bits each, the highest first.
const SHIFTS: [u32; 4] = [18, 12, 6, 0];

/// Source: RFC 4648, section 5, without padding as RFC 7515 wants it.
pub(super) fn base64_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * SHIFTS.len());
    for group in bytes.chunks(3) {
        let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or_default());
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for shift in SHIFTS.iter().take(group.len() + 1) {
            let place = usize::try_from((bits >> shift) & 0x3f).unwrap_or_default();
            text.extend(BASE64_URL.get(place).map(|letter| char::from(*letter)));
        }
    }
    text
}

/// What stands between the words of a name that a machine reads.
const FILLER: char = '<';
/// Characters (Unicode scalar values) of one part of a name.
/// Source: JSON schema of the EU Digital COVID Certificate 1.3.0, `person_name`.
pub(super) const NAME_LETTERS_MAX: usize = 80;

/// A name with every letter and its marks in the one spelling that readers compare.
///
/// Source: WHO SMART Trust, HCERT 1.1.1, section 3.3.7 (Unicode NFC).
pub(super) fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// A name as a machine reads it on a passport: capitals A to Z, `<` between words. What has no
/// place there is left out.
///
/// Source: ICAO Doc 9303, part 3, sections 4.6 and 6.A.
pub(super) fn machine_read(name: &str) -> String {
    let mut read = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_uppercase) {
        match letter {
            'A'..='Z' => read.push(letter),
            ' ' | '-' | '\u{2010}'..='\u{2015}' if !read.is_empty() && !read.ends_with(FILLER) => {
                read.push(FILLER);
            }
            _ => read.push_str(of_marked(letter)),
        }
    }
    let short: String = read.chars().take(NAME_LETTERS_MAX).collect();
    short.trim_end_matches(FILLER).to_owned()
}

/// What a capital with a mark becomes: the transliterations that the standard gives, and those of
/// the marked letters in which names of India are written; nothing for any other sign.
const fn of_marked(letter: char) -> &'static str {
    match letter {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'Ä' | 'Æ' => "AE",
        'Å' => "AA",
        'Ḃ' => "B",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'Ð' | 'Ď' | 'Đ' | 'Ḍ' | 'Ḏ' => "D",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' | 'Ḡ' => "G",
        'Ĥ' | 'Ħ' | 'Ḥ' | 'Ḫ' => "H",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'Ĵ' => "J",
        'Ķ' | 'Ḵ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' | 'Ḷ' => "L",
        'Ṁ' | 'Ṃ' => "M",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ṅ' | 'Ṇ' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'Ö' | 'Ø' | 'Œ' => "OE",
        'Ŕ' | 'Ŗ' | 'Ř' | 'Ṛ' | 'Ṝ' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ṣ' => "S",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ṭ' | 'Ṯ' => "T",
        'Þ' => "TH",
        'Ù' | 'Ú' | 'Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'Ü' => "UE",
        'Ŵ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ẏ' => "Y",
        'Ź' | 'Ż' | 'Ž' | 'Ẓ' => "Z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: RFC 4648, section 10; RFC 7515, appendix C.
    #[test]
    fn the_examples_of_the_standards_are_written() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (b"fooba", "Zm9vYmE"),
            (b"foobar", "Zm9vYmFy"),
            (&[3, 236, 255, 224, 193], "A-z_4ME"),
        ] {
            assert_eq!(base64_url(bytes), text);
        }
    }

    #[test]
    fn a_name_is_read_as_on_a_passport() {
        for (name, read) in [
            ("Sunita Devi", "SUNITA<DEVI"),
            ("José", "JOSE"),
            ("Anna-Maria  D'Souza", "ANNA<MARIA<DSOUZA"),
            ("B/o Asha", "BO<ASHA"),
            ("Müller Strauß", "MUELLER<STRAUSS"),
            ("Kṛṣṇa Rāmānujam", "KRSNA<RAMANUJAM"),
            (" -Ravi- ", "RAVI"),
            ("M. S. Gill 2", "M<S<GILL"),
            ("सुनीता", ""),
            ("", ""),
        ] {
            assert_eq!(machine_read(name), read, "{name}");
        }
        let long = machine_read(&"Abcdefghi ".repeat(12));
        assert_eq!(long.len(), 79, "no filler is left over at the end: {long}");
    }
}
