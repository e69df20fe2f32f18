//! A document: entries in slices by type and profile, and references from one to another.

use super::*;

const PATIENT: &str = r#"{"resourceType":"Patient","gender":"female","name":[{"text":"Asha"}],
    "identifier":[{"system":"https://nabz.example/health-id","value":"91-0001",
    "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}}]}"#;

const PRESSURE: &str = r#"{"resourceType":"Observation","status":"final","effectiveDateTime":"2026",
    "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
    "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"subject":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000001"},
    "component":[
        {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]}}]}"#;

fn document(patient: &str, pressure: &str) -> String {
    let composition = r#"{"resourceType":"Composition","status":"final","date":"2026","title":"a",
        "type":{"coding":[{"system":"http://loinc.org","code":"34133-9"}]},
        "author":[{"display":"Dr Rao"}],"subject":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000001"},
        "section":[{"title":"b","entry":[{"reference":"urn:uuid:00000000-0000-4000-8000-000000000002"}]}]}"#;
    let entry = |at: usize, resource: &str| {
        format!(
            r#"{{"fullUrl":"urn:uuid:00000000-0000-4000-8000-00000000000{at}","resource":{resource}}}"#
        )
    };
    let entries = [entry(0, composition), entry(1, patient), entry(2, pressure)].join(",");
    format!(
        r#"{{"resourceType":"Bundle","type":"document","timestamp":"2026-11-23T09:00:00Z",
            "identifier":{{"system":"https://a.example","value":"1"}},"entry":[{entries}]}}"#
    )
}

#[test]
fn a_document_is_held_against_its_profile_through_all_that_its_entries_point_to() {
    assert_eq!(wrong("city-document", &document(PATIENT, PRESSURE)), [""; 0]);
}

#[test]
fn an_entry_that_does_not_conform_is_missed_where_it_was_due() {
    let said = wrong("city-document", &document(&PATIENT.replace("MR", "DL"), PRESSURE));
    let due = "error Bundle.entry: has to be there 1 times at least, as patient".to_owned();
    assert!(said.contains(&due), "{said:#?}");
    let other = PRESSURE.replace("85354-9", "8867-4");
    let said = wrong("city-document", &document(PATIENT, &other));
    assert_eq!(
        said,
        ["error Bundle.entry: has to be there 1 times at least, as composition"],
        "the composition does not conform, since no entry of its section does"
    );
    let said = wrong("city-composition", &document(PATIENT, PRESSURE));
    assert_eq!(said, ["error Bundle: has to be Composition"]);
}

#[test]
fn of_a_reference_to_something_elsewhere_nobody_says_to_which_slice_it_belongs() {
    let composition = r#"{"resourceType":"Composition","status":"final","date":"2026","title":"a",
        "type":{"coding":[{"system":"http://loinc.org","code":"34133-9"}]},
        "author":[{"display":"Dr Rao"}],"subject":{"reference":"Patient/1"},
        "section":[{"title":"b","entry":[{"reference":"Observation/2"}]}]}"#;
    let said = said("city-composition", composition);
    assert!(!said.is_empty());
    for line in said {
        let begins = line.starts_with("information Composition.section[0].entry[0]: not checked");
        assert!(begins && line.ends_with("what it points to does not lie in this body"), "{line}");
    }
}
