//! The page, and all that a phone keeps to give stickers with the network down.

use crate::cards::actions::BindSticker;
use crate::checker::{KeptPage, trusted};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use nabz_web::messages::Message;
use nabz_web::msg::field as msg;
use nabz_web::{App, Desk, Page, Problem, PublicShell, assets, filters, numbers};
use uuid::Uuid;

/// The page and what lies below it.
const BIND: KeptPage = KeptPage { path: "/bind", title: msg::title };

/// The page and its worker.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/bind", get(page))
        .route("/bind/app.webmanifest", get(manifest))
        .route("/bind/worker.js", get(worker))
}

#[derive(Template)]
#[template(path = "field/pages/bind.html")]
struct BindPage {
    shell: PublicShell,
    css: String,
    js: String,
    /// Reads codes where the browser cannot.
    reader: String,
    /// The root's key, `4e01:02…`; empty before there is one.
    root: String,
    /// Under whose name stickers are given here.
    worker: Uuid,
    refusals: Vec<(&'static str, Message)>,
    months: Vec<Message>,
}

impl BindPage {
    /// For whoever may give stickers.
    async fn of(desk: &Desk) -> Result<Self, Problem> {
        desk.permit::<BindSticker>()?;
        let trusted = trusted(desk).await?;
        Ok(Self {
            shell: desk.public_shell(),
            css: assets::url("check.css"),
            js: assets::url("bind.js"),
            reader: assets::url("check-reader.js"),
            root: trusted.map(|trusted| trusted.root.to_string()).unwrap_or_default(),
            worker: desk.staff().uuid(),
            refusals: refusals(),
            months: numbers::months(),
        })
    }
}

/// Why a phone takes something not; `web/src/bind/read.ts` has the same words.
fn refusals() -> Vec<(&'static str, Message)> {
    vec![
        ("sticker-over", msg::no_sticker_over()),
        ("too-early", msg::no_too_early()),
        ("card-stopped", msg::no_card_stopped()),
        ("not-ours", msg::no_not_ours()),
        ("unreadable", msg::no_unreadable()),
        ("unready", msg::no_unready()),
        ("health-id-digits", msg::no_health_id_digits()),
        ("health-id-check", msg::no_health_id_check()),
        ("sticker-listed", msg::no_sticker_listed()),
        ("person-listed", msg::no_person_listed()),
        ("unkept", msg::no_unkept()),
    ]
}

async fn page(desk: Desk) -> Result<Page, Problem> {
    let shown = BindPage::of(&desk).await?;
    desk.page(&shown)
}

/// What lets a phone put the page on its home screen; browsers ask for it without saying who asks.
async fn manifest() -> Response {
    BIND.manifest()
}

/// The worker that keeps the page on the phone. A phone on which nobody is signed in keeps the one
/// that it has.
async fn worker(desk: Desk) -> Result<Response, Problem> {
    let shown = BindPage::of(&desk).await?;
    let page = desk.page(&shown)?;
    Ok(BIND.worker(&page, &[shown.css, shown.js, shown.reader]))
}
