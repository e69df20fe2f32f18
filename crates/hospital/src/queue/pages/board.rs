//! The waiting hall's board: numbers and doors in both scripts, pushed, spoken, never a name.

use crate::facilities;
use crate::facilities::model::{Facility, FacilityRefusal, Room, RoomId, Unit};
use crate::queue::model::TokenNumber;
use crate::queue::store::{self, RoomCall};
use crate::queue::{hall_topic, rules};
use askama::Template;
use axum::extract::Path;
use nabz_access::{NodeKind, organisation};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_store::{Stop, Tx};
use nabz_web::messages::say;
use nabz_web::{Language, Page, Problem, PublicShell, Visitor, filters, msg, numbers};
use std::collections::HashMap;

/// Lines that a hall can read from its last row of chairs.
const BOARD_ROOMS_MAX: usize = 7;
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
    rows: Vec<BoardRow>,
}

#[cfg(test)]
impl Board {
    pub(super) fn announced(&self) -> Vec<String> {
        self.calls.iter().map(|call| call.key.clone()).collect()
    }
}

struct Call {
    /// Another call of the same number is another one.
    key: String,
    /// What the voice says, Hindi first.
    say: [String; 2],
    number: String,
    door: String,
    way: Option<[String; 2]>,
    fresh: bool,
    time: String,
}

struct BoardRow {
    door: String,
    now: Option<String>,
    next: Option<String>,
    calling: bool,
}

/// All rooms of a facility, those that called last first.
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
    let next = next_numbers(view, &units, &rooms)?;
    let address = match unit_code {
        Some(unit) => format!("/board/{code}/{unit}"),
        None => format!("/board/{code}"),
    };
    let only = unit_code.and_then(|_| units.first());
    Ok(Board {
        address,
        topic: hall_topic(id),
        title: title(&facility, only),
        calls: lately_called(&calls, &rooms, view.now()),
        rows: rows(&rooms, &calls, &next, view.now()),
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

/// For each room the number that its unit will call next, shared out in the order of the doors.
fn next_numbers(
    view: &mut Tx<'_>,
    units: &[Unit],
    rooms: &[Room],
) -> Result<HashMap<RoomId, String>, Stop> {
    let mut next = HashMap::new();
    for unit in units {
        let of_unit: Vec<&Room> = rooms.iter().filter(|room| room.unit == unit.id).collect();
        let waiting = store::waiting(view, unit.facility, unit.id)?;
        let last =
            store::last_lines(view, unit.facility, unit.id, rules::SHORT_LINE_CALLS_IN_A_ROW_MAX)?;
        let coming = rules::coming_calls(&waiting, &last, of_unit.len());
        for (room, token) in of_unit.into_iter().zip(coming) {
            next.insert(room.id, token.number.to_string());
        }
    }
    Ok(next)
}

/// Two rooms may call within a moment: each is announced, so each is sent, first called first.
fn lately_called(calls: &[RoomCall], rooms: &[Room], now: Instant) -> Vec<Call> {
    let fresh = |call: &&RoomCall| call.awaited && is_fresh(call.since, now);
    let mut lately: Vec<&RoomCall> = calls.iter().filter(fresh).take(BOARD_ROOMS_MAX).collect();
    lately.reverse();
    if lately.is_empty() {
        lately.extend(calls.first());
    }
    lately.into_iter().filter_map(|call| the_call(call, rooms, now)).collect()
}

fn the_call(call: &RoomCall, rooms: &[Room], now: Instant) -> Option<Call> {
    let room = rooms.iter().find(|room| room.id == call.room)?;
    let way = [room.way.hindi.clone(), room.way.english.clone()];
    let number = call.number.to_string();
    Some(Call {
        key: format!("{number}|{}|{}", room.door, call.since.microseconds()),
        say: said(&call.number, &room.door),
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
    next: &HashMap<RoomId, String>,
    now: Instant,
) -> Vec<BoardRow> {
    let call_of = |room: &Room| calls.iter().position(|call| call.room == room.id);
    let mut shown: Vec<&Room> = rooms.iter().collect();
    // The rooms that called last stay; those that stay are read in the order of their doors.
    shown.sort_by_key(|room| call_of(room).unwrap_or(usize::MAX));
    shown.truncate(BOARD_ROOMS_MAX);
    let order = |room: &Room| rooms.iter().position(|other| other.id == room.id);
    shown.sort_by_key(|room| order(room));
    let row = |room: &Room| {
        let call = call_of(room).and_then(|at| calls.get(at));
        BoardRow {
            door: room.door.clone(),
            now: call.map(|call| call.number.to_string()),
            next: next.get(&room.id).cloned(),
            calling: call.is_some_and(|call| call.awaited && is_fresh(call.since, now)),
        }
    };
    shown.into_iter().map(row).collect()
}

fn is_fresh(since: Instant, now: Instant) -> bool {
    now.microseconds() - since.microseconds() < CALLING_SECONDS * MICROSECONDS_A_SECOND
}

/// What the voice says of a call, Hindi first.
fn said(number: &TokenNumber, door: &str) -> [String; 2] {
    let words = msg::queue::spoken(spelt(number), door);
    [Language::Hindi, Language::English].map(|language| say(&words, language))
}

/// `M 148`: so that a voice does not read a minus.
fn spelt(number: &TokenNumber) -> String {
    format!("{} {}", number.prefix, number.number)
}
