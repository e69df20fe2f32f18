//! What each kind of value and each modifier means.

use super::{holds, pairs};
use crate::resource_types::ResourceType;
use crate::search::{Handling, matches, parse};
use crate::tape::Tape;
use serde_json::{Value, json};

/// Asks of `body` what holds and what does not; an empty body holds none of it.
fn check(of: &str, body: &Value, yes: &[&str], no: &[&str]) {
    let of = ResourceType::named(of).unwrap();
    for query in yes {
        assert!(holds(of, query, body), "{of}?{query}");
        assert!(!holds(of, query, &json!({})), "{of}?{query} of an empty body");
    }
    for query in no {
        assert!(!holds(of, query, body), "{of}?{query}");
    }
}

#[test]
fn an_amount_is_the_same_in_whatever_unit_it_was_written() {
    let ucum = "http://unitsofmeasure.org";
    let said = |value: f64, system: &str, code: &str, unit: &str| json!({"valueQuantity": {"value": value, "system": system, "code": code, "unit": unit}});
    let weight = said(5400.0, ucum, "mg", "Milligram");
    let yes = [
        "value-quantity=5.4|http://unitsofmeasure.org|g",
        "value-quantity=gt5.3|http://unitsofmeasure.org|g",
        "value-quantity=le0.0054|http://unitsofmeasure.org|kg",
        "value-quantity=ap5|http://unitsofmeasure.org|g",
        "value-quantity=ne5.5|http://unitsofmeasure.org|g",
        "value-quantity=5400|http://unitsofmeasure.org|mg",
        "value-quantity=5400",
        "value-quantity=5.4e3",
        "value-quantity=5400||mg",
        "value-quantity=5400||Milligram",
        "value-quantity=5400|http://unitsofmeasure.org|",
        "combo-value-quantity=5,5400",
    ];
    let no = [
        "value-quantity=5.4",
        "value-quantity=5.4|http://unitsofmeasure.org|mg",
        "value-quantity=5.4|http://unitsofmeasure.org|mL",
        "value-quantity=5.5|http://unitsofmeasure.org|g",
        "value-quantity=ne5.4|http://unitsofmeasure.org|g",
        "value-quantity=lt5.4|http://unitsofmeasure.org|g",
        "value-quantity=5400|http://unitsofmeasure.org|Milligram",
        "value-quantity=5400|http://other.example|mg",
        "value-quantity=5400||g",
    ];
    check("Observation", &weight, &yes, &no);
    let pills = said(2.0, "http://other.example", "g", "pills");
    let other = "value-quantity=2|http://other.example|g";
    check("Observation", &pills, &[other], &["value-quantity=2|http://unitsofmeasure.org|g"]);
    let price = json!({"totalNet": {"value": 100, "currency": "INR"}});
    let (yes, no) =
        (["totalnet=100|urn:iso:std:iso:4217|INR"], ["totalnet=100|urn:iso:std:iso:4217|EUR"]);
    check("Invoice", &price, &yes, &no);
}

#[test]
fn a_number_is_as_exact_as_it_was_written() {
    let risk = json!({"prediction": [{"probabilityDecimal": 0.05}, {"probabilityDecimal": 80.5}]});
    let yes = [
        "probability=0.05",
        "probability=5e-2",
        "probability=gt80",
        "probability=81,80.5",
        "probability=ge80.5",
        "probability=lt0.1",
        "probability=ne80.5",
        "probability=0.0500",
    ];
    let no = ["probability=0.06", "probability=gt80.5", "probability=lt0.05", "probability=80.51"];
    check("RiskAssessment", &risk, &yes, &no);
    let window = json!({"referenceSeq": {"windowStart": 128_273_724, "windowEnd": 128_273_736}});
    let yes = ["window-start=128273724", "window-end=ge128273736", "window-start=1.28e8"];
    check(
        "MolecularSequence",
        &window,
        &yes,
        &["window-start=128273725", "window-end=gt128273736"],
    );
}

#[test]
fn an_address_is_compared_letter_for_letter_and_by_its_parts() {
    let set = json!({"url": "http://acme.example/fhir/ValueSet/123",
        "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/a|4.0.1"],
            "source": "https://nabz.example/fhir/source/lab"}});
    let yes = [
        "url=http://acme.example/fhir/ValueSet/123",
        "url:below=http://acme.example/fhir",
        "url:below=http://acme.example/fhir/",
        "url:above=http://acme.example/fhir/ValueSet/123/_history/5",
        "url=x,http://acme.example/fhir/ValueSet/123",
        "_source=https://nabz.example/fhir/source/lab",
        "_profile=http://hl7.org/fhir/StructureDefinition/a",
        "_profile=http://hl7.org/fhir/StructureDefinition/a|4.0.1",
        "_profile:below=http://hl7.org/fhir/StructureDefinition",
        "_profile:below=http://hl7.org/fhir/StructureDefinition/a|4",
    ];
    let no = [
        "url=http://acme.example/fhir/valueset/123",
        "url=http://acme.example/fhir",
        "url:below=http://acme.example/fhir/Value",
        "url:above=http://acme.example/fhir",
        "_source=https://nabz.example/fhir/source/la",
        "_profile=http://hl7.org/fhir/StructureDefinition/a|4.0.2",
        "_profile:missing=true",
    ];
    check("ValueSet", &set, &yes, &no);
    let plan = json!({"instantiatesCanonical": ["http://acme.example/plan/1|2.1"]});
    let yes = [
        "instantiates-canonical=http://acme.example/plan/1",
        "instantiates-canonical:below=http://acme.example/plan/1|2",
        "instantiates-canonical:above=http://acme.example/plan/1|2.1.5",
    ];
    let no = [
        "instantiates-canonical=http://acme.example/plan/1|2",
        "instantiates-canonical:below=http://acme.example/plan/1|1",
    ];
    check("CarePlan", &plan, &yes, &no);
}

#[test]
fn values_that_stand_together_are_compared_together() {
    let pressure = json!({"code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "component": [
            {"code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
             "valueQuantity": {"value": 210, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}},
            {"code": {"coding": [{"system": "http://loinc.org", "code": "8462-4"}]},
             "valueQuantity": {"value": 90, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}]});
    let yes = [
        "component-code-value-quantity=8480-6$gt200",
        "component-code-value-quantity=http://loinc.org|8480-6$210|http://unitsofmeasure.org|mm[Hg]",
        "combo-code-value-quantity=8480-6$gt27|http://unitsofmeasure.org|kPa",
        "component-code-value-quantity=8480-6$1,8462-4$90",
        "component-code-value-quantity=http://loinc.org|$lt91",
    ];
    let no = [
        "component-code-value-quantity=8462-4$gt200",
        "code-value-quantity=8480-6$gt200",
        "component-code-value-quantity=85354-9$gt200",
        "combo-code-value-quantity=8480-6$gt220",
        "component-code-value-quantity=http://snomed.info/sct|8480-6$gt200",
    ];
    check("Observation", &pressure, &yes, &no);
    let group = json!({"characteristic": [
        {"code": {"coding": [{"code": "gender"}]}, "valueCodeableConcept": {"coding": [{"code": "female"}]}},
        {"code": {"coding": [{"code": "fit"}]}, "valueBoolean": true}]});
    let yes = ["characteristic-value=gender$female", "characteristic-value=fit$true"];
    check(
        "Group",
        &group,
        &yes,
        &["characteristic-value=gender$true", "characteristic-value=fit$female"],
    );
    let letter = json!({"relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/1"}},
        {"code": "signs", "target": {"reference": "DocumentReference/2"}}]});
    check(
        "DocumentReference",
        &letter,
        &["relationship=replaces$DocumentReference/1", "relationship=signs$2"],
        &["relationship=replaces$DocumentReference/2"],
    );
    let said = json!({"code": {"coding": [{"code": "1"}]}, "valueDateTime": "2026-11-23"});
    check(
        "Observation",
        &said,
        &["code-value-date=1$2026", "code-value-date=1$gt2026-11-22"],
        &["code-value-date=1$2025", "code-value-date=2$2026"],
    );
}

#[test]
fn modifiers_ask_for_what_stands_beside_a_code() {
    let fever = json!({
        "code": {"text": "Fever of unknown origin", "coding": [{"system": "http://snomed.info/sct", "code": "386661006", "display": "Pyrexia"}]},
        "subject": {"reference": "Patient/7", "display": "Asha Sharma", "identifier": {"system": "s", "value": "9"}},
        "identifier": [{"type": {"coding": [{"system": "t", "code": "MR"}]}, "system": "s", "value": "12"}],
        "note": [{"text": "x"}]});
    let yes = [
        "code:text=unknown",
        "code:text=fev orig",
        "code:text=PYREX",
        "subject:text=sharma",
        "subject:identifier=s|9",
        "subject:identifier=9",
        "patient:identifier=s|9",
        "subject:identifier=8,9",
        "identifier:of-type=t|MR|12",
        "identifier:of-type=t|MR|13,t|MR|12",
    ];
    let no = [
        "code:text=known",
        "code:text=386661006",
        "code:text=fever cough",
        "subject:text=Patient",
        "subject:identifier=t|9",
        "subject:identifier=7",
        "identifier:of-type=t|XX|12",
        "identifier:of-type=u|MR|12",
        "identifier:of-type=t|MR|1",
        "code:missing=true",
    ];
    check("Condition", &fever, &yes, &no);
    let letter = json!({"description": "A letter, about the knee"});
    let no = ["description=about", "description:text=nee", "description:text=knee elbow"];
    check(
        "DocumentReference",
        &letter,
        &["description:text=knee about", "description=a letter"],
        &no,
    );
}

#[test]
fn codes_of_a_set_are_those_that_it_was_spelled_out_to() {
    use crate::search::{CodeSet, Codes, Test, Wanted};
    let with = |of: &str, query: &str, body: &Value| {
        let of = ResourceType::named(of).unwrap();
        let mut query = parse(of, &pairs(query), Handling::Strict).unwrap();
        let (Test::AnyOf(wanted) | Test::NoneOf(wanted)) = &mut query.criteria[0].test else {
            panic!()
        };
        let Wanted::Codes(codes) = &mut wanted[0] else { panic!() };
        let known =
            [(Some("s".to_owned()), "1".to_owned()), (Some("t".to_owned()), "female".to_owned())];
        codes.set = Some(CodeSet::of(known));
        let body = Tape::parse(body.to_string().into_bytes()).unwrap();
        (codes.of.clone(), matches(&query.criteria[0], body.root()))
    };
    let coded =
        |system: &str, code: &str| json!({"code": {"coding": [{"system": system, "code": code}]}});
    let set = Codes::ValueSet("http://v|1".to_owned());
    assert_eq!(with("Condition", "code:in=http://v|1", &coded("s", "1")), (set.clone(), true));
    assert_eq!(with("Condition", "code:not-in=http://v|1", &coded("s", "1")), (set.clone(), false));
    assert_eq!(with("Condition", "code:not-in=http://v|1", &coded("t", "1")), (set, true));
    assert!(!with("Condition", "code:in=v", &json!({"code": {"coding": [{"code": "1"}]}})).1);
    assert!(with("Patient", "gender:in=v", &json!({"gender": "female"})).1);
    let below = with("Condition", "code:below=s|0", &coded("s", "1"));
    assert!(matches!(below.0, Codes::Below(_)) && below.1);
    assert!(!holds(ResourceType::CONDITION, "code:in=v", &coded("s", "1")), "unknown is no match");
}

#[test]
fn words_are_looked_for_in_the_narrative_or_in_all_of_a_body() {
    let fever = json!({
        "text": {"status": "generated", "div": "<div class=\"red\">Fever &amp; <b>chills</b> since May</div>"},
        "code": {"text": "Pyrexia"}, "note": [{"text": "Worse at night"}]});
    let yes = [
        "_text=fever",
        "_text=chill FEV",
        "_text=cough,may",
        "_content=pyrexia night fever",
        "_text:missing=false",
    ];
    let no = [
        "_text=red",
        "_text=pyrexia",
        "_text=fever cough",
        "_content=day",
        "_content=fever day",
        "_text:missing=true",
    ];
    check("Condition", &fever, &yes, &no);
}

#[test]
fn what_is_near_is_within_the_distance_along_the_globe() {
    let fort = json!({"position": {"latitude": 28.6562, "longitude": 77.2410}});
    let yes = [
        "near=28.6129|77.2295",
        "near=28.6129|77.2295|5|km",
        "near=28.6129|77.2295|4950|m",
        "near=28.6129|77.2295|3.1|[mi_i]",
        "near=0|0,28.6562|77.241|0",
        "near=28.6562|77.2410|0.001",
    ];
    let no = [
        "near=28.6129|77.2295|4.9",
        "near=28.6129|77.2295|4900|m",
        "near=28.6562|77.3|5",
        "near=0|0",
        "near:missing=true",
    ];
    check("Location", &fort, &yes, &no);
    for wrong in [
        "near=91|0",
        "near=a|b",
        "near=28",
        "near=28|77|5|furlongs",
        "near=28|77|-1",
        "near=NaN|0",
        "near=28|77|1e999",
        "near=28|77|5|km|6",
    ] {
        let refused = parse(ResourceType::LOCATION, &pairs(wrong), Handling::Strict);
        assert!(refused.is_err(), "{wrong}");
    }
}
