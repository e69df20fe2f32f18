//! Rolls of stickers: which there are, who has them, and a new one.

use super::{Asked, Tab, paged, tabs, ward_said, wards};
use crate::cards::actions::{self, MakeStickers, PART_STICKERS};
use crate::cards::model::{CardsRefusal, Counts, Holder, ROLL_STICKERS_MAX, Roll, RollsAsked};
use crate::cards::{Signing, store, words};
use crate::places::model::Ward;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, Permit};
use nabz_kernel::ids::{Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

pub(super) const LIST: &str = "/cards/office/stickers";

#[derive(Template)]
#[template(path = "cards/pages/rolls.html")]
struct RollsPage {
    shell: Shell,
    tabs: Vec<Tab>,
    list: &'static str,
    once: OnceKey,
    most: u32,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    /// Why no roll was begun, and what was typed.
    notice: Option<Message>,
    ward: String,
    count: String,
}

struct Row {
    id: Uuid,
    named: Message,
    ward: Message,
    stickers: Message,
    holder: Message,
    whole: bool,
    left: Message,
}

struct Loaded {
    tabs: Vec<Tab>,
    rolls: Vec<(Roll, Counts)>,
    more: bool,
    wards: Vec<Ward>,
    staff: HashMap<StaffId, Names>,
}

/// The list, the latest first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<MakeStickers>()?;
    desk.page(&view(&desk, &asked).await?)
}

/// Begins a roll and signs its first stickers; its page signs the others.
pub(in crate::cards::pages) async fn begin(
    desk: Desk,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<MakeStickers>()?, desk.app().part::<Signing>()?);
    let (ward, wanted) = (fields.get("ward").to_owned(), fields.get("count").parse::<u32>());
    let unsaid = CardsRefusal::OutOfRange { least: 1, most: ROLL_STICKERS_MAX };
    let begun = match wanted {
        Ok(wanted) => {
            let begin = move |tx: &mut Tx<'_>, permit: &Permit<MakeStickers>| {
                let roll = actions::begin_roll(tx, permit, (&ward, wanted))?;
                let signer = signing.signer(tx)?;
                actions::sign_stickers(tx, permit, &*signer, (roll.id, PART_STICKERS))?;
                Ok(roll.id.uuid())
            };
            desk.write_once(permit, &fields.once(), begin).await
        }
        Err(_) => Err(Refused::from(unsaid).into()),
    };
    let problem = match begun {
        Ok(roll) => return Ok(Redirect::to(&format!("{LIST}/{roll}?done=begun")).into_response()),
        Err(problem) => problem,
    };
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(&desk, &Asked::default()).await?;
    view.notice = Some(no.into());
    fields.get("ward").clone_into(&mut view.ward);
    fields.get("count").clone_into(&mut view.count);
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(desk: &Desk, asked: &Asked) -> Result<RollsPage, Problem> {
    let before = asked.after().map(Id::from_uuid);
    let list = RollsAsked { facility: desk.facility(), before };
    let (loaded, language) = (desk.read(move |view| load(view, &list)).await?, desk.language());
    let bottom = loaded.rolls.last().filter(|_| loaded.more);
    Ok(RollsPage {
        shell: desk.shell(),
        list: LIST,
        once: OnceKey::draw(),
        most: ROLL_STICKERS_MAX,
        rows: loaded.rolls.iter().map(|one| Row::of(one, &loaded, language)).collect(),
        begun: asked.after().is_some(),
        next: bottom.map(|(roll, _)| roll.id.uuid()),
        notice: None,
        ward: String::new(),
        count: String::new(),
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, list: &RollsAsked) -> Result<Loaded, Stop> {
    let (found, more) = paged(store::rolls(view, list)?);
    let mut rolls = Vec::with_capacity(found.len());
    for roll in found {
        let counts = store::sticker_counts(view, roll.id)?;
        rolls.push((roll, counts));
    }
    let wards = wards(view, rolls.iter().map(|(roll, _)| roll.ward.as_str()))?;
    let staff = holders(view, rolls.iter().map(|(roll, _)| &roll.holder))?;
    Ok(Loaded { tabs: tabs(view, list.facility, LIST)?, rolls, more, wards, staff })
}

/// What the workers among them are called.
pub(super) fn holders<'h>(
    view: &mut Tx<'_>,
    holders: impl Iterator<Item = &'h Holder>,
) -> Result<HashMap<StaffId, Names>, Stop> {
    let worker = |holder: &Holder| match holder {
        Holder::Worker(staff) => Some(*staff),
        Holder::Office | Holder::Team(_) => None,
    };
    let staff: Vec<StaffId> = holders.filter_map(worker).collect();
    names_of(view, &staff)
}

/// Who has a roll.
pub(super) fn holder_said(
    holder: &Holder,
    staff: &HashMap<StaffId, Names>,
    language: Language,
) -> Message {
    match holder {
        Holder::Office => msg::roll_in_office(),
        Holder::Team(team) => msg::roll_with_team(team),
        Holder::Worker(worker) => {
            let names = staff.get(worker);
            let name = names.map(|names| language.pick(&names.hindi, &names.english).clone());
            msg::roll_with(name.unwrap_or_default())
        }
    }
}

impl Row {
    fn of((roll, counts): &(Roll, Counts), loaded: &Loaded, language: Language) -> Self {
        Self {
            id: roll.id.uuid(),
            named: msg::roll_named(words::roll(roll.id)),
            ward: ward_said(&loaded.wards, &roll.ward, language),
            stickers: msg::roll_stickers(roll.wanted),
            holder: holder_said(&roll.holder, &loaded.staff, language),
            whole: roll.is_whole(),
            left: msg::roll_left(numbers::grouped(counts.free.into())),
        }
    }
}
