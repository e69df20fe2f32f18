//! Stock is sent to another storeroom.

use super::typed::{self, Choice, Room};
use crate::formulary::model::MedicineId;
use crate::stores::actions::{self, IssueStock};
use crate::stores::model::{IssueOrder, StockRefusal, Units};
use crate::stores::{hand_out, rules, store};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/send.html")]
struct SendPage {
    shell: Shell,
    room: Room,
    others: Vec<Room>,
    choices: Vec<Choice>,
    to: String,
    lines: Vec<Line>,
    problem: Option<Message>,
    once: String,
}

#[derive(Clone, Default)]
struct Line {
    medicine: String,
    units: String,
    wrong: Option<Message>,
}

impl Line {
    fn wanted(&self, tx: &mut Tx<'_>) -> Result<(MedicineId, Units), Stop> {
        let medicine = typed::by_code(tx, &self.medicine)?.id;
        Ok((medicine, rules::sensible(rules::parse_units(&self.units)?)?))
    }

    /// What is wrong with it here and now; the sending looks again.
    fn judged(&self, tx: &mut Tx<'_>, facility: FacilityId, room: Uuid) -> Result<(), Stop> {
        let (medicine, wanted) = self.wanted(tx)?;
        let there = hand_out::pickable_at(tx, facility, Id::from_uuid(room), medicine)?;
        if there < wanted {
            return Err(StockRefusal::Short { there, wanted }.into());
        }
        Ok(())
    }
}

/// What the form says: where to, and what.
type Typed = (String, Vec<Line>);

pub(super) async fn form(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, room, (String::new(), Vec::new()), (None, false)).await
}

pub(super) async fn send(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<IssueStock>()?;
    let typed = typed_in(&fields);
    if fields.get("act") == "more" {
        return Ok(show(&desk, room, typed, (None, true)).await?.into_response());
    }
    let asked = typed.clone();
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
            let page = show(&desk, room, typed, (Some(said), false)).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

fn typed_in(fields: &Fields) -> Typed {
    let units: Vec<_> = fields.all("units").map(str::to_owned).collect();
    let line = |(place, medicine): (usize, &str)| Line {
        medicine: medicine.to_owned(),
        units: units.get(place).cloned().unwrap_or_default(),
        wrong: None,
    };
    let lines = fields.all("medicine").enumerate().map(line);
    let lines = lines.filter(|line| !line.medicine.is_empty() || !line.units.is_empty());
    (fields.get("to").to_owned(), lines.collect())
}

fn order(tx: &mut Tx<'_>, room: Uuid, (to, lines): &Typed) -> Result<IssueOrder, Stop> {
    let to: Uuid = to.parse().map_err(|_| StockRefusal::NoSuchStoreroom)?;
    let mut wanted = Vec::with_capacity(lines.len());
    for line in lines {
        wanted.push(line.wanted(tx)?);
    }
    Ok(IssueOrder { from: Id::from_uuid(room), to: Id::from_uuid(to), wanted })
}

async fn show(
    desk: &Desk,
    room: Uuid,
    typed: Typed,
    (problem, more): (Option<Message>, bool),
) -> Result<Page, Problem> {
    desk.permit::<IssueStock>()?;
    let (to, lines) = typed;
    let (facility, language, judge) = (desk.facility(), desk.language(), problem.is_some());
    let (room, others, (choices, mut lines)) = desk
        .read(move |tx| {
            let mut lines = lines.clone();
            for line in lines.iter_mut().filter(|_| judge) {
                line.wrong = typed::wrong(line.judged(tx, facility, room))?;
            }
            let here = typed::room(tx, facility, room, language)?;
            Ok((
                here,
                others(tx, facility, (room, language))?,
                (typed::choices(tx, language)?, lines),
            ))
        })
        .await?;
    lines.resize(typed::form_lines(lines.len(), more), Line::default());
    let (once, shell) = (OnceKey::draw().to_string(), desk.shell());
    desk.page(&SendPage { shell, room, others, choices, to, lines, problem, once })
}

/// Where it may go.
fn others(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (room, language): (Uuid, Language),
) -> Result<Vec<Room>, Stop> {
    let mut others = store::storerooms(tx, facility)?;
    others.retain(|other| other.id.uuid() != room);
    Ok(others.iter().map(|other| typed::shown(other, language)).collect())
}
