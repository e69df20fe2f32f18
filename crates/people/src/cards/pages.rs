//! The card desk of a counter, and the office that approves, prints and sends.

mod acts;
mod copies;
mod desk;
mod device;
mod keys_due;
mod office;
mod papers;
mod person;
mod proof;
mod sent;

pub use desk::shown;

use axum::Router;
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_web::msg::cards as msg;
use nabz_web::{App, Section};

/// The card desk in the menu of whoever registers.
pub const DESK: Section = Section {
    path: "/cards",
    title: msg::desk_title,
    roles: &[Role::RegistrationClerk],
    order: 12,
};

/// The office in the menu of whoever approves and prints.
pub const OFFICE: Section = Section {
    path: "/cards/office",
    title: msg::office_title,
    roles: &[Role::RecordsOfficer, Role::FacilityAdministrator],
    order: 63,
};

/// Everything about cards.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/cards", get(desk::page))
        .route("/cards/find", post(desk::find))
        .route("/cards/{person}", get(person::page))
        .route("/cards/{person}/issue", post(acts::issue))
        .route("/cards/{person}/sticker", post(acts::bind))
        .route("/cards/stickers/bindings", post(device::bindings))
        .route("/cards/{person}/order", post(acts::order))
        .route("/cards/{person}/suspend", post(acts::suspend))
        .route("/cards/{person}/restore/{card}", post(acts::restore))
        .route("/cards/{person}/replace", post(acts::replace))
        .route("/cards/{person}/surrender", post(acts::surrender))
        .route("/cards/{person}/duplicate", post(acts::end_duplicate))
        .route("/cards/{person}/end", post(acts::end))
        .route("/cards/{person}/hand-over", post(acts::hand_over))
        .route("/cards/{person}/paper/{card}", get(papers::of_counter))
        .route("/cards/{person}/copies/{file}", get(copies::given))
        .route("/.well-known/jwks.json", get(copies::keys))
        .route("/cards/{person}/paper/{card}/large", get(papers::large_of_counter))
        .route("/cards/{person}/paper/{card}/stickers", get(papers::stickers_of_counter))
        .route("/cards/office", get(office::orders::page))
        .route("/cards/office/orders/{order}", post(office::orders::decide))
        .route("/cards/office/batches", get(office::batches::page).post(office::batches::begin))
        .route("/cards/office/batches/{batch}", get(office::batch::page))
        .route("/cards/office/batches/{batch}/fill", post(office::batch::fill))
        .route("/cards/office/batches/{batch}/seal", post(office::batch::seal))
        .route("/cards/office/batches/{batch}/print", post(office::press::print))
        .route("/cards/office/batches/{batch}/printed", post(office::press::off_press))
        .route("/cards/office/batches/{batch}/cards.pdf", get(papers::cards_of_batch))
        .route("/cards/office/batches/{batch}/large.pdf", get(papers::large_cards_of_batch))
        .route("/cards/office/batches/{batch}/letters.pdf", get(papers::letters_of_batch))
        .route("/cards/office/batches/{batch}/stickers.pdf", get(papers::stickers_of_batch))
        .route(
            "/cards/office/batches/{batch}/check",
            get(office::check::page).post(office::check::scan),
        )
        .route("/cards/office/pieces/{card}/end", post(office::batch::end_piece))
        .route("/cards/office/leaflet.pdf", get(papers::leaflet))
        .route("/cards/office/stickers", get(office::rolls::page).post(office::rolls::begin))
        .route("/cards/office/stickers/{roll}", get(office::roll::page))
        .route("/cards/office/stickers/{roll}/sign", post(office::roll::sign))
        .route("/cards/office/stickers/{roll}/print", post(office::roll::print))
        .route("/cards/office/stickers/{roll}/sheets.pdf", get(papers::of_roll))
        .route("/cards/office/stickers/{roll}/hand-out", post(office::roll::hand_out))
        .route("/cards/office/stickers/{roll}/take-back", post(office::roll::take_back))
        .route("/cards/office/stickers/{roll}/end", post(office::roll::end))
        .route("/cards/office/expiring", get(office::expiring::page))
        .route("/cards/office/turning", get(office::turning::page).post(office::turning::order))
        .route("/cards/office/post", get(office::way::page))
        .route("/cards/office/post/dispatch", post(office::way::dispatch))
        .route("/cards/office/post/scan", get(office::scan::page).post(office::scan::scan))
        .route("/cards/office/post/file", get(office::file::page).post(office::file::look))
        .route("/cards/office/post/file/take", post(office::file::take))
        .route("/cards/office/post/delivered", post(office::way::delivered))
        .route("/cards/office/post/returned", post(office::way::came_back))
}
