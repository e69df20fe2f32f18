//! The administrator's and the auditor's pages: people and roles, broken glass, the audit, who
//! looked at a person's record.

mod accounts;
mod acts;
mod ask;
mod audit;
mod glass;
mod looks;
mod people;
mod taking_back;

use super::store;
use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_web::{App, RoomChoice, Section, msg};

/// Every route of facilities.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", get(people::list))
        .route("/people/add", post(people::add))
        .route("/people/grant", post(people::grant))
        .route("/people/{staff}/revoke", get(taking_back::ask).post(taking_back::revoke))
        .route(
            "/people/{staff}/password",
            get(accounts::ask_for_password).post(accounts::new_password),
        )
        .route("/people/{staff}/end-sign-ins", post(accounts::end_sign_ins))
        .route("/people/{staff}/stop", get(accounts::ask_to_stop).post(accounts::stop))
        .route("/people/{staff}/reopen", post(accounts::reopen))
        .route("/broken-glass", get(glass::list))
        .route("/broken-glass/review", post(glass::review))
        .route("/break-glass/{person}", get(glass::form).post(glass::break_it))
        .route("/audit", get(audit::list).post(audit::find))
        .route("/who-looked", get(looks::of_whom).post(looks::find))
        .route("/who-looked/{person}", get(looks::list))
        .route("/who-looked/{person}/paper", get(looks::paper))
}

/// Their entries of the menu.
pub const SECTIONS: [Section; 4] = [
    Section {
        path: "/people",
        title: msg::facilities::people,
        roles: &[Role::FacilityAdministrator],
        order: 60,
    },
    Section {
        path: "/broken-glass",
        title: msg::facilities::glass,
        roles: &[Role::FacilityAdministrator, Role::RecordsOfficer, Role::Auditor],
        order: 62,
    },
    Section {
        path: "/who-looked",
        title: msg::facilities::looks,
        roles: &[Role::FacilityAdministrator, Role::RecordsOfficer, Role::Auditor],
        order: 66,
    },
    Section { path: "/audit", title: msg::facilities::audit, roles: &[Role::Auditor], order: 64 },
];

/// The rooms among which somebody chooses where to sit.
pub fn rooms(view: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<RoomChoice>, Stop> {
    let rooms = store::rooms(view, facility)?;
    let choice = |room: super::model::Room| RoomChoice {
        id: room.id.uuid(),
        unit: Some(room.unit),
        door: room.door,
    };
    Ok(rooms.into_iter().map(choice).collect())
}

#[cfg(test)]
mod tests;
