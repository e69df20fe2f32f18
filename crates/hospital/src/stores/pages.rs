//! The stores' pages: what runs out and waits, receive, send, sign, count, decide, bin card,
//! expiry list.

mod bin;
mod count;
mod decide;
mod expiring;
mod overview;
mod receive;
mod send;
mod shelf;
mod transfer;
mod typed;
mod voucher;

use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_web::{App, Section, msg};

/// Every route of the stores.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/stores", get(overview::first))
        .route("/stores/{room}", get(overview::page))
        .route("/stores/{room}/receive", get(receive::page).post(receive::receive))
        .route("/stores/{room}/send", get(send::form).post(send::send))
        .route("/stores/{room}/count", get(count::choose).post(count::chosen))
        .route("/stores/{room}/count/{medicine}", get(count::page).post(count::hand_in))
        .route("/stores/{room}/expiring", get(expiring::page).post(expiring::set_aside))
        .route("/stores/{room}/bin/{medicine}", get(bin::page))
        .route("/stores/{room}/bin/{medicine}/level", post(bin::acts::set_level))
        .route("/stores/{room}/bin/{medicine}/hold", post(bin::acts::hold))
        .route("/stores/{room}/bin/{medicine}/release", post(bin::acts::release))
        .route("/stores/{room}/bin/{medicine}/discard", post(bin::acts::discard))
        .route("/stores/{room}/bin/{medicine}/correct", post(bin::acts::correct))
        .route("/transfers/{transfer}", get(transfer::page).post(transfer::sign))
        .route("/transfers/{transfer}/voucher.pdf", get(voucher::pdf))
        .route("/counts/{count}", get(decide::page))
        .route("/counts/{count}/approve", post(decide::approve))
        .route("/counts/{count}/reject", post(decide::reject))
}

/// Stock, in the menu.
pub const SECTION: Section = Section {
    path: "/stores",
    title: msg::stores::section,
    roles: &[Role::Pharmacist, Role::StoreKeeper, Role::FacilityAdministrator],
    order: 51,
};
