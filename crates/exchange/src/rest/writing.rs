//! Writing, by sources.

use super::{base, named};
use crate::answer::{etag, expected, fhir, issues, missing, outcome};
use crate::caller::Caller;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_fhir::bundle::{self, Bundle, NotATransaction, quoted};
use nabz_fhir::check::{Issue, check, is_id};
use nabz_fhir::{Body, ResourceType};
use nabz_record::receive::{self, Received};
use nabz_record::{Entry, Written, read};
use nabz_web::{App, Problem};

pub(super) async fn create(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let source = caller.source()?;
    let body = match right(&of, &bytes) {
        Ok(body) => body,
        Err(answer) => return Ok(*answer),
    };
    let criteria = headers.get("if-none-exist").and_then(|value| value.to_str().ok());
    let criteria = criteria.map(str::to_owned);
    let kept = app.store().write(move |tx| {
        let received = receive::create(tx, source, &body, criteria.as_deref())?;
        let entry = read::at(tx, received.key)?;
        Ok((received, entry))
    });
    let (received, entry) = kept.await?;
    Ok(written(&app, &headers, &received, entry))
}

pub(super) async fn update(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let source = caller.source()?;
    let body = match right(&of, &bytes) {
        Ok(body) => body,
        Err(answer) => return Ok(*answer),
    };
    if body.id() != Some(id.as_str()) || !is_id(&id) {
        let words = "the id in the body has to be the id in the address";
        return Ok(outcome(StatusCode::BAD_REQUEST, "invalid", words));
    }
    let expected = match expected(&headers) {
        Ok(expected) => expected,
        Err(answer) => return Ok(*answer),
    };
    let kept = app.store().write(move |tx| {
        let received = receive::update(tx, source, &id, &body, expected)?;
        let entry = read::at(tx, received.key)?;
        Ok((received, entry))
    });
    let (received, entry) = kept.await?;
    Ok(written(&app, &headers, &received, entry))
}

pub(super) async fn delete(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let source = caller.source()?;
    let of = match named(&of) {
        Ok(of) => of,
        Err(answer) => return Ok(*answer),
    };
    let gone = app.store().write(move |tx| receive::delete(tx, source, of, &id)).await?;
    Ok(gone.map_or_else(missing, |_| StatusCode::NO_CONTENT.into_response()))
}

pub(super) async fn transaction(
    caller: Caller,
    State(app): State<App>,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let source = caller.source()?;
    let items = match bundle::transaction(&bytes) {
        Ok(items) => items,
        Err(fault) => return Ok(no_transaction(&fault)),
    };
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        faults.extend(check(&item.body).into_iter().map(|issue| Issue {
            expression: format!("Bundle.entry[{at}].resource.{}", issue.expression),
            ..issue
        }));
    }
    if !faults.is_empty() {
        return Ok(issues(faults.into_iter()));
    }
    let kept = app.store().write(move |tx| receive::transaction(tx, source, &items)).await?;
    let mut answer = Bundle::of("transaction-response", None, &[]);
    for received in kept {
        let rest = format!(
            r#""response":{{"status":"{}","location":{},"etag":{}}}"#,
            status(received.written).as_u16(),
            quoted(&location(&received)),
            quoted(&etag(received.written.version())),
        );
        answer.push(None, None, &rest);
    }
    Ok(fhir(StatusCode::OK, answer.finish()))
}

fn no_transaction(fault: &NotATransaction) -> Response {
    outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string())
}

/// A body of this type that can be kept, or what is wrong with it.
fn right(of: &str, bytes: &Bytes) -> Result<Body, Box<Response>> {
    let of: ResourceType = named(of)?;
    let body = Body::parse(bytes.to_vec()).map_err(|fault| {
        Box::new(outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string()))
    })?;
    if body.of() != of {
        let words = "the body is of another type than the address";
        return Err(Box::new(outcome(StatusCode::BAD_REQUEST, "invalid", words)));
    }
    let faults = check(&body);
    if faults.is_empty() { Ok(body) } else { Err(Box::new(issues(faults.into_iter()))) }
}

fn status(written: Written) -> StatusCode {
    match written {
        Written::Created => StatusCode::CREATED,
        Written::Superseded { .. } | Written::Unchanged { .. } => StatusCode::OK,
    }
}

fn location(received: &Received) -> String {
    format!("{}/_history/{}", received.reference(), received.written.version())
}

fn written(app: &App, headers: &HeaderMap, received: &Received, entry: Option<Entry>) -> Response {
    let minimal = headers.get("prefer").is_some_and(|wish| wish == "return=minimal");
    let body = entry.map(|entry| entry.body).filter(|_| !minimal).unwrap_or_default();
    let mut response = fhir(status(received.written), body);
    let place = format!("{}/{}", base(app, headers), location(received));
    let tags = [(header::LOCATION, place), (header::ETAG, etag(received.written.version()))];
    for (name, value) in tags {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
