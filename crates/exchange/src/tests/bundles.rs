//! Transactions and batches over HTTP.

use super::api::{Answer, City, asha};
use axum::http::{Method, StatusCode};
use nabz_testkit::city_tests;
use serde_json::{Value, json};

fn bundle(kind: &str, entries: &[Value]) -> Value {
    json!({"resourceType": "Bundle", "type": kind, "entry": entries})
}

fn send(city: &City, kind: &str, entries: &[Value]) -> Answer {
    city.send(Method::POST, "/fhir/R4", &bundle(kind, entries))
}

fn entry(method: &str, url: &str, resource: Option<Value>) -> Value {
    let mut entry = json!({"request": {"method": method, "url": url}});
    if let Some(resource) = resource {
        entry["resource"] = resource;
    }
    entry
}

fn with(mut entry: Value, name: &str, value: &str) -> Value {
    entry["request"][name] = value.into();
    entry
}

/// The status of each entry of an answer.
fn statuses(answer: &Answer) -> Vec<&str> {
    let entries = answer.body["entry"].as_array().unwrap_or_else(|| panic!("{}", answer.body));
    entries.iter().map(|entry| entry["response"]["status"].as_str().unwrap()).collect()
}

/// Adds `active` by a JSON Patch within a Binary.
fn activating() -> Value {
    let data = "W3sib3AiOiJhZGQiLCJwYXRoIjoiL2FjdGl2ZSIsInZhbHVlIjp0cnVlfV0=";
    json!({"resourceType": "Binary", "contentType": "application/json-patch+json", "data": data})
}

fn named(id: &str) -> Value {
    let mut body = asha();
    body["id"] = id.into();
    body
}

city_tests! { City;
    fn a_transaction_deletes_creates_puts_patches_and_then_reads(city) {
        for id in ["old", "kept"] {
            city.send(Method::PUT, &format!("/fhir/R4/Patient/{id}"), &named(id));
        }
        let seen = json!({"resourceType": "Observation", "status": "final", "code": {"text": "Hb"}, "subject": {"reference": "urn:uuid:p"}});
        let mut new = entry("PUT", "Patient/new", Some(named("new")));
        new["fullUrl"] = "urn:uuid:p".into();
        let answer = send(city, "transaction", &[
            entry("GET", "Patient/new", None),
            entry("GET", "Patient/old", None),
            entry("GET", "Patient?active=true", None),
            entry("POST", "Observation", Some(seen)),
            with(entry("PATCH", "Patient/kept", Some(activating())), "ifMatch", "W/\"1\""),
            new,
            entry("DELETE", "Patient/old", None),
            entry("HEAD", "Patient/kept", None),
        ]);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(statuses(&answer), ["200", "410", "200", "201", "200", "201", "204", "200"]);
        let told = |at: usize| &answer.body["entry"][at];
        assert_eq!(told(0)["resource"]["id"], "new");
        assert_eq!(told(1)["response"]["outcome"]["resourceType"], "OperationOutcome");
        assert_eq!(told(2)["resource"]["entry"][0]["resource"]["id"], "kept");
        assert_eq!((&told(5)["response"]["location"], &told(5)["response"]["etag"]), (&"Patient/new/_history/1".into(), &"W/\"1\"".into()));
        assert!(told(4)["response"]["lastModified"].as_str().unwrap().ends_with('Z'));
        assert!(told(7)["resource"].is_null() && told(3)["resource"].is_null());
        let observation = told(3)["response"]["location"].as_str().unwrap();
        assert_eq!(city.get(&format!("/fhir/R4/{observation}")).body["subject"]["reference"], "Patient/new");
    }

    fn nothing_of_a_transaction_is_kept_when_one_entry_cannot_be(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/kept", &named("kept"));
        let new = || entry("PUT", "Patient/new", Some(named("new")));
        let stray = json!({"resourceType": "Observation", "status": "final", "code": {"text": "Hb"}, "subject": {"reference": "Patient?identifier=none"}});
        for (wrong, wanted) in [
            (with(entry("PUT", "Patient/kept", Some(named("kept"))), "ifMatch", "W/\"9\""), StatusCode::PRECONDITION_FAILED),
            (with(entry("PUT", "Patient/kept", Some(named("kept"))), "ifNoneMatch", "*"), StatusCode::PRECONDITION_FAILED),
            (with(entry("PATCH", "Patient/kept", Some(activating())), "ifMatch", "W/\"9\""), StatusCode::PRECONDITION_FAILED),
            (entry("PATCH", "Patient/never", Some(activating())), StatusCode::NOT_FOUND),
            (entry("PATCH", "Patient/kept", Some(asha())), StatusCode::BAD_REQUEST),
            (entry("POST", "Observation", Some(stray)), StatusCode::UNPROCESSABLE_ENTITY),
            (entry("DELETE", "Patient/new", None), StatusCode::UNPROCESSABLE_ENTITY),
            (entry("PUT", "Patient?family=sharma", Some(named("other"))), StatusCode::BAD_REQUEST),
            (entry("POST", "Patient/_search", Some(asha())), StatusCode::BAD_REQUEST),
        ] {
            let answer = send(city, "transaction", &[new(), wrong.clone()]);
            assert_eq!(answer.status, wanted, "{wrong}: {}", answer.body);
            assert_eq!(answer.body["resourceType"], "OperationOutcome");
            assert_eq!(city.get("/fhir/R4/Patient/new").status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }

    fn two_entries_about_one_thing_or_under_one_name_are_refused(city) {
        let put = || entry("PUT", "Patient/a", Some(named("a")));
        let twice = send(city, "transaction", &[put(), put()]);
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.body["issue"][0]["diagnostics"].as_str().unwrap().contains("REC-022"), "{}", twice.body);
        let url = |id: &str| {
            let mut one = entry("PUT", &format!("Patient/{id}"), Some(named(id)));
            one["fullUrl"] = "urn:uuid:1".into();
            one
        };
        assert_eq!(send(city, "transaction", &[url("a"), url("b")]).status, StatusCode::BAD_REQUEST);
        assert_eq!(city.get("/fhir/R4/Patient/a").status, StatusCode::NOT_FOUND);
    }

    fn the_answers_of_a_transaction_hold_what_is_preferred(city) {
        let ask = |wish: &str| {
            let sent = bundle("transaction", &[entry("PUT", "Patient/a", Some(named("a")))]);
            city.ask(Method::POST, "/fhir/R4", "key-one", &[("prefer", wish)], &sent.to_string()).body["entry"][0].clone()
        };
        assert_eq!(ask("return=representation")["resource"]["id"], "a");
        let told = ask("return=OperationOutcome");
        assert_eq!((&told["resource"], &told["response"]["outcome"]["resourceType"]), (&Value::Null, &"OperationOutcome".into()));
        assert!(ask("return=minimal")["response"]["outcome"].is_null());
    }

    fn each_entry_of_a_batch_stands_by_itself(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/kept", &named("kept"));
        let mut wrong = named("wrong");
        wrong["gender"] = "f".into();
        let answer = send(city, "batch", &[
            entry("PUT", "Patient/wrong", Some(wrong)),
            entry("PUT", "Patient/new", Some(named("new"))),
            json!({"resource": asha()}),
            entry("PATCH", "Patient/kept", Some(activating())),
            with(entry("PUT", "Patient/kept", Some(named("kept"))), "ifMatch", "W/\"1\""),
            entry("DELETE", "Patient/never", None),
            entry("GET", "Patient/kept", None),
            with(entry("GET", "Patient/kept", None), "ifNoneMatch", "W/\"2\""),
            with(entry("GET", "Patient/kept", None), "ifModifiedSince", "9999-12-31T23:59:59-14:00"),
            entry("GET", "Nothing/1", None),
            entry("POST", "", Some(bundle("batch", &[]))),
            entry("GET", "metadata", None),
            with(entry("POST", "Patient", Some(asha())), "ifNoneExist", "family=sharma&_id=new"),
            entry("POST", "Patient/$validate", Some(asha())),
            entry("GET", "Patient/%00 x", None),
        ]);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.body["type"], "batch-response");
        assert_eq!(statuses(&answer), ["422", "201", "400", "200", "412", "204", "200", "304", "304", "404", "400", "200", "200", "200", "400"]);
        let told = |at: usize| &answer.body["entry"][at];
        assert_eq!(told(0)["response"]["outcome"]["issue"][0]["expression"][0], "Patient.gender");
        assert_eq!(told(6)["resource"]["active"], true);
        assert_eq!(told(1)["response"]["location"], "Patient/new/_history/1");
        assert!(told(4)["response"]["outcome"]["issue"][0]["diagnostics"].as_str().unwrap().contains("REC-002"));
    }

    fn a_batch_is_asked_by_whoever_sent_it(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        let sent = bundle("batch", &[entry("GET", "Patient/asha", None), entry("DELETE", "Patient/asha", None)]).to_string();
        let other = city.ask(Method::POST, "/fhir/R4", "key-two", &[], &sent);
        assert_eq!(statuses(&other), ["403", "403"]);
        assert_eq!(city.ask(Method::POST, "/fhir/R4", "", &[], &sent).status, StatusCode::UNAUTHORIZED);
        let many = bundle("batch", &vec![entry("GET", "metadata", None); 501]);
        assert_eq!(city.send(Method::POST, "/fhir/R4", &many).status, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
