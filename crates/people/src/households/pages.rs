//! The page of somebody's household: who lives there, who joins and leaves, and who answers for a
//! child.

mod changes;
mod view;

use axum::Router;
use axum::routing::{get, post};
use nabz_web::App;

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
        .route("/people/{id}/household/guardian", post(changes::name_guardian))
        .route("/people/{id}/household/guardian/end", post(changes::end_guardian))
}
