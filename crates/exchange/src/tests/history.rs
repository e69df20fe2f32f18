//! `_history`: every version on some page, since a moment, and how each came.

use super::town::{City, ONE};
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use serde_json::Value;
use std::time::Duration;

const PATH: &str = "/Patient/a/_history";

fn put(city: &City, version: usize) {
    let body =
        format!(r#"{{"resourceType":"Patient","id":"a","name":[{{"text":"Version {version}"}}]}}"#);
    assert!(city.partner(ONE, "PUT", "/Patient/a", &body).0.is_success());
    city.database.pass(Duration::from_secs(1));
}

fn pages(city: &City, first: &str) -> Vec<Value> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let (status, page) = city.partner(ONE, "GET", &path, "");
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        let links = page["link"].as_array().unwrap();
        let link = links.iter().find(|link| link["relation"] == "next");
        next = link.map(|link| {
            let url = link["url"].as_str().unwrap();
            url.split_once("/fhir/R4").unwrap().1.to_owned()
        });
        pages.push(page);
    }
    pages
}

fn versions(pages: &[Value]) -> Vec<String> {
    let entries = pages.iter().flat_map(|page| page["entry"].as_array().into_iter().flatten());
    let version =
        |entry: &Value| entry["resource"]["meta"]["versionId"].as_str().unwrap().to_owned();
    entries.map(version).collect()
}

city_tests! { City;
    fn a_long_history_is_told_on_pages_that_miss_nothing(city) {
        for version in 1..=205 {
            put(city, version);
        }
        let all = pages(city, PATH);
        assert_eq!(all.iter().map(|page| page["entry"].as_array().unwrap().len()).collect::<Vec<_>>(), [200, 5]);
        assert!(all.iter().all(|page| page["total"] == 205));
        let wanted: Vec<_> = (1..=205).rev().map(|version: u32| version.to_string()).collect();
        assert_eq!(versions(&all), wanted);
        let small = pages(city, &format!("{PATH}?_count=100"));
        assert_eq!((small.len(), versions(&small)), (3, wanted));
        let none = pages(city, &format!("{PATH}?_count=0"));
        assert_eq!((none.len(), &none[0]["total"], &none[0]["entry"]), (1, &205.into(), &Value::Null));
    }

    fn a_history_since_a_moment_leaves_out_what_was_before(city) {
        for version in 1..=5 {
            put(city, version);
        }
        let third = city.partner(ONE, "GET", "/Patient/a/_history/3", "").1;
        let since = third["meta"]["lastUpdated"].as_str().unwrap();
        let shown = pages(city, &format!("{PATH}?_since={since}&_count=2"));
        assert_eq!(versions(&shown), ["5", "4", "3"]);
        assert!(shown.len() == 2 && shown.iter().all(|page| page["total"] == 3));
        let late = pages(city, &format!("{PATH}?_since=2031-01-01T00:00:00Z"));
        assert_eq!((late.len(), &late[0]["total"], &late[0]["entry"]), (1, &0.into(), &Value::Null));
        for wrong in ["_since=yesterday", "_count=many", "_at=then", "_before=x", "colour=red"] {
            let (status, _) = city.partner(ONE, "GET", &format!("{PATH}?{wrong}"), "");
            assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    }

    fn a_history_says_how_each_version_came(city) {
        put(city, 1);
        put(city, 2);
        city.partner(ONE, "DELETE", "/Patient/a", "");
        let came = |page: &Value| {
            let entries = page["entry"].as_array().unwrap().iter();
            let one = |entry: &Value| {
                let request = &entry["request"];
                let words = [&request["method"], &request["url"], &entry["response"]["status"]];
                words.map(|word| word.as_str().unwrap().to_owned()).join(" ")
            };
            entries.map(one).collect::<Vec<_>>()
        };
        let put = city.partner(ONE, "GET", PATH, "").1;
        assert_eq!(came(&put), ["DELETE Patient/a 204", "PUT Patient/a 200", "PUT Patient/a 201"]);
        let (_, posted) = city.partner(ONE, "POST", "/Patient", r#"{"resourceType":"Patient"}"#);
        let id = posted["id"].as_str().unwrap();
        let posted = city.partner(ONE, "GET", &format!("/Patient/{id}/_history"), "").1;
        assert_eq!(came(&posted), ["POST Patient 201"]);
        let own = "0193a000-0000-7000-8000-00000000000a";
        let body = format!(r#"{{"resourceType":"Patient","id":"{own}"}}"#);
        city.partner(ONE, "PUT", &format!("/Patient/{own}"), &body);
        let put = city.partner(ONE, "GET", &format!("/Patient/{own}/_history"), "").1;
        assert_eq!(came(&put), [format!("PUT Patient/{own} 201")], "an id that looks like one of ours");
    }
}
