//! The pharmacy's pages: who waits, the dispensing desk, what was handed over, what comes back.

mod desk;
mod draft;
mod labels;
mod recall;
mod returns;
mod slip;
mod view;
mod waiting;
mod words;

use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_web::{App, Section, msg};

/// Every route of the pharmacy.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/pharmacy", get(waiting::page))
        .route("/pharmacy/waiting", get(waiting::list))
        .route("/pharmacy/call-next", post(waiting::call_next))
        .route("/pharmacy/open", post(waiting::open))
        .route("/pharmacy/at/{prescription}", get(desk::page).post(desk::scan))
        .route("/pharmacy/at/{prescription}/hand-over", post(desk::hand_over))
        .route("/pharmacy/slips/{dispense}", get(slip::page))
        .route("/pharmacy/slips/{dispense}/labels.pdf", get(labels::pdf))
        .route("/pharmacy/slips/{dispense}/return", post(slip::give_back))
        .route("/pharmacy/recall/{batch}", get(recall::page))
        .route("/returns", get(returns::ask).post(returns::found))
}

/// Handing over, in the menu.
pub const SECTION: Section = Section {
    path: "/pharmacy",
    title: msg::pharmacy::section,
    roles: &[Role::Pharmacist],
    order: 50,
};

/// Returns, in the menu.
pub const RETURNS: Section = Section {
    path: "/returns",
    title: msg::pharmacy::returns,
    roles: &[Role::Pharmacist],
    order: 52,
};

#[cfg(test)]
mod tests;
