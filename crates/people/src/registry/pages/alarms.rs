//! Alarms about those who try numbers: who, where, when and how often, and that somebody has looked
//! into it.

use crate::registry::actions::{self, LookIntoAlarm, ReadAlarms};
use crate::registry::index::Search;
use crate::registry::model::{Alarm, AlarmKind};
use crate::registry::store;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, city, facility_node, organisation};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_record::SourceId;
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Message, say};
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

const PATH: &str = "/records/alarms";

#[derive(Template)]
#[template(path = "registry/pages/alarms.html")]
struct AlarmsPage {
    shell: Shell,
    /// Whether whoever looks may say that they looked into one.
    may_look: bool,
    open: Vec<Card>,
    looked: Vec<Card>,
}

struct Card {
    id: Uuid,
    once: OnceKey,
    who: String,
    place: String,
    kind: Message,
    since: Message,
    misses: Message,
    shown: Message,
    /// About whoever looks: somebody else closes it.
    own: bool,
    looked: Option<Message>,
    /// What was remarked, or typed when it could not be kept, and why it could not.
    remark: String,
    refused: Option<Message>,
}

struct Loaded {
    open: Vec<Alarm>,
    looked: Vec<Alarm>,
    staff: HashMap<StaffId, Names>,
    places: HashMap<FacilityId, Names>,
}

/// Those that wait, the oldest first, and those that were looked into.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<ReadAlarms>()?;
    desk.page(&view(&desk).await?)
}

/// Keeps that somebody looked into one, and what they remarked.
pub(super) async fn look_into(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LookIntoAlarm>()?;
    let remark = fields.get("remark").to_owned();
    let typed = remark.clone();
    let once = fields.once();
    let looked = desk.write_once(permit, &once, move |tx, permit| {
        actions::look_into(tx, permit, Id::from_uuid(id), &remark)
    });
    let problem = match looked.await {
        Ok(staff) => {
            desk.app().part::<Search>()?.release(staff);
            return Ok(Redirect::to(PATH).into_response());
        }
        Err(problem) => problem,
    };
    let mut page = view(&desk).await?;
    let shown = page.open.iter_mut().find(|card| card.id == id);
    let (Some(refused), Some(card)) = (problem.refused(), shown) else { return Err(problem) };
    card.refused = Some(refused.into());
    card.remark = typed;
    Ok(desk.page(&page)?.with_errors().into_response())
}

async fn view(desk: &Desk) -> Result<AlarmsPage, Problem> {
    let facility = desk.facility();
    let loaded = desk.read(move |view| load(view, facility)).await?;
    let cards = |alarms: &[Alarm]| -> Vec<Card> {
        alarms.iter().map(|alarm| card(desk, alarm, &loaded)).collect()
    };
    let waiting = i64::try_from(loaded.open.len()).unwrap_or(i64::MAX);
    Ok(AlarmsPage {
        shell: desk.shell().at(PATH).count(PATH, waiting),
        may_look: desk.may::<LookIntoAlarm>(),
        open: cards(&loaded.open),
        looked: cards(&loaded.looked),
    })
}

/// The alarms of a facility, and those about sources, which every facility sees.
fn load(view: &mut Tx<'_>, facility: FacilityId) -> Result<Loaded, Stop> {
    let mut at = vec![facility, city(view)?];
    at.dedup();
    let (mut open, mut looked) = (Vec::new(), Vec::new());
    let mut places = HashMap::new();
    for place in at {
        open.extend(store::open_alarms(view, place)?);
        looked.extend(store::looked_alarms(view, place)?);
        let node = organisation::node(view, facility_node(place))?;
        places.extend(node.map(|node| (place, node.names)));
    }
    let mut named: Vec<StaffId> = open.iter().chain(&looked).map(|alarm| alarm.staff).collect();
    named.extend(looked.iter().filter_map(|alarm| Some(alarm.looked.as_ref()?.0)));
    named.sort_by_key(|staff| staff.uuid());
    named.dedup();
    Ok(Loaded { staff: names_of(view, &named)?, open, looked, places })
}

fn card(desk: &Desk, alarm: &Alarm, loaded: &Loaded) -> Card {
    let language = desk.language();
    let pick = |names: &Names| language.pick(&names.hindi, &names.english).clone();
    let name = |staff: StaffId| match SourceId::of_actor(staff) {
        Some(source) => say(&msg::alarms_partner(source.number()), language),
        None => loaded.staff.get(&staff).map(pick).unwrap_or_default(),
    };
    let time = |at| numbers::date_time(at, language);
    let looked = alarm.looked.as_ref();
    Card {
        id: alarm.id.uuid(),
        once: OnceKey::draw(),
        who: name(alarm.staff),
        place: loaded.places.get(&alarm.facility).map(pick).unwrap_or_default(),
        kind: kind(alarm.kind),
        since: msg::alarms_since(time(alarm.last_at), time(alarm.raised_at)),
        misses: msg::alarms_misses(alarm.misses),
        shown: msg::alarms_shown(alarm.shown),
        own: alarm.staff == desk.staff(),
        looked: looked.map(|(by, at, _)| msg::alarms_looked(time(*at), name(*by))),
        remark: looked.map(|(_, _, remark)| remark.clone()).unwrap_or_default(),
        refused: None,
    }
}

fn kind(kind: AlarmKind) -> Message {
    match kind {
        AlarmKind::MissesAnHour => msg::alarms_misses_hour(),
        AlarmKind::MissesADay => msg::alarms_misses_day(),
        AlarmKind::InOrder => msg::alarms_in_order(),
    }
}
