//! Lines of the record in the words of the page. What we published ourselves is said by its codes,
//! not by the English that stands beside them; what partners wrote stays as it was written.

use super::item::{Item, Said};
use super::names::Diagnoses;
use super::{figures, note};
use crate::formulary::model::{DispensingUnit, Measure};
use crate::prescribing::rules::directions::frequency_of;
use crate::prescribing::words::{how_many, how_often};
use nabz_fhir::ResourceType;
use nabz_fhir::path::Path;
use nabz_fhir::systems;
use nabz_fhir::tape::Node;
use nabz_kernel::ids::Id;
use nabz_record::{Line, SourceId};
use nabz_web::messages::{Message, ToFact};
use nabz_web::msg::{chart as msg, emergency, triage};
use std::borrow::Cow;

/// A line as the page says it. `named` is what a list of ours calls the medicine, substance or
/// diagnosis, and `known` what it calls the diagnoses of the page's notes.
pub(super) fn item(line: &Line, body: Node<'_>, named: Option<String>, known: &Diagnoses) -> Item {
    let said = if line.source == SourceId::NABZ {
        ours(line, body, named, known)
    } else {
        as_written(line, body)
    };
    let withdrawn = taken_back(body);
    Item { abnormal: said.abnormal && withdrawn.is_none(), withdrawn, ..said }
}

/// As its source wrote it; of figures what a person reads.
fn as_written(line: &Line, body: Node<'_>) -> Item {
    let summary = &line.summary;
    let detail = figures::measured(body).or_else(|| summary.detail.clone());
    let detail = detail.filter(|detail| !detail.is_empty());
    // The kind of line says already that it is a note; what the note says is the news.
    let (title, detail) = match detail {
        Some(said) if line.key.of == ResourceType::COMPOSITION => (said, None),
        detail => (summary.title.clone(), detail),
    };
    Item {
        title: Said::Written(title),
        detail: detail.map(Said::Written),
        abnormal: summary.interpretation.as_deref().is_some_and(|code| code != "N"),
        withdrawn: None,
        disputed: None,
        elsewhere: None,
        dispute: None,
        visit: None,
        link: None,
    }
}

/// One of our own by its codes; what has no code of ours stays as it was written.
fn ours(line: &Line, body: Node<'_>, named: Option<String>, known: &Diagnoses) -> Item {
    let written = as_written(line, body);
    let visit = (line.key.of == ResourceType::ENCOUNTER).then(|| Id::from_uuid(line.key.entry));
    let Item { title, detail, .. } = written;
    let (title, detail) = match line.key.of.name() {
        "Encounter" => (class(body).map_or(title, Said::Words), visit_state(body)),
        "Observation" => (sign(body).map_or(title, Said::Words), reading(body).or(detail)),
        "Composition" => (note::said(body, known).unwrap_or(title), detail),
        "MedicationRequest" => {
            let told = detail.as_ref().and_then(Said::written);
            let told = told.and_then(|told| for_days(told, body));
            (named.map_or(title, Said::Written), stopped(body).or(told).or(detail))
        }
        "MedicationDispense" => (named.map_or(title, Said::Written), handed_out(body).or(detail)),
        _ => (named.map_or(title, Said::Written), detail),
    };
    Item { title, detail, visit, ..written }
}

/// The code of a system that stands at a path.
fn code<'b>(body: Node<'b>, path: &'static str, system: &str) -> Option<Cow<'b, str>> {
    let codings = Path(path).all(body);
    let ours = codings.into_iter().find(|coding| Path("system").says(*coding, system))?;
    Path("code").text(ours)
}

/// The formulary's code of the medicine that a line is about.
pub(super) fn medicine_code(body: Node<'_>) -> Option<Cow<'_, str>> {
    code(body, "medicationCodeableConcept.coding", systems::FORMULARY)
}

fn class(body: Node<'_>) -> Option<Message> {
    match &*code(body, "class", systems::ACT_CODE)? {
        "AMB" => Some(msg::visit_opd()),
        "EMER" => Some(msg::visit_emergency()),
        _ => None,
    }
}

/// Where a visit stands; one that ended as visits do needs no word.
fn visit_state(body: Node<'_>) -> Option<Said> {
    let words = match &*Path("status").text(body)? {
        "planned" => msg::visit_absent(),
        "arrived" => msg::visit_waiting(),
        "in-progress" => msg::visit_with_doctor(),
        "cancelled" => msg::visit_left(),
        "finished" if has_unusual_end(body) => msg::visit_unsigned(),
        _ => return None,
    };
    Some(Said::Words(words))
}

fn has_unusual_end(body: Node<'_>) -> bool {
    let says_why = |one: Node<'_>| Path("url").says(one, systems::VISIT_END);
    Path("extension").all(body).into_iter().any(says_why)
}

fn sign(body: Node<'_>) -> Option<Message> {
    if let Some(own) = code(body, "code.coding", systems::OBSERVATION) {
        return match &*own {
            "acvpu" => Some(msg::sign_consciousness()),
            "news2" => Some(msg::sign_news2()),
            _ => None,
        };
    }
    match &*code(body, "code.coding", systems::LOINC)? {
        "8310-5" => Some(msg::sign_temperature()),
        "8867-4" => Some(msg::sign_pulse()),
        "85354-9" => Some(msg::sign_pressure()),
        "2708-6" => Some(msg::sign_saturation()),
        "9279-1" => Some(msg::sign_respiration()),
        "29463-7" => Some(msg::sign_weight()),
        "8302-2" => Some(msg::sign_height()),
        "41653-7" => Some(msg::sign_sugar()),
        "882-1" => Some(emergency::blood_group()),
        _ => None,
    }
}

/// What was read: `120/80 mmHg`, `72 a minute`, `Alert`, `5`.
fn reading(body: Node<'_>) -> Option<Said> {
    if let Some(awake) = code(body, "valueCodeableConcept.coding", systems::CONSCIOUSNESS) {
        return consciousness(&awake).map(Said::Words);
    }
    if let Some(points) = body.get("valueInteger").and_then(Node::number) {
        return Some(Said::Written(points.to_owned()));
    }
    let part = |loinc: &str| {
        let parts = Path("component").all(body);
        let says = |part: &Node<'_>| {
            code(*part, "code.coding", systems::LOINC).is_some_and(|code| code == loinc)
        };
        parts.into_iter().find(says).and_then(amount)
    };
    if let (Some((upper, _)), Some((lower, _))) = (part("8480-6"), part("8462-4")) {
        return Some(Said::Written(format!("{upper}/{lower} mmHg")));
    }
    let (value, unit) = amount(body)?;
    let read = match &*unit {
        "/min" => return Some(Said::Words(msg::per_minute(value))),
        "kg" => return Some(Said::Words(msg::kilograms(value))),
        "cm" => return Some(Said::Words(msg::centimetres(value))),
        "%" => format!("{value}%"),
        _ => format!("{value} {}", Path("valueQuantity.unit").text(body).unwrap_or(unit)),
    };
    Some(match part("3151-8") {
        Some((flow, _)) => Said::Words(msg::on_oxygen(flow, read)),
        None => Said::Written(read),
    })
}

/// The number as it was written, and UCUM's code of its unit.
fn amount(body: Node<'_>) -> Option<(String, Cow<'_, str>)> {
    let value = Path("valueQuantity.value").first(body)?.number()?;
    Some((value.to_owned(), Path("valueQuantity.code").text(body)?))
}

fn consciousness(code: &str) -> Option<Message> {
    match code {
        "A" => Some(triage::awake_alert()),
        "C" => Some(triage::awake_confused()),
        "V" => Some(triage::awake_voice()),
        "P" => Some(triage::awake_pain()),
        "U" => Some(triage::awake_none()),
        _ => None,
    }
}

/// `1-0-1 x 5 days`, as prescriptions are published; what is no grid becomes a sentence.
fn for_days(text: &str, body: Node<'_>) -> Option<Said> {
    let (frequency, days) = text.strip_suffix(" days")?.rsplit_once(" x ")?;
    let measure = Path("dosageInstruction.doseAndRate.doseQuantity.unit").text(body);
    let read = frequency_of(frequency).zip(measure.and_then(|word| Measure::of_word(&word)));
    let often = read
        .map_or_else(|| frequency.to_fact(), |(read, measure)| how_often(&read, measure).to_fact());
    Some(Said::Words(msg::for_days(days.parse::<i64>().ok()?, often)))
}

/// A medicine that nobody takes any more.
fn stopped(body: Node<'_>) -> Option<Said> {
    Path("status").says(body, "stopped").then(|| Said::Words(msg::stopped()))
}

/// How much was handed over, and how much of it came back: the batches say what left the shelf, the
/// quantity what was kept.
fn handed_out(body: Node<'_>) -> Option<Said> {
    let unit = DispensingUnit::of_word(&Path("quantity.unit").text(body)?)?;
    let kept: u32 = Path("quantity.value").first(body)?.number()?.parse().ok()?;
    let units = |batch: Node<'_>| {
        let units = Path("extension?url=units.valueString").text(batch)?;
        units.parse::<u32>().ok()
    };
    let is_batch = |one: &Node<'_>| Path("url").says(*one, systems::DISPENSED_BATCH);
    let batches = Path("extension").all(body).into_iter().filter(is_batch);
    let given = batches.filter_map(units).fold(0, u32::saturating_add).max(kept);
    let much = how_many(given, unit);
    let supply = code(body, "type.coding", systems::PHARMACY_SUPPLY);
    let in_part = supply.as_deref() == Some("FFP");
    let much = if in_part { msg::given_in_part(much) } else { much };
    Some(Said::Words(match (kept, given - kept) {
        (_, 0) => much,
        (0, _) => msg::given_all_back(much),
        (_, back) => msg::given_some_back(back, much),
    }))
}

/// What no longer stands says so, so that nobody takes it for a fact.
fn taken_back(body: Node<'_>) -> Option<Message> {
    let codes = ["status", "verificationStatus.coding.code"];
    codes.iter().find_map(|path| match &*Path(path).text(body)? {
        "entered-in-error" => Some(msg::in_error()),
        "refuted" => Some(msg::refuted()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::summary::summary;
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::Instant;
    use nabz_record::Key;
    use nabz_web::messages::{Language, say};
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn tape(body: &Value) -> Tape {
        Tape::parse(body.to_string().into_bytes()).unwrap()
    }

    fn line(source: SourceId, body: &Value) -> Line {
        let of = ResourceType::named(body["resourceType"].as_str().unwrap()).unwrap();
        Line {
            key: Key::of(of, Uuid::from_u128(1)),
            reference: String::new(),
            at: Instant::from_microseconds(0),
            patient: Uuid::from_u128(2),
            source,
            source_name: String::new(),
            organization: None,
            facility: None,
            summary: summary(of, tape(body).root()),
            body: Vec::new(),
        }
    }

    fn shown(source: SourceId, body: &Value, named: Option<&str>) -> [String; 2] {
        let known = Diagnoses::default();
        let item = item(&line(source, body), tape(body).root(), named.map(str::to_owned), &known);
        let text = |said: &Said| match said {
            Said::Written(text) => text.clone(),
            Said::Words(words) => say(words, Language::Hindi),
        };
        [text(&item.title), item.detail.as_ref().map(text).unwrap_or_default()]
    }

    fn check(body: &Value, title: &str, detail: &str) {
        assert_eq!(shown(SourceId::NABZ, body, None), [title, detail], "{body}");
    }

    fn reading(loinc: &str, value: &Value, unit: &str) -> Value {
        json!({
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": systems::LOINC, "code": loinc, "display": "A sign"}]},
            "valueQuantity": {"value": value, "unit": unit, "code": unit},
        })
    }

    #[test]
    fn what_we_published_is_said_by_its_codes() {
        let visit = json!({
            "resourceType": "Encounter",
            "status": "arrived",
            "class": {"system": systems::ACT_CODE, "code": "AMB", "display": "ambulatory"},
        });
        check(&visit, "ओपीडी विज़िट", "प्रतीक्षा में");
        let golden = include_str!("../queue/fhir/encounter.unsigned.golden.json");
        let unsigned: Value = serde_json::from_str(golden).unwrap();
        check(&unsigned, "ओपीडी विज़िट", "डॉक्टर ने हस्ताक्षर नहीं किए");
        check(&reading("8867-4", &json!(72), "/min"), "नाड़ी", "72 प्रति मिनट");
        check(&reading("29463-7", &json!(64.5), "kg"), "वज़न", "64.5 किग्रा");
        check(&reading("8310-5", &json!(38.2), "°C"), "तापमान", "38.2 °C");
        let mut saturation = reading("2708-6", &json!(94), "%");
        check(&saturation, "SpO₂", "94%");
        saturation["component"] = json!([reading("3151-8", &json!(2), "L/min")]);
        check(&saturation, "SpO₂", "94%, ऑक्सीजन 2 लीटर प्रति मिनट पर");
        let pressure = json!({
            "resourceType": "Observation",
            "code": {"coding": [{"system": systems::LOINC, "code": "85354-9"}]},
            "component": [
                reading("8480-6", &json!(120), "mm[Hg]"),
                reading("8462-4", &json!(80), "mm[Hg]"),
            ],
        });
        check(&pressure, "बीपी", "120/80 mmHg");
        let score = json!({
            "resourceType": "Observation",
            "code": {"coding": [{"system": systems::OBSERVATION, "code": "news2"}]},
            "valueInteger": 5,
        });
        check(&score, "NEWS2", "5");
        let awake = json!({
            "resourceType": "Observation",
            "code": {"coding": [{"system": systems::OBSERVATION, "code": "acvpu"}]},
            "valueCodeableConcept": {"coding": [{"system": systems::CONSCIOUSNESS, "code": "V"}]},
        });
        check(&awake, "होश", "आवाज़ पर जवाब");
    }

    #[test]
    fn a_medicine_has_the_name_of_the_list_and_its_days_in_words() {
        let mut order = json!({
            "resourceType": "MedicationRequest",
            "status": "active",
            "medicationCodeableConcept": {
                "coding": [{"system": systems::FORMULARY, "code": "PARA-500-TAB"}],
                "text": "Paracetamol 500 mg tablet",
            },
            "dosageInstruction": [{"text": "1-0-1 x 5 days"}],
        });
        assert_eq!(medicine_code(tape(&order).root()).as_deref(), Some("PARA-500-TAB"));
        let named = Some("पैरासिटामोल 500 mg");
        let [title, detail] = shown(SourceId::NABZ, &order, named);
        assert_eq!((title.as_str(), detail.as_str()), ("पैरासिटामोल 500 mg", "1-0-1, 5 दिन"));
        check(&order, "Paracetamol 500 mg tablet", "1-0-1, 5 दिन");
        order["dosageInstruction"][0]["text"] = json!("1 SOS 3 x 1 days");
        order["dosageInstruction"][0]["doseAndRate"] =
            json!([{"doseQuantity": {"unit": "tablet"}}]);
        let needed = "ज़रूरत हो तभी 1 गोली; दिन में 3 बार तक, 1 दिन";
        check(&order, "Paracetamol 500 mg tablet", needed);
        order["status"] = json!("stopped");
        check(&order, "Paracetamol 500 mg tablet", "बंद की गई");
    }

    #[test]
    fn what_was_handed_out_is_what_left_the_shelf_and_says_what_came_back() {
        let golden = include_str!("../pharmacy/fhir/medication_dispense.golden.json");
        let mut given: Value = serde_json::from_str(golden).unwrap();
        let title = "Enalapril 2.5 mg tablet";
        check(&given, title, "60 गोली, लिखी मात्रा का एक हिस्सा, जिसमें से 6 वापस");
        given["type"]["coding"][0]["code"] = json!("FFC");
        check(&given, title, "60 गोली, जिसमें से 6 वापस");
        given["quantity"]["value"] = json!(60);
        check(&given, title, "60 गोली");
        given["quantity"]["value"] = json!(0);
        check(&given, title, "60 गोली, सब वापस");
    }

    #[test]
    fn a_partner_s_figures_are_shown_as_people_read_them() {
        let partner = SourceId::numbered(7);
        let rate = reading("33914-3", &json!(159.130_224_209_964_92), "mL/min/{1.73_m2}");
        assert_eq!(shown(partner, &rate, None), ["A sign", "159.1 mL/min/1.73 m²"]);
    }

    #[test]
    fn what_a_partner_wrote_and_what_has_no_code_stays_as_it_was_written() {
        let partner = SourceId::numbered(7);
        let visit = json!({
            "resourceType": "Encounter",
            "status": "arrived",
            "class": {"system": systems::ACT_CODE, "code": "AMB"},
            "type": [{"text": "Encounter for check up (procedure)"}],
        });
        let [title, detail] = shown(partner, &visit, None);
        assert_eq!((title.as_str(), detail.as_str()), ("Encounter for check up (procedure)", ""));
        let pulse = reading("8867-4", &json!(72), "/min");
        assert_eq!(shown(partner, &pulse, None), ["A sign", "72 /min"]);
        let fever = json!({"resourceType": "Condition", "code": {"text": "Fever, 3 days"}});
        check(&fever, "Fever, 3 days", "");
    }

    #[test]
    fn what_was_written_by_mistake_says_so_whoever_wrote_it() {
        let withdrawn = |source: SourceId, body: &Value| {
            let item = item(&line(source, body), tape(body).root(), None, &Diagnoses::default());
            item.withdrawn.map(|words| say(&words, Language::Hindi))
        };
        let mut sign = reading("8867-4", &json!(720), "/min");
        assert_eq!(withdrawn(SourceId::NABZ, &sign), None);
        sign["status"] = json!("entered-in-error");
        let said = withdrawn(SourceId::NABZ, &sign);
        assert_eq!(said.as_deref(), Some("ग़लत दर्ज हुआ, न गिनें"));
        let refuted = json!({
            "resourceType": "AllergyIntolerance",
            "verificationStatus": {"coding": [{"code": "refuted"}]},
            "code": {"text": "Penicillin"},
        });
        assert_eq!(withdrawn(SourceId::numbered(7), &refuted).as_deref(), Some("ग़लत साबित हुआ"));
    }
}
