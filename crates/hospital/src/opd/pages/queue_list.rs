//! Who waits for the doctor, in the order in which they will be called, what they left unsigned on
//! the days before, and what was signed today.

use crate::chart::ReadChart;
use crate::facilities::model::Room;
use crate::opd::actions::{BeginVisit, PrintPrescription};
use crate::opd::model::Signature;
use crate::opd::store;
use crate::queue::actions::{self, CallToken};
use crate::queue::model::{Post, QueueRefusal, Token, TokenId, TokenState, Urgency};
use crate::queue::rules::{last_day_to_sign, stays_open};
use crate::triage::model::{Standing, Urgency as Signs};
use crate::triage::readings::{Reading, lane, urgency, worst};
use crate::{facilities, queue, triage};
use askama::Template;
use axum::extract::Query;
use axum::response::Redirect;
use nabz_access::{Permit, Reason, UnitId, Why};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_people::registry::model::Banner;
use nabz_people::registry::words::Named;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use uuid::Uuid;

/// Rows that are shown; who comes behind them is not called for hours.
const ROWS_MAX: usize = 200;
/// Notes of today that are shown: the latest, and on demand all that anybody signs in a day.
const SIGNED_ROWS_FIRST: i64 = 20;
const SIGNED_ROWS_MAX: i64 = 400;
/// Whatever was signed today was signed within it.
const A_DAY: Duration = Duration::from_hours(24);

#[derive(Template)]
#[template(path = "opd/pages/queue.html")]
struct QueuePage {
    shell: Shell,
    unit: Option<Uuid>,
    topic: String,
    rooms: Vec<(Uuid, String, bool)>,
    unsigned: Vec<UnsignedRow>,
    rows: Vec<Row>,
    more: usize,
    signed: Option<Uuid>,
    today: Vec<SignedRow>,
    more_signed: bool,
    may_print: bool,
    once: String,
}

#[expect(clippy::struct_excessive_bools, reason = "each is one question that the template asks")]
struct Row {
    id: Uuid,
    person: PersonId,
    number: String,
    /// Midnight carried it over; a number of today may read the same.
    yesterday: bool,
    who: Named,
    lane: Option<Message>,
    red: bool,
    signs: Message,
    worst: Vec<Reading>,
    state: Message,
    waited: Message,
    mine: bool,
    next: bool,
}

/// A visit that was begun on a day before and not signed.
struct UnsignedRow {
    visit: Uuid,
    number: String,
    name: String,
    day: String,
    sign_by: String,
}

/// A note that was signed today.
struct SignedRow {
    visit: Uuid,
    number: String,
    name: String,
    at: String,
    amended: bool,
}

/// Which visit was just signed, and whether all of today's are asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    signed: Option<Uuid>,
    all: Option<String>,
}

/// Who reads the list, where and when.
#[derive(Clone, Copy)]
struct Reader {
    at: FacilityId,
    me: StaffId,
    own: Option<UnitId>,
    now: Instant,
    language: Language,
    signed_rows: i64,
}

/// What the list is made of.
struct Read {
    unit: Option<UnitId>,
    rooms: Vec<Room>,
    unsigned: Vec<UnsignedRow>,
    rows: Vec<Row>,
    here: usize,
    today: Today,
}

/// The latest that was signed today, and whether there is more.
struct Today {
    rows: Vec<SignedRow>,
    more: bool,
}

/// The worklist.
pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    let permit = desk.permit::<BeginVisit>()?;
    let place = desk.signed().access().place().clone();
    let reader = Reader {
        at: desk.facility(),
        me: desk.staff(),
        own: place.unit,
        now: desk.now(),
        language: desk.language(),
        signed_rows: if asked.all.is_some() { SIGNED_ROWS_MAX } else { SIGNED_ROWS_FIRST },
    };
    let Read { unit, rooms, unsigned, rows, here, today } =
        desk.read(move |view| read(view, &permit, reader)).await?;
    // A number with a name is a list; a reading beside it is a look into the record.
    let looked = desk.permit::<ReadChart>()?;
    for row in rows.iter().filter(|row| !row.worst.is_empty()) {
        desk.shows(&looked, row.person, Reason::Because(Why::Visit(row.id))).await?;
    }
    let shell = desk.shell().count("/opd", i64::try_from(here).unwrap_or_default());
    let room = |room: &Room| {
        let id = room.id.uuid();
        (id, room.door.clone(), place.room == Some(id))
    };
    desk.page(&QueuePage {
        shell,
        unit: unit.map(Id::uuid),
        topic: unit.map(|unit| queue::unit_topic(reader.at, unit)).unwrap_or_default(),
        rooms: rooms.iter().map(room).collect(),
        unsigned,
        more: here.saturating_sub(rows.len()),
        rows,
        signed: asked.signed,
        today: today.rows,
        more_signed: today.more,
        may_print: desk.may::<PrintPrescription>(),
        once: OnceKey::draw().to_string(),
    })
}

fn read(view: &mut Tx<'_>, permit: &Permit<BeginVisit>, reader: Reader) -> Result<Read, Stop> {
    let today = signed_today(view, reader)?;
    let mut unsigned = queue::unsigned(view, reader.at, reader.me)?;
    unsigned.retain(|visit| permit.reaches(visit.unit));
    let units = facilities::units(view, reader.at)?;
    let mut within = units.iter().filter(|unit| permit.reaches(unit.id));
    let own = reader.own.and_then(|own| units.iter().find(|unit| unit.id == own));
    let Some(unit) = own.or_else(|| within.next()) else {
        let unsigned = unsigned_rows(view, &unsigned, reader.language)?;
        let (rooms, rows) = (Vec::new(), Vec::new());
        return Ok(Read { unit: None, rooms, unsigned, rows, here: 0, today });
    };
    let mut rooms = facilities::rooms(view, reader.at)?;
    rooms.retain(|room| room.unit == unit.id);
    let coming = queue::coming(view, unit, ROWS_MAX)?;
    let mut tokens = queue::here(view, unit)?;
    // Whoever sat down before midnight where nobody closes may sit there still.
    unsigned.retain(|visit| !(stays_open(unit, visit.day) && has(&tokens, visit)));
    tokens.retain(|token| !has(&unsigned, token));
    in_order(&mut tokens, &coming, reader.me);
    let here = tokens.len();
    tokens.truncate(ROWS_MAX);
    let people = registry::banners(view, tokens.iter().map(|token| token.person))?;
    let visits: Vec<_> =
        tokens.iter().zip(&people).map(|(token, person)| (token, person.age)).collect();
    let standings = triage::standings(view, reader.at, &visits)?;
    let next = coming.first().map(|token| token.id);
    let rows = tokens.iter().zip(&people).map(|(token, person)| Row {
        next: next == Some(token.id),
        ..row(token, Named::of(person, reader.language), standings.get(&token.id), reader)
    });
    let rows = rows.collect();
    let unsigned = unsigned_rows(view, &unsigned, reader.language)?;
    Ok(Read { unit: Some(unit.id), rooms, unsigned, rows, here, today })
}

fn has(tokens: &[Token], one: &Token) -> bool {
    tokens.iter().any(|token| token.id == one.id)
}

fn unsigned_rows(
    view: &mut Tx<'_>,
    visits: &[Token],
    language: Language,
) -> Result<Vec<UnsignedRow>, Stop> {
    let people = registry::banners(view, visits.iter().map(|visit| visit.person))?;
    let row = |(visit, person): (&Token, &Banner)| UnsignedRow {
        visit: visit.id.uuid(),
        number: visit.number.to_string(),
        name: Named::of(person, language).name,
        day: numbers::date(visit.day, language),
        sign_by: numbers::date(last_day_to_sign(visit.day), language),
    };
    Ok(visits.iter().zip(&people).map(row).collect())
}

/// Who sits with me, who was called, who waits in the order of the coming calls, who did not
/// answer, who sits with others.
fn in_order(tokens: &mut [Token], coming: &[Token], me: StaffId) {
    let turns: HashMap<TokenId, usize> =
        coming.iter().zip(0..).map(|(token, turn)| (token.id, turn)).collect();
    // A stable sort: whoever is behind all turns that were counted stays in the order of numbers.
    tokens.sort_by_key(|token| {
        let rank = match token.state {
            TokenState::WithDoctor { by, .. } if by == me => 0,
            TokenState::Called { .. } => 1,
            TokenState::Waiting { .. } => 2,
            TokenState::Absent { .. } => 3,
            TokenState::WithDoctor { .. }
            | TokenState::Seen { .. }
            | TokenState::Unsigned { .. }
            | TokenState::Left { .. } => 4,
        };
        (rank, turns.get(&token.id).copied().unwrap_or(usize::MAX))
    });
}

fn row(token: &Token, who: Named, standing: Option<&Standing>, reader: Reader) -> Row {
    let signs = standing.map_or(Signs::NotMeasured, |standing| standing.urgency);
    Row {
        id: token.id.uuid(),
        person: token.person,
        number: token.number.to_string(),
        yesterday: token.day != reader.now.date_in_india(),
        who,
        lane: lane(token.lane),
        red: signs == Signs::Red || token.urgency == Urgency::Emergency,
        signs: urgency(standing),
        worst: standing.map(worst).unwrap_or_default(),
        state: queue::words::state(token.state),
        waited: numbers::since(token.issued_at, reader.now),
        mine: matches!(token.state, TokenState::WithDoctor { by, .. } if by == reader.me),
        next: false,
    }
}

/// What this doctor signed today, the latest first; of an amended note its last signature.
fn signed_today(view: &mut Tx<'_>, reader: Reader) -> Result<Today, Stop> {
    let Reader { at, me, now, language, signed_rows, .. } = reader;
    let mut seen = HashSet::new();
    let today = now.date_in_india();
    let mut notes = store::signed_by(view, (at, me), now.minus(A_DAY), signed_rows + 1)?;
    notes.retain(|note| note.signed_at.date_in_india() == today);
    let most = usize::try_from(signed_rows).unwrap_or(usize::MAX);
    let more = notes.len() > most && signed_rows < SIGNED_ROWS_MAX;
    notes.truncate(most);
    notes.retain(|note| seen.insert(note.visit));
    let visits: Vec<TokenId> = notes.iter().map(|note| note.visit).collect();
    let tokens = queue::tokens(view, at, &visits)?;
    let people = registry::banners(view, notes.iter().map(|note| note.person))?;
    let row = |(note, person): (&Signature, &Banner)| SignedRow {
        visit: note.visit.uuid(),
        number: tokens.get(&note.visit).map(|token| token.number.to_string()).unwrap_or_default(),
        name: Named::of(person, language).name,
        at: numbers::clock_time(note.signed_at),
        amended: note.nth != 0,
    };
    Ok(Today { rows: notes.iter().zip(&people).map(row).collect(), more })
}

/// Calls whoever is next by the queue's rule.
pub(super) async fn call(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    call_next(desk, fields, None).await
}

/// Calls whoever is next by the queue's rule, and opens their page, which says whose visit was left
/// open for it. The same form sent twice opens the page of the same person.
pub(super) async fn call_next(
    desk: Desk,
    fields: Fields,
    left: Option<Uuid>,
) -> Result<Redirect, Problem> {
    let id = |name: &str| fields.get(name).parse::<Uuid>();
    let (Ok(unit), Ok(room)) = (id("unit"), id("room")) else {
        return Err(Refused::from(QueueRefusal::NoSuchRoom).into());
    };
    let post = Post { unit: Id::from_uuid(unit), room: Id::from_uuid(room) };
    let permit = desk.permit::<CallToken>()?;
    let called = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            actions::call_next(tx, permit, post).map(|token| token.id)
        })
        .await?;
    let left = left.map(|visit| format!("?left={visit}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/opd/visits/{called}{left}")))
}
