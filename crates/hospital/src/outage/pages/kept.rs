//! The page, and all that a device is given to go on with the network down.

use crate::facilities;
use crate::facilities::model::{Facility, FacilityRefusal, Unit};
use crate::outage::actions::{self, PrepareDevice, Prepared};
use crate::outage::model::{DeviceId, OutageRefusal};
use crate::outage::rules;
use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::response::Response;
use nabz_access::Names;
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_people::checker::KeptPage;
use nabz_people::places;
use nabz_people::places::model::Ward;
use nabz_web::messages::Message;
use nabz_web::msg::frontdesk;
use nabz_web::msg::outage as msg;
use nabz_web::{Desk, Page, Problem, PublicShell, assets, filters, numbers};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// The page and what lies below it.
const COUNTER: KeptPage = KeptPage { path: "/counter", title: msg::title };

#[derive(Template)]
#[template(path = "outage/pages/counter.html")]
struct CounterPage {
    shell: PublicShell,
    css: String,
    js: String,
    /// Under whose name visits are written here.
    worker: Uuid,
    choices: Vec<(&'static str, Message)>,
    months: Vec<Message>,
}

impl CounterPage {
    /// For whoever may give tokens. Nothing of a facility stands in it: that comes with preparing.
    fn of(desk: &Desk) -> Result<Self, Problem> {
        desk.permit::<PrepareDevice>()?;
        Ok(Self {
            shell: desk.public_shell(),
            css: assets::url("counter.css"),
            js: assets::url("counter.js"),
            worker: desk.staff().uuid(),
            choices: choices(),
            months: numbers::months(),
        })
    }
}

/// What is chosen from a list, which can hold one language at a time.
fn choices() -> Vec<(&'static str, Message)> {
    vec![
        ("father", frontdesk::relation_father()),
        ("husband", frontdesk::relation_husband()),
        ("mother", frontdesk::relation_mother()),
        ("guardian", frontdesk::relation_guardian()),
        ("y", frontdesk::age_unit_years()),
        ("m", frontdesk::age_unit_months()),
        ("d", frontdesk::age_unit_days()),
        ("unit-none", msg::unit_choose()),
        ("ward-none", msg::ward_unknown()),
    ]
}

/// Opens the page.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let shown = CounterPage::of(&desk)?;
    desk.page(&shown)
}

/// What lets a device put the page on its home screen; browsers ask for it without saying who asks.
pub(super) async fn manifest() -> Response {
    COUNTER.manifest()
}

/// The worker that keeps the page. A device on which nobody is signed in keeps the one that it has.
pub(super) async fn worker(desk: Desk) -> Result<Response, Problem> {
    let shown = CounterPage::of(&desk)?;
    let page = desk.page(&shown)?;
    Ok(COUNTER.worker(&page, &[shown.css, shown.js]))
}

/// A device as it names itself, and how many numbers it has given and not told of.
#[derive(Deserialize)]
struct Asked {
    device: Uuid,
    #[serde(default)]
    held: u32,
}

impl Asked {
    fn id(&self) -> DeviceId {
        Id::from_uuid(self.device)
    }
}

/// What a device sent, or `OUT-008`.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|_| Refused::from(OutageRefusal::Unreadable).into())
}

/// Sets numbers aside for the device, and tells it the departments and wards that a form offers.
pub(super) async fn prepare(desk: Desk, body: Bytes) -> Result<Json<Value>, Problem> {
    let permit = desk.permit::<PrepareDevice>()?;
    let asked: Asked = read(&body)?;
    let (id, held) = (asked.id(), asked.held);
    let counter = desk.signed().access().place().counter.clone().unwrap_or_default();
    let prepare =
        desk.write(permit, move |tx, permit| actions::prepare(tx, permit, (id, held), &counter));
    let (prepared, facility) = (prepare.await?, desk.facility());
    let lists = desk.read(move |view| {
        let house = facilities::facility(view, facility)?;
        let house = house.ok_or(FacilityRefusal::NoSuchFacility)?;
        Ok((house, facilities::units(view, facility)?, places::wards(view)?))
    });
    let (house, units, wards) = lists.await?;
    Ok(Json(answer(&prepared, &house, (&units, &wards))))
}

fn answer(prepared: &Prepared, house: &Facility, (units, wards): (&[Unit], &[Ward])) -> Value {
    let numbers: Vec<String> = prepared.numbers.iter().map(|number| number.compact()).collect();
    let units: Vec<Value> = units.iter().map(unit).collect();
    let ward =
        |ward: &Ward| json!({ "number": ward.number, "hi": ward.name_hi, "en": ward.name_en });
    let wards: Vec<Value> = wards.iter().map(ward).collect();
    json!({
        "device": prepared.device.id,
        "label": rules::device_label(prepared.device.number),
        "counter": prepared.device.counter,
        "facility": both(&house.names),
        "numbers": numbers,
        "units": units,
        "wards": wards,
    })
}

fn unit(unit: &Unit) -> Value {
    json!({
        "id": unit.id, "hi": unit.names.hindi, "en": unit.names.english, "days": unit.days.words(),
    })
}

fn both(names: &Names) -> Value {
    json!({ "hi": names.hindi, "en": names.english })
}

/// The device gives back the numbers that it has not used.
pub(super) async fn end(desk: Desk, body: Bytes) -> Result<Json<Value>, Problem> {
    let permit = desk.permit::<PrepareDevice>()?;
    let asked: Asked = read(&body)?;
    let id = asked.id();
    desk.write(permit, move |tx, permit| actions::end(tx, permit, id)).await?;
    Ok(Json(json!({ "ended": true })))
}
