//! Search parameters of what people agree to, and of who said what.
//!
//! Source: <http://hl7.org/fhir/R4/searchparameter-registry.html>.

use super::{Index, Kind, Param};
use crate::path::Path;

/// Consent.
pub(super) const CONSENT: &[Param] = &[
    Param::new(125, "action", Kind::Token, Index::Own, &[Path("provision.action")]),
    Param::new(126, "actor", Kind::Reference, Index::Own, &[Path("provision.actor.reference")]),
    Param::new(4, "category", Kind::Token, Index::Own, &[Path("category")]),
    Param::new(127, "consentor", Kind::Reference, Index::Own, &[Path("performer")]),
    Param::new(128, "data", Kind::Reference, Index::Own, &[Path("provision.data.reference")]),
    Param::new(5, "date", Kind::Date, Index::Own, &[Path("dateTime")]),
    Param::new(1, "identifier", Kind::Token, Index::Identifier, &[Path("identifier")]),
    Param::new(73, "organization", Kind::Reference, Index::Own, &[Path("organization")]),
    Param::new(6, "patient", Kind::Reference, Index::Chart, &[Path("patient")]),
    Param::new(33, "period", Kind::Date, Index::Own, &[Path("provision.period")]),
    Param::new(129, "purpose", Kind::Token, Index::Own, &[Path("provision.purpose")]),
    Param::new(130, "scope", Kind::Token, Index::Own, &[Path("scope")]),
    Param::new(131, "security-label", Kind::Token, Index::Own, &[Path("provision.securityLabel")]),
    Param::new(132, "source-reference", Kind::Reference, Index::Own, &[Path("sourceReference")]),
    Param::new(2, "status", Kind::Token, Index::Own, &[Path("status")]),
];

/// Provenance. It lies in one compartment and may be about two Patients, so `patient` is answered
/// by the rows of `target`.
pub(super) const PROVENANCE: &[Param] = &[
    Param::new(133, "agent", Kind::Reference, Index::Own, &[Path("agent.who")]),
    Param::new(134, "agent-role", Kind::Token, Index::Own, &[Path("agent.role")]),
    Param::new(135, "agent-type", Kind::Token, Index::Own, &[Path("agent.type")]),
    Param::new(136, "entity", Kind::Reference, Index::Own, &[Path("entity.what")]),
    Param::new(56, "location", Kind::Reference, Index::Own, &[Path("location")]),
    Param::new(6, "patient", Kind::Reference, Index::Via(139), &[Path("target")]),
    Param::new(137, "recorded", Kind::Date, Index::Own, &[Path("recorded")]),
    Param::new(138, "signature-type", Kind::Token, Index::Own, &[Path("signature.type")]),
    Param::new(139, "target", Kind::Reference, Index::Own, &[Path("target")]),
    Param::new(140, "when", Kind::Date, Index::Own, &[Path("occurredDateTime")]),
];
