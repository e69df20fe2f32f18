//! One roll of stickers: signed, printed, handed out and taken back, and what became of it.

use super::rolls::{LIST, holder_said, holders};
use super::{Asked, Chip, Tab, paged, parts, tabs, ward_said, wards};
use crate::cards::actions::{self, HandleStickers, MakeStickers, PART_STICKERS};
use crate::cards::model::{
    CardsRefusal, Counts, Holder, PAGE_ROWS, Roll, RollId, RollStep, Sticker, StickerState,
    WhyNoSticker,
};
use crate::cards::{Signing, store, words};
use crate::places::model::Ward;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Names, Permit};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

/// Parts that one press signs; the page that follows says how many stickers still wait.
const PARTS_A_PRESS: usize = 20;
const ALL: &str = "all";
/// Who takes a roll, as the form says it.
const WORKER: &str = "worker";
const TEAM: &str = "team";

#[derive(Template)]
#[template(path = "cards/pages/roll.html")]
struct RollPage {
    shell: Shell,
    tabs: Vec<Tab>,
    id: Uuid,
    once: OnceKey,
    version: u32,
    title: Message,
    ward: Message,
    holder: Message,
    /// It lies in its office.
    here: bool,
    whole: bool,
    waits: u32,
    stickers: u32,
    /// Which print can be downloaded.
    copy: Option<u32>,
    list: String,
    chips: Vec<Chip>,
    state: &'static str,
    rows: Vec<Row>,
    steps: Vec<Message>,
    begun: bool,
    next: Option<u32>,
    notice: Option<Message>,
    typed: Typed,
}

/// What was typed, and could not be done.
#[derive(Default)]
struct Typed {
    to: String,
    team: bool,
    first: String,
    last: String,
    reason: String,
}

/// One sticker.
struct Row {
    place: u32,
    serial: String,
    state: Message,
    /// When it became somebody's, and when that was said.
    bound: Option<Message>,
}

struct Loaded {
    tabs: Vec<Tab>,
    roll: Roll,
    counts: Counts,
    wards: Vec<Ward>,
    staff: HashMap<StaffId, Names>,
    stickers: Vec<(Sticker, Option<Message>)>,
    more: bool,
    steps: Vec<RollStep>,
}

/// The page.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<MakeStickers>()?;
    let mut view = view(&desk, (id, &asked)).await?;
    let told = match asked.done.as_str() {
        "begun" => Some(msg::done_roll_begun()),
        "signed" => Some(msg::done_roll_signed()),
        "printed" => Some(msg::done_roll_printed()),
        "handed-out" => Some(msg::done_roll_handed_out()),
        "taken-back" => Some(msg::done_roll_taken_back()),
        "ended" => Some(msg::done_stickers_ended(asked.count.parse::<u32>().unwrap_or(0))),
        _ => None,
    };
    if let Some(told) = told {
        view.shell = view.shell.toast(told, None);
    }
    desk.page(&view)
}

/// Signs the stickers that wait, a part at a time.
pub(in crate::cards::pages) async fn sign(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<MakeStickers>()?, desk.app().part::<Signing>()?);
    let roll: RollId = Id::from_uuid(id);
    let part = move |tx: &mut Tx<'_>, permit: &Permit<MakeStickers>| {
        let signer = signing.signer(tx)?;
        let after = actions::sign_stickers(tx, permit, &*signer, (roll, PART_STICKERS))?;
        Ok(after.is_whole())
    };
    let is_whole = match desk.write_once(permit.clone(), &fields.once(), part.clone()).await {
        Ok(is_whole) => is_whole,
        Err(problem) => return not_done(&desk, (id, &fields), problem).await,
    };
    let some_wait = |is_whole: &bool| !is_whole;
    parts(&desk, &permit, (is_whole, PARTS_A_PRESS), part, some_wait).await?;
    Ok(back(id, "signed"))
}

/// Counts a print, whose file the page offers.
pub(in crate::cards::pages) async fn print(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, seen) = (desk.permit::<MakeStickers>()?, seen(id, &fields));
    let print = move |tx: &mut Tx<'_>, permit: &Permit<MakeStickers>| {
        actions::print_roll(tx, permit, seen).map(drop)
    };
    match desk.write_once(permit, &fields.once(), print).await {
        Ok(()) => Ok(back(id, "printed")),
        Err(problem) => not_done(&desk, (id, &fields), problem).await,
    }
}

/// Hands the roll to a worker or a team.
pub(in crate::cards::pages) async fn hand_out(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, seen) = (desk.permit::<HandleStickers>()?, seen(id, &fields));
    let (kind, to) = (fields.get("kind").to_owned(), fields.get("to").to_owned());
    let hand_out = move |tx: &mut Tx<'_>, permit: &Permit<HandleStickers>| {
        let holder = match kind.as_str() {
            WORKER => actions::worker_called(tx, &to)?,
            TEAM => actions::team_called(&to)?,
            _ => return Err(CardsRefusal::Incomplete.into()),
        };
        actions::hand_out(tx, permit, seen, &holder).map(drop)
    };
    match desk.write_once(permit, &fields.once(), hand_out).await {
        Ok(()) => Ok(back(id, "handed-out")),
        Err(problem) => not_done(&desk, (id, &fields), problem).await,
    }
}

/// Takes the roll back from whoever had it.
pub(in crate::cards::pages) async fn take_back(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (permit, seen) = (desk.permit::<HandleStickers>()?, seen(id, &fields));
    let take_back = move |tx: &mut Tx<'_>, permit: &Permit<HandleStickers>| {
        actions::take_back(tx, permit, seen).map(drop)
    };
    match desk.write_once(permit, &fields.once(), take_back).await {
        Ok(()) => Ok(back(id, "taken-back")),
        Err(problem) => not_done(&desk, (id, &fields), problem).await,
    }
}

/// Ends the stickers of the roll that nobody has: all of them, or those between two places.
pub(in crate::cards::pages) async fn end(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<HandleStickers>()?;
    let roll: RollId = Id::from_uuid(id);
    let ended = match wish(&fields) {
        Ok((places, why)) => {
            let words = fields.get("reason").to_owned();
            let end = move |tx: &mut Tx<'_>, permit: &Permit<HandleStickers>| {
                actions::end_stickers(tx, permit, (roll, places), (why, &words))
            };
            desk.write_once(permit, &fields.once(), end).await
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    match ended {
        Ok(count) => Ok(back(id, &format!("ended&count={count}"))),
        Err(problem) => not_done(&desk, (id, &fields), problem).await,
    }
}

type Wish = (Option<(u32, u32)>, WhyNoSticker);

/// Which stickers end, and why; without a number all of them do.
fn wish(fields: &Fields) -> Result<Wish, CardsRefusal> {
    let why = WhyNoSticker::of_word(fields.get("why")).ok_or(CardsRefusal::NoSuchReason)?;
    let (first, last) = (fields.get("first"), fields.get("last"));
    if first.is_empty() && last.is_empty() {
        return Ok((None, why));
    }
    // A number that cannot be read is one that no roll has.
    let number = |typed: &str| typed.parse::<u32>().unwrap_or(0);
    Ok((Some((number(first), number(if last.is_empty() { first } else { last }))), why))
}

/// The roll, as the page saw it.
fn seen(id: Uuid, fields: &Fields) -> (RollId, u32) {
    (Id::from_uuid(id), fields.version())
}

fn back(roll: Uuid, done: &str) -> Response {
    Redirect::to(&format!("{LIST}/{roll}?done={done}")).into_response()
}

/// The page again, with why what was pressed was not done, and with what was typed.
async fn not_done(
    desk: &Desk,
    (id, fields): (Uuid, &Fields),
    problem: Problem,
) -> Result<Response, Problem> {
    let Some(no) = problem.told() else { return Err(problem) };
    let mut view = view(desk, (id, &Asked::default())).await?;
    view.notice = Some(no.into());
    let field = |name| fields.get(name).to_owned();
    view.typed = Typed {
        to: field("to"),
        team: fields.get("kind") == TEAM,
        first: field("first"),
        last: field("last"),
        reason: field("reason"),
    };
    Ok(desk.page(&view)?.refused(no.kind).into_response())
}

async fn view(desk: &Desk, (id, asked): (Uuid, &Asked)) -> Result<RollPage, Problem> {
    let (at, language) = (desk.facility(), desk.language());
    let (roll, state): (RollId, _) = (Id::from_uuid(id), StickerState::of_word(&asked.state));
    let after: u32 = asked.after.parse().unwrap_or(0);
    let loaded = desk.read(move |view| load(view, (at, roll), (state, after), language)).await?;
    let (roll, last) = (&loaded.roll, loaded.stickers.last().filter(|_| loaded.more));
    let row = |(sticker, bound): &(Sticker, Option<Message>)| Row {
        place: sticker.place,
        serial: words::serial(sticker.status),
        state: words::sticker_state(sticker.state),
        bound: bound.clone(),
    };
    Ok(RollPage {
        shell: desk.shell(),
        id,
        once: OnceKey::draw(),
        version: roll.version,
        title: msg::roll_named(words::roll(roll.id)),
        ward: ward_said(&loaded.wards, &roll.ward, language),
        holder: holder_said(&roll.holder, &loaded.staff, language),
        here: roll.holder == Holder::Office,
        whole: roll.is_whole(),
        waits: roll.wanted.saturating_sub(roll.signed),
        stickers: roll.wanted,
        copy: (roll.prints > 0 && loaded.counts.free > 0).then_some(roll.prints),
        list: format!("{LIST}/{id}"),
        chips: loaded.chips(state),
        state: state.map_or(ALL, StickerState::word),
        rows: loaded.stickers.iter().map(row).collect(),
        steps: loaded.steps.iter().map(|step| loaded.step_said(step, language)).collect(),
        begun: after > 0,
        next: last.map(|(sticker, _)| sticker.place),
        notice: None,
        typed: Typed::default(),
        tabs: loaded.tabs,
    })
}

fn load(
    view: &mut Tx<'_>,
    (at, roll): (FacilityId, RollId),
    which: (Option<StickerState>, u32),
    language: Language,
) -> Result<Loaded, Stop> {
    let roll = actions::own_roll(view, at, roll)?;
    let most = u32::try_from(PAGE_ROWS + 1).unwrap_or(u32::MAX);
    let (found, more) = paged(store::stickers_behind(view, roll.id, which, most)?);
    let mut stickers = Vec::with_capacity(found.len());
    for sticker in found {
        let bound = store::bound_at(view, sticker.id)?;
        let bound = bound.map(|bound| msg::sticker_since(numbers::date_time(bound.at, language)));
        stickers.push((sticker, bound));
    }
    let steps = store::roll_steps(view, roll.id)?;
    let had = steps.iter().map(|step| &step.holder);
    Ok(Loaded {
        tabs: tabs(view, at, LIST)?,
        counts: store::sticker_counts(view, roll.id)?,
        wards: wards(view, std::iter::once(roll.ward.as_str()))?,
        staff: holders(view, had.chain([&roll.holder]))?,
        roll,
        stickers,
        more,
        steps,
    })
}

impl Loaded {
    fn chips(&self, current: Option<StickerState>) -> Vec<Chip> {
        let current = current.map_or(ALL, StickerState::word);
        let all = Chip::of((ALL, msg::pieces_all()), Some(self.roll.signed), current);
        let of = |state: &StickerState| {
            let count = self.counts.of(*state);
            Chip::of((state.word(), words::sticker_state(*state)), Some(count), current)
        };
        std::iter::once(all).chain(StickerState::ALL.iter().map(of)).collect()
    }

    /// What happened, with who has it since, and what was in it then.
    fn step_said(&self, step: &RollStep, language: Language) -> Message {
        let at = numbers::date_time(step.at, language);
        let what = words::roll_event(step.what);
        let holder = holder_said(&step.holder, &self.staff, language);
        let counts = step.counts;
        let counts = msg::roll_counts(counts.bound, counts.free, counts.lost, counts.spoilt);
        let said = msg::roll_step(at, counts, holder, what);
        let said = match step.places {
            Some((first, last)) => msg::roll_step_places(first, last, said),
            None => said,
        };
        match &step.note {
            Some(note) => msg::roll_step_noted(note, said),
            None => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_sticker_is_a_filter_and_a_strange_word_shows_all() {
        for state in StickerState::ALL {
            assert_eq!(StickerState::of_word(state.word()), Some(*state));
        }
        assert_eq!(StickerState::of_word("x").map_or(ALL, StickerState::word), ALL);
    }
}
