//! Bodies that R4 allows.

use super::said;

#[test]
fn what_r4_allows_passes() {
    for right in [
        r#"{"resourceType":"Patient"}"#,
        r#"{"resourceType":"Patient","_birthDate":{"extension":[{"url":"x","valueCode":"y"}]},
            "name":[{"given":[null,"Asha"],"_given":[{"extension":[{"url":"x","valueUri":"y"}]},null]}],
            "gender":"female","deceasedBoolean":false,"multipleBirthInteger":2,
            "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">A</div>"},
            "contact":[{"name":{"text":"Ravi"},"period":{"start":"2026","end":"2026-11-23"}}]}"#,
        r#"{"resourceType":"Observation","status":"final","code":{"text":"Blood pressure"},
            "subject":{"reference":"Patient/asha/_history/2","type":"Patient"},
            "effectiveDateTime":"2026-11-23T09:00:00+05:30","component":[{"code":{"text":"a"},
            "valueQuantity":{"value":120.50,"unit":"mmHg","code":"mm[Hg]",
            "system":"http://unitsofmeasure.org"}}]}"#,
        r##"{"resourceType":"MedicationRequest","status":"active","intent":"order",
            "medicationReference":{"reference":"#m"},"subject":{"reference":"urn:uuid:1"},
            "contained":[{"resourceType":"Medication","id":"m","code":{"text":"Paracetamol"}}]}"##,
        r##"{"resourceType":"Condition","subject":{"reference":"https://a.example/r4/Patient/1"},
            "clinicalStatus":{"coding":[{"code":"none","system":"https://a.example"},{"code":"active",
            "system":"http://terminology.hl7.org/CodeSystem/condition-clinical"}]},
            "asserter":{"reference":"Practitioner?identifier=https://a.example|1"},
            "contained":[{"resourceType":"Provenance","id":"p","recorded":"2026-11-23T03:30:00.5Z",
            "target":[{"reference":"#"}],"agent":[{"who":{"display":"A lab"}}]}]}"##,
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1",
            "resource":{"resourceType":"Binary","contentType":"text/plain","data":"QUFB\nQQ=="}}]}"#,
        r#"{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group",
            "item":[{"linkId":"1.1","type":"string","maxLength":20}]}]}"#,
        r#"{"resourceType":"Parameters","parameter":[{"name":"a","valueDecimal":1e-3},
            {"name":"b","part":[{"name":"c","resource":{"resourceType":"Basic","code":{"text":"x"}}}]}]}"#,
    ] {
        assert_eq!(said(right), Vec::<String>::new(), "{right}");
    }
}

#[test]
fn extensions_may_be_nested_as_deep_as_json_may() {
    let deep = |levels: usize| {
        let (open, close) = (r#"{"url":"x","extension":["#.repeat(levels), "]}".repeat(levels));
        let within = r#"{"url":"x","valueBoolean":true}"#;
        said(&format!(r#"{{"resourceType":"Patient","extension":[{open}{within}{close}]}}"#))
    };
    assert_eq!(deep(60), Vec::<String>::new());
}
