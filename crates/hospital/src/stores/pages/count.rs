//! A shelf is counted, and somebody else decides.

use super::typed::{self, Choice, Room};
use crate::stores::actions::{self, ApproveCount, CountStock};
use crate::stores::model::{Count, CountId, CountSheet, CountState, StockRefusal};
use crate::stores::store;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/choose.html")]
struct ChoosePage {
    shell: Shell,
    room: Room,
    choices: Vec<Choice>,
    typed: String,
    problem: Option<Message>,
}

#[derive(Template)]
#[template(path = "stores/pages/count.html")]
struct CountPage {
    shell: Shell,
    room: Room,
    medicine: Uuid,
    name: String,
    rows: Vec<Row>,
    note: String,
    problem: Option<Message>,
    once: String,
}

struct Row {
    batch: Uuid,
    number: String,
    expires: String,
    counted: String,
}

#[derive(Template)]
#[template(path = "stores/pages/decide.html")]
struct DecidePage {
    shell: Shell,
    id: Uuid,
    room: String,
    at: String,
    note: String,
    state: Message,
    rows: Vec<Difference>,
    waits: bool,
    own: bool,
    may_decide: bool,
    problem: Option<Message>,
}

struct Difference {
    name: String,
    number: String,
    book: String,
    counted: String,
    differs: bool,
}

/// Asks which medicine is counted: a shelf is counted a medicine at a time.
pub(super) async fn choose(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show_choice(&desk, room, (String::new(), None)).await
}

pub(super) async fn chosen(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let code = fields.get("medicine").to_owned();
    let asked = code.clone();
    let place = if fields.get("look") == "bin" { "bin" } else { "count" };
    let (facility, language) = (desk.facility(), desk.language());
    let read = desk.read(move |tx| {
        typed::room(tx, facility, room, language)?;
        Ok(typed::by_code(tx, &asked)?.id)
    });
    match read.await {
        Ok(id) => Ok(Redirect::to(&format!("/stores/{room}/{place}/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let page = show_choice(&desk, room, (code, Some(said))).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

async fn show_choice(
    desk: &Desk,
    room: Uuid,
    (typed, problem): (String, Option<Message>),
) -> Result<Page, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (room, choices) = desk
        .read(move |tx| {
            Ok((typed::room(tx, facility, room, language)?, typed::choices(tx, language)?))
        })
        .await?;
    desk.page(&ChoosePage { shell: desk.shell(), room, choices, typed, problem })
}

pub(super) async fn page(
    desk: Desk,
    Path((room, medicine)): Path<(Uuid, Uuid)>,
) -> Result<Page, Problem> {
    show(&desk, (room, medicine), (Vec::new(), String::new()), None).await
}

pub(super) async fn hand_in(
    desk: Desk,
    Path((room, medicine)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<CountStock>()?;
    let counted: Vec<_> = fields.all("counted").map(str::to_owned).collect();
    let batches = fields.all("batch").map(str::to_owned);
    let typed_in: Vec<_> = batches.zip(counted).collect();
    let note = fields.get("note").to_owned();
    let asked = (typed_in.clone(), note.clone());
    let handed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            Ok(actions::hand_in(tx, permit, &sheet(room, &asked)?)?.id.uuid())
        })
        .await;
    match handed {
        Ok(id) => Ok(Redirect::to(&format!("/counts/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let page = show(&desk, (room, medicine), (typed_in, note), Some(said)).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

fn sheet(
    room: Uuid,
    (typed_in, note): &(Vec<(String, String)>, String),
) -> Result<CountSheet, StockRefusal> {
    let line = |(batch, counted): &(String, String)| {
        let batch: Uuid = batch.parse().map_err(|_| StockRefusal::NoSuchBatch)?;
        Ok((Id::from_uuid(batch), typed::units(counted)?))
    };
    let found: Result<_, StockRefusal> = typed_in.iter().map(line).collect();
    Ok(CountSheet { storeroom: Id::from_uuid(room), found: found?, note: note.clone() })
}

async fn show(
    desk: &Desk,
    (room, medicine): (Uuid, Uuid),
    (typed_in, note): (Vec<(String, String)>, String),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    desk.permit::<CountStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (shown, name, mut rows) = desk
        .read(move |tx| {
            let shown = typed::room(tx, facility, room, language)?;
            let medicine = typed::medicine(tx, medicine)?;
            let shelf = store::shelf(tx, facility, Id::from_uuid(room), medicine.id)?;
            let row = |lot: &crate::stores::model::OnShelf| Row {
                batch: lot.batch.id.uuid(),
                number: lot.batch.number.clone(),
                expires: typed::month(lot.batch.expires_on, language),
                counted: String::new(),
            };
            let rows: Vec<_> = shelf.iter().map(row).collect();
            Ok((shown, typed::medicine_name(&medicine, language), rows))
        })
        .await?;
    for row in &mut rows {
        let id = row.batch.to_string();
        if let Some((_, counted)) = typed_in.iter().find(|(batch, _)| *batch == id) {
            row.counted.clone_from(counted);
        }
    }
    let (once, shell) = (OnceKey::draw().to_string(), desk.shell());
    desk.page(&CountPage { shell, room: shown, medicine, name, rows, note, problem, once })
}

pub(super) async fn waiting(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show_count(&desk, id, None).await
}

pub(super) async fn approve(desk: Desk, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    decide(desk, id, actions::approve).await
}

pub(super) async fn reject(desk: Desk, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    decide(desk, id, actions::reject).await
}

async fn decide(
    desk: Desk,
    id: Uuid,
    verb: fn(&mut Tx<'_>, &Permit<ApproveCount>, CountId) -> Result<Count, Stop>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ApproveCount>()?;
    match desk.write(permit, move |tx, permit| verb(tx, permit, Id::from_uuid(id))).await {
        Ok(_) => Ok(Redirect::to(&format!("/counts/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show_count(&desk, id, Some(said)).await?.with_conflict().into_response())
        }
    }
}

async fn show_count(desk: &Desk, id: Uuid, problem: Option<Message>) -> Result<Page, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (count, room, rows) = desk.read(move |tx| read(tx, facility, id, language)).await?;
    desk.page(&DecidePage {
        shell: desk.shell(),
        id,
        room,
        at: numbers::date_time(count.counted_at, language),
        note: count.note.clone(),
        state: match count.state {
            CountState::Agrees => msg::stores::count_agrees(),
            CountState::Waiting => msg::stores::count_waits(),
            CountState::Approved => msg::stores::count_approved(),
            CountState::Rejected => msg::stores::count_rejected(),
        },
        rows,
        waits: count.state == CountState::Waiting,
        own: count.counted_by == desk.staff(),
        may_decide: desk.may::<ApproveCount>(),
        problem,
    })
}

fn read(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    id: Uuid,
    language: Language,
) -> Result<(Count, String, Vec<Difference>), Stop> {
    let count = store::count(tx, facility, Id::from_uuid(id))?;
    let count = count.ok_or(StockRefusal::NoSuchCount)?;
    let room = typed::room(tx, facility, count.storeroom.uuid(), language)?.name;
    let mut rows = Vec::with_capacity(count.lines.len());
    for line in &count.lines {
        rows.push(Difference {
            name: typed::named(tx, line.batch.medicine, language)?,
            number: line.batch.number.clone(),
            book: typed::grouped(line.book),
            counted: typed::grouped(line.counted),
            differs: line.book != line.counted,
        });
    }
    Ok((count, room, rows))
}
