//! The language of pages: one click away, remembered by the browser and, of whoever is signed in,
//! with their account, from where it meets them at any other counter.

use crate::app::App;
use crate::context::{LANGUAGE_COOKIE, cookie};
use crate::messages::Language;
use crate::problem::Problem;
use crate::security::comes_from_elsewhere;
use crate::session::{self, SESSION_COOKIE};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::choose_language;
use std::time::Duration;

const BROWSER_KEEPS_SECONDS: u32 = 31_536_000;
/// The browser has the choice already; the next page waits no longer for the account to have it.
const ACCOUNT_SECONDS_MAX: u64 = 2;

/// Goes on to a page in the language that was just chosen.
pub(crate) async fn switch(app: &App, headers: &HeaderMap, code: &str, to: &str) -> Response {
    note(app, headers, code).await;
    match in_browser(code) {
        Ok(kept) => ([(header::SET_COOKIE, kept)], Redirect::to(to)).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// What lets a browser go on in a language.
pub(crate) fn in_browser(code: &str) -> Result<HeaderValue, Problem> {
    session::cookie(LANGUAGE_COOKIE, code, Some(BROWSER_KEEPS_SECONDS))
}

/// Notes a choice with whoever is signed in. Nobody's work stops for it: what could not be noted
/// stands in the log, and the browser has the choice all the same.
async fn note(app: &App, headers: &HeaderMap, code: &str) {
    // The pseudo-locale is nobody's language, and a link on another site is nobody's choice.
    let Some(language) = Language::parse(code).filter(|_| !comes_from_elsewhere(headers)) else {
        return;
    };
    let Some(token) = cookie(headers, SESSION_COOKIE) else { return };
    let limit = Duration::from_secs(ACCOUNT_SECONDS_MAX);
    let noted = tokio::time::timeout(limit, keep(app, token, language)).await;
    if !matches!(noted, Ok(Ok(()))) {
        tracing::warn!("the language that somebody chose could not be kept with their account");
    }
}

async fn keep(app: &App, token: &str, language: Language) -> Result<(), Problem> {
    let Some(signed) = session::find(app, token).await? else { return Ok(()) };
    if signed.staff.language == Some(language) {
        return Ok(());
    }
    let access = signed.access;
    Ok(app.store().write(move |tx| choose_language(tx, &access, language)).await?)
}
