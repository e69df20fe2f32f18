//! Where somebody sits today.

use crate::app::{RoomChoice, Seated};
use crate::desk::{Desk, Visitor};
use crate::filters;
use crate::forms::{Form, FormErrors, hex};
use crate::msg;
use crate::problem::{Page, Problem};
use crate::session;
use crate::shell::Shell;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::session::{Seat, resume, seats_of, sit as sit_down};
use nabz_access::{Access, Node, NodeId, NodeKind, SessionToken, UnitId, organisation};
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use serde::Deserialize;
use uuid::Uuid;

/// The place of this machine: a counter's screen stays at its counter whoever signs in.
pub(super) const SEAT_COOKIE: &str = "__Host-nabz-seat";
const SEAT_KEPT_SECONDS: u32 = 31_536_000;
const COUNTER_LETTERS_MAX: usize = 20;
/// Somebody of the whole department filters with the browser's own search.
const SEATS_SHOWN_MAX: usize = 200;

#[derive(Template)]
#[template(path = "signin/pages/place.html")]
struct PlacePage {
    shell: Shell,
    errors: FormErrors,
    seats: Vec<SeatRow>,
    counter: String,
}

/// A facility, or a unit with its rooms.
struct SeatRow {
    value: String,
    name: String,
    within: String,
    chosen: bool,
    rooms: Vec<RoomRow>,
}

struct RoomRow {
    value: String,
    door: String,
    chosen: bool,
}

#[derive(Deserialize)]
pub(super) struct PlaceForm {
    #[serde(default)]
    place: String,
    #[serde(default)]
    counter: String,
}

/// The places that somebody's postings reach.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let place = desk.signed().access().place().clone();
    show(&desk, FormErrors::default(), place.counter.unwrap_or_default()).await
}

async fn show(desk: &Desk, errors: FormErrors, counter: String) -> Result<Page, Problem> {
    let (staff, rooms) = (desk.staff(), desk.app().rooms());
    let seats = desk.read(move |view| {
        let nodes = seats_of(view, staff)?;
        let facilities: Vec<FacilityId> = nodes.iter().filter_map(facility_of).collect();
        let mut doors = Vec::new();
        if let Some(rooms) = rooms {
            let mut known = Vec::new();
            for facility in facilities.into_iter().take(SEATS_SHOWN_MAX) {
                if !known.contains(&facility) {
                    doors.extend(rooms(view, facility)?);
                    known.push(facility);
                }
            }
        }
        let mut parents = Vec::new();
        for node in nodes.iter().take(SEATS_SHOWN_MAX) {
            let above = node.path.nodes().iter().rev().nth(1);
            parents.push(match above {
                Some(above) => organisation::node(view, *above)?,
                None => None,
            });
        }
        Ok((nodes, parents, doors))
    });
    let (nodes, parents, doors) = seats.await?;
    let rows =
        nodes.iter().zip(&parents).map(|(node, above)| row(desk, node, above.as_ref(), &doors));
    let view = PlacePage { shell: desk.shell(), errors, seats: rows.collect(), counter };
    desk.page(&view)
}

fn row(desk: &Desk, node: &Node, above: Option<&Node>, doors: &[RoomChoice]) -> SeatRow {
    let name = |node: &Node| desk.language().pick(&node.names.hindi, &node.names.english).clone();
    let place = desk.signed().access().place();
    let here = place.path.end() == Some(node.id);
    let unit = UnitId::from_uuid(node.id.uuid());
    let of_unit = |choice: &&RoomChoice| node.kind == NodeKind::Unit && choice.unit == Some(unit);
    let rooms = doors.iter().filter(of_unit).map(|choice| RoomRow {
        value: format!("{}/{}", node.id, choice.id),
        door: choice.door.clone(),
        chosen: here && place.room == Some(choice.id),
    });
    SeatRow {
        value: node.id.to_string(),
        name: name(node),
        within: above.map(name).unwrap_or_default(),
        chosen: here && place.room.is_none(),
        rooms: rooms.collect(),
    }
}

fn facility_of(node: &Node) -> Option<FacilityId> {
    let id = match node.kind {
        NodeKind::Facility => node.id,
        NodeKind::Unit => *node.path.nodes().iter().rev().nth(1)?,
        NodeKind::Department | NodeKind::District => return None,
    };
    Some(FacilityId::from_uuid(id.uuid()))
}

/// Sits down, and lets the machine remember it.
pub(super) async fn sit(desk: Desk, Form(form): Form<PlaceForm>) -> Result<Response, Problem> {
    let mut errors = FormErrors::default();
    let label = desk.say(&msg::signin::counter());
    let counter = errors.line("counter", &form.counter, COUNTER_LETTERS_MAX, &label);
    let Some(wanted) = Wanted::parse(&form.place) else {
        errors.add("place", &Refused::plain("WEB-014"));
        return Ok(show(&desk, errors, form.counter).await?.with_errors().into_response());
    };
    if !errors.is_empty() {
        return Ok(show(&desk, errors, form.counter).await?.with_errors().into_response());
    }
    let access = desk.signed().access().clone();
    let remembered = wanted.remembered(counter.as_deref());
    let seated = desk.app().seated();
    let seat = move |tx: &mut Tx<'_>| {
        let node =
            organisation::node(tx, wanted.node)?.ok_or(Refused::plain("ACC-012").missing())?;
        let seat = Seat { node, room: wanted.room, counter: counter.clone() };
        take_seat(tx, &access, &seat, seated)
    };
    match desk.app().store().write(seat).await {
        Ok(()) => {}
        Err(Stop::Refused(refused)) => {
            errors.add("place", &refused);
            return Ok(show(&desk, errors, form.counter).await?.with_errors().into_response());
        }
        Err(stop) => return Err(stop.into()),
    }
    let kept = session::cookie(SEAT_COOKIE, &remembered, Some(SEAT_KEPT_SECONDS))?;
    Ok(([(header::SET_COOKIE, kept)], Redirect::to("/")).into_response())
}

/// Whether there is anything to choose.
pub(super) async fn has_a_choice(visitor: &Visitor, staff: StaffId) -> Result<bool, Problem> {
    Ok(visitor.read(move |view| seats_of(view, staff)).await?.len() > 1)
}

/// Sits where this machine stood before, if the person's postings reach it.
pub(super) async fn sit_again(
    visitor: &Visitor,
    token: &SessionToken,
    remembered: &str,
) -> Result<bool, Problem> {
    let Some((wanted, counter)) = Wanted::recall(remembered) else { return Ok(false) };
    let (key, seated) = (token.key(), visitor.app().seated());
    let seat = move |tx: &mut Tx<'_>| {
        let access = resume(tx, key)?.access;
        let Some(node) = organisation::node(tx, wanted.node)? else { return Ok(false) };
        let seat = Seat { node, room: wanted.room, counter: counter.clone() };
        take_seat(tx, &access, &seat, seated)?;
        Ok(true)
    };
    match visitor.app().store().write(seat).await {
        Err(Stop::Refused(_)) => Ok(false),
        settled => Ok(settled?),
    }
}

/// Sits down, with what has to be at hand there.
fn take_seat(
    tx: &mut Tx<'_>,
    access: &Access,
    seat: &Seat,
    seated: Option<Seated>,
) -> Result<(), Stop> {
    sit_down(tx, access, seat)?;
    let Some(seated) = seated else { return Ok(()) };
    let there = resume(tx, access.key())?.access;
    seated(tx, &there)
}

/// A place as a form or a cookie says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    node: NodeId,
    room: Option<Uuid>,
}

impl Wanted {
    fn parse(text: &str) -> Option<Self> {
        let (node, room) = match text.split_once('/') {
            Some((node, room)) => (node, Some(Uuid::parse_str(room).ok()?)),
            None => (text, None),
        };
        Some(Self { node: NodeId::from_uuid(Uuid::parse_str(node).ok()?), room })
    }

    /// A counter's name may be in any script; a cookie holds plain letters, so it goes as hex.
    fn remembered(self, counter: Option<&str>) -> String {
        let room = self.room.map(|room| format!("/{room}")).unwrap_or_default();
        let counter = hex(counter.unwrap_or_default().as_bytes());
        format!("{}{room}+{counter}", self.node)
    }

    fn recall(text: &str) -> Option<(Self, Option<String>)> {
        let (place, hex) = text.split_once('+')?;
        let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
        let counter = String::from_utf8(bytes?).ok().filter(|counter| !counter.is_empty());
        Some((Self::parse(place)?, counter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_recalls_its_place() {
        let wanted =
            Wanted { node: NodeId::from_uuid(Uuid::from_u128(7)), room: Some(Uuid::from_u128(8)) };
        let text = wanted.remembered(Some("काउंटर 4"));
        assert_eq!(Wanted::recall(&text), Some((wanted, Some("काउंटर 4".to_owned()))));
        assert_eq!(Wanted::recall("nonsense"), None);
    }
}
