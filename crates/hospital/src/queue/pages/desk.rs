//! The queue desk of a unit: who is here, who is next, every step of a token, and whom the unit has
//! seen today.

use crate::facilities;
use crate::facilities::model::{FacilityRefusal, Room, RoomId, Unit};
use crate::queue::actions::{self, CallOutOfTurn, CallToken, CancelToken, IssueToken, MoveToken};
use crate::queue::model::{Lane, Post, QueueRefusal, Token, TokenId, TokenState, Urgency, WhyLeft};
use crate::queue::words;
use crate::queue::{coming, here, rules, store, unit_topic};
use askama::Template;
use axum::extract::Path;
use axum::response::Redirect;
use nabz_access::{Act, Permit, UnitId};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_people::registry::model::Banner;
use nabz_people::registry::words::Named;
use nabz_store::{Stop, Tx};
use nabz_web::{
    Desk, Fields, Language, Message, OnceKey, Page, Problem, Shell, filters, msg, numbers,
};
use uuid::Uuid;

/// Calls whose order is worked out; who comes behind them stays in the order of numbers.
const COMING_MAX: usize = 200;
/// A wait of so many minutes stands out.
const LATE_MINUTES: i64 = 60;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

#[derive(Template)]
#[template(path = "queue/pages/desk.html")]
struct QueuePage {
    shell: Shell,
    queue: Queue,
    seen: Vec<SeenRow>,
    /// There are more than are shown.
    more_seen: bool,
}

/// The part that is fetched anew when something moves.
#[derive(Template)]
#[template(path = "queue/pages/desk_list.html")]
struct QueueList {
    queue: Queue,
}

struct Queue {
    unit: Uuid,
    once: OnceKey,
    name: String,
    topic: String,
    units: Vec<Choice>,
    rooms: Vec<RoomPick>,
    rows: Vec<Row>,
    waiting: String,
    as_of: String,
    may: May,
}

/// Somebody whom the unit has seen today.
struct SeenRow {
    number: String,
    who: Named,
    at: String,
    door: String,
}

struct Choice {
    id: Uuid,
    name: String,
    current: bool,
}

struct RoomPick {
    id: Uuid,
    door: String,
    chosen: bool,
}

/// Which buttons the person who looks may press.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each kind of button; none excludes another"
)]
struct May {
    call: bool,
    call_out_of_turn: bool,
    shift: bool,
    cancel: bool,
    print: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "what a template asks: shown or not shown")]
struct Row {
    id: Uuid,
    /// Each form of the row adds a word to it: one that was sent does not use up the others.
    once: OnceKey,
    number: String,
    /// Midnight carried it over; a number of today may read the same.
    yesterday: bool,
    who: Named,
    lane: Option<Message>,
    urgency: Option<Message>,
    state: Message,
    waited: Message,
    late: bool,
    waiting: bool,
    called: bool,
    absent: bool,
    with_doctor: bool,
}

/// The queue of the unit where the person sits, or the facility's first.
pub(super) async fn own_unit(desk: Desk) -> Result<Page, Problem> {
    let own = desk.signed().access().place().unit;
    show(desk, own).await
}

/// The queue of one unit.
pub(super) async fn of_unit(desk: Desk, Path(unit): Path<Uuid>) -> Result<Page, Problem> {
    show(desk, Some(Id::from_uuid(unit))).await
}

async fn show(desk: Desk, unit: Option<UnitId>) -> Result<Page, Problem> {
    let (facility, language, now) = (desk.facility(), desk.language(), desk.now());
    let may = May {
        call: desk.may::<CallToken>(),
        call_out_of_turn: desk.may::<CallOutOfTurn>(),
        shift: desk.may::<MoveToken>(),
        cancel: desk.may::<CancelToken>(),
        print: desk.may::<IssueToken>(),
    };
    if !(may.call || may.shift || may.print) {
        // A menu without the entry is not a lock; the refusal is the same as at any act.
        desk.permit::<CallToken>()?;
    }
    let (staff, seat) = (desk.staff(), desk.signed().access().place().room);
    // A part that is fetched anew shows who is here; the others stand below it.
    let part = desk.wants_fragment();
    let read = desk.read(move |view| {
        // Who has not said in which room they sit is where the roster has them today.
        let rostered = facilities::room_of(view, facility, staff)?.map(Id::uuid);
        Ok((read(view, (facility, unit), part)?, seat.or(rostered)))
    });
    let (Read { units, unit, rooms, here, seen }, own_room) = read.await?;
    let pick = |names: &nabz_access::Names| language.pick(&names.hindi, &names.english).clone();
    let queue = Queue {
        unit: unit.id.uuid(),
        once: OnceKey::draw(),
        name: pick(&unit.names),
        topic: unit_topic(facility, unit.id),
        units: units
            .iter()
            .map(|one| Choice {
                id: one.id.uuid(),
                name: pick(&one.names),
                current: one.id == unit.id,
            })
            .collect(),
        rooms: rooms.iter().map(|room| room_pick(room, own_room)).collect(),
        waiting: numbers::grouped(count(&here)),
        rows: here.iter().map(|(token, person)| row(token, person, (now, language))).collect(),
        as_of: numbers::clock_time(now),
        may,
    };
    if part {
        return desk.page(&QueueList { queue });
    }
    let more_seen = i64::try_from(seen.len()).is_ok_and(|seen| seen >= store::SEEN_ROWS_MAX);
    let seen = seen.iter().map(|(token, person)| seen_row(token, person, (&rooms, language)));
    let seen = seen.collect();
    desk.page(&QueuePage { shell: desk.shell(), queue, seen, more_seen })
}

/// A token and who holds it. Whoever sees the queue of their own facility sees the names too: the
/// counter is asked by name. A list of names opens nobody's record.
type Held = (Token, Banner);

/// What the page is made of.
struct Read {
    units: Vec<Unit>,
    unit: Unit,
    rooms: Vec<Room>,
    here: Vec<Held>,
    seen: Vec<Held>,
}

fn read(
    view: &mut Tx<'_>,
    (facility, unit): (FacilityId, Option<UnitId>),
    part: bool,
) -> Result<Read, Stop> {
    let units = facilities::units(view, facility)?;
    let chosen = match unit {
        Some(id) => units.iter().find(|unit| unit.id == id),
        None => units.first(),
    };
    let unit = chosen.cloned().ok_or(FacilityRefusal::NoSuchUnit)?;
    let mut rooms = facilities::rooms(view, facility)?;
    rooms.retain(|room| room.unit == unit.id);
    let mut here = here(view, &unit)?;
    rules::in_order(&mut here, &coming(view, &unit, COMING_MAX)?);
    let seen = if part { Vec::new() } else { store::seen(view, facility, unit.id)? };
    let (here, seen) = (held(view, here)?, held(view, seen)?);
    Ok(Read { units, unit, rooms, here, seen })
}

fn held(view: &mut Tx<'_>, tokens: Vec<Token>) -> Result<Vec<Held>, Stop> {
    let people = registry::banners(view, tokens.iter().map(|token| token.person))?;
    Ok(tokens.into_iter().zip(people).collect())
}

fn room_pick(room: &Room, own: Option<Uuid>) -> RoomPick {
    let id = room.id.uuid();
    RoomPick { id, door: room.door.clone(), chosen: own == Some(id) }
}

fn count(here: &[Held]) -> i64 {
    let waiting = |held: &&Held| matches!(held.0.state, TokenState::Waiting { .. });
    i64::try_from(here.iter().filter(waiting).count()).unwrap_or(i64::MAX)
}

fn seen_row(token: &Token, person: &Banner, (rooms, language): (&[Room], Language)) -> SeenRow {
    let (room, at) = match token.state {
        TokenState::Seen { room, at, .. } => (Some(room), numbers::clock_time(at)),
        TokenState::Waiting { .. }
        | TokenState::Called { .. }
        | TokenState::Absent { .. }
        | TokenState::WithDoctor { .. }
        | TokenState::Unsigned { .. }
        | TokenState::Left { .. } => (None, String::new()),
    };
    let door = rooms.iter().find(|one| Some(one.id) == room).map(|room| room.door.clone());
    SeenRow {
        number: token.number.to_string(),
        who: Named::of(person, language),
        at,
        door: door.unwrap_or_default(),
    }
}

fn row(token: &Token, person: &Banner, (now, language): (Instant, Language)) -> Row {
    let minutes =
        (now.microseconds() - token.issued_at.microseconds()).div_euclid(MICROSECONDS_A_MINUTE);
    let waiting = matches!(token.state, TokenState::Waiting { .. });
    Row {
        id: token.id.uuid(),
        once: OnceKey::draw(),
        number: token.number.to_string(),
        yesterday: token.day != now.date_in_india(),
        who: Named::of(person, language),
        lane: match token.lane {
            Lane::Emergency => Some(msg::queue::lane_emergency()),
            Lane::Priority => Some(msg::queue::lane_priority()),
            Lane::General => None,
        },
        urgency: match token.urgency {
            Urgency::Emergency => Some(msg::queue::urgency_emergency()),
            Urgency::Urgent => Some(msg::queue::urgency_urgent()),
            Urgency::Routine => None,
        },
        state: words::state(token.state),
        waited: numbers::duration(minutes),
        late: waiting && minutes >= LATE_MINUTES,
        waiting,
        called: matches!(token.state, TokenState::Called { .. }),
        absent: matches!(token.state, TokenState::Absent { .. }),
        with_doctor: matches!(token.state, TokenState::WithDoctor { .. }),
    }
}

/// Calls whoever is next into the room that was chosen.
pub(super) async fn call_next(
    desk: Desk,
    Path(unit): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<CallToken>()?;
    let post = Post { unit: Id::from_uuid(unit), room: room_of(&fields)? };
    once(&desk, permit, &fields, move |tx, permit| actions::call_next(tx, permit, post)).await
}

/// Calls somebody out of turn.
pub(super) async fn call_token(
    desk: Desk,
    Path(token): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<CallOutOfTurn>()?;
    let unit = fields.get("unit").parse::<Uuid>();
    let unit = unit.map_err(|_| refused(QueueRefusal::NoSuchUnit))?;
    let post = Post { unit: Id::from_uuid(unit), room: room_of(&fields)? };
    let asked = (TokenId::from_uuid(token), post);
    once(&desk, permit, &fields, move |tx, permit| actions::call_token(tx, permit, asked)).await
}

/// Says the number once more.
pub(super) async fn call_again(
    desk: Desk,
    path: Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    step::<CallToken>(desk, path, fields, actions::call_again).await
}

/// Nobody came.
pub(super) async fn mark_absent(
    desk: Desk,
    path: Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    step::<CallToken>(desk, path, fields, actions::mark_absent).await
}

/// Somebody who missed the call is back, or a visit was begun by mistake.
pub(super) async fn return_to_queue(
    desk: Desk,
    path: Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    step::<MoveToken>(desk, path, fields, actions::return_to_queue).await
}

/// Sends somebody to another unit.
pub(super) async fn transfer(
    desk: Desk,
    Path(token): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<MoveToken>()?;
    let to = fields.get("to").parse::<Uuid>();
    let to = to.map_err(|_| refused(QueueRefusal::NoSuchUnit))?;
    let asked = (TokenId::from_uuid(token), Id::from_uuid(to));
    once(&desk, permit, &fields, move |tx, permit| actions::transfer(tx, permit, asked)).await
}

/// Ends a token for a reason.
pub(super) async fn cancel(
    desk: Desk,
    Path(token): Path<Uuid>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let why = WhyLeft::chosen(fields.get("why"));
    let why = why.ok_or_else(|| refused(QueueRefusal::NoSuchReason))?;
    let asked = (TokenId::from_uuid(token), why);
    let permit = desk.permit::<CancelToken>()?;
    once(&desk, permit, &fields, move |tx, permit| actions::cancel(tx, permit, asked)).await
}

/// One button, one verb on one token.
async fn step<A: Act + 'static>(
    desk: Desk,
    Path(token): Path<Uuid>,
    fields: Fields,
    verb: fn(&mut Tx<'_>, &Permit<A>, TokenId) -> Result<Token, Stop>,
) -> Result<Redirect, Problem> {
    let permit = desk.permit::<A>()?;
    let token = TokenId::from_uuid(token);
    once(&desk, permit, &fields, move |tx, permit| verb(tx, permit, token)).await
}

/// Does one thing to one token, once however often the button is pressed, and goes back to the
/// queue of its unit.
async fn once<A: Act + 'static>(
    desk: &Desk,
    permit: Permit<A>,
    fields: &Fields,
    mut action: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<Token, Stop> + Send + 'static,
) -> Result<Redirect, Problem> {
    let act = move |tx: &mut Tx<'_>, permit: &Permit<A>| Ok(action(tx, permit)?.unit.uuid());
    let unit = desk.write_once(permit, &fields.once(), act).await?;
    Ok(Redirect::to(&format!("/queue/{unit}")))
}

fn room_of(fields: &Fields) -> Result<RoomId, Problem> {
    let room = fields.get("room").parse::<Uuid>();
    room.map(Id::from_uuid).map_err(|_| refused(QueueRefusal::NoSuchRoom))
}

fn refused(refusal: QueueRefusal) -> Problem {
    Refused::from(refusal).into()
}
