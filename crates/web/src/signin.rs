//! Signing in, choosing a place, one's own sign-ins, password and second factor.
//!
//! Owns: nothing; `access` decides, these are its pages.     Publishes: nothing.
//! Promises: works without JavaScript; a password is checked off the threads that serve others;
//! a machine remembers its place but never who sat there, unless its screen was locked.
//! Start at [`door::sign_in`].

mod door;
mod home;
mod mine;
mod password;
mod place;
mod second;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The pages of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/sign-in", get(door::page).post(door::sign_in))
        .route("/sign-out", post(door::sign_out))
        .route("/lock", post(door::lock))
        .route("/place", get(place::page).post(place::sit))
        .route("/sessions", get(mine::page))
        .route("/sessions/{session}/end", post(mine::end))
        .route("/sessions/end-others", post(mine::end_others))
        .route("/password", get(password::page).post(password::change))
        .route("/second-factor", get(second::page).post(second::confirm))
        .route("/second-factor/begin", post(second::begin))
}
