use super::*;
use crate::tape::Tape;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"1","meta":{"versionId":"2","tag":[{"code":"held"}]},"text":{"status":"empty","div":"<div/>"},"modifierExtension":[{"url":"u","valueDecimal":1.10}],"active":true,"_birthDate":{"extension":[{"url":"t","valueTime":"09:00:00"}]},"birthDate":"1984-05-02","maritalStatus":{"text":"married"},"contact":[{"name":{"text":"Rani"}}],"link":[{"other":{"reference":"Patient/2"},"type":"refer","id":"l"}]}"#;

fn shaped(of: ResourceType, body: &str, part: Part, elements: &[&str]) -> String {
    let tape = Tape::parse(body.as_bytes().to_vec()).unwrap();
    let elements = elements.iter().map(|name| (*name).to_owned()).collect();
    String::from_utf8(Shape { part, elements }.of(of, tape.root())).unwrap()
}

fn has(said: &str, names: &[&str]) -> bool {
    let tape = Tape::parse(said.as_bytes().to_vec()).unwrap();
    let kept: Vec<_> = tape.root().members().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(kept, names, "{said}");
    true
}

#[test]
fn each_part_has_what_r4_says_and_tells_that_it_is_one() {
    let of = |part, elements: &[&str]| shaped(ResourceType::PATIENT, PATIENT, part, elements);
    let always = ["resourceType", "id", "meta", "modifierExtension"];
    let text = of(Part::Text, &[]);
    assert!(has(
        &text,
        &["resourceType", "id", "meta", "text", "modifierExtension", "active", "link"]
    ));
    assert!(text.contains(r#""tag":[{"code":"held"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}]"#));
    let summary = of(Part::Summary, &[]);
    let also = ["active", "_birthDate", "birthDate", "link"];
    assert!(has(&summary, &[&always[..], &also[..]].concat()));
    assert!(
        summary.contains(r#""valueDecimal":1.10"#) && summary.contains(r#""valueTime":"09:00:00""#)
    );
    let data = of(Part::Data, &[]);
    assert!(!data.contains("<div/>") && data.contains("married") && data.contains("SUBSETTED"));
    let named = of(Part::Whole, &["birthDate"]);
    assert!(has(
        &named,
        &[&always[..], &["active", "_birthDate", "birthDate", "link"][..]].concat()
    ));
    let both = of(Part::Text, &["contact"]);
    assert!(both.contains("Rani") && both.contains("<div/>") && !both.contains("married"));
    assert_eq!(of(Part::Whole, &[]), PATIENT);
}

#[test]
fn what_r4_requires_stays_whether_or_not_it_was_asked_for() {
    let body = r#"{"resourceType":"Observation","status":"final","code":{"text":"Hb"},"valueQuantity":{"value":5.40},"note":[{"text":"a"}]}"#;
    let said = shaped(ResourceType::OBSERVATION, body, Part::Whole, &["value"]);
    assert!(said.starts_with(r#"{"resourceType":"Observation","status":"final","code":{"text":"Hb"},"valueQuantity":{"value":5.40},"meta":{"tag":"#), "{said}");
    assert!(!said.contains("note"));
    let again = shaped(ResourceType::OBSERVATION, &said, Part::Text, &[]);
    assert_eq!(again.matches("SUBSETTED").count(), 1);
}

#[test]
fn a_summary_has_of_a_data_type_what_a_summary_has_of_it() {
    let body = r#"{"resourceType":"Patient","photo":[{"data":"QUJD"},{"data":"QUJD","url":"http://a"}],"name":[{"given":["a",null],"_given":[null,{"id":"x"}]}]}"#;
    let said = shaped(ResourceType::PATIENT, body, Part::Summary, &[]);
    assert!(said.contains(r#""name":[{"given":["a",null],"_given":[null,{"id":"x"}]}]"#), "{said}");
    let list = r#"{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"QUJD","url":"http://a"}}]}"#;
    let said = shaped(ResourceType::named("DocumentReference").unwrap(), list, Part::Summary, &[]);
    assert!(said.contains(r#""url":"http://a""#) && !said.contains("QUJD"), "{said}");
}
