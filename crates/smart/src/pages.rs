//! What programs ask: a token, whether one holds, its end, and where to ask all that; and what members
//! of staff are asked for them.

mod asked;
mod authorize;
mod configuration;
mod open;
mod proof;
mod token;
mod words;

pub use configuration::security;
pub use open::{apps_during, apps_of};

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};
use nabz_web::App;

/// Lies under the FHIR API, as SMART wants it.
pub(crate) const CONFIGURATION: &str = "/fhir/R4/.well-known/smart-configuration";
pub(crate) const TOKEN: &str = "/oauth/token";
pub(crate) const INTROSPECT: &str = "/oauth/introspect";
pub(crate) const REVOKE: &str = "/oauth/revoke";
pub(crate) const AUTHORIZE: &str = "/oauth/authorize";

/// Every route of this crate.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/fhir/R4/.well-known/smart-configuration", get(configuration::configuration))
        .route("/oauth/authorize", get(authorize::ask).post(authorize::decide))
        .route("/apps/{person}", get(open::apps).post(open::open))
        .route("/oauth/token", post(token::token))
        .route("/oauth/introspect", post(token::introspect))
        .route("/oauth/revoke", post(token::revoke))
}

/// The address under which everybody reaches this server. Where nobody has said it, it is the one that
/// the request names, but only as long as no TLS is spoken, on somebody's own machine: otherwise an
/// assertion that was made for another server could be sent on to this one under the other's name.
pub(crate) fn address(app: &App, headers: &HeaderMap) -> Option<String> {
    let config = app.config();
    if config.public_url.is_some() || config.tls {
        return config.public_url.clone();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    Some(format!("http://{}", host.unwrap_or("localhost")))
}
