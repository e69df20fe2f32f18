//! What was handed over, and what comes back of it.

use super::view;
use crate::chart;
use crate::formulary;
use crate::opd::actions::PrintPrescription;
use crate::pharmacy::actions::{self, Dispense as DispenseAct, TakeBack};
use crate::pharmacy::model::{Dispense, PharmacyRefusal, ReturnOrder};
use crate::pharmacy::store;
use crate::prescribing::words::how_many;
use crate::stores::rules::parse_units;
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, say};
use nabz_web::{Desk, Fields, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// What was handed over a moment ago: the page that follows prints its labels and forgets it, so
/// that neither a reload nor anybody who comes back prints them again.
const HANDED_COOKIE: &str = "__Host-nabz-handed";
const HANDED_SECONDS: u32 = 60;

#[derive(Template)]
#[template(path = "pharmacy/pages/slip.html")]
struct SlipPage {
    shell: Shell,
    slip: Slip,
    /// Whether the labels are printed by themselves.
    prints: bool,
    problem: Option<Message>,
    once: String,
    print_once: String,
    may_take_back: bool,
    may_print: bool,
}

struct Slip {
    id: Uuid,
    visit: Uuid,
    number: u32,
    name: String,
    /// That the record under which it was handed over goes on under another number.
    goes_on: Option<Message>,
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
    back: Back,
    wrong: Option<Message>,
    once: String,
}

/// What the form of one pack says that comes back.
#[derive(Clone, Default)]
struct Back {
    item: String,
    batch: String,
    units: String,
    why: String,
}

impl Back {
    fn of(fields: &Fields) -> Self {
        let field = |name: &str| fields.get(name).to_owned();
        let (item, batch) = (field("item"), field("batch"));
        Self { item, batch, units: field("units"), why: field("why") }
    }

    fn order(&self, dispense: Uuid) -> Result<ReturnOrder, Stop> {
        let id = |text: &str| text.parse::<Uuid>().map_err(|_| PharmacyRefusal::UnknownPack);
        Ok(ReturnOrder {
            dispense: Id::from_uuid(dispense),
            item: Id::from_uuid(id(&self.item)?),
            batch: Id::from_uuid(id(&self.batch)?),
            units: parse_units(&self.units)?,
            why: self.why.clone(),
        })
    }

    fn is_of(&self, row: &Row) -> bool {
        self.item == row.item.to_string() && self.batch == row.batch.to_string()
    }
}

/// Marks what was just handed over, for the page that follows.
pub(super) fn handed(id: Uuid) -> Result<(HeaderName, HeaderValue), Problem> {
    cookie(&id.to_string(), HANDED_SECONDS)
}

fn cookie(value: &str, seconds: u32) -> Result<(HeaderName, HeaderValue), Problem> {
    let cookie = format!(
        "{HANDED_COOKIE}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(Problem::fault)?;
    Ok((header::SET_COOKIE, cookie))
}

fn was_just_handed(headers: &HeaderMap, id: Uuid) -> bool {
    let mark = format!("{HANDED_COOKIE}={id}");
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).any(|pair| pair.trim() == mark)
}

pub(super) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if was_just_handed(&headers, id) {
        let page = show(&desk, id, (true, None)).await?;
        return Ok(([cookie("", 0)?], page).into_response());
    }
    Ok(show(&desk, id, (false, None)).await?.into_response())
}

async fn show(
    desk: &Desk,
    id: Uuid,
    (prints, wrong): (bool, Option<(Back, Message)>),
) -> Result<Page, Problem> {
    let permit = desk.permit::<DispenseAct>()?;
    let (who, language) = ((desk.facility(), desk.staff()), desk.language());
    let (mut slip, person, why) = desk.read(move |tx| read(tx, who, id, language)).await?;
    desk.shows(&permit, person, why).await?;
    let problem = wrong.as_ref().map(|(_, said)| said.clone());
    if let Some((typed, said)) = wrong {
        for row in slip.rows.iter_mut().filter(|row| typed.is_of(row)) {
            (row.back, row.wrong) = (typed.clone(), Some(said.clone()));
        }
    }
    desk.page(&SlipPage {
        shell: desk.shell(),
        slip,
        prints,
        problem,
        once: OnceKey::draw().to_string(),
        print_once: OnceKey::draw().to_string(),
        may_take_back: desk.may::<TakeBack>(),
        may_print: desk.may::<PrintPrescription>(),
    })
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
        visit: dispense.visit.uuid(),
        number: dispense.number,
        name: view::name(tx, dispense.person, language)?,
        goes_on: chart::goes_on(tx, dispense.person)?,
        at: numbers::date_time(dispense.at, language),
        rows: rows(tx, &dispense, language)?,
    };
    Ok((slip, dispense.person, why))
}

/// What was handed over, and why this member of staff may look: whoever did it sees it again;
/// anybody else has to treat the person.
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
        view::must_treat(tx, staff, dispense.person)?.into()
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
            let left = pack.pick.units.less(pack.returned).count();
            rows.push(Row {
                item: item.id.uuid(),
                batch: pack.pick.batch.uuid(),
                medicine: formulary::label(&medicine, language),
                number: pack.pick.number.clone(),
                expires: numbers::month(pack.pick.expires_on, language),
                given: say(&how_many(units, medicine.unit), language),
                returned: pack.returned.count(),
                left,
                reason: item.reason.clone(),
                register: item.register.clone(),
                back: Back { units: left.to_string(), ..Back::default() },
                wrong: None,
                once: OnceKey::draw().to_string(),
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
    let typed = Back::of(&fields);
    let asked = typed.clone();
    let taken = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            Ok(actions::give_back(tx, permit, &asked.order(id)?)?.id.uuid())
        })
        .await;
    match taken {
        Ok(id) => Ok(Redirect::to(&format!("/pharmacy/slips/{id}")).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let said = Message::from(refused);
            let wrong = Some((typed, said));
            Ok(show(&desk, id, (false, wrong)).await?.with_errors().into_response())
        }
    }
}
