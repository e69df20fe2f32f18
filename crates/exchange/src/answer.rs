//! Answers in FHIR: resources as they are stored, and outcomes that name the place.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_fhir::validate::{self, Issue};
use nabz_kernel::refusal::Refused;
use nabz_record::Entry;
use nabz_smart::NOT_THERE;
use nabz_store::Stop;
use nabz_web::Problem;
use serde_json::json;

/// The one format that is spoken.
pub(crate) const FHIR_JSON: HeaderValue =
    HeaderValue::from_static("application/fhir+json; charset=utf-8");

/// What is answered instead of what was asked for.
pub(crate) enum Instead {
    /// An outcome that names the place.
    Outcome(Box<Response>),
    /// A refusal or a fault, which the shell puts into words.
    Problem(Problem),
}

impl From<Response> for Instead {
    fn from(outcome: Response) -> Self {
        Self::Outcome(Box::new(outcome))
    }
}

impl From<Problem> for Instead {
    /// What a token does not reach is answered to the letter as what is not there.
    fn from(problem: Problem) -> Self {
        if problem.is(Refused::plain(NOT_THERE)) {
            return missing().into();
        }
        Self::Problem(problem)
    }
}

impl From<Stop> for Instead {
    fn from(stop: Stop) -> Self {
        Self::Problem(stop.into())
    }
}

impl IntoResponse for Instead {
    fn into_response(self) -> Response {
        match self {
            Self::Outcome(outcome) => *outcome,
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

/// Bytes as they are.
pub(crate) fn fhir(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, FHIR_JSON)], body).into_response()
}

/// One version, or 304 when the caller has it.
pub(crate) fn resource(entry: Entry, headers: &HeaderMap) -> Response {
    if entry.deleted {
        return outcome(
            StatusCode::GONE,
            "deleted",
            "this entry was deleted; its versions are kept",
        );
    }
    let etag = etag(entry.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(", ").any(|tag| tag == etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        fhir(StatusCode::OK, entry.body)
    };
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// `W/"3"`.
pub(crate) fn etag(version: u32) -> String {
    format!("W/\"{version}\"")
}

/// The version that `If-Match` names, where it is there.
///
/// # Errors
/// An answer that says so when it names none of ours.
pub(crate) fn expected(headers: &HeaderMap) -> Result<Option<u32>, Instead> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().ok().and_then(|text| text.strip_prefix("W/\"")?.strip_suffix('"'));
    let number = text.and_then(|number| number.parse().ok());
    Ok(Some(number.ok_or_else(|| invalid("If-Match has to name a version: W/\"3\""))?))
}

/// What was sent is not what it should be.
pub(crate) fn invalid(words: &str) -> Response {
    outcome(StatusCode::BAD_REQUEST, "invalid", words)
}

/// One thing that is wrong.
pub(crate) fn outcome(status: StatusCode, code: &str, words: &str) -> Response {
    let body = json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": words}],
    });
    fhir(status, body.to_string().into_bytes())
}

/// One thing that is wrong, with its place.
pub(crate) fn misplaced(code: &str, expression: &str, words: &str) -> Response {
    let body = json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": "error",
            "code": code,
            "diagnostics": words,
            "expression": [expression],
        }],
    });
    fhir(StatusCode::UNPROCESSABLE_ENTITY, body.to_string().into_bytes())
}

/// Several things that are wrong, each with its place.
pub(crate) fn issues(issues: impl Iterator<Item = Issue>) -> Response {
    let body = validate::outcome(&issues.collect::<Vec<_>>());
    fhir(StatusCode::UNPROCESSABLE_ENTITY, body.to_string().into_bytes())
}

/// There is no such thing.
pub(crate) fn missing() -> Response {
    outcome(StatusCode::NOT_FOUND, "not-found", "there is no such entry")
}
