//! Writing, by sources.

use super::{base, named};
use crate::answer::{Instead, etag, expected, fhir, invalid, issues, missing, outcome};
use crate::caller::Caller;
use crate::door::Door;
use crate::held::{Definitions, Held};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_fhir::bundle::{self, Bundle, NotATransaction, quoted};
use nabz_fhir::validate::{Issue, is_id};
use nabz_fhir::{Body, ResourceType};
use nabz_record::receive::Received;
use nabz_record::search::Own;
use nabz_record::{Entry, Written, read};
use nabz_web::App;

pub(super) async fn create(
    caller: Caller,
    (State(app), Extension(held)): (State<App>, Extension<Held>),
    Path(of): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Instead> {
    let source = caller.source()?;
    let definitions = held.now(app.store()).await?;
    let body = right(&of, &bytes, &definitions)?;
    let criteria = headers.get("if-none-exist").and_then(|value| value.to_str().ok());
    let criteria = criteria.map(str::to_owned);
    let kept = app.store().write(move |tx| {
        let door = Door::to_the_city(tx, source)?;
        let received = door.create(tx, &body, criteria.as_deref())?;
        // A condition may have found what another source said; it is pointed to and not shown.
        let entry = read::at(tx, received.key)?.filter(|entry| Own(source).covers(entry));
        Ok((received, entry))
    });
    let (received, entry) = kept.await?;
    Ok(written(&app, &headers, &received, entry))
}

pub(super) async fn update(
    caller: Caller,
    (State(app), Extension(held)): (State<App>, Extension<Held>),
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Instead> {
    let source = caller.source()?;
    let definitions = held.now(app.store()).await?;
    let body = right(&of, &bytes, &definitions)?;
    if body.id().as_deref() != Some(id.as_str()) || !is_id(&id) {
        return Ok(invalid("the id in the body has to be the id in the address"));
    }
    let expected = expected(&headers)?;
    let kept = app.store().write(move |tx| {
        let door = Door::to_the_city(tx, source)?;
        let received = door.update(tx, &id, &body, expected)?;
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
) -> Result<Response, Instead> {
    let source = caller.source()?;
    let of = named(&of)?;
    let gone =
        app.store().write(move |tx| Door::to_the_city(tx, source)?.delete(tx, of, &id)).await?;
    Ok(gone.map_or_else(missing, |_| StatusCode::NO_CONTENT.into_response()))
}

pub(super) async fn transaction(
    caller: Caller,
    (State(app), Extension(held)): (State<App>, Extension<Held>),
    bytes: Bytes,
) -> Result<Response, Instead> {
    let source = caller.source()?;
    let items = bundle::transaction(&bytes).map_err(|fault| no_transaction(&fault))?;
    let definitions = held.now(app.store()).await?;
    let mut faults = Vec::new();
    for (at, item) in items.iter().enumerate() {
        faults.extend(definitions.faults(&item.body).into_iter().map(|issue| Issue {
            expression: format!("Bundle.entry[{at}].resource.{}", issue.expression),
            ..issue
        }));
    }
    if !faults.is_empty() {
        return Ok(issues(faults.into_iter()));
    }
    let kept =
        app.store().write(move |tx| Door::to_the_city(tx, source)?.transaction(tx, &items)).await?;
    let mut answer = Bundle::of("transaction-response", None, &[]);
    for received in kept.received {
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
fn right(of: &str, bytes: &Bytes, definitions: &Definitions) -> Result<Body, Instead> {
    let of: ResourceType = named(of)?;
    let body = Body::parse(bytes.to_vec())
        .map_err(|fault| outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string()))?;
    if body.of() != of {
        return Err(invalid("the body is of another type than the address").into());
    }
    let faults = definitions.faults(&body);
    if faults.is_empty() { Ok(body) } else { Err(issues(faults.into_iter()).into()) }
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
