//! Names, kinds, counts, formats and codes.

use super::super::{ISSUES_MAX, unread};
use super::{one, said};
use crate::tape::Tape;

#[test]
fn what_is_wrong_is_said_with_its_place_and_with_what_would_be_right() {
    for (members, expected) in [
        (
            r#""brithDate":"1970""#,
            "structure Patient.brithDate: is no element of Patient; did you mean birthDate?",
        ),
        (r#""colour":"red""#, "structure Patient.colour: is no element of Patient"),
        (
            r#""contact":[{"name":{"text":"A"}},{"name":{"text":"B","colour":"red"}}]"#,
            "structure Patient.contact[1].name.colour: is no element of HumanName; \
             it has family, given, period, prefix, suffix, text, use",
        ),
        (r#""name":{"text":"A"}"#, "structure Patient.name: has to be a list: […]"),
        (r#""active":[true]"#, "structure Patient.active: has to be one value, not a list"),
        (
            r#""name":["A"]"#,
            "structure Patient.name[0]: has to be an object of the type HumanName: {…}",
        ),
        (
            r#""active":"true""#,
            "value Patient.active: has to be true or false, without quotes, such as true",
        ),
        (
            r#""multipleBirthInteger":1.0"#,
            "value Patient.multipleBirthInteger: is no integer: a whole number of 32 bits, \
             without quotes, such as -3",
        ),
        (
            r#""deceasedBoolean":true,"deceasedDateTime":"2026""#,
            "structure Patient.deceasedDateTime: only one of deceasedBoolean and this can be there",
        ),
        (
            r#""gender":"f""#,
            "code-invalid Patient.gender: one of female, male, other, unknown \
             (http://hl7.org/fhir/ValueSet/administrative-gender)",
        ),
        (
            r#""birthDate":"2023-02-29""#,
            "value Patient.birthDate: is no date, or no day of a calendar: \
             a year, a month or a day that is in a calendar, such as \"1970-01-31\"",
        ),
        (r#""id":"a b""#, "value Patient.id: letters, digits, hyphens and dots, 64 at most"),
        (
            r#""implicitRules":"a b""#,
            "value Patient.implicitRules: is no uri: a URI without white space, such as \"https://a.example/b\"",
        ),
        (r#""name":[]"#, "structure Patient.name: is an empty list; leave it out"),
        (r#""name":[{}]"#, "structure Patient.name[0]: is empty; leave it out"),
        (r#""name":[{"text":""}]"#, "structure Patient.name[0].text: is empty; leave it out"),
        (
            r#""name":[{"text":"\n "}]"#,
            "value Patient.name[0].text: is white space alone; leave it out",
        ),
        (
            r#""name":[{"text":"a\u0000"}]"#,
            "invalid Patient.name[0].text: has a control character; only tabs and ends of lines may be there",
        ),
        (r#""active":null"#, "structure Patient.active: is null; leave it out"),
        (
            r#""communication":[{"preferred":true}]"#,
            "required Patient.communication[0].language: has to be there (CodeableConcept)",
        ),
    ] {
        assert_eq!(one("Patient", members), expected);
    }
}

#[test]
fn a_choice_that_has_to_be_made_says_which_names_it_has() {
    let members = r#""status":"active","intent":"order","subject":{"reference":"Patient/1"}"#;
    assert_eq!(
        one("MedicationRequest", members),
        "required MedicationRequest.medication: has to be there \
         (one of medicationCodeableConcept, medicationReference)"
    );
    assert!(
        one("Observation", r#""code":{"text":"a"}"#).contains("(code, one of amended, cancelled")
    );
}

#[test]
fn what_stands_beside_a_list_has_its_length_and_says_what_the_list_leaves_open() {
    let given = |members: &str| one("Patient", &format!(r#""name":[{{{members}}}]"#));
    let place = "structure Patient.name[0].given";
    assert_eq!(
        given(r#""given":["A","B"],"_given":[{"id":"a"}]"#),
        format!("{place}: has 1 places, and the list without the leading _ has 2")
    );
    let alone =
        "is null, which needs an extension at the same place of the list with the leading _";
    assert_eq!(given(r#""given":["A",null]"#), format!("{place}[1]: {alone}"));
    assert_eq!(given(r#""_given":[null]"#), format!("{place}[0]: {alone}"));
    assert_eq!(
        given(r#""given":["A"],"_given":["B"]"#),
        format!("{place}[0]: has to be an object of the type Element: {{…}}")
    );
    assert_eq!(
        given(r#""given":["A"],"_given":[{"value":"B"}]"#),
        format!("{place}[0].value: is no element of Element")
    );
    let unknown = one("Patient", r#""_name":[{"id":"a"}]"#);
    assert!(unknown.starts_with("structure Patient._name: is no element of Patient"), "{unknown}");
}

#[test]
fn what_is_no_resource_says_so() {
    for (body, expected) in [
        ("[]", "structure Resource: has to be an object of the type Resource: {…}"),
        (
            "{}",
            "required Resource.resourceType: has to be there and name a type of R4, such as \"Patient\"",
        ),
        (
            r#"{"resourceType":"Patients"}"#,
            "invalid Resource.resourceType: is no type of R4; did you mean Patient?",
        ),
        (r#"{"resourceType":"DomainResource"}"#, "invalid Resource.resourceType: is no type of R4"),
    ] {
        assert_eq!(said(body), [expected], "{body}");
    }
}

#[test]
fn a_resource_within_another_is_looked_at_as_what_it_says_it_is() {
    let entry = |resource: &str| {
        one("Bundle", &format!(r#""type":"collection","entry":[{{"resource":{resource}}}]"#))
    };
    assert!(
        entry(r#"{"resourceType":"Patient","gender":"f"}"#)
            .starts_with("code-invalid Bundle.entry[0].resource.gender: one of female")
    );
    assert_eq!(
        entry(r#"{"resourceType":"Pateint"}"#),
        "invalid Bundle.entry[0].resource.resourceType: is no type of R4; did you mean Patient?"
    );
}

#[test]
fn a_required_concept_needs_one_of_the_codes_and_words_alone_are_none() {
    let status = |concept: &str| {
        one("Condition", &format!(r#""subject":{{"display":"A"}},"clinicalStatus":{concept}"#))
    };
    for concept in [
        r#"{"text":"active"}"#,
        r#"{"coding":[{"system":"https://a.example","code":"active"}]}"#,
        r#"{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"on"}]}"#,
    ] {
        let said = status(concept);
        assert!(
            said.starts_with("code-invalid Condition.clinicalStatus: one of active, "),
            "{said}"
        );
    }
}

#[test]
fn faults_are_told_up_to_a_number_and_the_walk_ends_there() {
    let names: Vec<String> = (0..10_000).map(|n| format!("\"k{n}\":[{n}]")).collect();
    assert_eq!(
        said(&format!(r#"{{"resourceType":"Patient",{}}}"#, names.join(","))).len(),
        ISSUES_MAX
    );
    let empty = vec!["{}"; 10_000].join(",");
    assert_eq!(
        said(&format!(r#"{{"resourceType":"Patient","name":[{empty}]}}"#)).len(),
        ISSUES_MAX
    );
}

#[test]
fn what_is_no_json_is_told_as_what_is_no_resource() {
    let sent = br#"{"resourceType":"Patient","gender":"male","gender":"female"}"#;
    let issue = unread(Tape::parse(sent.to_vec()).err().unwrap());
    assert_eq!(issue.code, "structure");
    assert_eq!(issue.what.to_string(), "\"gender\" stands twice in one object, at byte 43");
}
