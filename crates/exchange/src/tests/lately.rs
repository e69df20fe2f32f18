//! `_history` of a type and of everything: who sees what, in which order, and what was so at a time.

use super::town::{City, ONE, TWO};
use axum::http::StatusCode;
use nabz_kernel::ids::PersonId;
use nabz_testkit::city_tests;
use serde_json::{Value, json};
use std::time::Duration;

fn put(city: &City, who: &str, address: &str, more: &Value) {
    let (of, id) = address.split_once('/').unwrap();
    let mut body = more.clone();
    body["resourceType"] = of.into();
    body["id"] = id.into();
    let (status, said) = city.partner(who, "PUT", &format!("/{address}"), &body.to_string());
    assert!(status.is_success(), "{said}");
    city.database.pass(Duration::from_secs(1));
}

/// Method, address and version of everything on some page.
fn told(ask: impl Fn(&str) -> (StatusCode, Value), first: &str) -> Vec<String> {
    let (mut told, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let (status, page) = ask(&path);
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        for entry in page["entry"].as_array().into_iter().flatten() {
            let (_, address) = entry["fullUrl"].as_str().unwrap().split_once("/fhir/R4/").unwrap();
            let tag = entry["response"]["etag"].as_str().unwrap();
            told.push(format!("{} {address} {tag}", entry["request"]["method"].as_str().unwrap()));
            assert_eq!(entry["resource"].is_null(), entry["request"]["method"] == "DELETE");
        }
        let link = page["link"]
            .as_array()
            .unwrap()
            .iter()
            .find(|link| link["relation"] == "next")
            .cloned();
        next = link
            .map(|link| link["url"].as_str().unwrap().split_once("/fhir/R4").unwrap().1.to_owned());
    }
    told
}

fn by_one(city: &City, path: &str) -> Vec<String> {
    told(|path| city.partner(ONE, "GET", path, ""), path)
}

fn observation(patient: PersonId, text: &str) -> Value {
    json!({"status": "final", "code": {"text": text}, "subject": {"reference": format!("Patient/{patient}")}})
}

city_tests! { City;
    fn a_type_tells_every_version_the_latest_first_on_pages_that_miss_nothing(city) {
        put(city, ONE, "Patient/a", &json!({}));
        put(city, ONE, "Patient/b", &json!({}));
        put(city, TWO, "Patient/theirs", &json!({}));
        put(city, ONE, "Patient/a", &json!({"active": true}));
        city.partner(ONE, "DELETE", "/Patient/b", "");
        city.database.pass(Duration::from_secs(1));
        put(city, ONE, "Encounter/e", &json!({"status": "finished", "class": {"code": "AMB"}}));
        let patients = [r#"DELETE Patient/b W/"2""#, r#"PUT Patient/a W/"2""#, r#"PUT Patient/b W/"1""#, r#"PUT Patient/a W/"1""#];
        for path in ["/Patient/_history", "/Patient/_history?_count=1", "/Patient/_history?_count=3"] {
            assert_eq!(by_one(city, path), patients, "{path}");
        }
        let mut all = vec![r#"PUT Encounter/e W/"1""#.to_owned()];
        all.extend(patients.map(str::to_owned));
        for path in ["/_history", "/_history?_count=2"] {
            assert_eq!(by_one(city, path), all, "{path}");
        }
        let third = city.partner(ONE, "GET", "/Patient/a", "").1["meta"]["lastUpdated"].as_str().unwrap().to_owned();
        assert_eq!(by_one(city, &format!("/Patient/_history?_since={third}")), patients[..2]);
        assert_eq!(by_one(city, &format!("/Patient/_history?_at={third}")), [patients[1], patients[2]]);
        assert_eq!(by_one(city, &format!("/Patient/a/_history?_at={third}")), [patients[1]]);
        assert_eq!(by_one(city, "/Patient/a/_history?_at=2001"), [""; 0]);
        assert_eq!(by_one(city, "/Patient/_history?_count=0"), [""; 0]);
        assert_eq!(city.partner(ONE, "GET", "/Nothing/_history", "").0, StatusCode::NOT_FOUND);
        for wrong in ["_before=7", "_since=x", "_at=x", "colour=red"] {
            assert_eq!(city.partner(ONE, "GET", &format!("/_history?{wrong}"), "").0, StatusCode::BAD_REQUEST, "{wrong}");
        }
    }

    fn many_versions_of_one_moment_are_told_once_each(city) {
        for turn in 0..4 {
            for id in ["a", "b", "c"] {
                let body = json!({"resourceType": "Patient", "id": id, "active": turn % 2 == 0});
                city.partner(ONE, "PUT", &format!("/Patient/{id}"), &body.to_string());
            }
        }
        let mut once = by_one(city, "/_history?_count=5");
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 12);
    }

    fn staff_are_told_of_whom_they_may_read_about_and_of_what_is_closed_that_it_is_there(city) {
        put(city, ONE, "Observation/of-asha", &observation(city.asha, "Hb"));
        put(city, ONE, "Observation/of-meena", &observation(city.meena, "Hb"));
        let mut closed = observation(city.asha, "Viral load");
        closed["meta"] = json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}]});
        put(city, ONE, "Observation/closed", &closed);
        let doctor = city.cookie("asha.rao");
        let of_staff = |path: &str| told(|path| city.get(path, &doctor), path);
        assert_eq!(of_staff("/Observation/_history"), [""; 0]);
        city.relate(true);
        assert_eq!(of_staff("/Observation/_history"), [r#"PUT Observation/closed W/"1""#, r#"PUT Observation/of-asha W/"1""#]);
        assert!(of_staff("/_history").iter().all(|one| !one.contains("meena")), "{:?}", of_staff("/_history"));
        assert!(city.looks() > 0, "whom they saw is written down");
        let clerk = city.cookie("pooja.bisht");
        assert_eq!(city.get("/_history", &clerk).0, StatusCode::FORBIDDEN);
    }
}
