//! What a body says under each search parameter: one walk over the parsed body, driven by the
//! tables of [`crate::definitions`].

use crate::date::Span;
use crate::definitions::{Kind, Param, params};
use crate::quantity::Amount;
use crate::resource_types::ResourceType;
use serde_json::Value;

/// One value of one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A code, number, phone, or truth value.
    Token {
        /// Whose code, where the body says.
        system: Option<String>,
        /// The code; never empty.
        code: String,
    },
    /// A text as it is written.
    Text(String),
    /// A day, moment or period.
    Date(Span),
    /// `Type/id`, or an absolute URL.
    Reference(String),
    /// A measured amount.
    Quantity(Amount),
}

/// Are the values of this type indexed, or is it only kept?
pub fn is_indexed(of: ResourceType) -> bool {
    !params(of).is_empty()
}

/// Every value of every parameter of a body of this type.
pub fn extract(of: ResourceType, body: &Value) -> Vec<(&'static Param, Found)> {
    let mut all = Vec::new();
    for param in params(of) {
        for found in values(param, body) {
            all.push((param, found));
        }
    }
    all
}

/// The values of one parameter.
pub fn values(param: &Param, body: &Value) -> Vec<Found> {
    let mut found = Vec::new();
    for path in param.paths {
        path.walk(body, &mut |value| match param.kind {
            Kind::Token => tokens(value, &mut found),
            Kind::Text => texts(value, &mut found),
            Kind::Date => found.extend(Span::of(value).map(Found::Date)),
            Kind::Reference => references(param, value, &mut found),
            Kind::Quantity => found.extend(Amount::of(value).map(Found::Quantity)),
        });
    }
    found
}

fn tokens(value: &Value, found: &mut Vec<Found>) {
    let mut keep = |system: Option<&str>, code: &str| {
        if !code.is_empty() {
            found.push(Found::Token { system: system.map(str::to_owned), code: code.to_owned() });
        }
    };
    match value {
        Value::String(code) => keep(None, code),
        Value::Bool(yes) => keep(None, if *yes { "true" } else { "false" }),
        Value::Object(object) => {
            let text = |key| object.get(key).and_then(Value::as_str);
            if let Some(Value::Array(codings)) = object.get("coding") {
                for coding in codings {
                    let text = |key| coding.get(key).and_then(Value::as_str);
                    keep(text("system"), text("code").unwrap_or_default());
                }
            } else if let Some(code) = text("code") {
                keep(text("system"), code);
            } else if let Some(number) = text("value") {
                keep(text("system"), number);
            }
        }
        Value::Null | Value::Number(_) | Value::Array(_) => {}
    }
}

/// Every part of a name or an address is a text of its own.
fn texts(value: &Value, found: &mut Vec<Found>) {
    const PARTS: [&str; 12] = [
        "text",
        "family",
        "given",
        "prefix",
        "suffix",
        "line",
        "city",
        "district",
        "state",
        "postalCode",
        "country",
        "value",
    ];
    let mut keep = |text: &str| {
        let kept = Found::Text(text.to_owned());
        if !text.trim().is_empty() && !found.contains(&kept) {
            found.push(kept);
        }
    };
    match value {
        Value::String(text) => keep(text),
        Value::Object(object) => {
            for part in PARTS {
                match object.get(part) {
                    Some(Value::String(text)) => keep(text),
                    Some(Value::Array(texts)) => {
                        texts.iter().filter_map(Value::as_str).for_each(&mut keep);
                    }
                    _ => {}
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

fn references(param: &Param, value: &Value, found: &mut Vec<Found>) {
    let Some(target) = value.get("reference").and_then(Value::as_str) else { return };
    // A contained resource has no address, and one without a version is what an index can find.
    let target = target.split_once("/_history/").map_or(target, |(target, _)| target);
    let for_patients = param.code == "patient";
    let for_practitioners = param.code == "practitioner" && param.rows_under() != param.id;
    let wanted = (!for_patients || is_to(target, "Patient"))
        && (!for_practitioners || is_to(target, "Practitioner"));
    if !target.starts_with('#') && !target.is_empty() && wanted {
        found.push(Found::Reference(target.to_owned()));
    }
}

fn is_to(target: &str, resource_type: &str) -> bool {
    target.rsplit('/').nth(1) == Some(resource_type)
}

/// The `Patient/id` in whose compartment a body lies, its type and id as the body says them.
pub fn patient_of(of: ResourceType, body: &Value) -> Option<&str> {
    let named = of.patient_paths().iter().flat_map(|path| path.all(body));
    named.into_iter().find_map(|value| {
        let target = value.get("reference").and_then(Value::as_str)?;
        let id = target.strip_prefix("Patient/")?;
        Some(id.split('/').next().unwrap_or(id))
    })
}

/// When it happened, as far as the body says.
pub fn happened(of: ResourceType, body: &Value) -> Option<Span> {
    of.when_paths().iter().find_map(|path| body.get(*path).and_then(Span::of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::param;
    use serde_json::json;

    fn all(of: ResourceType, code: &str, body: &Value) -> Vec<Found> {
        values(param(of, code).unwrap(), body)
    }

    #[test]
    fn a_patient_is_found_by_every_part_of_a_name_in_either_script() {
        let asha = json!({
            "name": [
                {"text": "Asha Sharma", "family": "Sharma", "given": ["Asha"]},
                {"text": "आशा शर्मा"}
            ],
            "telecom": [{"system": "phone", "value": "9800000001"}],
            "deceasedDateTime": "2026-01-01",
        });
        let texts =
            |texts: &[&str]| texts.iter().map(|t| Found::Text((*t).into())).collect::<Vec<_>>();
        let name = all(ResourceType::PATIENT, "name", &asha);
        assert_eq!(name, texts(&["Asha Sharma", "Sharma", "Asha", "आशा शर्मा"]));
        assert_eq!(all(ResourceType::PATIENT, "family", &asha), texts(&["Sharma"]));
        let truth = Found::Token { system: None, code: "true".into() };
        assert_eq!(all(ResourceType::PATIENT, "deceased", &asha), [truth]);
        let phone = Found::Token { system: Some("phone".into()), code: "9800000001".into() };
        assert_eq!(all(ResourceType::PATIENT, "phone", &asha), [phone]);
        assert!(all(ResourceType::PATIENT, "email", &asha).is_empty());
    }

    #[test]
    fn a_reference_to_something_inside_the_body_is_no_address() {
        let seen = json!({
            "subject": {"reference": "Patient/1/_history/2"},
            "participant": [
                {"individual": {"reference": "#doctor"}},
                {"individual": {"reference": "RelatedPerson/2"}},
                {"individual": {"reference": "Practitioner/3"}}
            ],
        });
        let to = |target: &str| Found::Reference(target.into());
        let encounter = ResourceType::ENCOUNTER;
        assert_eq!(all(encounter, "patient", &seen), [to("Patient/1")]);
        assert_eq!(all(encounter, "practitioner", &seen), [to("Practitioner/3")]);
        assert_eq!(all(encounter, "participant", &seen).len(), 2);
        assert_eq!(patient_of(encounter, &seen), Some("1"));
    }
}
