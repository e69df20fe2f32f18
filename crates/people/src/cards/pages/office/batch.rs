//! One batch: filled, counted and closed, printed; and each of its pieces.

use super::press::PrintOuts;
use super::{Asked, Chip, Tab, paged, parts, tabs, ward_said, wards};
use crate::cards::actions::{self, EndCard, HandleCards, PrintCards};
use crate::cards::model::{
    BatchState, Card, CardId, CardState, CardsRefusal, Filled, Hash, Making, PieceFilter,
    PrintBatch, PrintBatchId, PrintRun, WhyEnded,
};
use crate::cards::{Signing, rules, store, words};
use crate::places::model::Ward;
use crate::registry;
use crate::registry::model::Banner;
use crate::registry::words::script;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters, numbers};
use std::fmt::Write as _;
use uuid::Uuid;

/// Cards that are signed in one transaction.
const PART_CARDS: u32 = 100;
/// Parts that one press fills; the page that follows says how many still wait.
const PARTS_A_PRESS: usize = 20;
const ALL: &str = "all";
const HANDED_OVER: &str = "handed-over";
const ENDED: &str = "ended";

#[derive(Template)]
#[template(path = "cards/pages/batch.html")]
struct BatchPage {
    shell: Shell,
    tabs: Vec<Tab>,
    id: Uuid,
    once: OnceKey,
    title: Message,
    cards: u32,
    /// How many of the ward still wait.
    waiting: u32,
    /// When it was closed, and the root over its cards.
    sealed: Option<(String, String)>,
    print_outs: PrintOuts,
    /// How many pieces nobody has counted off the press.
    queued: u32,
    /// Whether pieces wait to be scanned.
    unchecked: bool,
    list: String,
    chips: Vec<Chip>,
    state: &'static str,
    /// A batch is of one ward; the list of its pieces is not narrowed by it.
    ward: String,
    pieces: Vec<Row>,
    begun: bool,
    next: Option<u32>,
    notice: Option<Message>,
}

/// One piece.
struct Row {
    card: Uuid,
    place: u32,
    version: u32,
    name: String,
    health_id: String,
    serial: String,
    state: Message,
    parcel: Option<String>,
    /// Still on its way, so that it can be misprinted or break.
    on_its_way: bool,
    /// With the post, which can lose it, or delivered to somebody else as it seems.
    with_the_post: bool,
    /// Why it never counts, as typed.
    reason: String,
}

struct Loaded {
    tabs: Vec<Tab>,
    batch: PrintBatch,
    wards: Vec<Ward>,
    waiting: u32,
    counts: Vec<(CardState, u32)>,
    runs: Vec<PrintRun>,
    pieces: Vec<(Card, Banner, Option<String>)>,
    more: bool,
}

/// The page.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<PrintCards>()?;
    let mut view = view(&desk, &permit, (id, &asked)).await?;
    let count: u32 = asked.count.parse().unwrap_or(0);
    let told = match asked.done.as_str() {
        "filled" => Some(msg::done_filled(count)),
        "sealed" => Some(msg::done_sealed()),
        "run" => Some(msg::done_run(count)),
        "printed" => Some(msg::done_printed(count)),
        "ended" => Some(msg::done_piece_ended()),
        _ => None,
    };
    if let Some(told) = told {
        view.shell = view.shell.toast(told, None);
    }
    desk.page(&view)
}

/// Signs the cards of those who wait, a part at a time.
pub(in crate::cards::pages) async fn fill(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<PrintCards>()?, desk.app().part::<Signing>()?);
    let batch: PrintBatchId = Id::from_uuid(id);
    let part = move |tx: &mut Tx<'_>, permit: &Permit<PrintCards>| {
        let signer = signing.signer(tx)?;
        actions::fill_batch(tx, permit, &*signer, batch, PART_CARDS)
    };
    let first = desk.write_once(permit.clone(), &fields.once(), part.clone()).await;
    let first: Filled = match first {
        Ok(filled) => filled,
        Err(problem) => return not_done(&desk, &permit, (id, problem)).await,
    };
    let some_wait = |filled: &Filled| filled.looked_at >= PART_CARDS;
    let filled = parts(&desk, &permit, (first, PARTS_A_PRESS), part, some_wait).await?;
    let added: u32 = filled.iter().map(|filled| filled.added).sum();
    Ok(back(id, &format!("filled&count={added}")))
}

/// Counts and closes the batch.
pub(in crate::cards::pages) async fn seal(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<PrintCards>()?;
    let batch: PrintBatchId = Id::from_uuid(id);
    let seal = move |tx: &mut Tx<'_>, permit: &Permit<PrintCards>| {
        actions::seal_batch(tx, permit, batch).map(drop)
    };
    match desk.write_once(permit.clone(), &fields.once(), seal).await {
        Ok(()) => Ok(back(id, "sealed")),
        Err(problem) => not_done(&desk, &permit, (id, problem)).await,
    }
}

/// Ends a piece that was misprinted, broke, or was lost by the post. Its order is printed again.
pub(in crate::cards::pages) async fn end_piece(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let card: CardId = Id::from_uuid(id);
    let seen = fields.version();
    let (words, key) = (fields.get("reason").to_owned(), fields.once());
    let done = match fields.get("why") {
        why if why == WhyEnded::Spoilt.word() => {
            let permit = desk.permit::<HandleCards>()?;
            let spoil = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
                actions::piece_seen(tx, permit.facility(), (card, seen))?;
                actions::spoil(tx, permit, card, &words).map(drop)
            };
            desk.write_once(permit, &key, spoil).await
        }
        why if why == WhyEnded::LostOnTheWay.word() => {
            let permit = desk.permit::<EndCard>()?;
            let lose = move |tx: &mut Tx<'_>, permit: &Permit<EndCard>| {
                actions::piece_seen(tx, permit.facility(), (card, seen))?;
                actions::end(tx, permit, card, WhyEnded::LostOnTheWay, &words).map(drop)
            };
            desk.write_once(permit, &key, lose).await
        }
        _ => Err(Refused::from(CardsRefusal::NoSuchReason).into()),
    };
    let permit = desk.permit::<PrintCards>()?;
    let at = permit.facility();
    let piece = desk.read(move |view| own_batch_of(view, at, card)).await?;
    let Some((batch, place)) = piece else {
        return Err(done.err().unwrap_or_else(|| Refused::from(CardsRefusal::NoSuchCard).into()));
    };
    let problem = match done {
        Ok(()) => return Ok(back(batch, "ended")),
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    // The list begins with the piece that the form was about.
    let asked = Asked { after: place.saturating_sub(1).to_string(), ..Asked::default() };
    let mut view = view(&desk, &permit, (batch, &asked)).await?;
    view.notice = Some(no.into());
    if let Some(row) = view.pieces.iter_mut().find(|row| row.card == id) {
        fields.get("reason").clone_into(&mut row.reason);
    }
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

/// The batch of a piece that this office printed, and its place there.
fn own_batch_of(
    view: &mut Tx<'_>,
    at: FacilityId,
    card: CardId,
) -> Result<Option<(Uuid, u32)>, Stop> {
    let card = store::card(view, card)?.filter(|card| card.facility == at);
    Ok(card.and_then(|card| card.piece).map(|piece| (piece.batch.uuid(), piece.place)))
}

pub(super) fn back(batch: Uuid, done: &str) -> Response {
    Redirect::to(&format!("/cards/office/batches/{batch}?done={done}")).into_response()
}

/// The page again, with why what was pressed was not done.
pub(super) async fn not_done(
    desk: &Desk,
    permit: &Permit<PrintCards>,
    (id, problem): (Uuid, Problem),
) -> Result<Response, Problem> {
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(desk, permit, (id, &Asked::default())).await?;
    view.notice = Some(no.into());
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(
    desk: &Desk,
    permit: &Permit<PrintCards>,
    (id, asked): (Uuid, &Asked),
) -> Result<BatchPage, Problem> {
    let (state, filter) = filter_of(&asked.state);
    let (at, after) = (permit.facility(), asked.after.parse().unwrap_or(0));
    let batch: PrintBatchId = Id::from_uuid(id);
    let read = desk.read(move |view| load(view, (at, batch), (filter, after)));
    let loaded = read.await?;
    for (_, banner, _) in &loaded.pieces {
        desk.shows(permit, banner.person, Reason::Records).await?;
    }
    let script = script(desk.language());
    let row = |(card, banner, parcel): &(Card, Banner, Option<String>)| {
        let name = banner.name.preferring(script).to_owned();
        Row::of(card, (name, banner.health_id.to_string()), parcel.as_deref())
    };
    let last = loaded.pieces.last().filter(|_| loaded.more);
    let ward = ward_said(&loaded.wards, &loaded.batch.ward, desk.language());
    Ok(BatchPage {
        shell: desk.shell(),
        id,
        once: OnceKey::draw(),
        title: msg::batch_of(ward),
        cards: loaded.batch.cards,
        waiting: loaded.waiting,
        sealed: match loaded.batch.state {
            BatchState::Open => None,
            BatchState::Sealed { root, at } => {
                Some((numbers::date_time(at, desk.language()), hex(&root)))
            }
        },
        print_outs: PrintOuts::of(&loaded.runs, desk.language()),
        queued: loaded.count(|state| state == CardState::Making(Making::Queued)),
        unchecked: loaded.count(is_unchecked) > 0,
        list: format!("/cards/office/batches/{id}"),
        chips: loaded.chips(state),
        state,
        ward: String::new(),
        pieces: loaded.pieces.iter().map(row).collect(),
        begun: after > 0,
        next: last.and_then(|(card, _, _)| card.piece).map(|piece| piece.place),
        notice: None,
        tabs: loaded.tabs,
    })
}

fn load(
    view: &mut Tx<'_>,
    (at, batch): (FacilityId, PrintBatchId),
    (filter, after): (PieceFilter, u32),
) -> Result<Loaded, Stop> {
    let batch = actions::own_batch(view, at, batch)?;
    let (cards, more) = paged(store::pieces(view, batch.id, (filter, after))?);
    let banners = registry::banners(view, cards.iter().map(|card| card.person))?;
    let mut pieces = Vec::with_capacity(cards.len());
    for (card, banner) in cards.into_iter().zip(banners) {
        let parcel = store::parcel_of(view, card.id)?;
        pieces.push((card, banner, parcel));
    }
    let waiting = store::waiting_by_ward(view)?;
    let waiting = waiting.iter().find(|(ward, _)| *ward == batch.ward);
    Ok(Loaded {
        tabs: tabs(view, at, "/cards/office/batches")?,
        wards: wards(view, std::iter::once(batch.ward.as_str()))?,
        waiting: waiting.map_or(0, |(_, count)| *count),
        counts: store::pieces_by_state(view, batch.id)?,
        runs: store::runs(view, batch.id, u32::MAX)?,
        batch,
        pieces,
        more,
    })
}

impl Loaded {
    /// How many pieces stand so.
    fn count(&self, stands: impl Fn(CardState) -> bool) -> u32 {
        self.counts.iter().filter(|(state, _)| stands(*state)).map(|(_, count)| *count).sum()
    }

    fn chips(&self, current: &str) -> Vec<Chip> {
        let making = Making::ALL.iter().map(|step| {
            let count = self.count(|state| state == CardState::Making(*step));
            Chip::of((step.word(), words::making(*step)), Some(count), current)
        });
        let in_hand = |state| matches!(state, CardState::Active | CardState::Suspended(_));
        let ended = |state| matches!(state, CardState::Ended(_));
        let (in_hand, ended) = (self.count(in_hand), self.count(ended));
        let all = Chip::of((ALL, msg::pieces_all()), Some(self.batch.cards), current);
        let handed_over = (HANDED_OVER, msg::pieces_handed_over());
        let handed_over = Chip::of(handed_over, Some(in_hand), current);
        let ended = Chip::of((ENDED, msg::pieces_ended()), Some(ended), current);
        std::iter::once(all).chain(making).chain([handed_over, ended]).collect()
    }
}

fn is_unchecked(state: CardState) -> bool {
    matches!(state, CardState::Making(Making::Queued | Making::Printed))
}

fn filter_of(word: &str) -> (&'static str, PieceFilter) {
    if let Some(step) = Making::of_word(word) {
        return (step.word(), PieceFilter::Making(step));
    }
    match word {
        HANDED_OVER => (HANDED_OVER, PieceFilter::HandedOver),
        ENDED => (ENDED, PieceFilter::Ended),
        _ => (ALL, PieceFilter::All),
    }
}

impl Row {
    fn of(card: &Card, (name, health_id): (String, String), parcel: Option<&str>) -> Self {
        Self {
            card: card.id.uuid(),
            place: card.piece.map_or(0, |piece| piece.place),
            version: card.version,
            name,
            health_id,
            serial: words::serial(card.status),
            state: words::state(card.state),
            parcel: parcel.map(str::to_owned),
            on_its_way: matches!(card.state, CardState::Making(_)),
            with_the_post: rules::is_with_the_post(card.state),
            reason: String::new(),
        }
    }
}

/// A hash as people compare it: hexadecimal digits in groups of eight.
fn hex(hash: &Hash) -> String {
    let mut written = String::new();
    for (place, byte) in hash.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            written.push(' ');
        }
        // Writing into a string cannot fail.
        let _ = write!(written, "{byte:02x}");
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_in_groups() {
        let hash: Hash = std::array::from_fn(|place| u8::try_from(place).unwrap());
        let written = hex(&hash);
        assert!(written.starts_with("00010203 04050607 "), "{written}");
        assert_eq!(written.len(), 64 + 7);
    }

    #[test]
    fn every_state_of_a_list_has_a_filter_and_a_strange_word_shows_all() {
        assert_eq!(filter_of("checked"), ("checked", PieceFilter::Making(Making::Checked)));
        assert_eq!(filter_of("ended"), (ENDED, PieceFilter::Ended));
        assert_eq!(filter_of("x"), (ALL, PieceFilter::All));
    }
}
