//! Resources that are right, each made wrong in five ways: every one is refused, at its place.
#![expect(clippy::unwrap_used, reason = "an example that cannot be read stops the test")]

use nabz_fhir::Body;
use nabz_fhir::validate::check;
use serde_json::{Value, json};

/// What is changed of one resource: pointers into its JSON.
struct Example {
    text: &'static str,
    /// What has to be there.
    required: &'static str,
    /// What is of another type than a list of lists.
    typed: &'static str,
    /// A date or a moment.
    date: &'static str,
    /// A code of a required value set.
    code: &'static str,
}

macro_rules! examples {
    ($($of:literal: $required:literal, $typed:literal, $date:literal, $code:literal;)+) => {
        [$(Example {
            text: include_str!(concat!("examples/", $of, ".json")),
            required: $required,
            typed: $typed,
            date: $date,
            code: $code,
        }),+]
    };
}

fn examples() -> [Example; 12] {
    examples! {
        "AllergyIntolerance": "/patient", "/code", "/recordedDate", "/type";
        "Composition": "/title", "/section/0/title", "/date", "/status";
        "Condition": "/subject", "/code/text", "/recordedDate", "/clinicalStatus/coding/0/code";
        "DiagnosticReport": "/code", "/subject", "/issued", "/status";
        "Encounter": "/class", "/period", "/period/end", "/status";
        "Immunization": "/occurrenceDateTime", "/primarySource", "/occurrenceDateTime", "/status";
        "MedicationDispense": "/status", "/quantity/value", "/whenHandedOver", "/status";
        "MedicationRequest": "/medicationCodeableConcept", "/dispenseRequest/numberOfRepeatsAllowed",
            "/authoredOn", "/intent";
        "Observation": "/code", "/valueQuantity/value", "/effectiveDateTime", "/status";
        "Patient": "/link/0/other", "/active", "/birthDate", "/link/0/type";
        "Practitioner": "/qualification/0/code", "/name/0/text", "/birthDate", "/gender";
        "Procedure": "/subject", "/code", "/performedDateTime", "/status";
    }
}

/// The issue types of all that is wrong, each with its place.
fn wrong(of: &Value) -> Vec<(&'static str, String)> {
    let body = Body::parse(of.to_string().into_bytes()).unwrap();
    check(&body).into_iter().map(|issue| (issue.code, issue.expression)).collect()
}

/// The place of a pointer as FHIR says it: `Patient.link[0].type`.
fn place(of: &Value, pointer: &str) -> String {
    let step = |step: &str| match step.parse::<usize>() {
        Ok(at) => format!("[{at}]"),
        Err(_) => format!(".{step}"),
    };
    let of = of["resourceType"].as_str().unwrap();
    of.to_owned() + &pointer.split('/').skip(1).map(step).collect::<String>()
}

/// The resource with something else at the place; without anything there for `Null`.
fn changed(of: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = of.clone();
    let (above, name) = pointer.rsplit_once('/').unwrap();
    let within = changed.pointer_mut(above).unwrap().as_object_mut().unwrap();
    assert!(within.contains_key(name), "{pointer}");
    if value.is_null() {
        within.remove(name);
    } else {
        within.insert(name.to_owned(), value);
    }
    changed
}

#[test]
fn a_resource_that_is_made_wrong_in_any_way_is_refused_at_its_place() {
    for example in examples() {
        let right: Value = serde_json::from_str(example.text).unwrap();
        assert_eq!(wrong(&right), [], "{}", example.text);
        let refused = |how: &str, pointer: &str, value: Value, codes: &[&str]| {
            let found = wrong(&changed(&right, pointer, value));
            let (code, at) = found.first().unwrap_or_else(|| panic!("{how}: {}", example.text));
            assert!(codes.contains(code), "{how} {pointer}: {found:?}");
            let place = place(&right, pointer);
            // A choice is missed under its name without the type, a concept's code at the concept.
            let shared = at.starts_with(&place) || place.starts_with(at.as_str());
            assert!(shared, "{how} {place}: {found:?}");
        };
        refused("missing", example.required, Value::Null, &["required"]);
        refused("wrong type", example.typed, json!([[1]]), &["structure", "value"]);
        for date in ["2026-02-30", "23-11-2026", "2026-11-23T25:00:00Z", ""] {
            refused("bad date", example.date, json!(date), &["value", "structure"]);
        }
        refused("bad code", example.code, json!("no-such-code"), &["code-invalid"]);
        let mut unknown = right.clone();
        unknown["colour"] = json!("red");
        let place = place(&right, "/colour");
        assert_eq!(wrong(&unknown), [("structure", place)], "an unknown field");
    }
}
