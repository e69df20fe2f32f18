use super::steps::{Find, Keep, Reading, Step};
use super::*;
use std::collections::{BTreeMap, HashMap};

/// Calls `found` with every find of these steps, and with the names that lead to it.
fn every(step: &'static Step, path: &str, found: &mut dyn FnMut(&str, &'static Find)) {
    step.finds.iter().for_each(|find| found(path, find));
    for next in step.below {
        let kept = match next.keep {
            Keep::All => String::new(),
            Keep::First => "[0]".to_owned(),
            Keep::Saying(key, text) => format!("?{key}={text}"),
        };
        every(next, &format!("{path}.{}{kept}", next.key), found);
    }
}

fn paths(param: &'static Param) -> Vec<String> {
    let mut paths = Vec::new();
    let steps = param.at.steps().unwrap();
    every(steps, "", &mut |path, _| paths.push(path.trim_start_matches('.').to_owned()));
    paths
}

fn named(of: &str, code: &str) -> &'static Param {
    let of = ResourceType::named(of).unwrap();
    param(of, code).unwrap_or_else(|| panic!("{of} has no {code}"))
}

#[test]
fn every_parameter_has_one_number_in_all_types_and_no_other_has_it() {
    let mut numbers = HashMap::new();
    let mut codes = HashMap::new();
    for of in ResourceType::all() {
        assert!(params(of).is_sorted_by_key(|param| param.code), "{of}");
        for param in params(of) {
            assert_eq!(*numbers.entry(param.code).or_insert(param.id), param.id, "{param:?}");
            assert_eq!(*codes.entry(param.id).or_insert(param.code), param.code, "{param:?}");
        }
    }
    assert_eq!(numbers.len(), 451);
}

#[test]
fn numbers_that_a_database_may_hold_stay() {
    for (of, code, number) in [
        ("Patient", "identifier", 1),
        ("Encounter", "status", 2),
        ("Observation", "code", 3),
        ("Condition", "category", 4),
        ("Encounter", "date", 5),
        ("Observation", "patient", 6),
        ("Observation", "subject", 7),
        ("Patient", "name", 9),
        ("Patient", "birthdate", 14),
        ("Observation", "combo-code", 90),
        ("Observation", "value-quantity", 107),
        ("RelatedPerson", "relationship", 120),
        ("Provenance", "when", 140),
        ("Resource", "_content", 141),
    ] {
        let of = if of == "Resource" { "Patient" } else { of };
        assert_eq!(named(of, code).id, number, "{of}.{code}");
    }
}

#[test]
fn rows_that_answer_for_another_parameter_are_of_its_kind() {
    for of in ResourceType::all() {
        for param in params(of) {
            let under = params(of).iter().find(|known| known.id == param.rows_under());
            assert!(under.is_some_and(|under| under.kind == param.kind), "{of}.{}", param.code);
        }
    }
}

#[test]
fn every_parameter_stands_somewhere_or_says_why_it_does_not() {
    let mut aside = BTreeMap::new();
    let mut extracted = 0;
    for of in ResourceType::all() {
        for param in params(of) {
            match param.not_extracted {
                Some(why) => drop(aside.insert(param.code, why)),
                None => extracted += usize::from(!paths(param).is_empty()),
            }
            let stands = paths(param).is_empty() == param.not_extracted.is_some();
            assert!(stands, "{of}.{}", param.code);
        }
    }
    let aside: Vec<&str> = aside.into_keys().collect();
    let wanted = ["_content", "_has", "_id", "_lastUpdated", "_list", "_query", "_text", "_type"];
    assert_eq!(aside[..8], wanted);
    assert_eq!(aside[8..], ["near", "phonetic"]);
    // The registry's 1,697 pairs of a type and a parameter without those seven, and in each of 146
    // types the four of Resource that are extracted.
    assert_eq!(extracted, 1_697 - 7 + 146 * 4);
}

#[test]
fn expressions_lead_to_names_of_json() {
    let cases: [(&str, &str, &[&str]); 12] = [
        ("Patient", "email", &["telecom?system=email"]),
        ("Patient", "deceased", &["deceasedBoolean", "deceasedDateTime"]),
        ("Patient", "_tag", &["meta.tag"]),
        ("Condition", "onset-age", &["onsetAge", "onsetRange"]),
        (
            "Observation",
            "date",
            &["effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming"],
        ),
        ("Observation", "value-string", &["valueCodeableConcept.text", "valueString"]),
        ("Procedure", "date", &["performedDateTime", "performedPeriod"]),
        ("Library", "successor", &["relatedArtifact?type=successor.resource"]),
        ("Bundle", "composition", &["entry[0].resource"]),
        ("Consent", "actor", &["provision.actor.reference"]),
        ("InsurancePlan", "name", &["alias", "name"]),
        ("Observation", "combo-code-value-quantity", &["", "component"]),
    ];
    for (of, code, expected) in cases {
        assert_eq!(paths(named(of, code)), expected, "{of}.{code}");
    }
}

#[test]
fn a_composite_knows_its_parts_and_a_reference_its_targets() {
    let sequence = named("MolecularSequence", "chromosome-variant-coordinate");
    let codes: Vec<&str> = sequence.components.iter().map(|part| part.code).collect();
    assert_eq!(codes, ["chromosome", "variant-start", "variant-end"]);
    every(sequence.at.steps().unwrap(), "", &mut |path, find| {
        let Reading::Parts(parts) = find.reading else { panic!("{path}") };
        assert_eq!(parts.len(), 3);
        assert!(parts[0].is_from_resource && !parts[1].is_from_resource);
    });
    assert_eq!(named("Condition", "patient").targets, ["Patient"]);
    assert_eq!(named("AllergyIntolerance", "patient").targets, ["Patient"]);
    assert_eq!(named("Encounter", "location").targets, ["Location"]);
    assert!(named("Provenance", "target").targets.is_empty());
    for of in ResourceType::all() {
        for target in params(of).iter().flat_map(|param| param.targets) {
            assert!(ResourceType::named(target).is_some(), "{of}: {target}");
        }
    }
}

#[test]
fn a_chart_answers_for_the_one_patient_beside_whom_a_resource_lies() {
    let mut others = Vec::new();
    for of in ResourceType::all().filter(|of| !of.patient_paths().is_empty()) {
        let charts = params(of).iter().filter(|param| param.index == Index::Chart);
        let beside: Vec<&str> = of.patient_paths().iter().map(|path| path.0).collect();
        for param in charts.clone() {
            assert_eq!(paths(param), beside, "{of}.{}", param.code);
        }
        others.extend(charts.count().eq(&0).then_some(of.name()));
    }
    // What may name several is found through the city's index.
    let several = [
        "Account",
        "Appointment",
        "AppointmentResponse",
        "AuditEvent",
        "Contract",
        "Person",
        "Provenance",
        "Schedule",
        "SupplyRequest",
    ];
    assert_eq!(others, several);
    for of in ResourceType::all().filter(|of| of.patient_paths().is_empty()) {
        assert!(params(of).iter().all(|param| param.index != Index::Chart), "{of}");
    }
}
