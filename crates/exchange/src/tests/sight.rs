//! What is open to whom: a partner's own words to the partner, masters to everyone, what names no
//! patient to its source alone, and what is about somebody to whoever may read about them.

use super::town::{City, ONE, TWO};
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use serde_json::{Value, json};

/// Bodies that say of no patient whose they are, with the id under which they are put.
fn of_nobody() -> Vec<Value> {
    let code = json!({"coding": [{"system": "http://loinc.org", "code": "718-7"}]});
    let observation = |id: &str| {
        json!({"resourceType": "Observation", "id": id, "status": "final", "code": code,
               "encounter": {"reference": "Encounter/e-nobody"}})
    };
    let with = |mut body: Value, subject: Value| {
        body["subject"] = subject;
        body
    };
    vec![
        observation("o-silent"),
        with(observation("o-url"), json!({"reference": "https://lab.example/fhir/Patient/1"})),
        with(observation("o-number"), json!({"identifier": {"value": "91-1"}})),
        with(observation("o-group"), json!({"reference": "Group/g"})),
        json!({"resourceType": "Encounter", "id": "e-nobody", "status": "finished",
               "class": {"code": "AMB"}}),
        json!({"resourceType": "Composition", "id": "c", "status": "final", "type": code,
               "date": "2026-11-24", "author": [{"display": "A lab"}], "title": "A report"}),
        json!({"resourceType": "DiagnosticReport", "id": "d", "status": "final", "code": code}),
        json!({"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "QQ=="}),
        json!({"resourceType": "Provenance", "id": "p", "recorded": "2026-11-24T03:30:00Z",
               "target": [{"reference": "Observation/o-silent"}],
               "agent": [{"who": {"display": "A lab"}}]}),
        json!({"resourceType": "AuditEvent", "id": "a", "outcomeDesc": "Asha's report was read",
               "type": {"code": "rest"}, "recorded": "2026-11-24T03:30:00Z",
               "agent": [{"requestor": true}], "source": {"observer": {"display": "A lab"}}}),
        json!({"resourceType": "Group", "id": "g", "type": "person", "actual": true,
               "member": [{"entity": {"reference": "Patient/asha"}}]}),
        json!({"resourceType": "Person", "id": "n", "name": [{"family": "Sharma"}]}),
        json!({"resourceType": "Basic", "id": "x", "code": code}),
        json!({"resourceType": "Media", "id": "m", "status": "completed",
               "content": {"title": "A picture"}}),
    ]
}

fn put(city: &City, who: &str, body: &Value) -> StatusCode {
    let path = format!("/{}", address(body));
    city.partner(who, "PUT", &path, &body.to_string()).0
}

fn address(body: &Value) -> String {
    format!("{}/{}", body["resourceType"].as_str().unwrap(), body["id"].as_str().unwrap())
}

/// What is found, as `Type/id`.
fn found(answer: &(StatusCode, Value)) -> Vec<String> {
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    let entries = answer.1["entry"].as_array().into_iter().flatten();
    entries.map(|entry| address(&entry["resource"])).collect()
}

fn observation(id: &str, patient: &str) -> Value {
    json!({"resourceType": "Observation", "id": id, "status": "final", "code": {"text": "Hb"},
           "subject": {"reference": format!("Patient/{patient}")}})
}

city_tests! { City;
    fn what_names_no_patient_is_open_to_its_source_alone(city) {
        city.relate(true);
        let doctor = city.cookie("asha.rao");
        for body in of_nobody() {
            assert_eq!(put(city, ONE, &body), StatusCode::CREATED, "{body}");
        }
        for body in of_nobody() {
            let path = format!("/{}", address(&body));
            for path in [path.clone(), format!("{path}/_history"), format!("{path}/_history/1")] {
                assert_eq!(city.partner(ONE, "GET", &path, "").0, StatusCode::OK, "{path}");
                assert_eq!(city.partner(TWO, "GET", &path, "").0, StatusCode::FORBIDDEN, "{path}");
                let (status, said) = city.get(&path, &doctor);
                assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {said}");
            }
        }
        let searches = ["/Observation?code=718-7", "/Encounter?status=finished", "/Composition?status=final"];
        for search in searches {
            assert!(!found(&city.partner(ONE, "GET", search, "")).is_empty(), "{search}");
            assert_eq!(found(&city.partner(TWO, "GET", search, "")), [""; 0], "{search}");
            assert_eq!(found(&city.get(search, &doctor)), [""; 0], "{search}");
        }
    }

    fn an_include_brings_nothing_along_that_could_not_be_read(city) {
        for body in of_nobody() {
            put(city, ONE, &body);
        }
        let mut own = observation("mine", &city.asha.to_string());
        own["encounter"] = json!({"reference": "Encounter/e-nobody"});
        own["performer"] = json!([{"reference": "Organization/o"}]);
        assert_eq!(put(city, TWO, &own), StatusCode::CREATED);
        put(city, ONE, &json!({"resourceType": "Organization", "id": "o", "name": "A lab"}));
        let search = "/Observation?status=final&_include=Observation:encounter&_include=Observation:performer";
        let shown = ["Observation/mine", "Organization/o"];
        assert_eq!(found(&city.partner(TWO, "GET", search, "")), shown);
        city.relate(true);
        assert_eq!(found(&city.get(search, &city.cookie("asha.rao"))), shown);
    }

    fn masters_are_open_to_everyone_who_reads(city) {
        let doctor = city.cookie("asha.rao");
        let named = json!({"name": "A lab"});
        let active = json!({"status": "active"});
        for (of, mut body) in [
            ("Organization", named),
            ("Location", json!({})),
            ("Practitioner", json!({})),
            ("Medication", json!({})),
            ("ValueSet", active.clone()),
            ("Questionnaire", active),
        ] {
            body["resourceType"] = json!(of);
            body["id"] = json!("m");
            assert_eq!(put(city, ONE, &body), StatusCode::CREATED, "{of}");
            let path = format!("/{of}/m");
            assert_eq!(city.partner(TWO, "GET", &path, "").0, StatusCode::OK, "{of}");
            assert_eq!(city.get(&path, &doctor).0, StatusCode::OK, "{of}");
        }
    }

    fn what_was_said_of_a_patient_who_comes_later_is_found_in_their_chart(city) {
        let doctor = city.cookie("asha.rao");
        assert_eq!(put(city, TWO, &observation("early", "late")), StatusCode::CREATED);
        assert_eq!(city.partner(TWO, "GET", "/Observation/early", "").0, StatusCode::OK);
        assert_eq!(city.get("/Observation/early", &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get("/Patient/late", &doctor).0, StatusCode::NOT_FOUND);
        let late = json!({"resourceType": "Patient", "id": "late", "name": [{"family": "Sharma"}]});
        assert_eq!(put(city, ONE, &late), StatusCode::CREATED);
        assert_eq!(city.get("/Observation/early", &doctor).0, StatusCode::FORBIDDEN);
        let person = city.person_behind("late");
        assert!(city.is_published(person));
        city.relate_to(person, true);
        assert_eq!(city.get("/Observation/early", &doctor).0, StatusCode::OK);
        assert_eq!(found(&city.get("/Observation?patient=late", &doctor)), ["Observation/early"]);
        let all = found(&city.get(&format!("/Patient/{person}/$everything"), &doctor));
        for part in ["Observation/early".to_owned(), "Patient/late".to_owned(), format!("Patient/{person}")] {
            assert!(all.contains(&part), "{part}: {all:?}");
        }
    }

    fn a_source_reads_back_what_it_said_of_anybody_s_patient(city) {
        let asha = city.asha.to_string();
        assert_eq!(put(city, TWO, &observation("hb", &asha)), StatusCode::CREATED);
        for path in ["/Observation/hb", "/Observation/hb/_history", "/Observation/hb/_history/1"] {
            assert_eq!(city.partner(TWO, "GET", path, "").0, StatusCode::OK, "{path}");
            assert_eq!(city.partner(ONE, "GET", path, "").0, StatusCode::FORBIDDEN, "{path}");
        }
        let search = format!("/Observation?patient={asha}");
        assert_eq!(found(&city.partner(TWO, "GET", &search, "")), ["Observation/hb"]);
        assert_eq!(found(&city.partner(ONE, "GET", &search, "")), [""; 0]);
        let ours = format!("/Patient/{asha}");
        assert_eq!(city.partner(TWO, "GET", &ours, "").0, StatusCode::FORBIDDEN);
        assert_eq!(city.partner(TWO, "GET", &format!("{ours}/$everything"), "").0, StatusCode::FORBIDDEN);
    }

    fn a_source_does_not_read_what_others_say_of_its_patient(city) {
        put(city, ONE, &json!({"resourceType": "Patient", "id": "p"}));
        assert_eq!(put(city, TWO, &observation("theirs", "p")), StatusCode::CREATED);
        assert_eq!(put(city, ONE, &observation("own", "p")), StatusCode::CREATED);
        assert_eq!(city.partner(ONE, "GET", "/Observation/theirs", "").0, StatusCode::FORBIDDEN);
        assert_eq!(found(&city.partner(ONE, "GET", "/Observation?patient=p", "")), ["Observation/own"]);
        let all = found(&city.partner(ONE, "GET", "/Patient/p/$everything", ""));
        assert_eq!(all, ["Patient/p", "Observation/own"]);
        let with = found(&city.partner(ONE, "GET", "/Patient?_id=p&_revinclude=Observation:subject", ""));
        assert_eq!(with, ["Patient/p", "Observation/own"]);
        city.relate_to(city.person_behind("p"), true);
        let doctor = city.cookie("asha.rao");
        let mut all = found(&city.get("/Observation?patient=p", &doctor));
        all.sort();
        assert_eq!(all, ["Observation/own", "Observation/theirs"]);
    }

    fn a_condition_points_to_what_others_said_by_its_number_and_shows_nothing_of_it(city) {
        let asha = json!({"resourceType": "Patient", "id": "asha-1", "name": [{"family": "Sharma"}],
            "identifier": [{"system": "https://mrn.example", "value": "9"}]});
        put(city, ONE, &asha);
        let body = r#"{"resourceType":"Patient"}"#;
        let create = |criteria: &str| {
            city.partner_with(TWO, ("POST", "/Patient"), &[("if-none-exist", criteria)], body)
        };
        let known = create("identifier=https://mrn.example|9");
        assert_eq!(known, (StatusCode::OK, Value::Null), "found, and not shown");
        let (status, made) = create("family=sharma");
        assert_eq!((status, &made["resourceType"]), (StatusCode::CREATED, &"Patient".into()));
        let (status, _) = create("identifier=https://mrn.example|9&family=sharma");
        assert_eq!(status, StatusCode::CREATED, "a number cannot be used to ask for a name");
        let (status, _) = create("identifier=https://mrn.example|9&_filter=family eq sharma or family eq x");
        assert_eq!(status, StatusCode::CREATED, "nor with a filter");
        let (status, _) = create("identifier:of-type=t|MR|9");
        assert_eq!(status, StatusCode::CREATED, "nor for a type");
    }
}
