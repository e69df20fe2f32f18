//! Who is here and not seen yet, with what was read of them.

use crate::chart::ReadChart;
use crate::chart::banner::Named;
use crate::facilities::model::Unit;
use crate::queue::model::{Lane, Token, TokenId, TokenState};
use crate::triage::actions::TakeVitals;
use crate::triage::model::{Standing, Urgency};
use crate::triage::readings::{Reading, lane, worst};
use crate::triage::{rules, store};
use crate::{facilities, queue};
use askama::Template;
use nabz_access::{Permit, Reason, Why};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_people::registry;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Desk, Language, Page, Problem, Shell, filters, msg, numbers};
use uuid::Uuid;

/// Rows that are shown; who comes behind them waits longer than anybody scrolls.
const ROWS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "triage/pages/worklist.html")]
struct Worklist {
    shell: Shell,
    topics: Vec<String>,
    rows: Vec<Row>,
    more: usize,
}

struct Row {
    id: Uuid,
    token: Token,
    number: String,
    who: Named,
    unit: String,
    lane: Option<Message>,
    waited: Message,
    measured: bool,
    red: bool,
    signs: Message,
    worst: Vec<Reading>,
}

/// Everybody who is here and not seen yet: who was not measured first, emergencies before others,
/// then the longest waiting.
pub(super) async fn show(desk: Desk) -> Result<Page, Problem> {
    let permit = desk.permit::<TakeVitals>()?;
    let (at, now, language) = (desk.facility(), desk.now(), desk.language());
    let read = desk.read(move |view| read(view, &permit, at, (now, language))).await?;
    let (topics, rows, (unmeasured, more)) = read;
    // A number with a name is a list; a reading beside it is a look into the record.
    let looked = desk.permit::<ReadChart>()?;
    for row in rows.iter().filter(|row| !row.worst.is_empty()) {
        let why = Reason::Because(Why::Visit(row.id));
        desk.shows(&looked, row.token.person, why).await?;
    }
    let waiting = i64::try_from(unmeasured).unwrap_or_default();
    let shell = desk.shell().count("/triage", waiting);
    desk.page(&Worklist { shell, topics, rows, more })
}

/// The topics that the list follows, its rows, how many are not measured and how many not shown.
type Read = (Vec<String>, Vec<Row>, (usize, usize));

fn read(
    view: &mut Tx<'_>,
    permit: &Permit<TakeVitals>,
    at: FacilityId,
    (now, language): (Instant, Language),
) -> Result<Read, Stop> {
    let (mut topics, mut here) = (Vec::new(), Vec::new());
    for unit in facilities::units(view, at)? {
        if !permit.reaches(unit.id) {
            continue;
        }
        topics.push(queue::unit_topic(at, unit.id));
        for token in queue::here(view, at, unit.id)? {
            if !matches!(token.state, TokenState::WithDoctor { .. }) {
                here.push((unit.clone(), token));
            }
        }
    }
    let visits: Vec<TokenId> = here.iter().map(|(_, token)| token.id).collect();
    let sets = store::of_visits(view, at, &visits)?;
    let measured = |token: &Token| sets.contains_key(&token.id);
    let unmeasured = here.iter().filter(|(_, token)| !measured(token)).count();
    here.sort_by_key(|(_, token)| {
        let turn = (token.issued_at, token.number.number, token.id.uuid());
        (measured(token), token.lane != Lane::Emergency, turn)
    });
    let more = here.len().saturating_sub(ROWS_MAX);
    here.truncate(ROWS_MAX);
    let people = registry::banners(view, here.iter().map(|(_, token)| token.person))?;
    let mut rows = Vec::with_capacity(here.len());
    for ((unit, token), person) in here.into_iter().zip(people) {
        let standing = sets.get(&token.id).and_then(|sets| rules::standing(sets, person.age));
        rows.push(row(&unit, token, (Named::of(&person, language), standing), (now, language)));
    }
    Ok((topics, rows, (unmeasured, more)))
}

fn row(
    unit: &Unit,
    token: Token,
    (who, standing): (Named, Option<Standing>),
    (now, language): (Instant, Language),
) -> Row {
    let urgency = standing.as_ref().map_or(Urgency::NotMeasured, |standing| standing.urgency);
    Row {
        id: token.id.uuid(),
        number: token.number.to_string(),
        who,
        unit: language.pick(&unit.names.hindi, &unit.names.english).clone(),
        lane: lane(token.lane),
        waited: numbers::since(token.issued_at, now),
        measured: standing.is_some(),
        red: urgency == Urgency::Red,
        signs: super::urgency_words(urgency),
        worst: standing.as_ref().map(worst).unwrap_or_default(),
        token,
    }
}
