//! Goods between two storerooms, and the signature for what arrived.

use super::typed;
use crate::stores::actions::{self, AcknowledgeStock};
use crate::stores::model::{StockRefusal, Transfer, TransferLine, TransferState};
use crate::stores::{rules, store};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

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
    /// Whoever sent it; somebody else signs.
    own: bool,
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
    wrong: Option<Message>,
}

pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, id, (Vec::new(), None)).await
}

/// Signs for what arrived, in the order of the lines.
pub(super) async fn sign(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AcknowledgeStock>()?;
    let typed: Vec<_> = fields.all("arrived").map(str::to_owned).collect();
    let asked = typed.clone();
    let signed = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let arrived: Result<Vec<_>, _> =
                asked.iter().map(|typed| rules::parse_units(typed)).collect();
            Ok(actions::acknowledge(tx, permit, Id::from_uuid(id), &arrived?)?.id.uuid())
        })
        .await;
    match signed {
        Ok(id) => Ok(Redirect::to(&format!("/transfers/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, id, (typed, Some(said))).await?.with_errors().into_response())
        }
    }
}

async fn show(
    desk: &Desk,
    id: Uuid,
    (typed, problem): (Vec<String>, Option<Message>),
) -> Result<Page, Problem> {
    desk.permit::<actions::SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (transfer, [from, to], mut rows) =
        desk.read(move |tx| read(tx, facility, id, language)).await?;
    let lines = transfer.lines.iter().filter(|_| transfer.state == TransferState::OnItsWay);
    for ((row, line), typed) in rows.iter_mut().zip(lines).zip(typed) {
        row.wrong = wrong(line, &typed).as_ref().map(Message::from);
        row.arrived = typed;
    }
    desk.page(&TransferPage {
        shell: desk.shell(),
        id,
        number: transfer.number,
        from,
        to,
        at: numbers::date_time(transfer.issued_at, language),
        rows,
        waits: transfer.state == TransferState::OnItsWay,
        own: transfer.issued_by == desk.staff(),
        may_sign: desk.may::<AcknowledgeStock>() && transfer.issued_by != desk.staff(),
        problem,
        once: OnceKey::draw().to_string(),
    })
}

fn wrong(line: &TransferLine, typed: &str) -> Option<Refused> {
    match rules::parse_units(typed) {
        Ok(arrived) if arrived > line.sent => Some(StockRefusal::MoreThanSent.into()),
        Ok(_) => None,
        Err(refusal) => Some(refusal.into()),
    }
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
            expires: numbers::month(line.batch.expires_on, language),
            sent: line.sent.to_string(),
            arrived: line.arrived.unwrap_or(line.sent).to_string(),
            wrong: None,
        });
    }
    Ok((transfer, [from, to], rows))
}
