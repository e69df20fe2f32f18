//! Which word an allergy is compared by. Pure.

use super::model::{Allergy, AllergyRefusal, Known, NewAllergy, Substance, WORDS_LETTERS_MAX};
use crate::formulary::model::Medicine;
use crate::formulary::rules::folded_name;
use nabz_kernel::signs::cannot_stand_on_a_line;
use nabz_people::consent::marks::{in_order, of_words};
use nabz_people::consent::model::Sensitive;

/// Groups as the formulary names them, and the words that people type for them in either script.
const GROUPS: [(&str, &str, &str, &[&str]); 11] = [
    ("penicillin", "Penicillin", "पेनिसिलिन", &["penicillins", "पेनिसिलीन"]),
    ("cephalosporin", "Cephalosporin", "सेफ़ालोस्पोरिन", &["cephalosporins", "सेफेलोस्पोरिन"]),
    (
        "sulfonamide",
        "Sulfonamide",
        "सल्फ़ा दवाएँ",
        &["sulfa", "sulpha", "sulfa drugs", "सल्फा", "सल्फ़ा"],
    ),
    (
        "nsaid",
        "Painkillers (NSAID)",
        "दर्द की दवाएँ (NSAID)",
        &["nsaids", "painkiller", "painkillers", "दर्द की दवा"],
    ),
    ("macrolide", "Macrolide", "मैक्रोलाइड", &["macrolides"]),
    ("quinolone", "Fluoroquinolone", "फ़्लोरोक्विनोलोन", &["fluoroquinolones", "quinolones"]),
    ("tetracycline", "Tetracycline", "टेट्रासाइक्लिन", &["tetracyclines"]),
    ("aminoglycoside", "Aminoglycoside", "एमिनोग्लाइकोसाइड", &["aminoglycosides"]),
    ("opioid", "Opioid", "ओपिओइड", &["opioids"]),
    ("latex", "Latex", "लेटेक्स (रबर)", &["रबर", "rubber"]),
    ("egg", "Egg", "अंडा", &["eggs", "अंडे"]),
];

/// The substance that was typed: a group, an ingredient of a medicine found by that name, or the
/// words themselves.
pub fn substance(asked: &NewAllergy, found: &[Medicine]) -> Result<Substance, AllergyRefusal> {
    let typed = asked.substance.split_whitespace().collect::<Vec<_>>().join(" ");
    if typed.is_empty() || !kept(&typed) || !kept(&asked.reaction) {
        return Err(AllergyRefusal::NoSubstance);
    }
    let folded = folded_name(&typed);
    let is = |word: &str| folded_name(word) == folded;
    let group = GROUPS.iter().find(|(key, english, hindi, others)| {
        is(key) || is(english) || is(hindi) || others.iter().any(|other| is(other))
    });
    if let Some((key, english, hindi, _)) = group {
        return Ok(named(key, english, hindi));
    }
    let single = |medicine: &&Medicine| medicine.ingredients.len() == 1;
    let medicine = found
        .iter()
        .filter(single)
        .find(|medicine| is(&medicine.name.english) || is(&medicine.name.hindi));
    Ok(match medicine {
        Some(medicine) => {
            let key = medicine.ingredients.first().map_or(typed.as_str(), String::as_str);
            named(key, &medicine.name.english, &medicine.name.hindi)
        }
        None => named(&typed.to_lowercase(), &typed, &typed),
    })
}

/// What a group of the formulary is called; `None` for any other word.
pub fn group(key: &str) -> Option<Substance> {
    let found = GROUPS.iter().find(|(group, ..)| *group == key);
    found.map(|(key, english, hindi, _)| named(key, english, hindi))
}

/// The substance in what a partner wrote: `Allergy to penicillin (disorder)` is about penicillin.
pub fn plain(written: &str) -> String {
    const BEFORE: [&str; 4] =
        ["allergy to ", "allergic to ", "hypersensitivity to ", "intolerance to "];
    const BEHIND: [&str; 4] =
        [" allergy", " hypersensitivity", " intolerance", " adverse reaction"];
    let text = written.split('(').next().unwrap_or(written).trim();
    let text = BEFORE.iter().find_map(|words| behind(text, words)).unwrap_or(text);
    let text = BEHIND.iter().find_map(|words| before(text, words)).unwrap_or(text).trim();
    if text.is_empty() { written.trim().to_owned() } else { text.to_owned() }
}

fn behind<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then_some(rest)
}

fn before<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(words.len())?)?;
    end.eq_ignore_ascii_case(words).then_some(rest)
}

/// What is in no list of ours, in the words of whoever wrote it.
pub fn as_written(written: &str) -> Substance {
    named(&written.to_lowercase(), written, written)
}

/// What an allergy of ours is marked as: an allergy to a medicine tells that it was taken.
pub fn marks(allergy: &Allergy) -> Vec<Sensitive> {
    let Allergy { substance: Substance { key, english, hindi }, reaction, refuted, .. } = allergy;
    let why = refuted.as_ref().map_or("", |refuted| refuted.why.as_str());
    let said = [key, english, hindi, reaction].map(String::as_str);
    in_order(said.into_iter().chain([why]).flat_map(of_words))
}

/// What one of ours says beside what partners say.
pub fn known(noted: Allergy) -> Known {
    let marks = marks(&noted);
    let Allergy { id, person, substance, reaction, severe, .. } = noted;
    let (id, source, disputed) = (Some(id), None, false);
    Known { id, substance, reaction, severe, source, person, marks, disputed }
}

/// Why an allergy is wrong: something has to be said.
pub fn reason(typed: &str) -> Result<String, AllergyRefusal> {
    let why = typed.trim();
    if why.is_empty() || !kept(why) { Err(AllergyRefusal::NoReason) } else { Ok(why.to_owned()) }
}

fn kept(text: &str) -> bool {
    text.chars().count() <= WORDS_LETTERS_MAX && !text.contains(cannot_stand_on_a_line)
}

fn named(key: &str, english: &str, hindi: &str) -> Substance {
    Substance { key: key.to_owned(), english: english.to_owned(), hindi: hindi.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_kernel::ids::Id;
    use uuid::Uuid;

    fn check(typed: &str, key: &str, hindi: &str) {
        let asked = NewAllergy {
            person: Id::from_uuid(Uuid::from_u128(1)),
            substance: typed.into(),
            reaction: String::new(),
            severe: false,
        };
        let found = substance(&asked, &[]).unwrap();
        assert_eq!((found.key.as_str(), found.hindi.as_str()), (key, hindi), "{typed}");
    }

    #[test]
    fn an_allergy_is_compared_by_the_formulary_s_word_whatever_was_typed() {
        check("Penicillin", "penicillin", "पेनिसिलिन");
        check(" पेनीसिलिन ", "penicillin", "पेनिसिलिन");
        check("sulfa drugs", "sulfonamide", "सल्फ़ा दवाएँ");
        check("सल्फा", "sulfonamide", "सल्फ़ा दवाएँ");
        check("Peanuts", "peanuts", "Peanuts");
    }

    #[test]
    fn an_allergy_to_a_medicine_tells_what_it_was_taken_for() {
        let id = Uuid::from_u128(1);
        let to = |key: &str, reaction: &str| {
            let allergy = Allergy {
                id: Id::from_uuid(id),
                person: Id::from_uuid(id),
                substance: named(key, key, key),
                reaction: reaction.to_owned(),
                severe: true,
                facility: Id::from_uuid(id),
                recorded_by: Id::from_uuid(id),
                recorded_at: nabz_kernel::clock::Instant::from_microseconds(0),
                refuted: None,
            };
            known(allergy).marks
        };
        assert_eq!(to("nevirapine", "rash"), [Sensitive::Hiv]);
        assert_eq!(to("latex", "in the psychiatric ward"), [Sensitive::MentalHealth]);
        assert_eq!(to("penicillin", "rash"), []);
    }

    #[test]
    fn the_substance_is_found_in_a_partner_s_words() {
        for written in ["Allergy to penicillin (disorder)", "Penicillin allergy", " penicillin "] {
            assert_eq!(plain(written).to_lowercase(), "penicillin", "{written}");
        }
        assert_eq!(plain("पेनिसिलिन"), "पेनिसिलिन");
        assert_eq!(plain("(unknown)"), "(unknown)");
    }
}
