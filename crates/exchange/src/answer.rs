//! Answers in FHIR: resources as they are stored, and outcomes that name the place.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_fhir::date::Span;
use nabz_fhir::tape::Tape;
use nabz_fhir::validate::{self, Issue};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::Refused;
use nabz_record::{Entry, refusals};
use nabz_smart::NOT_THERE;
use nabz_store::Stop;
use nabz_web::Problem;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

/// The one format that is spoken.
pub(crate) const FHIR_JSON: HeaderValue =
    HeaderValue::from_static("application/fhir+json; charset=utf-8");

/// The last second of the year 9999, in microseconds since 1970: no header knows a later one.
const HEADER_MICROSECONDS_MAX: u64 = 253_402_300_799_000_000;

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
    /// What a token does not reach is answered to the letter as what is not there. A condition that
    /// does not hold is `412`, and criteria that cannot be read are `400`.
    fn from(problem: Problem) -> Self {
        if problem.is(Refused::plain(NOT_THERE)) {
            return missing().into();
        }
        let status = match problem.refused().map(|refused| refused.code) {
            Some(refusals::VERSION_MOVED_ON | refusals::SEVERAL_FIT | refusals::THERE_ALREADY) => {
                StatusCode::PRECONDITION_FAILED
            }
            Some(refusals::CRITERIA_UNKNOWN | refusals::OTHER_ID) => StatusCode::BAD_REQUEST,
            Some(_) | None => return Self::Problem(problem),
        };
        Self::Problem(problem.answered(status))
    }
}

impl From<Stop> for Instead {
    fn from(stop: Stop) -> Self {
        Problem::from(stop).into()
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

/// What was made for this answer.
pub(crate) fn written(status: StatusCode, resource: &Value) -> Response {
    fhir(status, resource.to_string().into_bytes())
}

/// The same JSON over several lines; as it is where it is nested too deep to be read.
pub(crate) fn pretty(body: Vec<u8>) -> Vec<u8> {
    match Tape::parse(body.clone()) {
        Ok(tape) => nabz_fhir::pretty::pretty(tape.root()).into_bytes(),
        Err(_) => body,
    }
}

/// When a version was written, for an answer that becomes an entry of a Bundle.
#[derive(Clone, Copy)]
pub(crate) struct WrittenAt(pub(crate) Instant);

/// One version, or 304 when the caller has it.
pub(crate) fn resource(entry: Entry, headers: &HeaderMap) -> Response {
    if entry.deleted {
        return outcome(
            StatusCode::GONE,
            "deleted",
            "this entry was deleted; its versions are kept",
        );
    }
    let (version, updated) = (entry.version, entry.updated);
    let mut response = if is_known(&entry, headers) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        fhir(StatusCode::OK, entry.body)
    };
    stamp(&mut response, version, updated);
    response
}

/// Has the caller this version? An `ETag` that they name decides; else when they last asked.
fn is_known(entry: &Entry, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        let own = etag(entry.version);
        return tags.split(',').map(str::trim).any(|tag| tag == own || tag == "*");
    }
    let asked =
        text(header::IF_MODIFIED_SINCE).and_then(|text| httpdate::parse_http_date(text).ok());
    // The header knows whole seconds only.
    asked.is_some_and(|asked| system_time(entry.updated) < asked + Duration::from_secs(1))
}

/// Which version an answer is about, and when that was written.
pub(crate) fn stamp(response: &mut Response, version: u32, updated: Instant) {
    let written = httpdate::fmt_http_date(system_time(updated));
    for (name, value) in [(header::ETAG, etag(version)), (header::LAST_MODIFIED, written)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.extensions_mut().insert(WrittenAt(updated));
}

/// As a header can write it: from 1970 to the end of 9999.
fn system_time(instant: Instant) -> SystemTime {
    let microseconds = u64::try_from(instant.microseconds()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_micros(microseconds.min(HEADER_MICROSECONDS_MAX))
}

/// An instant as a header writes it; `None` for what is no instant.
pub(crate) fn http_date(instant: &str) -> Option<String> {
    let first = Span::parse(instant)?.first;
    Some(httpdate::fmt_http_date(system_time(Instant::from_microseconds(first))))
}

/// `W/"3"`.
pub(crate) fn etag(version: u32) -> String {
    format!("W/\"{version}\"")
}

/// What was sent is not what it should be.
pub(crate) fn invalid(words: &str) -> Response {
    outcome(StatusCode::BAD_REQUEST, "invalid", words)
}

/// One thing that is wrong.
pub(crate) fn outcome(status: StatusCode, code: &str, words: &str) -> Response {
    told(status, &json!([{"severity": "error", "code": code, "diagnostics": words}]))
}

/// One thing that is wrong, with its place.
pub(crate) fn misplaced(code: &str, expression: &str, words: &str) -> Response {
    placed(StatusCode::UNPROCESSABLE_ENTITY, (code, expression), words)
}

/// The same with another status.
pub(crate) fn placed(
    status: StatusCode,
    (code, expression): (&str, &str),
    words: &str,
) -> Response {
    let issue = json!({
        "severity": "error",
        "code": code,
        "diagnostics": words,
        "expression": [expression],
    });
    told(status, &json!([issue]))
}

fn told(status: StatusCode, issues: &Value) -> Response {
    written(status, &json!({"resourceType": "OperationOutcome", "issue": issues}))
}

/// Several things that are wrong, each with its place.
pub(crate) fn issues(issues: impl Iterator<Item = Issue>) -> Response {
    let outcome = validate::outcome(&issues.collect::<Vec<_>>());
    written(StatusCode::UNPROCESSABLE_ENTITY, &outcome)
}

/// There is no such thing.
pub(crate) fn missing() -> Response {
    outcome(StatusCode::NOT_FOUND, "not-found", "there is no such entry")
}
