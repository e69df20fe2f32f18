//! Whatever is sent, the mistake is the sender's and is told so: nothing here is a 5xx.

use super::api::{City, asha};
use axum::http::{Method, StatusCode};
use nabz_testkit::city_tests;
use serde_json::{Value, json};

/// Bodies that are nothing that could be kept.
fn bodies() -> Vec<String> {
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let nested = format!(
        r#"{{"resourceType":"Patient","contact":{}1{}}}"#,
        r#"{"a":"#.repeat(100),
        "}".repeat(100)
    );
    [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "7",
        "\"x\"",
        "{",
        "true",
        "[null]",
        r#"{"resourceType":null}"#,
        r#"{"resourceType":"Patient","id":7}"#,
        r#"{"resourceType":"Nothing"}"#,
        r#"{"resourceType":"Bundle"}"#,
        r#"{"resourceType":"Bundle","type":"history"}"#,
        r#"{"resourceType":"Bundle","type":7}"#,
        r#"{"resourceType":"Bundle","type":"batch","entry":{}}"#,
        r#"{"resourceType":"Bundle","type":"batch","entry":[null]}"#,
        r#"{"resourceType":"Bundle","type":"transaction","entry":[{}]}"#,
        r#"{"resourceType":"Parameters","parameter":[{"name":"operation"}]}"#,
        r#"[{"op":"add","path":"/x"}]"#,
        r#"{"resourceType":"Patient","id":"a b"}"#,
        "\u{0}",
        "\u{fffd}",
        r#"{"resourceType":"Patient","\u0069d":"x"}"#,
        r#"{"resourceType":"Patient","birthDate":1e999}"#,
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([deep, nested])
    .collect()
}

/// Entries of a Bundle that are odd.
fn entries() -> Vec<Value> {
    let request = |method: &str, url: &str| json!({"resource": asha(), "request": {"method": method, "url": url}});
    let mut odd =
        vec![json!({}), json!({"request": {"method": "GET", "url": ""}}), json!({"fullUrl": ""})];
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", ""] {
        for url in [
            "",
            "/",
            "?",
            "Patient",
            "Patient/",
            "Patient//",
            "Patient?",
            "Patient?x",
            "Patient?_id=",
            "Nothing/1",
            "Patient/asha?x=y",
            "http://else.example/Patient/asha",
            "../../sign-in",
            "Patient/%ff",
            "Patient/\u{0}",
            "#",
            "Patient/asha/_history/0",
        ] {
            odd.push(request(method, url));
        }
    }
    let condition = |name: &str, value: &str| {
        let mut one = request("PUT", "Patient/asha");
        one["request"][name] = value.into();
        one
    };
    odd.extend(
        [
            ("ifMatch", "x"),
            ("ifMatch", "\n"),
            ("ifNoneMatch", ""),
            ("ifModifiedSince", "x"),
            ("ifNoneExist", "?"),
        ]
        .map(|(n, v)| condition(n, v)),
    );
    odd
}

const HEADERS: [(&str, &str); 14] = [
    ("accept", "nonsense"),
    ("accept", ";;,,"),
    ("content-type", "nonsense"),
    ("content-type", ";"),
    ("if-match", ""),
    ("if-match", "W/\""),
    ("if-none-match", ",,"),
    ("if-none-match", "\u{e9}"),
    ("if-modified-since", "\u{e9}"),
    ("if-none-exist", "\u{e9}"),
    ("if-none-exist", "&&&"),
    ("prefer", "return="),
    ("prefer", ";;;"),
    ("host", "a b\u{e9}"),
];

const PATHS: [&str; 30] = [
    "",
    "/",
    "/metadata",
    "/_history",
    "/_history?_since=x",
    "/_history?_before=1.2",
    "/_history?_at=",
    "/_search",
    "/Patient",
    "/Patient?",
    "/Patient?x",
    "/Patient?%",
    "/Patient?_id=asha&_count=0",
    "/Patient?_count=-1",
    "/Patient/_history",
    "/Patient/_history?_count=x",
    "/Patient/_search",
    "/Patient/$validate",
    "/Patient/$nothing",
    "/Patient/asha",
    "/Patient/a%00b",
    "/Patient/%ff",
    "/Patient/asha/_history",
    "/Patient/asha/_history/0",
    "/Patient/asha/_history/4294967295",
    "/Patient/asha/_history/99999999999999999999",
    "/Patient/asha/_history/x",
    "/Nothing",
    "/Bundle/1",
    "/Patient/asha/b/c/d",
];

city_tests! { City;
    fn no_path_and_no_body_is_a_fault_of_the_server(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        let kept = asha().to_string();
        let methods = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE];
        for path in PATHS {
            for method in &methods {
                for body in ["", "{", kept.as_str()] {
                    let answer = city.ask(method.clone(), &format!("/fhir/R4{path}"), "key-one", &[], body);
                    assert!(answer.status.as_u16() < 500, "{method} {path}: {} {}", answer.status, answer.body);
                }
            }
        }
        for body in bodies() {
            for (method, path) in [(Method::POST, ""), (Method::POST, "/Patient"), (Method::PUT, "/Patient/asha"),
                (Method::PUT, "/Patient?_id=asha"), (Method::PATCH, "/Patient/asha"), (Method::POST, "/$validate")] {
                for kind in ["application/fhir+json", "application/json-patch+json"] {
                    let answer = city.ask(method.clone(), &format!("/fhir/R4{path}"), "key-one", &[("content-type", kind)], &body);
                    let is_told = answer.status.is_client_error() || path == "/$validate";
                    assert!(is_told && answer.status.as_u16() < 500, "{method} {path} {body:.80}: {}", answer.status);
                    assert_eq!(answer.body["resourceType"], "OperationOutcome", "{method} {path} {body:.80}");
                }
            }
        }
    }

    fn no_header_is_a_fault_of_the_server(city) {
        city.send(Method::PUT, "/fhir/R4/Patient/asha", &asha());
        for (name, value) in HEADERS {
            for (method, path) in [(Method::GET, "/Patient/asha"), (Method::GET, "/Patient?_id=asha"), (Method::POST, "/Patient"),
                (Method::PUT, "/Patient/asha"), (Method::PATCH, "/Patient/asha"), (Method::DELETE, "/Patient/never"), (Method::POST, "")] {
                let answer = city.ask(method.clone(), &format!("/fhir/R4{path}"), "key-one", &[(name, value)], &asha().to_string());
                assert!(answer.status.as_u16() < 500, "{method} {path} {name}: {value}: {}", answer.status);
            }
        }
    }

    fn no_entry_of_a_bundle_is_a_fault_of_the_server(city) {
        let bundle = |kind: &str, entries: &[Value]| {
            let sent = json!({"resourceType": "Bundle", "type": kind, "entry": entries});
            city.send(Method::POST, "/fhir/R4", &sent)
        };
        let odd = entries();
        let batch = bundle("batch", &odd);
        assert_eq!(batch.status, StatusCode::OK);
        let told = batch.body["entry"].as_array().unwrap();
        assert_eq!(told.len(), odd.len());
        for (entry, told) in odd.iter().zip(told) {
            let status: u16 = told["response"]["status"].as_str().unwrap().parse().unwrap();
            assert!(status < 500, "{entry}: {told}");
        }
        for entry in &odd {
            let answer = bundle("transaction", std::slice::from_ref(entry));
            assert!(answer.status.as_u16() < 500, "{entry}: {} {}", answer.status, answer.body);
        }
    }

    fn whoever_asks_in_the_wrong_way_is_told_the_right_one(city) {
        let trace = city.ask(Method::PUT, "/fhir/R4/metadata", "key-one", &[], "{}");
        assert_eq!((trace.status, trace.headers["allow"].to_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
        assert_eq!(trace.body["resourceType"], "OperationOutcome");
        let xml = city.ask(Method::GET, "/fhir/R4/metadata", "", &[("accept", "application/fhir+xml")], "");
        assert_eq!((xml.status, &xml.body["resourceType"]), (StatusCode::NOT_ACCEPTABLE, &"OperationOutcome".into()));
        let sent = city.ask(Method::POST, "/fhir/R4/Patient", "key-one", &[("content-type", "application/fhir+xml")], "<Patient/>");
        assert_eq!(sent.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let long = format!(r#"{{"resourceType":"Patient","name":[{{"text":"{}"}}]}}"#, "x".repeat(17 << 20));
        let long = city.ask(Method::POST, "/fhir/R4/Patient", "key-one", &[], &long);
        assert_eq!((long.status, &long.body["resourceType"]), (StatusCode::PAYLOAD_TOO_LARGE, &"OperationOutcome".into()));
    }
}
