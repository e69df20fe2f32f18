//! What is said of an export: how far it is, where its files are.

use super::X_PROGRESS;
use crate::answer::outcome;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_kernel::clock::{Date, Instant};
use nabz_record::bulk_export::{Export, File, FileKind};
use serde_json::{Value, json};

/// Seconds after which it is worth asking again.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("5");
/// The same for whoever has too many open.
const ASK_LATER: HeaderValue = HeaderValue::from_static("120");

pub(super) fn in_progress(export: &Export) -> Response {
    let words = match export.place {
        Some(_) => format!("{} resources written", export.entries),
        None => "waiting to begin".to_owned(),
    };
    let mut response = StatusCode::ACCEPTED.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, ASK_AGAIN);
    if let Ok(words) = HeaderValue::from_str(&words) {
        response.headers_mut().insert(X_PROGRESS, words);
    }
    response
}

pub(super) fn failed() -> Response {
    let words = "the files could not be written on this server, and the export was given up; \
                 ask for it again";
    outcome(StatusCode::INTERNAL_SERVER_ERROR, "exception", words)
}

pub(super) fn too_many() -> Response {
    let words = "too many exports of this source are open; wait for one, or take one back with \
                 DELETE";
    let mut response = outcome(StatusCode::TOO_MANY_REQUESTS, "throttled", words);
    response.headers_mut().insert(header::RETRY_AFTER, ASK_LATER);
    response
}

/// The name of a file in its address.
pub(super) fn name(file: &File) -> String {
    format!("{}.ndjson", file.number)
}

/// All files of an export that is done.
pub(super) fn manifest(export: &Export, files: &[File], base: &str) -> Response {
    let listed = |kind: FileKind| -> Vec<Value> {
        let line = |file: &File| {
            json!({
                "type": file.of.name(),
                "url": format!("{base}/$export/{}/{}", export.id, name(file)),
                "count": file.entries,
            })
        };
        files.iter().filter(|file| file.kind == kind).map(line).collect()
    };
    let body = json!({
        "transactionTime": export.as_of.to_string(),
        "request": export.wish.request,
        "requiresAccessToken": true,
        "output": listed(FileKind::Output),
        "deleted": listed(FileKind::Deleted),
        "error": listed(FileKind::Error),
    });
    let kind = HeaderValue::from_static("application/json");
    let mut response =
        (StatusCode::OK, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response();
    if let Ok(until) = HeaderValue::from_str(&http_date(export.until)) {
        response.headers_mut().insert(header::EXPIRES, until);
    }
    response
}

const DAY_SECONDS: i64 = 86_400;
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment as headers of HTTP write it.
///
/// Source: RFC 9110, section 5.6.7.
fn http_date(moment: Instant) -> String {
    let seconds = moment.microseconds().div_euclid(1_000_000);
    let (days, clock) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
    let (year, month, day) = Date::from_days(days).calendar();
    let weekday = usize::try_from(days.rem_euclid(7)).ok().and_then(|at| DAYS.get(at));
    let month = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
    let (weekday, month) =
        (weekday.copied().unwrap_or_default(), month.copied().unwrap_or_default());
    let (hours, minutes, seconds) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!("{weekday}, {day:02} {month} {year:04} {hours:02}:{minutes:02}:{seconds:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_http_wants_it() {
        let moment = Instant::from_microseconds(784_111_777_000_000);
        assert_eq!(http_date(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
