//! What a dispute says in FHIR R4: a `DetectedIssue` that implicates the entry.

use super::model::Dispute;
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Reference};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_people::consent::fhir::Meta;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 `DetectedIssue` with the fields that a dispute fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DetectedIssue {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    status: &'static str,
    code: CodeableConcept,
    patient: Reference,
    identified_date_time: String,
    author: Reference,
    implicated: [Reference; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mitigation: Vec<Mitigation>,
}

/// What was done about it: that it was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Mitigation {
    action: CodeableConcept,
    date: String,
    author: Reference,
}

impl Resource for DetectedIssue {
    const TYPE: &'static str = "DetectedIssue";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The `DetectedIssue` of one dispute; one that was withdrawn is cancelled.
pub fn detected_issue(dispute: &Dispute) -> DetectedIssue {
    let implicated = Reference { reference: Some(dispute.reference.clone()), display: None };
    let stands = dispute.withdrawn.is_none();
    DetectedIssue {
        resource_type: DetectedIssue::TYPE,
        id: dispute.id.uuid(),
        meta: Meta::marked(&dispute.marks),
        status: if stands { "final" } else { "cancelled" },
        code: CodeableConcept::coded(systems::DISPUTE, dispute.ground.word()),
        patient: Reference::to("Patient", dispute.person),
        identified_date_time: dispute.raised_at.to_string(),
        author: Reference::to("Practitioner", dispute.raised_by),
        implicated: [implicated],
        detail: Some(dispute.words.clone()).filter(|words| !words.is_empty()),
        mitigation: dispute.withdrawn.map(taken_back).into_iter().collect(),
    }
}

fn taken_back((at, by): (Instant, StaffId)) -> Mitigation {
    Mitigation {
        action: CodeableConcept::text("withdrawn"),
        date: at.to_string(),
        author: Reference::to("Practitioner", by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disputes::model::{Ground, Place};
    use nabz_kernel::ids::Id;
    use nabz_people::consent::model::Sensitive;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    #[test]
    fn a_dispute_implicates_the_entry_and_is_cancelled_when_it_is_withdrawn() {
        let at = Instant::from_microseconds(1_795_404_600_000_000);
        let dispute = Dispute {
            id: id(1),
            person: id(2),
            entry: Place { of: 4, bucket: 7, entry: Uuid::from_u128(3) },
            version: 1,
            reference: "AllergyIntolerance/a-17".into(),
            ground: Ground::ProvedWrong,
            words: "Took it twice since without harm".into(),
            marks: vec![Sensitive::MentalHealth],
            facility: id(4),
            raised_by: id(5),
            raised_at: at,
            withdrawn: None,
        };
        nabz_testkit::golden!("fhir/detected_issue.golden.json", &detected_issue(&dispute));
        let marks = Vec::new();
        let withdrawn = Dispute { withdrawn: Some((at, id(6))), marks, ..dispute };
        nabz_testkit::golden!(
            "fhir/detected_issue.withdrawn.golden.json",
            &detected_issue(&withdrawn)
        );
    }
}
