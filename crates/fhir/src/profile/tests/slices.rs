//! Slices within slices, slices that cannot be told apart, and definitions that cannot be used.

use super::*;

fn definition(of: &str, id: &str, elements: &str) -> String {
    format!(
        r#"{{"resourceType":"StructureDefinition","url":"{BASE}{id}","type":"{of}",
            "derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/{of}",
            "snapshot":{{"element":[{elements}]}}}}"#
    )
}

fn patient(elements: &str, body: &str) -> Vec<String> {
    let definition = definition("Patient", "made", elements);
    said_with(&[&definition], "made", &format!(r#"{{"resourceType":"Patient",{body}}}"#))
}

const BY_USE: &str = r#"{"id":"Patient.name","slicing":{"rules":"RULES","discriminator":[{"type":"value","path":"use"}]}}"#;

fn named(slice: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"Patient.name:{slice}",{rest}}},{{"id":"Patient.name:{slice}.use","min":1,"fixedCode":"{slice}"}}"#
    )
}

#[test]
fn slices_of_slices_are_told_apart_within_theirs() {
    let elements = [
        BY_USE.replace("RULES", "open"),
        named("official", r#""max":"2","slicing":{"rules":"open","discriminator":[{"type":"exists","path":"period"}]}"#),
        r#"{"id":"Patient.name:official/dated","max":"1"}"#.into(),
        r#"{"id":"Patient.name:official/dated.period","min":1}"#.into(),
        r#"{"id":"Patient.name:official/dated.text","min":1}"#.into(),
    ]
    .join(",");
    let name = |members: &str| format!(r#"{{"use":"official",{members}}}"#);
    let dated = name(r#""family":"A","period":{"start":"2026"}"#);
    assert_eq!(patient(&elements, &format!(r#""name":[{}]"#, name(r#""family":"A""#))), [""; 0]);
    assert_eq!(
        patient(&elements, &format!(r#""name":[{dated},{dated}]"#)),
        [
            "error Patient.name: may be there 1 times at most, as dated",
            "error Patient.name[0].text: has to be there 1 times at least",
            "error Patient.name[1].text: has to be there 1 times at least",
        ]
    );
}

#[test]
fn whatever_no_slice_has_stands_at_the_end_where_that_is_asked_for() {
    let elements =
        format!("{},{}", BY_USE.replace("RULES", "openAtEnd"), named("usual", r#""min":1"#));
    let usual = r#"{"use":"usual","text":"A"}"#;
    let other = r#"{"use":"old","text":"B"}"#;
    assert_eq!(patient(&elements, &format!(r#""name":[{usual},{other}]"#)), [""; 0]);
    assert_eq!(
        patient(&elements, &format!(r#""name":[{other},{usual}]"#)),
        ["error Patient.name[0]: has to stand before what comes before it; the order is usual"]
    );
}

#[test]
fn a_slice_that_cannot_be_told_from_others_is_said() {
    let elements = format!(
        r#"{},{{"id":"Patient.name:odd","mustSupport":false}}"#,
        BY_USE.replace("RULES", "open")
    );
    let said = patient(&elements, r#""name":[{"text":"A"}]"#);
    assert_eq!(
        said,
        ["information Patient.name: not checked: Patient.name:odd could not be asked: it says \
          nothing by which it is told from others"]
    );
}

#[test]
fn a_rule_that_cannot_be_asked_is_said_and_one_of_r4_is_not_asked_again() {
    let elements = r#"{"id":"Patient","constraint":[
        {"key":"odd-1","severity":"error","human":"a","expression":"name.where("},
        {"key":"odd-2","severity":"error","human":"b","expression":"name.conformsTo('a')"},
        {"key":"ele-1","severity":"error","human":"c","expression":"false"},
        {"key":"dom-6","severity":"warning","human":"d","expression":"text.exists()"}]}"#;
    let said = patient(elements, r#""name":[{"text":"A"}]"#);
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said.iter().all(|line| line.starts_with("information Patient: not checked: odd-")));
}

#[test]
fn a_definition_that_cannot_be_used_says_why() {
    let refused = |of: &str, elements: &str| {
        Profile::read(definition(of, "a", elements).as_bytes()).err().map(|fault| fault.to_string())
    };
    for (of, elements, why) in [
        ("Pateint", "", r#"constrains "Pateint", which is no type of R4"#),
        ("Patient", r#"{"id":"Patient.colour"}"#, "Patient.colour: is no element of R4 there"),
        (
            "Patient",
            r#"{"id":"Person.name"}"#,
            "Person.name: its id does not begin with the type that is constrained",
        ),
        ("Patient", r#"{"min":1}"#, "says no element.id"),
        (
            "Patient",
            r#"{"id":"Patient.name","max":"many"}"#,
            "Patient.name: max is no number, and not *",
        ),
        (
            "Patient",
            r#"{"id":"Patient.name","slicing":{"discriminator":[{"type":"value","path":"where(a)"}]}}"#,
            "Patient.name: the path of a discriminator cannot be read",
        ),
    ] {
        assert_eq!(refused(of, elements).as_deref(), Some(why));
    }
    assert_eq!(refused("Patient", ""), None);
    let mut profiles = Profiles::default();
    assert_eq!(profiles.add(br#"{"resourceType":"Patient"}"#), Ok(Kept::Nothing));
}

#[test]
fn work_has_an_end_however_references_and_profiles_lead_back() {
    let target = format!(r#""type":[{{"code":"Reference","targetProfile":["{BASE}made"]}}]"#);
    let elements = format!(r#"{{"id":"Patient.link.other",{target}}}"#);
    let definition = definition("Patient", "made", &elements);
    let entry = |at: usize| {
        let link =
            |to: usize| format!(r#"{{"other":{{"reference":"Patient/{to}"}},"type":"refer"}}"#);
        let links: Vec<String> = (0..30).map(link).collect();
        let links = links.join(",");
        format!(
            r#"{{"fullUrl":"https://a.example/Patient/{at}","resource":{{"resourceType":"Patient","id":"{at}","meta":{{"profile":["{BASE}made"]}},"link":[{links}]}}}}"#
        )
    };
    let entries: Vec<String> = (0..30).map(entry).collect();
    let body = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
        entries.join(",")
    );
    let of_r4 = "http://hl7.org/fhir/StructureDefinition/Bundle";
    let said = said_with(&[&definition], of_r4, &body);
    assert!(!said.is_empty());
    assert!(
        said.iter().all(|line| line.ends_with("it lies behind too many references")),
        "{said:?}"
    );
}
