//! A role is taken back: after a question, and with a way to give it again.

use super::ask::Question;
use super::people::{self, Back, Notice};
use crate::facilities::actions;
use axum::extract::{Path, Query};
use nabz_access::grants::{GrantId, GrantRoles, Held, held_at, held_by};
use nabz_access::{AccessRefusal, Names, Permit, Role, facility_node, organisation};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::StaffId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{Desk, Fields, OnceKey, Page, Problem, msg, role_title};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which role of theirs.
#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    grant: String,
}

/// What was taken back. Whoever presses twice is told the same, when nothing of it is left.
#[derive(Serialize, Deserialize)]
struct Taken {
    sign_in: String,
    names: Names,
    role: Role,
    place: Uuid,
    until: i64,
    /// Roles that they still hold here.
    others: usize,
}

/// Asks once, with the name, before a role is taken back.
pub(super) async fn ask(
    desk: Desk,
    Path(staff): Path<Uuid>,
    Query(which): Query<Which>,
) -> Result<Page, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    not_ones_own(&desk, staff)?;
    let here = facility_node(permit.facility());
    let (id, grant) = (StaffId::from_uuid(staff), grant_of(&which.grant)?);
    let read = move |view: &mut Tx<'_>| {
        let held = found(view, id, grant)?;
        let place = organisation::node(view, held.grant.node)?.ok_or(AccessRefusal::NoSuchNode)?;
        if !place.path.is_under(here) {
            return Err(AccessRefusal::BeyondReach.into());
        }
        let others = held_at(view, here)?;
        let others = others.iter().filter(|one| one.staff == id && one.id != grant).count();
        Ok((held, place.names, others))
    };
    let (held, place, others) = desk.read(read).await?;
    let pick = |names: Names| desk.language().pick(names.hindi, names.english);
    let (name, sign_in, role) = (pick(held.names), held.sign_in_name, role_title(held.grant.role));
    Question {
        staff,
        verb: "revoke",
        grant: Some(grant.uuid()),
        title: msg::facilities::revoke_title(name.as_str()),
        what: msg::facilities::revoke_what(name.as_str(), pick(place), role),
        also: (others == 0).then(|| msg::facilities::revoke_last(name.as_str(), sign_in)),
        yes: msg::facilities::revoke_of(name),
    }
    .page(&desk)
}

/// Takes a role back at once; the list says so and offers to give it again.
pub(super) async fn revoke(
    desk: Desk,
    Path(staff): Path<Uuid>,
    fields: Fields,
) -> Result<Page, Problem> {
    let permit = desk.permit::<GrantRoles>()?;
    not_ones_own(&desk, staff)?;
    let (id, grant) = (StaffId::from_uuid(staff), grant_of(fields.get("grant"))?);
    let take = move |tx: &mut Tx<'_>, permit: &Permit<GrantRoles>| {
        let held = found(tx, id, grant)?;
        actions::revoke_role(tx, permit, id, grant)?;
        let left = held_at(tx, facility_node(permit.facility()))?;
        Ok(Taken {
            sign_in: held.sign_in_name,
            names: held.names,
            role: held.grant.role,
            place: held.grant.node.uuid(),
            until: held.grant.ends_on.days(),
            others: left.iter().filter(|one| one.staff == id).count(),
        })
    };
    let taken = desk.write_once(permit, &fields.once(), take).await?;
    let name = desk.language().pick(taken.names.hindi, taken.names.english);
    let mut notice =
        Notice::said(msg::facilities::role_taken_back(name.as_str(), role_title(taken.role)));
    if taken.others == 0 {
        notice = notice.explained(msg::facilities::revoke_last(name, taken.sign_in.as_str()));
    }
    let until = Date::from_days(taken.until);
    if until >= desk.today() {
        notice = notice.with_way_back(Back {
            once: OnceKey::draw(),
            sign_in: taken.sign_in,
            role: taken.role.word(),
            place: taken.place,
            until: until.to_string(),
        });
    }
    people::with_notice(&desk, notice).await
}

/// Whoever took back their own role could not give it to themselves again; a colleague takes it.
fn not_ones_own(desk: &Desk, staff: Uuid) -> Result<(), Problem> {
    if desk.staff() == StaffId::from_uuid(staff) {
        return Err(Refused::plain("FAC-007").forbidden().into());
    }
    Ok(())
}

fn grant_of(typed: &str) -> Result<GrantId, Problem> {
    let grant = typed.parse::<Uuid>().map(GrantId::from_uuid);
    grant.map_err(|_| Stop::from(AccessRefusal::NoSuchGrant).into())
}

fn found(tx: &mut Tx<'_>, staff: StaffId, grant: GrantId) -> Result<Held, Stop> {
    let held = held_by(tx, staff)?.into_iter().find(|held| held.id == grant);
    Ok(held.ok_or(AccessRefusal::NoSuchGrant)?)
}
