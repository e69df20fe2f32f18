//! A delivery is written down.

use super::typed::{self, Choice, Room};
use crate::stores::actions::{self, ReceiveStock};
use crate::stores::model::{Delivery, DeliveryLine};
use crate::stores::rules;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "stores/pages/receive.html")]
struct ReceivePage {
    shell: Shell,
    room: Room,
    choices: Vec<Choice>,
    paper: String,
    lines: Vec<Line>,
    problem: Option<Message>,
    once: String,
}

#[derive(Clone, Default)]
struct Line {
    medicine: String,
    number: String,
    manufacturer: String,
    expiry: String,
    units: String,
    wrong: Option<Message>,
}

impl Line {
    fn is_empty(&self) -> bool {
        let cells = [&self.medicine, &self.number, &self.manufacturer, &self.expiry, &self.units];
        cells.into_iter().all(String::is_empty)
    }

    fn delivered(&self, tx: &mut Tx<'_>) -> Result<DeliveryLine, Stop> {
        let medicine = typed::by_code(tx, &self.medicine)?.id;
        rules::sensible_text(&self.number)?;
        rules::sensible_text(&self.manufacturer)?;
        let expires_on = rules::parse_expiry(&self.expiry)?;
        rules::may_come_in(&self.number, expires_on, tx.today())?;
        let units = rules::sensible(rules::parse_units(&self.units)?)?;
        let (number, manufacturer) = (self.number.clone(), self.manufacturer.clone());
        Ok(DeliveryLine { medicine, number, manufacturer, expires_on, units })
    }
}

/// Why the form is shown.
enum Shown {
    Anew,
    WithMoreLines,
    Refused(Message),
}

pub(super) async fn page(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, room, (String::new(), Vec::new()), Shown::Anew).await
}

pub(super) async fn receive(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ReceiveStock>()?;
    let paper = fields.get("paper").to_owned();
    let lines = lines_of(&fields);
    if fields.get("act") == "more" {
        let page = show(&desk, room, (paper, lines), Shown::WithMoreLines).await?;
        return Ok(page.into_response());
    }
    let asked = (paper.clone(), lines.clone());
    let received = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let delivery = delivery(tx, room, &asked)?;
            Ok(actions::receive(tx, permit, &delivery)?.uuid())
        })
        .await;
    match received {
        Ok(receipt) => {
            Ok(Redirect::to(&format!("/stores/{room}?received={receipt}")).into_response())
        }
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Shown::Refused(Message::from(refused));
            Ok(show(&desk, room, (paper, lines), said).await?.with_errors().into_response())
        }
    }
}

fn lines_of(fields: &Fields) -> Vec<Line> {
    let column = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    let medicines = column("medicine");
    let (numbers, makers) = (column("number"), column("manufacturer"));
    let (expiries, units) = (column("expiry"), column("units"));
    let at = |column: &[String], place: usize| column.get(place).cloned().unwrap_or_default();
    let line = |(place, medicine): (usize, String)| Line {
        medicine,
        number: at(&numbers, place),
        manufacturer: at(&makers, place),
        expiry: at(&expiries, place),
        units: at(&units, place),
        wrong: None,
    };
    medicines.into_iter().enumerate().map(line).filter(|line| !line.is_empty()).collect()
}

fn delivery(
    tx: &mut Tx<'_>,
    room: Uuid,
    (paper, lines): &(String, Vec<Line>),
) -> Result<Delivery, Stop> {
    let mut delivered = Vec::with_capacity(lines.len());
    for line in lines {
        delivered.push(line.delivered(tx)?);
    }
    Ok(Delivery { storeroom: Id::from_uuid(room), paper: paper.clone(), lines: delivered })
}

async fn show(
    desk: &Desk,
    room: Uuid,
    (paper, lines): (String, Vec<Line>),
    shown: Shown,
) -> Result<Page, Problem> {
    desk.permit::<ReceiveStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (problem, more) = match shown {
        Shown::Anew => (None, false),
        Shown::WithMoreLines => (None, true),
        Shown::Refused(said) => (Some(said), false),
    };
    let judge = problem.is_some();
    let (room, choices, mut lines) = desk
        .read(move |tx| {
            let mut lines = lines.clone();
            for line in lines.iter_mut().filter(|_| judge) {
                line.wrong = typed::wrong(line.delivered(tx))?;
            }
            let room = typed::room(tx, facility, room, language)?;
            Ok((room, typed::choices(tx, language)?, lines))
        })
        .await?;
    lines.resize(typed::form_lines(lines.len(), more), Line::default());
    let once = OnceKey::draw().to_string();
    desk.page(&ReceivePage { shell: desk.shell(), room, choices, paper, lines, problem, once })
}
