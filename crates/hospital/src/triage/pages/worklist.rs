//! Who is here and not seen yet, with what was read of them, whoever is called soonest first.

use crate::chart::ReadChart;
use crate::facilities::model::Unit;
use crate::queue::model::{Token, TokenId, TokenState};
use crate::triage::actions::TakeVitals;
use crate::triage::model::{Standing, Urgency, Vitals};
use crate::triage::readings::{Reading, lane, unscored, urgency, worst};
use crate::triage::{rules, sets};
use crate::{facilities, queue};
use askama::Template;
use axum::extract::Query;
use nabz_access::{Permit, Reason, UnitId, Why};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_people::registry;
use nabz_people::registry::words::Named;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Desk, Language, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Rows that are shown; who comes behind them waits longer than anybody scrolls.
const ROWS_MAX: usize = 200;
/// So long the list says what this nurse has just written down.
const SAVED: Duration = Duration::from_mins(2);
/// What the address asks for when it wants every department.
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "triage/pages/worklist.html")]
struct Worklist {
    shell: Shell,
    /// Where this list is fetched anew.
    address: String,
    topics: Vec<String>,
    units: Vec<Choice>,
    all: bool,
    saved: Option<Saved>,
    rows: Vec<Row>,
    more: usize,
}

/// A department whose people alone can be shown.
struct Choice {
    id: Uuid,
    name: String,
    current: bool,
}

/// What this nurse has just written down, and what it means.
struct Saved {
    person: PersonId,
    visit: Uuid,
    said: Message,
    red: bool,
    worst: Vec<Reading>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one question that the template asks")]
struct Row {
    id: Uuid,
    token: Token,
    number: String,
    /// Midnight carried it over; a number of today may read the same.
    yesterday: bool,
    who: Named,
    unit: String,
    lane: Option<Message>,
    waited: Message,
    measured: bool,
    red: bool,
    unscored: bool,
    signs: Message,
    worst: Vec<Reading>,
}

/// Which department is asked for; without a word the one where the nurse sits.
#[derive(Deserialize)]
pub(super) struct Asked {
    unit: Option<String>,
}

/// Who reads the list, where and when.
#[derive(Clone, Copy)]
struct Reader {
    at: FacilityId,
    me: StaffId,
    unit: Option<UnitId>,
    now: Instant,
    language: Language,
}

/// What the list is made of.
struct Read {
    topics: Vec<String>,
    units: Vec<Choice>,
    saved: Option<Saved>,
    rows: Vec<Row>,
    unmeasured: usize,
    more: usize,
}

/// Somebody who is here, and for which department.
type Here = (Unit, Token);

/// Everybody who is here and not seen yet, in the order in which they are called: who cannot wait,
/// emergencies, the urgent, priority, the rest; of the same rank first who was not measured, then
/// the longest waiting.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let permit = desk.permit::<TakeVitals>()?;
    let own = desk.signed().access().place().unit;
    let reader = Reader {
        at: desk.facility(),
        me: desk.staff(),
        unit: match asked.unit.as_deref() {
            None => own,
            Some(ALL) => None,
            Some(unit) => unit.parse().ok().map(Id::from_uuid),
        },
        now: desk.now(),
        language: desk.language(),
    };
    let Read { topics, units, saved, rows, unmeasured, more } =
        desk.read(move |view| read(view, &permit, reader)).await?;
    // A number with a name is a list; a reading beside it is a look into the record.
    let looked = desk.permit::<ReadChart>()?;
    let read_of = rows.iter().filter(|row| !row.worst.is_empty());
    let read_of = read_of.map(|row| (row.token.person, row.id));
    for (person, visit) in read_of.chain(saved.iter().map(|saved| (saved.person, saved.visit))) {
        desk.shows(&looked, person, Reason::Because(Why::Visit(visit))).await?;
    }
    let waiting = i64::try_from(unmeasured).unwrap_or_default();
    let shell = desk.shell().count("/triage", waiting);
    let chosen = units.iter().find(|unit| unit.current).map(|unit| unit.id.to_string());
    let all = chosen.is_none();
    let address = format!("/triage?unit={}", chosen.as_deref().unwrap_or(ALL));
    desk.page(&Worklist { shell, address, topics, units, all, saved, rows, more })
}

fn read(view: &mut Tx<'_>, permit: &Permit<TakeVitals>, reader: Reader) -> Result<Read, Stop> {
    let mut units = facilities::units(view, reader.at)?;
    units.retain(|unit| permit.reaches(unit.id));
    let chosen = reader.unit.filter(|chosen| units.iter().any(|unit| unit.id == *chosen));
    let wanted = |unit: UnitId| chosen.is_none_or(|chosen| chosen == unit);
    let mut here: Vec<Here> = Vec::new();
    for unit in &units {
        let tokens = queue::here(view, unit)?;
        here.extend(tokens.into_iter().map(|token| (unit.clone(), token)));
    }
    let visits: Vec<&Token> = here.iter().map(|(_, token)| token).collect();
    let sets = sets(view, reader.at, &visits)?;
    let saved = saved(view, (&here, &sets), reader)?;
    here.retain(|(unit, token)| {
        wanted(unit.id) && !matches!(token.state, TokenState::WithDoctor { .. })
    });
    let measured = |token: &Token| sets.contains_key(&token.id);
    let unmeasured = here.iter().filter(|(_, token)| !measured(token)).count();
    here.sort_by_key(|(_, token)| {
        let rank = queue::rules::rank(token.lane, token.urgency);
        (rank, measured(token), (token.issued_at, token.number.number, token.id.uuid()))
    });
    let more = here.len().saturating_sub(ROWS_MAX);
    here.truncate(ROWS_MAX);
    let people = registry::banners(view, here.iter().map(|(_, token)| token.person))?;
    let mut rows = Vec::with_capacity(here.len());
    for ((unit, token), person) in here.into_iter().zip(people) {
        let standing = sets.get(&token.id).and_then(|sets| rules::standing(sets, person.age));
        rows.push(row(&unit, token, (Named::of(&person, reader.language), standing), reader));
    }
    let followed = units.iter().filter(|unit| wanted(unit.id));
    Ok(Read {
        topics: followed.map(|unit| queue::unit_topic(reader.at, unit.id)).collect(),
        units: units.iter().map(|unit| choice(unit, chosen, reader.language)).collect(),
        saved,
        rows,
        unmeasured,
        more,
    })
}

/// The set that this nurse has just written down, of whichever department: that it is kept, and
/// what stands of the visit with it.
fn saved(
    view: &mut Tx<'_>,
    (here, sets): (&[Here], &HashMap<TokenId, Vec<Vitals>>),
    reader: Reader,
) -> Result<Option<Saved>, Stop> {
    let since = reader.now.minus(SAVED);
    let mine = sets.values().flatten().filter(|set| set.taken_by == reader.me);
    let mine = mine.filter(|set| set.taken_at >= since);
    let latest = mine.max_by_key(|set| (set.taken_at, set.id.uuid()));
    let token = latest.and_then(|set| here.iter().find(|(_, token)| token.id == set.visit));
    let Some((_, token)) = token else { return Ok(None) };
    let person = registry::banner(view, token.person)?;
    let standing = sets.get(&token.id).and_then(|sets| rules::standing(sets, person.age));
    let Some(standing) = standing else { return Ok(None) };
    let (number, name) = (token.number.to_string(), Named::of(&person, reader.language).name);
    let means = urgency(Some(&standing));
    let means = match standing.news2 {
        Some(points) => msg::triage::scored(points, means),
        None => means,
    };
    let red = standing.urgency == Urgency::Red;
    Ok(Some(Saved {
        person: token.person,
        visit: token.id.uuid(),
        said: if red {
            msg::triage::saved_red(means, name, number)
        } else {
            msg::triage::saved(means, name, number)
        },
        red,
        worst: if red { worst(&standing) } else { Vec::new() },
    }))
}

fn choice(unit: &Unit, chosen: Option<UnitId>, language: Language) -> Choice {
    Choice {
        id: unit.id.uuid(),
        name: language.pick(&unit.names.hindi, &unit.names.english).clone(),
        current: chosen == Some(unit.id),
    }
}

fn row(
    unit: &Unit,
    token: Token,
    (who, standing): (Named, Option<Standing>),
    reader: Reader,
) -> Row {
    let standing = standing.as_ref();
    let unscored = standing.and_then(unscored).is_some();
    Row {
        id: token.id.uuid(),
        number: token.number.to_string(),
        yesterday: token.day != reader.now.date_in_india(),
        who,
        unit: reader.language.pick(&unit.names.hindi, &unit.names.english).clone(),
        lane: lane(token.lane),
        waited: numbers::since(token.issued_at, reader.now),
        measured: standing.is_some(),
        red: standing.is_some_and(|standing| standing.urgency == Urgency::Red),
        unscored,
        signs: urgency(standing),
        // The tag has said already why there is no score.
        worst: standing.filter(|_| !unscored).map(worst).unwrap_or_default(),
        token,
    }
}
