//! The operations of terminology, over the code systems, value sets and concept maps that are
//! loaded. They hold nothing about anybody, so whoever may ask anything may ask them.
//!
//! `ValueSet/ID/$expand` and its like are asked of an entry of the record, which a source sent: its
//! value set is expanded as it stands there, a code system or a map by its address, which has to be
//! loaded.

mod asked;
mod code_systems;
mod concept_maps;
mod value_sets;
mod written;

use crate::answer::{Instead, missing, outcome};
use crate::caller::Caller;
use asked::needs;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use nabz_fhir::ResourceType;
use nabz_fhir::tape::Tape;
use nabz_record::read;
use nabz_smart::scope::Right;
use nabz_store::{Stop, Store, Tx};
use nabz_terminology::TerminologyRefusal as No;
use nabz_web::App;
use nabz_web::messages::{Language, Message, say};
use std::borrow::Cow;

/// The routes, each asked by an address or by Parameters.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/fhir/R4/CodeSystem/$lookup", get(code_systems::lookup).post(code_systems::lookup))
        .route(
            "/fhir/R4/CodeSystem/$subsumes",
            get(code_systems::subsumes).post(code_systems::subsumes),
        )
        .route(
            "/fhir/R4/CodeSystem/{id}/$subsumes",
            get(code_systems::subsumes_of).post(code_systems::subsumes_of),
        )
        .route(
            "/fhir/R4/CodeSystem/$validate-code",
            get(code_systems::judge).post(code_systems::judge),
        )
        .route(
            "/fhir/R4/CodeSystem/{id}/$validate-code",
            get(code_systems::judge_of).post(code_systems::judge_of),
        )
        .route("/fhir/R4/ValueSet/$expand", get(value_sets::expand).post(value_sets::expand))
        .route(
            "/fhir/R4/ValueSet/{id}/$expand",
            get(value_sets::expand_of).post(value_sets::expand_of),
        )
        .route("/fhir/R4/ValueSet/$validate-code", get(value_sets::judge).post(value_sets::judge))
        .route(
            "/fhir/R4/ValueSet/{id}/$validate-code",
            get(value_sets::judge_of).post(value_sets::judge_of),
        )
        .route(
            "/fhir/R4/ConceptMap/$translate",
            get(concept_maps::translate).post(concept_maps::translate),
        )
        .route(
            "/fhir/R4/ConceptMap/{id}/$translate",
            get(concept_maps::translate_by).post(concept_maps::translate_by),
        )
}

/// Asks what is loaded.
async fn ask<T: Send + 'static>(
    store: &Store,
    question: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
) -> Result<T, Instead> {
    store.read(question).await.map_err(instead)
}

/// The body of an entry of the record, as whoever asks may see it.
async fn entry(caller: &Caller, app: &App, of: &str, id: String) -> Result<Vec<u8>, Instead> {
    let Some(of) = ResourceType::named(of) else { return Err(missing().into()) };
    caller.may(Right::Read, of)?;
    let found = caller.ask(app.store(), move |view, eyes| {
        let Some(entry) = read::read(view, of, &id)?.filter(|entry| !entry.deleted) else {
            return Ok(None);
        };
        eyes.must_see(view, &entry)?;
        eyes.shown(view, entry).map(Some)
    });
    Ok(found.await?.ok_or_else(|| Instead::from(missing()))?.body)
}

/// By which address an entry of the record says that it is loaded.
async fn url_of(
    caller: &Caller,
    app: &App,
    of: &'static str,
    id: String,
) -> Result<String, Instead> {
    let body = entry(caller, app, of, id).await?;
    let tape = Tape::parse(body).map_err(|fault| Stop::fault(fault.to_string()))?;
    let url = tape.root().get_text("url").map(Cow::into_owned);
    url.ok_or_else(|| needs(&format!("{of}.url")))
}

/// R4 has words of its own for a question that is too large, and for one that is not understood.
fn instead(stop: Stop) -> Instead {
    let Stop::Refused(refused) = &stop else { return stop.into() };
    let filter = No::UnknownFilter { property: String::new(), operator: String::new() };
    let code = match () {
        () if refused.is(No::TooMany { most: 0 }) => "too-costly",
        () if refused.is(filter) => "not-supported",
        () => return stop.into(),
    };
    let words = say(&Message::from(refused), Language::English);
    outcome(StatusCode::UNPROCESSABLE_ENTITY, code, &words).into()
}
