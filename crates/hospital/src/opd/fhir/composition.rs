//! What a signed note says in FHIR R4: one Composition a visit, a version for each signature.

use crate::opd::model::{Note, SignedNote};
use crate::opd::rules::marks;
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Coding, Reference};
use nabz_people::consent::fhir::Meta;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

const TITLE: &str = "OPD note";

/// An R4 Composition with the fields that a note fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Composition {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    status: &'static str,
    #[serde(rename = "type")]
    kind: CodeableConcept,
    subject: Reference,
    encounter: Reference,
    date: String,
    author: [Reference; 1],
    title: &'static str,
    attester: Vec<Attester>,
    custodian: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    section: Vec<Section>,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Attester {
    mode: &'static str,
    time: String,
    party: Reference,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Section {
    title: &'static str,
    code: CodeableConcept,
    text: Narrative,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<Reference>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Narrative {
    status: &'static str,
    div: String,
}

impl Resource for Composition {
    const TYPE: &'static str = "Composition";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// What stands signed at a visit, with every signature under it; `None` before the first. `notes`
/// are all of one visit, in order. The Composition has the visit's id: a visit has one note.
pub fn composition(notes: &[SignedNote]) -> Option<Composition> {
    let last = notes.last()?;
    let attester = |signed: &SignedNote| Attester {
        mode: "professional",
        time: signed.signed_at.to_string(),
        party: Reference::to("Practitioner", signed.signed_by),
    };
    Some(Composition {
        resource_type: Composition::TYPE,
        id: last.visit.uuid(),
        meta: Meta::marked(&marks(&last.note)),
        status: if last.nth == 0 { "final" } else { "amended" },
        kind: loinc("34108-1", "Outpatient Note"),
        subject: Reference::to("Patient", last.person),
        encounter: Reference::to("Encounter", last.visit),
        date: last.signed_at.to_string(),
        author: [Reference::to("Practitioner", last.signed_by)],
        title: TITLE,
        attester: notes.iter().map(attester).collect(),
        custodian: Reference::to("Organization", last.facility),
        section: sections(&last.note),
    })
}

/// A part that was left empty is no section: R4 wants words in each (constraint cmp-1).
fn sections(note: &Note) -> Vec<Section> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let section = |title, code: CodeableConcept, lines: Vec<String>| {
        let written = lines.iter().any(|line| !line.is_empty());
        written.then(|| Section { title, code, text: narrative(&lines), entry: Vec::new() })
    };
    let words = note.diagnoses.iter().map(|found| found.words.clone()).collect();
    let found = note.diagnoses.iter().map(|found| Reference::to("Condition", found.id));
    let diagnosis = section("Diagnosis", loinc("29548-5", "Diagnosis Narrative"), words)
        .map(|section| Section { entry: found.collect(), ..section });
    [
        section(
            "Complaint and history",
            loinc("10154-3", "Chief complaint Narrative"),
            lines(&note.complaint),
        ),
        section(
            "Examination",
            loinc("29545-1", "Physical findings Narrative"),
            lines(&note.examination),
        ),
        diagnosis,
        section("Plan", loinc("18776-5", "Plan of care note"), plan(note)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn plan(note: &Note) -> Vec<String> {
    let mut plan: Vec<String> = note.advice.lines().map(str::to_owned).collect();
    plan.extend(note.tests.iter().map(|test| format!("Test: {test}")));
    plan.extend(note.see_again_days.map(|days| format!("See again in {days} days")));
    plan
}

/// One paragraph a line. What was typed is text, never markup.
fn narrative(lines: &[String]) -> Narrative {
    let mut div = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        div.push_str("<p>");
        for letter in line.trim().chars() {
            match letter {
                '&' => div.push_str("&amp;"),
                '<' => div.push_str("&lt;"),
                '>' => div.push_str("&gt;"),
                letter => div.push(letter),
            }
        }
        div.push_str("</p>");
    }
    div.push_str("</div>");
    Narrative { status: "additional", div }
}

fn loinc(code: &str, display: &str) -> CodeableConcept {
    CodeableConcept::from(Coding::of(systems::LOINC, code).shown_as(display))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opd::model::Diagnosis;
    use nabz_fhir::body::Body;
    use nabz_fhir::validate::check;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn signed(nth: u32, advice: &str) -> SignedNote {
        let words = "Acute tonsillitis".to_owned();
        let diagnosis = Diagnosis { id: id(1), words, hindi: String::new(), code: None };
        SignedNote {
            facility: id(2),
            visit: id(3),
            nth,
            person: id(4),
            note: Note {
                complaint: "Fever, 3 days\nTemp > 101 at home".into(),
                examination: String::new(),
                diagnoses: vec![diagnosis],
                advice: advice.into(),
                tests: vec!["CRP".into()],
                see_again_days: Some(7),
                wishes: Vec::new(),
            },
            signed_at: Instant::from_microseconds(1_795_404_600_000_000 + i64::from(nth)),
            signed_by: id(5),
            prints: 1,
        }
    }

    #[test]
    fn a_signed_note_is_a_composition_with_what_was_written_as_narrative() {
        let note = composition(&[signed(0, "गरारे करें & आराम करें।")]).unwrap();
        nabz_testkit::golden!("composition.golden.json", &note);
        let body = serde_json::to_vec(&note).unwrap();
        assert_eq!(check(&Body::parse(body).unwrap()), []);
    }

    #[test]
    fn a_note_is_marked_by_whatever_was_written_in_it() {
        let marked = |note: &SignedNote| {
            let body = serde_json::to_value(composition(std::slice::from_ref(note)).unwrap());
            nabz_people::consent::fhir::sensitive(&body.unwrap()).len()
        };
        let mut note = signed(0, "Rest.");
        assert_eq!(marked(&note), 0);
        note.note.tests.push("HIV rapid".into());
        assert_eq!(marked(&note), 1);
        note.note.complaint = "Feels low, calls it अवसाद".into();
        assert_eq!(marked(&note), 2);
    }

    #[test]
    fn an_amended_note_names_every_signature_and_says_what_the_last_one_says() {
        let note = composition(&[signed(0, "Rest."), signed(1, "Rest, and fluids.")]).unwrap();
        assert_eq!((note.status, note.attester.len()), ("amended", 2));
        let plan = note.section.last().unwrap();
        assert!(plan.text.div.contains("<p>Rest, and fluids.</p>"), "{}", plan.text.div);
        assert_eq!(composition(&[]), None);
    }
}
