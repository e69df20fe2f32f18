//! The page of somebody's household: who lives there, who joins and leaves, and who answers for a
//! child; and the families that wait for somebody to be said.

mod changes;
mod moving;
mod view;
mod waiting;

use super::actions::ArrangeHousehold;
use axum::Router;
use axum::routing::{get, post};
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

/// Everything about households.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/household", get(view::page).post(changes::found))
        .route("/people/{id}/household/place", post(changes::move_in))
        .route("/people/{id}/household/where", post(changes::set_place))
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
}
