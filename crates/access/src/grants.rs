//! Roles at nodes until a date: granting, seeing, revoking.

use crate::act;
use crate::node::NodeId;
use crate::organisation::{self, Names, Node};
use crate::permit::{Grant, Permit};
use crate::refusal::AccessRefusal;
use crate::role::Role;
use crate::staff::{Staff, bucket, read_facts};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::id;
use nabz_kernel::ids::{Id, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

id!(
    /// One role given to one person at one node.
    GrantId,
    RoleGrant
);

/// A grant ends within two years: who still needs it is asked again.
pub const GRANT_DAYS_MAX: i64 = 731;
/// Nobody holds so many roles at once.
const GRANTS_ROWS_MAX: i64 = 64;
/// The staff of the largest hospital who touch a screen, with room.
pub const PEOPLE_ROWS_MAX: i64 = 2_000;
/// Roles taken back that are listed; older ones are the auditor's.
const TAKEN_BACK_ROWS_MAX: i64 = 50;

act!(
    /// Giving and taking roles of a facility.
    GrantRoles = "access.grant-roles", [FacilityAdministrator]
);

/// A grant as the "people and roles" page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which grant.
    pub id: GrantId,
    /// Whose.
    pub staff: StaffId,
    /// What they sign in with.
    pub sign_in_name: String,
    /// What they are called.
    pub names: Names,
    /// What they are, where, until when.
    pub grant: Grant,
    /// Whether their account was stopped.
    pub stopped: bool,
}

/// A grant that was taken back, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// What was held.
    pub held: Held,
    /// Since when it is not.
    pub at: Instant,
}

const ADD: &str = "
    INSERT INTO access_grant (bucket, staff_id, grant_id, role, node_id, ends_on, granted_at,
                              granted_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_STAFF: &str = "
    SELECT role, node_id, ends_on
    FROM   access_grant
    WHERE  bucket = $1 AND staff_id = $2 AND revoked_at IS NULL
    ORDER  BY granted_at, grant_id
    LIMIT  $3";
// What was granted and not yet taken back at a moment; the day of its end is the caller's.
const HELD_THEN: &str = "
    SELECT role, node_id, ends_on
    FROM   access_grant
    WHERE  bucket = $1 AND staff_id = $2 AND granted_at <= $3
           AND (revoked_at IS NULL OR revoked_at > $3)
    ORDER  BY granted_at, grant_id
    LIMIT  $4";
// One round trip for what every page asks first; somebody without a grant has one row.
const STAFF_WITH_GRANTS: &str = "
    SELECT s.staff_id, s.sign_in_name, s.name_en, s.name_hi, s.must_change, s.totp_since,
           s.stopped_at, s.language, g.role, g.node_id, g.ends_on
    FROM   access_staff s
    LEFT   JOIN access_grant g ON g.bucket = s.bucket AND g.staff_id = s.staff_id
                              AND g.revoked_at IS NULL
    WHERE  s.bucket = $1 AND s.staff_id = $2
    ORDER  BY g.granted_at, g.grant_id
    LIMIT  $3";
const HELD_AT: &str = "
    SELECT g.grant_id, g.staff_id, s.sign_in_name, s.name_en, s.name_hi, g.role, g.node_id,
           g.ends_on, s.stopped_at
    FROM   access_grant g
    JOIN   access_staff s ON s.bucket = g.bucket AND s.staff_id = g.staff_id
    JOIN   access_node n ON n.node_id = g.node_id
    WHERE  g.revoked_at IS NULL AND (n.node_id = $1 OR n.parent_id = $1)
    ORDER  BY s.name_en, g.staff_id, g.grant_id
    LIMIT  $2";
// What was given again since is held, and not listed.
const TAKEN_BACK_AT: &str = "
    SELECT g.grant_id, g.staff_id, s.sign_in_name, s.name_en, s.name_hi, g.role, g.node_id,
           g.ends_on, s.stopped_at, g.revoked_at
    FROM   access_grant g
    JOIN   access_staff s ON s.bucket = g.bucket AND s.staff_id = g.staff_id
    JOIN   access_node n ON n.node_id = g.node_id
    WHERE  g.revoked_at IS NOT NULL AND (n.node_id = $1 OR n.parent_id = $1)
           AND NOT EXISTS (SELECT 1
                           FROM   access_grant again
                           WHERE  again.bucket = g.bucket AND again.staff_id = g.staff_id
                                  AND again.node_id = g.node_id AND again.role = g.role
                                  AND (again.revoked_at IS NULL OR again.revoked_at > g.revoked_at))
    ORDER  BY g.revoked_at DESC, g.grant_id
    LIMIT  $2";
const HELD_BY: &str = "
    SELECT g.grant_id, g.staff_id, s.sign_in_name, s.name_en, s.name_hi, g.role, g.node_id,
           g.ends_on, s.stopped_at
    FROM   access_grant g
    JOIN   access_staff s ON s.bucket = g.bucket AND s.staff_id = g.staff_id
    WHERE  g.bucket = $1 AND g.staff_id = $2 AND g.revoked_at IS NULL
    ORDER  BY g.granted_at, g.grant_id
    LIMIT  $3";
const FIND: &str = "
    SELECT role, node_id, ends_on
    FROM   access_grant
    WHERE  bucket = $1 AND staff_id = $2 AND grant_id = $3 AND revoked_at IS NULL";
const REVOKE: &str = "
    UPDATE access_grant
    SET    revoked_at = $4, revoked_by = $5
    WHERE  bucket = $1 AND staff_id = $2 AND grant_id = $3 AND revoked_at IS NULL";

/// Gives a role at a place until a day.
///
/// Refuses with `ACC-013` a day that is past or too far, with `ACC-016` a place above or beside
/// the one where the permit holds: nobody grants further than they reach.
pub fn grant(
    tx: &mut Tx<'_>,
    permit: &Permit<GrantRoles>,
    staff: StaffId,
    grant: &Grant,
) -> Result<GrantId, Stop> {
    let place = organisation::node(tx, grant.node)?.ok_or(AccessRefusal::NoSuchNode)?;
    within_reach(permit, &place)?;
    ends_well(tx.today(), grant.ends_on)?;
    crate::staff::staff(tx, staff)?.ok_or(AccessRefusal::NoSuchStaff)?;
    let id = add(tx, staff, grant, permit.staff())?;
    tx.audit(permit, staff)?;
    Ok(id)
}

/// Takes a role back at once; whoever used it finds out with their next click.
///
/// Refuses with `ACC-018` a grant that is not there or is over, with `ACC-016` one beyond reach.
pub fn revoke(
    tx: &mut Tx<'_>,
    permit: &Permit<GrantRoles>,
    staff: StaffId,
    grant: GrantId,
) -> Result<(), Stop> {
    let found = tx.query_one(FIND, &[bucket(staff), staff.into(), grant.into()], read_grant)?;
    let found = found.ok_or(AccessRefusal::NoSuchGrant)?;
    let place = organisation::node(tx, found.node)?.ok_or(AccessRefusal::NoSuchNode)?;
    within_reach(permit, &place)?;
    let now = tx.now();
    let row: [Value; 5] =
        [bucket(staff), staff.into(), grant.into(), now.into(), permit.staff().into()];
    tx.execute(REVOKE, &row)?;
    tx.audit(permit, staff)
}

/// Who holds what at a place and directly below it: a facility and its units.
pub fn held_at(tx: &mut Tx<'_>, node: NodeId) -> Result<Vec<Held>, Stop> {
    tx.query(HELD_AT, &[node.into(), PEOPLE_ROWS_MAX.into()], read_held)
}

/// The roles at a place and directly below it that were taken back last and not given again, the
/// latest first.
pub fn taken_back_at(tx: &mut Tx<'_>, node: NodeId) -> Result<Vec<TakenBack>, Stop> {
    tx.query(TAKEN_BACK_AT, &[node.into(), TAKEN_BACK_ROWS_MAX.into()], |row| {
        Ok(TakenBack { held: read_held(row)?, at: Instant::from_microseconds(row.get(9)?) })
    })
}

/// Everything somebody holds, with its own ids; days may be over.
pub fn held_by(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Held>, Stop> {
    tx.query(HELD_BY, &[bucket(staff), staff.into(), GRANTS_ROWS_MAX.into()], read_held)
}

/// Everything granted to somebody and not revoked; days may be over.
pub fn grants_of(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Grant>, Stop> {
    tx.query(OF_STAFF, &[bucket(staff), staff.into(), GRANTS_ROWS_MAX.into()], read_grant)
}

/// What somebody was granted that held at a moment.
pub(crate) fn held_then(tx: &mut Tx<'_>, staff: StaffId, at: Instant) -> Result<Vec<Grant>, Stop> {
    let values = [bucket(staff), staff.into(), at.into(), GRANTS_ROWS_MAX.into()];
    let mut held = tx.query(HELD_THEN, &values, read_grant)?;
    held.retain(|grant| at.date_in_india() <= grant.ends_on);
    Ok(held)
}

/// A member of staff and everything granted to them and not revoked; days may be over.
pub(crate) fn staff_with_grants(
    tx: &mut Tx<'_>,
    staff: StaffId,
) -> Result<Option<(Staff, Vec<Grant>)>, Stop> {
    let values = [bucket(staff), staff.into(), GRANTS_ROWS_MAX.into()];
    let rows = tx.query(STAFF_WITH_GRANTS, &values, |row| {
        let is_granted = row.get::<Option<String>>(8)?.is_some();
        let grant = if is_granted { Some(read_grant_at(row, 8)?) } else { None };
        Ok((read_facts(row)?, grant))
    })?;
    let mut found = None;
    let mut grants = Vec::with_capacity(rows.len());
    for (staff, grant) in rows {
        found = Some(staff);
        grants.extend(grant);
    }
    Ok(found.map(|staff| (staff, grants)))
}

/// Keeps a grant; the caller has decided that it may be given.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    staff: StaffId,
    grant: &Grant,
    by: StaffId,
) -> Result<GrantId, Stop> {
    let now: Instant = tx.now();
    let id: GrantId = Id::draw(now);
    let row = [
        bucket(staff),
        staff.into(),
        id.into(),
        grant.role.word().into(),
        grant.node.into(),
        grant.ends_on.into(),
        now.into(),
        by.into(),
    ];
    tx.execute(ADD, &row)?;
    Ok(id)
}

/// A grant ends today or later and is asked for again within two years.
pub(crate) fn ends_well(today: Date, ends_on: Date) -> Result<(), AccessRefusal> {
    let days = ends_on.days() - today.days();
    if (0..=GRANT_DAYS_MAX).contains(&days) { Ok(()) } else { Err(AccessRefusal::GrantEndsBadly) }
}

fn within_reach(permit: &Permit<GrantRoles>, place: &Node) -> Result<(), AccessRefusal> {
    let own = crate::node::facility_node(permit.facility());
    if place.path.is_under(own) { Ok(()) } else { Err(AccessRefusal::BeyondReach) }
}

fn read_held(row: &Row<'_>) -> Result<Held, Stop> {
    Ok(Held {
        id: row.id(0)?,
        staff: row.id(1)?,
        sign_in_name: row.get(2)?,
        names: Names { english: row.get(3)?, hindi: row.get(4)? },
        grant: read_grant_at(row, 5)?,
        stopped: row.get::<Option<i64>>(8)?.is_some(),
    })
}

fn read_grant(row: &Row<'_>) -> Result<Grant, Stop> {
    read_grant_at(row, 0)
}

fn read_grant_at(row: &Row<'_>, first: usize) -> Result<Grant, Stop> {
    let unknown = || Stop::fault("a role in access_grant that the program does not know");
    Ok(Grant {
        role: Role::of_word(&row.get::<String>(first)?).ok_or_else(unknown)?,
        node: row.id(first + 1)?,
        ends_on: Date::from_days(row.get(first + 2)?),
    })
}
