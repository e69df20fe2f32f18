//! Piece after piece for the post: the piece is scanned, then the label that it goes under. The
//! field that is due has the cursor, so that a scanner goes on by itself, with scripts or without.

use super::{Tab, tabs};
use crate::cards::actions::{self, HandleCards};
use crate::cards::model::{Card, CardId, CardsRefusal};
use crate::cards::rules::is_code;
use crate::cards::{Signing, store, words};
use crate::registry;
use crate::registry::model::Banner;
use crate::registry::words::script;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

const PATH: &str = "/cards/office/post/scan";
/// Whose list the page belongs to.
const LIST: &str = "/cards/office/post";

/// The card that was just given to the post.
#[derive(Deserialize)]
pub(in crate::cards::pages) struct Scanned {
    done: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "cards/pages/scan.html")]
struct ScanPage {
    shell: Shell,
    tabs: Vec<Tab>,
    path: &'static str,
    once: OnceKey,
    /// What was scanned or typed.
    piece: String,
    label: String,
    /// The piece whose label is due.
    due: Option<Due>,
    /// What was just given to the post.
    sent: Option<Message>,
    /// Why what was scanned is not given to it.
    notice: Option<Message>,
}

/// The piece whose label is scanned next.
struct Due {
    name: String,
    health_id: String,
    serial: String,
}

/// The page, with what was given to the post last.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(scanned): Query<Scanned>,
) -> Result<Page, Problem> {
    let at = desk.permit::<HandleCards>()?.facility();
    let last = scanned.done.map(CardId::from_uuid);
    let sent = desk.read(move |view| sent(view, (at, last))).await?;
    let mut view = view(&desk, &Fields::default(), None).await?;
    view.sent = sent;
    desk.page(&view)
}

/// The card of this office that went last, and under which number.
fn sent(
    view: &mut Tx<'_>,
    (at, last): (FacilityId, Option<CardId>),
) -> Result<Option<Message>, Stop> {
    let Some(last) = last else { return Ok(None) };
    let card = store::card(view, last)?.filter(|card| card.facility == at);
    let parcel = store::parcel_of(view, last)?;
    let said = |(card, parcel): (Card, String)| msg::scan_sent(parcel, words::serial(card.status));
    Ok(card.zip(parcel).map(said))
}

/// Takes what was scanned: a piece alone, whose label is asked for next, or both.
pub(in crate::cards::pages) async fn scan(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<HandleCards>()?, desk.app().part::<Signing>()?);
    let (piece, label) = (fields.get("piece").to_owned(), fields.get("label").to_owned());
    if label.is_empty() {
        return match due(&desk, &permit, (&signing, &piece)).await {
            Ok(due) => Ok(desk.page(&view(&desk, &fields, Some(&due)).await?)?.into_response()),
            Err(problem) => not_done(&desk, (&fields, None), problem).await,
        };
    }
    let (signs, scanned) = (Arc::clone(&signing), piece.clone());
    let send = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
        let card = meant(tx, &signs, (permit.facility(), &scanned))?.id;
        actions::dispatch(tx, permit, &[card], &label)?;
        Ok(card.uuid())
    };
    match desk.write_once(permit.clone(), &fields.once(), send).await {
        Ok(card) => Ok(Redirect::to(&format!("{PATH}?done={card}")).into_response()),
        Err(problem) => {
            let due = due(&desk, &permit, (&signing, &piece)).await.ok();
            not_done(&desk, (&fields, due.as_ref()), problem).await
        }
    }
}

/// The piece that was scanned or typed, and whose it is; they are written down as shown.
async fn due(
    desk: &Desk,
    permit: &Permit<HandleCards>,
    (signing, piece): (&Arc<Signing>, &str),
) -> Result<(Card, Banner), Problem> {
    let (signing, piece, at) = (Arc::clone(signing), piece.to_owned(), permit.facility());
    let due = desk.read(move |view| {
        let card = meant(view, &signing, (at, &piece))?;
        let banner = registry::banner(view, card.person)?;
        Ok((card, banner))
    });
    let due = due.await?;
    desk.shows(permit, due.0.person, Reason::Records).await?;
    Ok(due)
}

/// The card of this office that a code or a serial means, if the post may be given it.
fn meant(
    tx: &mut Tx<'_>,
    signing: &Signing,
    (at, piece): (FacilityId, &str),
) -> Result<Card, Stop> {
    let card = if piece.is_empty() {
        return Err(CardsRefusal::Incomplete.into());
    } else if is_code(piece) {
        let trust = signing.trust(tx)?;
        actions::scanned_card(tx, &trust, piece)?
    } else {
        actions::piece_called(tx, at, piece)?
    };
    actions::piece_to_send(tx, at, card)
}

/// The page again, with why not, and with what was scanned.
async fn not_done(
    desk: &Desk,
    (fields, due): (&Fields, Option<&(Card, Banner)>),
    problem: Problem,
) -> Result<Response, Problem> {
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(desk, fields, due).await?;
    view.notice = Some(no.into());
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(
    desk: &Desk,
    fields: &Fields,
    due: Option<&(Card, Banner)>,
) -> Result<ScanPage, Problem> {
    let (at, script) = (desk.facility(), script(desk.language()));
    let tabs = desk.read(move |view| tabs(view, at, LIST)).await?;
    let due = due.map(|(card, banner)| Due {
        name: banner.name.preferring(script).to_owned(),
        health_id: banner.health_id.to_string(),
        serial: words::serial(card.status),
    });
    Ok(ScanPage {
        shell: desk.shell(),
        tabs,
        path: PATH,
        once: OnceKey::draw(),
        piece: fields.get("piece").to_owned(),
        label: fields.get("label").to_owned(),
        due,
        sent: None,
        notice: None,
    })
}
