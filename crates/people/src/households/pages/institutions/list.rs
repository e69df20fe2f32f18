//! Which places there are.

use super::{LIST, PAGE_ROWS, ward_said, where_it_lies};
use crate::households::actions::KeepPlace;
use crate::households::model::{Household, PlaceKind, PlacesAsked};
use crate::households::{rules, store, words};
use crate::places;
use crate::places::model::Ward;
use crate::registry::{Choice, choices};
use askama::Template;
use axum::extract::Query;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What says in an address that the closed ones are asked for.
const CLOSED: &str = "closed";

/// What a list is asked for, as its address says it.
#[derive(Clone, Default, Deserialize)]
pub(in crate::households::pages) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    ward: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    state: String,
    /// Counts pages from 0.
    #[serde(default)]
    page: String,
}

impl Asked {
    fn places(&self) -> PlacesAsked {
        PlacesAsked {
            kind: PlaceKind::of_word(&self.kind),
            ward: Some(self.ward.trim().to_owned()).filter(|ward| !ward.is_empty()),
            called: self.name.clone(),
        }
    }

    fn is_closed(&self) -> bool {
        self.state == CLOSED
    }

    /// Whether the list was narrowed.
    fn narrows(&self) -> bool {
        [&self.kind, &self.ward, &self.name].iter().any(|typed| !typed.trim().is_empty())
    }
}

#[derive(Template)]
#[template(path = "households/pages/institutions/list.html")]
struct ListPage {
    shell: Shell,
    list: &'static str,
    asked: Asked,
    closed: bool,
    narrows: bool,
    kinds: Vec<Choice>,
    /// Where places lie, and whether it is asked for.
    wards: Vec<WardChoice>,
    found: Message,
    rows: Vec<Row>,
    /// The page before, and the next one.
    back: Option<usize>,
    next: Option<usize>,
}

struct WardChoice {
    number: String,
    said: String,
    chosen: bool,
}

struct Row {
    id: Uuid,
    called: String,
    kind: Message,
    ward: String,
    people: String,
    contact: String,
    phone: String,
    closed: Option<String>,
}

struct Loaded {
    /// Where places lie, whichever of them were asked for.
    lie: BTreeSet<String>,
    wards: Vec<Ward>,
    found: usize,
    /// Those of the page, and how many live in each.
    shown: Vec<(Household, i64)>,
}

/// The list, by their names; those that were closed last come first.
pub(in crate::households::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    desk.permit::<KeepPlace>()?;
    let (wish, closed) = (asked.places(), asked.is_closed());
    let at = asked.page.parse::<usize>().unwrap_or(0);
    let loaded = desk.read(move |view| load(view, &wish, (closed, at))).await?;
    let language = desk.language();
    let ward = |number: &String| WardChoice {
        said: ward_said(&loaded.wards, number, language),
        chosen: *number == asked.ward,
        number: number.clone(),
    };
    let seen = at.saturating_mul(PAGE_ROWS).saturating_add(loaded.shown.len());
    desk.page(&ListPage {
        shell: desk.shell(),
        list: LIST,
        closed,
        narrows: asked.narrows(),
        kinds: choices(PlaceKind::ALL, &asked.kind, PlaceKind::word, words::place_kind),
        wards: loaded.lie.iter().map(ward).collect(),
        found: msg::places_found(loaded.found),
        rows: loaded.shown.iter().filter_map(|one| Row::of(&desk, one, &loaded.wards)).collect(),
        back: at.checked_sub(1),
        next: (seen < loaded.found && !loaded.shown.is_empty()).then_some(at + 1),
        asked,
    })
}

fn load(
    view: &mut Tx<'_>,
    wish: &PlacesAsked,
    (closed, at): (bool, usize),
) -> Result<Loaded, Stop> {
    let all = if closed { store::closed_places(view)? } else { store::places(view)? };
    let lie = all.iter().filter_map(|home| home.place.as_ref()?.ward.clone()).collect();
    let found = rules::places_with(wish, all);
    let count = found.len();
    let mut shown = Vec::new();
    for home in found.into_iter().skip(at.saturating_mul(PAGE_ROWS)).take(PAGE_ROWS) {
        let people = store::count_residents(view, home.id)?;
        shown.push((home, people));
    }
    Ok(Loaded { lie, wards: places::wards(view)?, found: count, shown })
}

impl Row {
    fn of(desk: &Desk, (home, people): &(Household, i64), wards: &[Ward]) -> Option<Self> {
        let (place, language) = (home.place.as_ref()?, desk.language());
        Some(Self {
            id: home.id.uuid(),
            called: place.called.clone(),
            kind: words::place_kind(place.kind),
            ward: where_it_lies(wards, place, language),
            people: numbers::grouped(*people),
            contact: place.contact.clone().unwrap_or_default(),
            phone: place.phone.clone().unwrap_or_default(),
            closed: home.closed_at.map(|at| numbers::date(at.date_in_india(), language)),
        })
    }
}
