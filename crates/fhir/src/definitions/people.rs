//! Search parameters of people and places.
//!
//! Source: <http://hl7.org/fhir/R4/searchparameter-registry.html>.

use super::{Index, Kind, Param};
use crate::path::Path;

/// Group.
pub(super) const GROUP: &[Param] = &[
    Param::new(121, "actual", Kind::Token, Index::Own, &[Path("actual")]),
    Param::new(122, "characteristic", Kind::Token, Index::Own, &[Path("characteristic.code")]),
    Param::new(3, "code", Kind::Token, Index::Own, &[Path("code")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(123, "managing-entity", Kind::Reference, Index::Own, &[Path("managingEntity")]),
    Param::new(124, "member", Kind::Reference, Index::Own, &[Path("member.entity")]),
    Param::new(26, "type", Kind::Token, Index::Own, &[Path("type")]),
];

/// Location.
pub(super) const LOCATION: &[Param] = &[
    Param::new(12, "address", Kind::Text, Index::Own, &[Path("address")]),
    Param::new(66, "address-city", Kind::Text, Index::Via(12), &[Path("address.city")]),
    Param::new(67, "address-country", Kind::Text, Index::Via(12), &[Path("address.country")]),
    Param::new(68, "address-postalcode", Kind::Text, Index::Via(12), &[Path("address.postalCode")]),
    Param::new(69, "address-state", Kind::Text, Index::Via(12), &[Path("address.state")]),
    Param::new(70, "address-use", Kind::Token, Index::Own, &[Path("address.use")]),
    Param::new(71, "endpoint", Kind::Reference, Index::Own, &[Path("endpoint")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(9, "name", Kind::Text, Index::Own, &[Path("name"), Path("alias")]),
    Param::new(72, "operational-status", Kind::Token, Index::Own, &[Path("operationalStatus")]),
    Param::new(73, "organization", Kind::Reference, Index::Own, &[Path("managingOrganization")]),
    Param::new(74, "partof", Kind::Reference, Index::Own, &[Path("partOf")]),
    Param::new(2, "status", Kind::Token, Index::Own, &[Path("status")]),
    Param::new(26, "type", Kind::Token, Index::Own, &[Path("type")]),
];

/// Organization.
pub(super) const ORGANIZATION: &[Param] = &[
    Param::new(16, "active", Kind::Token, Index::Own, &[Path("active")]),
    Param::new(12, "address", Kind::Text, Index::Own, &[Path("address")]),
    Param::new(66, "address-city", Kind::Text, Index::Via(12), &[Path("address.city")]),
    Param::new(67, "address-country", Kind::Text, Index::Via(12), &[Path("address.country")]),
    Param::new(68, "address-postalcode", Kind::Text, Index::Via(12), &[Path("address.postalCode")]),
    Param::new(69, "address-state", Kind::Text, Index::Via(12), &[Path("address.state")]),
    Param::new(70, "address-use", Kind::Token, Index::Own, &[Path("address.use")]),
    Param::new(71, "endpoint", Kind::Reference, Index::Own, &[Path("endpoint")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(9, "name", Kind::Text, Index::Own, &[Path("name"), Path("alias")]),
    Param::new(74, "partof", Kind::Reference, Index::Own, &[Path("partOf")]),
    Param::new(26, "type", Kind::Token, Index::Own, &[Path("type")]),
];

/// Patient.
pub(super) const PATIENT: &[Param] = &[
    Param::new(16, "active", Kind::Token, Index::Own, &[Path("active")]),
    Param::new(12, "address", Kind::Text, Index::Own, &[Path("address")]),
    Param::new(66, "address-city", Kind::Text, Index::Via(12), &[Path("address.city")]),
    Param::new(67, "address-country", Kind::Text, Index::Via(12), &[Path("address.country")]),
    Param::new(68, "address-postalcode", Kind::Text, Index::Via(12), &[Path("address.postalCode")]),
    Param::new(69, "address-state", Kind::Text, Index::Via(12), &[Path("address.state")]),
    Param::new(70, "address-use", Kind::Token, Index::Own, &[Path("address.use")]),
    Param::new(14, "birthdate", Kind::Date, Index::Own, &[Path("birthDate")]),
    Param::new(109, "death-date", Kind::Date, Index::Own, &[Path("deceasedDateTime")]),
    Param::new(
        110,
        "deceased",
        Kind::Token,
        Index::Own,
        &[Path("deceasedBoolean"), Path("deceasedDateTime!")],
    ),
    Param::new(111, "email", Kind::Token, Index::Via(13), &[Path("telecom?system=email")]),
    Param::new(10, "family", Kind::Text, Index::Via(9), &[Path("name.family")]),
    Param::new(15, "gender", Kind::Token, Index::Own, &[Path("gender")]),
    Param::new(
        112,
        "general-practitioner",
        Kind::Reference,
        Index::Own,
        &[Path("generalPractitioner")],
    ),
    Param::new(11, "given", Kind::Text, Index::Via(9), &[Path("name.given")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(113, "language", Kind::Token, Index::Own, &[Path("communication.language")]),
    Param::new(114, "link", Kind::Reference, Index::Own, &[Path("link.other")]),
    Param::new(9, "name", Kind::Text, Index::Own, &[Path("name")]),
    Param::new(73, "organization", Kind::Reference, Index::Own, &[Path("managingOrganization")]),
    Param::new(115, "phone", Kind::Token, Index::Via(13), &[Path("telecom?system=phone")]),
    Param::new(13, "telecom", Kind::Token, Index::Own, &[Path("telecom")]),
];

/// Practitioner.
pub(super) const PRACTITIONER: &[Param] = &[
    Param::new(16, "active", Kind::Token, Index::Own, &[Path("active")]),
    Param::new(12, "address", Kind::Text, Index::Own, &[Path("address")]),
    Param::new(66, "address-city", Kind::Text, Index::Via(12), &[Path("address.city")]),
    Param::new(67, "address-country", Kind::Text, Index::Via(12), &[Path("address.country")]),
    Param::new(68, "address-postalcode", Kind::Text, Index::Via(12), &[Path("address.postalCode")]),
    Param::new(69, "address-state", Kind::Text, Index::Via(12), &[Path("address.state")]),
    Param::new(70, "address-use", Kind::Token, Index::Own, &[Path("address.use")]),
    Param::new(116, "communication", Kind::Token, Index::Own, &[Path("communication")]),
    Param::new(111, "email", Kind::Token, Index::Via(13), &[Path("telecom?system=email")]),
    Param::new(10, "family", Kind::Text, Index::Via(9), &[Path("name.family")]),
    Param::new(15, "gender", Kind::Token, Index::Own, &[Path("gender")]),
    Param::new(11, "given", Kind::Text, Index::Via(9), &[Path("name.given")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(9, "name", Kind::Text, Index::Own, &[Path("name")]),
    Param::new(115, "phone", Kind::Token, Index::Via(13), &[Path("telecom?system=phone")]),
    Param::new(13, "telecom", Kind::Token, Index::Own, &[Path("telecom")]),
];

/// `PractitionerRole`.
pub(super) const PRACTITIONER_ROLE: &[Param] = &[
    Param::new(16, "active", Kind::Token, Index::Own, &[Path("active")]),
    Param::new(5, "date", Kind::Date, Index::Own, &[Path("period")]),
    Param::new(111, "email", Kind::Token, Index::Via(13), &[Path("telecom?system=email")]),
    Param::new(71, "endpoint", Kind::Reference, Index::Own, &[Path("endpoint")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(56, "location", Kind::Reference, Index::Own, &[Path("location")]),
    Param::new(73, "organization", Kind::Reference, Index::Own, &[Path("organization")]),
    Param::new(115, "phone", Kind::Token, Index::Via(13), &[Path("telecom?system=phone")]),
    Param::new(61, "practitioner", Kind::Reference, Index::Own, &[Path("practitioner")]),
    Param::new(117, "role", Kind::Token, Index::Own, &[Path("code")]),
    Param::new(118, "service", Kind::Reference, Index::Own, &[Path("healthcareService")]),
    Param::new(119, "specialty", Kind::Token, Index::Own, &[Path("specialty")]),
    Param::new(13, "telecom", Kind::Token, Index::Own, &[Path("telecom")]),
];

/// `RelatedPerson`. Without `birthdate`: the place of a page in that index would put it into an
/// address.
pub(super) const RELATED_PERSON: &[Param] = &[
    Param::new(16, "active", Kind::Token, Index::Own, &[Path("active")]),
    Param::new(12, "address", Kind::Text, Index::Own, &[Path("address")]),
    Param::new(66, "address-city", Kind::Text, Index::Via(12), &[Path("address.city")]),
    Param::new(67, "address-country", Kind::Text, Index::Via(12), &[Path("address.country")]),
    Param::new(68, "address-postalcode", Kind::Text, Index::Via(12), &[Path("address.postalCode")]),
    Param::new(69, "address-state", Kind::Text, Index::Via(12), &[Path("address.state")]),
    Param::new(70, "address-use", Kind::Token, Index::Own, &[Path("address.use")]),
    Param::new(111, "email", Kind::Token, Index::Via(13), &[Path("telecom?system=email")]),
    Param::new(15, "gender", Kind::Token, Index::Own, &[Path("gender")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(9, "name", Kind::Text, Index::Own, &[Path("name")]),
    Param::new(6, "patient", Kind::Reference, Index::Chart, &[Path("patient")]),
    Param::new(115, "phone", Kind::Token, Index::Via(13), &[Path("telecom?system=phone")]),
    Param::new(120, "relationship", Kind::Token, Index::Own, &[Path("relationship")]),
    Param::new(13, "telecom", Kind::Token, Index::Own, &[Path("telecom")]),
];
