//! The doctor's desk: who waits, and the page of one visit with history, note and medicines.

mod aside;
mod form;
mod frame;
mod queue_list;
mod suggest;
mod unsigned;
mod visit;
mod write;

use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_web::{App, Section, msg};

/// Every route of the desk.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/opd", get(queue_list::show))
        .route("/opd/call-next", post(queue_list::call))
        .route("/opd/suggest/medicines", post(suggest::medicines))
        .route("/opd/suggest/diagnoses", post(suggest::diagnoses))
        .route("/opd/visits/{visit}", get(visit::show).post(write::note))
        .route("/opd/visits/{visit}/begin", post(write::begin))
        .route("/opd/visits/{visit}/absent", post(write::absent))
        .route("/opd/visits/{visit}/put-back", post(unsigned::put_back))
        .route("/opd/visits/{visit}/send-on", post(unsigned::send_on))
        .route("/opd/visits/{visit}/end", post(unsigned::end))
        .route("/opd/visits/{visit}/allergies", post(aside::note))
        .route("/opd/visits/{visit}/allergies/{allergy}/refute", post(aside::refute))
        .route("/opd/visits/{visit}/target", post(aside::target))
        .route("/opd/visits/{visit}/draft", post(write::draft))
        .route("/opd/visits/{visit}/amend", get(visit::amend).post(write::amend))
        .route("/opd/visits/{visit}/print", post(write::print_again))
        .route("/opd/visits/{visit}/prescription/{copy}", get(visit::prescription))
}

/// The desk's entry of the menu.
pub const SECTION: Section =
    Section { path: "/opd", title: msg::opd::section, roles: &[Role::Doctor], order: 10 };

#[cfg(test)]
mod tests;
