//! What marks something as sensitive: a code, a substance, a word, or the label that its source gave
//! it. Pure. A mark too many keeps a line closed to whoever does not treat the person; a mark too
//! few tells them.
//!
//! Whoever publishes marks by it, and whoever shows asks [`of_body`]: what was published before it
//! was marked, or comes from a partner who marks nothing, is known by its codes and words.

mod table;

use super::fhir::sensitive;
use super::model::Sensitive;
use nabz_fhir::fold::fold;
use nabz_fhir::systems;
use nabz_fhir::tape::{Kind, Node};
use table::{ICD_10, ICD_10_WITHIN, LOINC, MEDICINES, OWN, UNMEANT, WORDS};

/// Types that say who somebody is, who did what, or what somebody agreed to. Of what is written in
/// them, only their label counts: a name is no diagnosis.
const OF_PERSONS: [&str; 9] = [
    "Consent",
    "Group",
    "Location",
    "Organization",
    "Patient",
    "Person",
    "Practitioner",
    "Provenance",
    "RelatedPerson",
];
/// Members of a body in which something is said in words.
const SAID: [&str; 9] = [
    "comment",
    "conclusion",
    "description",
    "display",
    "div",
    "patientInstruction",
    "text",
    "title",
    "valueString",
];
/// Members that speak of the body, or of somebody by name.
const UNREAD: [&str; 5] = ["address", "contact", "meta", "name", "telecom"];

/// Each category once, in the order of [`Sensitive::ALL`].
pub fn in_order(found: impl IntoIterator<Item = Sensitive>) -> Vec<Sensitive> {
    let found: Vec<Sensitive> = found.into_iter().collect();
    Sensitive::ALL.iter().copied().filter(|one| found.contains(one)).collect()
}

/// What a code of a diagnosis or a test is marked as; `None` for what is open, and for a list that
/// the table does not know.
pub fn of_code(system: &str, code: &str) -> Option<Sensitive> {
    let listed = |table: &[(&str, Sensitive)]| {
        table.iter().find(|(listed, _)| *listed == code).map(|(_, category)| *category)
    };
    match system {
        systems::LOINC => listed(LOINC),
        systems::DIAGNOSIS => listed(OWN),
        system if is_icd_10(system) => of_icd_10(code),
        _ => None,
    }
}

/// ICD-10 by any of its URLs, or by the number that older systems give it.
fn is_icd_10(system: &str) -> bool {
    let system = system.to_ascii_lowercase();
    system.contains("icd-10") || system.ends_with(":2.16.840.1.113883.6.3")
}

/// Written with a dot or without.
fn of_icd_10(code: &str) -> Option<Sensitive> {
    let signs = code.chars().filter(char::is_ascii_alphanumeric);
    let code: String = signs.map(|sign| sign.to_ascii_uppercase()).collect();
    let category = code.get(..3)?;
    let within = ICD_10_WITHIN.iter().find(|(begun, _)| code.starts_with(begun));
    let span = ICD_10.iter().find(|(from, to, _)| *from <= category && category <= *to);
    within.map(|(_, category)| *category).or_else(|| span.map(|(_, _, category)| *category))
}

/// What words are marked as.
pub fn of_words(words: &str) -> Vec<Sensitive> {
    let meant = meant(words);
    let told = [WORDS, MEDICINES].into_iter().flatten();
    let told = told.filter(|(_, entries)| entries.iter().any(|entry| says(&meant, entry)));
    in_order(told.map(|(category, _)| *category))
}

/// What a medicine is marked as, by what is in it and by the groups under which the list has it.
pub fn of_medicine(ingredients: &[String], groups: &[String]) -> Vec<Sensitive> {
    in_order(ingredients.iter().chain(groups).flat_map(|word| of_words(word)))
}

/// What a body of the record is marked as, whoever said it: by its label, by the codes in it, and
/// by its words.
pub fn of_body(body: Node<'_>) -> Vec<Sensitive> {
    let mut read = Read { found: sensitive(body), words: String::new() };
    let of = body.get_text("resourceType").unwrap_or_default();
    if !OF_PERSONS.contains(&&*of) {
        read.take(body);
        read.found.extend(of_words(&read.words));
    }
    in_order(read.found)
}

/// What was gathered of a body.
struct Read {
    found: Vec<Sensitive>,
    words: String,
}

impl Read {
    /// Gathers the codes and the words. How deep a tape is has a limit.
    fn take(&mut self, value: Node<'_>) {
        value.items().for_each(|one| self.take(one));
        if value.kind() != Kind::Object {
            return;
        }
        let code = value.get_text("system").zip(value.get_text("code"));
        self.found.extend(code.and_then(|(system, code)| of_code(&system, &code)));
        // What a reference calls whom it points to is a name.
        let is_reference = value.get("reference").is_some();
        for (name, value) in value.members() {
            if let Some(said) = value.text() {
                if SAID.contains(&name) && !is_reference {
                    self.words.push_str(&said);
                    self.words.push('\n');
                }
            } else if !UNREAD.contains(&name) {
                self.take(value);
            }
        }
    }
}

/// A text without what holds one of the words and means something else.
fn meant(text: &str) -> String {
    UNMEANT.iter().fold(plain(text), |text, unmeant| text.replace(unmeant, " "))
}

/// In small letters and without nukta, one blank before and behind each word.
fn plain(text: &str) -> String {
    const DROPPED: [char; 3] = ['\u{93c}', '\u{200c}', '\u{200d}'];
    let mut plain = String::from(" ");
    for sign in fold(text).chars().filter(|sign| !DROPPED.contains(sign)) {
        if is_part_of_word(sign) {
            plain.push(sign);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    if !plain.ends_with(' ') {
        plain.push(' ');
    }
    plain
}

/// Rust calls the sign that joins two consonants no letter.
fn is_part_of_word(sign: char) -> bool {
    const VIRAMA: char = '\u{94d}';
    sign.is_alphanumeric() || sign == VIRAMA
}

/// Whether a plain text says an entry of the table, word for word or as the beginning of one.
fn says(plain: &str, entry: &str) -> bool {
    let begun = entry.strip_suffix('*');
    let words = begun.unwrap_or(entry);
    plain.match_indices(words).any(|(at, _)| {
        let begins = plain.get(..at).is_some_and(|before| before.ends_with(' '));
        let behind = plain.get(at + words.len()..).unwrap_or_default();
        begins && (begun.is_some() || behind.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::Sensitive::{Hiv, MentalHealth, Reproductive, SexualViolence, SubstanceUse};
    use super::*;
    use nabz_fhir::tape::Tape;
    use serde_json::{Value, json};

    fn marked(body: &Value) -> Vec<Sensitive> {
        of_body(Tape::parse(body.to_string().into_bytes()).unwrap().root())
    }

    #[test]
    fn a_code_of_icd_10_is_known_in_every_way_of_writing_it() {
        let icd = |code| of_code(systems::ICD_10, code);
        for (code, category) in [
            ("B20", Hiv),
            ("b20.1", Hiv),
            ("B24", Hiv),
            ("Z21", Hiv),
            ("O98.7", Hiv),
            ("F00", MentalHealth),
            ("F32.1", MentalHealth),
            ("F99", MentalHealth),
            ("F10", SubstanceUse),
            ("F102", SubstanceUse),
            ("F19.9", SubstanceUse),
            ("O04", Reproductive),
            ("A53.9", Reproductive),
            ("T74.2", SexualViolence),
            ("Y05", SexualViolence),
            ("Y07.9", SexualViolence),
        ] {
            assert_eq!(icd(code), Some(category), "{code}");
        }
        for open in
            ["B19", "B25", "A49", "A65", "G40", "O03", "O98.1", "Y04", "Y08", "Z22", "F", ""]
        {
            assert_eq!(icd(open), None, "{open}");
        }
        assert_eq!(of_code("http://hl7.org/fhir/sid/icd-10-cm", "B20"), Some(Hiv));
        assert_eq!(of_code("urn:oid:2.16.840.1.113883.6.3", "B20"), Some(Hiv));
        assert_eq!(of_code("http://snomed.info/sct", "B20"), None);
        assert_eq!(of_code(systems::DIAGNOSIS, "D-090"), Some(MentalHealth));
        assert_eq!(of_code(systems::LOINC, "7918-6"), Some(Hiv));
        assert_eq!(of_code(systems::LOINC, "718-7"), None);
    }

    #[test]
    fn words_are_known_in_either_script_and_nothing_is_taken_for_what_it_is_not() {
        for (words, category) in [
            ("HIV positive", Hiv),
            ("Test: HIV-1/2 rapid", Hiv),
            ("AIDS", Hiv),
            ("एच.आई.वी. जाँच", Hiv),
            ("एचआईवी रोग", Hiv),
            ("Major depressive disorder", MentalHealth),
            ("सिज़ोफ़्रेनिया", MentalHealth),
            ("अवसाद", MentalHealth),
            ("Alcohol-use disorder", SubstanceUse),
            ("De-addiction advised", SubstanceUse),
            ("शराब की लत", SubstanceUse),
            ("MTP done elsewhere", Reproductive),
            ("Secondary syphilis", Reproductive),
            ("गर्भपात के बाद", Reproductive),
            ("Alleged sexual assault", SexualViolence),
            ("घरेलू हिंसा", SexualViolence),
        ] {
            assert_eq!(of_words(words), [category], "{words}");
        }
        for open in ["Hives", "Hearing aids", "ST depression", "Tension headache", "Grapes", ""] {
            assert_eq!(of_words(open), [], "{open}");
        }
        assert_eq!(of_words("HIV with depression"), [Hiv, MentalHealth]);
    }

    #[test]
    fn the_table_is_written_as_it_is_compared() {
        for (_, entries) in WORDS.iter().chain(MEDICINES) {
            for entry in *entries {
                let words = entry.trim_end_matches('*');
                assert_eq!(plain(words).trim(), words, "{entry}");
            }
        }
        for unmeant in UNMEANT {
            assert_eq!(plain(unmeant), *unmeant);
            assert_ne!(of_words(&format!("{unmeant}, hiv")), [], "{unmeant}");
        }
    }

    #[test]
    fn a_medicine_is_marked_by_what_is_in_it() {
        let of = |ingredients: &[&str], groups: &[&str]| {
            let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
            let (ingredients, groups): (Vec<_>, Vec<_>) = (owned(ingredients), owned(groups));
            of_medicine(&ingredients, &groups)
        };
        assert_eq!(of(&["tenofovir", "lamivudine", "dolutegravir"], &[]), [Hiv]);
        assert_eq!(of(&["lithium carbonate"], &[]), [MentalHealth]);
        assert_eq!(of(&["a new one"], &["antiretroviral"]), [Hiv]);
        assert_eq!(of(&["paracetamol"], &["nsaid"]), []);
    }

    #[test]
    fn a_body_is_marked_by_its_label_its_codes_or_its_words() {
        let label = json!({"system": systems::ACT_CODE, "code": "PSY"});
        let of = |more: Value| {
            let mut body = json!({"resourceType": "Condition"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            marked(&body)
        };
        assert_eq!(of(json!({"meta": {"security": [label]}})), [MentalHealth]);
        let coded = json!({"coding": [{"system": systems::ICD_10, "code": "B20"}]});
        assert_eq!(of(json!({"code": coded})), [Hiv]);
        assert_eq!(of(json!({"reasonCode": [{"text": "Opioid dependence"}]})), [SubstanceUse]);
        let div = "<div><p>On <b>ART</b> for HIV</p></div>";
        assert_eq!(of(json!({"section": [{"text": {"div": div}}]})), [Hiv]);
        assert_eq!(of(json!({"code": {"text": "Fever"}})), []);
    }

    #[test]
    fn a_name_is_no_diagnosis() {
        let named = json!({"resourceType": "Patient", "name": [{"text": "Rape Depression"}]});
        assert_eq!(marked(&named), []);
        let seen = json!({
            "resourceType": "Observation",
            "performer": [{"reference": "Practitioner/1", "display": "Dr Rape"}],
            "contained": [{"resourceType": "Patient", "name": [{"text": "Hiv"}]}],
        });
        assert_eq!(marked(&seen), []);
    }
}
