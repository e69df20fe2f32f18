//! Pages of apps, at origins of their own: they ask with what they were given, and never with what a
//! browser holds for us.

use super::town::{City, ONE};
use crate::partner;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use nabz_smart::{ClientId, NewClient, actions};
use nabz_store::Tx;
use nabz_testkit::city_tests;

const APP: &str = "https://app.example.org";
const OTHER: &str = "https://other.example.org";

fn app(city: &City) -> ClientId {
    let register = move |tx: &mut Tx<'_>| {
        let source = partner(tx, ONE)?;
        let back = [format!("{APP}/back")];
        let new = NewClient::parse(("An app", source), None, (&back, None), "patient/*.rs")?;
        actions::register(tx, &new)
    };
    city.store.write_blocking(register).unwrap()
}

fn asked(
    city: &City,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap) {
    let mut request = Request::builder().method(method).uri(format!("/fhir/R4{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = city
        .raw(request.body(Body::from(r#"{"resourceType":"Basic","code":{"text":"x"}}"#)).unwrap());
    (answer.status(), answer.headers().clone())
}

fn said<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

city_tests! { City;
    fn a_page_of_a_registered_app_asks_with_its_token(city) {
        app(city);
        let key = format!("Bearer {ONE}");
        let page = [("origin", APP), ("sec-fetch-site", "cross-site"), ("authorization", key.as_str())];
        let (status, headers) = asked(city, ("POST", "/Basic"), &page);
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(said(&headers, "access-control-allow-origin"), APP);
        assert!(said(&headers, "access-control-expose-headers").contains("Location"));
        assert!(headers.get("access-control-allow-credentials").is_none());
        let varies: Vec<&str> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(varies.contains(&"origin"), "{varies:?}");
    }

    fn a_browser_that_asks_before_is_told_what_a_page_may_send(city) {
        let client = app(city);
        let before = |origin| {
            let wishes = [("origin", origin), ("access-control-request-method", "PUT"), ("access-control-request-headers", "authorization,if-match")];
            asked(city, ("OPTIONS", "/Basic/1"), &wishes)
        };
        let (status, headers) = before(APP);
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(said(&headers, "access-control-allow-origin"), APP);
        assert!(said(&headers, "access-control-allow-methods").contains("PUT"));
        assert_eq!(said(&headers, "access-control-allow-headers"), "authorization,if-match");
        for origin in [OTHER, "null", "http://app.example.org", "https://app.example.org:8443"] {
            let (_, headers) = before(origin);
            assert!(headers.get("access-control-allow-origin").is_none(), "{origin}");
        }
        city.store.write_blocking(move |tx| actions::revoke_client(tx, client)).unwrap();
        assert!(before(APP).1.get("access-control-allow-origin").is_none(), "revoked");
    }

    fn a_cookie_opens_nothing_to_a_page_of_others(city) {
        app(city);
        city.relate(true);
        let (cookie, path) = (city.cookie("asha.rao"), format!("/Patient/{}", city.asha));
        assert_eq!(city.get(&path, &cookie).0, StatusCode::OK);
        let page = [("origin", APP), ("sec-fetch-site", "cross-site"), ("cookie", cookie.as_str())];
        let (status, headers) = asked(city, ("GET", &path), &page);
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(said(&headers, "access-control-allow-origin"), APP, "the page reads why");
        let other = [("origin", OTHER), ("sec-fetch-site", "cross-site"), ("cookie", cookie.as_str())];
        let (status, headers) = asked(city, ("POST", "/Basic"), &other);
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(headers.get("access-control-allow-origin").is_none());
    }

    fn whoever_asks_with_what_opens_nothing_is_told_to_ask_for_a_token(city) {
        let lapsed = "Bearer nabz-token-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for asks in [lapsed, "Bearer nobodys-key", "Basic YTpi"] {
            let (status, headers) = asked(city, ("GET", "/Basic"), &[("authorization", asks)]);
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{asks}");
            let challenge = said(&headers, "www-authenticate");
            assert!(challenge.starts_with("Bearer") && challenge.contains("error=\"invalid_token\""), "{challenge}");
        }
        let (status, headers) = asked(city, ("GET", "/Basic"), &[]);
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert_eq!(said(&headers, "www-authenticate"), "Bearer realm=\"FHIR\"");
    }
}
