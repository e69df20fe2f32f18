//! The page of somebody's household: who lives there, who joins and leaves, and who answers for a
//! child; the families that wait for somebody to be said; and the places where many live.

mod changes;
mod institutions;
mod loaded;
mod moving;
mod view;
mod waiting;

use super::actions::{ArrangeHousehold, KeepPlace};
use axum::Router;
use axum::routing::{get, post};
use institutions::{acts, form, list, paper, place};
use nabz_access::Act;
use nabz_web::{App, Section};

/// The menu entry of whoever looks after families that wait for a guardian or a head: at a counter, to
/// which such a family comes, and in the records office. The bar has room for a short name; the page
/// says more.
pub const WAITING: Section = Section {
    path: "/records/families",
    title: nabz_web::msg::households::waiting_menu,
    roles: ArrangeHousehold::ROLES,
    order: 64,
};

/// The menu entry of whoever keeps the places where many live.
pub const INSTITUTIONS: Section = Section {
    path: "/institutions",
    title: nabz_web::msg::households::places_menu,
    roles: KeepPlace::ROLES,
    order: 65,
};

/// Everything about households.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/household", get(view::page).post(changes::found))
        .route("/people/{id}/household/place", post(changes::move_in))
        .route("/people/{id}/household/find", post(changes::find))
        .route("/people/{id}/household/join", post(changes::join))
        .route("/people/{id}/household/tie", post(changes::set_tie))
        .route("/people/{id}/household/head", post(changes::set_head))
        .route("/people/{id}/household/leave", post(changes::leave))
        .route("/people/{id}/household/split", post(changes::split))
        .route("/people/{id}/household/move", post(moving::ask))
        .route("/people/{id}/household/guardian", post(changes::name_guardian))
        .route("/people/{id}/household/guardian/end", post(changes::end_guardian))
        .route("/records/families", get(waiting::page))
        .route("/institutions", get(list::page))
        .route("/institutions/new", get(form::blank).post(form::open))
        .route("/institutions/{id}", get(place::page))
        .route("/institutions/{id}/details", get(form::filled).post(form::correct))
        .route("/institutions/{id}/list", get(paper::page))
        .route("/institutions/{id}/find", post(acts::find))
        .route("/institutions/{id}/admit", post(acts::admit))
        .route("/institutions/{id}/leave", post(acts::leave))
        .route("/institutions/{id}/back/{stay}", post(acts::back))
        .route("/institutions/{id}/close", post(acts::close))
        .route("/institutions/{id}/reopen", post(acts::reopen))
}
