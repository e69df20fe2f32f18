//! How an export is asked for, and what is refused.

use super::{ASYNC, City, ONE, ask, patient, router};
use axum::body::Body;
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use serde_json::json;

const LENIENT: (&str, &str) = ("prefer", "respond-async, handling=lenient");

city_tests! { City;
    fn whatever_is_not_understood_is_refused_by_its_name(city) {
        let refused = |query: &str, word: &str| {
            let answer = city.ask(ONE, ("GET", &format!("/fhir/R4/$export{query}")), &[ASYNC], "");
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert!(answer.says().contains(word), "{query}: {}", answer.says());
        };
        refused("?_outputFormat=text/csv", "_outputFormat");
        refused("?_since=2026-11-23", "_since");
        refused("?_since=yesterday", "_since");
        refused("?_type=Patient,Patients", "_type=Patients");
        refused("?_type=Parameters", "_type=Parameters");
        refused("?_elements=id", "_elements");
        refused("?includeAssociatedData=x", "includeAssociatedData");
        refused("?_typeFilter=Observation", "_typeFilter");
        refused("?_type=Patient&_typeFilter=Observation%3Fcode%3D1", "_typeFilter");
        refused("?_typeFilter=Observation%3Fcolour%3Dred", "colour");
        refused("?_typeFilter=Observation%3F_sort%3Ddate", "_sort");
        refused("?_typeFilter=Observation%3Fdate%3Dsoon", "date");
        let plain = |more: &[(&str, &str)]| city.ask(ONE, ("GET", "/fhir/R4/$export"), more, "").status;
        assert_eq!(plain(&[]), StatusCode::BAD_REQUEST, "it does not say respond-async");
        assert_eq!(plain(&[ASYNC, ("accept", "text/html")]), StatusCode::NOT_ACCEPTABLE);
        let of = |path: &str| city.ask(ONE, ("GET", path), &[ASYNC], "").status;
        assert_eq!(of("/fhir/R4/Observation/$export"), StatusCode::NOT_FOUND);
        assert_eq!(of("/fhir/R4/Patient/x/$export"), StatusCode::NOT_FOUND);
        assert_eq!(of("/fhir/R4/Patient/$export?_type=Organization"), StatusCode::BAD_REQUEST);
        assert_eq!(plain(&[ASYNC, ("accept", "application/fhir+json")]), StatusCode::ACCEPTED);
    }

    fn whoever_asks_leniently_is_told_what_was_passed_over(city) {
        city.import(ONE, &[patient("a")]);
        let answer = city.ask(ONE, ("GET", "/fhir/R4/$export?_elements=id&_type=Patient,Patients"), &[LENIENT], "");
        assert_eq!(answer.status, StatusCode::ACCEPTED);
        city.database.pass(std::time::Duration::from_secs(3));
        let exporter = city.exporter();
        while exporter.step().unwrap() {}
        let place = answer.headers["content-location"].to_str().unwrap().replace("http://nabz.test", "");
        let fetched = city.fetch(ONE, &place);
        let told = city.file(ONE, &fetched.manifest["error"][0]);
        assert_eq!(told[0]["issue"][0]["diagnostics"], "passed over: _elements, _type=Patients");
    }

    fn an_export_is_asked_for_by_post_as_well(city) {
        city.import(ONE, &[patient("a")]);
        city.database.pass(std::time::Duration::from_secs(1));
        let body = json!({"resourceType": "Parameters", "parameter": [
            {"name": "_type", "valueString": "Patient"},
            {"name": "_since", "valueInstant": "2026-11-23T09:00:00.5+05:30"},
        ]});
        let answer = city.ask(ONE, ("POST", "/fhir/R4/$export"), &[ASYNC], body.to_string());
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.says());
        let wrong = city.ask(ONE, ("POST", "/fhir/R4/$export"), &[ASYNC], patient("a").to_string());
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    }

    fn without_a_folder_nothing_is_exported(city) {
        let router = router(&city.store, None);
        let asked = [ASYNC, ("cookie", "__Host-nabz-lang=en")];
        let answer = ask(&router, ONE, ("GET", "/fhir/R4/$export"), &asked, Body::empty());
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.says().starts_with("EXC-031"), "{}", answer.says());
    }
}
