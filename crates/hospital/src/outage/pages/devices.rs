//! The devices of a facility: who prepared them, what became of their numbers, and which are lost.

use crate::outage::actions::{self, LoseDevice, WatchDevices};
use crate::outage::model::{Counts, Device, DeviceState};
use crate::outage::{rules, store};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Names;
use nabz_access::staff::names_of;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::refusal::Kind;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, Message};
use nabz_web::msg::outage as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

const PATH: &str = "/counter/devices";
/// Devices that ended are shown for so long.
const ENDED_SHOWN: Duration = Duration::from_hours(30 * 24);

#[derive(Template)]
#[template(path = "outage/pages/devices.html")]
struct DevicesPage {
    shell: Shell,
    once: OnceKey,
    may_lose: bool,
    kept: Vec<DeviceRow>,
    ended: Vec<DeviceRow>,
    refused: Option<Message>,
}

struct DeviceRow {
    id: Uuid,
    label: String,
    counter: Message,
    prepared: Message,
    state: Message,
    lost: bool,
    all: String,
    out: String,
    used: String,
    spoilt: String,
    returned: String,
}

/// What the page reads in one go.
struct Loaded {
    kept: Vec<(Device, Counts)>,
    ended: Vec<(Device, Counts)>,
    staff: HashMap<StaffId, Names>,
}

/// Those in use, and those that ended in the last month.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<WatchDevices>()?;
    let shown = view(&desk, None).await?;
    desk.page(&shown)
}

/// Nobody knows where a device is.
pub(super) async fn lost(
    desk: Desk,
    Path(device): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LoseDevice>()?;
    let (id, once) = (Id::from_uuid(device), fields.once());
    let lost = desk.write_once(permit, &once, move |tx, permit| actions::lose(tx, permit, id));
    let problem = match lost.await {
        Ok(()) => return Ok(Redirect::to(PATH).into_response()),
        Err(problem) => problem,
    };
    // Somebody else was quicker: the page says so and shows what stands there now.
    let Some(refused) = problem.refused().filter(|no| no.kind == Kind::Rule) else {
        return Err(problem);
    };
    let shown = view(&desk, Some(refused.into())).await?;
    Ok(desk.page(&shown)?.with_conflict().into_response())
}

async fn view(desk: &Desk, refused: Option<Message>) -> Result<DevicesPage, Problem> {
    let (facility, language) = (desk.facility(), desk.language());
    let after = desk.now().minus(ENDED_SHOWN);
    let loaded = desk.read(move |view| load(view, facility, after)).await?;
    let rows = |devices: &[(Device, Counts)]| -> Vec<DeviceRow> {
        devices.iter().map(|one| row(one, &loaded.staff, language)).collect()
    };
    Ok(DevicesPage {
        shell: desk.shell().at(PATH),
        once: OnceKey::draw(),
        may_lose: desk.may::<LoseDevice>(),
        kept: rows(&loaded.kept),
        ended: rows(&loaded.ended),
        refused,
    })
}

fn load(view: &mut Tx<'_>, facility: FacilityId, after: Instant) -> Result<Loaded, Stop> {
    let (kept, ended) =
        (store::kept_devices(view, facility)?, store::ended_devices(view, facility, after)?);
    let mut staff: Vec<StaffId> = kept.iter().chain(&ended).map(|one| one.prepared_by).collect();
    staff.sort_by_key(|staff| staff.uuid());
    staff.dedup();
    Ok(Loaded {
        kept: counted(view, kept)?,
        ended: counted(view, ended)?,
        staff: names_of(view, &staff)?,
    })
}

fn counted(view: &mut Tx<'_>, devices: Vec<Device>) -> Result<Vec<(Device, Counts)>, Stop> {
    let mut counted = Vec::with_capacity(devices.len());
    for device in devices {
        let counts = store::counts(view, device.facility, device.id)?;
        counted.push((device, counts));
    }
    Ok(counted)
}

fn row(
    (device, counts): &(Device, Counts),
    staff: &HashMap<StaffId, Names>,
    language: Language,
) -> DeviceRow {
    let name = staff.get(&device.prepared_by);
    let name = name.map(|names| language.pick(&names.hindi, &names.english).clone());
    let time = |at| numbers::date_time(at, language);
    let count = |count: u32| numbers::grouped(count.into());
    DeviceRow {
        id: device.id.uuid(),
        label: rules::device_label(device.number),
        counter: if device.counter.is_empty() {
            msg::devices_no_counter()
        } else {
            msg::devices_counter(&device.counter)
        },
        prepared: msg::devices_prepared(time(device.prepared_at), name.unwrap_or_default()),
        state: match device.state {
            DeviceState::Kept => msg::devices_kept(),
            DeviceState::Ended { at } => msg::devices_ended(time(at)),
            DeviceState::Lost { at } => msg::devices_lost(time(at)),
        },
        lost: matches!(device.state, DeviceState::Lost { .. }),
        all: count(counts.all()),
        out: count(counts.out),
        used: count(counts.used),
        spoilt: count(counts.spoilt),
        returned: count(counts.returned),
    }
}
