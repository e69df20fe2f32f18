//! `$export`: a source fetches all that it may read, in files, after a while.
//!
//! Whoever asks is told where to look; a thread writes the files meanwhile, and for a day they lie
//! there for whoever asked and for nobody else. It follows the Bulk Data Access guide, version 2.
//!
//! Source: <https://hl7.org/fhir/uv/bulkdata/STU2/export.html>.

mod answers;
mod asked;
mod folder;
mod members;
mod work;

pub use work::Exporter;

use super::base;
use crate::answer::{Instead, missing, outcome};
use crate::caller::Caller;
use crate::door::Writer;
use answers::{failed, in_progress, manifest, too_many};
use asked::{Asked, Of};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use folder::Folder;
use nabz_access::city;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_record::BySource;
use nabz_record::bulk_export::{self as exports, Export, ExportId, Level, State as Stands, Wish};
use nabz_store::Stop;
use nabz_web::{App, Problem};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// As the audit names an export, and each look that is part of one.
pub(super) const EXPORT: &str = "exchange.export";
const NDJSON: HeaderValue = HeaderValue::from_static("application/fhir+ndjson");

pub(super) async fn of_all(
    caller: Caller,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Instead> {
    kick_off(&caller, &app, (Of::All, Level::System), request).await
}

pub(super) async fn of_patients(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    request: Request,
) -> Result<Response, Instead> {
    if of != ResourceType::PATIENT.name() {
        return Ok(not_of_this());
    }
    kick_off(&caller, &app, (Of::Patients, Level::Patients), request).await
}

pub(super) async fn of_group(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Instead> {
    if of != ResourceType::GROUP.name() {
        return Ok(not_of_this());
    }
    exporting(&caller)?;
    let Some(members) = members::of(&caller, &app, id).await? else { return Ok(missing()) };
    kick_off(&caller, &app, (Of::Patients, Level::Group { members }), request).await
}

async fn kick_off(
    caller: &Caller,
    app: &App,
    (of, level): (Of, Level),
    request: Request,
) -> Result<Response, Instead> {
    let writer = exporting(caller)?;
    if app.config().bulk.is_none() {
        return Err(Problem::from(Refused::plain("EXC-031")).into());
    }
    let (parts, body) = request.into_parts();
    let base = base(app, &parts.headers);
    let asked = Asked::read(of, &parts, body).await?;
    for of in asked.wanted() {
        caller.may_look_up(of)?;
    }
    let address = parts.uri.path_and_query().map_or("", |there| there.as_str());
    let address = address.strip_prefix("/fhir/R4").unwrap_or(address);
    let wish = asked.wish(level, format!("{base}{address}"));
    let begun = app.store().write(move |tx| begin(tx, writer, &wish)).await?;
    let Some(id) = begun else { return Ok(too_many()) };
    let place = format!("{base}/$export/{id}");
    let mut response = StatusCode::ACCEPTED.into_response();
    if let Ok(value) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::CONTENT_LOCATION, value);
    }
    Ok(response)
}

fn begin(
    tx: &mut nabz_store::Tx<'_>,
    Writer { source, through }: Writer,
    wish: &Wish,
) -> Result<Option<ExportId>, Stop> {
    let begun = exports::kick_off(tx, source, wish)?;
    if let Some(id) = begun {
        let by = BySource { source, act: EXPORT, at: city(tx)?, through };
        tx.audit(&by, id)?;
    }
    Ok(begun)
}

pub(super) async fn status(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Instead> {
    let Some(export) = found(&caller, &app, &id).await? else { return Ok(missing()) };
    match export.state {
        Stands::Open => Ok(in_progress(&export)),
        Stands::Failed => Ok(failed()),
        Stands::Done => {
            let id = export.id;
            let files = app.store().read(move |view| exports::files(view, id)).await?;
            Ok(manifest(&export, &files, &base(&app, request.headers())))
        }
    }
}

pub(super) async fn cancel(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Instead> {
    let Some(export) = found(&caller, &app, &id).await? else { return Ok(missing()) };
    let id = export.id;
    app.store().write(move |tx| exports::remove(tx, id)).await?;
    // What cannot be taken away now is swept away later.
    if let Some(folder) = app.config().bulk.clone() {
        drop(spawn_blocking(move || Folder::at(&folder).remove(id)).await);
    }
    Ok(StatusCode::ACCEPTED.into_response())
}

pub(super) async fn file(
    caller: Caller,
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Instead> {
    let found = found(&caller, &app, &id).await?;
    let Some(export) = found.filter(|export| export.state == Stands::Done) else {
        return Ok(missing());
    };
    let id = export.id;
    let files = app.store().read(move |view| exports::files(view, id)).await?;
    let file = files.into_iter().find(|file| answers::name(file) == name);
    let (Some(file), Some(folder)) = (file, &app.config().bulk) else { return Ok(missing()) };
    let content = Folder::at(folder).open(id, &file).await;
    let content =
        content.map_err(|fault| Problem::fault(format!("a file of an export: {fault}")))?;
    let mut response = Body::from_stream(content).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, NDJSON);
    // Nobody between us and the source keeps a copy.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The source that asks; staff read on their pages.
fn exporting(caller: &Caller) -> Result<Writer, Problem> {
    caller.speaker().map_err(|_| Refused::plain("EXC-030").forbidden().into())
}

/// An export of the caller's own. Whoever holds a token that could not have asked for it does not
/// find it.
async fn found(caller: &Caller, app: &App, id: &str) -> Result<Option<Export>, Problem> {
    let source = exporting(caller)?.source;
    let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
    let found = app.store().read(move |view| exports::of_source(view, Id::from_uuid(id), source));
    let reaches = |export: &Export| export.wish.types().all(|of| caller.may_look_up(of).is_ok());
    Ok(found.await?.filter(reaches))
}

fn not_of_this() -> Response {
    let words = "$export is of everything, of Patient, or of a Group";
    outcome(StatusCode::NOT_FOUND, "not-supported", words)
}

/// How far the work has come, in words.
const X_PROGRESS: HeaderName = HeaderName::from_static("x-progress");
