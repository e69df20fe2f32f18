//! A count that differs waits for somebody else, who looks at both and decides.

use super::typed;
use crate::stores::actions::{self, ApproveCount};
use crate::stores::model::{Count, CountId, CountState, StockRefusal};
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
    once: String,
    reject_once: String,
}

struct Difference {
    name: String,
    number: String,
    book: String,
    counted: String,
    differs: bool,
}

pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, id, None).await
}

pub(super) async fn approve(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    decide(desk, (id, fields.once()), actions::approve).await
}

pub(super) async fn reject(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    decide(desk, (id, fields.once()), actions::reject).await
}

async fn decide(
    desk: Desk,
    (id, once): (Uuid, OnceKey),
    verb: fn(&mut Tx<'_>, &Permit<ApproveCount>, CountId) -> Result<Count, Stop>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ApproveCount>()?;
    let decided = desk
        .write_once(permit, &once, move |tx, permit| {
            Ok(verb(tx, permit, Id::from_uuid(id))?.id.uuid())
        })
        .await;
    match decided {
        Ok(id) => Ok(Redirect::to(&format!("/counts/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, id, Some(said)).await?.with_conflict().into_response())
        }
    }
}

async fn show(desk: &Desk, id: Uuid, problem: Option<Message>) -> Result<Page, Problem> {
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
        once: OnceKey::draw().to_string(),
        reject_once: OnceKey::draw().to_string(),
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
