//! What whoever means harm sends first.

use super::{CASE_MAX, each, is_within_memory, soon};
use nabz_fhir::body::{BODY_BYTES_MAX, NotAResource};
use nabz_fhir::fhirpath::{self, Context};
use nabz_fhir::patch::Patch;
use nabz_fhir::search::{Handling, parse};
use nabz_fhir::tape::{NotJson, Tape};
use nabz_fhir::{Body, ResourceType};
use std::time::Duration;

const DEEP: usize = 10_000;
/// What a megabyte may take, hardly optimised, beside other tests; a second is usual.
const FULL_MAX: Duration = Duration::from_secs(20);

fn patient(members: &str) -> String {
    format!(r#"{{"resourceType":"Patient","id":"a",{members}}}"#)
}

fn nested(open: &str, within: &str, close: &str) -> String {
    format!("{}{within}{}", open.repeat(DEEP), close.repeat(DEEP))
}

/// A megabyte of items: a quarter of what a body has room for.
fn many(item: &str) -> String {
    let fit = BODY_BYTES_MAX / 4 / (item.len() + 1);
    vec![item; fit].join(",")
}

fn asked(of: &str, name: &str, value: &str) {
    let about = format!("{name} of {} bytes", value.len());
    soon(&about, CASE_MAX, || each::pairs_of(of, &[(name.to_owned(), value.to_owned())]));
}

#[test]
fn what_is_nested_ten_thousand_deep_is_refused_or_read() {
    let bodies = [
        nested("[", "", "]"),
        nested("[", "", ""),
        nested(r#"{"a":"#, "1", "}"),
        patient(&format!(r#""contact":{}"#, nested("[", "", "]"))),
        patient(&format!(r#""extension":{}"#, nested(r#"[{"url":"u","extension":"#, "[]", "}]"))),
        patient(&format!(
            r#""text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>"}}"#,
            nested("<b>", "x", "</b>")
        )),
    ];
    for body in &bodies {
        soon("nested", CASE_MAX, || each::bytes(body.as_bytes()));
    }
    assert!(matches!(Tape::parse(bodies[0].clone().into_bytes()), Err(NotJson::TooDeep { .. })));
    let paths = [
        nested("(", "1", ")"),
        nested("-", "1", ""),
        format!("Patient{}", ".name".repeat(3_000)),
        format!("1{}", " + 1".repeat(4_000)),
        nested("iif(true, ", "1", ")"),
        nested("name.where(", "true", ")"),
        format!("1{}", " | (1".repeat(3_000)),
        format!("name{}", "[0]".repeat(5_000)),
        "not ".repeat(4_000),
    ];
    for path in &paths {
        soon("a path", CASE_MAX, || each::path(path));
    }
    let filters = [
        nested("(", "name eq x", ")"),
        nested("not (", "name eq x", ")"),
        format!("name eq x{}", " and name eq x".repeat(DEEP)),
    ];
    for filter in &filters {
        soon("a filter", CASE_MAX, || each::filter(filter));
    }
    asked("Observation", &format!("{}code", "subject.".repeat(DEEP)), "x");
    asked("Patient", &format!("{}code", "_has:Observation:patient:".repeat(DEEP)), "x");
    let pointer = "/a".repeat(DEEP);
    for patch in [
        format!(r#"[{{"op":"add","path":"{pointer}","value":1}}]"#),
        format!(r#"[{{"op":"add","path":"/a","value":{}}}]"#, nested("[", "", "]")),
    ] {
        soon("a patch", CASE_MAX, || each::patch(patch.as_bytes()));
    }
}

#[test]
fn a_hundred_megabytes_are_refused_at_once() {
    let long = vec![b'['; 100 * 1024 * 1024];
    let refused = soon("a long body", Duration::from_millis(500), || Body::parse(long).map(drop));
    assert_eq!(refused, Err(NotAResource::TooLong));
}

#[test]
fn a_number_may_be_as_long_as_it_likes() {
    let digits = "9".repeat(400);
    let numbers = [
        "1e999999999".to_owned(),
        "-1e-999999999".to_owned(),
        "1e99999999999999999999".to_owned(),
        digits.clone(),
        format!("0.{digits}"),
        format!("{digits}.{digits}e400"),
        "-0".to_owned(),
        format!("0.{}1", "0".repeat(400)),
    ];
    for number in &numbers {
        for unit in ["mm[Hg]", "10*400", "kg", "Cel", "[pH]", "m10000000000", "%[slope]"] {
            let body = format!(
                r#"{{"resourceType":"Observation","id":"o","status":"final","code":{{"text":"x"}},
                "valueQuantity":{{"value":{number},"system":"http://unitsofmeasure.org","code":"{unit}"}}}}"#
            );
            soon(&body, CASE_MAX, || each::bytes(body.as_bytes()));
            for prefix in ["", "gt", "ap", "ne"] {
                let value = format!("{prefix}{number}|http://unitsofmeasure.org|{unit}");
                asked("Observation", "value-quantity", &value);
            }
            soon(number, CASE_MAX, || each::path(&format!("({number} '{unit}') > 1 'kg'")));
        }
        for body in [
            patient(&format!(r#""multipleBirthInteger":{number}"#)),
            format!(
                r#"{{"resourceType":"Location","id":"l","position":{{"longitude":{number},"latitude":{number}}}}}"#
            ),
            format!(
                r#"{{"resourceType":"RiskAssessment","id":"r","prediction":[{{"probabilityDecimal":{number}}}]}}"#
            ),
        ] {
            soon(&body, CASE_MAX, || each::bytes(body.as_bytes()));
        }
        asked("RiskAssessment", "probability", number);
        asked("Location", "near", &format!("{number}|{number}|{number}|km"));
        asked("Patient", "_count", number);
        for path in [
            "+ 1",
            "* 2",
            "/ 3",
            "div 0.1",
            "mod 7",
            ".power(99)",
            ".round(9)",
            ".sqrt()",
            ".exp()",
        ] {
            soon(number, CASE_MAX, || each::path(&format!("({number}) {path}")));
        }
        let patch = format!(
            r#"[{{"op":"test","path":"/multipleBirthInteger","value":{number}}},
            {{"op":"add","path":"/multipleBirthInteger","value":{number}}}]"#
        );
        soon(number, CASE_MAX, || each::patch(patch.as_bytes()));
    }
}

#[test]
fn what_is_no_text_is_refused_and_half_a_letter_is_not_taken_for_one() {
    let strange: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\xff\xfe{\0}\0",
        b"\xef\xbb\xbf{}",
        b"{\"resourceType\":\"Patient\",\"id\":\"\xff\"}",
        b"{\"resourceType\":\"Patient\",\"language\":\"\xed\xa0\x80\"}",
        b"{\"resourceType\":\"Patient\",\"language\":\"\xc0\x80\"}",
        b"{\"resourceType\":\"Patient\",\"language\":\"a\0b\"}",
    ];
    for bytes in strange {
        each::bytes(bytes);
        each::lines(bytes);
        assert!(Body::parse(bytes.to_vec()).is_err(), "{bytes:?}");
    }
    for half in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\ud800x", r"\u0000"] {
        let body = patient(&format!(r#""name":[{{"family":"{half}","given":["{half}{half}"]}}]"#));
        each::bytes(body.as_bytes());
        each::path(&format!("'{half}'.length() + name.family.length()"));
        each::filter(&format!("family eq \"{half}\""));
    }
    for text in ["", "\0", "a\0b", "%00", "%ff", "%ed%a0%80", "&&&", "=", "a=%"] {
        each::query(text);
        each::query(&format!("family={text}"));
        each::path(text);
        each::filter(text);
    }
}

#[test]
fn a_body_full_of_one_thing_is_read_or_refused_in_time() {
    let coded = r#"{"coding":[{"system":"s","code":"c"}]}"#;
    let component = format!(r#"{{"code":{coded},"valueQuantity":{{"value":1}}}}"#);
    let full = [
        patient(&format!(r#""name":[{}]"#, many("{}"))),
        patient(&format!(r#""name":[{}]"#, many(r#"{"given":["a","b"],"family":"c"}"#))),
        patient(&format!(
            r#""link":[{}]"#,
            many(r#"{"other":{"reference":"Patient/b"},"type":"refer"}"#)
        )),
        patient(&format!(r#""contained":[{}]"#, many(r#"{"resourceType":"Patient","id":"b"}"#))),
        patient(&format!(r#""extension":[{}]"#, many(r#"{"url":"u","valueString":"x"}"#))),
        patient(&format!(r#""identifier":[{}]"#, many("1"))),
        format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","code":{coded},"component":[{}]}}"#,
            many(&component)
        ),
        format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{}]}}"#, many("{}")),
        format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            many(r#"{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"a"}}"#)
        ),
        format!(
            r#"{{"resourceType":"ValueSet","status":"active","expansion":{{"contains":[{}]}}}}"#,
            many(r#"{"code":"a"}"#)
        ),
        format!(
            r#"{{"resourceType":"Questionnaire","status":"draft","item":[{}]}}"#,
            many(r#"{"linkId":"a","type":"group"}"#)
        ),
        format!("[{}]", many("[]")),
    ];
    for body in &full {
        let about = body.chars().take(120).collect::<String>();
        soon(&about, FULL_MAX, || each::body(body.as_bytes()));
    }
    let members: Vec<String> = (0..200_000).map(|at| format!(r#""m{at}":1"#)).collect();
    soon("members", FULL_MAX, || each::body(patient(&members.join(",")).as_bytes()));
    let text = "x".repeat(BODY_BYTES_MAX - 4_096);
    soon("a long text", FULL_MAX, || {
        each::body(patient(&format!(r#""language":"{text}""#)).as_bytes());
    });
    is_within_memory();
}

#[test]
fn a_long_narrative_bundle_or_patch_is_read_or_refused_in_time() {
    let narrative = |inside: &str| {
        let div = format!(r#"<div xmlns=\"http://www.w3.org/1999/xhtml\">{inside}</div>"#);
        patient(&format!(r#""text":{{"status":"generated","div":"{div}"}}"#))
    };
    for inside in ["<p>x</p>", "&amp;", "<br/>", r#"<a href=\"b\">x</a>"#, r"\u0041", "<p"] {
        let body = narrative(&inside.repeat(BODY_BYTES_MAX / 4 / inside.len() - 1_000));
        soon(inside, FULL_MAX, || each::body(body.as_bytes()));
    }
    let wish = r#"{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}"#;
    let operation = r#"{"op":"add","path":"/name/0","value":{}}"#;
    let parameter = r#"{"name":"operation","part":[{"name":"type","valueCode":"add"}]}"#;
    for many in [
        format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{}]}}"#, many(wish)),
        format!("[{}]", many(operation)),
        format!(r#"{{"resourceType":"Parameters","parameter":[{}]}}"#, many(parameter)),
    ] {
        soon("a long bundle or patch", FULL_MAX, || each::bytes(many.as_bytes()));
    }
    is_within_memory();
}

#[test]
fn a_long_query_is_understood_or_refused_in_time() {
    let long = "a".repeat(200_000);
    for value in [
        long.clone(),
        "a,".repeat(100_000),
        "\\".repeat(200_001),
        "$".repeat(200_000),
        "|".repeat(200_000),
    ] {
        for name in [
            "family",
            "identifier",
            "birthdate",
            "_id",
            "_sort",
            "_include",
            "_filter",
            "_elements",
            "general-practitioner",
            "phone:of-type",
            "_has:Observation:patient:code",
            "_lastUpdated",
        ] {
            asked("Patient", name, &value);
        }
        for name in ["value-quantity", "code-value-quantity", "date", "code:in", "subject.name"] {
            asked("Observation", name, &value);
        }
    }
    asked("Patient", &long, "x");
    let pairs: Vec<(String, String)> =
        (0..100_000).map(|at| ("family".to_owned(), at.to_string())).collect();
    let of = ResourceType::PATIENT;
    let refused = soon("conditions", CASE_MAX, || parse(of, &pairs, Handling::Strict).map(drop));
    assert!(refused.unwrap_err().reason.contains("conditions"));
    let sorts = vec!["family"; 100_000].join(",");
    asked("Patient", "_sort", &sorts);
    is_within_memory();
}

#[test]
fn a_path_that_doubles_what_it_has_is_stopped() {
    // With all the steps that a path may take.
    let tape = Tape::parse(each::EXAMPLES[0].as_bytes().to_vec()).unwrap();
    let doubled = format!("'aa'{}", ".replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')".repeat(30));
    let ten = "(1|2|3|4|5|6|7|8|9|10)";
    let paths = [
        doubled,
        format!("'a'{}", ".replaceMatches('a', 'aaaaaaaaaaaaaaaaaaaa')".repeat(30)),
        format!("{ten}.select({ten}.select({ten}.select({ten}.select({ten}.select({ten}.select({ten}))))))"),
        format!("{ten}.repeat($this + 1)"),
        format!("{ten}.repeat($this & 'x')"),
        format!("{ten}.aggregate($total & $total & $this.toString() & $total, 'aaaaaaaa')"),
        "descendants().select(%resource.descendants().select(%resource.descendants().count())).count()".to_owned(),
        "descendants().repeat(%resource.descendants())".to_owned(),
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')".to_owned(),
        "'a'.matches('((a{1,1000}){1,1000}){1,1000}')".to_owned(),
        "10.power(1000000)".to_owned(),
        "2.5.exp().exp().exp().exp()".to_owned(),
        "(@0001-01-01 - 9999999999 years) < (@9999-12-31 + 9999999999 years)".to_owned(),
        "@2026 + 99999999999999999999.5 seconds".to_owned(),
        "'a'.indexOf('') + 'abc'.substring(-9223372036854775808, 9223372036854775807).length()".to_owned(),
        "1.round(-5) + 1.5.round(99999999999)".to_owned(),
        "(-2147483648).abs() + (-2147483648) div -1".to_owned(),
        "name.skip(-1) | name.take(-99999) | name[99999999]".to_owned(),
    ];
    for path in paths {
        let Ok(expression) = fhirpath::parse(&path) else { continue };
        let context = Context::of(&tape).unwrap();
        soon(&path, Duration::from_secs(10), || drop(expression.evaluate(&context)));
    }
    is_within_memory();
}

#[test]
fn a_patch_that_doubles_what_it_changes_or_asks_much_is_stopped() {
    let copies = vec![r#"{"op":"copy","from":"/name","path":"/name/-"}"#; 200].join(",");
    let nests = vec![r#"{"op":"copy","from":"","path":"/extension"}"#; 200].join(",");
    for patch in [copies, nests] {
        soon("copies", CASE_MAX, || each::patch(format!("[{patch}]").as_bytes()));
    }
    let operation = |kind: &str, path: &str| {
        format!(
            r#"{{"name":"operation","part":[{{"name":"type","valueCode":"{kind}"}},
            {{"name":"path","valueString":"{path}"}},{{"name":"name","valueString":"extension"}},
            {{"name":"value","valueString":"x"}}]}}"#
        )
    };
    let slow = "Patient.name.where(descendants().select(%resource.descendants().select(%resource.descendants())).count() > 1)";
    let swollen = "Patient.name.where('aa'.replace('a','aaaaaaaaaaaaaaaa').replace('a','aaaaaaaaaaaaaaaa').replace('a','aaaaaaaaaaaaaaaa').replace('a','aaaaaaaaaaaaaaaa').length() > 1)";
    for path in [slow, swollen] {
        let operations = vec![operation("delete", path); 200].join(",");
        let patch = format!(r#"{{"resourceType":"Parameters","parameter":[{operations}]}}"#);
        let patch = Patch::parameters(patch.into_bytes()).unwrap();
        let body = &each::examples()[0];
        soon(path, Duration::from_secs(10), || drop(patch.apply(body)));
    }
    is_within_memory();
}
