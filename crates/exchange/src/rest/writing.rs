//! Writing, by sources: one resource at a time.

use super::asked::{Asked, Returned};
use super::{base, named};
use crate::answer::{Instead, fhir, invalid, stamp};
use crate::caller::Caller;
use crate::door::{Door, Writer};
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nabz_fhir::Body;
use nabz_fhir::bundle::{Aim, Before};
use nabz_fhir::validate::is_id;
use nabz_record::receive::Received;
use nabz_record::search::Own;
use nabz_record::{Entry, Written, read};
use nabz_smart::scope::Right;
use nabz_store::{Stop, Tx};
use serde_json::json;

const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");

pub(super) async fn create(
    caller: Caller,
    Path(of): Path<String>,
    asked: Asked,
) -> Result<Response, Instead> {
    let named = named(&of)?;
    let writer = caller.writer(Right::Create, named)?;
    let reads = caller.reads_all(named);
    let body = asked.body(&of).await?;
    let criteria = asked.text(&IF_NONE_EXIST)?.map(str::to_owned);
    if criteria.is_some() {
        caller.may_look_up(named)?;
    }
    let kept = asked.app.store().write(move |tx| {
        let door = Door::to_the_city(tx, writer)?;
        let received = door.create(tx, &body, criteria.as_deref())?;
        // A condition may have found what a token does not reach.
        let (received, entry) = shown(tx, writer, received)?;
        Ok((received, entry.filter(|_| reads)))
    });
    Ok(written(&asked, kept.await?))
}

pub(super) async fn update(
    caller: Caller,
    Path((of, id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Instead> {
    let aim = Aim::Id(id.clone());
    let writer = caller.changer(Right::Update, (named(&of)?, &aim))?;
    let body = asked.body(&of).await?;
    if body.id().as_deref() != Some(id.as_str()) || !is_id(&id) {
        return Ok(invalid("the id in the body has to be the id in the address"));
    }
    let before = asked.before()?;
    Ok(written(&asked, put(&asked, writer, (aim, body, before)).await?))
}

/// `PUT Type?criteria`.
pub(super) async fn update_where(
    caller: Caller,
    Path(of): Path<String>,
    asked: Asked,
) -> Result<Response, Instead> {
    let aim = Aim::Criteria(asked.criteria()?);
    let writer = caller.changer(Right::Update, (named(&of)?, &aim))?;
    let body = asked.body(&of).await?;
    if body.id().is_some_and(|id| !is_id(&id)) {
        return Ok(invalid("the id in the body is none"));
    }
    let before = asked.before()?;
    Ok(written(&asked, put(&asked, writer, (aim, body, before)).await?))
}

/// Keeps a version of what is meant.
pub(super) async fn put(
    asked: &Asked,
    writer: Writer,
    (aim, body, before): (Aim, Body, Before),
) -> Result<Shown, Stop> {
    let kept = asked.app.store().write(move |tx| {
        let received = Door::to_the_city(tx, writer)?.update(tx, &aim, (&body, before))?;
        shown(tx, writer, received)
    });
    kept.await
}

pub(super) async fn delete(
    caller: Caller,
    Path((of, id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Instead> {
    taken(&caller, &of, Aim::Id(id), &asked).await
}

/// `DELETE Type?criteria`, of which one may fit.
pub(super) async fn delete_where(
    caller: Caller,
    Path(of): Path<String>,
    asked: Asked,
) -> Result<Response, Instead> {
    let aim = Aim::Criteria(asked.criteria()?);
    taken(&caller, &of, aim, &asked).await
}

/// What is not there is as good as deleted, as R4 wants it.
async fn taken(caller: &Caller, of: &str, aim: Aim, asked: &Asked) -> Result<Response, Instead> {
    let of = named(of)?;
    let writer = caller.changer(Right::Delete, (of, &aim))?;
    let before = asked.before()?;
    let gone = asked
        .app
        .store()
        .write(move |tx| Door::to_the_city(tx, writer)?.delete(tx, (of, &aim), before));
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(entry) = gone.await? {
        stamp(&mut response, entry.version, entry.updated);
    }
    Ok(response)
}

/// What was kept, and the entry where its source may see it: a condition may have found what
/// another said, which is pointed to and not shown.
pub(super) type Shown = (Received, Option<Entry>);

fn shown(tx: &mut Tx<'_>, writer: Writer, received: Received) -> Result<Shown, Stop> {
    let entry = read::at(tx, received.key)?.filter(|entry| Own(writer.source).covers(entry));
    Ok((received, entry))
}

pub(super) fn status(written: Written) -> StatusCode {
    match written {
        Written::Created => StatusCode::CREATED,
        Written::Superseded { .. } | Written::Unchanged { .. } => StatusCode::OK,
    }
}

pub(super) fn location(received: &Received) -> String {
    format!("{}/_history/{}", received.reference(), received.written.version())
}

/// What was done, in words, for `Prefer: return=OperationOutcome`.
pub(super) fn done(written: Written) -> Vec<u8> {
    let words = match written {
        Written::Created => "created",
        Written::Superseded { .. } => "a new version was kept",
        Written::Unchanged { .. } => "nothing had to be written",
    };
    let issue = [json!({"severity": "information", "code": "informational", "diagnostics": words})];
    json!({"resourceType": "OperationOutcome", "issue": issue}).to_string().into_bytes()
}

pub(super) fn written(asked: &Asked, (received, entry): Shown) -> Response {
    let updated = entry.as_ref().map(|entry| entry.updated);
    let body = match asked.returned().unwrap_or(Returned::Representation) {
        Returned::Nothing => Vec::new(),
        Returned::Representation => entry.map(|entry| entry.body).unwrap_or_default(),
        Returned::Outcome => done(received.written),
    };
    let mut response = fhir(status(received.written), body);
    let updated = updated.unwrap_or_else(|| asked.app.clock().now());
    stamp(&mut response, received.written.version(), updated);
    let place = format!("{}/{}", base(&asked.app, &asked.headers), location(&received));
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
