//! The bin card of one medicine in one storeroom: what lies there, what is set aside, and every
//! movement with what was left after it.

use super::typed::{self, Room};
use crate::stores::actions::{self, ArrangeStores, QuarantineStock, ReceiveStock, SeeStock};
use crate::stores::model::{
    Account, BatchId, BatchState, Discard, Movement, OnShelf, Reason, StockRefusal, StoreroomId,
    Units,
};
use crate::stores::{rules, store};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/bin.html")]
struct BinPage {
    shell: Shell,
    room: Room,
    medicine: Uuid,
    name: String,
    total: String,
    lots: Vec<Lot>,
    aside: Vec<Lot>,
    rows: Vec<Row>,
    may_quarantine: bool,
    may_correct: bool,
    may_arrange: bool,
    problem: Option<Message>,
    once: String,
}

struct Lot {
    batch: Uuid,
    number: String,
    manufacturer: String,
    expires: String,
    units: u32,
    held: Option<String>,
    expired: bool,
}

struct Row {
    id: Uuid,
    at: String,
    reason: Message,
    batch: String,
    came: Option<u32>,
    left: Option<u32>,
    note: String,
    correctable: bool,
}

struct Read {
    room: Room,
    name: String,
    total: String,
    lots: Vec<Lot>,
    aside: Vec<Lot>,
    rows: Vec<Row>,
}

pub(super) async fn page(desk: Desk, Path(at): Path<(Uuid, Uuid)>) -> Result<Page, Problem> {
    show(&desk, at, None).await
}

async fn show(
    desk: &Desk,
    (room, medicine): (Uuid, Uuid),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    desk.permit::<SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let read = desk.read(move |tx| read(tx, facility, (room, medicine), language)).await?;
    let Read { room, name, total, lots, aside, rows } = read;
    desk.page(&BinPage {
        shell: desk.shell(),
        room,
        medicine,
        name,
        total,
        lots,
        aside,
        rows,
        may_quarantine: desk.may::<QuarantineStock>(),
        may_correct: desk.may::<ReceiveStock>(),
        may_arrange: desk.may::<ArrangeStores>(),
        problem,
        once: OnceKey::draw().to_string(),
    })
}

fn read(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (room, medicine): (Uuid, Uuid),
    language: Language,
) -> Result<Read, Stop> {
    let shown = typed::room(tx, facility, room, language)?;
    let medicine = typed::medicine(tx, medicine)?;
    let storeroom: StoreroomId = Id::from_uuid(room);
    let today = tx.today();
    let shelf = store::shelf(tx, facility, storeroom, medicine.id)?;
    let mut aside = store::quarantine(tx, facility, storeroom)?;
    aside.retain(|lot| lot.batch.medicine == medicine.id);
    let movements = store::movements_of(tx, facility, storeroom, medicine.id, None)?;
    let lot = |lot: &OnShelf| Lot {
        batch: lot.batch.id.uuid(),
        number: lot.batch.number.clone(),
        manufacturer: lot.batch.manufacturer.clone(),
        expires: typed::month(lot.batch.expires_on, language),
        units: lot.units.count(),
        held: match &lot.batch.state {
            BatchState::Free => None,
            BatchState::Held { why, .. } => Some(why.clone()),
        },
        expired: lot.batch.expires_on < today,
    };
    Ok(Read {
        room: shown,
        name: typed::medicine_name(&medicine, language),
        total: typed::grouped(shelf.iter().map(|lot| lot.units).sum::<Units>()),
        lots: shelf.iter().map(lot).collect(),
        aside: aside.iter().map(lot).collect(),
        rows: movements.iter().map(|moved| row(moved, storeroom, language)).collect(),
    })
}

fn row(movement: &Movement, storeroom: StoreroomId, language: Language) -> Row {
    let shelf = Account::Shelf(storeroom);
    let units = movement.moved.units.count();
    Row {
        id: movement.id.uuid(),
        at: numbers::date_time(movement.at, language),
        reason: reason(movement.moved.reason),
        batch: movement.batch_number.clone(),
        came: (movement.moved.to == shelf).then_some(units),
        left: (movement.moved.from == shelf).then_some(units),
        note: movement.note.clone(),
        correctable: rules::may_be_corrected(movement.moved.reason).is_ok(),
    }
}

fn reason(reason: Reason) -> Message {
    match reason {
        Reason::Receipt => msg::stores::reason_receipt(),
        Reason::Issue => msg::stores::reason_issue(),
        Reason::Arrival => msg::stores::reason_arrival(),
        Reason::Lost => msg::stores::reason_lost(),
        Reason::Dispense => msg::stores::reason_dispense(),
        Reason::Return => msg::stores::reason_return(),
        Reason::Hold => msg::stores::reason_hold(),
        Reason::Release => msg::stores::reason_release(),
        Reason::Expired => msg::stores::reason_expired(),
        Reason::Broken => msg::stores::reason_broken(),
        Reason::Count => msg::stores::reason_count(),
        Reason::Correction => msg::stores::reason_correction(),
    }
}

pub(super) async fn set_level(
    desk: Desk,
    Path(at): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let below = fields.get("below").to_owned();
    act::<ArrangeStores>(desk, at, fields.once(), move |tx, permit| {
        let (room, medicine) = (Id::from_uuid(at.0), Id::from_uuid(at.1));
        actions::set_level(tx, permit, room, medicine, typed::units(&below)?)
    })
    .await
}

pub(super) async fn hold(
    desk: Desk,
    Path(at): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (batch, why) = (batch_of(&fields)?, fields.get("why").to_owned());
    act::<QuarantineStock>(desk, at, fields.once(), move |tx, permit| {
        actions::hold(tx, permit, batch, &why).map(drop)
    })
    .await
}

pub(super) async fn release(
    desk: Desk,
    Path(at): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (batch, why) = (batch_of(&fields)?, fields.get("why").to_owned());
    act::<QuarantineStock>(desk, at, fields.once(), move |tx, permit| {
        actions::release(tx, permit, batch, &why).map(drop)
    })
    .await
}

pub(super) async fn discard(
    desk: Desk,
    Path(at): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (batch, units) = (batch_of(&fields)?, fields.get("units").to_owned());
    let reason = if fields.get("reason") == "expired" { Reason::Expired } else { Reason::Broken };
    let note = fields.get("why").to_owned();
    act::<QuarantineStock>(desk, at, fields.once(), move |tx, permit| {
        let (storeroom, units) = (Id::from_uuid(at.0), typed::units(&units)?);
        let order = Discard { storeroom, batch, units, reason, note: note.clone() };
        actions::discard(tx, permit, &order)
    })
    .await
}

pub(super) async fn correct(
    desk: Desk,
    Path(at): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let movement = fields.get("movement").parse::<Uuid>();
    let movement = movement.map_err(|_| refused(StockRefusal::NotCorrectable))?;
    let why = fields.get("why").to_owned();
    act::<ReceiveStock>(desk, at, fields.once(), move |tx, permit| {
        actions::correct(tx, permit, Id::from_uuid(movement), &why).map(drop)
    })
    .await
}

/// One button of the card: done once, and back to the card, with the refusal where there is one.
async fn act<A: Act + 'static>(
    desk: Desk,
    at: (Uuid, Uuid),
    once: OnceKey,
    action: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<(), Stop> + Send + 'static,
) -> Result<Response, Problem> {
    let permit = desk.permit::<A>()?;
    match desk.write_once(permit, &once, action).await {
        Ok(()) => Ok(Redirect::to(&format!("/stores/{}/bin/{}", at.0, at.1)).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, at, Some(said)).await?.with_errors().into_response())
        }
    }
}

fn batch_of(fields: &Fields) -> Result<BatchId, Problem> {
    let batch = fields.get("batch").parse::<Uuid>();
    batch.map(Id::from_uuid).map_err(|_| refused(StockRefusal::NoSuchBatch))
}

fn refused(refusal: StockRefusal) -> Problem {
    nabz_kernel::refusal::Refused::from(refusal).into()
}
