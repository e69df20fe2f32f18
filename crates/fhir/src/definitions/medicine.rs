//! Search parameters of what is prescribed and handed out.
//!
//! Source: <http://hl7.org/fhir/R4/searchparameter-registry.html>.

use super::{Index, Kind, Param};
use crate::path::Path;

/// `MedicationDispense`.
pub(super) const MEDICATION_DISPENSE: &[Param] = &[
    Param::new(3, "code", Kind::Token, Index::OwnAndChart, &[Path("medicationCodeableConcept")]),
    Param::new(31, "context", Kind::Reference, Index::Own, &[Path("context")]),
    Param::new(75, "destination", Kind::Reference, Index::Own, &[Path("destination")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(76, "medication", Kind::Reference, Index::Own, &[Path("medicationReference")]),
    Param::new(6, "patient", Kind::Reference, Index::Chart, &[Path("subject")]),
    Param::new(77, "performer", Kind::Reference, Index::Own, &[Path("performer.actor")]),
    Param::new(78, "prescription", Kind::Reference, Index::Own, &[Path("authorizingPrescription")]),
    Param::new(79, "receiver", Kind::Reference, Index::Own, &[Path("receiver")]),
    Param::new(
        80,
        "responsibleparty",
        Kind::Reference,
        Index::Own,
        &[Path("substitution.responsibleParty")],
    ),
    Param::new(2, "status", Kind::Token, Index::Own, &[Path("status")]),
    Param::new(7, "subject", Kind::Reference, Index::Chart, &[Path("subject")]),
    Param::new(26, "type", Kind::Token, Index::Own, &[Path("type")]),
    Param::new(81, "whenhandedover", Kind::Date, Index::Own, &[Path("whenHandedOver")]),
    Param::new(82, "whenprepared", Kind::Date, Index::Own, &[Path("whenPrepared")]),
];

/// `MedicationRequest`.
pub(super) const MEDICATION_REQUEST: &[Param] = &[
    Param::new(83, "authoredon", Kind::Date, Index::Own, &[Path("authoredOn")]),
    Param::new(4, "category", Kind::Token, Index::Own, &[Path("category")]),
    Param::new(3, "code", Kind::Token, Index::OwnAndChart, &[Path("medicationCodeableConcept")]),
    Param::new(5, "date", Kind::Date, Index::Own, &[Path("dosageInstruction.timing.event")]),
    Param::new(8, "encounter", Kind::Reference, Index::Own, &[Path("encounter")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(
        84,
        "intended-dispenser",
        Kind::Reference,
        Index::Own,
        &[Path("dispenseRequest.performer")],
    ),
    Param::new(85, "intended-performer", Kind::Reference, Index::Own, &[Path("performer")]),
    Param::new(86, "intended-performertype", Kind::Token, Index::Own, &[Path("performerType")]),
    Param::new(87, "intent", Kind::Token, Index::Own, &[Path("intent")]),
    Param::new(76, "medication", Kind::Reference, Index::Own, &[Path("medicationReference")]),
    Param::new(6, "patient", Kind::Reference, Index::Chart, &[Path("subject")]),
    Param::new(88, "priority", Kind::Token, Index::Own, &[Path("priority")]),
    Param::new(89, "requester", Kind::Reference, Index::Own, &[Path("requester")]),
    Param::new(2, "status", Kind::Token, Index::Own, &[Path("status")]),
    Param::new(7, "subject", Kind::Reference, Index::Chart, &[Path("subject")]),
];
