//! A delivery is written down.

use super::typed::{self, Choice, FORM_LINES, Room};
use crate::stores::actions::{self, ReceiveStock};
use crate::stores::model::{Delivery, DeliveryLine, StockRefusal};
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
}

impl Line {
    fn is_empty(&self) -> bool {
        self.medicine.is_empty() && self.number.is_empty() && self.units.is_empty()
    }
}

pub(super) async fn page(desk: Desk, Path(room): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, room, (String::new(), Vec::new()), None).await
}

pub(super) async fn receive(
    desk: Desk,
    Path(room): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ReceiveStock>()?;
    let paper = fields.get("paper").to_owned();
    let lines = lines_of(&fields);
    let asked = (paper.clone(), lines.clone());
    let received = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let delivery = delivery(tx, room, &asked)?;
            Ok(actions::receive(tx, permit, &delivery)?.uuid())
        })
        .await;
    match received {
        Ok(_) => Ok(Redirect::to(&format!("/stores/{room}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, room, (paper, lines), Some(said)).await?.with_errors().into_response())
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
        delivered.push(DeliveryLine {
            medicine: typed::by_code(tx, &line.medicine)?.id,
            number: line.number.clone(),
            manufacturer: line.manufacturer.clone(),
            expires_on: rules::parse_expiry(&line.expiry)?,
            units: typed::units(&line.units)?,
        });
    }
    if delivered.is_empty() {
        return Err(StockRefusal::StrangePaper.into());
    }
    Ok(Delivery { storeroom: Id::from_uuid(room), paper: paper.clone(), lines: delivered })
}

async fn show(
    desk: &Desk,
    room: Uuid,
    (paper, mut lines): (String, Vec<Line>),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    desk.permit::<ReceiveStock>()?;
    let (facility, language) = (desk.facility(), desk.language());
    let (room, choices) = desk
        .read(move |tx| {
            Ok((typed::room(tx, facility, room, language)?, typed::choices(tx, language)?))
        })
        .await?;
    lines.resize(FORM_LINES.max(lines.len()), Line::default());
    let once = OnceKey::draw().to_string();
    desk.page(&ReceivePage { shell: desk.shell(), room, choices, paper, lines, problem, once })
}
