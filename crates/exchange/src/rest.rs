//! The FHIR REST API at `/fhir/R4`.

mod asked;
mod bulk_export;
mod bulk_import;
mod bundles;
mod everything;
mod formats;
mod history;
mod matching;
mod pace;
mod patching;
mod prefer;
mod reading;
mod searching;
mod terminology;
mod validating;
mod writing;

use crate::answer::{Instead, outcome, written};
use crate::capability::{is_kept, statement};
use crate::held::Held;
use crate::{openapi, parameters};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use nabz_fhir::ResourceType;
use nabz_web::App;
use pace::Pace;
use serde_json::Value;
use std::num::NonZeroU32;

pub use bulk_export::Exporter;

/// Every route of the FHIR API. Of one client it takes so many requests a second on average, `None`
/// for any number.
pub fn routes(of_one_a_second: Option<NonZeroU32>) -> Router<App> {
    let pace = Pace::of(of_one_a_second);
    all()
        .layer(Extension(Held::default()))
        .layer(from_fn(move |request: Request, next: Next| pace.clone().keep(request, next)))
}

/// The same for whoever has passed already, with the definitions that are held at hand.
fn all() -> Router<App> {
    Router::new()
        .route("/fhir/R4", get(searching::everywhere_by_address).post(bundles::bundle))
        .route("/fhir/R4/", get(searching::everywhere_by_address).post(bundles::bundle))
        .route("/fhir/R4/_search", post(searching::everywhere_by_form))
        .route("/fhir/R4/metadata", get(metadata))
        .route("/fhir/R4/openapi.json", get(described))
        .route("/fhir/R4/_history", get(history::of_all))
        .route("/fhir/R4/{type}/_history", get(history::of_type))
        .route("/fhir/R4/{type}/{id}/$everything", get(everything::everything))
        .route(
            "/fhir/R4/{type}",
            get(searching::by_address)
                .post(writing::create)
                .put(writing::update_where)
                .patch(patching::patch_where)
                .delete(writing::delete_where),
        )
        .route("/fhir/R4/{type}/_search", post(searching::by_form))
        .route("/fhir/R4/{type}/{id}/{part}", get(searching::within_by_address))
        .route("/fhir/R4/{type}/{id}/{part}/_search", post(searching::within_by_form))
        .route("/fhir/R4/$validate", post(validating::of_any))
        .route("/fhir/R4/{type}/$validate", post(validating::of_type))
        .route("/fhir/R4/{type}/{id}/$validate", post(validating::of_one))
        .route("/fhir/R4/{type}/$match", post(matching::of_patients))
        .route(
            "/fhir/R4/{type}/{id}",
            get(reading::read).put(writing::update).patch(patching::patch).delete(writing::delete),
        )
        .route("/fhir/R4/{type}/{id}/_history", get(history::history))
        .route("/fhir/R4/{type}/{id}/_history/{version}", get(reading::version))
        .merge(terminology::routes())
        .layer(from_fn(formats::spoken))
        .merge(bulk())
        .method_not_allowed_fallback(formats::no_such_method)
}

/// Many resources at once.
fn bulk() -> Router<App> {
    Router::new()
        .route("/fhir/R4/$export", get(bulk_export::of_all).post(bulk_export::of_all))
        .route(
            "/fhir/R4/{type}/$export",
            get(bulk_export::of_patients).post(bulk_export::of_patients),
        )
        .route(
            "/fhir/R4/{type}/{id}/$export",
            get(bulk_export::of_group).post(bulk_export::of_group),
        )
        .route("/fhir/R4/$export/{id}", get(bulk_export::status).delete(bulk_export::cancel))
        .route("/fhir/R4/$export/{id}/{file}", get(bulk_export::file))
        .route("/fhir/R4/$import", post(bulk_import::import))
}

/// What this server can do; public, as R4 wants it.
async fn metadata(
    State(app): State<App>,
    Extension(held): Extension<Held>,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let date = app.clock().now().date_in_india().to_string();
    let definitions = held.now(app.store()).await?;
    let added = parameters::known(app.store()).await?;
    let mut said = statement(&date, &definitions.supported(), &added);
    if let Some(Value::Object(security)) = said.pointer_mut("/rest/0/security") {
        security.extend(nabz_smart::security(&app, &headers));
    }
    Ok(written(StatusCode::OK, &said))
}

/// The same for generators of clients; public too.
async fn described(State(app): State<App>) -> Result<Response, Instead> {
    let added = parameters::known(app.store()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], openapi::bytes(&added)).into_response())
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
