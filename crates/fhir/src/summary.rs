//! One line about a body, for people: what it is about, what it says, and where it stands.

use crate::path::Path;
use crate::resource_types::ResourceType;
use crate::tape::{Kind, Node};
use std::borrow::Cow;

/// What a timeline shows of a body. Texts are as the source wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What it is about: a diagnosis, a medicine, a measurement.
    pub title: String,
    /// What it says: a value with its unit, a dosage.
    pub detail: Option<String>,
    /// The status, as FHIR's code.
    pub status: Option<String>,
    /// Marked by its source as abnormal: FHIR's interpretation code.
    pub interpretation: Option<String>,
    /// `Encounter/id` in which it was said.
    pub encounter: Option<String>,
    /// `Organization/id` where the body itself names one.
    pub organization: Option<String>,
}

/// Where the title of a body stands: the first of these that says something.
const TITLES: [&str; 10] = [
    "code",
    "medicationCodeableConcept",
    "vaccineCode",
    "type",
    "serviceType",
    "reasonCode",
    "category",
    "title",
    "description",
    "class",
];
const DETAILS: [&str; 3] = ["dosageInstruction.text", "dosage.text", "note.text"];
const STATUSES: [&str; 4] =
    ["status", "clinicalStatus.coding.code", "verificationStatus.coding.code", "lifecycleStatus"];
/// Letters of a note that a line shows.
const NOTE_LETTERS_MAX: usize = 240;

/// The one line about a body.
pub fn summary(of: ResourceType, body: Node<'_>) -> Summary {
    let text = |path: &'static str| Path(path).text(body).map(Cow::into_owned);
    let title = TITLES.iter().find_map(|name| body.get(name).and_then(words));
    let value = said_value(body).or_else(|| components(body)).or_else(|| sections(body));
    Summary {
        title: title.unwrap_or_else(|| of.name().to_owned()),
        detail: value.or_else(|| DETAILS.iter().find_map(|path| text(path))),
        status: wrong(body).or_else(|| STATUSES.iter().find_map(|path| text(path))),
        interpretation: text("interpretation.coding.code"),
        encounter: text(if of == ResourceType::ENCOUNTER { "" } else { "encounter.reference" })
            .or_else(|| text("context.reference")),
        organization: text("serviceProvider.reference")
            .or_else(|| text("performer.actor.reference").filter(|r| is_organization(r))),
    }
}

/// What proved wrong, or was written by mistake, says so before it says how it goes.
fn wrong(body: Node<'_>) -> Option<String> {
    let verified = Path("verificationStatus.coding.code").text(body)?;
    ["refuted", "entered-in-error"].contains(&&*verified).then(|| verified.into_owned())
}

fn is_organization(reference: &str) -> bool {
    reference.starts_with("Organization/")
}

/// The words of a concept, a coding, a list of either, or a plain text.
fn words(value: Node<'_>) -> Option<String> {
    if value.kind() == Kind::List {
        return value.items().find_map(words);
    }
    let text = |key| value.get_text(key).map(Cow::into_owned);
    let said = value.text().map(Cow::into_owned).or_else(|| text("text"));
    let said = said.or_else(|| text("display"));
    said.or_else(|| value.get("coding").and_then(words)).or_else(|| text("code"))
}

fn said_value(body: Node<'_>) -> Option<String> {
    if let Some(quantity) = body.get("valueQuantity") {
        let value = quantity.get("value")?.number()?;
        let unit = quantity.get_text("unit").or_else(|| quantity.get_text("code"));
        return Some(match unit.as_deref() {
            Some("%") => format!("{value}%"),
            Some(unit) => format!("{value} {unit}"),
            None => value.to_owned(),
        });
    }
    ["valueCodeableConcept", "valueString", "valueDateTime"]
        .iter()
        .find_map(|name| body.get(name).and_then(words))
}

/// A blood pressure says its value in parts.
fn components(body: Node<'_>) -> Option<String> {
    let parts = body.get("component")?.items();
    let said: Vec<String> = parts
        .filter_map(|part| {
            let name = part.get("code").and_then(words)?;
            said_value(part).map(|value| format!("{name} {value}"))
        })
        .collect();
    if said.is_empty() { None } else { Some(said.join(" · ")) }
}

/// The beginning of a note: the words of its sections, without their markup.
fn sections(body: Node<'_>) -> Option<String> {
    let narratives = body.get("section")?.items().filter_map(|part| Path("text.div").text(part));
    let said = narratives.map(|narrative| plain(&narrative));
    let said: Vec<String> = said.filter(|words| !words.is_empty()).collect();
    let whole = said.join(" · ");
    if whole.chars().count() <= NOTE_LETTERS_MAX {
        return Some(whole).filter(|words| !words.is_empty());
    }
    let start: String = whole.chars().take(NOTE_LETTERS_MAX).collect();
    Some(start + "…")
}

/// The words of a narrative. Its tags part words; the four entities of XHTML are read.
fn plain(div: &str) -> String {
    let mut words = String::new();
    for piece in div.split('<') {
        let text = piece.split_once('>').map_or(piece, |(_, text)| text);
        words.push(' ');
        words.push_str(text);
    }
    let read = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    for (entity, letter) in read {
        words = words.replace(entity, letter);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Tape;
    use serde_json::{Value, json};

    fn summed(of: ResourceType, body: &Value) -> Summary {
        summary(of, Tape::parse(body.to_string().into_bytes()).unwrap().root())
    }

    #[test]
    fn a_note_says_the_words_of_its_sections() {
        let note = json!({"title": "OPD note", "section": [
            {"text": {"div": "<div xmlns=\"x\"><p>Fever &gt; 101</p><p>Cough</p></div>"}},
            {"title": "Plan"},
            {"text": {"div": "<div><p>Rest &amp;lt; work</p></div>"}},
        ]});
        let line = summed(ResourceType::COMPOSITION, &note);
        assert_eq!(line.detail.as_deref(), Some("Fever > 101 Cough · Rest &lt; work"));
    }

    #[test]
    fn what_proved_wrong_says_so() {
        let wrong = json!({
            "clinicalStatus": {"coding": [{"code": "inactive"}]},
            "verificationStatus": {"coding": [{"code": "refuted"}]},
        });
        let line = summed(ResourceType::named("AllergyIntolerance").unwrap(), &wrong);
        assert_eq!(line.status.as_deref(), Some("refuted"));
    }

    #[test]
    fn a_line_says_what_and_how_much() {
        let height = json!({
            "status": "final",
            "code": {"coding": [{"display": "Body Height"}], "text": "Height"},
            "encounter": {"reference": "Encounter/1"},
            "valueQuantity": {"value": 173.5, "unit": "cm"},
        });
        let line = summed(ResourceType::OBSERVATION, &height);
        assert_eq!((line.title.as_str(), line.detail.as_deref()), ("Height", Some("173.5 cm")));
        assert_eq!(line.encounter.as_deref(), Some("Encounter/1"));
        let pressure = json!({
            "code": {"text": "Blood pressure"},
            "component": [
                {"code": {"text": "Systolic"}, "valueQuantity": {"value": 120, "unit": "mmHg"}},
                {"code": {"text": "Diastolic"}, "valueQuantity": {"value": 80, "unit": "mmHg"}}
            ],
        });
        let line = summed(ResourceType::OBSERVATION, &pressure);
        assert_eq!(line.detail.as_deref(), Some("Systolic 120 mmHg · Diastolic 80 mmHg"));
        let empty = summed(ResourceType::ENCOUNTER, &json!({}));
        assert_eq!(empty, Summary { title: "Encounter".into(), ..Summary::default() });
    }
}
