//! The page of one person in an emergency, and the door in front of it.

mod noting;
mod typed;

use self::typed::Typed;
use super::actions::{EndEmergency, NoteEmergency, ReadEmergency};
use super::facts::{Fact, Facts};
use super::listed::LISTED;
use super::model::{Group, How, UNKNOWN};
use super::{store, subset, words};
use crate::facilities::words::causes;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use nabz_access::break_glass::{BreakGlass, Cause};
use nabz_access::{Reason, Why, looks};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_people::cards::model::{CardId, Standing};
use nabz_people::cards::{self, Elsewhere, ShownCard, rules, words as said_of};
use nabz_people::registry;
use nabz_people::registry::model::{Banner, Person, RegistryRefusal};
use nabz_people::registry::words::{self as said, script};
use nabz_store::{Stop, Tx};
use nabz_web::filters;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::emergency as msg;
use nabz_web::{App, Desk, OnceKey, Page, Problem, Shell};
use serde::Deserialize;
use uuid::Uuid;

/// The routes under `/emergency`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/emergency/{person}", get(page))
        .route("/emergency/{person}/blood-group", post(noting::group))
        .route("/emergency/{person}/conditions", post(noting::condition))
        .route("/emergency/{person}/conditions/{condition}/end", post(noting::end_condition))
        .route("/emergency/{person}/surgeries", post(noting::surgery))
        .route("/emergency/{person}/surgeries/{surgery}/wrong", post(noting::mark_wrong))
}

/// Where the page of somebody is.
pub fn path(person: PersonId) -> String {
    format!("/emergency/{person}")
}

/// What led here.
#[derive(Default, Deserialize)]
struct Came {
    /// A card that was scanned.
    card: Option<Uuid>,
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "emergency/pages/emergency.html")]
struct EmergencyPage {
    shell: Shell,
    id: Uuid,
    once: OnceKey,
    name: String,
    about: Message,
    health_id: String,
    life: Option<Message>,
    /// What the card that was scanned is worth, and whether it counts.
    shown: Option<(Message, bool)>,
    /// That it was made under another number of the same person.
    made_under: Option<Message>,
    /// Where else it was shown, and whether one of the two may be a copy.
    elsewhere: Option<(Message, bool)>,
    /// Which card they have.
    card: Message,
    /// Why what was asked could not be done.
    notice: Option<Message>,
    /// What is recorded; `None` where the record is closed to whoever asks.
    opened: Option<Opened>,
    /// Whether they may break the glass.
    may_break: bool,
    causes: Vec<(&'static str, Message, bool)>,
}

/// What is shown to whoever may read it.
struct Opened {
    why: Message,
    through_glass: bool,
    facts: Facts,
    /// How many things the page has seen of the blood group.
    seen: u32,
    typed: Typed,
    /// Whether the form of the blood group is open.
    about_blood: bool,
    /// Each by its word, and what taking a group back is called.
    groups: Vec<(&'static str, Option<Message>, bool)>,
    hows: Vec<(&'static str, Message, bool)>,
    listed: Vec<(&'static str, String, bool)>,
    conditions: Vec<Ending>,
    surgeries: Vec<Ending>,
    may_note: bool,
}

/// An entry that may be ended, for whoever may end one.
struct Ending {
    id: Uuid,
    title: String,
    /// Its form was sent and came back.
    open: bool,
    why: String,
}

/// What a page is about.
struct Loaded {
    person: Person,
    scanned: Option<ShownCard>,
    elsewhere: Option<Elsewhere>,
    card: Message,
    opened: Option<(Why, Facts, u32)>,
}

async fn page(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Page, Problem> {
    let mut view = opened(&desk, person, (came.card, Typed::default())).await?;
    if came.done == "noted" {
        view.shell = view.shell.toast(msg::done_noted(), None);
    }
    let is_closed = view.opened.is_none();
    let page = desk.page(&view)?;
    Ok(if is_closed { page.with_refusal() } else { page })
}

/// The page as it opens; whom it shows is written down, and so is who was turned away.
async fn opened(
    desk: &Desk,
    id: Uuid,
    (scanned, typed): (Option<Uuid>, Typed),
) -> Result<EmergencyPage, Problem> {
    let permit = desk.permit::<ReadEmergency>()?;
    let (person, staff, language) = (PersonId::from_uuid(id), desk.staff(), desk.language());
    let scanned = scanned.map(CardId::from_uuid);
    let by = (staff, desk.facility(), language);
    let loaded = desk.read(move |view| load(view, (person, scanned), by)).await?;
    if let Some((why, ..)) = &loaded.opened {
        registry::shows_as_one(desk, &permit, person, *why).await?;
    } else {
        registry::shows_as_one(desk, &permit, person, Reason::Counter).await?;
        looks::refused(desk.app().store(), &permit, person)?;
    }
    Ok(EmergencyPage::of(desk, loaded, typed))
}

fn load(
    view: &mut Tx<'_>,
    (id, scanned): (PersonId, Option<CardId>),
    (staff, here, language): (StaffId, FacilityId, Language),
) -> Result<Loaded, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let scanned = match scanned {
        Some(card) => cards::card_shown(view, id, card)?,
        None => None,
    };
    let elsewhere = match &scanned {
        Some(card) => cards::shown_elsewhere(view, card.card.id, here)?,
        None => None,
    };
    let card = cards::line(view, &person)?.said;
    let opened = match registry::why_may_read(view, staff, id)? {
        Some(why) => {
            let subset = subset::of(view, (id, Some(why)))?;
            let facts = Facts::of(view, (id, &subset), language)?;
            let seen = store::blood_of(view, id)?.last().map_or(0, |last| last.number);
            Some((why, facts, seen))
        }
        None => None,
    };
    Ok(Loaded { person, scanned, elsewhere, card, opened })
}

impl EmergencyPage {
    fn of(desk: &Desk, loaded: Loaded, typed: Typed) -> Self {
        let (today, language) = (desk.today(), desk.language());
        let Loaded { person, scanned, elsewhere, card, opened } = loaded;
        let elsewhere = elsewhere.map(|shown| said_of::elsewhere(&shown, desk.now(), language));
        let banner = Banner::of(&person, today);
        let counts = |shown: &ShownCard| {
            let standing = rules::standing(&shown.card, person.life, today);
            (said_of::standing(standing), standing == Standing::Good)
        };
        Self {
            shell: desk.shell(),
            id: person.id.uuid(),
            once: OnceKey::draw(),
            name: banner.name.preferring(script(language)).to_owned(),
            about: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            life: said::life(person.life),
            shown: scanned.as_ref().map(counts),
            made_under: scanned.as_ref().and_then(said_of::made_under),
            elsewhere,
            card,
            notice: None,
            opened: opened.map(|found| Opened::of(desk, found, typed)),
            may_break: desk.may::<BreakGlass>(),
            causes: causes(Cause::Unconscious),
        }
    }
}

impl Opened {
    fn of(desk: &Desk, (why, facts, seen): (Why, Facts, u32), typed: Typed) -> Self {
        let language = desk.language();
        let group = |group: Group| (group.word(), None, group.word() == typed.group);
        let takes_back = (UNKNOWN, Some(msg::group_unknown()), typed.group == UNKNOWN);
        let groups = Group::ALL.iter().copied().map(group);
        let how = |how: How| (how.word(), words::how(how), how.word() == typed.how);
        let listed = LISTED
            .iter()
            .map(|one| (one.code, words::condition(one.code, language), one.code == typed.code));
        let may_end = desk.may::<EndEmergency>();
        let endings = |facts: &[Fact]| -> Vec<Ending> {
            facts.iter().filter(|_| may_end).map(|fact| Ending::of(fact, &typed)).collect()
        };
        Self {
            why: reason_shown(why),
            through_glass: matches!(why, Why::BreakGlass(_)),
            seen,
            about_blood: !typed.group.is_empty() || !typed.on.is_empty(),
            groups: groups.chain((seen != 0).then_some(takes_back)).collect(),
            hows: How::ALL.iter().copied().map(how).collect(),
            listed: listed.collect(),
            conditions: endings(&facts.conditions),
            surgeries: endings(&facts.surgeries),
            may_note: desk.may::<NoteEmergency>(),
            facts,
            typed,
        }
    }
}

impl Ending {
    fn of(fact: &Fact, typed: &Typed) -> Self {
        let open = typed.entry == Some(fact.id);
        let why = if open { typed.ended_why.clone() } else { String::new() };
        Self { id: fact.id, title: fact.title.clone(), open, why }
    }
}

fn reason_shown(why: Why) -> Message {
    match why {
        Why::Visit(_) => msg::why_visit(),
        Why::BreakGlass(_) => msg::why_glass(),
        Why::Dispensing(_) | Why::Record(_) | Why::HelplineCase(_) | Why::Household(_) => {
            msg::why_other()
        }
    }
}

/// The id of an entry that an address names.
fn entry<Kind>(id: Uuid) -> Id<Kind> {
    Id::from_uuid(id)
}
