//! What an allergy says in FHIR R4.

use super::model::{Allergy, Refuted};
use super::rules;
use nabz_fhir::ResourceType;
use nabz_fhir::path::Path;
use nabz_fhir::summary::summary;
use nabz_fhir::systems;
use nabz_fhir::tape::Node;
use nabz_fhir::types::{Annotation, CodeableConcept, Reference};
use nabz_people::consent::fhir::Meta;
use nabz_record::Resource;
use serde::Serialize;
use std::borrow::Cow;
use uuid::Uuid;

/// An R4 AllergyIntolerance with the fields that an allergy fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllergyIntolerance {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    clinical_status: CodeableConcept,
    verification_status: CodeableConcept,
    #[serde(rename = "type")]
    kind: &'static str,
    criticality: &'static str,
    code: CodeableConcept,
    patient: Reference,
    recorded_date: String,
    recorder: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reaction: Vec<Reaction>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Reaction {
    manifestation: [CodeableConcept; 1],
}

impl Resource for AllergyIntolerance {
    const TYPE: &'static str = "AllergyIntolerance";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The AllergyIntolerance of one entry. A refuted one is not active, which R4 wants said of all but
/// mistakes (rule ait-1), and says who refuted it, when and why.
pub fn allergy_intolerance(allergy: &Allergy) -> AllergyIntolerance {
    let stands = allergy.refuted.is_none();
    let (clinical, verification) =
        if stands { ("active", "unconfirmed") } else { ("inactive", "refuted") };
    let reaction = (!allergy.reaction.is_empty())
        .then(|| Reaction { manifestation: [CodeableConcept::text(allergy.reaction.as_str())] });
    AllergyIntolerance {
        resource_type: AllergyIntolerance::TYPE,
        id: allergy.id.uuid(),
        meta: Meta::marked(&rules::marks(allergy)),
        clinical_status: CodeableConcept::coded(systems::ALLERGY_CLINICAL, clinical),
        verification_status: CodeableConcept::coded(systems::ALLERGY_VERIFICATION, verification),
        kind: "allergy",
        criticality: if allergy.severe { "high" } else { "unable-to-assess" },
        code: CodeableConcept::text(allergy.substance.english.as_str()),
        patient: Reference::to("Patient", allergy.person),
        recorded_date: allergy.recorded_at.to_string(),
        recorder: Reference::to("Practitioner", allergy.recorded_by),
        note: allergy.refuted.as_ref().map(why_refuted).into_iter().collect(),
        reaction: reaction.into_iter().collect(),
    }
}

fn why_refuted(refuted: &Refuted) -> Annotation {
    Annotation {
        author_reference: Some(Reference::to("Practitioner", refuted.by)),
        time: Some(refuted.at.to_string()),
        ..Annotation::text(refuted.why.as_str())
    }
}

/// What a partner's AllergyIntolerance says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// As it was written.
    pub substance: String,
    /// What happened; perhaps empty.
    pub reaction: String,
    /// Whether it threatened life.
    pub severe: bool,
}

/// Reads what another has written; `None` when it no longer stands. A status that is missing or
/// not known stands: a warning too many does less harm.
pub fn heard(body: Node<'_>) -> Option<Heard> {
    const OVER: [&str; 4] = ["refuted", "entered-in-error", "inactive", "resolved"];
    const STATUSES: [&str; 4] = [
        "verificationStatus.coding.code",
        "clinicalStatus.coding.code",
        // As partners with older releases of FHIR spell them.
        "verificationStatus",
        "clinicalStatus",
    ];
    let text = |path: &'static str| Path(path).text(body);
    if STATUSES.iter().filter_map(|path| text(path)).any(|status| OVER.contains(&&*status)) {
        return None;
    }
    let named = ["code.text", "code.coding.display", "reaction.substance.text"];
    let substance = named.iter().find_map(|path| text(path)).map(Cow::into_owned);
    let happened = ["reaction.manifestation.text", "reaction.manifestation.coding.display"];
    Some(Heard {
        substance: match substance {
            Some(words) => words,
            None => summary(ResourceType::named(AllergyIntolerance::TYPE)?, body).title,
        },
        reaction: happened.iter().find_map(|path| text(path)).unwrap_or_default().into_owned(),
        severe: Path("criticality").says(body, "high")
            || Path("reaction.severity").says(body, "severe"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allergies::model::Substance;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    #[test]
    fn an_allergy_that_stands_is_an_active_allergy_intolerance() {
        let allergy = Allergy {
            id: id(1),
            person: id(2),
            substance: Substance {
                key: "penicillin".into(),
                english: "Penicillin".into(),
                hindi: "पेनिसिलिन".into(),
            },
            reaction: "rash, swelling".into(),
            severe: true,
            facility: id(3),
            recorded_by: id(4),
            recorded_at: Instant::from_microseconds(1_795_404_600_000_000),
            refuted: None,
        };
        nabz_testkit::golden!(
            "fhir/allergy_intolerance.golden.json",
            &allergy_intolerance(&allergy)
        );
        let why = "Took it twice since without harm".to_owned();
        let refuted = Refuted { at: allergy.recorded_at, by: id(4), why };
        let wrong = Allergy { refuted: Some(refuted), ..allergy };
        nabz_testkit::golden!(
            "fhir/allergy_intolerance.refuted.golden.json",
            &allergy_intolerance(&wrong)
        );
    }
}
