//! Profiles that were loaded: what `$validate` says of them, what a partner may send, and what the
//! server says that it knows.

use super::town::{City, ONE, TWO};
use crate::{Enforce, LoadedProfiles, load_profiles};
use axum::http::StatusCode;
use nabz_fhir::ResourceType;
use nabz_store::Stop;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::fs;

const PATIENT: &str = "https://nabz.example/fhir/StructureDefinition/city-patient";

fn package() -> Vec<Vec<u8>> {
    let folder = nabz_testkit::package().join("../fhir/tests/profiles");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn load(city: &City, enforce: Option<&'static str>) -> Result<LoadedProfiles, Stop> {
    let files = package();
    let of = ResourceType::PATIENT;
    let enforce: Vec<Enforce> = enforce
        .map(|url| Enforce { of, url: (!url.is_empty()).then(|| url.to_owned()) })
        .into_iter()
        .collect();
    city.store.write_blocking(move |tx| load_profiles(tx, &files, &enforce))
}

fn patient(id: &str, has_number: bool) -> Value {
    let mut patient = json!({"resourceType": "Patient", "id": id, "gender": "female", "birthDate": "1970-01-01",
        "name": [{"text": "Asha Sharma"}]});
    if has_number {
        patient["identifier"] = json!([{"system": "https://nabz.example/health-id", "value": "91-0001",
            "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}}]);
    }
    patient
}

/// The diagnostics of the errors.
fn errors(answer: &(StatusCode, Value)) -> Vec<String> {
    let issues = answer.1["issue"].as_array().cloned().unwrap_or_default();
    let errors = issues.iter().filter(|issue| issue["severity"] == "error");
    errors.map(|issue| issue["diagnostics"].as_str().unwrap_or_default().to_owned()).collect()
}

city_tests! { City;
    fn a_body_is_held_against_profiles_that_were_loaded(city) {
        let ask = |path: &str, body: &Value| city.post(ONE, path, body);
        let named = format!("/Patient/$validate?profile={PATIENT}");
        let refused = ask(&named, &patient("a", true));
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "nothing is loaded yet");
        let first = load(city, None).unwrap();
        assert_eq!((first.added, first.known), (9, 0));
        let second = load(city, None).unwrap();
        assert_eq!((second.added, second.known), (0, 9), "the same adds nothing");
        assert_eq!(errors(&ask(&named, &patient("a", true))), [""; 0]);
        let due = |errors: &[String]| errors.iter().any(|line| line.starts_with("has to be there 1 times at least, as health"));
        assert!(due(&errors(&ask(&named, &patient("a", false)))));
        let parameters = json!({"resourceType": "Parameters", "parameter": [
            {"name": "mode", "valueCode": "profile"},
            {"name": "profile", "valueUri": format!("{PATIENT}|1.0.0")},
            {"name": "resource", "resource": patient("a", false)},
        ]});
        assert!(due(&errors(&ask("/$validate", &parameters))));
        let mut claiming = patient("a", false);
        claiming["meta"] = json!({"profile": [PATIENT]});
        assert!(due(&errors(&ask("/$validate", &claiming))));
        let other = ask(&format!("/$validate?profile={PATIENT}|2"), &patient("a", true));
        assert_eq!(other.0, StatusCode::UNPROCESSABLE_ENTITY, "another version is not loaded");
        let (_, metadata) = city.partner(ONE, "GET", "/metadata", "");
        let resources = metadata["rest"][0]["resource"].as_array().unwrap();
        let of_patient = resources.iter().find(|one| one["type"] == "Patient").unwrap();
        assert!(of_patient["supportedProfile"].as_array().unwrap().contains(&PATIENT.into()));
    }

    fn what_partners_send_keeps_to_a_profile_that_is_enforced(city) {
        let put = |id: &str, has_number| {
            city.partner(ONE, "PUT", &format!("/Patient/{id}"), &patient(id, has_number).to_string())
        };
        assert_eq!(put("a", false).0, StatusCode::CREATED);
        let unknown = load(city, Some("https://a.example/none"));
        assert!(matches!(unknown, Err(Stop::Refused(ref why)) if why.to_string().contains("FHI-079")), "{unknown:?}");
        load(city, Some(PATIENT)).unwrap();
        let refused = put("b", false);
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(errors(&refused).len(), 2, "{}", refused.1);
        assert_eq!(put("b", true).0, StatusCode::CREATED);
        let create = city.post(ONE, "/Patient/$validate?mode=create", &patient("c", false));
        assert_eq!(errors(&create).len(), 2, "what a create would be refused for");
        let plain = city.post(ONE, "/Patient/$validate", &patient("c", false));
        assert_eq!(errors(&plain), [""; 0]);
        load(city, Some("")).unwrap();
        assert_eq!(put("d", false).0, StatusCode::CREATED, "no longer enforced");
    }

    fn a_write_to_come_is_asked_about_by_its_mode(city) {
        let put = city.partner(ONE, "PUT", "/Patient/a", &patient("a", false).to_string());
        assert_eq!(put.0, StatusCode::CREATED);
        let ask = |who: &str, path: &str| city.post(who, path, &patient("a", false)).0;
        assert_eq!(ask(ONE, "/Patient/a/$validate?mode=update"), StatusCode::OK);
        assert_eq!(ask(ONE, "/Patient/b/$validate?mode=update"), StatusCode::BAD_REQUEST, "the id is another");
        assert_eq!(ask(ONE, "/Patient/$validate?mode=update"), StatusCode::BAD_REQUEST, "of which entry?");
        assert_eq!(ask(ONE, "/Patient/$validate?mode=profile"), StatusCode::BAD_REQUEST, "against which?");
        assert_eq!(ask(ONE, "/Patient/$validate?mode=guess"), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ask(ONE, "/Patient/a/$validate?mode=delete"), StatusCode::OK);
        assert_eq!(ask(TWO, "/Patient/a/$validate?mode=delete"), StatusCode::NOT_FOUND, "it is another's");
        assert_eq!(ask(ONE, "/Patient/b/$validate?mode=delete"), StatusCode::NOT_FOUND);
    }
}
