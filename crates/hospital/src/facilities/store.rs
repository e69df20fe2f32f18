//! The tables of facilities. Names come from the organisation tree, through access.

use super::model::{
    Facility, FacilityKind, FacilityRefusal, Room, RoomId, Shift, Unit, Way, Weekdays,
};
use nabz_access::{Names, Node, NodeId, UnitId, facility_node, organisation, staff, unit_node};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{OnConflict, Row, Stop, Tx};
use std::collections::HashMap;

/// More units than the largest hospital has.
const UNITS_ROWS_MAX: i64 = 200;
/// More rooms than the largest hospital has.
const ROOMS_ROWS_MAX: i64 = 500;
/// More doctors than sit in one facility in a week.
const SHIFTS_ROWS_MAX: i64 = 2_000;
/// Twice the city's facilities.
pub const FACILITIES_ROWS_MAX: i64 = 2_000;

const KEEP_FACILITY: &str = "
    INSERT INTO facilities_facility (facility_id, kind, district)
    VALUES ($1, $2, $3)
    ON CONFLICT (facility_id)
    DO UPDATE SET kind = excluded.kind, district = excluded.district";
const FACILITY: &str = "
    SELECT facility_id, kind, district
    FROM   facilities_facility
    WHERE  facility_id = $1";
const FACILITIES: &str = "
    SELECT facility_id, kind, district
    FROM   facilities_facility
    WHERE  facility_id > $1
    ORDER  BY facility_id
    LIMIT  $2";

const KEEP_UNIT: &str = "
    INSERT INTO facilities_unit (facility_id, unit_id, prefix, weekdays, opens, closes,
                                 tokens_a_day, position)
    SELECT $1, $2, $3, $4, $5, $6, $7, COALESCE(MAX(position), 0) + 1
    FROM   facilities_unit
    WHERE  facility_id = $1
    ON CONFLICT (facility_id, unit_id)
    DO UPDATE SET prefix = excluded.prefix, weekdays = excluded.weekdays,
                  opens = excluded.opens, closes = excluded.closes,
                  tokens_a_day = excluded.tokens_a_day";
const UNITS: &str = "
    SELECT unit_id, prefix, weekdays, opens, closes, tokens_a_day
    FROM   facilities_unit
    WHERE  facility_id = $1
    ORDER  BY position, unit_id
    LIMIT  $2";
const UNIT: &str = "
    SELECT unit_id, prefix, weekdays, opens, closes, tokens_a_day
    FROM   facilities_unit
    WHERE  facility_id = $1 AND unit_id = $2";

const KEEP_ROOM: &str = "
    INSERT INTO facilities_room (facility_id, room_id, unit_id, door, way_en, way_hi)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (facility_id, room_id)
    DO UPDATE SET unit_id = excluded.unit_id, door = excluded.door, way_en = excluded.way_en,
                  way_hi = excluded.way_hi";
const ROOMS: &str = "
    SELECT room_id, facility_id, unit_id, door, way_en, way_hi
    FROM   facilities_room
    WHERE  facility_id = $1
    ORDER  BY LENGTH(door), door    -- 9 before 10
    LIMIT  $2";
const ROOM: &str = "
    SELECT room_id, facility_id, unit_id, door, way_en, way_hi
    FROM   facilities_room
    WHERE  facility_id = $1 AND room_id = $2";
const ROOM_BY_DOOR: &str = "
    SELECT room_id, facility_id, unit_id, door, way_en, way_hi
    FROM   facilities_room
    WHERE  facility_id = $1 AND door = $2";

const KEEP_SHIFT: &str = "
    INSERT INTO facilities_roster (facility_id, room_id, staff_id, weekdays)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (facility_id, room_id, staff_id)
    DO UPDATE SET weekdays = excluded.weekdays";
const END_SHIFT: &str = "
    DELETE FROM facilities_roster
    WHERE  facility_id = $1 AND room_id = $2 AND staff_id = $3";
const SHIFTS: &str = "
    SELECT room_id, staff_id, weekdays
    FROM   facilities_roster
    WHERE  facility_id = $1
    ORDER  BY room_id, staff_id
    LIMIT  $2";

/// Adds a facility, or corrects what kind it is.
pub(super) fn keep_facility(
    tx: &mut Tx<'_>,
    id: FacilityId,
    kind: FacilityKind,
    district: &str,
) -> Result<(), Stop> {
    tx.execute(KEEP_FACILITY, &[id.into(), kind.word().into(), district.into()]).map(drop)
}

/// A facility of the city.
pub fn facility(tx: &mut Tx<'_>, id: FacilityId) -> Result<Option<Facility>, Stop> {
    let Some(node) = organisation::node(tx, facility_node(id))? else { return Ok(None) };
    let found = tx.query_one(FACILITY, &[id.into()], read_facility)?;
    Ok(found.map(|(id, kind, district)| named_facility(id, kind, district, node)))
}

/// Facilities in the order of their ids, those after `after`, at most `limit`.
pub fn facilities(tx: &mut Tx<'_>, after: FacilityId, limit: i64) -> Result<Vec<Facility>, Stop> {
    let limit = limit.min(FACILITIES_ROWS_MAX);
    let rows = tx.query(FACILITIES, &[after.into(), limit.into()], read_facility)?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, kind, district) in rows {
        if let Some(node) = organisation::node(tx, facility_node(id))? {
            found.push(named_facility(id, kind, district, node));
        }
    }
    Ok(found)
}

/// Adds a unit whose node stands, or corrects it; `FAC-004` when another unit has its letter.
pub(super) fn keep_unit(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), Stop> {
    let row = [
        unit.facility.into(),
        unit.id.into(),
        unit.prefix.as_str().into(),
        unit.days.bits().into(),
        unit.opens.into(),
        unit.closes.into(),
        unit.tokens_a_day.into(),
    ];
    let taken = FacilityRefusal::PrefixTaken { prefix: unit.prefix.clone() };
    tx.execute(KEEP_UNIT, &row).on_conflict("facilities_unit_prefix_key", taken).map(drop)
}

/// The units of a facility, in the order in which they were added.
pub fn units(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Unit>, Stop> {
    let nodes = organisation::children(tx, facility_node(facility))?;
    let mut nodes: HashMap<NodeId, Node> = nodes.into_iter().map(|node| (node.id, node)).collect();
    let rows = tx.query(UNITS, &[facility.into(), UNITS_ROWS_MAX.into()], read_unit)?;
    let named = |(id, bare): (UnitId, BareUnit)| {
        Some(bare.named(id, facility, nodes.remove(&unit_node(id))?))
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

/// A unit of a facility.
pub fn unit(tx: &mut Tx<'_>, facility: FacilityId, unit: UnitId) -> Result<Option<Unit>, Stop> {
    let Some((id, bare)) = tx.query_one(UNIT, &[facility.into(), unit.into()], read_unit)? else {
        return Ok(None);
    };
    let node = organisation::node(tx, unit_node(id))?;
    Ok(node.map(|node| bare.named(id, facility, node)))
}

/// Adds a room or corrects it; `FAC-005` when another room has its number on the door.
pub(super) fn keep_room(tx: &mut Tx<'_>, room: &Room) -> Result<(), Stop> {
    let row = [
        room.facility.into(),
        room.id.into(),
        room.unit.into(),
        room.door.as_str().into(),
        room.way.english.as_str().into(),
        room.way.hindi.as_str().into(),
    ];
    let taken = FacilityRefusal::DoorTaken { door: room.door.clone() };
    tx.execute(KEEP_ROOM, &row).on_conflict("facilities_room_door_key", taken).map(drop)
}

/// The rooms of a facility, by the number on the door.
pub fn rooms(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Room>, Stop> {
    tx.query(ROOMS, &[facility.into(), ROOMS_ROWS_MAX.into()], read_room)
}

/// A room of a facility.
pub fn room(tx: &mut Tx<'_>, facility: FacilityId, room: RoomId) -> Result<Option<Room>, Stop> {
    tx.query_one(ROOM, &[facility.into(), room.into()], read_room)
}

/// The room with this number on its door.
pub fn room_by_door(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    door: &str,
) -> Result<Option<Room>, Stop> {
    tx.query_one(ROOM_BY_DOOR, &[facility.into(), door.into()], read_room)
}

/// Says who sits where on which days.
pub(super) fn keep_shift(tx: &mut Tx<'_>, at: FacilityId, shift: &Shift) -> Result<(), Stop> {
    let row = [at.into(), shift.room.into(), shift.staff.into(), shift.days.bits().into()];
    tx.execute(KEEP_SHIFT, &row).map(drop)
}

/// Somebody no longer sits in a room.
pub(super) fn end_shift(tx: &mut Tx<'_>, at: FacilityId, shift: &Shift) -> Result<(), Stop> {
    tx.execute(END_SHIFT, &[at.into(), shift.room.into(), shift.staff.into()]).map(drop)
}

/// The roster of a facility.
pub fn shifts(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Shift>, Stop> {
    tx.query(SHIFTS, &[facility.into(), SHIFTS_ROWS_MAX.into()], |row| {
        Ok(Shift { room: row.id(0)?, staff: row.id(1)?, days: read_days(row, 2)? })
    })
}

/// Who sits in which room on a day, by the roster.
pub fn doctors_on(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    day: Date,
) -> Result<Vec<(RoomId, Names)>, Stop> {
    let mut shifts = shifts(tx, facility)?;
    shifts.retain(|shift| shift.days.has(day));
    let doctors: Vec<StaffId> = shifts.iter().map(|shift| shift.staff).collect();
    let names = staff::names_of(tx, &doctors)?;
    let sitting = |shift: &Shift| Some((shift.room, names.get(&shift.staff)?.clone()));
    Ok(shifts.iter().filter_map(sitting).collect())
}

/// The room in which somebody sits today, by the roster.
pub fn room_of(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    staff: StaffId,
) -> Result<Option<RoomId>, Stop> {
    let today = tx.today();
    let mut shifts = shifts(tx, facility)?.into_iter();
    let own = shifts.find(|shift| shift.staff == staff && shift.days.has(today));
    Ok(own.map(|shift| shift.room))
}

/// A unit without the names that the organisation tree knows.
struct BareUnit {
    prefix: String,
    days: Weekdays,
    opens: u32,
    closes: u32,
    tokens_a_day: u32,
}

impl BareUnit {
    fn named(self, id: UnitId, facility: FacilityId, node: Node) -> Unit {
        let Self { prefix, days, opens, closes, tokens_a_day } = self;
        // A unit's node is called `LNH/MED`; inside its facility the part after the stroke says it.
        let code = node.code.rsplit_once('/').map_or(&*node.code, |(_, code)| code).to_owned();
        Unit { id, facility, code, names: node.names, prefix, days, opens, closes, tokens_a_day }
    }
}

fn read_unit(row: &Row<'_>) -> Result<(UnitId, BareUnit), Stop> {
    let bare = BareUnit {
        prefix: row.get(1)?,
        days: read_days(row, 2)?,
        opens: small(row.get(3)?)?,
        closes: small(row.get(4)?)?,
        tokens_a_day: small(row.get(5)?)?,
    };
    Ok((row.id(0)?, bare))
}

fn read_room(row: &Row<'_>) -> Result<Room, Stop> {
    Ok(Room {
        id: row.id(0)?,
        facility: row.id(1)?,
        unit: row.id(2)?,
        door: row.get(3)?,
        way: Way { english: row.get(4)?, hindi: row.get(5)? },
    })
}

fn read_facility(row: &Row<'_>) -> Result<(FacilityId, FacilityKind, String), Stop> {
    let kind = FacilityKind::of_word(&row.get::<String>(1)?);
    let kind = kind.ok_or_else(|| Stop::fault("a kind of facility that nobody knows"))?;
    Ok((row.id(0)?, kind, row.get(2)?))
}

fn named_facility(id: FacilityId, kind: FacilityKind, district: String, node: Node) -> Facility {
    Facility { id, code: node.code, names: node.names, kind, district }
}

fn read_days(row: &Row<'_>, position: usize) -> Result<Weekdays, Stop> {
    Weekdays::of_bits(row.get(position)?).ok_or_else(|| Stop::fault("weekdays that are none"))
}

fn small(number: i64) -> Result<u32, Stop> {
    u32::try_from(number).map_err(|_| Stop::fault("a count in facilities does not fit"))
}
