//! Which rows answer a parameter: its own, unless it is said here. Fewer rows are the lever of a
//! fast write.

use super::expression::Leaf;
use super::table::{Kind, Of, Param};
use crate::read::fault;
use std::io;

enum Rows {
    Own,
    Via(&'static str),
    OwnAndChart,
    ViaAndChart(&'static str),
    Chart,
    Body,
}

/// Types, codes, and which rows answer these of those.
const TABLE: &[(&[&str], &[&str], Rows)] = &[
    (
        &["AllergyIntolerance", "Condition", "MedicationDispense", "MedicationRequest"],
        &["code"],
        Rows::OwnAndChart,
    ),
    (&["Composition"], &["type"], Rows::OwnAndChart),
    (&["Condition", "Observation"], &["category"], Rows::OwnAndChart),
    (&["Encounter"], &["practitioner"], Rows::Via("participant")),
    (&["Observation"], &["code"], Rows::ViaAndChart("combo-code")),
    (&["Observation"], &["component-code"], Rows::Via("combo-code")),
    (
        &["Observation"],
        &["component-data-absent-reason", "data-absent-reason"],
        Rows::Via("combo-data-absent-reason"),
    ),
    (
        &["Observation"],
        &["component-value-concept", "value-concept"],
        Rows::Via("combo-value-concept"),
    ),
    (
        &["Observation"],
        &["component-value-quantity", "value-quantity"],
        Rows::Via("combo-value-quantity"),
    ),
    (
        &["Observation"],
        &["code-value-concept", "component-code-value-concept"],
        Rows::Via("combo-code-value-concept"),
    ),
    (
        &["Observation"],
        &["code-value-quantity", "component-code-value-quantity"],
        Rows::Via("combo-code-value-quantity"),
    ),
    // Of what was measured there is much under each code; other composites are rare, or narrow
    // enough by their first part.
    (&["Observation"], &["combo-code-value-concept", "combo-code-value-quantity"], Rows::Own),
    // An entry says it beside its body. Most are the city's own and have no row.
    (&["Resource"], &["_source"], Rows::Body),
    // A row for each word would weigh more than the body.
    (&["DomainResource"], &["_text"], Rows::Body),
    (&["Resource"], &["_content"], Rows::Body),
    (
        &["Location", "Organization", "Patient", "Practitioner", "RelatedPerson"],
        &["address-city", "address-country", "address-postalcode", "address-state"],
        Rows::Via("address"),
    ),
    (
        &["Patient", "Practitioner", "PractitionerRole", "RelatedPerson"],
        &["email", "phone"],
        Rows::Via("telecom"),
    ),
    (&["Patient", "Practitioner"], &["family", "given"], Rows::Via("name")),
    // It lies in one compartment and may be about two Patients.
    (&["Provenance"], &["patient"], Rows::Via("target")),
    // Their patient stands under another name.
    (&["Coverage", "EnrollmentRequest", "ResearchSubject", "Task"], &["patient"], Rows::Chart),
    (&["EnrollmentRequest", "Task"], &["subject"], Rows::Chart),
];

/// Refuses a row of the table that is about nothing.
pub(super) fn check(all: &[Of]) -> io::Result<()> {
    for (types, codes, _) in TABLE {
        for (of, code) in types.iter().flat_map(|of| codes.iter().map(move |code| (of, code))) {
            let known = all.iter().find(|known| known.name == **of);
            let there = known.is_some_and(|of| of.params.iter().any(|param| param.code == **code));
            there.then_some(()).ok_or_else(|| fault(format!("{of} has no parameter {code}")))?;
        }
    }
    Ok(())
}

/// The `Index` of a parameter, as Rust.
pub(super) fn index(of: &Of, param: &Param, leaves: &[Leaf]) -> io::Result<String> {
    let is_named = |(types, codes, _): &&(&[&str], &[&str], Rows)| {
        types.contains(&of.name.as_str()) && codes.contains(&param.code.as_str())
    };
    let number = |code: &str| {
        let other = of.params.iter().find(|other| other.code == code);
        other.map(|other| other.number).ok_or_else(|| fault(format!("{}: no {code}", of.name)))
    };
    Ok(match TABLE.iter().find(is_named).map(|(_, _, rows)| rows) {
        Some(Rows::Via(code)) => format!("Via({})", number(code)?),
        Some(Rows::ViaAndChart(code)) => format!("ViaAndChart({})", number(code)?),
        Some(Rows::OwnAndChart) => "OwnAndChart".to_owned(),
        Some(Rows::Chart) => "Chart".to_owned(),
        Some(Rows::Body) => "Body".to_owned(),
        None if param.kind == Kind::Composite => "FirstPart".to_owned(),
        None if is_patient(param, leaves) => "Chart".to_owned(),
        None if param.code == "identifier" && param.kind == Kind::Token => "Identifier".to_owned(),
        Some(Rows::Own) | None => "Own".to_owned(),
    })
}

/// Does it name the one Patient in whose compartment a resource lies? A resource that may name
/// several lies beside one of them alone.
fn is_patient(param: &Param, leaves: &[Leaf]) -> bool {
    let [leaf] = leaves else { return false };
    let [name] = leaf.path.as_slice() else { return false };
    let names_patient = |name: &str| name == "patient" || name == "subject";
    let may_be_patient = leaf.targets.is_empty() || leaf.targets.iter().any(|to| to == "Patient");
    let is_one = names_patient(&param.code) && names_patient(&name.key) && !leaf.is_list;
    is_one && may_be_patient && leaf.of == "Reference"
}
