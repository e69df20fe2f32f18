//! Things that are made up: JSON and texts of every kind, and what was right before a few bytes of it
//! changed.

use nabz_fhir::tape::{Node, Tape};
use nabz_testkit::package;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fs;
use std::ops::Range;

/// The seeds of a fuzz target, which are right, or nearly so.
pub(crate) fn seeds(of: &str) -> Vec<Vec<u8>> {
    let folder = package().join("../../fuzz/seeds").join(of);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Numbers that JSON allows, most of them such as nobody means.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("a number", |f| f.is_finite()).prop_map(|f| format!("{f:e}")),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,12})?",
        (1..400_usize).prop_map(|digits| format!("{}.{}", "9".repeat(digits), "0".repeat(digits))),
        select(vec!["-0", "0.0", "1e999999999", "-1E-999999999", "1e-400", "9223372036854775808"])
            .prop_map(str::to_owned),
    ]
}

/// Texts as JSON writes them, without quotes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -!#-\\[\\]-~]{0,12}",
        "\\PC{0,8}".prop_map(|text| text.replace(['\\', '"'], "")),
        select(vec![
            "\\ud800",
            "\\udc00\\ud800",
            "\\u0000",
            "\\ud83d\\ude00",
            "\\\\\\\"",
            "#",
            "urn:uuid:",
            "Patient/asha",
            "#o",
            "http://loinc.org",
            "mm[Hg]",
            "kg.m/s2",
            "10*400",
            "/min",
            "2026",
            "2026-02-30",
            "2026-11-23T24:00:00Z",
            "0000-01-01",
            "9999-12-31T23:59:60.999999999Z",
            "-2026",
            "true",
            "gt5",
            "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><b>x</b></div>",
        ])
        .prop_map(str::to_owned),
        (1..3_000_usize).prop_map(|times| "क\u{94d}".repeat(times)),
    ]
}

/// Names that stand in resources.
const NAMES: [&str; 52] = [
    "resourceType",
    "id",
    "meta",
    "text",
    "div",
    "status",
    "contained",
    "extension",
    "url",
    "modifierExtension",
    "valueString",
    "valueQuantity",
    "valueDecimal",
    "valueInteger",
    "value",
    "valueDateTime",
    "valuePeriod",
    "valueRange",
    "valueRatio",
    "code",
    "coding",
    "system",
    "display",
    "unit",
    "comparator",
    "subject",
    "reference",
    "identifier",
    "type",
    "name",
    "family",
    "given",
    "_given",
    "birthDate",
    "_birthDate",
    "gender",
    "telecom",
    "address",
    "period",
    "start",
    "end",
    "component",
    "effectiveDateTime",
    "effectiveTiming",
    "repeat",
    "bounds",
    "entry",
    "parameter",
    "part",
    "position",
    "latitude",
    "longitude",
];

const TYPES: [&str; 14] = [
    "Patient",
    "Observation",
    "Encounter",
    "Condition",
    "Location",
    "ValueSet",
    "Questionnaire",
    "Bundle",
    "Parameters",
    "StructureDefinition",
    "Composition",
    "List",
    "Timing",
    "Nothing",
];

/// Any JSON, with names that mean something.
pub(crate) fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        number(),
        text().prop_map(|text| format!("\"{text}\"")),
        select(vec!["true", "false", "null", "{}", "[]"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let member = (select(&NAMES[..]), inner.clone());
        let members = vec(member, 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            members.prop_map(|members| object(&members)),
        ]
    })
}

fn object(members: &[(&str, String)]) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut written = Vec::new();
    for (name, value) in members {
        if !known.contains(name) {
            known.push(name);
            written.push(format!("\"{name}\":{value}"));
        }
    }
    format!("{{{}}}", written.join(","))
}

/// What begins as a resource.
pub(crate) fn resource() -> impl Strategy<Value = String> {
    let members = vec((select(&NAMES[1..]), json()), 0..10);
    (select(&TYPES[..]), members).prop_map(|(of, members)| {
        let of = [("resourceType", format!("\"{of}\""))];
        object(&[&of[..], &members[..]].concat())
    })
}

/// One change of some bytes.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Put(Index, u8),
    Insert(Index, String),
    Remove(Index, usize),
    Double(Index, usize),
    /// One of the values of JSON becomes another.
    Say(Index, String),
    /// A part goes somewhere else.
    Copy(Index, usize, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let length = prop_oneof![1..8_usize, 8..80_usize];
    let piece = prop_oneof![
        number(),
        text(),
        json(),
        select(vec![
            "\"", "{", "}", "[", "]", ":", ",", "\\", "(", ")", "'", "|", "$", ".", "&", "%", "\n",
            "\0"
        ])
        .prop_map(str::to_owned),
        select(&NAMES[..]).prop_map(str::to_owned),
    ];
    prop_oneof![
        4 => (any::<Index>(), json()).prop_map(|(at, value)| Edit::Say(at, value)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Put(at, byte)),
        1 => (any::<Index>(), piece).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        1 => (any::<Index>(), length.clone()).prop_map(|(at, length)| Edit::Remove(at, length)),
        1 => (any::<Index>(), length.clone()).prop_map(|(at, length)| Edit::Double(at, length)),
        1 => (any::<Index>(), length, any::<Index>())
            .prop_map(|(from, length, to)| Edit::Copy(from, length, to)),
    ]
}

/// A seed after up to three changes.
pub(crate) fn mutated(of: &str) -> impl Strategy<Value = Vec<u8>> {
    (select(seeds(of)), vec(edit(), 0..4)).prop_map(|(mut bytes, edits)| {
        for edit in &edits {
            change(&mut bytes, edit);
        }
        bytes
    })
}

/// The same as text.
pub(crate) fn mutated_text(of: &str) -> impl Strategy<Value = String> {
    mutated(of).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn change(bytes: &mut Vec<u8>, edit: &Edit) {
    let places = bytes.len() + 1;
    let part = |at: &Index, length: usize| {
        let from = at.index(places);
        from..(from + length).min(places - 1)
    };
    match edit {
        Edit::Put(at, byte) => {
            if let Some(there) = bytes.get_mut(at.index(places)) {
                *there = *byte;
            }
        }
        Edit::Insert(at, piece) => drop(bytes.splice(part(at, 0), piece.bytes())),
        Edit::Remove(at, length) => drop(bytes.drain(part(at, *length))),
        Edit::Double(at, length) => {
            let twice = bytes[part(at, *length)].to_vec();
            bytes.splice(part(at, 0), twice);
        }
        Edit::Say(at, value) => {
            let Ok(tape) = Tape::parse(bytes.clone()) else { return };
            let mut spans = Vec::new();
            values(tape.root(), &mut spans);
            bytes.splice(at.get(&spans).clone(), value.bytes());
        }
        Edit::Copy(from, length, to) => {
            let copied = bytes[part(from, *length)].to_vec();
            bytes.splice(part(to, 0), copied);
        }
    }
}

/// Where the values of JSON stand, lists and objects among them.
fn values(node: Node<'_>, spans: &mut Vec<Range<usize>>) {
    spans.push(node.span());
    node.members().for_each(|(_, value)| values(value, spans));
    node.items().for_each(|item| values(item, spans));
}
