//! Sign-ins that have not ended, and where their people sit.

use crate::act::Act;
use crate::grants::{self, grants_of};
use crate::node::{NodeKind, NodePath, UnitId};
use crate::organisation::{self, Node};
use crate::own_word::OwnWord;
use crate::permit::{Access, Grant, Permit, Place, SessionId};
use crate::refusal::AccessRefusal;
use crate::staff::{self, Staff, hash_of};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::{Row, Stop, Tx};
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

const MICROSECONDS_A_MINUTE: i64 = 60_000_000;
/// A screen left alone is signed out after this long.
pub const IDLE_MINUTES_MAX: i64 = 30;
/// One shift with its overtime; after that everyone signs in again.
pub const SESSION_MINUTES_MAX: i64 = 14 * 60;
const SESSIONS_ROWS_MAX: i64 = 50;
const DEVICE_CHARACTERS_MAX: usize = 120;
const COUNTER_CHARACTERS_MAX: usize = 20;
const TOKEN_BYTES: usize = 32;
const END_SESSION: &str = "access.end-session";

/// What the cookie holds: 256 random bits. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

/// The digest of a [`SessionToken`]; what the table holds and what a permit remembers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey([u8; 32]);

impl SessionToken {
    /// A new one.
    pub fn draw() -> Result<Self, Stop> {
        let mut bytes = [0u8; TOKEN_BYTES];
        getrandom::fill(&mut bytes).map_err(|e| Stop::fault(e.to_string()))?;
        Ok(Self::of_bytes(&bytes))
    }

    /// Another one, for one use alone, that nobody can tell without this one: what a link ends with
    /// that only the holder of a cookie could have made. It does not give this one away.
    #[must_use]
    pub fn for_use(&self, what: &str) -> Self {
        let both = Sha256::new().chain_update(self.0.as_bytes()).chain_update(what.as_bytes());
        let digest: [u8; TOKEN_BYTES] = both.finalize().into();
        Self::of_bytes(&digest)
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
    }

    /// Whatever a cookie said; only its digest is ever looked up.
    pub fn of_cookie(value: &str) -> Self {
        Self(value.chars().take(TOKEN_BYTES * 2).collect())
    }

    /// For the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the table knows it by.
    pub fn key(&self) -> SessionKey {
        SessionKey(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl SessionKey {
    /// What a table kept of one.
    pub const fn of_digest(digest: [u8; TOKEN_BYTES]) -> Self {
        Self(digest)
    }

    /// The digest itself, for a table.
    pub const fn digest(&self) -> [u8; TOKEN_BYTES] {
        self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

/// A sign-in as "my sign-ins" lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub opened_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
    /// What the browser says it is.
    pub device: String,
    /// Where its person sat.
    pub facility: FacilityId,
}

/// Where somebody wants to sit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// A facility, a unit of one, or for those who work for all of it the district or department.
    pub node: Node,
    /// The room, for those who see people.
    pub room: Option<Uuid>,
    /// What is painted over the counter.
    pub counter: Option<String>,
}

const OPEN: &str = "
    INSERT INTO access_session (hash, digest, session_id, staff_id, second_factor, opened_at,
                                seen_at, device, facility_id, unit_id, room_id, counter, path)
    VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)";
const RESUME: &str = "
    SELECT session_id, staff_id, second_factor, opened_at, seen_at, facility_id, unit_id,
           room_id, counter, path
    FROM   access_session
    WHERE  hash = $1 AND digest = $2 AND ended_at IS NULL";
const TOUCH: &str = "
    UPDATE access_session
    SET    seen_at = $3
    WHERE  hash = $1 AND digest = $2 AND seen_at < $3";
const RAISE: &str = "
    UPDATE access_session
    SET    second_factor = $3
    WHERE  hash = $1 AND digest = $2";
const SIT: &str = "
    UPDATE access_session
    SET    facility_id = $3, unit_id = $4, room_id = $5, counter = $6, path = $7
    WHERE  hash = $1 AND digest = $2";
const END: &str = "
    UPDATE access_session
    SET    ended_at = $3
    WHERE  hash = $1 AND digest = $2 AND ended_at IS NULL";
const END_ONE: &str = "
    UPDATE access_session
    SET    ended_at = $3
    WHERE  staff_id = $1 AND session_id = $2 AND ended_at IS NULL";
const END_OTHERS: &str = "
    UPDATE access_session
    SET    ended_at = $3
    WHERE  staff_id = $1 AND session_id <> $2 AND ended_at IS NULL";
const END_ALL: &str = "
    UPDATE access_session
    SET    ended_at = $2
    WHERE  staff_id = $1 AND ended_at IS NULL";
const LIST: &str = "
    SELECT session_id, opened_at, seen_at, device, facility_id
    FROM   access_session
    WHERE  staff_id = $1 AND ended_at IS NULL AND opened_at > $2 AND seen_at > $3
    ORDER  BY opened_at DESC, session_id
    LIMIT  $4";

/// A session that has just begun.
pub(crate) struct Opened {
    pub(crate) token: SessionToken,
    pub(crate) id: SessionId,
    pub(crate) facility: FacilityId,
}

/// A session that was found open.
pub struct Resumed {
    /// Who, where, with which grants.
    pub access: Access,
    /// What is known of them.
    pub staff: Staff,
    /// When it was last used. More than a minute ago: call [`touch`].
    pub seen_at: Instant,
}

/// Who holds this cookie, where they sit and what they were granted.
///
/// Refuses with `ACC-005` when the session ended, was revoked, was idle or is too old.
pub fn resume(tx: &mut Tx<'_>, key: SessionKey) -> Result<Resumed, Stop> {
    let found = tx.query_one(RESUME, &[hash_of(&key.0).into(), key.0.to_vec().into()], |row| {
        read_session(row, key)
    })?;
    let (mut access, opened_at, seen_at) = found.ok_or(AccessRefusal::SessionEnded)?;
    if is_over(opened_at, seen_at, tx.now()) {
        return Err(AccessRefusal::SessionEnded.into());
    }
    let known = grants::staff_with_grants(tx, access.staff)?;
    let (staff, grants) = known.ok_or_else(|| Stop::fault("a session of nobody"))?;
    access.grants = grants;
    Ok(Resumed { access, staff, seen_at })
}

/// Notes that the session is in use; to the minute, so that reading pages does not write.
pub fn touch(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    let row = [hash_of(&key.0).into(), key.0.to_vec().into(), tx.now().into()];
    tx.execute(TOUCH, &row).map(drop)
}

/// Whether a session that was seen at `seen_at` should be touched now.
pub fn touch_is_due(seen_at: Instant, now: Instant) -> bool {
    now.microseconds() - seen_at.microseconds() > MICROSECONDS_A_MINUTE
}

/// Opens a session at the first place that one of the grants reaches.
pub(crate) fn open(
    tx: &mut Tx<'_>,
    staff: StaffId,
    second_factor: bool,
    device: &str,
) -> Result<Opened, Stop> {
    let today = tx.today();
    let grants = grants_of(tx, staff)?;
    let first = grants.iter().find(|grant| today <= grant.ends_on);
    let node = first.ok_or(AccessRefusal::NotPosted)?.node;
    let node = organisation::node(tx, node)?.ok_or(AccessRefusal::NoSuchNode)?;
    let place = place_of(&Seat { node, room: None, counter: None })?;
    let (token, id) = (SessionToken::draw()?, SessionId::draw(tx.now()));
    let key = token.key();
    let device: String =
        device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARACTERS_MAX).collect();
    let row = [
        hash_of(&key.0).into(),
        key.0.to_vec().into(),
        id.into(),
        staff.into(),
        second_factor.into(),
        tx.now().into(),
        device.into(),
        place.facility.into(),
        place.unit.into(),
        place.room.into(),
        place.counter.into(),
        place.path.text().into(),
    ];
    tx.execute(OPEN, &row)?;
    Ok(Opened { token, id, facility: place.facility })
}

/// Moves somebody to another place that one of their grants reaches; `ACC-001` when none does.
pub fn sit(tx: &mut Tx<'_>, access: &Access, seat: &Seat) -> Result<Place, Stop> {
    let place = place_of(seat)?;
    let today = tx.today();
    let reaches = |g: &Grant| today <= g.ends_on && place.path.is_under(g.node);
    if !grants_of(tx, access.staff)?.iter().any(reaches) {
        return Err(AccessRefusal::NotPosted.into());
    }
    let key = access.key;
    let row = [
        hash_of(&key.0).into(),
        key.0.to_vec().into(),
        place.facility.into(),
        place.unit.into(),
        place.room.into(),
        place.counter.clone().into(),
        place.path.text().into(),
    ];
    tx.execute(SIT, &row)?;
    let word = OwnWord { facility: place.facility, ..OwnWord::of(access, "access.change-place") };
    tx.audit(&word, seat.node.id)?;
    Ok(place)
}

/// The places somebody may choose: the nodes of their grants of today and, below a facility, its
/// units. A grant above facilities offers those facilities.
pub fn seats_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Node>, Stop> {
    let today = tx.today();
    let mut seats: Vec<Node> = Vec::new();
    for grant in grants_of(tx, staff)?.into_iter().filter(|grant| today <= grant.ends_on) {
        let Some(node) = organisation::node(tx, grant.node)? else { continue };
        let below = match node.kind {
            NodeKind::Department | NodeKind::District => {
                organisation::below(tx, &node.path, NodeKind::Facility)?
            }
            NodeKind::Facility => organisation::children(tx, node.id)?,
            NodeKind::Unit => Vec::new(),
        };
        for node in std::iter::once(node).chain(below) {
            if !seats.contains(&node) {
                seats.push(node);
            }
        }
    }
    Ok(seats)
}

/// Signs out. A session that has ended already stays as it is.
pub fn end(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    end_by(tx, key, "access.sign-out")
}

/// Signs out somebody who steps away from a screen that keeps their name.
pub fn lock(tx: &mut Tx<'_>, key: SessionKey) -> Result<(), Stop> {
    end_by(tx, key, "access.lock")
}

fn end_by(tx: &mut Tx<'_>, key: SessionKey, act: &'static str) -> Result<(), Stop> {
    let values = [hash_of(&key.0).into(), key.0.to_vec().into()];
    let open = tx.query_one(RESUME, &values, |row| read_session(row, key))?;
    let Some((access, ..)) = open else { return Ok(()) };
    let [hash, digest] = values;
    tx.execute(END, &[hash, digest, tx.now().into()])?;
    tx.audit(&OwnWord::of(&access, act), access.session)
}

/// Ends one of one's own sign-ins from another device.
pub fn end_one(tx: &mut Tx<'_>, access: &Access, session: SessionId) -> Result<(), Stop> {
    if tx.execute(END_ONE, &[access.staff.into(), session.into(), tx.now().into()])? == 0 {
        return Ok(());
    }
    tx.audit(&OwnWord::of(access, END_SESSION), session)
}

/// Ends all of one's own sign-ins but this one.
pub fn end_others(tx: &mut Tx<'_>, access: &Access) -> Result<(), Stop> {
    let row = [access.staff.into(), access.session.into(), tx.now().into()];
    if tx.execute(END_OTHERS, &row)? == 0 {
        return Ok(());
    }
    tx.audit(&OwnWord::of(access, END_SESSION), access.staff)
}

/// Ends all of somebody's sign-ins; whoever stops the account accounts for it.
pub(crate) fn end_all(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Stop> {
    tx.execute(END_ALL, &[staff.into(), tx.now().into()]).map(drop)
}

/// Somebody's open sign-ins, latest first.
pub fn sessions_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<OpenSession>, Stop> {
    let since = |minutes: i64| tx.now().microseconds() - minutes * MICROSECONDS_A_MINUTE;
    let values = [
        staff.into(),
        since(SESSION_MINUTES_MAX).into(),
        since(IDLE_MINUTES_MAX).into(),
        SESSIONS_ROWS_MAX.into(),
    ];
    tx.query(LIST, &values, |row| {
        Ok(OpenSession {
            id: row.id(0)?,
            opened_at: Instant::from_microseconds(row.get(1)?),
            seen_at: Instant::from_microseconds(row.get(2)?),
            device: row.get(3)?,
            facility: row.id(4)?,
        })
    })
}

/// The sign-in counts as one with two factors from now on.
pub(crate) fn raise(tx: &mut Tx<'_>, access: &Access) -> Result<(), Stop> {
    let key = access.key;
    tx.execute(RAISE, &[hash_of(&key.0).into(), key.0.to_vec().into(), true.into()]).map(drop)
}

impl<A: Act> Permit<A> {
    /// Looks again, inside the transaction of the act: the session may have ended, the grant may
    /// have been revoked, the place may have changed since the page was made.
    ///
    /// Refuses with `ACC-005`, `ACC-001`, `ACC-008`, `ACC-017` or `ACC-021`.
    pub fn recheck(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        let Some((key, _)) = self.session else { return Ok(()) };
        let today: Date = tx.today();
        let access = resume(tx, key)?.access;
        let who = staff::staff(tx, access.staff)?.ok_or(AccessRefusal::NoSuchStaff)?;
        if who.stopped_at.is_some() {
            return Err(AccessRefusal::Stopped.into());
        }
        let again: Self = access.permit(today)?;
        if again.facility() == self.facility() && again.only_unit == self.only_unit {
            Ok(())
        } else {
            Err(AccessRefusal::PlaceChanged.into())
        }
    }
}

fn is_over(opened_at: Instant, seen_at: Instant, now: Instant) -> bool {
    let minutes =
        |since: Instant| (now.microseconds() - since.microseconds()) / MICROSECONDS_A_MINUTE;
    minutes(opened_at) >= SESSION_MINUTES_MAX || minutes(seen_at) >= IDLE_MINUTES_MAX
}

/// A unit's place is its facility and itself; anyone above sits at their node.
fn place_of(seat: &Seat) -> Result<Place, Stop> {
    let node = &seat.node;
    let above = node.path.nodes().iter().rev().nth(1);
    let (facility, unit) = match (node.kind, above) {
        (NodeKind::Unit, Some(above)) => (*above, Some(UnitId::from_uuid(node.id.uuid()))),
        (NodeKind::Unit, None) => return Err(Stop::fault("a unit without a facility above it")),
        (NodeKind::Facility | NodeKind::District | NodeKind::Department, _) => (node.id, None),
    };
    let counter = seat.counter.as_deref().map(str::trim).filter(|counter| !counter.is_empty());
    let counter = counter
        .map(|c| c.chars().filter(|c| !c.is_control()).take(COUNTER_CHARACTERS_MAX).collect());
    Ok(Place {
        facility: Id::from_uuid(facility.uuid()),
        unit,
        room: seat.room,
        counter,
        path: node.path.clone(),
    })
}

fn read_session(row: &Row<'_>, key: SessionKey) -> Result<(Access, Instant, Instant), Stop> {
    let path = NodePath::of_text(&row.get::<String>(9)?);
    let place = Place {
        facility: row.id(5)?,
        unit: row.get::<Option<Uuid>>(6)?.map(Id::from_uuid),
        room: row.get(7)?,
        counter: row.get(8)?,
        path: path.ok_or_else(|| Stop::fault("a path in access_session that is none"))?,
    };
    let (session, staff, second_factor) = (row.id(0)?, row.id(1)?, row.get(2)?);
    let access = Access { staff, session, key, place, grants: Vec::<Grant>::new(), second_factor };
    let at = |position| row.get(position).map(Instant::from_microseconds);
    Ok((access, at(3)?, at(4)?))
}
