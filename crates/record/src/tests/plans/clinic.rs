//! A clinic in which every way of searching finds something; and, since PostgreSQL reads a table
//! whole as long as it is short, as many rows again as make it long.

use crate::receive;
use crate::tests::City;
use crate::tests::receiving::partner;
use nabz_fhir::Body;
use nabz_store::{Stop, Tx};
use serde_json::{Value, json};

const PATIENTS: usize = 24;
/// How often every row is written down again.
const AGAIN: &str = "(SELECT n FROM generate_series(1, 40) n) again";

/// Everything of one patient: a visit, what was measured, found and prescribed.
fn of_patient(n: usize) -> Vec<Value> {
    let (patient, visit) = (format!("Patient/p-{n}"), format!("Encounter/e-{n}"));
    let family = ["Sharma", "Verma", "Rao", "Iyer"][n % 4];
    let day = format!("2024-{:02}-{:02}", 1 + n % 12, 1 + n);
    let doctor = json!({"reference": format!("Practitioner/dr-{}", n % 3)});
    let coded = |system: &str, code: &str| json!({"coding": [{"system": system, "code": code}]});
    let number = |of: &str| json!([{"system": format!("https://clinic.example/{of}"), "value": format!("{of}-{n}")}]);
    let measured = |k: usize, code: &str, value: Value| {
        let mut body = json!({"resourceType": "Observation", "id": format!("o-{n}-{k}"), "status": "final",
            "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs")],
            "code": coded("http://loinc.org", code), "subject": {"reference": patient},
            "encounter": {"reference": visit}, "effectiveDateTime": format!("{day}T10:00:00+05:30")});
        body.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        body
    };
    let amount = |value: usize| json!({"value": value, "unit": "x", "system": "http://unitsofmeasure.org", "code": "/min"});
    vec![
        json!({"resourceType": "Patient", "id": format!("p-{n}"), "identifier": number("patient"),
            "name": [{"family": family, "given": ["Asha"]}, {"family": "शर्मा"}],
            "telecom": [{"system": "phone", "value": format!("+9100000{n:05}")}],
            "gender": (["female", "male"][n % 2]), "birthDate": format!("{}-05-02", 1940 + n),
            "address": [{"postalCode": format!("1100{n:02}")}], "generalPractitioner": [doctor]}),
        json!({"resourceType": "Encounter", "id": format!("e-{n}"), "identifier": number("encounter"),
            "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": patient},
            "participant": [{"individual": doctor}],
            "serviceProvider": {"identifier": {"system": "https://clinic.example/house", "value": "7"}},
            "period": {"start": format!("{day}T10:00:00+05:30"), "end": format!("{day}T10:20:00+05:30")}}),
        measured(0, "8867-4", json!({"valueQuantity": amount(60 + n)})),
        measured(
            1,
            "85354-9",
            json!({"component": [
            {"code": coded("http://loinc.org", "8480-6"), "valueQuantity": amount(110 + n)}]}),
        ),
        json!({"resourceType": "Condition", "id": format!("c-{n}"), "subject": {"reference": patient},
            "clinicalStatus": coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
            "code": coded("http://hl7.org/fhir/sid/icd-10", "I10"), "recordedDate": day}),
        json!({"resourceType": "MedicationRequest", "id": format!("m-{n}"), "identifier": number("request"),
            "status": (["active", "completed"][n % 2]), "intent": "order", "requester": doctor,
            "medicationCodeableConcept": coded("http://www.whocc.no/atc", "N02BE01"),
            "subject": {"reference": patient}, "authoredOn": day}),
        json!({"resourceType": "RiskAssessment", "id": format!("r-{n}"), "status": "final",
            "subject": {"reference": patient}, "prediction": [{"probabilityDecimal": 0.4}]}),
    ]
}

fn masters(n: usize) -> Vec<Value> {
    vec![
        json!({"resourceType": "Practitioner", "id": format!("dr-{n}"), "name": [{"family": "Nair"}]}),
        json!({"resourceType": "Location", "id": format!("l-{n}"), "name": "Clinic",
            "position": {"longitude": 77.2, "latitude": 28.6}}),
        json!({"resourceType": "ValueSet", "id": format!("v-{n}"), "status": "active",
            "url": format!("https://clinic.example/ValueSet/{n}")}),
    ]
}

/// Sends all of it twice, the second time with a word changed, so that it has a history.
pub(super) fn open(city: &City) {
    let source = partner(city, "clinic");
    let bodies = (0..PATIENTS).flat_map(|n| [masters(n), of_patient(n)].concat());
    let bodies: Vec<Value> = bodies.collect();
    for language in ["en", "hi"] {
        for some in bodies.chunks(20) {
            let some = some.to_vec();
            let kept = city.write(move |tx| {
                some.iter().cloned().try_for_each(|mut body| {
                    body["language"] = language.into();
                    let id = body["id"].as_str().unwrap().to_owned();
                    let body = Body::parse(body.to_string().into_bytes()).unwrap();
                    receive::update(tx, source, &id, &body, None).map(drop)
                })
            });
            kept.unwrap();
        }
    }
    if city.database.folder().is_none() {
        city.write(long).unwrap();
        city.database.settle();
    }
}

/// Writes every row of the record down again under other keys.
fn long(tx: &mut Tx<'_>) -> Result<(), Stop> {
    const ID: &str = "CAST(md5(CONCAT(entry_id, n)) AS UUID)";
    const PATIENT: &str = "CAST(md5(CONCAT(patient_id, n)) AS UUID)";
    const BUCKET: &str = "(bucket + n) % 16384";
    let tables = [
        (
            "record_entry (bucket, entry_id, type, chosen_id, source_id, patient_id, version,
                updated_at, deleted, body, put)",
            format!(
                "{BUCKET}, {ID}, type, CONCAT(chosen_id, n), source_id, {PATIENT}, version,
                updated_at + n, deleted, body, put"
            ),
        ),
        (
            "record_history (bucket, entry_id, type, version, updated_at, deleted, body)",
            format!("{BUCKET}, {ID}, type, version, updated_at + n, deleted, body"),
        ),
        (
            "record_token (type, param, hash, bucket, entry_id)",
            format!("type, param, hash, {BUCKET}, {ID}"),
        ),
        (
            "record_reference (type, param, hash, bucket, entry_id)",
            format!("type, param, hash + n, {BUCKET}, {ID}"),
        ),
        (
            "record_string (type, param, folded, bucket, entry_id)",
            format!("type, param, CONCAT(n, folded), {BUCKET}, {ID}"),
        ),
        (
            "record_date (type, param, first, last, bucket, entry_id)",
            format!("type, param, first + n, last + n, {BUCKET}, {ID}"),
        ),
        (
            "record_quantity (type, param, apart, value, bucket, entry_id)",
            format!("type, param, apart, value + n, {BUCKET}, {ID}"),
        ),
        (
            "record_identifier (hash, type, bucket, entry_id)",
            format!("hash + n, type, {BUCKET}, {ID}"),
        ),
        (
            "record_alias (hash, type, chosen_id, bucket, entry_id)",
            format!("hash + n, type, CONCAT(chosen_id, n), {BUCKET}, {ID}"),
        ),
        (
            "record_chart (bucket, patient_id, param, type, hash, entry_bucket, entry_id)",
            format!("{BUCKET}, {PATIENT}, param, type, hash, entry_bucket, {ID}"),
        ),
    ];
    for (into, what) in tables {
        let table = into.split_whitespace().next().unwrap();
        let text = format!("INSERT INTO {into} SELECT {what} FROM {table}, {AGAIN}");
        tx.execute(Box::leak(text.into_boxed_str()), &[])?;
    }
    Ok(())
}
