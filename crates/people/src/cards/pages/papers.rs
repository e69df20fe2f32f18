//! Papers: the card that a counter prints at once, and the files of a batch for a print shop.

use crate::cards::actions::{self, IssueCard, MakeStickers, PrintCards};
use crate::cards::emergency::{SnapshotOf, snapshots};
use crate::cards::kit::{self, Kit, KitFile};
use crate::cards::model::{
    CardId, CardsRefusal, KitText, PrintBatchId, ROLL_STICKERS_MAX, RollId, StickerState,
};
use crate::cards::{Signing, kit_text, paper, store};
use crate::registry;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{Act, Permit, Reason};
use nabz_kernel::ids::{Id, PersonId};
use nabz_print::card::card as card_pdf;
use nabz_print::kit::large::large_card;
use nabz_print::kit::stickers::{StickerSheet, sticker_sheet};
use nabz_print::{PrintFault, bulk};
use nabz_web::{Desk, Problem};
use serde::Deserialize;
use uuid::Uuid;

/// Which print of a roll, or of a batch, is asked for.
#[derive(Deserialize)]
pub(super) struct PrintAsked {
    copy: u32,
}

/// The wallet card of somebody who holds one on paper: to print, and to share as a file.
///
/// Refuses with `CRD-001` what a counter does not print: plastic, a sticker, and what does not
/// count.
pub(super) async fn of_counter(desk: Desk, Path(of): Path<(Uuid, Uuid)>) -> Answer {
    let (kit, text) = counter_kit(&desk, of, None).await?;
    let bytes = card_pdf(&kit.wallet_card(), &paper::issuer(&text)).map_err(Problem::fault)?;
    Ok(pdf(bytes, "inline; filename=\"card.pdf\"".to_owned()))
}

/// The same card as a large sheet, with their guardian and address, and with what helps in an
/// emergency if they share their record. Refuses as the wallet card.
pub(super) async fn large_of_counter(desk: Desk, Path(of): Path<(Uuid, Uuid)>) -> Answer {
    let (kit, text) = counter_kit(&desk, of, snapshots(desk.app())).await?;
    let bytes = large_card(&kit.large_card(), &paper::issuer(&text)).map_err(Problem::fault)?;
    Ok(pdf(bytes, "inline; filename=\"large-card.pdf\"".to_owned()))
}

/// Ten stickers with the code of the same card. Refuses as the wallet card.
pub(super) async fn stickers_of_counter(desk: Desk, Path(of): Path<(Uuid, Uuid)>) -> Answer {
    let (kit, text) = counter_kit(&desk, of, None).await?;
    let bytes = sticker_sheet(&kit.sheet(), &paper::issuer(&text)).map_err(Problem::fault)?;
    Ok(pdf(bytes, "inline; filename=\"stickers.pdf\"".to_owned()))
}

type Answer = Result<Response, Problem>;

/// What a counter prints of the card that somebody holds, and in which words; they are written down
/// as shown.
async fn counter_kit(
    desk: &Desk,
    (id, card): (Uuid, Uuid),
    snapshot: Option<SnapshotOf>,
) -> Result<(Kit, KitText), Problem> {
    let (permit, signing) = (desk.permit::<IssueCard>()?, desk.app().part::<Signing>()?);
    let (person, card): (PersonId, CardId) = (Id::from_uuid(id), Id::from_uuid(card));
    let read = desk.read(move |view| {
        let kits = kit::wallet(view, &signing, &[(person, card)], snapshot)?;
        Ok((kits, kit_text(view)?.text))
    });
    let (kits, text) = read.await?;
    let kit = kits.into_iter().next().ok_or_else(Problem::missing)?;
    shows(desk, &permit, person, (Reason::Counter, snapshot.is_some())).await?;
    Ok((kit, text))
}

/// The cards of a batch that is closed, two pages each, in the order of their places; of a
/// print-out that was counted, as all files of a batch.
pub(super) async fn cards_of_batch(desk: Desk, of: Path<Uuid>, asked: Query<PrintAsked>) -> Answer {
    of_batch(&desk, (of, asked), KitFile::Cards).await
}

/// Their large cards, with what helps in an emergency, of those who share their record, as of
/// today.
pub(super) async fn large_cards_of_batch(
    desk: Desk,
    of: Path<Uuid>,
    asked: Query<PrintAsked>,
) -> Answer {
    of_batch(&desk, (of, asked), KitFile::LargeCards).await
}

/// The letters that they are sent with.
pub(super) async fn letters_of_batch(
    desk: Desk,
    of: Path<Uuid>,
    asked: Query<PrintAsked>,
) -> Answer {
    of_batch(&desk, (of, asked), KitFile::Letters).await
}

/// A sheet of ten stickers for each.
pub(super) async fn stickers_of_batch(
    desk: Desk,
    of: Path<Uuid>,
    asked: Query<PrintAsked>,
) -> Answer {
    of_batch(&desk, (of, asked), KitFile::Stickers).await
}

/// The leaflet of every kit.
pub(super) async fn leaflet(desk: Desk) -> Answer {
    desk.permit::<PrintCards>()?;
    let text = desk.read(kit_text).await?.text;
    let made = tokio::task::spawn_blocking(move || kit::brochure(&text));
    let bytes = made.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
    Ok(pdf(bytes, "attachment; filename=\"leaflet.pdf\"".to_owned()))
}

/// Refuses with `CRD-095` a print-out that was not counted.
async fn of_batch(
    desk: &Desk,
    (Path(batch), Query(PrintAsked { copy })): (Path<Uuid>, Query<PrintAsked>),
    file: KitFile,
) -> Answer {
    let permit = desk.permit::<PrintCards>()?;
    let of = (permit.facility(), PrintBatchId::from_uuid(batch));
    let read = desk.read(move |view| {
        actions::run_on_page(view, of, copy)?;
        Ok(kit_text(view)?.text)
    });
    let text = read.await?;
    let mut all = Vec::new();
    let mut after = Some(0);
    while let Some(place) = after {
        let (kits, next) = some_kits(desk, &permit, (batch, place), file).await?;
        all.extend(kits);
        after = next;
    }
    let made = tokio::task::spawn_blocking(move || {
        let mut all = all.into_iter().map(Ok::<Kit, PrintFault>);
        kit::write((file, &text), &mut all, Vec::new()).map(|printed| printed.out)
    });
    let bytes = made.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
    Ok(pdf(bytes, format!("attachment; filename=\"{}-{batch}.pdf\"", file.word())))
}

/// The kits of the next pieces of a batch, and the place behind which more of them stand. Whoever
/// is on one is written down.
async fn some_kits(
    desk: &Desk,
    permit: &Permit<PrintCards>,
    (batch, after): (Uuid, u32),
    file: KitFile,
) -> Result<(Vec<Kit>, Option<u32>), Problem> {
    let signing = desk.app().part::<Signing>()?;
    let snapshot = snapshots(desk.app()).filter(|_| file.says_facts());
    let (at, batch) = (permit.facility(), PrintBatchId::from_uuid(batch));
    let read = desk.read(move |view| {
        let batch = actions::sealed_batch(view, at, batch)?;
        let trust = signing.trust(view)?;
        kit::part(view, (&batch, after), &trust, snapshot)
    });
    let part = read.await?;
    for person in part.persons {
        shows(desk, permit, person, (Reason::Records, snapshot.is_some())).await?;
    }
    Ok((part.kits, part.next))
}

/// Writes down whom a paper shows. What helps in an emergency is read of all their records.
async fn shows<A: Act>(
    desk: &Desk,
    permit: &Permit<A>,
    person: PersonId,
    (reason, says_facts): (Reason, bool),
) -> Result<(), Problem> {
    if says_facts {
        registry::shows_as_one(desk, permit, person, reason).await
    } else {
        desk.shows(permit, person, reason).await
    }
}

/// The stickers of a roll that nobody has yet, ten to a sheet; a second print says that it is one.
///
/// Refuses with `CRD-067` a print that was not counted.
pub(super) async fn of_roll(
    desk: Desk,
    Path(roll): Path<Uuid>,
    Query(PrintAsked { copy }): Query<PrintAsked>,
) -> Answer {
    let (at, id) = (desk.permit::<MakeStickers>()?.facility(), RollId::from_uuid(roll));
    let read = desk.read(move |view| {
        let roll = actions::own_roll(view, at, id)?;
        if !(1..=roll.prints).contains(&copy) {
            return Err(CardsRefusal::RollMoved.into());
        }
        let free = (Some(StickerState::Free), 0);
        let stickers = store::stickers_behind(view, id, free, ROLL_STICKERS_MAX)?;
        Ok((paper::roll_sheets(&roll, copy, &stickers), kit_text(view)?.text))
    });
    let (sheets, text) = read.await?;
    if sheets.is_empty() {
        return Err(Problem::missing());
    }
    let made = tokio::task::spawn_blocking(move || {
        let mut sheets = sheets.into_iter().map(Ok::<StickerSheet, PrintFault>);
        let issuer = paper::issuer(&text);
        bulk::sticker_sheets(&mut sheets, &issuer, Vec::new()).map(|printed| printed.out)
    });
    let bytes = made.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
    Ok(pdf(bytes, format!("attachment; filename=\"roll-{roll}.pdf\"")))
}

fn pdf(bytes: Vec<u8>, disposition: String) -> Response {
    let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
    ([kind, (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
