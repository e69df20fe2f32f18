//! Who stands before the pharmacy.

use super::view;
use crate::pharmacy::actions::{self, Dispense};
use crate::pharmacy::model::Waiting;
use crate::prescribing::model::PrescriptionId;
use crate::queue;
use askama::Template;
use axum::response::Redirect;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// A wait of so many minutes stands out.
const LATE_MINUTES: i64 = 30;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

#[derive(Template)]
#[template(path = "pharmacy/pages/waiting.html")]
struct WaitingPage {
    shell: Shell,
    list: List,
}

#[derive(Template)]
#[template(path = "pharmacy/pages/list.html")]
struct ListPart {
    list: List,
}

/// The worklist, on its own page and beside every other.
pub(super) struct List {
    pub(super) topic: String,
    pub(super) count: String,
    pub(super) as_of: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) medicines: Message,
    pub(super) waited: Message,
    pub(super) late: bool,
    pub(super) called: bool,
    pub(super) current: bool,
}

pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let list = read(&desk).await?;
    desk.page(&WaitingPage { shell: desk.shell(), list })
}

pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    let list = read(&desk).await?;
    desk.page(&ListPart { list })
}

async fn read(desk: &Desk) -> Result<List, Problem> {
    desk.permit::<Dispense>()?;
    let (facility, language) = (desk.facility(), desk.language());
    desk.read(move |tx| waiting(tx, facility, None, language)).await
}

pub(super) async fn call_next(desk: Desk) -> Result<Redirect, Problem> {
    let permit = desk.permit::<Dispense>()?;
    let called = desk.write(permit, actions::call_next).await?;
    Ok(to(called))
}

pub(super) async fn open(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    let permit = desk.permit::<Dispense>()?;
    let slip = fields.get("slip").to_owned();
    let opened = desk.write(permit, move |tx, permit| actions::open(tx, permit, &slip)).await?;
    Ok(to(opened))
}

fn to(prescription: PrescriptionId) -> Redirect {
    Redirect::to(&format!("/pharmacy/at/{prescription}"))
}

/// The worklist as it is now; `current` is the prescription at this window.
pub(super) fn waiting(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    current: Option<PrescriptionId>,
    language: Language,
) -> Result<List, Stop> {
    let waiting = actions::waiting(tx, facility)?;
    let now = tx.now();
    let mut rows = Vec::with_capacity(waiting.len());
    for one in &waiting {
        let token = queue::token(tx, facility, one.visit)?;
        let number = token.map(|token| token.number.to_string()).unwrap_or_default();
        let name = view::name(tx, one.person, language)?;
        rows.push(row(one, (number, name), current, now));
    }
    Ok(List {
        topic: actions::topic(facility),
        count: numbers::grouped(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
        as_of: numbers::clock_time(now),
        rows,
    })
}

fn row(
    one: &Waiting,
    (number, name): (String, String),
    current: Option<PrescriptionId>,
    now: Instant,
) -> Row {
    let waited = now.microseconds() - one.since.microseconds();
    let minutes = waited.div_euclid(MICROSECONDS_A_MINUTE);
    Row {
        id: one.prescription.uuid(),
        number,
        name,
        medicines: msg::pharmacy::medicines(one.medicines),
        waited: numbers::duration(minutes),
        late: minutes >= LATE_MINUTES,
        called: one.called.is_some(),
        current: current == Some(one.prescription),
    }
}
