//! References, and what is contained.

use super::{one, said};

fn subject(reference: &str) -> String {
    one("Observation", &format!(r#""status":"final","code":{{"text":"a"}},"subject":{reference}"#))
}

#[test]
fn a_reference_that_cannot_be_followed_says_what_would_be_right() {
    let place = "value Observation.subject.reference: ";
    let none =
        "is no reference: Type/id, an absolute URL, urn:uuid:… or #id, such as \"Patient/1\"";
    for (reference, expected) in [
        ("Practitioner/1", "has to point to Patient, Group, Device, Location"),
        (
            "https://a.example/Practitioner/1/_history/2",
            "has to point to Patient, Group, Device, Location",
        ),
        (
            "https://a.example/Practitioner?identifier=1",
            "has to point to Patient, Group, Device, Location",
        ),
        ("Practitioner?identifier=1", "has to point to Patient, Group, Device, Location"),
        ("Pateint/1", "begins with no type of R4; did you mean Patient?"),
        ("Colour/1", "begins with no type of R4"),
        ("Patient", none),
        ("Patient/", none),
        ("Patient/a b", none),
        ("Patient/1/2", none),
        ("/Patient/1", none),
        ("Patient?", none),
    ] {
        let said = subject(&format!(r#"{{"reference":"{reference}"}}"#));
        assert_eq!(said, format!("{place}{expected}"), "{reference}");
    }
}

#[test]
fn the_type_beside_a_reference_agrees_with_it() {
    assert_eq!(
        subject(r#"{"reference":"Patient/1","type":"Group"}"#),
        "value Observation.subject.type: is not what the reference points to: Patient"
    );
    assert_eq!(
        subject(r#"{"display":"A","type":"http://hl7.org/fhir/StructureDefinition/Encounter"}"#),
        "value Observation.subject.type: has to point to Patient, Group, Device, Location"
    );
}

#[test]
fn what_is_contained_is_pointed_at_and_is_of_the_right_type() {
    let observation = |contained: &str, subject: &str| {
        said(&format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"text":"a"}},
                "contained":[{contained}],"subject":{{"reference":"{subject}"}}}}"#
        ))
    };
    let patient = r#"{"resourceType":"Patient","id":"p"}"#;
    assert_eq!(observation(patient, "#p"), [""; 0]);
    assert_eq!(
        observation(patient, "#q"),
        ["invalid Observation.subject.reference: points to nothing that is contained here"]
    );
    assert_eq!(
        observation(r#"{"resourceType":"Practitioner","id":"p"}"#, "#p"),
        ["value Observation.subject.reference: has to point to Patient, Group, Device, Location"]
    );
    let stray = observation(patient, "Patient/1");
    assert!(stray[0].starts_with("invariant Observation: ") && stray[0].ends_with("(dom-3)"));
    assert_eq!(stray.len(), 1);
    let wrong = observation(&patient.replace(r#""p""#, r#""p","gender":"f""#), "#p");
    assert!(wrong[0].starts_with("code-invalid Observation.contained[0].gender: "), "{wrong:?}");
    let marked = patient.replace(r#""p""#, r#""p","meta":{"security":[{"code":"R"}]}"#);
    assert!(observation(&marked, "#p")[0].ends_with("(dom-5)"));
    let deep = patient
        .replace(r#""p""#, r#""p","contained":[{"resourceType":"Basic","code":{"text":"a"}}]"#);
    assert!(observation(&deep, "#p")[0].ends_with("(dom-2)"));
}
