//! Papers: the card that a counter prints at once, and the files of a batch for a print shop.

use crate::cards::actions::{self, IssueCard, PrintCards};
use crate::cards::model::{Card, CardId, PrintBatchId};
use crate::cards::{Signing, paper, store};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::{Id, PersonId};
use nabz_print::card::{Card as Face, card as card_pdf};
use nabz_print::kit::stickers::{Sticker, StickerSheet};
use nabz_print::{PrintFault, bulk};
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Problem};
use std::sync::Arc;
use uuid::Uuid;

/// Pieces that are read in one go; others wait meanwhile.
const PART_PIECES: u32 = 500;

/// The wallet card of somebody who holds one on paper: to print, and to share as a file.
///
/// Refuses with `CRD-001` what a counter does not print: plastic, and what does not count.
pub(super) async fn of_counter(
    desk: Desk,
    Path((id, card)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<IssueCard>()?, desk.app().part::<Signing>()?);
    let (person, card): (PersonId, CardId) = (Id::from_uuid(id), Id::from_uuid(card));
    let faces = desk.read(move |view| paper::wallet(view, &signing, &[(person, card)]));
    let faces = faces.await?;
    let face = faces.first().ok_or_else(Problem::missing)?;
    desk.shows(&permit, person, Reason::Counter).await?;
    let bytes = card_pdf(face, &paper::issuer()).map_err(Problem::fault)?;
    Ok(pdf(bytes, "inline; filename=\"card.pdf\"".to_owned()))
}

/// The cards of a batch that is closed, two pages each, in the order of their places.
pub(super) async fn of_batch(desk: Desk, Path(batch): Path<Uuid>) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<PrintCards>()?, desk.app().part::<Signing>()?);
    let mut all = Vec::new();
    let mut after = Some(0);
    while let Some(place) = after {
        let signing = Arc::clone(&signing);
        let read = pieces(&desk, &permit, (batch, place), move |view, cards| {
            let trust = signing.trust(view)?;
            paper::as_signed(view, cards, &trust)
        });
        let (part, next) = read.await?;
        all.extend(part);
        after = next;
    }
    let made = tokio::task::spawn_blocking(move || {
        let mut all = all.into_iter().map(Ok::<Face, PrintFault>);
        bulk::cards(&mut all, &paper::issuer(), Vec::new()).map(|printed| printed.out)
    });
    let bytes = made.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
    Ok(pdf(bytes, format!("attachment; filename=\"cards-{batch}.pdf\"")))
}

/// A sheet of ten stickers for each card of a batch that is closed.
pub(super) async fn stickers_of_batch(
    desk: Desk,
    Path(batch): Path<Uuid>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<PrintCards>()?;
    let mut all: Vec<Sticker> = Vec::new();
    let mut after = Some(0);
    while let Some(place) = after {
        let read = pieces(&desk, &permit, (batch, place), |_, cards| {
            Ok(cards.iter().map(paper::sticker).collect())
        });
        let (part, next) = read.await?;
        all.extend(part);
        after = next;
    }
    let made = tokio::task::spawn_blocking(move || {
        let sheets = all.iter().map(StickerSheet::of_one);
        let mut sheets = sheets.map(Ok::<StickerSheet, PrintFault>);
        bulk::sticker_sheets(&mut sheets, &paper::issuer(), Vec::new()).map(|printed| printed.out)
    });
    let bytes = made.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
    Ok(pdf(bytes, format!("attachment; filename=\"stickers-{batch}.pdf\"")))
}

/// What `made` makes of the next pieces of a batch, and the place behind which more of them stand.
/// Whoever is on one is written down.
async fn pieces<T: Send + 'static>(
    desk: &Desk,
    permit: &Permit<PrintCards>,
    (batch, after): (Uuid, u32),
    mut made: impl FnMut(&mut Tx<'_>, Vec<Card>) -> Result<Vec<T>, Stop> + Send + 'static,
) -> Result<(Vec<T>, Option<u32>), Problem> {
    let (at, batch) = (permit.facility(), PrintBatchId::from_uuid(batch));
    let read = desk.read(move |view| {
        let batch = actions::sealed_batch(view, at, batch)?;
        let cards = store::pieces_behind(view, batch.id, (after, PART_PIECES))?;
        let persons: Vec<PersonId> = cards.iter().map(|card| card.person).collect();
        let next = cards.last().and_then(|card| card.piece).map(|piece| piece.place);
        Ok((made(view, cards)?, persons, next))
    });
    let (part, persons, next) = read.await?;
    for person in persons {
        desk.shows(permit, person, Reason::Records).await?;
    }
    Ok((part, next))
}

fn pdf(bytes: Vec<u8>, disposition: String) -> Response {
    let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
    ([kind, (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
