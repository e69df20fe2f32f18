//! Pages of other origins. A browser lets a page of an app read what another server answers only where
//! that server says so (the CORS protocol of the Fetch standard).
//!
//! Which origins those are is known to whoever knows the apps, and left here at start. What such a
//! page asks is asked without any cookie: it shows what it was given, or nothing.

use crate::app::App;
use crate::security::comes_from_elsewhere;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nabz_store::{Stop, Tx};

/// Longer than any name of a host with its port.
const ORIGIN_BYTES_MAX: usize = 300;
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// What a page may read of an answer besides its body.
const EXPOSED: &str = "ETag, Location, Content-Location, Last-Modified, Retry-After, Expires, Allow, \
                       X-Progress, WWW-Authenticate";
/// For how many seconds a browser need not ask again: an app that is revoked is closed soon after.
const ASKED_AGAIN_SECONDS: &str = "600";

/// Which pages of others may ask, and what; the capability that knows them leaves it at start.
#[derive(Clone, Copy)]
pub struct OtherOrigins {
    /// Whether pages of others may ask at this path at all.
    pub at: fn(&str) -> bool,
    /// Whether those of this origin may, such as `https://app.example.org`.
    pub lets: fn(&mut Tx<'_>, &str) -> Result<bool, Stop>,
}

/// Marks a request of a page that may ask from where it is. It carries no cookie any more.
#[derive(Clone, Copy)]
pub(crate) struct LetIn;

/// Lets pages of other origins ask what they may.
pub(crate) async fn let_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(origins) = app.other_origins().filter(|origins| (origins.at)(request.uri().path()))
    else {
        return next.run(request).await;
    };
    let origin = request.headers().get(header::ORIGIN).cloned();
    let Some(origin) = origin.filter(|_| comes_from_elsewhere(request.headers())) else {
        return varying(next.run(request).await);
    };
    if !lets(&app, origins, &origin).await {
        return varying(next.run(request).await);
    }
    if asks_before(&request) {
        return opened(told_before(request.headers()), origin);
    }
    request.headers_mut().remove(header::COOKIE);
    request.extensions_mut().insert(LetIn);
    let mut answer = next.run(request).await;
    let exposed = HeaderValue::from_static(EXPOSED);
    answer.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    opened(answer, origin)
}

async fn lets(app: &App, origins: OtherOrigins, origin: &HeaderValue) -> bool {
    let named = origin.to_str().ok().filter(|named| named.len() <= ORIGIN_BYTES_MAX);
    let Some(named) = named.map(str::to_owned) else { return false };
    match app.store().read(move |view| (origins.lets)(view, &named)).await {
        Ok(may) => may,
        Err(stop) => {
            tracing::warn!(%stop, "nobody could say whether a page of another origin may ask");
            false
        }
    }
}

/// Whether a browser asks what a page may, before it sends what the page wants.
fn asks_before(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// What it may send. Whatever headers it wants: no cookie is among them, and what is not known is
/// not read.
fn told_before(asked: &HeaderMap) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    let methods = HeaderValue::from_static(METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    let seconds = HeaderValue::from_static(ASKED_AGAIN_SECONDS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, seconds);
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    for name in [header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_REQUEST_HEADERS] {
        vary(headers, &name);
    }
    answer
}

fn opened(mut answer: Response, origin: HeaderValue) -> Response {
    answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    varying(answer)
}

/// Another origin may be answered otherwise.
fn varying(mut answer: Response) -> Response {
    vary(answer.headers_mut(), &header::ORIGIN);
    answer
}

fn vary(headers: &mut HeaderMap, on: &HeaderName) {
    if let Ok(name) = HeaderValue::from_str(on.as_str()) {
        headers.append(header::VARY, name);
    }
}
