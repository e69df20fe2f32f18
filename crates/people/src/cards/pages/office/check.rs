//! Scanning what was printed: piece after piece, each the one that is due or not.

use super::{Tab, tabs};
use crate::cards::actions::{self, HandleCards};
use crate::cards::model::{Card, CardState, Making, PrintBatchId};
use crate::cards::{store, words};
use crate::registry;
use crate::registry::model::Banner;
use crate::registry::words::{self as said, script};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters};
use serde::Deserialize;
use uuid::Uuid;

/// The place that was scanned last.
#[derive(Default, Deserialize)]
pub(in crate::cards::pages) struct Scanned {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "cards/pages/check.html")]
struct CheckPage {
    shell: Shell,
    tabs: Vec<Tab>,
    batch: Uuid,
    once: OnceKey,
    due: Option<Due>,
    /// Pieces that wait to be scanned.
    left: u32,
    /// The one that was just found right.
    right: Option<Message>,
    /// Why what was scanned is not the one.
    notice: Option<Message>,
}

/// The piece that is scanned next.
struct Due {
    place: u32,
    name: String,
    facts: Message,
    health_id: String,
    serial: String,
}

/// The page.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Path(batch): Path<Uuid>,
    Query(scanned): Query<Scanned>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let mut view = view(&desk, &permit, batch).await?;
    view.right = scanned.done.parse::<u32>().ok().map(msg::check_right);
    desk.page(&view)
}

/// Compares what was scanned with the piece that is due.
pub(in crate::cards::pages) async fn scan(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let batch: PrintBatchId = Id::from_uuid(id);
    // A page that names no place saw none.
    let due: u32 = fields.get("place").parse().unwrap_or(0);
    let code = fields.get("code").to_owned();
    let check = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
        actions::check_piece(tx, permit, (batch, due), &code).map(drop)
    };
    let problem = match desk.write_once(permit.clone(), &fields.once(), check).await {
        Ok(()) => {
            let to = format!("/cards/office/batches/{id}/check?done={due}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(&desk, &permit, id).await?;
    view.notice = Some(no.into());
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

struct Loaded {
    tabs: Vec<Tab>,
    due: Option<(Card, Banner)>,
    left: u32,
}

async fn view(desk: &Desk, permit: &Permit<HandleCards>, id: Uuid) -> Result<CheckPage, Problem> {
    let (at, batch): (_, PrintBatchId) = (permit.facility(), Id::from_uuid(id));
    let loaded = desk.read(move |view| load(view, at, batch)).await?;
    if let Some((card, _)) = &loaded.due {
        desk.shows(permit, card.person, Reason::Records).await?;
    }
    let script = script(desk.language());
    let due = loaded.due.as_ref().map(|(card, banner)| Due {
        place: card.piece.map_or(0, |piece| piece.place),
        name: banner.name.preferring(script).to_owned(),
        facts: said::facts(banner),
        health_id: banner.health_id.to_string(),
        serial: words::serial(card.status),
    });
    Ok(CheckPage {
        shell: desk.shell(),
        batch: id,
        once: OnceKey::draw(),
        due,
        left: loaded.left,
        right: None,
        notice: None,
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, at: FacilityId, batch: PrintBatchId) -> Result<Loaded, Stop> {
    let batch = actions::sealed_batch(view, at, batch)?;
    let due = match store::next_unchecked(view, batch.id)? {
        Some(card) => {
            let banner = registry::banner(view, card.person)?;
            Some((card, banner))
        }
        None => None,
    };
    let unchecked = |(state, count): (CardState, u32)| match state {
        CardState::Making(Making::Queued | Making::Printed) => count,
        CardState::Making(
            Making::Checked | Making::Dispatched | Making::Delivered | Making::Returned,
        )
        | CardState::Active
        | CardState::Suspended(_)
        | CardState::Ended(_) => 0,
    };
    let counts = store::pieces_by_state(view, batch.id)?;
    Ok(Loaded {
        tabs: tabs(view, at, "/cards/office/batches")?,
        due,
        left: counts.into_iter().map(unchecked).sum(),
    })
}
