//! An older version of a Patient, once the person has erased some of what it says. Versions are never
//! changed, so it is taken out where they are shown.
//!
//! Source: HL7's `SecurityAlterationIntegrityObservationValue` (`REDACTED`).

use crate::registry::model::ErasedPart;
use nabz_fhir::systems;
use serde_json::{Value, json};

/// The body without what was erased, marked as such; as it was where it said none of it.
pub fn without(mut patient: Value, erased: ErasedPart) -> Value {
    let Some(body) = patient.as_object_mut() else { return patient };
    let phone = if erased.phone() { body.remove("telecom") } else { None };
    let addresses = body.get_mut("address").and_then(Value::as_array_mut);
    let mut is_changed = phone.is_some();
    for address in addresses.into_iter().flatten().filter(|_| erased.line()) {
        is_changed |= without_line(address);
    }
    if is_changed {
        let tag = json!([{"system": systems::OBSERVATION_VALUE, "code": "REDACTED"}]);
        if let Some(meta) = body.entry("meta").or_insert_with(|| json!({})).as_object_mut() {
            meta.insert("tag".to_owned(), tag);
        }
    }
    patient
}

/// House and street stand before the locality. Where only one line is there, it may be either, and
/// goes.
fn without_line(address: &mut Value) -> bool {
    let Some(address) = address.as_object_mut() else { return false };
    let Some(Value::Array(lines)) = address.remove("line") else { return false };
    let kept: Vec<Value> = lines.into_iter().skip(1).collect();
    if !kept.is_empty() {
        address.insert("line".to_owned(), kept.into());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patient(lines: &[&str]) -> Value {
        json!({
            "resourceType": "Patient",
            "meta": {"versionId": "1"},
            "name": [{"text": "Sunita Devi"}],
            "telecom": [{"system": "phone", "value": "+910000004321"}],
            "address": [{"line": lines, "city": "Delhi"}],
        })
    }

    #[test]
    fn what_was_erased_is_gone_and_the_rest_stays() {
        let both = without(patient(&["14, Gali 3", "Sangam Vihar"]), ErasedPart::PhoneAndLine);
        let text = both.to_string();
        assert!(!text.contains("4321") && !text.contains("Gali"), "{text}");
        assert_eq!(both["address"][0]["line"], json!(["Sangam Vihar"]));
        assert_eq!(both["name"][0]["text"], "Sunita Devi");
        assert_eq!(both["meta"]["tag"][0]["code"], "REDACTED");
        assert_eq!(both["meta"]["versionId"], "1");
        let phone = without(patient(&["14, Gali 3"]), ErasedPart::Phone);
        assert_eq!(
            (phone.get("telecom"), &phone["address"][0]["line"][0]),
            (None, &json!("14, Gali 3"))
        );
        let line = without(patient(&["14, Gali 3"]), ErasedPart::Line);
        assert_eq!((line["address"][0].get("line"), line.get("telecom").is_some()), (None, true));
    }

    #[test]
    fn what_said_none_of_it_is_as_it_was() {
        let bare = json!({"resourceType": "Patient", "meta": {}, "address": [{"city": "Delhi"}]});
        for what in ErasedPart::ALL {
            assert_eq!(without(bare.clone(), *what), bare);
        }
        assert_eq!(without(json!(null), ErasedPart::Phone), json!(null));
    }
}
