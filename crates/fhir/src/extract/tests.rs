//! What is found in a body, as sentences.

use super::*;
use crate::definitions::param;
use crate::tape::Tape;

fn tape(text: &str) -> Tape {
    Tape::parse(text.as_bytes().to_vec()).unwrap()
}

fn named(of: &str, code: &str) -> &'static Param {
    let of = ResourceType::named(of).unwrap();
    param(of, code).unwrap_or_else(|| panic!("{of} has no {code}"))
}

/// What is found, in few letters: `system|code`, texts in quotes, dates as days, tuples with `$`.
fn short(found: &Found<'_>) -> String {
    match found {
        Found::Token { system: None, code } => code.to_string(),
        Found::Token { system: Some(system), code } => format!("{system}|{code}"),
        Found::Text(text) => format!("{text:?}"),
        Found::Date(Span { first, last }) => {
            let day = |at: i64| match at {
                i64::MIN | i64::MAX => "…".to_owned(),
                at => ((at + 19_800_000_000) / 86_400_000_000).to_string(),
            };
            format!("{}–{}", day(*first), day(*last))
        }
        Found::Reference(to) => format!("→{to}"),
        Found::Quantity(Amount { millionths, system, code, unit, .. }) => {
            let said = [system, code, unit].map(|said| said.as_deref().unwrap_or_default());
            format!("{millionths} {}", said.join(" ")).trim_end().to_owned()
        }
        Found::Number(key) => key.to_string(),
        Found::Uri(uri) => format!("<{uri}>"),
        Found::Composite(parts) => parts.iter().map(short).collect::<Vec<_>>().join("$"),
    }
}

fn check(of: &str, code: &str, body: &str, expected: &[&str]) {
    let tape = tape(body);
    let found: Vec<String> = values(named(of, code), tape.root()).iter().map(short).collect();
    assert_eq!(found, expected, "{of}.{code} of {body}");
}

#[test]
fn a_token_is_read_off_whatever_holds_a_code() {
    let coded = r#"{"code":{"text":"Fever","coding":[{"system":"s","code":"1","display":"F"},
        {"code":"2"},{"system":"s"},{"code":""}]},"_code":{"id":"x"}}"#;
    check("Condition", "code", coded, &["s|1", "2"]);
    check("Encounter", "class", r#"{"class":{"system":"s","code":"AMB"}}"#, &["s|AMB"]);
    check("Encounter", "status", r#"{"status":"arrived"}"#, &["arrived"]);
    check("Patient", "active", r#"{"active":false}"#, &["false"]);
    check("Patient", "identifier", r#"{"identifier":[{"system":"s","value":"1"},{}]}"#, &["s|1"]);
    let telecom = r#"{"telecom":[{"system":"phone","value":"98"},{"system":"email","value":"a"}]}"#;
    check("Patient", "telecom", telecom, &["phone|98", "email|a"]);
    check("Patient", "phone", telecom, &["phone|98"]);
    check("MessageHeader", "event", r#"{"eventUri":"urn:x"}"#, &["urn:x"]);
    check("Library", "version", r#"{"version":"1"}"#, &["1"]);
    for (said, found) in [
        (r#"{"deceasedBoolean":false}"#, &["false"][..]),
        (r#"{"deceasedDateTime":"2026"}"#, &["true"]),
        ("{}", &["false"]),
    ] {
        check("Patient", "deceased", said, found);
    }
    let group = r#"{"characteristic":[{"valueBoolean":true},{"valueRange":{"low":{"value":1}}}]}"#;
    check("Group", "value", group, &["true"]);
}

#[test]
fn a_text_is_every_part_of_a_name_or_an_address() {
    let asha = r#"{"name":[{"use":"official","text":"Asha Sharma","family":"Sharma",
        "given":["Asha",null," "]},{"text":"आशा"}],
        "address":[{"use":"home","line":["Gali 4"],"city":"Delhi","period":{"start":"2020"}}]}"#;
    check("Patient", "name", asha, &["\"Asha Sharma\"", "\"Sharma\"", "\"Asha\"", "\"आशा\""]);
    check("Patient", "family", asha, &["\"Sharma\""]);
    check("Patient", "address", asha, &["\"Gali 4\"", "\"Delhi\""]);
    check("Library", "description", r#"{"description":"*x*"}"#, &["\"*x*\""]);
}

#[test]
fn a_date_reaches_from_the_first_to_the_last_moment_that_is_meant() {
    check("Patient", "birthdate", r#"{"birthDate":"1970-01-02"}"#, &["1–1"]);
    check("Patient", "birthdate", r#"{"birthDate":"1970-02-30"}"#, &[]);
    check("Observation", "date", r#"{"effectiveInstant":"1970-01-02T00:00:00Z"}"#, &["1–1"]);
    check("Encounter", "date", r#"{"period":{"start":"1970-01-03"}}"#, &["2–…"]);
    check("Encounter", "date", r#"{"period":{"end":"1970-01"}}"#, &["…–30"]);
    let timing = r#"{"effectiveTiming":{"event":["1970-01-05","1970-01-02"],
        "repeat":{"boundsPeriod":{"start":"1970-01-03","end":"1970-01-09"}}}}"#;
    check("Observation", "date", timing, &["1–8"]);
    let open = r#"{"effectiveTiming":{"repeat":{"boundsPeriod":{"start":"1970-01-03"}}}}"#;
    check("Observation", "date", open, &["2–…"]);
    check("Observation", "date", r#"{"effectiveTiming":{"code":{"text":"BID"}}}"#, &[]);
    let events = r#"{"dosageInstruction":[{"timing":{"event":["1970-01-02","1970-01-05"]}}]}"#;
    check("MedicationRequest", "date", events, &["1–1", "4–4"]);
    check("Procedure", "date", r#"{"performedString":"in May","performedAge":{}}"#, &[]);
}

#[test]
fn a_reference_is_an_address_that_others_can_ask_for() {
    let seen = r##"{"subject":{"reference":"Patient/1/_history/2"},"participant":[
        {"individual":{"reference":"#doctor"}},{"individual":{"reference":"RelatedPerson/2"}},
        {"individual":{"reference":"https://a.example/Practitioner/3"}},
        {"individual":{"reference":"urn:uuid:4","type":"Practitioner"}},
        {"individual":{"display":"somebody"}}]}"##;
    let all = ["→RelatedPerson/2", "→https://a.example/Practitioner/3", "→urn:uuid:4"];
    check("Encounter", "participant", seen, &all);
    check("Encounter", "practitioner", seen, &all[1..]);
    check("Encounter", "patient", seen, &["→Patient/1"]);
    check("AllergyIntolerance", "patient", r#"{"patient":{"reference":"Group/1"}}"#, &[]);
    let plan = r#"{"instantiatesCanonical":["https://a.example/p|2"]}"#;
    let either = ["→https://a.example/p", "→https://a.example/p|2"];
    check("CarePlan", "instantiates-canonical", plan, &either);
    let document = r#"{"entry":[{"resource":{"resourceType":"Composition","id":"c"}},
        {"resource":{"resourceType":"Composition","id":"d"}}]}"#;
    check("Bundle", "composition", document, &["→Composition/c"]);
    check("Bundle", "message", document, &[]);
    let inner = r#"{"contained":[{"resourceType":"Patient","link":[{"other":{"reference":"Patient/1"}}]}]}"#;
    check("Patient", "link", inner, &[]);
    assert_eq!(patient_of(ResourceType::ENCOUNTER, tape(seen).root()).as_deref(), Some("1"));
}

#[test]
fn amounts_keep_their_unit_and_numbers_have_none() {
    let cm = r#"{"value":1.50,"unit":"cm","system":"u","code":"cm"}"#;
    check(
        "Observation",
        "value-quantity",
        &format!(r#"{{"valueQuantity":{cm}}}"#),
        &["1500000 u cm cm"],
    );
    let samples = format!(r#"{{"valueSampledData":{{"origin":{cm}}}}}"#);
    check("Observation", "value-quantity", &samples, &["1500000 u cm cm"]);
    let age = r#"{"onsetRange":{"low":{"value":1},"high":{"value":2,"unit":"a"}}}"#;
    check("Condition", "onset-age", age, &["1000000", "2000000   a"]);
    let bill = r#"{"totalNet":{"value":12.5,"currency":"INR"}}"#;
    check("Invoice", "totalnet", bill, &["12500000 urn:iso:std:iso:4217 INR"]);
    let chances = r#"{"prediction":[{"probabilityDecimal":0.25},{"probabilityRange":{}}]}"#;
    check("RiskAssessment", "probability", chances, &["4592500000000000000"]);
    check("RiskAssessment", "probability", r#"{"prediction":[{"probabilityDecimal":"1"}]}"#, &[]);
    check("ValueSet", "url", r#"{"url":"https://a.example/v"}"#, &["<https://a.example/v>"]);
    let profile = r#"{"meta":{"profile":["https://a.example/p|1"]}}"#;
    check("Patient", "_profile", profile, &["<https://a.example/p>", "<https://a.example/p|1>"]);
}

#[test]
fn what_stands_together_is_found_together_and_nothing_across() {
    let pressure = r#"{"code":{"coding":[{"code":"bp"},{"code":"p"}]},"component":[
        {"code":{"coding":[{"code":"sys"}]},"valueQuantity":{"value":120}},
        {"code":{"coding":[{"code":"dia"}]},"valueQuantity":{"value":80}},
        {"code":{"coding":[{"code":"map"}]}}]}"#;
    let parts = ["sys$120000000", "dia$80000000"];
    check("Observation", "component-code-value-quantity", pressure, &parts);
    check("Observation", "combo-code-value-quantity", pressure, &parts);
    check("Observation", "code-value-quantity", pressure, &[]);
    let glucose = r#"{"code":{"coding":[{"code":"a"},{"code":"b"}]},"valueQuantity":{"value":5}}"#;
    let both = ["a$5000000", "b$5000000"];
    check("Observation", "code-value-quantity", glucose, &both);
    check("Observation", "combo-code-value-quantity", glucose, &both);
    let sequence = r#"{"referenceSeq":{"chromosome":{"coding":[{"code":"7"}]}},
        "variant":[{"start":1,"end":2},{"start":3}]}"#;
    let code = "chromosome-variant-coordinate";
    check("MolecularSequence", code, sequence, &["7$4601000000000000000$4602000000000000000"]);
    let related =
        r#"{"relatesTo":[{"code":"replaces","target":{"reference":"DocumentReference/1"}}]}"#;
    check("DocumentReference", "relationship", related, &["replaces$→DocumentReference/1"]);
}

#[test]
fn a_composite_of_many_values_has_a_limit() {
    let codings = vec![r#"{"code":"x"}"#; 5_000].join(",");
    let variants = vec![r#"{"start":1,"end":2}"#; 5_000].join(",");
    let body = format!(
        r#"{{"referenceSeq":{{"chromosome":{{"coding":[{codings}]}}}},"variant":[{variants}]}}"#
    );
    let tape = tape(&body);
    let found = values(named("MolecularSequence", "chromosome-variant-coordinate"), tape.root());
    assert!((1_000..=10_000).contains(&found.len()), "{}", found.len());
}

#[test]
fn one_walk_finds_what_each_parameter_finds() {
    let bodies = [
        (
            "Patient",
            r#"{"resourceType":"Patient","meta":{"tag":[{"code":"t"}],"security":[{"code":"R"}]},
            "identifier":[{"system":"s","value":"1"}],"active":true,"name":[{"family":"Sharma",
            "given":["Asha"]}],"telecom":[{"system":"phone","value":"98"}],"gender":"female",
            "birthDate":"1984-05-02","address":[{"city":"Delhi","use":"home"}],
            "link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}"#,
            17,
        ),
        (
            "Observation",
            r#"{"resourceType":"Observation","status":"final","category":[{"coding":[{"code":"v"}]}],
            "code":{"coding":[{"code":"bp"}]},"subject":{"reference":"Patient/1"},
            "effectiveDateTime":"2026-11-23","component":[{"code":{"coding":[{"code":"sys"}]},
            "valueQuantity":{"value":120}},{"code":{"coding":[{"code":"dia"}]},
            "valueQuantity":{"value":80}}]}"#,
            19,
        ),
    ];
    for (of, body, count) in bodies {
        let of = ResourceType::named(of).unwrap();
        let tape = tape(body);
        let mut once: Vec<(u16, Found<'_>)> =
            extract(of, tape.root()).into_iter().map(|(param, found)| (param.id, found)).collect();
        assert_eq!(once.len(), count, "{once:#?}");
        once.sort_by_key(|(number, _)| *number);
        let mut params = crate::definitions::params(of).to_vec();
        params.sort_by_key(|param| param.id);
        let each = params.into_iter().flat_map(|param| {
            values(param, tape.root()).into_iter().map(|found| (param.id, found))
        });
        assert_eq!(once, each.collect::<Vec<_>>());
    }
}

#[test]
fn modifiers_find_what_stands_beside_a_value() {
    let body = r#"{"code":{"text":"Fever","coding":[{"code":"1","display":"Pyrexia"}]},
        "identifier":[{"type":{"text":"Record","coding":[{"system":"t","code":"MR"},{"code":"X"}]},
        "system":"s","value":"7"},{"value":"8"}],
        "subject":{"display":"Asha","identifier":{"system":"s","value":"9"}}}"#;
    let tape = tape(body);
    let said = |code| displays(named("Condition", code), tape.root());
    assert_eq!(said("code"), ["Fever", "Pyrexia"]);
    assert_eq!(said("subject"), ["Asha"]);
    assert_eq!(said("identifier"), ["Record"]);
    let all = |found: Vec<Found<'_>>| found.iter().map(short).collect::<Vec<_>>();
    let identifier = named("Condition", "identifier");
    assert_eq!(all(typed(identifier, tape.root())), ["t|MR$s|7", "X$s|7"]);
    assert_eq!(all(identified(named("Condition", "subject"), tape.root())), ["s|9"]);
    assert!(values(named("Condition", "subject"), tape.root()).is_empty());
}
