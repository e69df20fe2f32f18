//! Pages of whoever looks at what families send ahead: all that waits, the papers of one person, and
//! a paper itself.

mod file;
mod list;
mod person;

use super::actions::LookAtScan;
use axum::Router;
use axum::routing::{get, post};
use nabz_access::Act;
use nabz_web::msg::scans as msg;
use nabz_web::{App, Section};

/// The menu entry of whoever looks at them.
pub const SECTION: Section =
    Section { path: "/scans", title: msg::title, roles: LookAtScan::ROLES, order: 62 };

/// Everything about papers that were sent, but for those who send them.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/scans", get(list::page))
        .route("/scans/{person}", get(person::page))
        .route("/scans/{person}/{scan}", get(file::open).post(person::judge))
        .route("/scans/{person}/{scan}/reopen", post(person::reopen))
}
