//! The FHIR REST API at `/fhir/R4`.

mod everything;
mod history;
mod matching;
mod reading;
mod searching;
mod validating;
mod writing;

use crate::answer::{Instead, fhir, outcome};
use crate::capability::{is_kept, statement};
use crate::held::Held;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use nabz_fhir::ResourceType;
use nabz_web::App;

/// A transaction of a few hundred entries.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Every route of the FHIR API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/fhir/R4", post(writing::transaction))
        .route("/fhir/R4/", post(writing::transaction))
        .route("/fhir/R4/metadata", get(metadata))
        .route("/fhir/R4/{type}/{id}/$everything", get(everything::everything))
        .route("/fhir/R4/{type}", get(searching::by_address).post(writing::create))
        .route("/fhir/R4/{type}/_search", post(searching::by_form))
        .route("/fhir/R4/$validate", post(validating::of_any))
        .route("/fhir/R4/{type}/$validate", post(validating::of_type))
        .route("/fhir/R4/{type}/{id}/$validate", post(validating::of_one))
        .route("/fhir/R4/{type}/$match", post(matching::of_patients))
        .route(
            "/fhir/R4/{type}/{id}",
            get(reading::read).put(writing::update).delete(writing::delete),
        )
        .route("/fhir/R4/{type}/{id}/_history", get(history::history))
        .route("/fhir/R4/{type}/{id}/_history/{version}", get(reading::version))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(Held::default()))
}

/// What this server can do; public, as R4 wants it.
async fn metadata(
    State(app): State<App>,
    Extension(held): Extension<Held>,
) -> Result<Response, Instead> {
    let date = app.clock().now().date_in_india().to_string();
    let definitions = held.now(app.store()).await?;
    let statement = statement(&date, &definitions.supported());
    Ok(fhir(StatusCode::OK, statement.to_string().into_bytes()))
}

/// The type that an address names, or an answer that says there is none.
fn named(name: &str) -> Result<ResourceType, Instead> {
    ResourceType::named(name).filter(|of| is_kept(*of)).ok_or_else(|| {
        let words = "this address names no resource type that is kept here";
        outcome(StatusCode::NOT_FOUND, "not-supported", words).into()
    })
}

/// Where this server is, as the caller reached it.
fn base(app: &App, headers: &HeaderMap) -> String {
    let scheme = if app.config().tls { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!("{scheme}://{}/fhir/R4", host.unwrap_or("localhost"))
}
