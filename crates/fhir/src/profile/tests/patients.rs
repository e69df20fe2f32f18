//! Counts, values, codes, extensions, rules and slices of a Patient.

use super::*;

const HEALTH: &str = r#"{"system":"https://nabz.example/health-id","value":"91-0001",
    "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}}"#;

fn patient(members: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","gender":"female","name":[{{"text":"Asha"}}],
            "birthDate":"1970","identifier":[{HEALTH}]{members}}}"#
    )
}

fn of(members: &str) -> Vec<String> {
    wrong("city-patient", &patient(members))
}

fn ward(value: &str) -> Vec<String> {
    of(&format!(r#","extension":[{{"url":"{BASE}ward",{value}}}]"#))
}

#[test]
fn what_conforms_is_told_only_what_it_should_say_where_it_is_known() {
    assert_eq!(
        said("city-patient", &patient("")),
        [
            "information Patient.extension: is not there; whoever knows it should say it \
             (must-support), as ward",
            "information Patient.identifier: is not there; whoever knows it should say it \
             (must-support), as voter",
        ]
    );
}

#[test]
fn what_a_profile_asks_for_beyond_r4_is_asked() {
    for (members, expected) in [
        (r#","photo":[{"title":"a"}]"#, "error Patient.photo: may not be there"),
        (
            r#","contact":[{"telecom":[{"value":"1","system":"phone"},{"value":"2","system":"phone"}]}]"#,
            "error Patient.contact[0].telecom: may be there 1 times at most",
        ),
        (r#","deceasedDateTime":"2026""#, "error Patient.deceasedDateTime: has to be boolean"),
        (
            r#","deceasedBoolean":true,"telecom":[{"value":"1","system":"phone"}]"#,
            "error Patient: Whoever has died has no phone (city-1)",
        ),
    ] {
        assert_eq!(of(members), [expected], "{members}");
    }
    let changed = |from: &str, to: &str| wrong("city-patient", &patient("").replacen(from, to, 1));
    assert_eq!(
        changed("\"1970\"", "\"1879-12-31\""),
        ["error Patient.birthDate: has to be at least 1880-01-01"]
    );
    assert_eq!(
        changed(r#""gender":"female","#, ""),
        ["error Patient.gender: has to be there 1 times at least"]
    );
    assert_eq!(
        changed(r#""text":"Asha""#, r#""family":"A""#),
        ["warning Patient: A name in words helps at a counter (city-2)"]
    );
    assert_eq!(
        changed("91-0001", "91-0001-0002-0003"),
        ["error Patient.identifier[0].value: has to be 14 letters at most"]
    );
    assert_eq!(
        changed("https://nabz.example/health-id", "https://a.example"),
        [
            r#"error Patient.identifier[0].system: has to be "https://nabz.example/health-id", and nothing else"#
        ]
    );
    assert_eq!(
        changed(r#""code":"MR""#, r#""code":"DL""#),
        ["error Patient.identifier: has to be there 1 times at least, as health"]
    );
}

#[test]
fn an_extension_is_held_against_its_definition_wherever_it_stands() {
    let system = r#""system":"https://nabz.example/fhir/CodeSystem/wards""#;
    assert_eq!(ward(&format!(r#""valueCoding":{{{system},"code":"north-1"}}"#)), [""; 0]);
    assert_eq!(
        ward(&format!(r#""valueCoding":{{{system},"code":"south"}}"#)),
        ["error Patient.extension[0].valueCoding: has no code of the value set \
          https://nabz.example/fhir/ValueSet/wards"]
    );
    assert_eq!(
        ward(r#""valueString":"north""#),
        ["error Patient.extension[0].valueString: has to be Coding"]
    );
    let deep = format!(r#","_birthDate":{{"extension":[{{"url":"{BASE}ward","valueCode":"n"}}]}}"#);
    let place = "error Patient.birthDate.extension[0].valueCode: has to be Coding";
    assert_eq!(of(&deep), [place]);
    assert_eq!(
        of(r#","extension":[{"url":"https://a.example/unknown","valueCode":"n"}]"#),
        [""; 0]
    );
    assert_eq!(
        of(r#","modifierExtension":[{"url":"https://a.example/not","valueBoolean":true}]"#),
        ["error Patient.modifierExtension[0]: changes what the rest means, and no definition of \
          https://a.example/not is loaded"]
    );
}

#[test]
fn a_code_whose_value_set_is_not_loaded_is_never_passed_over() {
    let married = r#","maritalStatus":{"coding":[{"system":"https://a.example","code":"M"}]}"#;
    let unknown = "information Patient.maritalStatus: not checked: value set \
                   https://nabz.example/fhir/ValueSet/marital is not loaded";
    assert!(said("city-patient", &patient(married)).contains(&unknown.to_owned()));
    let marital = |include: &str| {
        format!(
            r#"{{"resourceType":"ValueSet","url":"https://nabz.example/fhir/ValueSet/marital",
                "compose":{{"include":[{include}]}}}}"#
        )
    };
    let with = |include: &str| {
        let mut said = said_with(&[&marital(include)], "city-patient", &patient(married));
        said.retain(|line| line.contains("maritalStatus"));
        said.concat()
    };
    assert_eq!(with(r#"{"system":"https://a.example","concept":[{"code":"M"}]}"#), "");
    let warning = with(r#"{"system":"https://a.example","concept":[{"code":"S"}]}"#);
    assert!(warning.starts_with("warning Patient.maritalStatus: has no code"), "{warning}");
    let filtered =
        r#"{"system":"https://a.example","filter":[{"property":"a","op":"=","value":"b"}]}"#;
    assert!(with(filtered).ends_with("are chosen by a filter"), "{}", with(filtered));
    assert!(with(r#"{"system":"https://a.example"}"#).ends_with("is not loaded"));
}

#[test]
fn a_profile_without_a_snapshot_adds_to_what_it_builds_on() {
    assert_eq!(
        wrong(
            "city-child",
            &patient("").replace(r#""birthDate":"1970","#, "").replace("91-0001", "91-0001-000")
        ),
        [
            "error Patient.identifier: has to be there 1 times at least, as birth",
            "error Patient.identifier[0].value: has to be 10 letters at most",
            "error Patient.birthDate: has to be there 1 times at least",
        ]
    );
    let gone = wrong("city-child", &patient("").replace(r#""gender":"female","#, ""));
    assert!(gone.contains(&"error Patient.gender: has to be there 1 times at least".to_owned()));
}

#[test]
fn what_a_body_claims_is_asked_and_an_unknown_claim_is_said() {
    let claiming = |urls: &str| {
        let body = format!(
            r#"{{"resourceType":"Basic","meta":{{"profile":[{urls}]}},"code":{{"text":"a"}}}}"#
        );
        let tape = Tape::parse(body.into_bytes()).unwrap();
        told(&profiles_with(&[]).validate(tape.root(), None, &[]))
    };
    assert_eq!(claiming(r#""http://hl7.org/fhir/StructureDefinition/Basic""#), [""; 0]);
    assert_eq!(claiming(&format!(r#""{BASE}city-patient""#)), ["error Basic: has to be Patient"]);
    assert_eq!(
        claiming(r#""https://a.example/b|2""#),
        [
            "information Basic.meta.profile[0]: not checked: the profile https://a.example/b|2 is not loaded"
        ]
    );
}

#[test]
fn a_version_is_picked_behind_the_bar_and_the_last_one_without_it() {
    let newer = include_str!("../../../tests/profiles/StructureDefinition-city-child.json")
        .replace("\"1.0.0\"", "\"2.0.0\"");
    let profiles = profiles_with(&[&newer]);
    let version = |url: &str| {
        let found = profiles.find(&format!("{BASE}{url}"));
        found.and_then(|profile| profile.version.as_deref())
    };
    assert_eq!(version("city-child"), Some("2.0.0"));
    assert_eq!(version("city-child|1.0.0"), Some("1.0.0"));
    assert_eq!(version("city-child|3"), None);
    assert_eq!(profiles.newest().count(), 6);
}
