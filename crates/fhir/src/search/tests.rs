//! What a query means, as sentences.

use super::{Direction, Handling, Total, matches, parse};
use crate::resource_types::ResourceType;
use crate::shape::Part;
use crate::tape::Tape;
use serde_json::{Value, json};

mod values;

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
