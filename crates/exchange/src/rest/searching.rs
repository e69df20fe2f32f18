//! Searching, by address or by form. What is searched for by form stays out of every address.

use super::{base, named};
use crate::answer::{Instead, fhir, invalid, outcome};
use crate::caller::Caller;
use axum::body::to_bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_fhir::bundle::Bundle;
use nabz_fhir::search::{Handling, Query, SearchFault, pairs, parse, query};
use nabz_kernel::refusal::Refused;
use nabz_record::search::{Page, SearchStop, search};
use nabz_smart::scope::Right;
use nabz_web::App;
use serde_json::json;

/// Longer than any question a person or a program asks.
const FORM_BYTES_MAX: usize = 64 * 1024;

pub(super) async fn by_address(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let sent = sent.unwrap_or_default();
    answer(&caller, &app, &of, &Asked { sent: &sent, by_form: false, headers: &headers }).await
}

pub(super) async fn by_form(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    request: Request,
) -> Result<Response, Instead> {
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, FORM_BYTES_MAX).await else {
        return Ok(outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", "the form is too long"));
    };
    let form = String::from_utf8_lossy(&form);
    let sent = format!("{}&{form}", parts.uri.query().unwrap_or_default());
    let headers = &parts.headers;
    answer(&caller, &app, &of, &Asked { sent: &sent, by_form: true, headers }).await
}

struct Asked<'a> {
    sent: &'a str,
    by_form: bool,
    headers: &'a HeaderMap,
}

async fn answer(
    caller: &Caller,
    app: &App,
    of: &str,
    asked: &Asked<'_>,
) -> Result<Response, Instead> {
    let of = named(of)?;
    caller.may(Right::Search, of)?;
    let handling = handling(asked.headers);
    let pairs = pairs(asked.sent).ok_or_else(|| invalid("not a query"))?;
    let query = parse(of, &pairs, handling).map_err(|fault| not_understood(&fault))?;
    let asking = query.clone();
    let page = caller.ask(app.store(), move |view, eyes| match search(view, &asking, eyes) {
        Ok(page) => Ok(page),
        Err(SearchStop::Store(stop)) => Err(stop),
        Err(SearchStop::ForeignCursor) => Err(Refused::plain("EXC-003").invalid().into()),
        Err(SearchStop::TooCostly) => Err(Refused::plain("EXC-004").invalid().into()),
    });
    let page = page.await?;
    Ok(fhir(StatusCode::OK, bundle(&base(app, asked.headers), asked.by_form, &query, &page)))
}

/// `Prefer: handling=lenient`.
fn handling(headers: &HeaderMap) -> Handling {
    let prefers = headers.get_all("prefer").into_iter().filter_map(|value| value.to_str().ok());
    let lenient = prefers
        .flat_map(|value| value.split([',', ';']))
        .any(|wish| wish.trim() == "handling=lenient");
    if lenient { Handling::Lenient } else { Handling::Strict }
}

fn not_understood(fault: &SearchFault) -> Response {
    let body = json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": "error",
            "code": "invalid",
            "diagnostics": fault.to_string(),
            "expression": [format!("http.{}", fault.parameter)],
        }],
    });
    fhir(StatusCode::BAD_REQUEST, body.to_string().into_bytes())
}

fn bundle(base: &str, by_form: bool, asked: &Query, page: &Page) -> Vec<u8> {
    let address = if by_form {
        format!("{base}/{}/_search", asked.of)
    } else {
        format!("{base}/{}", asked.of)
    };
    // A form is sent again with the place of the next page; its criteria never enter an address.
    let mut shown = if by_form { Vec::new() } else { asked.sent.clone() };
    let joined = |pairs: &[(String, String)]| {
        if pairs.is_empty() { address.clone() } else { format!("{address}?{}", query(pairs)) }
    };
    let mut links = vec![("self", joined(&shown))];
    if let Some(next) = &page.next {
        shown.push(("_after".to_owned(), next.clone()));
        links.push(("next", joined(&shown)));
    }
    let mut bundle = Bundle::of("searchset", page.total, &links);
    let sides = [(&page.matches, "match"), (&page.included, "include")];
    for (entries, mode) in sides {
        for entry in entries {
            let url = format!("{base}/{}", entry.reference());
            let rest = format!(r#""search":{{"mode":"{mode}"}}"#);
            bundle.push(Some(&url), Some(&entry.body), &rest);
        }
    }
    if !asked.ignored.is_empty() {
        let words = format!("not understood and passed over: {}", asked.ignored.join(", "));
        let issue = json!({
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "warning", "code": "not-supported", "diagnostics": words}],
        });
        bundle.push(None, Some(issue.to_string().as_bytes()), r#""search":{"mode":"outcome"}"#);
    }
    bundle.finish()
}
