//! Made-up code systems, short enough to be read.

use crate::load::load;
use crate::read::fhir;
use nabz_store::Store;
use nabz_testkit::Database;
use serde_json::{Value, json};

/// The address of the made-up ailments.
pub(super) const AILMENTS: &str = "http://example.org/ailments";
/// The address of the made-up letters, into which ailments are mapped.
pub(super) const LETTERS: &str = "http://example.org/letters";

pub(super) struct City {
    pub(super) store: Store,
    _database: Database,
}

impl nabz_testkit::City for City {
    fn on(database: Database) -> Self {
        Self { store: database.store.clone(), _database: database }
    }
}

impl City {
    /// An empty one.
    pub(super) fn on(database: Database) -> Self {
        <Self as nabz_testkit::City>::on(database)
    }

    pub(super) fn load(&self, resource: &Value) {
        for draft in fhir::drafts(resource.to_string().into_bytes()).unwrap() {
            load(&self.store, draft, &mut |_, _| ()).unwrap();
        }
    }
}

/// Ailments: fever and cough lie below "ailment", "fever with cough" below both.
pub(super) fn ailments(version: &str) -> Value {
    let hindi = |words: &str| json!([{"language": "hi", "value": words}]);
    let lies_below = |codes: &[&str]| -> Value {
        codes.iter().map(|code| json!({"code": "parent", "valueCode": code})).collect()
    };
    json!({
        "resourceType": "CodeSystem", "url": AILMENTS, "version": version, "name": "Ailments",
        "status": "active", "content": "complete", "hierarchyMeaning": "is-a",
        "caseSensitive": false, "valueSet": "http://example.org/all-ailments",
        "copyright": "Made up; nobody holds rights.",
        "concept": [
            {"code": "A", "display": "Ailment", "property": [{"code": "notSelectable", "valueBoolean": true}],
             "concept": [
                {"code": "A1", "display": "Fever", "designation": hindi("बुखार"),
                 "property": [{"code": "part", "valueString": "whole body"}],
                 "concept": [{"code": "A11", "display": "Remittent fever"}]},
                {"code": "A2", "display": "Cough", "designation": hindi("खाँसी"), "definition": "Air, suddenly",
                 "property": [{"code": "part", "valueString": "chest"}]},
                {"code": "A9", "display": "Vapours", "property": [{"code": "inactive", "valueBoolean": true}]},
             ]},
            {"code": "A12", "display": "Fever with cough", "designation": hindi("बुखार और खाँसी"),
             "property": lies_below(&["A1", "A2"])},
        ],
    })
}

/// Fevers and what is below them, without the remittent one; of other systems two listed codes.
pub(super) fn value_set() -> Value {
    json!({
        "resourceType": "ValueSet", "url": "http://example.org/fevers", "version": "1", "status": "active",
        "compose": {
            "include": [
                {"system": AILMENTS, "filter": [{"property": "concept", "op": "is-a", "value": "A1"}]},
                {"system": "http://example.org/unloaded", "concept": [
                    {"code": "hot", "display": "Hot", "designation": [{"language": "hi", "value": "गरम"}]},
                    {"code": "cold", "display": "Cold"},
                ]},
            ],
            "exclude": [{"system": AILMENTS, "concept": [{"code": "A11"}]}],
        },
    })
}

/// Ailments as letters.
pub(super) fn concept_map() -> Value {
    json!({
        "resourceType": "ConceptMap", "url": "http://example.org/ailments-as-letters", "status": "active",
        "group": [{
            "source": AILMENTS, "target": LETTERS,
            "element": [
                {"code": "A1", "target": [
                    {"code": "f", "display": "F", "equivalence": "equivalent"},
                    {"code": "x", "equivalence": "wider", "comment": "only when nothing else fits"},
                ]},
                {"code": "A2", "target": [{"equivalence": "unmatched"}]},
            ],
            "unmapped": {"mode": "fixed", "code": "z", "display": "Z"},
        }],
    })
}
