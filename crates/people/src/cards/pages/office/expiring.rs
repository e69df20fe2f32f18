//! Cards that this office gave, or families gave themselves, and that end soon, so that whoever comes
//! to a counter, or is called, gets the next one in time.

use super::{Asked, Tab, looked_after, paged, tabs};
use crate::cards::actions::HandleCards;
use crate::cards::model::{CardId, Expiring, ExpiringAsked, PAGE_ROWS, Warned, Warning};
use crate::cards::{rules, store, words};
use crate::registry;
use crate::registry::actions::SearchRegistry;
use crate::registry::model::Banner;
use crate::registry::words::script;
use askama::Template;
use axum::extract::Query;
use nabz_access::Reason;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::cards as msg;
use nabz_web::{Desk, Language, Page, Problem, Shell, filters, numbers};
use uuid::Uuid;

const LIST: &str = "/cards/office/expiring";

#[derive(Template)]
#[template(path = "cards/pages/expiring.html")]
struct ExpiringPage {
    shell: Shell,
    tabs: Vec<Tab>,
    list: &'static str,
    /// This list is narrowed by nothing.
    state: &'static str,
    ward: &'static str,
    rows: Vec<Row>,
    /// Whether somebody's name leads to their cards.
    opens: bool,
    begun: bool,
    next: Option<Uuid>,
}

struct Row {
    person: Uuid,
    name: String,
    health_id: String,
    kind: Message,
    serial: String,
    day: String,
    left: Message,
    /// Soon enough to be marked.
    urgent: bool,
    warned: Message,
}

struct Loaded {
    tabs: Vec<Tab>,
    rows: Vec<(Expiring, Banner)>,
    more: bool,
}

/// The list, the first to end first.
pub(in crate::cards::pages) async fn page(
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<HandleCards>()?;
    let (at, after) = (desk.facility(), asked.after().map(Id::from_uuid));
    let loaded = desk.read(move |view| load(view, at, after)).await?;
    for (_, banner) in &loaded.rows {
        desk.shows(&permit, banner.person, Reason::Records).await?;
    }
    let (today, language) = (desk.today(), desk.language());
    let last = loaded.rows.last().filter(|_| loaded.more);
    desk.page(&ExpiringPage {
        shell: desk.shell(),
        list: LIST,
        state: "",
        ward: "",
        next: last.map(|(expiring, _)| expiring.card.id.uuid()),
        rows: loaded.rows.iter().map(|row| Row::of(row, today, language)).collect(),
        opens: desk.may::<SearchRegistry>(),
        begun: asked.after().is_some(),
        tabs: loaded.tabs,
    })
}

fn load(view: &mut Tx<'_>, at: FacilityId, after: Option<CardId>) -> Result<Loaded, Stop> {
    let after = match after {
        Some(id) => store::card(view, id)?.map(|card| (card.expires, card.id)),
        None => None,
    };
    let days = rules::ending(view.today());
    let mut cards: Vec<Expiring> = Vec::new();
    for facility in looked_after(view, at)? {
        let asked = ExpiringAsked { facility: Some(facility), days, after, most: PAGE_ROWS + 1 };
        cards.extend(store::expiring(view, &asked)?);
    }
    cards.sort_by_key(|one| (one.card.expires, one.card.id.uuid()));
    let (cards, more) = paged(cards);
    let banners = registry::banners(view, cards.iter().map(|expiring| expiring.card.person))?;
    let rows = cards.into_iter().zip(banners).collect();
    Ok(Loaded { tabs: tabs(view, at, LIST)?, rows, more })
}

impl Row {
    fn of((expiring, banner): &(Expiring, Banner), today: Date, language: Language) -> Self {
        let card = &expiring.card;
        let left = card.expires.days() - today.days();
        Self {
            person: banner.person.uuid(),
            name: banner.name.preferring(script(language)).to_owned(),
            health_id: banner.health_id.to_string(),
            kind: words::kind(card.kind),
            serial: words::serial(card.status),
            day: numbers::date(card.expires, language),
            left: msg::days_left(left),
            urgent: left <= Warning::Last.days(),
            warned: warned(expiring.warned, language),
        }
    }
}

fn warned(warned: Option<Warned>, language: Language) -> Message {
    match warned {
        Some(Warned { at, told: true, .. }) => {
            msg::warned_on(numbers::date(at.date_in_india(), language))
        }
        Some(Warned { told: false, .. }) => msg::warned_nobody(),
        None => msg::warned_not_yet(),
    }
}
