//! What a facility and its people say in FHIR R4: Organization, Location, Practitioner,
//! PractitionerRole.

use super::model::{Facility, FacilityKind, Room, Unit};
use nabz_access::grants::{GrantId, Held};
use nabz_access::staff::Staff;
use nabz_access::{Names, Node, NodeId, NodeKind, Role};
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Coding, HumanName, Identifier, Period, Reference};
use nabz_kernel::clock::Date;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 Organization with the fields that a node fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    resource_type: &'static str,
    id: Uuid,
    identifier: [Identifier; 1],
    active: bool,
    #[serde(rename = "type")]
    kind: Vec<CodeableConcept>,
    name: String,
    alias: [String; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    part_of: Option<Reference>,
}

/// An R4 Location with the fields that a room fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    resource_type: &'static str,
    id: Uuid,
    status: &'static str,
    name: String,
    alias: [String; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    mode: &'static str,
    physical_type: CodeableConcept,
    managing_organization: Reference,
}

/// An R4 Practitioner with the fields that a member of staff fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Practitioner {
    resource_type: &'static str,
    id: Uuid,
    identifier: [Identifier; 1],
    active: bool,
    name: [HumanName; 2],
}

/// An R4 PractitionerRole with the fields that a grant fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PractitionerRole {
    resource_type: &'static str,
    id: Uuid,
    active: bool,
    period: Period,
    practitioner: Reference,
    organization: Reference,
    code: [CodeableConcept; 1],
}

macro_rules! resource {
    ($($Type:ident),+) => {$(
        impl Resource for $Type {
            const TYPE: &'static str = stringify!($Type);

            fn id(&self) -> Uuid {
                self.id
            }
        }
    )+};
}
resource!(Organization, Location, Practitioner, PractitionerRole);

/// A place of the organisation tree; `kind` says more about a facility.
pub fn organization(node: &Node, kind: Option<FacilityKind>) -> Organization {
    let mut types = vec![node_kind(node.kind)];
    types.extend(kind.map(facility_kind));
    let parent = node.path.nodes().iter().rev().nth(1);
    Organization {
        resource_type: Organization::TYPE,
        id: node.id.uuid(),
        identifier: [Identifier::of(systems::FACILITY_CODE, node.code.clone())],
        active: true,
        kind: types,
        name: node.names.english.clone(),
        alias: [node.names.hindi.clone()],
        part_of: parent.map(|parent| Reference::to("Organization", parent)),
    }
}

/// A consulting room: the number on the door and the way to it.
pub fn location(room: &Room, unit: &Unit, facility: &Facility) -> Location {
    let way = Some(room.way.english.clone()).filter(|way| !way.is_empty());
    Location {
        resource_type: Location::TYPE,
        id: room.id.uuid(),
        status: "active",
        name: format!("{}, room {}, {}", unit.names.english, room.door, facility.names.english),
        alias: [format!("{}, कमरा {}, {}", unit.names.hindi, room.door, facility.names.hindi)],
        description: way,
        mode: "instance",
        physical_type: Coding::of(systems::LOCATION_PHYSICAL, "ro").shown_as("Room").into(),
        managing_organization: Reference::to("Organization", unit.id),
    }
}

/// A member of staff, with the name in both scripts.
pub fn practitioner(staff: &Staff) -> Practitioner {
    Practitioner {
        resource_type: Practitioner::TYPE,
        id: staff.id.uuid(),
        identifier: [Identifier::of(systems::STAFF_NUMBER, staff.sign_in_name.clone())],
        active: staff.stopped_at.is_none(),
        name: names(&staff.names),
    }
}

/// A role at a node; `active` is false once it was revoked. Whether the day is over is in the
/// period.
pub fn practitioner_role(held: &Held, active: bool) -> PractitionerRole {
    let grant = &held.grant;
    role_of(held.id, held.staff.uuid(), (grant.role, grant.node, grant.ends_on), active)
}

fn role_of(
    id: GrantId,
    staff: Uuid,
    (role, node, ends_on): (Role, NodeId, Date),
    active: bool,
) -> PractitionerRole {
    PractitionerRole {
        resource_type: PractitionerRole::TYPE,
        id: id.uuid(),
        active,
        period: Period { start: None, end: Some(ends_on.to_string()) },
        practitioner: Reference::to("Practitioner", staff),
        organization: Reference::to("Organization", node),
        code: [CodeableConcept::coded(systems::ROLE, role.word())],
    }
}

fn names(names: &Names) -> [HumanName; 2] {
    [&names.english, &names.hindi].map(|text| HumanName {
        used_as: Some("official".into()),
        text: Some(text.clone()),
        ..HumanName::default()
    })
}

fn node_kind(kind: NodeKind) -> CodeableConcept {
    let ours = Coding::of(systems::ORGANIZATION_KIND, kind.word());
    let world = match kind {
        NodeKind::Department | NodeKind::District => ("govt", "Government"),
        NodeKind::Facility => ("prov", "Healthcare Provider"),
        NodeKind::Unit => ("dept", "Hospital Department"),
    };
    let world = Coding::of(systems::ORGANIZATION_TYPE, world.0).shown_as(world.1);
    CodeableConcept { coding: vec![world, ours], text: None }
}

fn facility_kind(kind: FacilityKind) -> CodeableConcept {
    CodeableConcept::coded(systems::ORGANIZATION_KIND, kind.word())
}
