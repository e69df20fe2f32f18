//! A recall reaches the patient: who still has units of a batch that is held back. A medicine says what
//! those who got it may have, so their names and phones are for whoever hands it out, and each look at
//! them is written down; whoever else traces the batch sees how many they are.

use super::view;
use crate::pharmacy::actions::ReachRecipients;
use crate::pharmacy::model::{PharmacyRefusal, Recipient};
use crate::pharmacy::store::{self, RECIPIENTS_MAX};
use crate::stores;
use crate::stores::actions::TraceBatch;
use crate::stores::model::{BatchId, BatchState};
use askama::Template;
use axum::extract::{Path, Query};
use nabz_access::Reason;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_people::registry;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Desk, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "pharmacy/pages/recall.html")]
struct RecallPage {
    shell: Shell,
    batch: Uuid,
    number: String,
    /// Whether those who got it are named.
    names: bool,
    rows: Vec<Row>,
    next: Option<Uuid>,
}

struct Row {
    slip: u32,
    at: String,
    /// Who, for whoever reaches them.
    whom: Option<Whom>,
    units: u32,
}

/// Somebody, and how they are reached.
struct Whom {
    name: String,
    phone: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

struct Read {
    number: String,
    /// Who is named.
    persons: Vec<PersonId>,
    rows: Vec<Row>,
    next: Option<Uuid>,
}

/// Who got it; only of a batch that somebody has held back, which is itself written down.
pub(super) async fn page(
    desk: Desk,
    Path(batch): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<TraceBatch>()?;
    let reaching = desk.permit::<ReachRecipients>().ok();
    let (facility, language) = (desk.facility(), desk.language());
    let (names, after) = (reaching.is_some(), asked.after.parse::<Uuid>().ok());
    let wanted = (Id::from_uuid(batch), after);
    let read = desk.read(move |tx| read(tx, facility, wanted, (names, language)));
    let Read { number, persons, rows, next } = read.await?;
    if let Some(permit) = &reaching {
        for person in persons {
            desk.shows(permit, person, Reason::Safety).await?;
        }
    }
    desk.page(&RecallPage { shell: desk.shell(), batch, number, names, rows, next })
}

fn read(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (batch, after): (BatchId, Option<Uuid>),
    (names, language): (bool, Language),
) -> Result<Read, Stop> {
    let batch = stores::batch(tx, facility, batch)?.ok_or(PharmacyRefusal::UnknownPack)?;
    if batch.state == BatchState::Free {
        return Err(PharmacyRefusal::NotHeld { batch: batch.number }.into());
    }
    let found = store::recipients(tx, facility, batch.id, after.map(Id::from_uuid))?;
    let full = i64::try_from(found.len()).is_ok_and(|rows| rows >= RECIPIENTS_MAX);
    let next = found.last().filter(|_| full).map(|last| last.dispense.uuid());
    let mut rows = Vec::with_capacity(found.len());
    for one in &found {
        let whom = if names { Some(whom(tx, one, language)?) } else { None };
        let at = numbers::date_time(one.at, language);
        rows.push(Row { slip: one.number, at, whom, units: one.units.count() });
    }
    let persons = found.iter().filter(|_| names).map(|one| one.person).collect();
    Ok(Read { number: batch.number, persons, rows, next })
}

fn whom(tx: &mut Tx<'_>, one: &Recipient, language: Language) -> Result<Whom, Stop> {
    let person = registry::person(tx, one.person)?;
    let phone = person.and_then(|person| person.details.phone);
    Ok(Whom {
        name: view::name(tx, one.person, language)?,
        phone: phone.map(|phone| phone.mobile.spaced()).unwrap_or_default(),
    })
}
