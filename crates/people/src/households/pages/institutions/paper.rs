//! The list of those who live in a place, to be printed for its desk.

use super::place::with_persons;
use super::{LIST, where_it_lies};
use crate::households::actions::KeepPlace;
use crate::households::model::{HouseholdId, HouseholdRefusal, Place, Stay};
use crate::households::{store, words};
use crate::places;
use crate::places::model::Ward;
use crate::registry::model::{Banner, Person};
use crate::registry::words::{self as said, script};
use askama::Template;
use axum::extract::Path;
use nabz_access::Reason;
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters, numbers};
use uuid::Uuid;

/// More lines than a desk reads; a larger place is written down by its blocks.
const LINES_MAX: usize = 1_000;

#[derive(Template)]
#[template(path = "households/pages/institutions/paper.html")]
struct PaperPage {
    shell: Shell,
    back: String,
    called: String,
    kind: Message,
    ward: String,
    contact: String,
    phone: String,
    people: Message,
    on: Message,
    /// Not everybody stands on the list.
    cut: Option<Message>,
    lines: Vec<Line>,
}

struct Line {
    number: usize,
    name: String,
    facts: Message,
    health_id: String,
    since: String,
}

struct Loaded {
    place: Place,
    wards: Vec<Ward>,
    living: Vec<(Stay, Person)>,
    more: bool,
    people: i64,
}

/// The list, by name.
pub(in crate::households::pages) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<KeepPlace>()?;
    let loaded = desk.read(move |view| load(view, Id::from_uuid(id))).await?;
    for (_, person) in &loaded.living {
        desk.shows(&permit, person.id, Reason::Counter).await?;
    }
    let (place, language) = (&loaded.place, desk.language());
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    desk.page(&PaperPage {
        shell: desk.shell(),
        back: format!("{LIST}/{id}"),
        called: place.called.clone(),
        kind: words::place_kind(place.kind),
        ward: where_it_lies(&loaded.wards, place, language),
        contact: word(&place.contact),
        phone: word(&place.phone),
        people: msg::places_live_there(loaded.people),
        on: msg::places_as_of(numbers::date_time(desk.now(), language)),
        cut: loaded.more.then(|| msg::places_cut(LINES_MAX)),
        lines: lines(&desk, &loaded.living),
    })
}

fn load(view: &mut Tx<'_>, id: HouseholdId) -> Result<Loaded, Stop> {
    let home = store::household(view, id)?.ok_or(HouseholdRefusal::NoSuchPlace)?;
    let place = home.place.ok_or(HouseholdRefusal::NoSuchPlace)?;
    let most = i64::try_from(LINES_MAX).unwrap_or(0) + 1;
    let mut living = store::residents(view, id, (None, most))?;
    let more = living.len() > LINES_MAX;
    living.truncate(LINES_MAX);
    Ok(Loaded {
        place,
        wards: places::wards(view)?,
        living: with_persons(view, living)?,
        more,
        people: store::count_residents(view, id)?,
    })
}

fn lines(desk: &Desk, living: &[(Stay, Person)]) -> Vec<Line> {
    let (language, today) = (desk.language(), desk.today());
    let line = |(stay, person): &(Stay, Person)| {
        let banner = Banner::of(person, today);
        Line {
            number: 0,
            name: banner.name.preferring(script(language)).to_owned(),
            facts: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            since: numbers::date(stay.member.since.date_in_india(), language),
        }
    };
    let mut lines: Vec<Line> = living.iter().map(line).collect();
    lines.sort_by(|one, other| (&one.name, &one.health_id).cmp(&(&other.name, &other.health_id)));
    for (place, line) in lines.iter_mut().enumerate() {
        line.number = place + 1;
    }
    lines
}
