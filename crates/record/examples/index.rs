//! Reads one of three resources, checks it and works out its index rows, as often as is asked, so
//! that `xtask instructions` can count what that takes.
//!
//! `cargo run -p nabz-record --example index -- patient 100`

use nabz_fhir::Body;
use nabz_fhir::validate::check;
use nabz_record::SourceId;
use nabz_record::bulk_import::Ready;
use std::hint::black_box;
use std::process::ExitCode;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p0000007","identifier":[{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}],"text":"Medical record number"},"system":"https://clinic.example/fhir/number/patient","value":"P0000007"},{"use":"secondary","system":"https://insurer.example/member","value":"M-0000007"}],"active":true,"name":[{"use":"official","family":"Sharma","given":["Asha"]},{"use":"usual","family":"शर्मा","given":["आशा"]}],"telecom":[{"system":"phone","value":"+910000000007","use":"mobile"}],"gender":"female","birthDate":"1984-05-02","address":[{"use":"home","type":"physical","line":["B-12, Gali 4","Shahdara"],"city":"Delhi","district":"Shahdara","state":"Delhi","postalCode":"110032","country":"IN"}],"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"hi"}]}}],"generalPractitioner":[{"reference":"Practitioner/dr-07"}],"managingOrganization":{"reference":"Organization/clinic"}}"#;

const OBSERVATION: &str = r#"{"resourceType":"Observation","id":"o0000007-0-0","identifier":[{"system":"https://clinic.example/fhir/number/observation","value":"O0000007-0-0"}],"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"85354-9","display":"Blood pressure panel"}],"text":"Blood pressure panel"},"subject":{"reference":"Patient/p0000007"},"encounter":{"reference":"Encounter/e0000007-0"},"effectiveDateTime":"2024-06-01T10:20:00+05:30","performer":[{"reference":"Practitioner/dr-07"}],"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}],"text":"Systolic blood pressure"},"valueQuantity":{"value":128,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}],"text":"Diastolic blood pressure"},"valueQuantity":{"value":84,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}"#;

const PRESCRIPTION: &str = r#"{"resourceType":"MedicationRequest","id":"m0000007-0-0","identifier":[{"system":"https://clinic.example/fhir/number/medicationrequest","value":"M0000007-0-0"}],"status":"active","intent":"order","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/medicationrequest-category","code":"outpatient"}]}],"medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"C08CA01","display":"Amlodipine 5 mg tablet"}],"text":"Amlodipine 5 mg tablet"},"subject":{"reference":"Patient/p0000007"},"encounter":{"reference":"Encounter/e0000007-0"},"authoredOn":"2024-06-01T10:20:00+05:30","requester":{"reference":"Practitioner/dr-07"},"reasonReference":[{"reference":"Condition/c0000007-0"}],"dosageInstruction":[{"sequence":1,"text":"1 time a day for 30 days, after food","timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1,"unit":"tablet"}}]}],"dispenseRequest":{"quantity":{"value":30,"unit":"tablet"},"expectedSupplyDuration":{"value":30,"unit":"days","system":"http://unitsofmeasure.org","code":"d"}}}"#;

fn main() -> ExitCode {
    let mut asked = std::env::args().skip(1);
    let (name, times) = (asked.next().unwrap_or_default(), asked.next().unwrap_or_default());
    let text = match name.as_str() {
        "patient" => PATIENT,
        "observation" => OBSERVATION,
        "prescription" => PRESCRIPTION,
        _ => return ExitCode::from(2),
    };
    let Ok(times) = times.parse::<u32>() else { return ExitCode::from(2) };
    let all = (0..times).all(|_| is_indexed(black_box(text)));
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn is_indexed(text: &str) -> bool {
    let Ok(body) = Body::parse(text.as_bytes().to_vec()) else { return false };
    check(&body).is_empty() && black_box(Ready::of(body, SourceId::NABZ)).is_some()
}
