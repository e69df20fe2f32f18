use super::*;
use crate::extract::{Found, values};
use crate::search::{Handling, SearchFault, parse_knowing};
use crate::tape::Tape;
use serde_json::{Value, json};

fn definition(kind: &str, expression: &str) -> Value {
    json!({
        "resourceType": "SearchParameter", "url": "https://city.example/SearchParameter/one",
        "name": "one", "status": "active", "description": "One that a city adds.", "code": "one",
        "base": ["Patient"], "type": kind, "expression": expression, "xpathUsage": "normal",
    })
}

fn added(kind: &str, expression: &str, stage: Stage) -> Addition {
    let body = definition(kind, expression).to_string();
    Addition::of(NUMBER_FIRST, body.as_bytes(), stage).unwrap()
}

fn why(change: impl FnOnce(&mut Value)) -> String {
    let mut body = definition("token", "Patient.gender");
    change(&mut body);
    Definition::read(body.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_used_says_why() {
    assert!(Definition::read(definition("token", "Patient.gender").to_string().as_bytes()).is_ok());
    for (told, change) in [
        ("the expression cannot be read: there is none", json!({"expression": null})),
        ("the expression cannot be read: not FHIRPath", json!({"expression": "Patient.("})),
        ("the expression cannot be read: no function", json!({"expression": "name.like('A')"})),
        ("parameters of the type composite cannot be", json!({"type": "composite"})),
        ("\"_one\" is no name of a parameter", json!({"code": "_one"})),
        ("\"a.b\" is no name of a parameter", json!({"code": "a.b"})),
        ("Resource is no type of resource that is kept", json!({"base": ["Resource"]})),
        ("Parameters is no type of resource", json!({"base": ["Patient", "Parameters"]})),
        ("Patient is searched by birthdate already", json!({"code": "birthdate"})),
        ("not a SearchParameter of R4: it is a Patient", json!({"resourceType": "Patient"})),
        ("not a SearchParameter of R4: SearchParameter", json!({"status": "new"})),
        ("not a SearchParameter of R4: SearchParameter", json!({"url": []})),
    ] {
        let said = why(|body| {
            let body = body.as_object_mut().unwrap();
            body.extend(change.as_object().unwrap().clone());
            body.retain(|_, value| !value.is_null());
        });
        assert!(said.starts_with(told), "{said}");
    }
}

#[test]
fn an_expression_finds_what_its_kind_can_compare() {
    let body = r#"{"resourceType":"Patient","birthDate":"1984-05-02","active":true,
        "name":[{"family":"Sharma","given":["Asha"]}],"multipleBirthInteger":2,
        "managingOrganization":{"reference":"Organization/7"},
        "generalPractitioner":[{"reference":"Practitioner/1"},{"reference":"Organization/2"}],
        "extension":[
            {"url":"blood","valueCodeableConcept":{"coding":[{"system":"s","code":"O+"}]}},
            {"url":"weight","valueQuantity":{"value":3.1,"system":"http://unitsofmeasure.org","code":"kg"}},
            {"url":"page","valueUrl":"https://a.example/x"}]}"#;
    let tape = Tape::parse(body.into()).unwrap();
    let found = |kind, expression| {
        let all = values(added(kind, expression, Stage::Answering).param(), tape.root());
        all.iter().map(|found| format!("{found:?}")).collect::<Vec<_>>()
    };
    let token = |code: &str| format!("{:?}", Found::Token { system: None, code: code.into() });
    let blood = "Patient.extension.where(url = 'blood').value";
    assert_eq!(found("token", blood), [r#"Token { system: Some("s"), code: "O+" }"#]);
    assert_eq!(found("quantity", blood), [""; 0], "a concept is no amount");
    let weight = "Patient.extension.where(url = 'weight').value.ofType(Quantity)";
    assert_eq!(found("quantity", weight).len(), 1);
    assert_eq!(found("uri", "Patient.extension('page').value").len(), 1);
    assert_eq!(found("token", "Patient.photo.exists()"), [token("false")]);
    assert_eq!(found("string", "Patient.name").len(), 2);
    assert_eq!(
        found("string", "name.family.first() & ' ' & name.given.first()"),
        [r#"Text("Sharma Asha")"#]
    );
    assert_eq!(found("date", "Patient.birthDate").len(), 1);
    assert_eq!(found("number", "Patient.multipleBirth.ofType(integer)").len(), 1);
    let doctors = "Patient.generalPractitioner.where(resolve() is Practitioner)";
    assert_eq!(found("reference", doctors), [r#"Reference("Practitioner/1")"#]);
    assert_eq!(found("token", "Person.active | Patient.active"), [token("true")]);
    assert_eq!(found("token", "Patient.name.given < 3"), [""; 0], "what cannot be computed");
}

#[test]
fn a_parameter_is_asked_for_once_its_index_is_whole_and_not_after_it_is_retired() {
    let ask = |stage, name: &str| -> Result<usize, SearchFault> {
        let added: Added = [added("token", "Patient.gender", stage)].into_iter().collect();
        let pairs = [(name.to_owned(), "male".to_owned())];
        let query = parse_knowing(&added, ResourceType::PATIENT, &pairs, Handling::Lenient)?;
        Ok(query.criteria.len())
    };
    assert_eq!(ask(Stage::Answering, "one").unwrap(), 1);
    assert_eq!(ask(Stage::Answering, "one:not").unwrap(), 1);
    let refused = ask(Stage::Filling, "one").unwrap_err();
    assert!(refused.reason.contains("still being indexed"), "{refused}");
    assert_eq!(ask(Stage::Leaving, "one").unwrap(), 0, "passed over, as whatever is not known");
}
