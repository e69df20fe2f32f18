//! A household and a guardian in FHIR R4: Group, `RelatedPerson`.

use super::model::{Guardian, Household, Member, Role};
use crate::registry::fhir::ROLE_CODE;
use crate::registry::model::Person;
use nabz_fhir::systems;
use nabz_fhir::types::{CodeableConcept, Extension, ExtensionValue, Identifier, Period, Reference};
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 Group with the fields that a household fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    resource_type: &'static str,
    id: Uuid,
    active: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    actual: bool,
    code: CodeableConcept,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<usize>,
    managing_entity: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    member: Vec<GroupMember>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct GroupMember {
    extension: [Extension; 1],
    entity: Reference,
    period: Period,
}

/// An R4 `RelatedPerson` with the fields that a guardian fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelatedPerson {
    resource_type: &'static str,
    id: Uuid,
    identifier: [Identifier; 1],
    active: bool,
    patient: Reference,
    relationship: [CodeableConcept; 1],
    period: Period,
}

impl Resource for Group {
    const TYPE: &'static str = "Group";

    fn id(&self) -> Uuid {
        self.id
    }
}

impl Resource for RelatedPerson {
    const TYPE: &'static str = "RelatedPerson";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The Group of a household and of those who live there.
pub fn group(household: &Household, members: &[Member]) -> Group {
    Group {
        resource_type: Group::TYPE,
        id: household.id.uuid(),
        active: household.closed_at.is_none(),
        kind: "person",
        actual: true,
        code: CodeableConcept::coded(systems::HOUSEHOLD_KIND, household.kind.word()),
        name: household.called.clone(),
        quantity: Some(members.len()).filter(|count| *count > 0),
        managing_entity: Reference::to("Organization", household.facility),
        member: members.iter().map(member).collect(),
    }
}

fn member(member: &Member) -> GroupMember {
    let tie = ExtensionValue::ValueCode(member.tie.word().to_owned());
    GroupMember {
        extension: [Extension::of(systems::HOUSEHOLD_TIE, tie)],
        entity: Reference::to("Patient", member.person),
        period: Period::since(member.since),
    }
}

/// The `RelatedPerson` of whoever answers for a child. The health ID says who it is; a name would
/// be the one of the day on which this was said.
pub fn related_person(guardian: &Guardian, person: &Person) -> RelatedPerson {
    let role = match guardian.role {
        Role::Mother => "MTH",
        Role::Father => "FTH",
        Role::Guardian => "GUARD",
    };
    RelatedPerson {
        resource_type: RelatedPerson::TYPE,
        id: guardian.id.uuid(),
        identifier: [Identifier::of(systems::HEALTH_ID, person.health_id.compact())],
        active: guardian.until.is_none(),
        patient: Reference::to("Patient", guardian.child),
        relationship: [CodeableConcept::coded(ROLE_CODE, role)],
        period: match guardian.until {
            Some(end) => Period::between(guardian.since, end),
            None => Period::since(guardian.since),
        },
    }
}
