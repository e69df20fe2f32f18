//! Pages of people's rights for the staff: what somebody asked and whom they named, what waits for an
//! answer, and everything that is held of a person on paper or as a file.

mod held;
mod list;
mod person;
mod request;
mod typed;
mod view;

pub(crate) use held::sent_as_file;
pub(crate) use typed::{NomineeTyped, note_for};
pub(crate) use view::{NomineeView, RequestView};

use super::actions::AnswerRequest;
use axum::Router;
use axum::routing::{get, post};
use nabz_access::Act;
use nabz_web::{App, Section};

/// The menu entry of whoever answers.
pub const SECTION: Section = Section {
    path: list::PATH,
    title: nabz_web::msg::rights::list_title,
    roles: AnswerRequest::ROLES,
    order: 65,
};

/// Everything about rights but what people do on their own phones.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/rights", get(person::page).post(person::ask))
        .route("/people/{id}/rights/withdraw", post(person::withdraw))
        .route("/people/{id}/rights/nominee", post(person::name))
        .route("/people/{id}/rights/nominee/end", post(person::unname))
        .route("/people/{id}/rights/held", get(held::page))
        .route("/people/{id}/rights/held.json", get(held::file))
        .route("/records/requests", get(list::page))
        .route("/records/requests/{request}", get(request::page))
        .route("/records/requests/{request}/take", post(request::take_up))
        .route("/records/requests/{request}/answer", post(request::answer))
}
