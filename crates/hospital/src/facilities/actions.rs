//! What is done to facilities. One verb, one transaction.

use super::model::{
    Facility, FacilityKind, FacilityRefusal, Room, RoomId, Shift, Unit, Way, Weekdays,
};
use super::{fhir, store};
use nabz_access::accounts::{self, ReopenAccount, StopAccount};
use nabz_access::grants::{self, GrantId, GrantRoles};
use nabz_access::staff::{self, NewStaff};
use nabz_access::{
    AccessRefusal, Grant, Names, Node, NodeId, NodeKind, Permit, UnitId, act, facility_node,
    organisation,
};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Changing the units, rooms and roster of a facility.
    ArrangeFacility = "facilities.arrange", [FacilityAdministrator]
);

/// Minutes of a day.
const DAY_MINUTES: u32 = 24 * 60;
const PREFIX_CHARACTERS_MAX: usize = 3;

/// A unit to be added or corrected, found by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitPlan {
    /// As lists name it inside its facility: `MED`.
    pub code: String,
    /// As its sign names it.
    pub names: Names,
    /// The letter of its tokens.
    pub prefix: String,
    /// The days on which it is open.
    pub days: Weekdays,
    /// When it opens and closes, in minutes after midnight.
    pub hours: (u32, u32),
    /// How many people it can see in a day.
    pub tokens_a_day: u32,
}

/// A room to be added or corrected, found by its door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomPlan {
    /// Of which unit.
    pub unit: UnitId,
    /// What is painted on the door.
    pub door: String,
    /// How to get there.
    pub way: Way,
}

/// Adds a facility below a district, or corrects its names and kind.
pub(super) fn keep_facility(
    tx: &mut Tx<'_>,
    district: (&Node, &str),
    (code, kind): (&str, FacilityKind),
    names: &Names,
) -> Result<Facility, Stop> {
    let node = keep_node(tx, district.0, (NodeKind::Facility, code), names)?;
    let id: FacilityId = Id::from_uuid(node.id.uuid());
    store::keep_facility(tx, id, kind, district.1)?;
    publish_node(tx, &node, Some(kind))?;
    store::facility(tx, id)?.ok_or_else(|| FacilityRefusal::NoSuchFacility.into())
}

/// Adds a unit to the permit's facility, or corrects the one with this code.
///
/// Refuses with `FAC-004` a letter that another unit has, with `FAC-006` hours or a cap that
/// cannot be.
pub fn arrange_unit(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeFacility>,
    plan: &UnitPlan,
) -> Result<Unit, Stop> {
    let facility = permit.facility();
    let parent = organisation::node(tx, facility_node(facility))?;
    let parent = parent.ok_or(FacilityRefusal::NoSuchFacility)?;
    check_unit(plan)?;
    let code = format!("{}/{}", parent.code, plan.code);
    let node = keep_node(tx, &parent, (NodeKind::Unit, &code), &plan.names)?;
    let unit = Unit {
        id: Id::from_uuid(node.id.uuid()),
        facility,
        code: plan.code.clone(),
        names: plan.names.clone(),
        prefix: plan.prefix.clone(),
        days: plan.days,
        opens: plan.hours.0,
        closes: plan.hours.1,
        tokens_a_day: plan.tokens_a_day,
    };
    store::keep_unit(tx, &unit)?;
    publish_node(tx, &node, None)?;
    tx.audit(permit, unit.id)?;
    Ok(unit)
}

/// Adds a room to a unit, or corrects the one with this number on its door.
///
/// Refuses with `FAC-002` when the unit is not of this facility.
pub fn arrange_room(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeFacility>,
    plan: &RoomPlan,
) -> Result<Room, Stop> {
    let at = permit.facility();
    let facility = store::facility(tx, at)?.ok_or(FacilityRefusal::NoSuchFacility)?;
    let unit = store::unit(tx, at, plan.unit)?.ok_or(FacilityRefusal::NoSuchUnit)?;
    let known = store::room_by_door(tx, at, &plan.door)?;
    let id = known.map_or_else(|| RoomId::draw(tx.now()), |room| room.id);
    let (door, way) = (plan.door.clone(), plan.way.clone());
    let room = Room { id, facility: at, unit: unit.id, door, way };
    store::keep_room(tx, &room)?;
    tx.publish(&fhir::location(&room, &unit, &facility))?;
    tx.audit(permit, room.id)?;
    Ok(room)
}

/// Says who sits in a room on which days; without days they no longer do.
pub fn arrange_shift(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeFacility>,
    (room, staff): (RoomId, StaffId),
    days: Option<Weekdays>,
) -> Result<(), Stop> {
    let at = permit.facility();
    store::room(tx, at, room)?.ok_or(FacilityRefusal::NoSuchRoom)?;
    let shift = Shift { room, staff, days: days.unwrap_or(Weekdays::ALL) };
    match days {
        Some(_) => store::keep_shift(tx, at, &shift)?,
        None => store::end_shift(tx, at, &shift)?,
    }
    tx.audit(permit, room)
}

/// Adds somebody who can sign in, with their first role, and publishes both.
pub fn add_person(
    tx: &mut Tx<'_>,
    permit: &Permit<GrantRoles>,
    new: &NewStaff,
    grant: &Grant,
) -> Result<StaffId, Stop> {
    let id = staff::add_staff(tx, new)?;
    grant_role(tx, permit, id, grant)?;
    Ok(id)
}

/// Gives a role and publishes it.
pub fn grant_role(
    tx: &mut Tx<'_>,
    permit: &Permit<GrantRoles>,
    to: StaffId,
    grant: &Grant,
) -> Result<GrantId, Stop> {
    let id = grants::grant(tx, permit, to, grant)?;
    publish_person(tx, to)?;
    Ok(id)
}

/// Takes a role back and publishes that it is over.
pub fn revoke_role(
    tx: &mut Tx<'_>,
    permit: &Permit<GrantRoles>,
    from: StaffId,
    grant: GrantId,
) -> Result<(), Stop> {
    let held = grants::held_by(tx, from)?.into_iter().find(|held| held.id == grant);
    let held = held.ok_or(AccessRefusal::NoSuchGrant)?;
    grants::revoke(tx, permit, from, grant)?;
    tx.publish(&fhir::practitioner_role(&held, false)).map(drop)
}

/// Stops an account and publishes that its person is not active any more.
pub fn stop_account(
    tx: &mut Tx<'_>,
    permit: &Permit<StopAccount>,
    id: StaffId,
) -> Result<(), Stop> {
    accounts::stop(tx, permit, id)?;
    publish_person(tx, id)
}

/// Opens a stopped account again and publishes it.
pub fn reopen_account(
    tx: &mut Tx<'_>,
    permit: &Permit<ReopenAccount>,
    id: StaffId,
) -> Result<(), Stop> {
    accounts::reopen(tx, permit, id)?;
    publish_person(tx, id)
}

/// Publishes somebody and the roles they hold.
pub fn publish_person(tx: &mut Tx<'_>, id: StaffId) -> Result<(), Stop> {
    let person = staff::staff(tx, id)?.ok_or(AccessRefusal::NoSuchStaff)?;
    tx.publish(&fhir::practitioner(&person))?;
    for held in grants::held_by(tx, id)? {
        tx.publish(&fhir::practitioner_role(&held, true))?;
    }
    Ok(())
}

/// Publishes a place of the tree.
pub(super) fn publish_node(
    tx: &mut Tx<'_>,
    node: &Node,
    kind: Option<FacilityKind>,
) -> Result<(), Stop> {
    tx.publish(&fhir::organization(node, kind)).map(drop)
}

/// The place of a code with these names, added below `parent` when it does not stand yet.
fn keep_node(
    tx: &mut Tx<'_>,
    parent: &Node,
    (kind, code): (NodeKind, &str),
    names: &Names,
) -> Result<Node, Stop> {
    if let Some(node) = organisation::node_by_code(tx, code)? {
        organisation::rename_node(tx, node.id, names)?;
        return Ok(Node { names: names.clone(), ..node });
    }
    let id = (NodeId::draw(tx.now()), kind);
    organisation::add_node(tx, Some(parent), id, code, names)
}

fn check_unit(plan: &UnitPlan) -> Result<(), FacilityRefusal> {
    let letters = plan.prefix.chars().all(|c| c.is_ascii_uppercase());
    let prefix = (1..=PREFIX_CHARACTERS_MAX).contains(&plan.prefix.len()) && letters;
    let code = !plan.code.is_empty() && plan.code.chars().all(|c| c.is_ascii_alphanumeric());
    let (opens, closes) = plan.hours;
    let hours = opens < closes && closes <= DAY_MINUTES;
    if prefix && code && hours && plan.tokens_a_day >= 1 {
        Ok(())
    } else {
        Err(FacilityRefusal::BadUnit)
    }
}

impl From<FacilityRefusal> for Stop {
    fn from(refusal: FacilityRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
