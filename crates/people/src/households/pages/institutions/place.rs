//! One place: what is known of it, who lives there now, and who has left.

use super::{LIST, PAGE_ROWS, where_it_lies};
use crate::households::actions::KeepPlace;
use crate::households::model::{Household, HouseholdId, HouseholdRefusal, Place, Stay, StayId};
use crate::households::pages::loaded::alone;
use crate::households::pages::view::{leavings, named};
use crate::households::{store, words};
use crate::places;
use crate::places::model::Ward;
use crate::registry::actions::RegisterPerson;
use crate::registry::model::{Banner, Person};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice, FoundRow, found_by};
use askama::Template;
use axum::extract::{Path, Query};
use nabz_access::Reason;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Where the page stands in its lists, and what was just done.
#[derive(Default, Deserialize)]
pub(in crate::households::pages) struct Asked {
    /// The last one of the page before, of those who live there.
    after: Option<Uuid>,
    /// The same of those who have left.
    left: Option<Uuid>,
    #[serde(default)]
    done: String,
    /// How many it was done to.
    #[serde(default)]
    count: String,
    /// The stay that was ended.
    stay: Option<Uuid>,
}

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "one for each part; none excludes another")]
#[template(path = "households/pages/institutions/place.html")]
pub(super) struct PlacePage {
    shell: Shell,
    list: &'static str,
    id: Uuid,
    once: OnceKey,
    version: u32,
    called: String,
    kind: Message,
    ward: String,
    contact: String,
    phone: String,
    caretaker: String,
    /// How many live there.
    people: Message,
    closed: Option<Message>,
    rows: Vec<Row>,
    begun: bool,
    next: Option<Uuid>,
    left: Vec<LeftRow>,
    left_begun: bool,
    left_next: Option<Uuid>,
    /// Where those who live there may move, when it is closed.
    others: Vec<(Uuid, String)>,
    may_register: bool,
    pub(super) notice: Option<Message>,
    /// What was looked for, whether it was, and who may be meant.
    typed: String,
    looked: bool,
    found: Vec<FoundHere>,
}

/// Somebody who was found.
struct FoundHere {
    row: FoundRow,
    /// Whether they live there already.
    lives_here: bool,
}

/// Somebody who lives there.
struct Row {
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    since: Message,
    flag: Option<Message>,
    /// A child for whom nobody answers.
    needs_guardian: bool,
    leavings: Vec<Choice>,
}

/// Somebody who lived there.
struct LeftRow {
    stay: Uuid,
    person: Uuid,
    name: String,
    health_id: String,
    time: Message,
    why: Message,
}

/// A place with those who live there and those who left.
struct Loaded {
    home: Household,
    place: Place,
    wards: Vec<Ward>,
    people: i64,
    living: Vec<(Stay, Person)>,
    more: bool,
    left: Vec<(Stay, Person)>,
    left_more: bool,
    others: Vec<Household>,
    /// The children among those who live there for whom nobody answers.
    alone: Vec<PersonId>,
}

/// The page.
pub(in crate::households::pages) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let mut page = opened(&desk, id, &asked).await?;
    if let Some((told, undo)) = told(id, &asked) {
        page.shell = page.shell.toast(told, undo);
    }
    desk.page(&page)
}

/// What was just done, and where it is taken back.
fn told(id: Uuid, asked: &Asked) -> Option<(Message, Option<String>)> {
    let count = asked.count.parse::<u32>().unwrap_or(0);
    Some(match asked.done.as_str() {
        "opened" => (msg::places_done_opened(), None),
        "corrected" => (msg::places_done_corrected(), None),
        "admitted" => (msg::places_done_admitted(), None),
        "left" => {
            let undo = asked.stay.map(|stay| format!("{LIST}/{id}/back/{stay}"));
            (msg::places_done_left(), undo)
        }
        "back" => (msg::places_done_back(), None),
        "closed" => (msg::places_done_closed(count), None),
        "reopened" => (msg::places_done_reopened(count), None),
        _ => return None,
    })
}

/// The page as it opens; whom it shows is written down.
pub(super) async fn opened(desk: &Desk, id: Uuid, asked: &Asked) -> Result<PlacePage, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let (after, left) = (asked.after.map(StayId::from_uuid), asked.left.map(StayId::from_uuid));
    let loaded = desk.read(move |view| load(view, Id::from_uuid(id), (after, left))).await?;
    // Whether somebody answers for a child who lives there is read of all its records.
    for (_, one) in &loaded.living {
        registry::shows_as_one(desk, &permit, one.id, Reason::Counter).await?;
    }
    let mut gone: Vec<PersonId> = loaded.left.iter().map(|(_, person)| person.id).collect();
    gone.retain(|one| !loaded.living.iter().any(|(_, person)| person.id == *one));
    gone.sort_unstable_by_key(|one| one.uuid());
    gone.dedup();
    for one in gone {
        desk.shows(&permit, one, Reason::Counter).await?;
    }
    Ok(view(desk, &loaded, asked))
}

fn load(
    view: &mut Tx<'_>,
    id: HouseholdId,
    (after, left): (Option<StayId>, Option<StayId>),
) -> Result<Loaded, Stop> {
    let home = store::household(view, id)?.ok_or(HouseholdRefusal::NoSuchPlace)?;
    let place = home.place.clone().ok_or(HouseholdRefusal::NoSuchPlace)?;
    let most = i64::try_from(PAGE_ROWS).unwrap_or(0) + 1;
    let (living, more) = paged(store::residents(view, id, (after, most))?);
    let before = match left {
        Some(stay) => store::stay(view, stay)?,
        None => None,
    };
    let (gone, left_more) = paged(store::left(view, id, (before.as_ref(), most))?);
    let (living, gone) = (with_persons(view, living)?, with_persons(view, gone)?);
    let mut others = Vec::new();
    if home.closed_at.is_none() {
        others = store::places(view)?;
        others.retain(|other| other.id != id);
    }
    Ok(Loaded {
        wards: places::wards(view)?,
        people: store::count_residents(view, id)?,
        alone: alone(view, living.iter().map(|(_, person)| person))?,
        home,
        place,
        living,
        more,
        left: gone,
        left_more,
        others,
    })
}

/// A page of rows without the one that only says that there are more; and whether it did.
fn paged(mut stays: Vec<Stay>) -> (Vec<Stay>, bool) {
    let more = stays.len() > PAGE_ROWS;
    stays.truncate(PAGE_ROWS);
    (stays, more)
}

/// Each with whoever it is, in their order.
pub(super) fn with_persons(
    view: &mut Tx<'_>,
    stays: Vec<Stay>,
) -> Result<Vec<(Stay, Person)>, Stop> {
    let ids: Vec<PersonId> = stays.iter().map(|stay| stay.member.person).collect();
    let known = registry::persons(view, &ids)?;
    let known: HashMap<PersonId, Person> =
        known.into_iter().map(|person| (person.id, person)).collect();
    let pair = |stay: Stay| Some((stay, known.get(&stay.member.person)?.clone()));
    Ok(stays.into_iter().filter_map(pair).collect())
}

fn view(desk: &Desk, loaded: &Loaded, asked: &Asked) -> PlacePage {
    let (home, place, language) = (&loaded.home, &loaded.place, desk.language());
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let bottom = |stays: &[(Stay, Person)]| stays.last().map(|(stay, _)| stay.id.uuid());
    let closed = |at| msg::places_closed_on(numbers::date_time(at, language));
    PlacePage {
        shell: desk.shell(),
        list: LIST,
        id: home.id.uuid(),
        once: OnceKey::draw(),
        version: home.version,
        called: place.called.clone(),
        kind: words::place_kind(place.kind),
        ward: where_it_lies(&loaded.wards, place, language),
        contact: word(&place.contact),
        phone: word(&place.phone),
        caretaker: word(&place.caretaker),
        people: msg::places_live_there(loaded.people),
        closed: home.closed_at.map(closed),
        rows: loaded.living.iter().map(|one| Row::of(desk, one, &loaded.alone)).collect(),
        begun: asked.after.is_some(),
        next: bottom(&loaded.living).filter(|_| loaded.more),
        left: loaded.left.iter().map(|one| LeftRow::of(desk, one)).collect(),
        left_begun: asked.left.is_some(),
        left_next: bottom(&loaded.left).filter(|_| loaded.left_more),
        others: loaded.others.iter().filter_map(named).collect(),
        may_register: desk.may::<RegisterPerson>(),
        notice: None,
        typed: String::new(),
        looked: false,
        found: Vec::new(),
    }
}

impl PlacePage {
    /// With those whom what was typed may mean, and who of them lives there already.
    pub(super) async fn find(&mut self, desk: &Desk, fields: &Fields) -> Result<(), Problem> {
        let found = found_by(desk, Uuid::nil(), fields).await?;
        let persons: Vec<Uuid> = found.rows.iter().map(|row| row.person).collect();
        let id = self.id;
        let read = desk.read(move |view| {
            let mut here = Vec::new();
            for person in &persons {
                let member = store::member(view, Id::from_uuid(*person))?;
                here.extend(member.filter(|one| one.household.uuid() == id).map(|_| *person));
            }
            Ok(here)
        });
        let here = read.await?;
        let row = |row: FoundRow| FoundHere { lives_here: here.contains(&row.person), row };
        (self.typed, self.looked) = (found.typed, found.asked);
        self.found = found.rows.into_iter().map(row).collect();
        Ok(())
    }
}

impl Row {
    fn of(desk: &Desk, (stay, person): &(Stay, Person), alone: &[PersonId]) -> Self {
        let (banner, language) = (Banner::of(person, desk.today()), desk.language());
        let since = numbers::date(stay.member.since.date_in_india(), language);
        Self {
            person: person.id.uuid(),
            name: banner.name.preferring(script(language)).to_owned(),
            facts: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            since: msg::places_since(since),
            flag: said::life(banner.life),
            needs_guardian: alone.contains(&person.id),
            leavings: leavings(banner.life),
        }
    }
}

impl LeftRow {
    fn of(desk: &Desk, (stay, person): &(Stay, Person)) -> Self {
        let language = desk.language();
        let day = |at| numbers::date_time(at, language);
        let from = day(stay.member.since);
        let (until, why) = match stay.end {
            Some(end) => (day(end.at), words::left(end.left)),
            None => (String::new(), msg::lives_here()),
        };
        Self {
            stay: stay.id.uuid(),
            person: person.id.uuid(),
            name: person.details.name.preferring(script(language)).to_owned(),
            health_id: person.health_id.to_string(),
            time: msg::answered(from, until),
            why,
        }
    }
}
