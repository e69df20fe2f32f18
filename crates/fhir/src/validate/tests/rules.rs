//! Rules of R4 that hold and do not.

use super::super::ISSUES_MAX;
use super::{one, said};

/// A type, members of it, and which rule they break where.
const BROKEN: [(&str, &str, &str, &str); 16] = [
    ("Patient", r#""maritalStatus":{"id":"a"}"#, "Patient.maritalStatus", "ele-1"),
    ("Patient", r#""_gender":{"id":"a"}"#, "Patient.gender", "ele-1"),
    ("Patient", r#""extension":[{"url":"x"}]"#, "Patient.extension[0]", "ext-1"),
    (
        "Patient",
        r#""extension":[{"url":"x","valueCode":"a","extension":[{"url":"y","valueCode":"b"}]}]"#,
        "Patient.extension[0]",
        "ext-1",
    ),
    ("Patient", r#""telecom":[{"value":"1"}]"#, "Patient.telecom[0]", "cpt-2"),
    ("Patient", r#""photo":[{"data":"QQ=="}]"#, "Patient.photo[0]", "att-1"),
    (
        "Patient",
        r#""address":[{"period":{"start":"2026-02","end":"2026-01-31"}}]"#,
        "Patient.address[0].period",
        "per-1",
    ),
    (
        "Observation",
        r#""status":"final","code":{"text":"a"},"valueInteger":1,"dataAbsentReason":{"text":"b"}"#,
        "Observation",
        "obs-6",
    ),
    (
        "Observation",
        r#""status":"final","code":{"text":"a"},"valueQuantity":{"value":1,"code":"g"}"#,
        "Observation.valueQuantity",
        "qty-3",
    ),
    (
        "Observation",
        r#""status":"final","code":{"text":"a"},"valueRatio":{"numerator":{"value":1}}"#,
        "Observation.valueRatio",
        "rat-1",
    ),
    (
        "Observation",
        r#""status":"final","code":{"text":"a"},"referenceRange":[{"low":{"value":1,"comparator":"<"}}]"#,
        "Observation.referenceRange[0].low",
        "sqty-1",
    ),
    (
        "Observation",
        r#""status":"final","code":{"text":"a"},"referenceRange":[{"appliesTo":[{"text":"b"}]}]"#,
        "Observation.referenceRange[0]",
        "obs-3",
    ),
    ("Organization", r#""active":true"#, "Organization", "org-1"),
    (
        "Patient",
        r#""text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"> </div>"}"#,
        "Patient.text.div",
        "txt-2",
    ),
    (
        "Patient",
        r#""text":{"status":"generated","div":"<div onload=\"x\">a</div>"}"#,
        "Patient.text.div",
        "txt-1",
    ),
    (
        "CareTeam",
        r#""participant":[{"member":{"reference":"Patient/1"},"onBehalfOf":{"display":"A"}}]"#,
        "CareTeam.participant[0]",
        "ctm-1",
    ),
];

#[test]
fn a_rule_that_does_not_hold_is_said_in_the_words_of_r4_with_its_key() {
    assert_eq!(
        one("Patient", r#""contact":[{"gender":"male"}]"#),
        "invariant Patient.contact[0]: SHALL at least contain a contact's details or a reference \
         to an organization (pat-1)"
    );
    for (of, members, place, key) in BROKEN {
        let said = one(of, members);
        let is_told = said.starts_with(&format!("invariant {place}: "));
        assert!(is_told && said.ends_with(&format!("({key})")), "{key}: {said}");
    }
}

#[test]
fn what_is_misshapen_is_not_asked_for_rules() {
    let said = one("Patient", r#""contact":[{"gender":"m"}]"#);
    assert!(said.starts_with("code-invalid Patient.contact[0].gender: "), "{said}");
}

#[test]
fn rules_that_would_take_too_long_are_named_and_hide_no_error() {
    let observation = |many: usize| {
        let codings = vec![r#"{"code":"a"}"#; many].join(",");
        let component = r#"{"code":{"coding":[{"code":"b"}]},"valueInteger":1}"#;
        let components = vec![component; many].join(",");
        format!(
            r#"{{"resource":{{"resourceType":"Observation","status":"final","valueInteger":1,
                "code":{{"coding":[{codings}]}},"component":[{components}]}}}}"#
        )
    };
    // Each component is compared with each coding, which takes all steps; then there are none left.
    let entries = [vec![observation(1_000); 2], vec![observation(1); 2 * ISSUES_MAX]].concat();
    let wrong = r#"{"resource":{"resourceType":"Patient","gender":"m"}}"#;
    let said = said(&format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{},{wrong}]}}"#,
        entries.join(",")
    ));
    assert!(
        said[0].starts_with("not-supported Bundle.entry[0].resource: obs-7 could not be asked")
    );
    assert_eq!(said.len(), ISSUES_MAX + 1);
    assert!(said[ISSUES_MAX].starts_with("code-invalid Bundle.entry[102].resource.gender"));
}
