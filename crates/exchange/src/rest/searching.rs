//! Searching, by address or by form: one type, the compartment of one resource, or several types.
//! What is searched for by form stays out of every address.

mod asked;
mod bundle;

pub(super) use asked::not_understood;
pub(super) use bundle::shaped;

use super::base;
use crate::answer::{Instead, fhir, outcome};
use crate::caller::{Caller, Eyes};
use crate::parameters;
use crate::terms::Loaded;
use asked::{Asked, Place};
use axum::body::to_bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_kernel::refusal::Refused;
use nabz_record::search::{SearchStop, names_few, search_by, search_types};
use nabz_smart::scope::Right;
use nabz_store::Tx;
use nabz_web::App;

/// Longer than any question a person or a program asks.
const FORM_BYTES_MAX: usize = 64 * 1024;

pub(super) async fn by_address(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let sent = Sent { query: sent.unwrap_or_default(), by_form: false, headers };
    answer(&caller, &app, Place::of_type(&of)?, sent).await
}

pub(super) async fn by_form(
    caller: Caller,
    State(app): State<App>,
    Path(of): Path<String>,
    request: Request,
) -> Result<Response, Instead> {
    let sent = form(request).await?;
    answer(&caller, &app, Place::of_type(&of)?, sent).await
}

pub(super) async fn within_by_address(
    caller: Caller,
    State(app): State<App>,
    Path((of, id, part)): Path<(String, String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let sent = Sent { query: sent.unwrap_or_default(), by_form: false, headers };
    answer(&caller, &app, Place::in_compartment(&of, id, &part)?, sent).await
}

pub(super) async fn within_by_form(
    caller: Caller,
    State(app): State<App>,
    Path((of, id, part)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Instead> {
    let sent = form(request).await?;
    answer(&caller, &app, Place::in_compartment(&of, id, &part)?, sent).await
}

pub(super) async fn everywhere_by_address(
    caller: Caller,
    State(app): State<App>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let sent = Sent { query: sent.unwrap_or_default(), by_form: false, headers };
    answer(&caller, &app, Place::Everywhere, sent).await
}

pub(super) async fn everywhere_by_form(
    caller: Caller,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Instead> {
    let sent = form(request).await?;
    answer(&caller, &app, Place::Everywhere, sent).await
}

/// A question as it came.
struct Sent {
    query: String,
    by_form: bool,
    headers: HeaderMap,
}

async fn form(request: Request) -> Result<Sent, Instead> {
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, FORM_BYTES_MAX).await else {
        let words = "the form is too long";
        return Err(outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", words).into());
    };
    let form = String::from_utf8_lossy(&form);
    let query = format!("{}&{form}", parts.uri.query().unwrap_or_default());
    Ok(Sent { query, by_form: true, headers: parts.headers })
}

async fn answer(caller: &Caller, app: &App, place: Place, sent: Sent) -> Result<Response, Instead> {
    let base = base(app, &sent.headers);
    let asked = Asked::read(place, &sent, &parameters::known(app.store()).await?)?;
    // Of several types, what a token does not reach is as if it were not there.
    if let ([query], true) = (asked.queries.as_slice(), asked.is_one()) {
        caller.may(Right::Search, query.of)?;
    }
    let (queries, after, is_one) = (asked.queries.clone(), asked.after.clone(), asked.is_one());
    let is_brief = is_one && queries.first().is_some_and(names_few);
    let question = move |view: &mut Tx<'_>, eyes: &mut Eyes| {
        let answered = match queries.as_slice() {
            [query] if is_one => search_by(view, query, eyes, &mut Loaded),
            queries => search_types(view, (queries, after.as_deref()), eyes, &mut Loaded),
        };
        match answered {
            Ok(page) => Ok(page),
            Err(SearchStop::Store(stop)) => Err(stop),
            Err(SearchStop::ForeignCursor) => Err(Refused::plain("EXC-003").invalid().into()),
            Err(SearchStop::TooCostly) => Err(Refused::plain("EXC-004").invalid().into()),
        }
    };
    let page = if is_brief {
        caller.glance(app.store(), question).await?
    } else {
        caller.ask(app.store(), question).await?
    };
    Ok(fhir(StatusCode::OK, bundle::written(&base, &asked, &page)?))
}
