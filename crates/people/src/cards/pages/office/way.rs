//! The post: what is to be sent, what is on the way, and what came back.

use super::{Asked, Chip, Tab, paged, tabs, ward_said, wards};
use crate::cards::actions::{self, HandleCards};
use crate::cards::model::{CardId, CardsRefusal, Making, OnItsWay, WayAsked};
use crate::cards::rules::is_code;
use crate::cards::{Signing, store, words};
use crate::places::model::Ward;
use crate::registry;
use crate::registry::model::Banner;
use crate::registry::words::script;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::Id;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters};
use uuid::Uuid;

const LIST: &str = "/cards/office/post";
/// How far cards have come that this page is about.
const STEPS: [Making; 4] =
    [Making::Checked, Making::Dispatched, Making::Delivered, Making::Returned];

#[derive(Template)]
#[template(path = "cards/pages/way.html")]
struct WayPage {
    shell: Shell,
    tabs: Vec<Tab>,
    list: &'static str,
    chips: Vec<Chip>,
    state: &'static str,
    ward: String,
    after: String,
    once: OnceKey,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    /// Whether the cards of this list can be sent, or can come back.
    sends: bool,
    returns: bool,
    notice: Option<Message>,
    /// What was typed, and could not be done.
    parcel: String,
    code: String,
}

impl WayPage {
    /// Whether the cards of this list can be delivered.
    fn delivers(&self) -> bool {
        self.state == Making::Dispatched.word()
    }
}

struct Row {
    card: Uuid,
    name: String,
    health_id: String,
    serial: String,
    ward: Message,
    parcel: Option<String>,
    chosen: bool,
}

struct Loaded {
    tabs: Vec<Tab>,
    counts: Vec<(Making, u32)>,
    rows: Vec<(OnItsWay, Banner)>,
    more: bool,
    wards: Vec<Ward>,
}

/// The list, the oldest first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let mut view = view(&desk, &permit, &asked).await?;
    let count: u32 = asked.count.parse().unwrap_or(0);
    let told = match asked.done.as_str() {
        "sent" => Some(msg::done_sent(count)),
        "delivered" => Some(msg::done_delivered(count)),
        "returned" => Some(msg::done_returned(count)),
        _ => None,
    };
    if let Some(told) = told {
        view.shell = view.shell.toast(told, None);
    }
    desk.page(&view)
}

/// Sends the cards that were ticked in one parcel.
pub(in crate::cards::pages) async fn dispatch(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let (cards, parcel) = (chosen(&fields)?, fields.get("parcel").to_owned());
    let count = cards.len();
    let hand = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
        actions::dispatch(tx, permit, &cards, &parcel)
    };
    let sent = desk.write_once(permit.clone(), &fields.once(), hand).await;
    answer(&desk, &permit, (sent.map(|()| count), &fields), "sent").await
}

/// Notes what the post says that it has delivered.
pub(in crate::cards::pages) async fn delivered(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    note(&desk, &fields, (actions::delivered, "delivered")).await
}

/// Notes what the post brought back.
pub(in crate::cards::pages) async fn came_back(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    note(&desk, &fields, (actions::came_back, "returned")).await
}

/// What is noted of cards that the post has.
type Noting = fn(&mut Tx<'_>, &Permit<HandleCards>, &[CardId]) -> Result<(), Stop>;

/// Notes something of cards that the post has: by a code that was scanned, by the parcel's number,
/// or by the row that was pressed.
async fn note(
    desk: &Desk,
    fields: &Fields,
    (noting, word): (Noting, &str),
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<HandleCards>()?, desk.app().part::<Signing>()?);
    let (pressed, code) = (chosen(fields)?, fields.get("code").to_owned());
    let note = move |tx: &mut Tx<'_>, permit: &Permit<HandleCards>| {
        let cards = if !pressed.is_empty() {
            pressed.clone()
        } else if is_code(&code) {
            let trust = signing.trust(tx)?;
            vec![actions::scanned_card(tx, &trust, &code)?]
        } else {
            actions::in_parcel(tx, permit.facility(), &code)?
        };
        noting(tx, permit, &cards).map(|()| cards.len())
    };
    let noted = desk.write_once(permit.clone(), &fields.once(), note).await;
    answer(desk, &permit, (noted, fields), word).await
}

/// The cards that were ticked or pressed; nobody types their ids.
fn chosen(fields: &Fields) -> Result<Vec<CardId>, Refused> {
    let ids: Result<Vec<Uuid>, _> = fields.all("card").map(str::parse).collect();
    let ids = ids.map_err(|_| Refused::from(CardsRefusal::NoSuchCard))?;
    Ok(ids.into_iter().map(CardId::from_uuid).collect())
}

/// Back to the list; or the list with why not, and with what was typed and ticked.
async fn answer(
    desk: &Desk,
    permit: &Permit<HandleCards>,
    (done, fields): (Result<usize, Problem>, &Fields),
    word: &str,
) -> Result<Response, Problem> {
    let asked = Asked::of(fields);
    let problem = match done {
        Ok(count) => {
            let to = format!("{LIST}?done={word}&count={count}{}", asked.kept());
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(desk, permit, &asked).await?;
    view.notice = Some(no.into());
    fields.get("parcel").clone_into(&mut view.parcel);
    fields.get("code").clone_into(&mut view.code);
    for row in &mut view.rows {
        let id = row.card.to_string();
        row.chosen = fields.all("card").any(|card| card == id);
    }
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(
    desk: &Desk,
    permit: &Permit<HandleCards>,
    asked: &Asked,
) -> Result<WayPage, Problem> {
    let step = Making::of_word(&asked.state).filter(|step| STEPS.contains(step));
    let step = step.unwrap_or(Making::Checked);
    let list = WayAsked {
        facility: desk.facility(),
        step,
        ward: asked.ward()?,
        after: asked.after().map(Id::from_uuid),
    };
    let (loaded, language) = (desk.read(move |view| load(view, &list)).await?, desk.language());
    for (_, banner) in &loaded.rows {
        desk.shows(permit, banner.person, Reason::Records).await?;
    }
    let count = |of: Making| loaded.counts.iter().find(|(s, _)| *s == of).map_or(0, |(_, n)| *n);
    let chip =
        |of: &Making| Chip::of((of.word(), words::making(*of)), Some(count(*of)), step.word());
    let row = |(way, banner): &(OnItsWay, Banner)| Row {
        card: way.card.id.uuid(),
        name: banner.name.preferring(script(language)).to_owned(),
        health_id: banner.health_id.to_string(),
        serial: words::serial(way.card.status),
        ward: ward_said(&loaded.wards, &way.ward, language),
        parcel: way.parcel.clone(),
        chosen: false,
    };
    let bottom = loaded.rows.last().filter(|_| loaded.more);
    Ok(WayPage {
        shell: desk.shell(),
        list: LIST,
        chips: STEPS.iter().map(chip).collect(),
        state: step.word(),
        ward: asked.ward.clone(),
        after: asked.after.clone(),
        once: OnceKey::draw(),
        rows: loaded.rows.iter().map(row).collect(),
        begun: asked.after().is_some(),
        next: bottom.map(|(way, _)| way.card.id.uuid()),
        sends: matches!(step, Making::Checked | Making::Returned),
        returns: matches!(step, Making::Dispatched | Making::Delivered),
        notice: None,
        parcel: String::new(),
        code: String::new(),
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, list: &WayAsked) -> Result<Loaded, Stop> {
    let (ways, more) = paged(store::on_the_way(view, list)?);
    let wards = wards(view, ways.iter().map(|way| way.ward.as_str()))?;
    let banners = registry::banners(view, ways.iter().map(|way| way.card.person))?;
    Ok(Loaded {
        tabs: tabs(view, list.facility, LIST)?,
        counts: store::way_by_step(view, list.facility)?,
        rows: ways.into_iter().zip(banners).collect(),
        more,
        wards,
    })
}
