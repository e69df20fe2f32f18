//! Medicine that comes back: what was handed over is found by the paper or the label in hand.

use crate::pharmacy::actions::{self, TakeBack};
use crate::pharmacy::model::PharmacyRefusal;
use crate::pharmacy::store;
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "pharmacy/pages/returns.html")]
struct ReturnsPage {
    shell: Shell,
    typed: String,
    found: Vec<Found>,
    problem: Option<Message>,
    once: String,
}

/// One of several handings over against the same prescription.
struct Found {
    id: Uuid,
    number: u32,
    at: String,
    medicines: Message,
}

/// Asks for the paper.
pub(super) async fn ask(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<TakeBack>()?;
    page(&desk, String::new(), Vec::new(), None)
}

/// Opens what was handed over; where that was in parts, offers each.
pub(super) async fn found(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<TakeBack>()?;
    let typed = fields.get("number").to_owned();
    let asked = typed.clone();
    let looked = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            let handed = actions::look_up(tx, permit, &asked)?.0;
            Ok(handed.into_iter().map(Id::uuid).collect::<Vec<Uuid>>())
        })
        .await;
    match looked.as_deref() {
        Ok([one]) => Ok(Redirect::to(&format!("/pharmacy/slips/{one}")).into_response()),
        Ok(several) => {
            let (several, facility) = (several.to_vec(), desk.facility());
            let language = desk.language();
            let found = desk.read(move |tx| offered(tx, facility, &several, language)).await?;
            Ok(page(&desk, typed, found, None)?.into_response())
        }
        Err(problem) => {
            let said = problem.refused().map(Message::from);
            if said.is_none() {
                looked?;
            }
            Ok(page(&desk, typed, Vec::new(), said)?.with_errors().into_response())
        }
    }
}

fn offered(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    several: &[Uuid],
    language: Language,
) -> Result<Vec<Found>, Stop> {
    let mut found = Vec::with_capacity(several.len());
    for id in several {
        let dispense = store::dispense(tx, facility, Id::from_uuid(*id))?;
        let dispense = dispense.ok_or(PharmacyRefusal::NothingHanded)?;
        found.push(Found {
            id: *id,
            number: dispense.number,
            at: numbers::date_time(dispense.at, language),
            medicines: msg::pharmacy::medicines(
                u32::try_from(dispense.items.len()).unwrap_or(u32::MAX),
            ),
        });
    }
    Ok(found)
}

fn page(
    desk: &Desk,
    typed: String,
    found: Vec<Found>,
    problem: Option<Message>,
) -> Result<Page, Problem> {
    let once = OnceKey::draw().to_string();
    desk.page(&ReturnsPage { shell: desk.shell(), typed, found, problem, once })
}
