//! What waits for an answer at an office: whatever is due first before the rest.

use crate::registry;
use crate::registry::model::{Banner, Person};
use crate::registry::words as known;
use crate::rights::actions::AnswerRequest;
use crate::rights::model::{Request, Right};
use crate::rights::{rules, store, words};
use askama::Template;
use axum::extract::Query;
use nabz_access::{Reason, city};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::rights as msg;
use nabz_web::{Desk, Language, Page, Problem, Shell, filters, numbers};
use serde::Deserialize;
use uuid::Uuid;

pub(super) const PATH: &str = "/records/requests";

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Only those of this kind.
    #[serde(default)]
    kind: String,
}

#[derive(Template)]
#[template(path = "rights/pages/list.html")]
struct ListPage {
    shell: Shell,
    /// All of them are shown.
    all: bool,
    kinds: Vec<registry::Choice>,
    rows: Vec<Row>,
    /// As many as the page shows, so that there may be more.
    full: bool,
}

struct Row {
    id: Uuid,
    number: String,
    right: Message,
    name: String,
    facts: Message,
    asked: String,
    state: Message,
    due: Message,
    late: bool,
}

/// The list.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let (permit, office) = (desk.permit::<AnswerRequest>()?, desk.facility());
    let right = Right::of_word(&asked.kind);
    let (waiting, full) = desk.read(move |view| load(view, office, right)).await?;
    for (_, person) in &waiting {
        desk.shows(&permit, person.id, Reason::Records).await?;
    }
    let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    let shell = desk.shell().at(PATH);
    let shell = if right.is_none() { shell.count(PATH, count) } else { shell };
    let (today, language) = (desk.today(), desk.language());
    desk.page(&ListPage {
        shell,
        all: right.is_none(),
        kinds: registry::choices(Right::ALL, &asked.kind, Right::word, words::right),
        rows: waiting.iter().map(|one| row(one, (today, language))).collect(),
        full,
    })
}

/// What waits at an office and what waits at the city, with whom it is about; and whether one of the
/// two has more.
fn load(
    view: &mut Tx<'_>,
    office: FacilityId,
    right: Option<Right>,
) -> Result<(Vec<(Request, Person)>, bool), Stop> {
    let mut at = vec![office, city(view)?];
    at.dedup();
    let (mut waiting, mut full) = (Vec::new(), false);
    for place in at {
        let found = store::waiting(view, place, right)?;
        full |= i64::try_from(found.len()).is_ok_and(|rows| rows >= store::WAITING_ROWS_MAX);
        for request in found {
            if let Some(person) = registry::person(view, request.person)? {
                waiting.push((request, person));
            }
        }
    }
    waiting.sort_by_key(|(request, _)| (request.due, request.asked_at, request.number));
    Ok((waiting, full))
}

fn row((request, person): &(Request, Person), (today, language): (Date, Language)) -> Row {
    let banner = Banner::of(person, today);
    Row {
        id: request.id.uuid(),
        number: words::number(request.number),
        right: words::right(request.right),
        name: banner.name.preferring(known::script(language)).to_owned(),
        facts: known::facts(&banner),
        asked: numbers::date(request.asked_at.date_in_india(), language),
        state: words::state(&request.state),
        due: words::due(request, today),
        late: rules::is_late(request, today),
    }
}
