//! The API as `OpenAPI` 3.0 describes it, read off the same tables as the `CapabilityStatement`: for
//! generators of clients, and for whoever tries what no client would send.

use crate::capability::is_kept;
use axum::body::Bytes;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::Added;
use nabz_fhir::definitions::params;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static DESCRIPTION: LazyLock<Bytes> =
    LazyLock::new(|| description(&Added::default()).to_string().into());

const FHIR_JSON: &str = "application/fhir+json";

/// The description, as JSON: the same as long as the program runs and no parameter was added.
pub(crate) fn bytes(added: &Added) -> Bytes {
    if added.all().is_empty() {
        return DESCRIPTION.clone();
    }
    description(added).to_string().into()
}

fn description(added: &Added) -> Value {
    let mut paths = Map::new();
    paths.insert("/".to_owned(), json!({"post": writing("Bundle", "A batch or a transaction")}));
    paths.insert("/metadata".to_owned(), json!({"get": open("CapabilityStatement")}));
    for of in ResourceType::all().filter(|of| is_kept(*of)) {
        of_type(added, of, &mut paths);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Nabz: the record of a city, as FHIR R4",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What each resource holds is said by FHIR R4; here stand the addresses \
                            and what can be asked at them.",
        },
        "servers": [{"url": "/fhir/R4"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "parameters": {
                "id": {
                    "name": "id",
                    "in": "path",
                    "required": true,
                    "schema": {"type": "string", "pattern": "^[A-Za-z0-9.-]{1,64}$"},
                },
                "version": {
                    "name": "version",
                    "in": "path",
                    "required": true,
                    "schema": {"type": "integer", "minimum": 1},
                },
            },
            "schemas": {
                "Resource": {
                    "type": "object",
                    "required": ["resourceType"],
                    "properties": {
                        "resourceType": {"type": "string"},
                        "id": {"type": "string"},
                    },
                },
            },
        },
    })
}

fn of_type(added: &Added, of: ResourceType, paths: &mut Map<String, Value>) {
    let name = of.name();
    let (id, version) = (parameter("id"), parameter("version"));
    let create = writing(name, "A new resource; If-None-Exist makes it conditional");
    let mut found = answering("Bundle", "Search");
    if let Some(members) = found.as_object_mut() {
        let all = params(of).iter().copied().chain(added.answering(of));
        let indexed = all.filter(|param| param.is_indexed());
        let asked = indexed.map(|param| query(param.code, "string"));
        let control = [("_id", "string"), ("_lastUpdated", "string"), ("_count", "integer")];
        let control = control.map(|(name, kind)| query(name, kind));
        members.insert("parameters".to_owned(), control.into_iter().chain(asked).collect());
    }
    paths.insert(format!("/{name}"), json!({"get": found, "post": create}));
    paths.insert(
        format!("/{name}/{{id}}"),
        json!({
            "parameters": [id],
            "get": answering(name, "The current version"),
            "put": writing(name, "A version under an id that the sender chose"),
            "delete": nothing("No longer there; its versions are kept"),
        }),
    );
    paths.insert(
        format!("/{name}/{{id}}/_history"),
        json!({"parameters": [id], "get": answering("Bundle", "Its versions")}),
    );
    paths.insert(
        format!("/{name}/{{id}}/_history/{{version}}"),
        json!({"parameters": [id, version], "get": answering(name, "One version")}),
    );
    paths.insert(
        format!("/{name}/$validate"),
        json!({"post": writing("OperationOutcome", "What is wrong with a resource; nothing is kept")}),
    );
}

fn parameter(name: &str) -> Value {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

fn query(name: &str, kind: &str) -> Value {
    json!({"name": name, "in": "query", "required": false, "schema": {"type": kind}})
}

/// A resource, or what is wrong.
fn answers(of: &str) -> Value {
    let content = json!({FHIR_JSON: {"schema": {"$ref": "#/components/schemas/Resource"}}});
    let outcome = json!({"description": "OperationOutcome", "content": content});
    json!({
        "2XX": {"description": of, "content": content},
        "4XX": outcome,
    })
}

fn answering(of: &str, summary: &str) -> Value {
    json!({"summary": summary, "responses": answers(of)})
}

fn open(of: &str) -> Value {
    json!({"summary": "What this server can do", "security": [], "responses": answers(of)})
}

fn nothing(summary: &str) -> Value {
    json!({"summary": summary, "responses": answers("Nothing")})
}

fn writing(of: &str, summary: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/Resource"});
    json!({
        "summary": summary,
        "requestBody": {"required": true, "content": {FHIR_JSON: {"schema": schema}}},
        "responses": answers(of),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_kept_has_its_addresses_and_its_parameters() {
        let description: Value = serde_json::from_slice(&bytes(&Added::default())).unwrap();
        let paths = description["paths"].as_object().unwrap();
        let kept = ResourceType::all().filter(|of| is_kept(*of)).count();
        assert_eq!(paths.len(), 2 + kept * 5);
        let asked = paths["/Patient"]["get"]["parameters"].as_array().unwrap();
        for name in ["_id", "birthdate", "family", "identifier"] {
            assert!(asked.iter().any(|parameter| parameter["name"] == name), "{name}");
        }
        assert!(!paths.contains_key("/Parameters"));
    }
}
