//! `nabz load facilities|units|rooms`: master lists, whole or not at all.
//!
//! Read first, outside the transaction, so that every fault is named with its line; then keep all.
//! Loading the same list again changes nothing. Nothing is removed by loading: a facility that
//! closes keeps its history.

mod read;

use super::actions::{self, ArrangeFacility, RoomPlan};
use super::model::Weekdays;
use super::store;
use nabz_access::{Names, Node, NodeId, NodeKind, Permit, UnitId, organisation};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_store::{Stop, Tx};
pub use read::{FacilityLine, RoomLine, UnitLine, read_facilities, read_rooms, read_units};
pub(crate) use read::{Seen, code_of, every};

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Lines whose code was new.
    pub added: usize,
    /// Lines whose code was known; they were corrected where they differed.
    pub known: usize,
}

impl Loaded {
    pub(crate) fn count(&mut self, known: bool) {
        if known { self.known += 1 } else { self.added += 1 }
    }
}

/// The code of the organisation's root.
pub const DEPARTMENT: &str = "department";
/// The eleven districts of Delhi from 2012 on: as lists spell them and in Devanagari.
const DISTRICTS: [(&str, &str); 11] = [
    ("Central", "मध्य"),
    ("East", "पूर्व"),
    ("New Delhi", "नई दिल्ली"),
    ("North", "उत्तर"),
    ("North East", "उत्तर-पूर्व"),
    ("North West", "उत्तर-पश्चिम"),
    ("Shahdara", "शाहदरा"),
    ("South", "दक्षिण"),
    ("South East", "दक्षिण-पूर्व"),
    ("South West", "दक्षिण-पश्चिम"),
    ("West", "पश्चिम"),
];

/// Either everything was kept, or these lines are why not.
pub type Outcome = Result<Loaded, Vec<LineFault>>;

/// The root of the organisation, made when it does not stand yet.
pub fn department(tx: &mut Tx<'_>) -> Result<Node, Stop> {
    if let Some(node) = organisation::node_by_code(tx, DEPARTMENT)? {
        return Ok(node);
    }
    let names =
        Names::parse("Health and Family Welfare Department", "स्वास्थ्य एवं परिवार कल्याण विभाग")?;
    let id = (NodeId::draw(tx.now()), NodeKind::Department);
    let node = organisation::add_node(tx, None, id, DEPARTMENT, &names)?;
    actions::publish_node(tx, &node, None)?;
    Ok(node)
}

/// Keeps facilities; a district that does not stand yet is made.
pub fn load_facilities(tx: &mut Tx<'_>, lines: &[FacilityLine]) -> Result<Outcome, Stop> {
    let mut faults = Vec::new();
    for line in lines {
        let known = organisation::node_by_code(tx, &line.code)?;
        let district = organisation::node_by_code(tx, &district_code(&line.district))?;
        if known.is_some_and(|known| district.is_none_or(|place| !known.path.is_under(place.id))) {
            faults.push(LineFault::at(line.line, "district", Wrong::OtherDistrict));
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let root = department(tx)?;
    let permit = Permit::<ArrangeFacility>::of_the_program(Id::from_uuid(root.id.uuid()));
    let mut loaded = Loaded::default();
    for line in lines {
        let district = district(tx, &root, &line.district)?;
        loaded.count(organisation::node_by_code(tx, &line.code)?.is_some());
        let district = (&district, line.district.as_str());
        actions::keep_facility(tx, district, (&line.code, line.kind), &line.names)?;
    }
    tx.audit(&permit, root.id)?;
    Ok(Ok(loaded))
}

/// Each line with where it belongs, or what is wrong with the list.
type Placed<'l, P, L> = Result<Vec<(P, &'l L)>, Vec<LineFault>>;

/// Where each line belongs; or every line that belongs nowhere, and then nothing is kept.
pub(crate) fn each_placed<'l, L, P>(
    tx: &mut Tx<'_>,
    lines: &'l [L],
    mut place_of: impl FnMut(&mut Tx<'_>, &L) -> Result<Result<P, LineFault>, Stop>,
) -> Result<Placed<'l, P, L>, Stop> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for line in lines {
        match place_of(tx, line)? {
            Ok(place) => found.push((place, line)),
            Err(fault) => faults.push(fault),
        }
    }
    Ok(if faults.is_empty() { Ok(found) } else { Err(faults) })
}

/// Keeps units of facilities that stand.
pub fn load_units(tx: &mut Tx<'_>, lines: &[UnitLine]) -> Result<Outcome, Stop> {
    let found = each_placed(tx, lines, |tx, line| {
        let facility = facility_called(tx, &line.facility)?;
        Ok(facility.ok_or_else(|| no_such(line.line, "facility", &line.facility)))
    })?;
    let found = match found {
        Ok(found) => found,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut loaded = Loaded::default();
    for (facility, line) in found {
        let code = format!("{}/{}", line.facility, line.plan.code);
        loaded.count(organisation::node_by_code(tx, &code)?.is_some());
        let permit = Permit::<ArrangeFacility>::of_the_program(facility);
        actions::arrange_unit(tx, &permit, &line.plan)?;
    }
    Ok(Ok(loaded))
}

/// Keeps rooms of units that stand, with the doctor who sits there on all the unit's days.
pub fn load_rooms(tx: &mut Tx<'_>, lines: &[RoomLine]) -> Result<Outcome, Stop> {
    let found = match each_placed(tx, lines, place_of)? {
        Ok(found) => found,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut loaded = Loaded::default();
    for ((facility, unit, doctor), line) in found {
        loaded.count(store::room_by_door(tx, facility, &line.door)?.is_some());
        let plan = RoomPlan { unit, door: line.door.clone(), way: line.way.clone() };
        keep_room(tx, facility, &plan, doctor)?;
    }
    Ok(Ok(loaded))
}

type RoomPlace = (FacilityId, UnitId, Option<StaffId>);

/// Where a room's line belongs and who sits there.
fn place_of(tx: &mut Tx<'_>, line: &RoomLine) -> Result<Result<RoomPlace, LineFault>, Stop> {
    let code = format!("{}/{}", line.facility, line.unit);
    let facility = facility_called(tx, &line.facility)?;
    let unit = organisation::node_by_code(tx, &code)?;
    let (Some(facility), Some(unit)) = (facility, unit) else {
        return Ok(Err(no_such(line.line, "unit", &code)));
    };
    let mut doctor = None;
    if let Some(name) = &line.doctor {
        doctor = nabz_access::staff::staff_called(tx, name)?;
        if doctor.is_none() {
            return Ok(Err(no_such(line.line, "doctor", name.as_str())));
        }
    }
    Ok(Ok((facility, Id::from_uuid(unit.id.uuid()), doctor)))
}

/// Publishes everyone whom `nabz load users` has added; call it after loading them.
pub fn publish_people(tx: &mut Tx<'_>, names: &[String]) -> Result<(), Stop> {
    for name in names {
        let name = nabz_access::staff::SignInName::parse(name)?;
        if let Some(id) = nabz_access::staff::staff_called(tx, &name)? {
            actions::publish_person(tx, id)?;
        }
    }
    Ok(())
}

fn keep_room(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    plan: &RoomPlan,
    doctor: Option<StaffId>,
) -> Result<(), Stop> {
    let permit = Permit::<ArrangeFacility>::of_the_program(facility);
    let room = actions::arrange_room(tx, &permit, plan)?;
    if let Some(doctor) = doctor {
        let days = store::unit(tx, facility, plan.unit)?.map_or(Weekdays::ALL, |unit| unit.days);
        actions::arrange_shift(tx, &permit, (room.id, doctor), Some(days))?;
    }
    Ok(())
}

/// The facility that lists call `code`.
pub(crate) fn facility_called(tx: &mut Tx<'_>, code: &str) -> Result<Option<FacilityId>, Stop> {
    let node = organisation::node_by_code(tx, code)?;
    let facility = node.filter(|node| node.kind == NodeKind::Facility);
    Ok(facility.map(|node| Id::from_uuid(node.id.uuid())))
}

fn district_code(district: &str) -> String {
    format!("district:{district}")
}

fn district(tx: &mut Tx<'_>, root: &Node, district: &str) -> Result<Node, Stop> {
    let code = district_code(district);
    if let Some(node) = organisation::node_by_code(tx, &code)? {
        return Ok(node);
    }
    let hindi = DISTRICTS.iter().find(|(english, _)| *english == district);
    let names = Names::parse(district, hindi.map_or(district, |(_, hindi)| hindi))?;
    let id = (NodeId::draw(tx.now()), NodeKind::District);
    let node = organisation::add_node(tx, Some(root), id, &code, &names)?;
    actions::publish_node(tx, &node, None)?;
    Ok(node)
}

pub(crate) fn no_such(line: u64, column: &'static str, code: &str) -> LineFault {
    LineFault::at(line, column, Wrong::NoSuch { code: code.to_owned() })
}
