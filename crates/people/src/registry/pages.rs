//! Pages about a person: what is on record, asking for a correction, deciding about one; and the
//! pane of likely duplicates that the registration desk shows.

mod corrections;
mod duplicates;
mod person;

pub use duplicates::DuplicatesPane;

use super::actions::SearchRegistry;
use super::index::Search;
use super::search::{self, Candidate, Query};
use axum::Router;
use axum::routing::{get, post};
use nabz_web::{App, Desk, Problem, Section};
use std::sync::Arc;

/// Everything about persons but the registration desk itself.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/corrections", get(corrections::page))
        .route("/people/corrections/{id}", post(corrections::decide))
        .route("/people/{id}", get(person::page))
        .route("/people/{id}/correction", post(person::ask))
}

/// The menu entry of whoever decides about corrections.
pub fn section() -> Section {
    Section {
        path: "/people/corrections",
        title: nabz_web::msg::registry::corrections_title,
        roles: &[nabz_access::Role::RecordsOfficer],
        order: 60,
    }
}

/// One search by somebody at a desk: permitted, counted, audited. The `Search` that was left in
/// the [`App`] at start does it.
///
/// # Errors
/// The refusal when the search is not permitted, or is one too many in a minute.
pub async fn ask(desk: &Desk, typed: &str) -> Result<(Query, Vec<Candidate>), Problem> {
    let search = admitted(desk)?;
    let query = Query::parse(typed, desk.today());
    let asked = query.clone();
    let found = desk.read(move |view| search::find(&search, view, &asked)).await?;
    Ok((query, found))
}

/// The name index, for somebody who may search and has not searched too often.
fn admitted(desk: &Desk) -> Result<Arc<Search>, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    let search = desk.app().part::<Search>()?;
    search.admit(&permit, desk.now()).map_err(nabz_kernel::refusal::Refused::from)?;
    Ok(search)
}
