//! The log of issues, for whoever watches over the city's keys. No phone asks for it: a question
//! names a card.

use super::{ASK_AGAIN, SIGN1, kept};
use crate::cards;
use crate::cards::model::{CardNumber, Hash};
use crate::checker::CheckerRefusal;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use nabz_kernel::refusal::Refused;
use nabz_store::key_file;
use nabz_web::{App, Problem, Visitor};
use serde_json::{Value, json};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/check/log/head", get(head))
        .route("/check/log/proof/{number}", get(proof))
        .route("/check/log/consistency/{old}/{new}", get(consistency))
}

/// The latest head, as a log key signed it.
async fn head(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    let head = visitor.read(cards::last_head).await?;
    let head = head.ok_or_else(|| Refused::from(CheckerRefusal::NoHead))?;
    Ok(kept((SIGN1, head.sealed), &headers))
}

/// The proof that the card of a number is in the log of the latest head.
async fn proof(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let unknown = || Refused::from(CheckerRefusal::NotInLog);
    let bytes = key_file::bytes_of(&number).and_then(|bytes| bytes.try_into().ok());
    let number = CardNumber(bytes.ok_or_else(unknown)?);
    let found = visitor.read(move |view| cards::inclusion(view, number)).await?;
    let found = found.ok_or_else(unknown)?;
    Ok(answer(&json!({
        "leaf": found.leaf.place,
        "hash": key_file::hex_of(&found.leaf.hash),
        "leaves": found.leaves,
        "path": words(&found.path),
    })))
}

/// The proof that the log of so many leaves is the beginning of a longer one.
async fn consistency(
    visitor: Visitor,
    Path((old, new)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let never = || Refused::from(CheckerRefusal::NoSuchLog);
    let (Ok(old), Ok(new)) = (old.parse::<u64>(), new.parse::<u64>()) else {
        return Err(never().into());
    };
    let path = visitor.read(move |view| cards::consistency(view, (old, new))).await?;
    let path = path.ok_or_else(never)?;
    Ok(answer(&json!({ "old": old, "new": new, "path": words(&path) })))
}

fn words(path: &[Hash]) -> Vec<String> {
    path.iter().map(|hash| key_file::hex_of(hash)).collect()
}

fn answer(facts: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, ASK_AGAIN)];
    (headers, facts.to_string()).into_response()
}
