//! What a signed visit says in FHIR R4: its note here below, and each diagnosis as one Condition of
//! many versions.

mod composition;

pub use composition::{Composition, composition};

use super::model::{Diagnosis, SignedNote};
use super::rules::marks_of;
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Coding, Reference};
use nabz_people::consent::fhir::Meta;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 Condition with the fields that a diagnosis fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clinical_status: Option<CodeableConcept>,
    verification_status: CodeableConcept,
    category: [CodeableConcept; 1],
    code: CodeableConcept,
    subject: Reference,
    encounter: Reference,
    recorded_date: String,
    recorder: Reference,
}

impl Resource for Condition {
    const TYPE: &'static str = "Condition";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// Every diagnosis that was ever signed at a visit; one that the last note no longer has was an
/// error. `notes` are all of one visit, in order.
pub fn conditions(notes: &[SignedNote]) -> Vec<Condition> {
    let Some(last) = notes.last() else { return Vec::new() };
    let mut said: Vec<Condition> = Vec::new();
    for note in notes {
        for diagnosis in &note.note.diagnoses {
            if said.iter().all(|known| known.id != diagnosis.id.uuid()) {
                let stands = last.note.diagnoses.iter().any(|kept| kept.id == diagnosis.id);
                said.push(condition(note, diagnosis, stands));
            }
        }
    }
    said
}

/// One that does not stand has no clinical status (constraint con-5).
fn condition(note: &SignedNote, diagnosis: &Diagnosis, stands: bool) -> Condition {
    let verification = if stands { "confirmed" } else { "entered-in-error" };
    let code = match &diagnosis.code {
        Some(code) => CodeableConcept::from(
            Coding::of(&code.system, code.code.as_str()).shown_as(diagnosis.words.as_str()),
        ),
        None => CodeableConcept::default(),
    };
    Condition {
        resource_type: Condition::TYPE,
        id: diagnosis.id.uuid(),
        meta: Meta::marked(&marks_of(diagnosis)),
        clinical_status: stands
            .then(|| CodeableConcept::coded(systems::CONDITION_CLINICAL, "active")),
        verification_status: CodeableConcept::coded(systems::CONDITION_VERIFICATION, verification),
        category: [CodeableConcept::coded(systems::CONDITION_CATEGORY, "encounter-diagnosis")],
        code: code.with_text(diagnosis.words.as_str()),
        subject: Reference::to("Patient", note.person),
        encounter: Reference::to("Encounter", note.visit),
        recorded_date: note.signed_at.to_string(),
        recorder: Reference::to("Practitioner", note.signed_by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::model::CodeRef;
    use crate::opd::model::Note;
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use nabz_people::consent::model::Sensitive;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn signed(diagnosis: Diagnosis) -> SignedNote {
        SignedNote {
            facility: id(2),
            visit: id(3),
            nth: 0,
            person: id(4),
            note: Note {
                complaint: String::new(),
                examination: String::new(),
                diagnoses: vec![diagnosis],
                advice: String::new(),
                tests: Vec::new(),
                see_again_days: None,
                wishes: Vec::new(),
            },
            signed_at: Instant::from_microseconds(1_795_404_600_000_000),
            signed_by: id(5),
            prints: 1,
        }
    }

    fn diagnosis(words: &str, hindi: &str, code: Option<(&str, &str)>) -> Diagnosis {
        let code = code.map(|(system, code)| CodeRef { system: system.into(), code: code.into() });
        Diagnosis { id: id(1), words: words.into(), hindi: hindi.into(), code }
    }

    #[test]
    fn a_signed_diagnosis_is_an_active_condition_of_the_encounter() {
        let code = Some((systems::DIAGNOSIS, "D-002"));
        let note = signed(diagnosis("Acute tonsillitis", "तीव्र टॉन्सिलाइटिस", code));
        nabz_testkit::golden!("fhir/conditions.golden.json", &conditions(&[note]));
    }

    #[test]
    fn a_diagnosis_is_marked_by_its_code_or_by_the_words_of_one_that_has_none() {
        let of = |words: &str, code| {
            let note = signed(diagnosis(words, "", code));
            let marked = |body: Vec<u8>| {
                nabz_people::consent::fhir::sensitive(Tape::parse(body).unwrap().root())
            };
            let condition = serde_json::to_vec(&conditions(std::slice::from_ref(&note))[0]);
            let composition = serde_json::to_vec(&composition(&[note]).unwrap());
            (marked(condition.unwrap()), marked(composition.unwrap()))
        };
        let both = |category| (vec![category], vec![category]);
        assert_eq!(of("Retro positive", Some((systems::ICD_10, "B20"))), both(Sensitive::Hiv));
        let own = Some((systems::DIAGNOSIS, "D-090"));
        assert_eq!(of("Low mood", own), both(Sensitive::MentalHealth));
        assert_eq!(of("Syphilis, early", None), both(Sensitive::Reproductive));
        assert_eq!(of("Fever", None), (Vec::new(), Vec::new()));
    }
}
