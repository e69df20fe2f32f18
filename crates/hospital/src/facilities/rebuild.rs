//! Saying the organisation and its people again, for `nabz record rebuild`.
//!
//! Roles that were taken back are left as they were published: inactive.

use super::{fhir, store};
use nabz_access::organisation::{self, Node};
use nabz_access::staff::{self, Staff};
use nabz_access::{NodeKind, grants};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_record::{Again, Place, Rebuild};
use nabz_store::{Stop, Tx};

/// Every node of the tree, and with each facility its rooms.
pub struct Places;

impl Rebuild for Places {
    type Thing = Node;
    const NAME: &'static str = "facilities";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Node>, Stop> {
        organisation::nodes_after(tx, Id::from_uuid(place.last), limit)
    }

    fn place(&self, node: &Node) -> Place {
        Place::at(node.id)
    }

    fn say(&self, tx: &mut Tx<'_>, node: &Node, again: &mut Again) -> Result<(), Stop> {
        let facility: FacilityId = Id::from_uuid(node.id.uuid());
        let found = match node.kind {
            NodeKind::Facility => store::facility(tx, facility)?,
            NodeKind::Department | NodeKind::District | NodeKind::Unit => None,
        };
        again.offer(tx, &fhir::organization(node, found.as_ref().map(|found| found.kind)))?;
        let Some(found) = found else { return Ok(()) };
        let units = store::units(tx, facility)?;
        for room in store::rooms(tx, facility)? {
            if let Some(unit) = units.iter().find(|unit| unit.id == room.unit) {
                again.offer(tx, &fhir::location(&room, unit, &found))?;
            }
        }
        Ok(())
    }
}

/// Everyone who works here, and the roles they hold.
pub struct People;

impl Rebuild for People {
    type Thing = Staff;
    const NAME: &'static str = "staff";

    fn after(&self, tx: &mut Tx<'_>, place: Place, limit: u32) -> Result<Vec<Staff>, Stop> {
        staff::staff_after(tx, Id::from_uuid(place.last), limit)
    }

    fn place(&self, person: &Staff) -> Place {
        Place::at(person.id)
    }

    fn say(&self, tx: &mut Tx<'_>, person: &Staff, again: &mut Again) -> Result<(), Stop> {
        again.offer(tx, &fhir::practitioner(person))?;
        for held in grants::held_by(tx, person.id)? {
            again.offer(tx, &fhir::practitioner_role(&held, true))?;
        }
        Ok(())
    }
}
