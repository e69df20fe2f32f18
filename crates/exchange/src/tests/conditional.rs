//! Conditions, preferences and patches over HTTP, one resource at a time.

use super::api::{Answer, City, asha, diagnostics};
use axum::http::{Method, StatusCode};
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::thread;

const ASHA: &str = "/fhir/R4/Patient/asha";
const BY_NUMBER: &str = "/fhir/R4/Patient?identifier=https%3A%2F%2Fmrn.example%7C9";

fn nine() -> Value {
    json!({"resourceType": "Patient", "identifier": [{"system": "https://mrn.example", "value": "9"}]})
}

fn with(city: &City, method: Method, path: &str, more: &[(&str, &str)]) -> Answer {
    let body = if method == Method::GET { String::new() } else { asha().to_string() };
    city.ask(method, path, "key-one", more, &body)
}

/// A patch in one of the two languages.
fn patch(city: &City, path: &str, kind: &str, body: &Value) -> Answer {
    city.ask(Method::PATCH, path, "key-one", &[("content-type", kind)], &body.to_string())
}

const JSON_PATCH: &str = "application/json-patch+json";
const FHIR: &str = "application/fhir+json";

city_tests! { City;
    fn a_version_that_moved_on_is_412_and_a_tag_that_is_none_is_400(city) {
        city.send(Method::PUT, ASHA, &asha());
        for (name, value, wanted) in [
            ("if-match", "W/\"7\"", StatusCode::PRECONDITION_FAILED),
            ("if-none-match", "*", StatusCode::PRECONDITION_FAILED),
            ("if-match", "3", StatusCode::BAD_REQUEST),
            ("if-match", "W/\"99999999999\"", StatusCode::BAD_REQUEST),
            ("if-none-match", "W/\"1\"", StatusCode::BAD_REQUEST),
        ] {
            for method in [Method::PUT, Method::DELETE] {
                let refused = with(city, method.clone(), ASHA, &[(name, value)]);
                assert_eq!(refused.status, wanted, "{method} {name}: {value}");
                assert!(!diagnostics(&refused).is_empty());
            }
        }
        let new = asha().to_string().replace("asha", "rani");
        let put = |more: &[(&str, &str)]| city.ask(Method::PUT, "/fhir/R4/Patient/rani", "key-one", more, &new).status;
        assert_eq!(put(&[("if-match", "W/\"1\"")]), StatusCode::PRECONDITION_FAILED);
        assert_eq!(put(&[("if-none-match", "*")]), StatusCode::CREATED);
        assert_eq!(with(city, Method::DELETE, ASHA, &[("if-match", "W/\"1\"")]).status, StatusCode::NO_CONTENT);
        assert_eq!(with(city, Method::GET, ASHA, &[]).status, StatusCode::GONE);
        assert_eq!(city.get(&format!("{ASHA}/_history/2")).status, StatusCode::GONE);
        assert_eq!(city.get(&format!("{ASHA}/_history/1")).status, StatusCode::OK);
        assert_eq!(city.get("/fhir/R4/Patient/never").status, StatusCode::NOT_FOUND);
        let never = city.ask(Method::DELETE, "/fhir/R4/Patient/never", "key-one", &[], "");
        assert_eq!(never.status, StatusCode::NO_CONTENT);
    }

    fn whoever_has_a_version_is_not_sent_it_again(city) {
        city.send(Method::PUT, ASHA, &asha());
        let read = with(city, Method::GET, ASHA, &[]);
        let modified = read.headers["last-modified"].to_str().unwrap().to_owned();
        assert!(modified.ends_with("GMT"), "{modified}");
        let (known, other) = (StatusCode::NOT_MODIFIED, StatusCode::OK);
        for (more, wanted) in [
            (vec![("if-modified-since", modified.as_str())], known),
            (vec![("if-modified-since", "Mon, 01 Jan 2001 00:00:00 GMT")], other),
            (vec![("if-modified-since", "yesterday")], other),
            (vec![("if-none-match", "W/\"7\", W/\"1\"")], known),
            (vec![("if-none-match", "*")], known),
            (vec![("if-none-match", "W/\"7\""), ("if-modified-since", modified.as_str())], other),
        ] {
            assert_eq!(with(city, Method::GET, ASHA, &more).status, wanted, "{more:?}");
        }
        let head = with(city, Method::HEAD, ASHA, &[]);
        assert_eq!((head.status, head.etag.as_str(), head.body), (StatusCode::OK, "W/\"1\"", Value::Null));
    }

    fn what_is_put_by_criteria_is_created_once_and_then_superseded(city) {
        let first = city.send(Method::PUT, BY_NUMBER, &nine());
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        assert!(first.location.contains("/Patient/") && first.location.ends_with("/_history/1"));
        let id = first.body["id"].as_str().unwrap().to_owned();
        let mut more = nine();
        more["active"] = true.into();
        let second = city.send(Method::PUT, BY_NUMBER, &more);
        assert_eq!((second.status, &second.body["id"], second.etag.as_str()), (StatusCode::OK, &id.as_str().into(), "W/\"2\""));
        more["id"] = "other".into();
        assert_eq!(city.send(Method::PUT, BY_NUMBER, &more).status, StatusCode::BAD_REQUEST);
        assert_eq!(city.send(Method::PUT, "/fhir/R4/Patient?colour=red", &nine()).status, StatusCode::BAD_REQUEST);
        assert_eq!(city.send(Method::PUT, "/fhir/R4/Patient", &nine()).status, StatusCode::BAD_REQUEST);
        city.send(Method::POST, "/fhir/R4/Patient", &nine());
        for method in [Method::PUT, Method::DELETE] {
            assert_eq!(city.send(method, BY_NUMBER, &nine()).status, StatusCode::PRECONDITION_FAILED);
        }
        city.ask(Method::DELETE, &format!("/fhir/R4/Patient/{id}"), "key-one", &[], "");
        assert_eq!(city.send(Method::DELETE, BY_NUMBER, &nine()).status, StatusCode::NO_CONTENT);
        assert!(city.get(BY_NUMBER).body["entry"].is_null());
    }

    fn an_answer_holds_what_is_preferred(city) {
        let put = |wish: &str, active: bool| {
            let mut body = asha();
            body["active"] = active.into();
            city.ask(Method::PUT, ASHA, "key-one", &[("prefer", wish)], &body.to_string())
        };
        let (none, whole) = (put("return=minimal", true), put("handling=strict, return=representation", false));
        assert_eq!((none.body, none.etag.as_str()), (Value::Null, "W/\"1\""));
        assert_eq!(whole.body["resourceType"], "Patient");
        let told = put("return=OperationOutcome", true);
        assert_eq!((&told.body["resourceType"], &told.body["issue"][0]["severity"]), (&"OperationOutcome".into(), &"information".into()));
    }

    fn a_patch_changes_what_it_names_and_is_looked_at_like_an_update(city) {
        let mut body = asha();
        body["extension"] = json!([{"url": "https://a.example/dose", "valueDecimal": 1}]);
        let exact = body.to_string().replace(":1}", ":1.10}");
        city.ask(Method::PUT, ASHA, "key-one", &[], &exact);
        let changed = patch(city, ASHA, JSON_PATCH, &json!([{"op": "replace", "path": "/name/0/family", "value": "Verma"}]));
        assert_eq!((changed.status, changed.etag.as_str()), (StatusCode::OK, "W/\"2\""), "{}", changed.body);
        assert_eq!(changed.body["name"][0]["family"], "Verma");
        let operation = |path: &str| json!({"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
            {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": path}, {"name": "value", "valueDate": "1985-06-07"}]}]});
        let again = patch(city, ASHA, FHIR, &operation("Patient.birthDate"));
        assert_eq!((again.status, &again.body["birthDate"]), (StatusCode::OK, &"1985-06-07".into()));
        let stored = city.stored("asha");
        assert!(stored.contains(r#""valueDecimal":1.10"#), "{stored}");
        for (kind, wrong, wanted) in [
            (JSON_PATCH, json!([{"op": "replace", "path": "/birthDate", "value": "never"}]), StatusCode::UNPROCESSABLE_ENTITY),
            (JSON_PATCH, json!([{"op": "test", "path": "/id", "value": "x"}]), StatusCode::UNPROCESSABLE_ENTITY),
            (JSON_PATCH, json!([{"op": "replace", "path": "/id", "value": "x"}]), StatusCode::UNPROCESSABLE_ENTITY),
            (JSON_PATCH, json!({"op": "remove"}), StatusCode::BAD_REQUEST),
            (FHIR, operation("Patient.nothing"), StatusCode::UNPROCESSABLE_ENTITY),
            (FHIR, asha(), StatusCode::BAD_REQUEST),
            ("application/xml", json!([]), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ] {
            let refused = patch(city, ASHA, kind, &wrong);
            assert_eq!(refused.status, wanted, "{wrong}: {}", refused.body);
            assert!(!diagnostics(&refused).is_empty());
        }
        assert_eq!(city.get(ASHA).etag, "W/\"3\"", "nothing else was kept");
    }

    fn a_patch_keeps_the_rules_of_whose_what_is(city) {
        let active = json!([{"op": "add", "path": "/active", "value": true}]);
        assert_eq!(patch(city, ASHA, JSON_PATCH, &active).status, StatusCode::NOT_FOUND);
        city.send(Method::PUT, ASHA, &asha());
        let other = city.ask(Method::PATCH, ASHA, "key-two", &[("content-type", JSON_PATCH)], &active.to_string());
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        let stale = city.ask(Method::PATCH, ASHA, "key-one", &[("content-type", JSON_PATCH), ("if-match", "W/\"2\"")], &active.to_string());
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let found = patch(city, "/fhir/R4/Patient?family=sharma", JSON_PATCH, &active);
        assert_eq!((found.status, found.etag.as_str()), (StatusCode::OK, "W/\"2\""), "{}", found.body);
        assert_eq!(patch(city, "/fhir/R4/Patient?family=nobody", JSON_PATCH, &active).status, StatusCode::NOT_FOUND);
        city.ask(Method::DELETE, ASHA, "key-one", &[], "");
        assert_eq!(patch(city, ASHA, JSON_PATCH, &active).status, StatusCode::GONE);
    }
}

city_tests! { busy City;
    fn patches_of_one_entry_at_once_are_all_kept(city) {
        city.send(Method::PUT, ASHA, &asha());
        thread::scope(|scope| {
            for number in 0..6 {
                scope.spawn(move || {
                    let more = json!([{"op": "add", "path": "/name/-", "value": {"text": format!("Name {number}")}}]);
                    let kept = patch(city, ASHA, JSON_PATCH, &more);
                    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
                });
            }
        });
        let now = city.get(ASHA);
        assert_eq!((now.etag.as_str(), now.body["name"].as_array().unwrap().len()), ("W/\"7\"", 7));
    }
}
