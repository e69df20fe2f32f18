//! The page that a device keeps, what it asks for and tells, and the devices as somebody watches them.

mod devices;
mod kept;
mod told;

use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_web::msg::outage as msg;
use nabz_web::{App, Section};

/// The devices of a facility in the menu of whoever runs it.
pub const SECTION: Section = Section {
    path: "/counter/devices",
    title: msg::devices_title,
    roles: &[Role::FacilityAdministrator],
    order: 65,
};

/// The page, what belongs to it, and the devices.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/counter", get(kept::page))
        .route("/counter/app.webmanifest", get(kept::manifest))
        .route("/counter/worker.js", get(kept::worker))
        .route("/counter/prepare", post(kept::prepare))
        .route("/counter/end", post(kept::end))
        .route("/counter/visits", post(told::visits))
        .route("/counter/devices", get(devices::page))
        .route("/counter/devices/{device}/lost", post(devices::lost))
}
