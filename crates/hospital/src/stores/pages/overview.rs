//! One storeroom at a glance: what lies there, what runs out, what is on its way, which counts
//! wait.

use super::shelf::{self, Asked, ShelfList};
use super::typed::{self, Room};
use crate::stores::actions::{CountStock, IssueStock, ReceiveStock, SeeStock};
use crate::stores::model::{StockRefusal, StoreroomKind};
use crate::stores::store;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Message, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/overview.html")]
struct Overview {
    shell: Shell,
    room: Room,
    rooms: Vec<Room>,
    taken_in: Option<TakenIn>,
    shelf: ShelfList,
    low: Vec<LowRow>,
    coming: Vec<Paper>,
    counts: Vec<Paper>,
    as_of: String,
    may_receive: bool,
    may_send: bool,
    may_count: bool,
}

/// A delivery that was just taken in.
struct TakenIn {
    said: Message,
    paper: String,
    lines: Vec<String>,
}

struct LowRow {
    medicine: Uuid,
    name: String,
    left: String,
    order_below: String,
}

struct Paper {
    id: Uuid,
    title: String,
    at: String,
}

struct Read {
    room: Room,
    rooms: Vec<Room>,
    taken_in: Option<TakenIn>,
    shelf: ShelfList,
    low: Vec<LowRow>,
    coming: Vec<Paper>,
    counts: Vec<Paper>,
}

/// The pharmacy's counter, or whatever storeroom there is.
pub(super) async fn first(desk: Desk) -> Result<Redirect, Problem> {
    desk.permit::<SeeStock>()?;
    let facility = desk.facility();
    let room = desk
        .read(move |tx| {
            let rooms = store::storerooms(tx, facility)?;
            let counter = rooms.iter().find(|room| room.kind == StoreroomKind::Pharmacy);
            let chosen = counter.or(rooms.first()).ok_or(StockRefusal::NoSuchStoreroom)?;
            Ok(chosen.id)
        })
        .await?;
    Ok(Redirect::to(&format!("/stores/{room}")))
}

pub(super) async fn page(
    desk: Desk,
    Path(room): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let Read { room, rooms, taken_in, shelf, low, coming, counts } =
        desk.read(move |tx| read(tx, facility, (room, &asked), language)).await?;
    desk.page(&Overview {
        shell: desk.shell(),
        room,
        rooms,
        taken_in,
        shelf,
        low,
        coming,
        counts,
        as_of: numbers::clock_time(desk.now()),
        may_receive: desk.may::<ReceiveStock>(),
        may_send: desk.may::<IssueStock>(),
        may_count: desk.may::<CountStock>(),
    })
}

fn read(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (room, asked): (Uuid, &Asked),
    language: Language,
) -> Result<Read, Stop> {
    let storerooms = store::storerooms(tx, facility)?;
    let shown = typed::room(tx, facility, room, language)?;
    let taken_in = taken_in(tx, facility, &asked.received, language)?;
    let shelf = shelf::read(tx, (facility, Id::from_uuid(room)), asked, language)?;
    let mut low = Vec::new();
    for one in store::low(tx, facility, Id::from_uuid(room))? {
        low.push(LowRow {
            medicine: one.medicine.uuid(),
            name: typed::named(tx, one.medicine, language)?,
            left: typed::grouped(one.left),
            order_below: typed::grouped(one.order_below),
        });
    }
    low.sort_by(|a, b| a.name.cmp(&b.name));
    let door = |id| {
        let found = storerooms.iter().find(|room| room.id == id);
        found.map(|room| typed::pick(&room.name, language)).unwrap_or_default()
    };
    let coming = store::on_their_way(tx, facility)?.into_iter().map(|transfer| Paper {
        id: transfer.id.uuid(),
        title: format!("{} · {} → {}", transfer.number, door(transfer.from), door(transfer.to)),
        at: numbers::date_time(transfer.issued_at, language),
    });
    let coming = coming.collect();
    let counts = store::counts_waiting(tx, facility)?.into_iter().map(|count| Paper {
        id: count.id.uuid(),
        title: door(count.storeroom),
        at: numbers::date_time(count.counted_at, language),
    });
    let counts = counts.collect();
    let rooms = storerooms.iter().map(|room| typed::shown(room, language)).collect();
    Ok(Read { room: shown, rooms, taken_in, shelf, low, coming, counts })
}

/// What the receipt of the address says; nothing for any other.
fn taken_in(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    receipt: &str,
    language: Language,
) -> Result<Option<TakenIn>, Stop> {
    let Ok(receipt) = receipt.parse::<Uuid>() else { return Ok(None) };
    let came = store::received(tx, facility, Id::from_uuid(receipt))?;
    let Some(first) = came.first() else { return Ok(None) };
    let mut lines = Vec::with_capacity(came.len());
    for one in &came {
        let name = typed::named(tx, one.moved.medicine, language)?;
        let units = typed::grouped(one.moved.units);
        lines.push(format!("{name} · {} · {units}", one.batch_number));
    }
    lines.sort_unstable();
    let said = msg::stores::taken_in(came.len(), numbers::clock_time(first.at));
    Ok(Some(TakenIn { said, paper: first.note.clone(), lines }))
}
