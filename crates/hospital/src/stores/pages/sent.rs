//! Stock goes from one storeroom to another, and somebody signs for it.

use super::typed::{self, Choice, FORM_LINES, Room};
use crate::stores::actions::{self, AcknowledgeStock, IssueStock};
use crate::stores::model::{IssueOrder, StockRefusal, Transfer, TransferState};
use crate::stores::store;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/send.html")]
struct SendPage {
    shell: Shell,
    room: Room,
    others: Vec<Room>,
    choices: Vec<Choice>,
    to: String,
    lines: Vec<(String, String)>,
    problem: Option<Message>,
    once: String,
}

#[derive(Template)]
#[template(path = "stores/pages/transfer.html")]
struct TransferPage {
    shell: Shell,
    id: Uuid,
    number: u32,
    from: String,
    to: String,
    at: String,
    rows: Vec<Row>,
    waits: bool,
    may_sign: bool,
    problem: Option<Message>,
    once: String,
}

struct Row {
    name: String,
    batch: String,
    expires: String,
    sent: String,
    arrived: String,
}

pub(super) async fn form(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show_form(&desk, room, (String::new(), Vec::new()), None).await
}

pub(super) async fn send(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<IssueStock>()?;
    let to = fields.get("to").to_owned();
    let units: Vec<_> = fields.all("units").map(str::to_owned).collect();
    let line = |(place, medicine): (usize, &str)| {
        (medicine.to_owned(), units.get(place).cloned().unwrap_or_default())
    };
    let lines = fields.all("medicine").enumerate().map(line);
    let lines: Vec<_> = lines.filter(|(medicine, _)| !medicine.is_empty()).collect();
    let asked = (to.clone(), lines.clone());
    let sent = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let order = order(tx, room, &asked)?;
            Ok(actions::issue(tx, permit, &order)?.id.uuid())
        })
        .await;
    match sent {
        Ok(id) => Ok(Redirect::to(&format!("/transfers/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let page = show_form(&desk, room, (to, lines), Some(said)).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

fn order(
    tx: &mut Tx<'_>,
    room: Uuid,
    (to, lines): &(String, Vec<(String, String)>),
) -> Result<IssueOrder, Stop> {
    let to: Uuid = to.parse().map_err(|_| StockRefusal::NoSuchStoreroom)?;
    let mut wanted = Vec::with_capacity(lines.len());
    for (medicine, units) in lines {
        wanted.push((typed::by_code(tx, medicine)?.id, typed::units(units)?));
    }
    Ok(IssueOrder { from: Id::from_uuid(room), to: Id::from_uuid(to), wanted })
}

async fn show_form(
    desk: &Desk,
    room: Uuid,
    (to, mut lines): (String, Vec<(String, String)>),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    desk.permit::<IssueStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (room, others, choices) = desk
        .read(move |tx| {
            let here = typed::room(tx, facility, room, language)?;
            let mut others = store::storerooms(tx, facility)?;
            others.retain(|other| other.id.uuid() != room);
            let others = others.iter().map(|other| typed::shown(other, language)).collect();
            Ok((here, others, typed::choices(tx, language)?))
        })
        .await?;
    lines.resize(FORM_LINES.max(lines.len()), (String::new(), String::new()));
    let once = OnceKey::draw().to_string();
    let shell = desk.shell();
    desk.page(&SendPage { shell, room, others, choices, to, lines, problem, once })
}

pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, id, None).await
}

/// Signs for what arrived, in the order of the lines.
pub(super) async fn sign(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AcknowledgeStock>()?;
    let arrived: Vec<_> = fields.all("arrived").map(str::to_owned).collect();
    let signed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let arrived: Result<Vec<_>, _> =
                arrived.iter().map(|typed| typed::units(typed)).collect();
            Ok(actions::acknowledge(tx, permit, Id::from_uuid(id), &arrived?)?.id.uuid())
        })
        .await;
    match signed {
        Ok(id) => Ok(Redirect::to(&format!("/transfers/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, id, Some(said)).await?.with_errors().into_response())
        }
    }
}

async fn show(desk: &Desk, id: Uuid, problem: Option<Message>) -> Result<Page, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (transfer, [from, to], rows) =
        desk.read(move |tx| read(tx, facility, id, language)).await?;
    desk.page(&TransferPage {
        shell: desk.shell(),
        id,
        number: transfer.number,
        from,
        to,
        at: numbers::date_time(transfer.issued_at, language),
        rows,
        waits: transfer.state == TransferState::OnItsWay,
        may_sign: desk.may::<AcknowledgeStock>(),
        problem,
        once: OnceKey::draw().to_string(),
    })
}

type Read = (Transfer, [String; 2], Vec<Row>);

fn read(tx: &mut Tx<'_>, facility: FacilityId, id: Uuid, language: Language) -> Result<Read, Stop> {
    let transfer = store::transfer(tx, facility, Id::from_uuid(id))?;
    let transfer = transfer.ok_or(StockRefusal::NoSuchTransfer)?;
    let from = typed::room(tx, facility, transfer.from.uuid(), language)?.name;
    let to = typed::room(tx, facility, transfer.to.uuid(), language)?.name;
    let mut rows = Vec::with_capacity(transfer.lines.len());
    for line in &transfer.lines {
        rows.push(Row {
            name: typed::named(tx, line.batch.medicine, language)?,
            batch: line.batch.number.clone(),
            expires: typed::month(line.batch.expires_on, language),
            sent: line.sent.to_string(),
            arrived: line.arrived.unwrap_or(line.sent).to_string(),
        });
    }
    Ok((transfer, [from, to], rows))
}
