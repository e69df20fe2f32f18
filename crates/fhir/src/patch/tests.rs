//! Both languages: what comes out, byte for byte, and what is refused.

use super::{Misfit, OPERATIONS_MAX, Patch, PatchFault};
use crate::Body;

const ASHA: &str = r#"{"resourceType":"Patient","id":"a", "name":[{"family":"Sharma","given":["Asha","R\u0061ni"],"_given":[null,{"id":"g"}]}],"extension":[{"url":"u","valueDecimal":1.10}],"deceasedBoolean":false}"#;

fn body(text: &str) -> Body {
    Body::parse(text.as_bytes().to_vec()).unwrap()
}

fn text(patched: Result<Body, PatchFault>) -> String {
    String::from_utf8(patched.unwrap().bytes().to_vec()).unwrap()
}

fn json(patch: &str) -> Result<Body, PatchFault> {
    Patch::json(patch.as_bytes().to_vec())?.apply(&body(ASHA))
}

/// Operations of a FHIRPath Patch: type, path and the other parts.
fn parameters(to: &str, operations: &[(&str, &str, &str)]) -> Result<Body, PatchFault> {
    let operation = |(kind, path, rest): &(&str, &str, &str)| {
        format!(
            r#"{{"name":"operation","part":[{{"name":"type","valueCode":"{kind}"}},{{"name":"path","valueString":"{path}"}}{rest}]}}"#
        )
    };
    let operations: Vec<String> = operations.iter().map(operation).collect();
    let patch =
        format!(r#"{{"resourceType":"Parameters","parameter":[{}]}}"#, operations.join(","));
    Patch::parameters(patch.into_bytes())?.apply(&body(to))
}

fn of(to: &str, kind: &str, path: &str, rest: &str) -> String {
    text(parameters(to, &[(kind, path, rest)]))
}

#[test]
fn a_json_patch_changes_what_it_names_and_spells_the_rest_as_it_was() {
    let patched = text(json(
        r#"[{"op":"test","path":"/extension/0/valueDecimal","value":1.1},
            {"op":"test","path":"/name/0/given/1","value":"Rani"},
            {"op":"replace","path":"/name/0/family","value":"Verma"},
            {"op":"add","path":"/name/0/given/-","value":"x~/"},
            {"op":"move","from":"/name/0/given/2","path":"/name/0/given/0"},
            {"op":"copy","from":"/extension/0","path":"/extension/1"},
            {"op":"remove","path":"/deceasedBoolean"},
            {"op":"add","path":"/multipleBirthInteger","value":2e0}]"#,
    ));
    let wanted = r#"{"resourceType":"Patient","id":"a","name":[{"family":"Verma","given":["x~/","Asha","R\u0061ni"],"_given":[null,{"id":"g"}]}],"extension":[{"url":"u","valueDecimal":1.10},{"url":"u","valueDecimal":1.10}],"multipleBirthInteger":2e0}"#;
    assert_eq!(patched, wanted);
    let escaped =
        r#"[{"op":"add","path":"/a~1b~0c","value":1},{"op":"test","path":"/a~1b~0c","value":1.0}]"#;
    assert!(text(json(escaped)).ends_with(r#""a/b~c":1}"#));
}

#[test]
fn a_json_patch_that_cannot_be_done_says_which_operation_and_why() {
    let unfit = |patch: &str| match json(patch) {
        Err(PatchFault::Unfit { at, what }) => (at, what),
        other => panic!("{patch}: {:?}", other.err()),
    };
    for (patch, what) in [
        (r#"[{"op":"remove","path":"/nme"}]"#, Misfit::NothingThere),
        (r#"[{"op":"replace","path":"/name/1","value":1}]"#, Misfit::NothingThere),
        (r#"[{"op":"add","path":"/name/2","value":{}}]"#, Misfit::NoSuchPlace),
        (r#"[{"op":"add","path":"/name/01","value":{}}]"#, Misfit::NoSuchPlace),
        (r#"[{"op":"test","path":"/id","value":"b"}]"#, Misfit::TestFailed),
        (r#"[{"op":"move","from":"/name","path":"/name/0"}]"#, Misfit::IntoItself),
        (r#"[{"op":"remove","path":""}]"#, Misfit::Whole),
    ] {
        assert_eq!(unfit(patch), (0, what), "{patch}");
    }
    let deep = format!(r#"[{{"op":"add","path":"{}","value":1}}]"#, "/a".repeat(1_000));
    assert_eq!(unfit(&deep), (0, Misfit::TooDeep));
    for wrong in [
        "",
        "{}",
        "null",
        "[1]",
        r#"[{"op":"add","path":"name","value":1}]"#,
        r#"[{"op":"add","path":"/a~2","value":1}]"#,
    ] {
        assert!(json(wrong).is_err_and(|fault| fault.is_unread()), "{wrong}");
    }
    let other = json(r#"[{"op":"replace","path":"/id","value":"b"}]"#);
    assert_eq!(other.err(), Some(PatchFault::OtherResource));
    assert!(matches!(
        json(r#"[{"op":"replace","path":"","value":7}]"#),
        Err(PatchFault::NoResource(_))
    ));
}

#[test]
fn what_a_patch_makes_has_a_limit() {
    let double = r#"{"op":"copy","from":"/name","path":"/name/-"}"#;
    let doubling = format!("[{}]", [double; 100].join(","));
    assert!(matches!(json(&doubling), Err(PatchFault::Unfit { what: Misfit::TooLong, .. })));
    let many = format!("[{}]", vec![double; OPERATIONS_MAX + 1].join(","));
    assert_eq!(json(&many).err(), Some(PatchFault::TooMany));
}

const SIMPLE: &str = r#"{"resourceType":"Patient","birthDate":"1920-01-01"}"#;
const THREE: &str = r#"{"resourceType":"Patient","identifier":[{"system":"a","value":"1"},{"system":"b","value":"2"},{"system":"c","value":"3"}]}"#;

#[test]
fn the_cases_that_hl7_publishes_come_out_as_it_says() {
    let date = r#",{"name":"value","valueDate":"1930-01-01"}"#;
    let changed = r#"{"resourceType":"Patient","birthDate":"1930-01-01"}"#;
    assert_eq!(of(SIMPLE, "replace", "Patient.birthDate", date), changed);
    let none = r#"{"resourceType":"Patient"}"#;
    assert_eq!(of(SIMPLE, "delete", "Patient.birthDate", ""), none);
    assert_eq!(of(none, "delete", "Patient.birthDate", ""), none, "nothing is there");
    let named =
        r#",{"name":"name","valueString":"birthDate"},{"name":"value","valueDate":"1930-01-01"}"#;
    assert_eq!(of(none, "add", "Patient", named), changed);
    let contact = r#",{"name":"name","valueString":"contact"},{"name":"value","part":[
        {"name":"name","valueHumanName":{"text":"a name"}}]}"#;
    let with_contact = r#"{"resourceType":"Patient","birthDate":"1920-01-01","contact":[{"name":{"text":"a name"}}]}"#;
    assert_eq!(of(SIMPLE, "add", "Patient", contact), with_contact);
    let gender = r#",{"name":"name","valueString":"gender"},{"name":"value","valueCode":"male"}"#;
    assert!(
        of(with_contact, "add", "Patient.contact[0]", gender)
            .ends_with(r#"{"text":"a name"},"gender":"male"}]}"#)
    );
    let fourth = r#",{"name":"index","valueInteger":3},{"name":"value","valueIdentifier":{"system":"d","value":"4.0"}}"#;
    assert!(
        of(THREE, "insert", "Patient.identifier", fourth)
            .ends_with(r#","value":"3"},{"system":"d","value":"4.0"}]}"#)
    );
    let first = fourth.replace('3', "0");
    assert!(
        of(THREE, "insert", "Patient.identifier", &first)
            .contains(r#""identifier":[{"system":"d""#)
    );
    let order = |patched: String| patched.matches(['1', '2', '3']).collect::<String>();
    let last_first =
        r#",{"name":"source","valueInteger":2},{"name":"destination","valueInteger":0}"#;
    assert_eq!(order(of(THREE, "move", "Patient.identifier", last_first)), "312");
    assert_eq!(order(of(THREE, "delete", "Patient.identifier.where(system = 'b')", "")), "13");
    let code = r#",{"name":"value","valueString":"9"}"#;
    assert_eq!(order(of(THREE, "replace", "Patient.identifier[1].value", code)), "13");
}

#[test]
fn a_choice_changes_its_name_and_extensions_follow_their_value() {
    let moment = r#",{"name":"value","valueDateTime":"2026-11-24"}"#;
    let patched = of(ASHA, "replace", "Patient.deceased", moment);
    assert!(patched.ends_with(r#""deceasedDateTime":"2026-11-24"}"#), "{patched}");
    let gone = of(ASHA, "delete", "Patient.name[0].given[1]", "");
    assert!(gone.contains(r#""given":["Asha"]}"#), "{gone}");
    let moved = r#",{"name":"source","valueInteger":1},{"name":"destination","valueInteger":0}"#;
    let moved = of(ASHA, "move", "Patient.name.given", moved);
    assert!(
        moved.contains(r#""given":["R\u0061ni","Asha"],"_given":[{"id":"g"},null]"#),
        "{moved}"
    );
    assert!(moved.contains("1.10"));
}

#[test]
fn a_fhirpath_patch_that_cannot_be_done_says_which_operation_and_why() {
    let unfit = |to: &str, kind: &str, path: &str, rest: &str| match parameters(
        to,
        &[(kind, path, rest)],
    ) {
        Err(PatchFault::Unfit { at: 0, what }) => what,
        other => panic!("{path}: {:?}", other.err()),
    };
    let value = r#",{"name":"value","valueDate":"1930-01-01"}"#;
    let birth = format!(r#",{{"name":"name","valueString":"birthDate"}}{value}"#);
    assert_eq!(unfit(SIMPLE, "add", "Patient", &birth), Misfit::ThereAlready);
    assert_eq!(
        unfit(SIMPLE, "add", "Patient", &birth.replace("birthDate", "born")),
        Misfit::NoSuchElement
    );
    assert_eq!(unfit(SIMPLE, "replace", "Patient.gender", value), Misfit::NothingThere);
    assert_eq!(unfit(THREE, "delete", "Patient.identifier", ""), Misfit::Several);
    assert_eq!(unfit(SIMPLE, "delete", "Patient", ""), Misfit::Whole);
    assert!(matches!(unfit(SIMPLE, "delete", "Patient.(", ""), Misfit::Path(_)));
    let far =
        r#",{"name":"index","valueInteger":4},{"name":"value","valueIdentifier":{"value":"4"}}"#;
    assert_eq!(unfit(THREE, "insert", "Patient.identifier", far), Misfit::NoSuchPlace);
    assert_eq!(unfit(SIMPLE, "insert", "Patient.birthDate", far), Misfit::NoList);
    for wrong in [
        "",
        "[]",
        r#"{"resourceType":"Patient"}"#,
        r#"{"resourceType":"Parameters","parameter":[{"name":"x"}]}"#,
    ] {
        assert!(
            Patch::parameters(wrong.as_bytes().to_vec()).is_err_and(|fault| fault.is_unread()),
            "{wrong}"
        );
    }
    for (kind, path) in [("bend", "Patient"), ("add", "Patient"), ("move", "Patient.birthDate")] {
        let misread = parameters(SIMPLE, &[(kind, path, "")]);
        assert!(misread.is_err_and(|fault| fault.is_unread()), "{kind}");
    }
}
