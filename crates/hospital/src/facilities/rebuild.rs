//! Saying the organisation and its people again, for `nabz record rebuild`.
//!
//! Roles that were taken back are left as they were published: inactive.

use super::{fhir, store};
use nabz_access::{NodeKind, grants, organisation, staff};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_record::{Again, Rebuild};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// The part of facilities in a rebuild. Its cursor is `places/<id>`, then `people/<id>`.
pub struct Facilities;

impl Rebuild for Facilities {
    fn name(&self) -> &'static str {
        "facilities"
    }

    fn republish(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&str>,
        limit: u32,
        again: &mut Again,
    ) -> Result<Option<String>, Stop> {
        let (part, id) = after.unwrap_or("places/").split_once('/').unwrap_or(("places", ""));
        let id = match id {
            "" => Uuid::nil(),
            id => id.parse().map_err(|_| Stop::fault("a cursor of facilities that is none"))?,
        };
        let last = match part {
            "places" => places(tx, id, limit, again)?,
            _ => people(tx, id, limit, again)?,
        };
        Ok(match (part, last) {
            (part, Some(last)) => Some(format!("{part}/{last}")),
            ("places", None) => Some("people/".into()),
            (_, None) => None,
        })
    }
}

/// Nodes of the tree, and with each facility its rooms.
fn places(
    tx: &mut Tx<'_>,
    after: Uuid,
    limit: u32,
    again: &mut Again,
) -> Result<Option<Uuid>, Stop> {
    let nodes = organisation::nodes_after(tx, Id::from_uuid(after), limit)?;
    for node in &nodes {
        let facility: FacilityId = Id::from_uuid(node.id.uuid());
        let found = match node.kind {
            NodeKind::Facility => store::facility(tx, facility)?,
            NodeKind::Department | NodeKind::District | NodeKind::Unit => None,
        };
        again.offer(tx, &fhir::organization(node, found.as_ref().map(|found| found.kind)))?;
        if let Some(found) = found {
            let units = store::units(tx, facility)?;
            for room in store::rooms(tx, facility)? {
                if let Some(unit) = units.iter().find(|unit| unit.id == room.unit) {
                    again.offer(tx, &fhir::location(&room, unit, &found))?;
                }
            }
        }
    }
    Ok(nodes.last().map(|node| node.id.uuid()))
}

/// People and the roles they hold.
fn people(
    tx: &mut Tx<'_>,
    after: Uuid,
    limit: u32,
    again: &mut Again,
) -> Result<Option<Uuid>, Stop> {
    let people = staff::staff_after(tx, Id::from_uuid(after), limit)?;
    for person in &people {
        again.offer(tx, &fhir::practitioner(person))?;
        for held in grants::held_by(tx, person.id)? {
            again.offer(tx, &fhir::practitioner_role(&held, true))?;
        }
    }
    Ok(people.last().map(|person| person.id.uuid()))
}
