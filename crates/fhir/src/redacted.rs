//! What is left of a body for whoever must not see what it says: that there is one of this type,
//! whose it is, and which version of it. Neither why it is kept closed nor who said it stays: a
//! category, or the name of a clinic, would say as much as the body.
//!
//! Source: HL7's `SecurityAlterationIntegrityObservationValue` (`REDACTED`) and `Confidentiality`
//! (`R`: restricted).

use crate::resource_types::ResourceType;
use crate::systems;
use crate::tape::Node;
use serde_json::{Map, Value, json};

/// Members of `meta` that stay.
const META: [&str; 2] = ["versionId", "lastUpdated"];

/// The stub of a body of this type.
pub fn redacted(of: ResourceType, body: Node<'_>) -> Value {
    let mut meta: Map<String, Value> = Map::new();
    for name in META {
        let said = body.get("meta").and_then(|meta| meta.get_text(name));
        meta.extend(said.map(|said| (name.to_owned(), said.into())));
    }
    meta.insert("security".to_owned(), coded(systems::CONFIDENTIALITY, "R"));
    meta.insert("tag".to_owned(), coded(systems::OBSERVATION_VALUE, "REDACTED"));
    let mut stub: Map<String, Value> = Map::new();
    stub.insert("resourceType".to_owned(), of.name().into());
    stub.extend(body.get_text("id").map(|id| ("id".to_owned(), id.into())));
    stub.insert("meta".to_owned(), meta.into());
    for path in of.patient_paths() {
        // A subject that stands deeper, or beside others, stays in the body.
        let subject = body.get(path.0).and_then(|subject| subject.get_text("reference"));
        stub.extend(subject.map(|subject| (path.0.to_owned(), json!({"reference": subject}))));
    }
    stub.into()
}

/// Does a body say that it is such a stub?
pub(crate) fn is_redacted(body: Node<'_>) -> bool {
    let tags = body.get("meta").and_then(|meta| meta.get("tag"));
    tags.into_iter().flat_map(Node::each).any(|tag| {
        tag.get_text("code").is_some_and(|code| code == "REDACTED")
            && tag.get_text("system").is_some_and(|system| system == systems::OBSERVATION_VALUE)
    })
}

fn coded(system: &str, code: &str) -> Value {
    json!([{"system": system, "code": code}])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tape::Tape;

    fn stub_of(of: ResourceType, body: &Value) -> Value {
        redacted(of, Tape::parse(body.to_string().into_bytes()).unwrap().root())
    }

    #[test]
    fn a_stub_says_that_there_is_something_and_whose_and_nothing_of_it() {
        let body = json!({
            "resourceType": "Condition",
            "id": "7",
            "meta": {
                "versionId": "2",
                "lastUpdated": "2026-11-23T03:30:00Z",
                "source": "https://nabz.example/fhir/source/art-centre",
                "security": [{"system": systems::ACT_CODE, "code": "HIV"}],
            },
            "code": {"text": "HIV disease"},
            "subject": {"reference": "Patient/1", "display": "Asha"},
            "encounter": {"reference": "Encounter/3"},
        });
        let stub = json!({
            "resourceType": "Condition",
            "id": "7",
            "meta": {
                "versionId": "2",
                "lastUpdated": "2026-11-23T03:30:00Z",
                "security": [{"system": systems::CONFIDENTIALITY, "code": "R"}],
                "tag": [{"system": systems::OBSERVATION_VALUE, "code": "REDACTED"}],
            },
            "subject": {"reference": "Patient/1"},
        });
        assert_eq!(stub_of(ResourceType::CONDITION, &body), stub);
    }

    #[test]
    fn a_subject_stands_where_its_type_has_one_and_nowhere_else() {
        let allergy = json!({"patient": {"reference": "Patient/1"}, "subject": {"reference": "x"}});
        let stub = stub_of(ResourceType::ALLERGY_INTOLERANCE, &allergy);
        assert_eq!(
            (&stub["patient"]["reference"], stub.get("subject")),
            (&json!("Patient/1"), None)
        );
        let told = json!({"target": [{"reference": "Patient/1"}]});
        assert_eq!(stub_of(ResourceType::PROVENANCE, &told).get("target"), None);
        assert_eq!(stub_of(ResourceType::CONDITION, &json!(null)).get("id"), None);
    }
}
