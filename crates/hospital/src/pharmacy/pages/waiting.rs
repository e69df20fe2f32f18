//! Who stands before the pharmacy.

use crate::pharmacy::actions::{self, Dispense};
use crate::pharmacy::model::Waiting;
use crate::prescribing;
use crate::prescribing::model::PrescriptionId;
use crate::queue;
use crate::queue::model::TokenId;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_people::registry;
use nabz_people::registry::model::Banner;
use nabz_people::registry::words::Named;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// A wait of so many minutes stands out.
const LATE_MINUTES: i64 = 30;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

#[derive(Template)]
#[template(path = "pharmacy/pages/waiting.html")]
struct WaitingPage {
    shell: Shell,
    list: List,
    typed: String,
    problem: Option<Message>,
    once: String,
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
    pub(super) once: String,
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
    pub(super) once: String,
}

pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    show(&desk, (String::new(), None)).await
}

async fn show(desk: &Desk, (typed, problem): (String, Option<Message>)) -> Result<Page, Problem> {
    let list = read(desk).await?;
    let once = OnceKey::draw().to_string();
    desk.page(&WaitingPage { shell: desk.shell(), list, typed, problem, once })
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

pub(super) async fn call_next(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<Dispense>()?;
    let called = desk
        .write_once(permit, &fields.once(), |tx, permit| Ok(actions::call_next(tx, permit)?.uuid()))
        .await;
    to_window(&desk, called, String::new()).await
}

pub(super) async fn open(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<Dispense>()?;
    let (typed, slip) = (fields.get("slip").to_owned(), fields.get("slip").to_owned());
    let opened = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            Ok(actions::open(tx, permit, &slip)?.uuid())
        })
        .await;
    to_window(&desk, opened, typed).await
}

/// To whoever came to the window, or back to the list with why nobody did.
async fn to_window(
    desk: &Desk,
    opened: Result<Uuid, Problem>,
    typed: String,
) -> Result<Response, Problem> {
    match opened {
        Ok(id) => Ok(Redirect::to(&format!("/pharmacy/at/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(desk, (typed, Some(said))).await?.with_errors().into_response())
        }
    }
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
    let visits: Vec<TokenId> = waiting.iter().map(|one| one.visit).collect();
    let tokens = queue::tokens(tx, facility, &visits)?;
    let people = registry::banners(tx, waiting.iter().map(|one| one.person))?;
    let of_one = |(one, person): (&Waiting, &Banner)| {
        let number = tokens.get(&one.visit).map(|token| token.number.to_string());
        let name = Named::of(person, language).name;
        row(one, (number.unwrap_or_default(), name), current, now)
    };
    let rows: Vec<Row> = waiting.iter().zip(&people).map(of_one).collect();
    Ok(List {
        topic: prescribing::topic(facility),
        count: numbers::grouped(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
        as_of: numbers::clock_time(now),
        rows,
        once: OnceKey::draw().to_string(),
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
        once: OnceKey::draw().to_string(),
    }
}
