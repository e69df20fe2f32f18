//! What was handed over, and what comes back of it.

use super::view;
use super::words;
use crate::formulary;
use crate::pharmacy::actions::{self, Dispense as DispenseAct, TakeBack};
use crate::pharmacy::model::{Dispense, PharmacyRefusal, ReturnOrder};
use crate::pharmacy::store;
use crate::stores::model::Units;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_access::relations::must_be_related;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "pharmacy/pages/slip.html")]
struct SlipPage {
    shell: Shell,
    slip: Slip,
    problem: Option<Message>,
    once: String,
    may_take_back: bool,
}

#[derive(Template)]
#[template(path = "pharmacy/pages/returns.html")]
struct ReturnsPage {
    shell: Shell,
    typed: String,
    problem: Option<Message>,
}

struct Slip {
    id: Uuid,
    number: u32,
    name: String,
    at: String,
    rows: Vec<Row>,
}

struct Row {
    item: Uuid,
    batch: Uuid,
    medicine: String,
    number: String,
    expires: String,
    given: String,
    returned: u32,
    left: u32,
    reason: String,
    register: String,
}

pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    show(&desk, id, None).await
}

async fn show(desk: &Desk, id: Uuid, problem: Option<Message>) -> Result<Page, Problem> {
    let permit = desk.permit::<DispenseAct>()?;
    let (who, language) = ((desk.facility(), desk.staff()), desk.language());
    let (slip, person, why) = desk.read(move |tx| read(tx, who, id, language)).await?;
    desk.shows(&permit, person, why).await?;
    let wrong = problem.is_some();
    let page = desk.page(&SlipPage {
        shell: desk.shell(),
        slip,
        problem,
        once: OnceKey::draw().to_string(),
        may_take_back: desk.may::<TakeBack>(),
    })?;
    Ok(if wrong { page.with_errors() } else { page })
}

fn read(
    tx: &mut Tx<'_>,
    (facility, staff): (FacilityId, StaffId),
    id: Uuid,
    language: Language,
) -> Result<(Slip, PersonId, Reason), Stop> {
    let (dispense, why) = for_reader(tx, (facility, staff), id)?;
    let slip = Slip {
        id,
        number: dispense.number,
        name: view::name(tx, dispense.person, language)?,
        at: numbers::date_time(dispense.at, language),
        rows: rows(tx, &dispense, language)?,
    };
    Ok((slip, dispense.person, why))
}

/// What was handed over, and why this member of staff may look: whoever did it sees it again;
/// anybody else needs a relationship.
pub(super) fn for_reader(
    tx: &mut Tx<'_>,
    (facility, staff): (FacilityId, StaffId),
    id: Uuid,
) -> Result<(Dispense, Reason), Stop> {
    let dispense = store::dispense(tx, facility, Id::from_uuid(id))?;
    let dispense = dispense.ok_or(PharmacyRefusal::NoSuchSlip)?;
    let why = if dispense.by == staff {
        Reason::OwnWork
    } else {
        must_be_related(tx, staff, dispense.person)?.into()
    };
    Ok((dispense, why))
}

fn rows(tx: &mut Tx<'_>, dispense: &Dispense, language: Language) -> Result<Vec<Row>, Stop> {
    let mut rows = Vec::new();
    for item in &dispense.items {
        let medicine = formulary::medicine(tx, item.medicine)?;
        let medicine = medicine.ok_or_else(|| Stop::fault("a given medicine is unknown"))?;
        for pack in &item.packs {
            let units = pack.pick.units.count();
            rows.push(Row {
                item: item.id.uuid(),
                batch: pack.pick.batch.uuid(),
                medicine: words::medicine_name(&medicine, language),
                number: pack.pick.number.clone(),
                expires: words::month(pack.pick.expires_on, language),
                given: say(&words::how_many(units, medicine.unit), language),
                returned: pack.returned.count(),
                left: pack.pick.units.less(pack.returned).count(),
                reason: item.reason.clone(),
                register: item.register.clone(),
            });
        }
    }
    Ok(rows)
}

/// Takes medicine back into quarantine.
pub(super) async fn give_back(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<TakeBack>()?;
    let uuid = |name: &str| {
        let parsed = fields.get(name).parse::<Uuid>();
        parsed.map_err(|_| Problem::from(Refused::from(PharmacyRefusal::UnknownPack)))
    };
    let order = ReturnOrder {
        dispense: Id::from_uuid(id),
        item: Id::from_uuid(uuid("item")?),
        batch: Id::from_uuid(uuid("batch")?),
        units: Units::new(fields.get("units").parse().unwrap_or_default()),
        why: fields.get("why").to_owned(),
    };
    let taken = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            Ok(actions::give_back(tx, permit, &order)?.id.uuid())
        })
        .await;
    match taken {
        Ok(id) => Ok(Redirect::to(&format!("/pharmacy/slips/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            Ok(show(&desk, id, Some(said)).await?.into_response())
        }
    }
}

/// Asks for the number of a slip.
pub(super) async fn find(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<TakeBack>()?;
    desk.page(&ReturnsPage { shell: desk.shell(), typed: String::new(), problem: None })
}

/// Opens the slip of a number.
pub(super) async fn found(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    desk.permit::<TakeBack>()?;
    let typed = fields.get("number").to_owned();
    let (facility, number) = (desk.facility(), typed.parse::<u32>().unwrap_or_default());
    let slip = desk.read(move |tx| store::dispense_by_number(tx, facility, number)).await?;
    if let Some(slip) = slip {
        return Ok(Redirect::to(&format!("/pharmacy/slips/{}", slip.id)).into_response());
    }
    let problem = Some(Message::from(&Refused::from(PharmacyRefusal::NoSuchSlip)));
    let page = desk.page(&ReturnsPage { shell: desk.shell(), typed, problem })?;
    Ok(page.with_errors().into_response())
}
