//! Devanagari to Roman letters as Hindi is spoken: Hunterian, with the silent schwas left out.
//!
//! राजकुमार is written ra-ja-ku-ma-ra and said Rajkumar. ITRANS and ISO 15919 keep every schwa;
//! they serve a round trip, not a search.

/// What one letter contributes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Consonant(&'static str),
    Vowel(&'static str),
    /// The `a` that a bare consonant carries, said or silent.
    Schwa,
    /// Anusvara and chandrabindu.
    Nasal,
}

impl Sound {
    const fn is_consonant(self) -> bool {
        matches!(self, Self::Consonant(_))
    }

    const fn is_vowel(self) -> bool {
        matches!(self, Self::Vowel(_) | Self::Schwa)
    }
}

/// One word, in small Roman letters. Letters of other scripts are left out.
pub fn romanise(word: &str) -> String {
    let mut sounds = sounds(word);
    drop_final_schwa(&mut sounds);
    drop_inner_schwas(&mut sounds);
    spell(&sounds)
}

fn sounds(word: &str) -> Vec<Sound> {
    let mut sounds = Vec::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let dotted = letters.next_if_eq(&'\u{93c}').is_some();
        if let Some(consonant) = consonant(letter, dotted) {
            sounds.push(Sound::Consonant(consonant));
            if letters.next_if_eq(&'\u{94d}').is_none() {
                let vowel = letters.peek().copied().and_then(matra);
                sounds.push(vowel.map_or(Sound::Schwa, Sound::Vowel));
                if vowel.is_some() {
                    letters.next();
                }
            }
        } else if let Some(vowel) = vowel(letter) {
            sounds.push(Sound::Vowel(vowel));
        } else if matches!(letter, '\u{901}' | '\u{902}') {
            sounds.push(Sound::Nasal);
        }
    }
    sounds
}

fn consonant(letter: char, dotted: bool) -> Option<&'static str> {
    let sound = match (letter, dotted) {
        ('क', true) | ('\u{958}', _) => "q",
        ('ज', true) | ('\u{95b}', _) => "z",
        ('ड', true) | ('\u{95c}' | 'र' | '\u{931}', _) => "r",
        ('ढ', true) | ('\u{95d}', _) => "rh",
        ('फ', true) | ('\u{95e}', _) => "f",
        ('क', _) => "k",
        ('ख' | '\u{959}', _) => "kh",
        ('ग', _) => "g",
        ('घ' | '\u{95a}', _) => "gh",
        ('च', _) => "ch",
        ('छ', _) => "chh",
        ('ज', _) => "j",
        ('झ', _) => "jh",
        ('ञ', _) => "ny",
        ('ट' | 'त', _) => "t",
        ('ठ' | 'थ', _) => "th",
        ('ड' | 'द', _) => "d",
        ('ढ' | 'ध', _) => "dh",
        ('ङ' | 'ण' | 'न' | '\u{929}', _) => "n",
        ('प', _) => "p",
        ('फ', _) => "ph",
        ('ब', _) => "b",
        ('भ', _) => "bh",
        ('म', _) => "m",
        ('य' | '\u{95f}', _) => "y",
        ('ल' | 'ळ', _) => "l",
        ('व', _) => "v",
        ('श' | 'ष', _) => "sh",
        ('स', _) => "s",
        ('ह', _) => "h",
        _ => return None,
    };
    Some(sound)
}

fn vowel(letter: char) -> Option<&'static str> {
    let sound = match letter {
        'अ' | 'आ' => "a",
        'इ' | 'ई' => "i",
        'उ' | 'ऊ' => "u",
        'ऋ' => "ri",
        'ए' | 'ऍ' | 'ऎ' => "e",
        'ऐ' => "ai",
        'ओ' | 'ऑ' | 'ऒ' => "o",
        'औ' => "au",
        _ => return None,
    };
    Some(sound)
}

fn matra(mark: char) -> Option<&'static str> {
    let sound = match mark {
        'ा' => "a",
        'ि' | 'ी' => "i",
        'ु' | 'ू' => "u",
        'ृ' => "ri",
        'े' | 'ॅ' | 'ॆ' => "e",
        'ै' => "ai",
        'ो' | 'ॉ' | 'ॊ' => "o",
        'ौ' => "au",
        _ => return None,
    };
    Some(sound)
}

/// राम is Ram; but a cluster that ends in y, r, v or n cannot be said without it: Mishra, Krishna.
fn drop_final_schwa(sounds: &mut Vec<Sound>) {
    let needed = match *sounds.as_slice() {
        [.., Sound::Consonant(_), Sound::Consonant("y" | "r" | "v" | "n"), Sound::Schwa]
        | [Sound::Consonant(_), Sound::Schwa] => true,
        [.., Sound::Schwa] => false,
        _ => return,
    };
    if !needed {
        sounds.pop();
    }
}

/// A schwa between a vowel and consonant before it and a consonant and vowel after it is silent:
/// कमला is Kamla. From the right, since a schwa that fell no longer counts as a vowel.
///
/// Source: M. Ohala, Aspects of Hindi Phonology (1983), the schwa deletion rule.
fn drop_inner_schwas(sounds: &mut Vec<Sound>) {
    let mut at = sounds.len().saturating_sub(2);
    while at >= 2 {
        let window = at.checked_sub(2).and_then(|from| sounds.get(from..at + 3));
        if let Some([before, left, Sound::Schwa, right, after]) = window
            && before.is_vowel()
            && left.is_consonant()
            && right.is_consonant()
            && after.is_vowel()
        {
            sounds.remove(at);
        }
        at -= 1;
    }
}

fn spell(sounds: &[Sound]) -> String {
    let mut word = String::with_capacity(sounds.len() * 2);
    let mut rest = sounds;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after.first()) {
            (Sound::Consonant("j"), Some(Sound::Consonant("ny"))) => {
                word.push_str("gy");
                rest = after.get(1..).unwrap_or_default();
            }
            (Sound::Nasal, Some(Sound::Consonant("h"))) => word.push_str("ng"),
            (Sound::Nasal, Some(Sound::Consonant("p" | "ph" | "b" | "bh"))) => word.push('m'),
            (Sound::Consonant("ny") | Sound::Nasal, _) => word.push('n'),
            (Sound::Consonant(sound) | Sound::Vowel(sound), _) => word.push_str(sound),
            (Sound::Schwa, _) => word.push('a'),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_spelled_as_it_is_said() {
        let pairs = [
            ("राजकुमार", "rajkumar"),
            ("कमला", "kamla"),
            ("अमरनाथ", "amarnath"),
            ("सरस्वती", "sarasvati"),
            ("सिंह", "singh"),
            ("मिश्रा", "mishra"),
            ("कृष्ण", "krishna"),
            ("गर्ग", "garg"),
            ("ज्ञान", "gyan"),
            ("ज़फ़र", "zafar"),
            ("शरीफ़", "sharif"),
            ("अंबिका", "ambika"),
            ("संजय", "sanjay"),
            ("जहाँ", "jahan"),
            ("ओम", "om"),
            ("न", "na"),
        ];
        for (written, said) in pairs {
            assert_eq!(romanise(written), said, "{written}");
        }
    }
}
