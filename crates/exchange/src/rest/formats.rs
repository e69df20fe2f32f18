//! The one format that is spoken, and what is said to whoever wants or sends another. Whatever the
//! framework refuses by itself is put into an outcome.

use crate::answer::outcome;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use nabz_fhir::search::pairs;

/// The version of FHIR that `fhirVersion` names.
const VERSION: &str = "4.0";

pub(super) async fn spoken(request: Request, next: Next) -> Response {
    if let Some(refused) = refused(&request) {
        return refused;
    }
    in_fhir(next.run(request).await)
}

/// A method that this address does not have; the framework adds which it has.
pub(super) async fn no_such_method() -> Response {
    let words = "this address does not know the method; Allow names those that it knows";
    outcome(StatusCode::METHOD_NOT_ALLOWED, "not-supported", words)
}

fn refused(request: &Request) -> Option<Response> {
    if !wants_json(request) {
        let words =
            "what is answered is application/fhir+json of fhirVersion 4.0, and nothing else";
        return Some(outcome(StatusCode::NOT_ACCEPTABLE, "not-supported", words));
    }
    if !is_json(request) {
        let words = "what is read is application/fhir+json of fhirVersion 4.0; a patch may be \
                     application/json-patch+json as well, and a search by POST is a form";
        return Some(outcome(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-supported", words));
    }
    None
}

/// `_format` goes before `Accept`.
fn wants_json(request: &Request) -> bool {
    let asked = pairs(request.uri().query().unwrap_or_default()).unwrap_or_default();
    if let Some((_, format)) = asked.iter().find(|(name, _)| name == "_format") {
        // A plus sign of an address is a space.
        return is_fhir(&format.replace(' ', "+")) || format == "json";
    }
    let accepted: Vec<&str> = all(request.headers(), &header::ACCEPT);
    accepted.is_empty()
        || accepted.iter().flat_map(|value| value.split(',')).any(|range| {
            let is_any = matches!(essence(range).as_str(), "*/*" | "application/*");
            (is_any || is_fhir(range)) && !parameter(range, "q").is_some_and(is_nothing)
        })
}

fn is_nothing(quality: &str) -> bool {
    quality.trim_matches(['0', '.']).is_empty()
}

/// Is what is sent what can be read? Nothing has to be said of it.
fn is_json(request: &Request) -> bool {
    let (headers, method) = (request.headers(), request.method());
    if !matches!(*method, Method::POST | Method::PUT | Method::PATCH) {
        return true;
    }
    let is_read = |sent: &&str| match essence(sent).as_str() {
        "application/json-patch+json" => method == Method::PATCH,
        "application/x-www-form-urlencoded" => request.uri().path().ends_with("/_search"),
        _ => is_fhir(sent),
    };
    all(headers, &header::CONTENT_TYPE).iter().all(is_read)
}

/// Is it the JSON of our version of FHIR?
fn is_fhir(media: &str) -> bool {
    let is_json = matches!(
        essence(media).as_str(),
        "application/fhir+json" | "application/json" | "application/json+fhir" | "text/json"
    );
    is_json && parameter(media, "fhirVersion").is_none_or(|version| version == VERSION)
}

fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn parameter<'m>(media: &'m str, name: &str) -> Option<&'m str> {
    let mut pairs = media.split(';').skip(1).filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().trim_matches('"'))
}

/// Every line of a header; one that is no text is none that we know.
fn all<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Vec<&'h str> {
    headers.get_all(name).into_iter().map(|value| value.to_str().unwrap_or("?")).collect()
}

/// What the framework refuses in plain text, as an outcome.
fn in_fhir(answer: Response) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !answer.status().is_client_error() || !is_plain {
        return answer;
    }
    outcome(answer.status(), "invalid", "the request cannot be read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn status(method: &str, path: &str, headers: &[(&str, &str)]) -> u16 {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        refused(&request).map_or(200, |refused| refused.status().as_u16())
    }

    #[test]
    fn only_json_of_our_version_is_spoken() {
        for (accept, wanted) in [
            ("application/fhir+json", 200),
            ("application/json;q=0.5", 200),
            ("text/html, */*;q=0.1", 200),
            ("application/fhir+json; fhirVersion=4.0", 200),
            ("application/fhir+json; fhirVersion=5.0", 406),
            ("application/fhir+xml", 406),
            ("application/fhir+json;q=0", 406),
            ("", 406),
        ] {
            assert_eq!(status("GET", "/a", &[("accept", accept)]), wanted, "{accept}");
        }
        for (format, wanted) in [
            ("json", 200),
            ("application/fhir%2Bjson", 200),
            ("application/fhir+json", 200),
            ("xml", 406),
        ] {
            let path = format!("/a?_format={format}");
            assert_eq!(
                status("GET", &path, &[("accept", "application/fhir+xml")]),
                wanted,
                "{format}"
            );
        }
        for (method, path, kind, wanted) in [
            ("POST", "/a", "application/fhir+json;charset=utf-8", 200),
            ("POST", "/a", "application/fhir+xml", 415),
            ("PUT", "/a", "application/json-patch+json", 415),
            ("PATCH", "/a", "application/json-patch+json", 200),
            ("POST", "/a", "application/x-www-form-urlencoded", 415),
            ("POST", "/a/_search", "application/x-www-form-urlencoded", 200),
            ("GET", "/a", "nonsense", 200),
        ] {
            assert_eq!(status(method, path, &[("content-type", kind)]), wanted, "{method} {kind}");
        }
    }
}
