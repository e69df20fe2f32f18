//! The Patient that whoever looks for somebody is shown: the least that tells one person from
//! another, as on a counter's list. The whole is read by its id, by whoever may read it.

use super::{Contact, address, contacts, gender, names};
use crate::registry::model::{Address, Person};
use nabz_fhir::systems;
use nabz_fhir::types::{Address as FhirAddress, Coding, HumanName, Identifier};
use serde::Serialize;
use uuid::Uuid;

/// A part of an R4 Patient, marked as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownPatient {
    resource_type: &'static str,
    id: Uuid,
    meta: Meta,
    identifier: [Identifier; 1],
    active: bool,
    name: Vec<HumanName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deceased_boolean: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<FhirAddress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact: Vec<Contact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Meta {
    tag: [Coding; 1],
}

/// The part of a person's Patient that a search shows: year of birth, locality and ward, and no
/// phone, house or number of another paper.
pub fn shown(person: &Person) -> ShownPatient {
    let details = &person.details;
    let Address { locality, ward, state, .. } = details.address.clone();
    let home = Address { locality, ward, state, ..Address::default() };
    ShownPatient {
        resource_type: "Patient",
        id: person.id.uuid(),
        meta: Meta { tag: [Coding::of(systems::OBSERVATION_VALUE, "SUBSETTED")] },
        identifier: [Identifier::of(systems::HEALTH_ID, person.health_id.compact())],
        active: true,
        name: names(&details.name, "official"),
        gender: details.sex.map(gender),
        birth_date: details.birth.map(|birth| format!("{:04}", birth.date.year())),
        deceased_boolean: person.life.has_ended().then_some(true),
        address: address(&home).into_iter().collect(),
        contact: details.guardian.iter().flat_map(contacts).collect(),
    }
}
