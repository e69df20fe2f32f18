//! What this server can do, read off the tables that make it do so.

use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Param, params};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What can be done with each type: the same as long as the program runs, and asked by anybody.
static RESOURCES: LazyLock<Vec<Value>> =
    LazyLock::new(|| ResourceType::all().filter(|of| is_kept(*of)).map(resource).collect());

/// The `CapabilityStatement`. `date` is the day on which it is asked; `supported` are the profiles
/// that are loaded, by the types that they constrain.
pub fn statement(date: &str, supported: &BTreeMap<&'static str, Vec<String>>) -> Value {
    let mut resources = RESOURCES.clone();
    for resource in resources.iter_mut().filter_map(Value::as_object_mut) {
        let of = resource.get("type").and_then(Value::as_str);
        if let Some(profiles) = of.and_then(|of| supported.get(of)) {
            resource.insert("supportedProfile".to_owned(), json!(profiles));
        }
    }
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "kind": "instance",
        "software": {"name": "Nabz", "version": env!("CARGO_PKG_VERSION")},
        "implementation": {"description": "The longitudinal record of a city"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{
            "mode": "server",
            "security": {
                "description": "Staff read with their session whom they are related to, whoever \
                                said it; sources read and write with a bearer key what they said \
                                themselves. What names no patient is open to its source alone, \
                                save masters: places, people at work, medicines, terms; and the \
                                Group of a household, which is open to staff who may read about \
                                one who lives there. What is sensitive is a stub, tagged REDACTED, \
                                to staff who do not treat the person, until the person shares it, \
                                and is found by nothing but what the stub says.",
            },
            "interaction": [{"code": "transaction"}],
            "operation": [validate()],
            "resource": resources,
        }],
    })
}

/// A Bundle is taken apart, and what is only an answer is not kept.
pub(crate) fn is_kept(of: ResourceType) -> bool {
    !["Bundle", "Parameters", "OperationOutcome", "CapabilityStatement"].contains(&of.name())
}

fn resource(of: ResourceType) -> Value {
    let interactions =
        ["read", "vread", "history-instance", "create", "update", "delete", "search-type"];
    let control = [("_id", "token"), ("_lastUpdated", "date")];
    let indexed = params(of).iter().filter(|param| param.is_indexed());
    let listed = control.into_iter().chain(indexed.map(|param| (param.code, param.kind.wire())));
    let search: Vec<Value> =
        listed.map(|(name, kind)| json!({"name": name, "type": kind})).collect();
    let kept = ResourceType::all().filter(|of| is_kept(*of));
    let pointing: Vec<Value> =
        kept.flat_map(|other| includes(other, |param| param.may_point_to(of))).collect();
    let mut members = json!({
        "type": of.name(),
        "interaction": interactions.map(|code| json!({"code": code})),
        "versioning": "versioned",
        "readHistory": true,
        "updateCreate": true,
        "conditionalCreate": true,
        "conditionalRead": "not-match",
        "searchParam": search,
        "searchInclude": includes(of, |_| true).collect::<Vec<Value>>(),
        "searchRevInclude": pointing,
        "operation": [validate()],
    });
    if let Some(members) = members.as_object_mut().filter(|_| of == ResourceType::PATIENT) {
        let everything = "Of a Patient that the city itself publishes: the union over every \
                          Patient of the same person, a partner's too, as far as each may be \
                          read. Of a partner's Patient: its own compartment.";
        let matching = "Parameters: resource, a Patient; onlyCertainMatches; count. Staff who may \
                        search the registry are answered with the part of each Patient that a \
                        counter's list shows, tagged SUBSETTED; a source with its own Patients. \
                        Certain is a name with day of birth and home, or with a number, against \
                        which nothing speaks. Each card, phone and other number counts as a \
                        look-up of it, whatever stands beside it; of a source, cards of the city, \
                        phones and voter cards do. Whoever looks for many that nobody has waits \
                        ten seconds for each.";
        let operations =
            json!([validate(), operation("everything", everything), operation("match", matching)]);
        members.insert("operation".to_owned(), operations);
    }
    members
}

/// Of every type, and of any.
fn validate() -> Value {
    json!({
        "name": "validate",
        "definition": "http://hl7.org/fhir/OperationDefinition/Resource-validate",
        "documentation": "The body itself, or Parameters with a resource, perhaps a profile and a \
                          mode. It is held against R4: elements, kinds, counts, formats, required \
                          codes, references and rules; and against the profiles that are loaded \
                          here, as far as one is asked for or the body claims it. With the mode \
                          create, update or delete against what is asked of such a write as well. \
                          Nothing is kept.",
    })
}

/// An operation on Patients, as R4 defines it.
fn operation(name: &str, documentation: &str) -> Value {
    let definition = format!("http://hl7.org/fhir/OperationDefinition/Patient-{name}");
    json!({"name": name, "definition": definition, "documentation": documentation})
}

/// What may come along by a reference of this type, as far as it is asked for.
fn includes(of: ResourceType, asked: impl Fn(&Param) -> bool) -> impl Iterator<Item = Value> {
    let leading = params(of).iter().filter(|param| param.leads_to_entries());
    let leading = leading.filter(move |param| asked(param));
    leading.map(move |param| format!("{of}:{}", param.code).into())
}
