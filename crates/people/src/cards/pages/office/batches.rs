//! Batches for the print shop: which wards wait for one, and which there are.

use super::{Asked, Chip, Tab, paged, tabs, ward_said, wards};
use crate::cards::actions::{self, PrintCards};
use crate::cards::model::{BatchState, BatchesAsked, PrintBatch};
use crate::cards::store;
use crate::places::model::Ward;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use uuid::Uuid;

const LIST: &str = "/cards/office/batches";
const OPEN: &str = "open";
const SEALED: &str = "sealed";
/// All of them, closed or not.
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "cards/pages/batches.html")]
struct BatchesPage {
    shell: Shell,
    tabs: Vec<Tab>,
    list: &'static str,
    chips: Vec<Chip>,
    state: &'static str,
    ward: String,
    once: OnceKey,
    waiting: Vec<Waiting>,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    /// Why no batch was begun.
    notice: Option<Message>,
}

/// A ward in which somebody waits for a card.
struct Waiting {
    ward: String,
    said: Message,
    count: u32,
}

struct Row {
    id: Uuid,
    ward: Message,
    cards: String,
    /// When it was closed.
    sealed: Option<String>,
}

struct Loaded {
    tabs: Vec<Tab>,
    waiting: Vec<(String, u32)>,
    batches: Vec<PrintBatch>,
    more: bool,
    wards: Vec<Ward>,
}

/// The list, the latest first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<PrintCards>()?;
    desk.page(&view(&desk, &asked).await?)
}

/// Begins a batch of a ward.
pub(in crate::cards::pages) async fn begin(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<PrintCards>()?;
    let ward = fields.get("ward").to_owned();
    let begin = move |tx: &mut Tx<'_>, permit: &Permit<PrintCards>| {
        actions::begin_batch(tx, permit, &ward).map(|batch| batch.id.uuid())
    };
    let problem = match desk.write_once(permit, &fields.once(), begin).await {
        Ok(batch) => return Ok(Redirect::to(&format!("{LIST}/{batch}")).into_response()),
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(&desk, &Asked::default()).await?;
    view.notice = Some(no.into());
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(desk: &Desk, asked: &Asked) -> Result<BatchesPage, Problem> {
    let (state, sealed) = match asked.state.as_str() {
        OPEN => (OPEN, Some(false)),
        SEALED => (SEALED, Some(true)),
        _ => (ALL, None),
    };
    let list = BatchesAsked {
        facility: desk.facility(),
        ward: asked.ward()?,
        sealed,
        before: asked.after().map(Id::from_uuid),
    };
    let (loaded, language) = (desk.read(move |view| load(view, &list)).await?, desk.language());
    let bottom = loaded.batches.last().filter(|_| loaded.more);
    let chips = [(ALL, msg::batch_all()), (OPEN, msg::batch_open()), (SEALED, msg::batch_sealed())];
    let waiting = loaded.waiting.iter().map(|(ward, count)| Waiting {
        ward: ward.clone(),
        said: ward_said(&loaded.wards, ward, language),
        count: *count,
    });
    Ok(BatchesPage {
        shell: desk.shell(),
        list: LIST,
        chips: chips.into_iter().map(|chip| Chip::of(chip, None, state)).collect(),
        state,
        ward: asked.ward.clone(),
        once: OnceKey::draw(),
        waiting: waiting.collect(),
        rows: loaded.batches.iter().map(|one| Row::of(one, &loaded.wards, language)).collect(),
        begun: asked.after().is_some(),
        next: bottom.map(|batch| batch.id.uuid()),
        notice: None,
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, list: &BatchesAsked) -> Result<Loaded, Stop> {
    let (batches, more) = paged(store::batches(view, list)?);
    let waiting = store::waiting_by_ward(view)?;
    let of_batches = batches.iter().map(|batch| batch.ward.as_str());
    let of_waiting = waiting.iter().map(|(ward, _)| ward.as_str());
    let wards = wards(view, of_batches.chain(of_waiting))?;
    Ok(Loaded { tabs: tabs(view, list.facility, LIST)?, waiting, batches, more, wards })
}

impl Row {
    fn of(batch: &PrintBatch, wards: &[Ward], language: Language) -> Self {
        Self {
            id: batch.id.uuid(),
            ward: ward_said(wards, &batch.ward, language),
            cards: numbers::grouped(batch.cards.into()),
            sealed: match batch.state {
                BatchState::Open => None,
                BatchState::Sealed { at, .. } => Some(numbers::date_time(at, language)),
            },
        }
    }
}
