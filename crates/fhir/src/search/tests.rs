//! What a query means, as sentences.

use super::{Direction, Handling, Total, matches, parse};
use crate::resource_types::ResourceType;
use crate::shape::Part;
use crate::tape::Tape;
use serde_json::{Value, json};

fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    query.split('&').map(pair).collect()
}

fn holds(of: ResourceType, query: &str, body: &Value) -> bool {
    let body = Tape::parse(body.to_string().into_bytes()).unwrap();
    let parsed = parse(of, &pairs(query), Handling::Strict);
    let query = parsed.unwrap_or_else(|fault| panic!("{query}: {fault}"));
    query.criteria.iter().all(|criterion| matches(criterion, body.root()))
}

fn refused(query: &str) -> String {
    parse(ResourceType::OBSERVATION, &pairs(query), Handling::Strict).unwrap_err().to_string()
}

fn pressure() -> Value {
    json!({
        "meta": {"tag": [{"code": "held"}]},
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "subject": {"reference": "Patient/7"},
        "performer": [{"reference": "Practitioner/p,1"}],
        "effectiveDateTime": "2026-11-23T09:00:00+05:30",
        "valueQuantity": {"value": 5.40, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"},
        "valueString": "Émile a, b",
    })
}

#[test]
fn every_kind_of_value_is_compared_as_r4_says() {
    let body = pressure();
    let yes = [
        "code=85354-9",
        "code=http://loinc.org|85354-9",
        "code=http://loinc.org|",
        "code=1,85354-9",
        "status=|final",
        "code:not=1",
        "method:missing=true",
        "code:missing=false",
        "date=2026-11-23",
        "date=2026",
        "date=ge2026-11-23",
        "date=le2026-11-23",
        "date=gt2026-11-22",
        "date=lt2026-11-24",
        "date=sa2026-11-22",
        "date=eb2026-11-24",
        "date=ne2026-11-22",
        "date=ap2026-11-24",
        "date=2026-11-23T03:30Z",
        "date=2026-11-23T09:00:00 05:30",
        "value-quantity=5.4",
        "value-quantity=5",
        "value-quantity=5.4||mmol/L",
        "value-quantity=gt5.3|http://unitsofmeasure.org|mmol/L",
        "value-quantity=ap5.6",
        "subject=Patient/7",
        "subject=7",
        "patient=7",
        "subject:Patient=7",
        "performer=Practitioner/p\\,1",
        "value-string=emile",
        "value-string:contains=A\\, B",
        "value-string:exact=Émile a\\, b",
        "status=final&code=85354-9",
        "_tag=held",
        "_security:not=R",
    ];
    for query in yes {
        assert!(holds(ResourceType::OBSERVATION, query, &body), "{query}");
    }
    let no = [
        "code=http://snomed.info/sct|85354-9",
        "code=|85354-9",
        "code:not=85354-9",
        "method:missing=false",
        "date=2026-11-22",
        "date=gt2026-11-23",
        "date=lt2026-11-23",
        "date=sa2026-11-23",
        "date=ge2026-11-24",
        "value-quantity=5.3",
        "value-quantity=5.4||mg/dL",
        "subject=8",
        "patient=Practitioner/7",
        "value-string=mile",
        "value-string:exact=émile a\\, b",
        "status=final&code=2",
    ];
    for query in no {
        assert!(!holds(ResourceType::OBSERVATION, query, &body), "{query}");
    }
}

#[test]
fn a_query_that_is_not_understood_says_which_parameter() {
    let cases = [
        ("colour=red", "colour: not a parameter of this type"),
        ("_colour=red", "_colour: not a parameter that this server knows"),
        ("_text:exact=a", "_text:exact: this modifier is not supported here"),
        ("_list=a", "_list: it asks about others than what is found"),
        ("_sort=_text", "_sort: not a parameter to sort by"),
        ("code-value-string=a", "code-value-string: a value for each of code$value-string"),
        (
            "code-value-quantity=a$b",
            "code-value-quantity: number, number|system|code or number||unit",
        ),
        ("_sort=code-value-string", "_sort: not a parameter to sort by"),
        ("code:of-type=a|b|c", "code:of-type: this modifier is not supported here"),
        (
            "identifier:of-type=a|b",
            "identifier:of-type: system|code|value: the type of the identifier, and what it is",
        ),
        ("date:above=2026", "date:above: this modifier is not supported here"),
        ("subject:above=Location/1", "subject:above: this modifier is not supported here"),
        ("derived-from:identifier=", "derived-from:identifier: an empty value"),
        ("_profile:contains=a", "_profile:contains: this modifier is not supported here"),
        ("date=yesterday", "date: not a date, or a day that is in no calendar"),
        ("date=2026-02-30", "date: not a date, or a day that is in no calendar"),
        ("value-quantity=much", "value-quantity: number, number|system|code or number||unit"),
        ("_count=-1", "_count: not a whole number"),
        ("code=", "code: an empty value"),
        ("code=|", "code: code, system|code, |code or system|"),
        ("_include=Observation:code", "_include: not a reference that this server indexes"),
        (
            "_include=CarePlan:instantiates-canonical",
            "_include: not a reference that this server indexes",
        ),
        ("_sort=subject", "_sort: not a parameter to sort by"),
        ("status:missing=maybe", "status:missing: true or false"),
        ("code=a\u{0}b", "code: control characters"),
    ];
    for (query, reason) in cases {
        assert_eq!(refused(query), reason, "{query}");
    }
}

#[test]
fn a_lenient_caller_hears_what_was_passed_over() {
    let query =
        parse(ResourceType::PATIENT, &pairs("name=asha&colour=red"), Handling::Lenient).unwrap();
    assert_eq!(query.ignored, ["colour"]);
    assert_eq!(query.sent, pairs("name=asha"));
    let wrong = parse(ResourceType::PATIENT, &pairs("birthdate=soon"), Handling::Lenient);
    assert!(wrong.is_err(), "a known filter with a wrong value is never dropped");
}

#[test]
fn paging_and_order_are_read_beside_the_conditions() {
    let sent = "_count=9999&_sort=-date,_lastUpdated&_include=Observation:subject:Patient&_id=a,b&_id=b,c&_after=x";
    let query = parse(ResourceType::OBSERVATION, &pairs(sent), Handling::Strict).unwrap();
    assert_eq!((query.count, query.sort.len(), query.include.len()), (500, 2, 1));
    assert_eq!(query.ids.as_deref(), Some(&["b".to_owned()][..]));
    assert_eq!(query.after.as_deref(), Some("x"));
    assert!(query.sort[0].descending && query.sort[1].param.is_none());
    assert!(query.sent.iter().all(|(name, _)| name != "_after"));
}

#[test]
fn a_chain_is_a_search_on_what_is_pointed_to() {
    let read = |of, query: &str| parse(of, &pairs(query), Handling::Strict);
    let link = |query: &str| read(ResourceType::OBSERVATION, query).unwrap().links.remove(0);
    let named = link("subject:Patient.name:exact=Asha");
    assert_eq!((named.direction, named.ends.len()), (Direction::To, 1));
    assert_eq!(named.ends[0].of, ResourceType::PATIENT);
    assert_eq!(named.ends[0].criteria[0].param.code, "name");
    // A Device has no name to be searched by, and a Location has.
    let types: Vec<_> = link("subject.name=a").ends.iter().map(|end| end.of.name()).collect();
    assert_eq!(types, ["Location", "Patient"]);
    let deep = link("subject.general-practitioner.identifier=http://a|1");
    let end = &deep.ends.iter().find(|end| end.of == ResourceType::PATIENT).unwrap().links[0];
    assert_eq!(end.param.code, "general-practitioner");
    assert!(link("encounter._id=1,2").ends.iter().all(|end| end.ids.is_some()));
    let has = "_has:Observation:patient:_has:AuditEvent:entity:agent-name=a";
    let has = read(ResourceType::PATIENT, has).unwrap().links.remove(0);
    assert_eq!((has.direction, has.ends[0].of), (Direction::From, ResourceType::OBSERVATION));
    assert_eq!(has.ends[0].links[0].ends[0].of.name(), "AuditEvent");
    let mixed = link("patient._has:Encounter:subject:location.name=Room");
    assert_eq!(mixed.ends[0].links[0].ends[0].links[0].param.code, "location");
}

#[test]
fn a_link_that_leads_nowhere_says_why() {
    let cases = [
        ("status.name=a", "not a reference that this server follows"),
        ("subject:Practitioner.name=a", "subject does not point to a Practitioner"),
        ("subject:Person.name=a", "subject does not point to a Person"),
        ("subject:Patient.colour=a", "not a parameter of this type"),
        ("subject.colour=a", "nothing that subject may point to is searched by colour"),
        ("subject:Patient.birthdate=soon", "not a date, or a day that is in no calendar"),
        ("patient.birthdate=soon", "not a date, or a day that is in no calendar"),
        ("_has:Observation:code=1", "_has:Type:reference:parameter"),
        ("_has:Nothing:a:b=1", "no such type"),
        (
            "_has:Encounter:location:status=a",
            "location of Encounter does not point to a Observation",
        ),
        ("focus.focus.focus._id=1", "too many types may be meant; name one: subject:Patient.name"),
        (
            "has-member:Observation.has-member:Observation.has-member:Observation.has-member:Observation.has-member:Observation.has-member:Observation.has-member:Observation.status=a",
            "more than 6 references in one condition",
        ),
    ];
    for (query, reason) in cases {
        let name = query.split_once('=').unwrap().0;
        assert_eq!(refused(query), format!("{name}: {reason}"));
    }
}

#[test]
fn what_comes_along_is_named_by_parameter_or_by_type() {
    let read = |query: &str| parse(ResourceType::OBSERVATION, &pairs(query), Handling::Strict);
    let all = read("_include=*").unwrap().include;
    assert!(all.len() > 5 && all.iter().all(|include| include.of == ResourceType::OBSERVATION));
    let of_visit = read("_include:iterate=Encounter:*:Location").unwrap().include;
    assert!(of_visit.iter().all(|include| include.iterates && include.target.is_some()));
    assert!(read("_include:recurse=*").unwrap().include.len() > 300);
    assert!(read("_revinclude=Provenance:*").unwrap().revinclude.len() > 2);
    assert!(refused("_revinclude=*").contains("name a type"));
    assert!(refused("_summary=text&_include=*").starts_with("_summary: text cannot"));
}

#[test]
fn how_much_is_answered_is_read_beside_the_conditions() {
    let read = |query: &str| parse(ResourceType::OBSERVATION, &pairs(query), Handling::Strict);
    let shape = read("_summary=true&_elements=status,value&_elements=valueQuantity").unwrap().shape;
    assert_eq!((shape.part, shape.elements.len()), (Part::Summary, 3));
    assert_eq!(read("_total=estimate").unwrap().total, Total::Estimate);
    assert_eq!(read("_count=0&_total=none").unwrap().total, Total::Accurate);
    assert_eq!(refused("_elements=colour"), "_elements: Observation has no such element");
    assert_eq!(
        refused("_contained=true"),
        "_contained: what is contained in a resource is not searched"
    );
    assert_eq!(refused("_summary=short"), "_summary: one of true, text, data, count, false");
    assert!(read("_contained=false&_pretty=true&_format=application/fhir+json").is_ok());
}

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
    use super::{CodeSet, Codes, Test, Wanted};
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
