//! All routes behind one door, with what surrounds every request.

use crate::app::App;
use crate::assets;
use crate::context::{Context, language_chosen};
use crate::language;
use crate::live;
use crate::messages::PSEUDO;
use crate::origins;
use crate::problem::Problem;
use crate::security;
use crate::signin;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::FutureExt;
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::refusal::Refused;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;

/// A form of text; a route that takes more says so with its own `DefaultBodyLimit`.
pub(crate) const BODY_BYTES_MAX: usize = 256 * 1024;
/// A counter gives up long before; this frees what a lost client holds.
const ANSWER_SECONDS_MAX: u64 = 30;
/// A photograph from a phone on a slow line: two megabytes at seventeen kilobytes a second.
const UPLOAD_SECONDS_MAX: u64 = 120;

/// The whole site: the capabilities' routes inside the shell.
pub fn router(app: App, capabilities: Router<App>) -> Router {
    capabilities
        .merge(signin::routes())
        .route("/assets/{*name}", get(assets::serve))
        .route("/events", get(live::follow))
        .fallback(async || Problem::missing())
        .method_not_allowed_fallback(async || Problem::from(Refused::plain("WEB-009").invalid()))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(security::refuse_other_sites))
        .layer(from_fn_with_state(app.clone(), surround))
        .layer(from_fn_with_state(app.clone(), origins::let_in))
        .layer(from_fn_with_state(app.clone(), security::standing_headers))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Finds the language, keeps the time, catches what falls, and puts problems into words.
async fn surround(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let chosen = language_chosen(&app, request.method(), request.uri());
    if let Some((code, to)) = chosen {
        let headers = request.headers();
        return language::switch(&app, headers, &code, &to).await;
    }
    let watch = Stopwatch::start();
    let context = Context::of(&app, request.method(), request.uri(), request.headers());
    let method = request.method().clone();
    // The pattern, never the address: an address may hold an id, and one day something worse.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    request.extensions_mut().insert(Arc::clone(&context));

    let patience = patience(request.headers());
    let answered = PSEUDO.scope(context.pseudo, in_time(next.run(request), patience)).await;
    let response = match answered.extensions().get::<Arc<Problem>>() {
        Some(problem) => PSEUDO.sync_scope(context.pseudo, || problem.explain(&context)),
        None if is_of_the_framework(&answered) => {
            PSEUDO.sync_scope(context.pseudo, || Problem::missing().explain(&context))
        }
        None => answered,
    };
    tracing::info!(
        %method,
        route = route.as_deref().unwrap_or("-"),
        status = response.status().as_u16(),
        ms = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// An address that holds no id where one belongs is refused before any page of ours is asked, in
/// one language and without a code.
fn is_of_the_framework(answered: &Response) -> bool {
    let kind = answered.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    answered.status() == StatusCode::BAD_REQUEST && is_plain
}

/// How long an answer may take; one to a form with a file waits for the file.
fn patience(headers: &HeaderMap) -> Duration {
    let kind = headers.get(header::CONTENT_TYPE);
    let has_file = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    Duration::from_secs(if has_file { UPLOAD_SECONDS_MAX } else { ANSWER_SECONDS_MAX })
}

async fn in_time(answer: impl Future<Output = Response>, patience: Duration) -> Response {
    // A panic in one page must not close the connection without a word.
    match tokio::time::timeout(patience, AssertUnwindSafe(answer).catch_unwind()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Problem::fault("a page panicked").into_response(),
        Err(_) => Problem::from(Refused::plain("WEB-010").busy()).into_response(),
    }
}
