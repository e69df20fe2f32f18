//! The bin card of one medicine in one storeroom: what lies there, what is set aside, and every
//! movement with what was left after it.

pub(super) mod acts;

use super::typed::{self, Room};
use crate::formulary;
use crate::stores::actions::{ArrangeStores, QuarantineStock, ReceiveStock, SeeStock, TraceBatch};
use crate::stores::model::{Account, BatchState, Movement, OnShelf, Reason, StoreroomId, Units};
use crate::stores::{rules, store};
use acts::{Form, Verb};
use askama::Template;
use axum::extract::Path;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Message, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/bin.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one question that the template asks")]
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
    may_trace: bool,
    problem: Option<Message>,
    level: Form,
    was: String,
}

struct Lot {
    batch: Uuid,
    number: String,
    manufacturer: String,
    expires: String,
    units: u32,
    held: Option<String>,
    expired: bool,
    /// To hold it, or to put it back.
    turn: Form,
    discard: Form,
}

struct Row {
    id: Uuid,
    at: String,
    reason: Message,
    batch: String,
    came: Option<u32>,
    left: Option<u32>,
    note: String,
    correct: Option<Form>,
}

struct Read {
    room: Room,
    name: String,
    total: String,
    lots: Vec<Lot>,
    aside: Vec<Lot>,
    rows: Vec<Row>,
    level: Option<Units>,
}

impl Read {
    /// Every form of the card, each with what it is about.
    fn forms(&mut self) -> impl Iterator<Item = (Verb, Uuid, &mut Form)> {
        let lying = self.lots.iter_mut().map(|lot| (Verb::Hold, lot.batch, &mut lot.turn));
        let aside = self.aside.iter_mut().flat_map(|lot| {
            let Lot { batch, turn, discard, .. } = lot;
            [(Verb::Release, *batch, turn), (Verb::Discard, *batch, discard)]
        });
        let rows = self.rows.iter_mut();
        let rows = rows.filter_map(|row| Some((Verb::Correct, row.id, row.correct.as_mut()?)));
        lying.chain(aside).chain(rows)
    }
}

pub(super) async fn page(desk: Desk, Path(at): Path<(Uuid, Uuid)>) -> Result<Page, Problem> {
    show(&desk, at, None).await
}

async fn show(
    desk: &Desk,
    (room, medicine): (Uuid, Uuid),
    refused: Option<acts::Refusal>,
) -> Result<Page, Problem> {
    desk.permit::<SeeStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let mut read = desk.read(move |tx| read(tx, facility, (room, medicine), language)).await?;
    let was = read.level.map(|level| level.to_string()).unwrap_or_default();
    let mut level = Form { units: was.clone(), ..Form::blank() };
    let problem = refused.as_ref().map(|refused| refused.said.clone());
    if let Some(refused) = refused {
        let forms = read.forms().chain([(Verb::Level, medicine, &mut level)]);
        for (_, _, form) in forms.filter(|(verb, about, _)| refused.is_of(*verb, *about)) {
            refused.fill(form);
        }
    }
    let Read { room, name, total, lots, aside, rows, .. } = read;
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
        may_trace: desk.may::<TraceBatch>(),
        problem,
        level,
        was,
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
        expires: numbers::month(lot.batch.expires_on, language),
        units: lot.units.count(),
        held: match &lot.batch.state {
            BatchState::Free => None,
            BatchState::Held { why, .. } => Some(why.clone()),
        },
        expired: lot.batch.expires_on < today,
        turn: Form::blank(),
        discard: Form {
            units: lot.units.to_string(),
            expired: lot.batch.expires_on < today,
            ..Form::blank()
        },
    };
    Ok(Read {
        room: shown,
        name: formulary::label(&medicine, language),
        total: typed::grouped(shelf.iter().map(|lot| lot.units).sum::<Units>()),
        lots: shelf.iter().map(lot).collect(),
        aside: aside.iter().map(lot).collect(),
        rows: movements.iter().map(|moved| row(moved, storeroom, language)).collect(),
        level: store::level(tx, facility, storeroom, medicine.id)?,
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
        correct: rules::may_be_corrected(movement.moved.reason).is_ok().then(Form::blank),
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
