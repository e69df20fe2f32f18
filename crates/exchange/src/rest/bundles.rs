//! Bundles that ask for something: a transaction, of which all is kept or nothing, and a batch, each
//! entry of which stands by itself.
//!
//! An entry of a batch, and one of a transaction that only reads, is asked of the same routes as if
//! it had come alone. What a transaction reads it reads once everything is kept.

mod alone;
mod told;
mod transaction;

use super::asked::Asked;
use crate::answer::{Instead, outcome};
use crate::caller::Caller;
use alone::Alone;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::bundle::{self, Bundle, Entry, Kind, NotATransaction};
use nabz_web::App;
use told::Told;

/// Entries of one batch, and of one transaction those that read and those that patch: each asks the
/// database by itself.
const ALONE_MAX: usize = 500;
/// What the answer to a Bundle may come to; entries behind that are not asked.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

pub(super) async fn bundle(State(app): State<App>, request: Request) -> Result<Response, Instead> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &app).await?;
    let alone = Alone::of(&app, &parts);
    let asked = Asked::from_request(Request::from_parts(parts, body), &app).await?;
    let bytes = asked.bytes.clone();
    let sent = asked.work(bytes.len(), move || bundle::sent(&bytes)).await?;
    let sent = sent.map_err(|fault| no_bundle(&fault))?;
    match sent.kind {
        Kind::Transaction => transaction::whole(&caller, &asked, (sent.entries, &alone)).await,
        Kind::Batch => batch(sent.entries, &alone).await,
    }
}

async fn batch(entries: Vec<Entry>, alone: &Alone) -> Result<Response, Instead> {
    if entries.len() > ALONE_MAX {
        return Err(too_many("a batch").into());
    }
    let mut told = Vec::with_capacity(entries.len());
    let mut length = 0;
    for entry in entries {
        let one = if length > ANSWER_BYTES_MAX {
            Told::not_asked().await
        } else {
            alone.ask(entry).await
        };
        length += one.length();
        told.push(one);
    }
    Ok(answer("batch-response", &told))
}

fn answer<'t>(kind: &str, told: impl IntoIterator<Item = &'t Told>) -> Response {
    let mut answer = Bundle::of(kind, None, &[]);
    for one in told {
        one.push(&mut answer);
    }
    crate::answer::fhir(StatusCode::OK, answer.finish())
}

fn no_bundle(fault: &NotATransaction) -> Response {
    outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string())
}

fn too_many(what: &str) -> Response {
    let words = format!("{what} may have {ALONE_MAX} entries that are asked one by one");
    outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-costly", &words)
}
