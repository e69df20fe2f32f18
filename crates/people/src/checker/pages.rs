//! The page of the check, and all that a phone keeps to check with the network down.

mod log;

use super::kept::{ASK_AGAIN, KeptPage};
use super::words::{Answer, answers};
use super::{CheckerRefusal, Trusted, trusted};
use crate::cards;
use crate::cards::model::Helpline;
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::msg::checker as msg;
use nabz_web::{App, Page, Problem, PublicShell, Visitor, assets, filters, numbers};
use xxhash_rust::xxh3::xxh3_64;

/// Source: RFC 9052, section 11.3.2.
const SIGN1: HeaderValue = HeaderValue::from_static("application/cose; cose-type=\"cose-sign1\"");
/// Source: RFC 8949, section 9.5.
const CBOR: HeaderValue = HeaderValue::from_static("application/cbor");
/// The page and what lies below it.
const CHECK: KeptPage = KeptPage { path: "/check", title: msg::title };

/// The page, its worker, the two lists with the changes of one, and the log of issues.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/check", get(page))
        .route("/check/app.webmanifest", get(manifest))
        .route("/check/worker.js", get(worker))
        .route("/check/status", get(status))
        .route("/check/status/since/{sequence}", get(changes))
        .route("/check/trust", get(trust))
        .merge(log::routes())
}

#[derive(Template)]
#[template(path = "checker/pages/check.html")]
struct CheckPage {
    shell: PublicShell,
    css: String,
    js: String,
    /// Reads codes where the browser cannot.
    reader: String,
    /// The root's key, `4e01:02…`; empty before there is one.
    root: String,
    answers: Vec<Answer>,
    kinds: [(&'static str, Message); 3],
    months: Vec<Message>,
    helpline: String,
    /// The same number as a phone dials it.
    dialled: String,
}

impl CheckPage {
    fn of(visitor: &Visitor, trusted: Option<&Trusted>, helpline: &Helpline) -> Self {
        Self {
            shell: visitor.public_shell(),
            css: assets::url("check.css"),
            js: assets::url("check.js"),
            reader: assets::url("check-reader.js"),
            root: trusted.map(|trusted| trusted.root.to_string()).unwrap_or_default(),
            answers: answers(),
            kinds: [
                ("permanent", msg::permanent()),
                ("temporary", msg::temporary()),
                ("newborn", msg::newborn()),
            ],
            months: numbers::months(),
            helpline: helpline.to_string(),
            dialled: helpline.dialled(),
        }
    }
}

async fn check_page(visitor: &Visitor) -> Result<CheckPage, Problem> {
    let trusted = trusted(visitor).await?;
    let helpline = visitor.read(cards::helpline).await?;
    Ok(CheckPage::of(visitor, trusted.as_ref(), &helpline))
}

async fn page(visitor: Visitor) -> Result<Page, Problem> {
    visitor.page(&check_page(&visitor).await?)
}

/// The list of the keys that count, as the root signed it.
async fn trust(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    let trusted = trusted(&visitor).await?;
    let trusted = trusted.ok_or_else(|| Refused::from(CheckerRefusal::NoTrustList))?;
    Ok(kept((SIGN1, trusted.list), &headers))
}

/// The list of the cards that no longer count.
async fn status(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    let sealed = visitor.read(cards::current_list).await?;
    let sealed = sealed.ok_or_else(|| Refused::from(CheckerRefusal::NoStatusList))?;
    Ok(kept((SIGN1, sealed), &headers))
}

/// What has changed in that list since the one of this number: for whoever holds that one, and would
/// fetch the rest of it once more. Whoever had better do so is told that there is nothing.
async fn changes(
    visitor: Visitor,
    Path(sequence): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let none = || Refused::from(CheckerRefusal::NoChanges);
    let held = sequence.parse::<u64>().map_err(|_| none())?;
    let changes = visitor.read(move |view| cards::changes_since(view, held)).await?;
    Ok(kept((CBOR, changes.ok_or_else(none)?), &headers))
}

/// Something signed, or 304 for whoever has it. It is the same for everybody and says nothing about
/// who asked, so anybody between us may keep it.
fn kept((kind, sealed): (HeaderValue, Vec<u8>), asked: &HeaderMap) -> Response {
    let tag = format!("W/\"{:016x}\"", xxh3_64(&sealed));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(", ").any(|one| one == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], sealed).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// What lets a phone put the page on its home screen.
async fn manifest() -> Response {
    CHECK.manifest()
}

/// The worker that keeps the page on the phone.
async fn worker(visitor: Visitor) -> Result<Response, Problem> {
    let shown = check_page(&visitor).await?;
    let page = visitor.page(&shown)?;
    Ok(CHECK.worker(&page, &[shown.css, shown.js, shown.reader]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_list_is_not_sent_it_again() {
        let asked = |tag: Option<&HeaderValue>| {
            let tag = tag.map(|tag| (header::IF_NONE_MATCH, tag.clone()));
            kept((SIGN1, b"a list".to_vec()), &tag.into_iter().collect())
        };
        let first = asked(None);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers().get(header::ETAG).unwrap();
        assert_eq!(asked(Some(tag)).status(), StatusCode::NOT_MODIFIED);
        let other = HeaderValue::from_static("W/\"0\"");
        assert_eq!(asked(Some(&other)).status(), StatusCode::OK);
        assert!(first.headers().get(header::SET_COOKIE).is_none());
    }
}
