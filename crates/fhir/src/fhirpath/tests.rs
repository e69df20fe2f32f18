//! Expressions and what they yield, as tables.

mod faults;
mod resources;
mod values;

use super::*;
use crate::tape::Tape;

const PATIENT: &str = r##"{
    "resourceType": "Patient", "id": "asha",
    "contained": [
        {"resourceType": "Organization", "id": "o", "name": "Shanti", "alias": ["S"]},
        {"resourceType": "Practitioner", "id": "p", "active": true}
    ],
    "extension": [{"url": "http://x/ward", "valueCode": "7"}],
    "identifier": [{"system": "u", "value": "1", "period": {"start": "2020-01"}}],
    "active": true,
    "name": [
        {"use": "official", "family": "Sharma", "given": ["Asha", null, "Rani"],
         "_given": [null, {"extension": [{"url": "http://x/unheard", "valueBoolean": true}]}]},
        {"use": "usual", "text": "आशा"}
    ],
    "telecom": [
        {"system": "phone", "value": "98100 00001", "rank": 2},
        {"system": "email", "value": "Asha@example.org", "rank": 1}
    ],
    "gender": "female",
    "birthDate": "1990-05-17",
    "_birthDate": {"id": "b", "extension": [
        {"url": "http://x/time", "valueDateTime": "1990-05-17T03:10:00+05:30"}
    ]},
    "_language": {"extension": [{"url": "http://x/spoken", "valueString": "hi"}]},
    "deceasedDateTime": "2031",
    "generalPractitioner": [{"reference": "#p"}, {"reference": "Organization/9"}],
    "managingOrganization": {"reference": "#o", "display": "Shanti"}
}"##;

const OBSERVATION: &str = r#"{
    "resourceType": "Observation", "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}], "text": "Weight"},
    "issued": "2026-11-23T08:50:00+05:30",
    "valueQuantity": {"value": 61.50, "unit": "kg", "system": "http://unitsofmeasure.org",
                      "code": "kg"},
    "component": [
        {"code": {"text": "a"}, "valueQuantity": {"value": 5, "unit": "tablets"}},
        {"code": {"text": "b"}, "valueString": "low"},
        {"code": {"text": "c"}, "valueInteger": 3},
        {"code": {"text": "d"}, "valueQuantity": {"value": 25, "code": "a",
            "system": "http://unitsofmeasure.org"}}
    ]
}"#;

/// Moment of all tests: 23 November 2026, ten to nine in India.
const NOW: i64 = 1_795_404_000_123_456;

fn tape(body: &str) -> Tape {
    Tape::parse(body.as_bytes().to_vec()).unwrap()
}

/// What an expression yields of a body, as a list in JSON; or its fault.
fn told(body: &str, text: &str) -> String {
    let tape = tape(body);
    let now = nabz_kernel::clock::Instant::from_microseconds(NOW);
    let context = Context::of(&tape).unwrap().at_moment(now);
    match parse(text).and_then(|expression| expression.evaluate(&context)) {
        Ok(items) => format!("[{}]", items.iter().map(Item::to_json).collect::<Vec<_>>().join(",")),
        Err(fault) => fault.to_string(),
    }
}

/// All that is not as expected is shown at once.
fn check(body: &str, cases: &[(&str, &str)]) {
    let tell = |(text, expected): &(&str, &str)| {
        let told = told(body, text);
        (told != *expected).then(|| format!("{text}\n  yields   {told}\n  expected {expected}"))
    };
    let wrong: Vec<_> = cases.iter().filter_map(tell).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is true of a body.
fn check_true(body: &str, cases: &[&str]) {
    check(body, &cases.iter().map(|text| (*text, "[true]")).collect::<Vec<_>>());
}

/// What says nothing about a body.
fn check_empty(body: &str, cases: &[&str]) {
    check(body, &cases.iter().map(|text| (*text, "[]")).collect::<Vec<_>>());
}
