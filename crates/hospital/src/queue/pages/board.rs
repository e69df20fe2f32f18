//! The waiting hall's board: numbers and doors in both scripts, pushed, spoken, never a name.

use crate::facilities;
use crate::facilities::model::{Facility, FacilityRefusal, Room, RoomId, Unit};
use crate::queue::model::{Token, TokenNumber};
use crate::queue::store::{self, RoomCall};
use crate::queue::{hall_topic, rules, waiting};
use askama::Template;
use axum::extract::Path;
use nabz_access::{NodeKind, UnitId, organisation};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::messages::say;
use nabz_web::{Language, Page, Problem, PublicShell, Visitor, filters, msg, numbers};
use std::collections::HashMap;

/// Lines that a hall can read from its last row of chairs. A hall with more rooms shows them page by
/// page.
const PAGE_ROOMS_MAX: usize = 7;
/// Calls of one moment that are announced.
const CALLS_MAX: usize = 7;
/// A number just called stands out for so long; a hall looks up late.
const CALLING_SECONDS: i64 = 60;
const MICROSECONDS_A_SECOND: i64 = 1_000_000;

/// The television of a hall.
#[derive(Template)]
#[template(path = "queue/pages/board.html")]
struct BoardPage {
    shell: PublicShell,
    board: Board,
}

/// The part that is fetched anew when somebody is called.
#[derive(Template)]
#[template(path = "queue/pages/board_now.html")]
struct BoardNow {
    board: Board,
}

/// What the hall reads, each text with its Hindi first.
pub(super) struct Board {
    address: String,
    topic: String,
    title: [String; 2],
    /// Those called lately in the order of their calls, else the last one; the latest is large.
    calls: Vec<Call>,
    /// One stands there at a time, in turn.
    pages: Vec<BoardPart>,
}

#[cfg(test)]
impl Board {
    pub(super) fn announced(&self) -> Vec<String> {
        self.calls.iter().map(|call| call.key.clone()).collect()
    }

    pub(super) fn spoken(&self) -> Vec<String> {
        self.calls.iter().flat_map(|call| call.say.clone()).collect()
    }

    /// What stands under "now" and "next" of each room: `12: M-148, M-150 of yesterday`.
    pub(super) fn lines(&self) -> Vec<String> {
        let said = |number: &Option<Number>| match number {
            Some(Number { text, yesterday: true }) => format!("{text} of yesterday"),
            Some(Number { text, yesterday: false }) => text.clone(),
            None => "-".to_owned(),
        };
        let rows = self.pages.iter().flat_map(|page| &page.rows);
        rows.map(|row| format!("{}: {}, {}", row.door, said(&row.now), said(&row.next))).collect()
    }

    pub(super) fn doors(&self) -> Vec<Vec<String>> {
        let doors = |page: &BoardPart| page.rows.iter().map(|row| row.door.clone()).collect();
        self.pages.iter().map(doors).collect()
    }
}

struct Call {
    /// Another call of the same number is another one.
    key: String,
    /// What the voice says, Hindi first.
    say: [String; 2],
    number: Number,
    door: String,
    way: Option<[String; 2]>,
    fresh: bool,
    time: String,
}

/// So many rooms as are read at once.
struct BoardPart {
    rows: Vec<BoardRow>,
    /// Lines that stay free, so that every page's lines stand at the same height.
    free: usize,
}

struct BoardRow {
    door: String,
    now: Option<Number>,
    next: Option<Number>,
    calling: bool,
}

/// A number as the hall reads it: one of yesterday may be one of today, too.
#[derive(Clone)]
struct Number {
    text: String,
    yesterday: bool,
}

impl Number {
    fn of(number: &TokenNumber, day: Date, now: Instant) -> Self {
        Self { text: number.to_string(), yesterday: day != now.date_in_india() }
    }
}

/// All rooms of a facility, page by page.
pub(super) async fn of_facility(
    visitor: Visitor,
    Path(facility): Path<String>,
) -> Result<Page, Problem> {
    show(visitor, facility, None).await
}

/// The rooms of one unit.
pub(super) async fn of_unit(
    visitor: Visitor,
    Path((facility, unit)): Path<(String, String)>,
) -> Result<Page, Problem> {
    show(visitor, facility, Some(unit)).await
}

async fn show(visitor: Visitor, facility: String, unit: Option<String>) -> Result<Page, Problem> {
    let board = visitor.read(move |view| board(view, &facility, unit.as_deref())).await?;
    if visitor.wants_fragment() {
        visitor.page(&BoardNow { board })
    } else {
        visitor.page(&BoardPage { shell: visitor.public_shell(), board })
    }
}

/// What the board shows now. Refuses with `FAC-001` or `FAC-002` what is not there.
pub(super) fn board(view: &mut Tx<'_>, code: &str, unit_code: Option<&str>) -> Result<Board, Stop> {
    let node = organisation::node_by_code(view, code)?;
    let node = node.filter(|node| node.kind == NodeKind::Facility);
    let id = Id::from_uuid(node.ok_or(FacilityRefusal::NoSuchFacility)?.id.uuid());
    let facility = facilities::facility(view, id)?.ok_or(FacilityRefusal::NoSuchFacility)?;
    let mut units = facilities::units(view, id)?;
    units.retain(|unit| unit_code.is_none_or(|code| unit.code == code));
    if units.is_empty() && unit_code.is_some() {
        return Err(FacilityRefusal::NoSuchUnit.into());
    }
    let mut rooms = facilities::rooms(view, id)?;
    rooms.retain(|room| units.iter().any(|unit| unit.id == room.unit));
    let mut calls = store::hall(view, id)?;
    calls.retain(|call| rooms.iter().any(|room| room.id == call.room));
    let today = view.today();
    calls.retain(|call| {
        let unit = units.iter().find(|unit| unit.id == call.unit);
        let since = call.since.date_in_india();
        unit.is_some_and(|unit| rules::stands_on_board(unit, since, today))
    });
    let called = last_calls(view, &units)?;
    let next = next_numbers(view, (&units, &rooms), &called)?;
    let address = match unit_code {
        Some(unit) => format!("/board/{code}/{unit}"),
        None => format!("/board/{code}"),
    };
    let only = unit_code.and_then(|_| units.first());
    Ok(Board {
        address,
        topic: hall_topic(id),
        title: title(&facility, only),
        calls: lately_called(&calls, &called, (&rooms, view.now())),
        pages: pages(rows(&rooms, &calls, &next, view.now())),
    })
}

fn title(facility: &Facility, unit: Option<&Unit>) -> [String; 2] {
    let names = &facility.names;
    match unit {
        Some(unit) => [
            format!("{} ओपीडी", unit.names.hindi),
            format!("{} OPD · {}", unit.names.english, names.english),
        ],
        None => [names.hindi.clone(), names.english.clone()],
    }
}

/// The latest calls of each unit, latest first.
type LastCalls = HashMap<UnitId, Vec<Token>>;

fn last_calls(view: &mut Tx<'_>, units: &[Unit]) -> Result<LastCalls, Stop> {
    let mut called = LastCalls::with_capacity(units.len());
    for unit in units {
        called.insert(unit.id, store::last_calls(view, unit)?);
    }
    Ok(called)
}

/// For each room the number that its unit will call next, shared out in the order of the doors.
fn next_numbers(
    view: &mut Tx<'_>,
    (units, rooms): (&[Unit], &[Room]),
    called: &LastCalls,
) -> Result<HashMap<RoomId, Number>, Stop> {
    let (mut next, now) = (HashMap::new(), view.now());
    for unit in units {
        let of_unit: Vec<&Room> = rooms.iter().filter(|room| room.unit == unit.id).collect();
        let waiting = waiting(view, unit)?;
        let called = called.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
        let last = store::lines(called, rules::SHORT_LINE_CALLS_IN_A_ROW_MAX);
        let coming = rules::coming_calls(&waiting, &last, of_unit.len());
        for (room, token) in of_unit.into_iter().zip(coming) {
            next.insert(room.id, Number::of(&token.number, token.day, now));
        }
    }
    Ok(next)
}

/// Two rooms may call within a moment: each is announced, so each is sent, first called first. When
/// nobody was called lately the last call stands there, also of somebody who was seen since.
fn lately_called(
    calls: &[RoomCall],
    called: &LastCalls,
    (rooms, now): (&[Room], Instant),
) -> Vec<Call> {
    let fresh = |call: &&RoomCall| call.awaited && is_fresh(call.since, now);
    let mut lately: Vec<RoomCall> = calls.iter().filter(fresh).take(CALLS_MAX).cloned().collect();
    lately.reverse();
    if lately.is_empty() {
        let seen = called.values().flatten().filter_map(RoomCall::of);
        let all = seen.chain(calls.iter().cloned());
        let here = all.filter(|call| rooms.iter().any(|room| room.id == call.room));
        lately.extend(here.max_by_key(|call| (call.since, call.number.number)));
    }
    lately.iter().filter_map(|call| the_call(call, rooms, now)).collect()
}

fn the_call(call: &RoomCall, rooms: &[Room], now: Instant) -> Option<Call> {
    let room = rooms.iter().find(|room| room.id == call.room)?;
    let way = [room.way.hindi.clone(), room.way.english.clone()];
    let number = Number::of(&call.number, call.day, now);
    Some(Call {
        key: format!("{}|{}|{}", number.text, room.door, call.since.microseconds()),
        say: said(&call.number, &room.door, number.yesterday),
        number,
        door: room.door.clone(),
        way: Some(way).filter(|[hindi, _]| !hindi.is_empty()),
        fresh: call.awaited && is_fresh(call.since, now),
        time: numbers::clock_time(call.since),
    })
}

fn rows(
    rooms: &[Room],
    calls: &[RoomCall],
    next: &HashMap<RoomId, Number>,
    now: Instant,
) -> Vec<BoardRow> {
    let row = |room: &Room| {
        let call = calls.iter().find(|call| call.room == room.id);
        BoardRow {
            door: room.door.clone(),
            now: call.map(|call| Number::of(&call.number, call.day, now)),
            next: next.get(&room.id).cloned(),
            calling: call.is_some_and(|call| call.awaited && is_fresh(call.since, now)),
        }
    };
    rooms.iter().map(row).collect()
}

/// As few pages as the rooms need, each with as many rooms as the others.
fn pages(mut rows: Vec<BoardRow>) -> Vec<BoardPart> {
    let pages = rows.len().div_ceil(PAGE_ROOMS_MAX).max(1);
    let lines = rows.len().div_ceil(pages).max(1);
    let mut parts = Vec::with_capacity(pages);
    while !rows.is_empty() {
        let later = rows.split_off(lines.min(rows.len()));
        parts.push(BoardPart { free: lines - rows.len(), rows });
        rows = later;
    }
    parts
}

fn is_fresh(since: Instant, now: Instant) -> bool {
    now.microseconds() - since.microseconds() < CALLING_SECONDS * MICROSECONDS_A_SECOND
}

/// What the voice says of a call, Hindi first.
fn said(number: &TokenNumber, door: &str, yesterday: bool) -> [String; 2] {
    let words = if yesterday {
        msg::queue::spoken_of_yesterday(door, spelt(number))
    } else {
        msg::queue::spoken(door, spelt(number))
    };
    [Language::Hindi, Language::English].map(|language| say(&words, language))
}

/// `M 148`: so that a voice does not read a minus.
fn spelt(number: &TokenNumber) -> String {
    format!("{} {}", number.prefix, number.number)
}
