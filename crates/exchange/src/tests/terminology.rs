//! The operations of terminology over HTTP.

use super::town::{City, ONE, TWO};
use axum::http::StatusCode;
use nabz_terminology::load::load;
use nabz_terminology::read::fhir;
use nabz_testkit::city_tests;
use serde_json::{Value, json};

const AILMENTS: &str = "http://example.org/ailments";

impl City {
    fn with_ailments(&self) {
        let concepts = json!([
            {"code": "F", "display": "Fever", "designation": [{"language": "hi", "value": "बुखार"}],
             "property": [{"code": "worth", "valueInteger": 2}],
             "concept": [{"code": "FC", "display": "Fever with cough"}]},
            {"code": "C", "display": "Cough"},
        ]);
        let system = json!({"resourceType": "CodeSystem", "url": AILMENTS, "version": "7", "title": "Ailments", "status": "active",
            "content": "complete", "valueSet": "http://example.org/all", "concept": concepts});
        let map = json!({"resourceType": "ConceptMap", "url": "http://example.org/map", "status": "active", "group": [{
            "source": AILMENTS, "target": "http://example.org/letters",
            "element": [{"code": "F", "target": [{"code": "f", "display": "Letter f", "equivalence": "equivalent"}]}]}]});
        for resource in [system, map] {
            for draft in fhir::drafts(resource.to_string().into_bytes()).unwrap() {
                load(&self.store, draft, &mut |_, _| ()).unwrap();
            }
        }
    }

    fn told(&self, path: &str) -> (StatusCode, Value) {
        self.partner(ONE, "GET", &format!("/fhir/R4/{path}"), "")
    }
}

/// The value of a parameter of an answer.
fn said<'a>(body: &'a Value, name: &str) -> &'a Value {
    let all = body["parameter"].as_array().unwrap();
    let one = all.iter().find(|one| one["name"] == name).unwrap_or(&Value::Null);
    one.as_object()
        .and_then(|one| one.iter().find(|(key, _)| key.starts_with("value")))
        .map_or(&Value::Null, |(_, value)| value)
}

fn codes(body: &Value) -> Vec<&str> {
    let all = body["expansion"]["contains"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|one| one["code"].as_str()).collect()
}

fn coding(code: &str) -> Value {
    json!({"system": AILMENTS, "code": code})
}

fn parameters(parameter: &Value) -> Value {
    json!({"resourceType": "Parameters", "parameter": parameter})
}

city_tests! { City;
    fn a_code_is_looked_up_by_an_address_and_by_parameters(city) {
        city.with_ailments();
        let (status, body) = city.told("CodeSystem/$lookup?system=http://example.org/ailments&code=F&displayLanguage=hi");
        assert_eq!((status, said(&body, "display"), said(&body, "version")), (StatusCode::OK, &"बुखार".into(), &"7".into()));
        let worth = json!({"name": "property", "part": [{"name": "code", "valueCode": "worth"}, {"name": "value", "valueInteger": 2}]});
        assert!(body["parameter"].as_array().unwrap().contains(&worth), "{body}");
        let asked = parameters(&json!([{"name": "coding", "valueCoding": coding("FC")}, {"name": "property", "valueCode": "parent"}]));
        let (status, body) = city.post(&city.cookie("asha.rao"), "/fhir/R4/CodeSystem/$lookup", &asked);
        let parent = json!({"name": "property", "part": [{"name": "code", "valueCode": "parent"},
            {"name": "value", "valueCode": "F"}, {"name": "description", "valueString": "Fever"}]});
        assert_eq!(status, StatusCode::OK, "staff ask with their session: {body}");
        assert!(body["parameter"].as_array().unwrap().contains(&parent), "{body}");
    }

    fn what_is_not_loaded_is_said_plainly(city) {
        city.with_ailments();
        for (path, status, code, words) in [
            ("CodeSystem/$lookup?system=http://loinc.org&code=1", StatusCode::NOT_FOUND, "not-found", "TRM-001"),
            ("CodeSystem/$lookup?system=http://example.org/ailments&code=X", StatusCode::NOT_FOUND, "not-found", "TRM-005"),
            ("CodeSystem/$lookup?system=http://example.org/ailments&version=8&code=F", StatusCode::NOT_FOUND, "not-found", "TRM-003"),
            ("ValueSet/$expand?url=http://example.org/none", StatusCode::NOT_FOUND, "not-found", "TRM-002"),
            ("ConceptMap/$translate?url=http://example.org/none&system=x&code=y", StatusCode::NOT_FOUND, "not-found", "TRM-004"),
            ("ValueSet/$expand?url=http://example.org/all&colour=red", StatusCode::BAD_REQUEST, "not-supported", "colour"),
            ("ValueSet/$expand?url=http://example.org/all&count=many", StatusCode::UNPROCESSABLE_ENTITY, "value", "whole number"),
            ("ValueSet/$expand", StatusCode::UNPROCESSABLE_ENTITY, "required", "has to be there"),
            ("CodeSystem/$subsumes?system=http://example.org/ailments&codeA=F", StatusCode::UNPROCESSABLE_ENTITY, "required", "has to be there"),
        ] {
            let (found, body) = city.told(path);
            let issue = &body["issue"][0];
            assert_eq!((found, issue["code"].as_str()), (status, Some(code)), "{path}: {body}");
            assert!(issue["diagnostics"].as_str().unwrap().contains(words), "{path}: {body}");
        }
        let filter = json!({"property": "colour", "op": "=", "value": "red"});
        let set = json!({"resourceType": "ValueSet", "status": "active", "compose": {"include": [{"system": AILMENTS, "filter": [filter]}]}});
        let (status, body) = city.post(ONE, "/fhir/R4/ValueSet/$expand", &set);
        assert_eq!((status, body["issue"][0]["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("not-supported")));
        assert_eq!(city.told("CodeSystem/none/$validate-code?code=F").0, StatusCode::NOT_FOUND);
    }

    fn a_value_set_is_expanded_by_its_address_as_sent_and_from_the_record(city) {
        city.with_ailments();
        let (_, whole) = city.told("ValueSet/$expand?url=http://example.org/all");
        assert_eq!((codes(&whole), &whole["expansion"]["total"]), (vec!["F", "FC", "C"], &3.into()));
        let version = json!({"name": "version", "valueUri": "http://example.org/ailments|7"});
        assert_eq!(whole["expansion"]["parameter"], json!([version]));
        let (_, page) = city.told("ValueSet/$expand?url=http://example.org/all&offset=1&count=1&includeDesignations=true");
        assert_eq!((codes(&page), &page["expansion"]["offset"]), (vec!["FC"], &1.into()));
        let (_, nested) = city.told("ValueSet/$expand?url=http://example.org/all&excludeNested=false");
        assert_eq!(nested["expansion"]["contains"][0]["contains"][0]["code"], "FC");
        let (_, gender) = city.told("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender");
        assert_eq!(codes(&gender), ["female", "male", "other", "unknown"]);
        let set = json!({"resourceType": "ValueSet", "id": "coughs", "url": "http://example.org/coughs", "status": "active",
            "compose": {"include": [{"system": AILMENTS}], "exclude": [{"system": AILMENTS, "concept": [{"code": "F"}]}]}});
        let within = parameters(&json!([{"name": "valueSet", "resource": set}, {"name": "filter", "valueString": "cou"}]));
        let (_, typed) = city.post(ONE, "/fhir/R4/ValueSet/$expand", &within);
        assert_eq!((codes(&typed), typed["url"].as_str()), (vec!["C", "FC"], Some("http://example.org/coughs")));
        assert_eq!(city.partner(ONE, "PUT", "/fhir/R4/ValueSet/coughs", &set.to_string()).0, StatusCode::CREATED);
        let (_, kept) = city.partner(TWO, "GET", "/fhir/R4/ValueSet/coughs/$expand", "");
        assert_eq!(codes(&kept), ["FC", "C"], "masters are open to whoever reads");
        let (_, judged) = city.told("ValueSet/coughs/$validate-code?system=http://example.org/ailments&code=F");
        assert_eq!((said(&judged, "result"), said(&judged, "display")), (&false.into(), &"Fever".into()));
    }

    fn codes_are_judged_compared_and_translated(city) {
        city.with_ailments();
        let concept = json!({"coding": [{"system": "http://example.org/other", "code": "1"}, coding("C")]});
        let asked = parameters(&json!([{"name": "url", "valueUri": "http://example.org/all"}, {"name": "codeableConcept", "valueCodeableConcept": concept}]));
        let (_, body) = city.post(ONE, "/fhir/R4/ValueSet/$validate-code", &asked);
        assert_eq!((said(&body, "result"), said(&body, "display")), (&true.into(), &"Cough".into()));
        let (_, body) = city.told("CodeSystem/$validate-code?url=http://example.org/ailments&code=C&display=Sneeze");
        assert_eq!(said(&body, "result"), &Value::Bool(false));
        assert!(said(&body, "message").as_str().unwrap().contains("Sneeze"));
        let asked = parameters(&json!([{"name": "codingA", "valueCoding": coding("FC")}, {"name": "codingB", "valueCoding": coding("F")}]));
        let (_, body) = city.post(ONE, "/fhir/R4/CodeSystem/$subsumes", &asked);
        assert_eq!(said(&body, "outcome"), "subsumed-by");
        let (_, body) = city.told("ConceptMap/$translate?system=http://example.org/ailments&code=F&targetsystem=http://example.org/letters");
        assert_eq!(said(&body, "result"), &Value::Bool(true));
        let part = json!([{"name": "equivalence", "valueCode": "equivalent"},
            {"name": "concept", "valueCoding": {"system": "http://example.org/letters", "code": "f", "display": "Letter f"}},
            {"name": "source", "valueUri": "http://example.org/map"}]);
        assert_eq!(body["parameter"][1]["part"], part);
        let (_, body) = city.told("ConceptMap/$translate?system=http://example.org/letters&code=f&reverse=true");
        assert_eq!(body["parameter"][1]["part"][1]["valueCoding"]["code"], "F");
    }

    fn only_whoever_may_ask_anything_may_ask(city) {
        let path = "/fhir/R4/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender";
        assert_eq!(city.partner("nobody", "GET", path, "").0, StatusCode::UNAUTHORIZED);
        assert_eq!(city.get(path, &city.cookie("asha.rao")).0, StatusCode::OK);
        assert_eq!(city.get(path, "").0, StatusCode::UNAUTHORIZED);
        let (_, statement) = city.get("/fhir/R4/metadata", "");
        let resources = statement["rest"][0]["resource"].as_array().unwrap();
        let sets = resources.iter().find(|one| one["type"] == "ValueSet").unwrap();
        assert_eq!(sets["operation"][1]["definition"], "http://hl7.org/fhir/OperationDefinition/ValueSet-expand");
    }
}
