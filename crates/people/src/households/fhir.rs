//! A household and a guardian in FHIR R4: Group, `RelatedPerson`.

use super::model::{Guardian, Household, Member, Place, Role};
use super::rules::is_sensitive;
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

/// The Group of a household and of those who live there. A place of which the name tells something of
/// those who live there has none here.
pub fn group(household: &Household, members: &[Member]) -> Group {
    let open = |place: &&Place| !is_sensitive(place.kind);
    Group {
        resource_type: Group::TYPE,
        id: household.id.uuid(),
        active: household.closed_at.is_none(),
        kind: "person",
        actual: true,
        code: CodeableConcept::coded(systems::HOUSEHOLD_KIND, household.kind.word()),
        name: household.place.as_ref().filter(open).map(|place| place.called.clone()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::households::model::{HouseholdKind, PlaceKind, Tie};
    use crate::registry::model::{Details, Identity, Life};
    use nabz_kernel::clock::Instant;
    use nabz_kernel::health_id::HealthId;
    use nabz_kernel::ids::Id;
    use nabz_kernel::names::PersonName;
    use nabz_testkit::MORNING;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    #[test]
    fn a_household_is_a_group_of_those_who_live_there() {
        let household = Household {
            id: id(1),
            kind: HouseholdKind::Home,
            head: Some(id(2)),
            version: 3,
            facility: id(9),
            opened_at: MORNING,
            closed_at: None,
            place: None,
        };
        let member =
            |person, tie| Member { person: id(person), household: id(1), tie, since: MORNING };
        let members = [member(2, Tie::Head), member(3, Tie::Spouse)];
        nabz_testkit::golden!("fhir/group.golden.json", &group(&household, &members));
        let closed = Household { closed_at: Some(MORNING), head: None, ..household };
        let body = serde_json::to_string(&group(&closed, &[])).unwrap();
        assert!(body.contains(r#""active":false"#) && !body.contains("member"), "{body}");
    }

    #[test]
    fn a_place_is_named_where_its_name_tells_nothing_of_those_who_live_there() {
        let named = |kind: PlaceKind| {
            let household = Household {
                id: id(1),
                kind: kind.household(),
                head: None,
                version: 1,
                facility: id(9),
                opened_at: MORNING,
                closed_at: None,
                place: Some(Place::named(kind, "Asha Kiran")),
            };
            serde_json::to_string(&group(&household, &[])).unwrap().contains("Asha Kiran")
        };
        assert!(named(PlaceKind::OldAgeHome) && !named(PlaceKind::HivCare));
    }

    #[test]
    fn whoever_answers_for_a_child_is_a_related_person_without_a_name() {
        let guardian = Guardian {
            id: id(5),
            child: id(4),
            person: id(3),
            role: Role::Mother,
            since: MORNING,
            until: None,
            from: None,
        };
        let sunita = Person {
            id: id(3),
            health_id: HealthId::of_serial(0).unwrap(),
            identity: Identity::Known,
            details: Details::named(PersonName::of("Sunita Devi").unwrap()),
            life: Life::Living,
            version: 1,
            facility: id(9),
            registered_at: MORNING,
        };
        let mother = related_person(&guardian, &sunita);
        nabz_testkit::golden!("fhir/related_person.golden.json", &mother);
        let until = Some(Instant::from_microseconds(1_795_404_660_000_000));
        let ended = related_person(&Guardian { until, ..guardian }, &sunita);
        let body = serde_json::to_string(&ended).unwrap();
        assert!(body.contains(r#""active":false"#), "{body}");
        assert!(body.contains(r#""end":"2026-11-23T03:31:00Z""#), "{body}");
    }
}
