//! What a query means, as sentences.

use super::{Handling, matches, parse};
use crate::resource_types::ResourceType;
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
        ("_source=a", "_source: not a parameter that this server answers yet"),
        ("_text=a", "_text: the words of a narrative have no index"),
        (
            "code-value-string=a$b",
            "code-value-string: not a parameter that this server answers yet",
        ),
        ("_sort=code-value-string", "_sort: not a parameter to sort by"),
        ("subject.name=a", "subject.name: chained parameters are not supported"),
        ("code:above=1", "code:above: this modifier is not supported here"),
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
