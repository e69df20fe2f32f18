//! Who changed what is on record of somebody, in FHIR R4: a Provenance for each correction that
//! was approved, and for each link of two persons.

use crate::registry::model::{Corrected, CorrectionState, Decided, Link, Parted};
use nabz_access::PROGRAM;
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Period, Reference};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 Provenance with the fields that a change of a person fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    resource_type: &'static str,
    id: Uuid,
    target: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurred_period: Option<Period>,
    recorded: String,
    reason: [CodeableConcept; 1],
    activity: CodeableConcept,
    agent: Vec<Agent>,
}

/// Whoever took part in something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Agent {
    #[serde(rename = "type")]
    kind: CodeableConcept,
    who: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<Reference>,
}

impl Agent {
    /// As R4's list of parts calls theirs.
    pub(crate) fn of(part: &str, who: Reference) -> Self {
        let kind = CodeableConcept::coded(systems::PROVENANCE_PARTICIPANT, part);
        Self { kind, who, on_behalf_of: None }
    }

    /// For a facility.
    pub(crate) fn at(self, facility: FacilityId) -> Self {
        Self { on_behalf_of: Some(Reference::to("Organization", facility)), ..self }
    }
}

impl Resource for Provenance {
    const TYPE: &'static str = "Provenance";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The Provenance of a correction, with who asked for it and who approved it; `None` as long as
/// nothing on record has changed.
pub fn of_correction(corrected: &Corrected) -> Option<Provenance> {
    let Corrected { correction, decided } = corrected;
    let (decided_by, at) = decided.filter(|_| correction.state == CorrectionState::Approved)?;
    let approved = Agent::of("verifier", who(decided_by)).at(correction.facility);
    Some(Provenance {
        resource_type: Provenance::TYPE,
        id: correction.id.uuid(),
        target: vec![Reference::to("Patient", correction.person)],
        occurred_period: None,
        recorded: at.to_string(),
        reason: [CodeableConcept::text(&correction.reason)],
        activity: CodeableConcept::coded(systems::RECORD_LIFECYCLE, "amend"),
        agent: vec![Agent::of("author", who(correction.asked_by)), approved],
    })
}

/// The Provenance of a link: one for as long as it holds. Taking it back is its next version, which
/// says why, and who made it stands in the one before. It lies in the compartment of the person who
/// was linked.
pub fn of_link(link: &Link) -> Provenance {
    let (linked_by, linked_at): Decided = link.linked;
    let (activity, by, recorded, held) = match &link.undone {
        None => ("link", linked_by, linked_at, Period::since(linked_at)),
        Some(Parted { by: (undone_by, at), .. }) => {
            ("unlink", *undone_by, *at, Period::between(linked_at, *at))
        }
    };
    let parted_why = link.undone.as_ref().and_then(|parted| parted.why.as_ref());
    Provenance {
        resource_type: Provenance::TYPE,
        id: link.id.uuid(),
        target: [link.person, link.same_as].map(|one| Reference::to("Patient", one)).into(),
        occurred_period: Some(held),
        recorded: recorded.to_string(),
        reason: [CodeableConcept::text(parted_why.unwrap_or(&link.reason))],
        activity: CodeableConcept::coded(systems::RECORD_LIFECYCLE, activity),
        agent: vec![Agent::of("author", who(by))],
    }
}

/// Who did something; the program itself is nobody's Practitioner.
pub fn who(staff: StaffId) -> Reference {
    if staff == PROGRAM {
        Reference::default().shown_as("Nabz")
    } else {
        Reference::to("Practitioner", staff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::model::{Correction, Details};
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use nabz_kernel::names::PersonName;
    use nabz_testkit::MORNING;
    use serde_json::{Value, json};

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn reference(of: &str, tail: u128) -> Value {
        json!({"reference": format!("{of}/{}", Uuid::from_u128(tail))})
    }

    fn body(provenance: &Provenance) -> Value {
        serde_json::to_value(provenance).unwrap()
    }

    fn link() -> Link {
        Link {
            id: id(1),
            person: id(2),
            same_as: id(3),
            linked: (id(4), MORNING),
            reason: "the same card".into(),
            undone: None,
        }
    }

    #[test]
    fn a_link_names_both_and_ends_when_it_is_taken_back() {
        let linked = body(&of_link(&link()));
        assert_eq!(linked["target"], json!([reference("Patient", 2), reference("Patient", 3)]));
        assert_eq!(linked["occurredPeriod"], json!({"start": "2026-11-23T03:30:00Z"}));
        assert_eq!(linked["activity"]["coding"][0]["code"], "link");
        assert_eq!(linked["agent"][0]["who"], reference("Practitioner", 4));
        assert_eq!(linked["reason"], json!([{"text": "the same card"}]));
        let at = Instant::from_microseconds(1_795_404_660_000_000);
        let parted = Parted { by: (id(5), at), why: Some("two sisters".into()) };
        let undone = body(&of_link(&Link { undone: Some(parted), ..link() }));
        assert_eq!(undone["id"], linked["id"]);
        assert_eq!(undone["activity"]["coding"][0]["code"], "unlink");
        assert_eq!(undone["occurredPeriod"]["end"], "2026-11-23T03:31:00Z");
        assert_eq!(undone["recorded"], "2026-11-23T03:31:00Z");
        assert_eq!(undone["agent"][0]["who"], reference("Practitioner", 5));
        assert_eq!(undone["reason"], json!([{"text": "two sisters"}]));
        let unsaid = Parted { by: (id(5), at), why: None };
        let unsaid = body(&of_link(&Link { undone: Some(unsaid), ..link() }));
        assert_eq!(unsaid["reason"], linked["reason"], "nobody was asked then");
    }

    #[test]
    fn what_the_program_links_by_itself_is_nobody_s_word() {
        let linked = body(&of_link(&Link { linked: (PROGRAM, MORNING), ..link() }));
        assert_eq!(linked["agent"][0]["who"], json!({"display": "Nabz"}));
    }

    #[test]
    fn a_correction_says_who_asked_and_who_approved_and_a_refused_one_says_nothing() {
        let corrected = |state| Corrected {
            correction: Correction {
                id: id(1),
                person: id(2),
                person_version: 1,
                facility: id(3),
                asked_by: id(4),
                asked_at: MORNING,
                reason: "misheard".into(),
                wanted: Details::named(PersonName::of("Sumitra Devi").unwrap()),
                state,
                erases: None,
            },
            decided: Some((id(5), MORNING)),
        };
        let approved = of_correction(&corrected(CorrectionState::Approved)).unwrap();
        let approved = body(&approved);
        assert_eq!(approved["target"], json!([reference("Patient", 2)]));
        let who = [0, 1].map(|at: usize| &approved["agent"][at]["who"]);
        assert_eq!(who, [&reference("Practitioner", 4), &reference("Practitioner", 5)]);
        assert_eq!(approved["agent"][1]["onBehalfOf"], reference("Organization", 3));
        assert!(!approved.to_string().contains("Sumitra"), "a name stands in the Patient alone");
        assert_eq!(of_correction(&corrected(CorrectionState::Declined)), None);
        let waiting = Corrected { decided: None, ..corrected(CorrectionState::Asked) };
        assert_eq!(of_correction(&waiting), None);
    }
}
