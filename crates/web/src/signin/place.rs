//! Where somebody sits today.

use crate::app::{RoomChoice, Seated};
use crate::desk::{Desk, Visitor};
use crate::filters;
use crate::forms::{Form, FormErrors, hex};
use crate::messages::Message;
use crate::msg;
use crate::problem::{Page, Problem};
use crate::session;
use crate::shell::Shell;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::grants::grants_of;
use nabz_access::session::{Seat, resume, seats_of, sit as sit_down};
use nabz_access::{
    Access, Grant, Node, NodeId, NodeKind, Role, SessionToken, UnitId, organisation,
};
use nabz_kernel::clock::Date;
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
    /// Facilities, and what lies above them.
    wholes: Vec<SeatRow>,
    departments: Vec<Department>,
    /// Whoever sees people in a room chooses among the departments first.
    departments_first: bool,
    /// Whether the departments are of little use to this person, and folded away.
    folded: bool,
    counter: String,
}

/// A unit with its rooms.
struct Department {
    name: String,
    within: String,
    seats: Vec<SeatRow>,
}

/// One place to sit.
struct SeatRow {
    value: String,
    name: String,
    door: Option<String>,
    /// What one does there.
    what: Option<Message>,
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

/// A place that somebody's postings reach.
struct Reached {
    node: Node,
    /// What lies right above it.
    above: Option<Node>,
    /// What they are there.
    roles: Vec<Role>,
}

async fn show(desk: &Desk, errors: FormErrors, counter: String) -> Result<Page, Problem> {
    let (staff, rooms) = (desk.staff(), desk.app().rooms());
    let seats = desk.read(move |view| {
        let grants = grants_of(view, staff)?;
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
        let mut reached = Vec::new();
        for node in nodes.into_iter().take(SEATS_SHOWN_MAX) {
            let above = match node.path.nodes().iter().rev().nth(1) {
                Some(above) => organisation::node(view, *above)?,
                None => None,
            };
            let roles = roles_at(&grants, &node, view.today());
            reached.push(Reached { node, above, roles });
        }
        Ok((reached, doors))
    });
    let (reached, doors) = seats.await?;
    desk.page(&page_of(desk, (errors, counter), (&reached, &doors)))
}

fn roles_at(grants: &[Grant], node: &Node, today: Date) -> Vec<Role> {
    let reaches = |grant: &&Grant| today <= grant.ends_on && node.path.is_under(grant.node);
    grants.iter().filter(reaches).map(|grant| grant.role).collect()
}

fn page_of(
    desk: &Desk,
    (errors, counter): (FormErrors, String),
    (reached, doors): (&[Reached], &[RoomChoice]),
) -> PlacePage {
    let (units, wholes): (Vec<&Reached>, Vec<&Reached>) =
        reached.iter().partition(|one| one.node.kind == NodeKind::Unit);
    let is = |role: Role| reached.iter().any(|one| one.roles.contains(&role));
    let mut departments: Vec<Department> =
        units.into_iter().map(|one| department(desk, one, doors)).collect();
    departments.sort_by(|a, b| (&a.within, &a.name).cmp(&(&b.within, &b.name)));
    let sits_there = departments.iter().any(|one| one.seats.iter().any(|seat| seat.chosen));
    PlacePage {
        shell: desk.shell(),
        errors,
        wholes: wholes.into_iter().map(|one| whole(desk, one)).collect(),
        departments_first: is(Role::Doctor),
        folded: !(is(Role::Doctor) || is(Role::TriageNurse) || sits_there),
        departments,
        counter,
    }
}

fn named(desk: &Desk, node: &Node) -> String {
    desk.language().pick(&node.names.hindi, &node.names.english).clone()
}

/// Whether this is where they sit, in this room or in none.
fn is_here(desk: &Desk, node: &Node, room: Option<Uuid>) -> bool {
    let place = desk.signed().access().place();
    place.path.end() == Some(node.id) && place.room == room
}

/// All of a facility, or of what lies above facilities.
fn whole(desk: &Desk, one: &Reached) -> SeatRow {
    let is = |role: &Role| one.roles.contains(role);
    let what = match one.node.kind {
        NodeKind::Facility if [Role::Pharmacist, Role::StoreKeeper].iter().any(is) => {
            Some(msg::access::seat_pharmacy())
        }
        NodeKind::Facility if is(&Role::RegistrationClerk) => Some(msg::access::seat_counter()),
        NodeKind::Facility => Some(msg::access::seat_facility()),
        NodeKind::Department | NodeKind::District | NodeKind::Unit => None,
    };
    SeatRow {
        value: one.node.id.to_string(),
        name: named(desk, &one.node),
        door: None,
        what,
        chosen: is_here(desk, &one.node, None),
    }
}

/// A unit, and its rooms in the order of their doors for whoever sees people behind one.
fn department(desk: &Desk, one: &Reached, doors: &[RoomChoice]) -> Department {
    let (node, name) = (&one.node, named(desk, &one.node));
    let unit = UnitId::from_uuid(node.id.uuid());
    let seat = |door: Option<String>, room: Option<Uuid>| SeatRow {
        value: room.map_or_else(|| node.id.to_string(), |room| format!("{}/{room}", node.id)),
        name: name.clone(),
        what: door.is_none().then(msg::access::seat_department),
        chosen: is_here(desk, node, room),
        door,
    };
    let sees_people = one.roles.contains(&Role::Doctor);
    let rooms = doors.iter().filter(|choice| choice.unit == Some(unit));
    let rooms = rooms.filter(|choice| sees_people || is_here(desk, node, Some(choice.id)));
    let mut rooms: Vec<&RoomChoice> = rooms.collect();
    rooms.sort_by_key(|choice| door_order(&choice.door));
    let rooms = rooms.into_iter().map(|choice| seat(Some(choice.door.clone()), Some(choice.id)));
    Department {
        within: one.above.as_ref().map(|above| named(desk, above)).unwrap_or_default(),
        seats: std::iter::once(seat(None, None)).chain(rooms).collect(),
        name,
    }
}

/// Room 9 comes before room 10.
fn door_order(door: &str) -> (usize, String) {
    (door.chars().count(), door.to_owned())
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
