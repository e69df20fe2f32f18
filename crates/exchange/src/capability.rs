//! What this server can do, read off the tables that make it do so.

use nabz_fhir::ResourceType;
use nabz_fhir::compartment::Compartment;
use nabz_fhir::definitions::added::{Added, Addition, Stage};
use nabz_fhir::definitions::{Index, OwnWay, Param, params};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What is searched without an index of its own.
const CONTROL: [(&str, &str); 2] = [("_id", "token"), ("_lastUpdated", "date")];

/// What can be done with each type: the same as long as the program runs, and asked by anybody.
static RESOURCES: LazyLock<Vec<Value>> =
    LazyLock::new(|| ResourceType::all().filter(|of| is_kept(*of)).map(resource).collect());

/// The `CapabilityStatement`. `date` is the day on which it is asked; `supported` are the profiles
/// that are loaded, by the types that they constrain; `added` are the search parameters that a city
/// added to those of R4.
pub fn statement(
    date: &str,
    supported: &BTreeMap<&'static str, Vec<String>>,
    added: &Added,
) -> Value {
    let mut resources = RESOURCES.clone();
    for one in added.all().iter().filter(|one| one.stage == Stage::Answering) {
        list_added(&mut resources, one);
    }
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
        "format": ["application/fhir+json", "json"],
        "patchFormat": ["application/json-patch+json", "application/fhir+json"],
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
            "documentation": "Conditions may stand on what is pointed to, at any of six references \
                              behind one another (subject:Patient.name), and on what points here \
                              (_has). _include and _revinclude take * and :iterate; what comes \
                              along is at most 1,000 entries a page, and an outcome says when \
                              there were more. What is contained in a resource is not searched. \
                              Several types are answered one behind the other.",
            "interaction": [
                {
                    "code": "transaction",
                    "documentation": "All of it is kept or nothing: DELETE, POST, PUT and PATCH, by \
                                      id or by criteria. What reads is asked once it is kept. Two \
                                      entries about one thing are refused.",
                },
                {
                    "code": "batch",
                    "documentation": "Each entry by itself, 500 at most.",
                },
                {"code": "history-system"},
                {"code": "search-system"},
            ],
            "searchParam": of_every_type(),
            "operation": [validate(), export("export"), import()],
            "compartment": compartments(),
            "resource": resources,
        }],
    })
}

/// Says of each type that it is searched by this one too, and what may come along by it.
fn list_added(resources: &mut [Value], one: &Addition) {
    let param = one.param();
    let code = param.code;
    for resource in resources.iter_mut().filter_map(Value::as_object_mut) {
        let of = resource.get("type").and_then(Value::as_str).and_then(ResourceType::named);
        let Some(of) = of else { continue };
        let mut list = |name: &str, value: Value| {
            if let Some(list) = resource.get_mut(name).and_then(Value::as_array_mut) {
                list.push(value);
            }
        };
        if one.types().contains(&of) {
            let kind = param.kind.wire();
            list("searchParam", json!({"name": code, "definition": one.url(), "type": kind}));
        }
        if param.leads_to_entries() {
            for from in one.types() {
                let include = Value::from(format!("{from}:{code}"));
                if *from == of {
                    list("searchInclude", include.clone());
                }
                if param.may_point_to(of) {
                    list("searchRevInclude", include);
                }
            }
        }
    }
}

/// What any type is searched by.
fn of_every_type() -> Vec<Value> {
    let common = params(ResourceType::PATIENT).iter().filter(|param| param.is_indexed());
    let common = common.filter(|param| param.code.starts_with('_'));
    CONTROL
        .into_iter()
        .chain(common.map(|param| (param.code, param.kind.wire())))
        .map(|(name, kind)| json!({"name": name, "type": kind}))
        .collect()
}

/// Those within which is searched.
fn compartments() -> Vec<String> {
    let named = |known: &Compartment| {
        format!("http://hl7.org/fhir/CompartmentDefinition/{}", known.of.to_lowercase())
    };
    Compartment::all().iter().map(named).collect()
}

/// Parameters only travel: R4 gives them no address.
pub(crate) fn is_kept(of: ResourceType) -> bool {
    of.name() != "Parameters"
}

fn resource(of: ResourceType) -> Value {
    let interactions = [
        "read",
        "vread",
        "history-instance",
        "history-type",
        "create",
        "update",
        "patch",
        "delete",
        "search-type",
    ];
    let indexed = params(of).iter().filter(|param| param.is_indexed());
    let control = CONTROL.map(|(name, kind)| json!({"name": name, "type": kind}));
    let search: Vec<Value> =
        control.into_iter().chain(indexed.map(|param| listed(param))).chain([filter()]).collect();
    let kept = ResourceType::all().filter(|of| is_kept(*of));
    let pointing: Vec<Value> =
        kept.flat_map(|other| includes(other, |param| param.may_point_to(of))).collect();
    let all = ["*".to_owned(), format!("{of}:*")].map(Value::from).into_iter();
    let mut members = json!({
        "type": of.name(),
        "interaction": interactions.map(|code| json!({"code": code})),
        "versioning": "versioned",
        "readHistory": true,
        "updateCreate": true,
        "conditionalCreate": true,
        "conditionalRead": "full-support",
        "conditionalUpdate": true,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "logical"],
        "searchParam": search,
        "searchInclude": all.chain(includes(of, |_| true)).collect::<Vec<Value>>(),
        "searchRevInclude": pointing,
        "operation": [validate()],
    });
    let terminology = terminology(of);
    if let Some(members) = members.as_object_mut().filter(|_| !terminology.is_empty()) {
        let operations: Vec<Value> = std::iter::once(validate()).chain(terminology).collect();
        members.insert("operation".to_owned(), operations.into());
    }
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
        let operations = json!([
            validate(),
            operation("everything", everything),
            operation("match", matching),
            export("patient-export")
        ]);
        members.insert("operation".to_owned(), operations);
    }
    if let Some(members) = members.as_object_mut().filter(|_| of == ResourceType::GROUP) {
        let operations = json!([validate(), export("group-export")]);
        members.insert("operation".to_owned(), operations);
    }
    members
}

/// Of every type.
fn filter() -> Value {
    json!({
        "name": "_filter",
        "type": "special",
        "documentation": "eq, ne, co, sw, ew, gt, lt, ge, le, sa, eb, ap, re and pr, joined by and, \
                          or and not with parentheses, about one resource.",
    })
}

/// A parameter, and how it is answered where that is not as the others are.
fn listed(param: &Param) -> Value {
    let mut listed = json!({"name": param.code, "type": param.kind.wire()});
    let words = match (param.index, param.own_way()) {
        (_, Some(OwnWay::Position)) => Some(
            "latitude|longitude|distance|units in km, m, [mi_i] or [mi_us]; kilometres where no \
             unit is said, five of them where no distance is.",
        ),
        (_, Some(OwnWay::Narrative | OwnWay::Content)) => Some(
            "Every word at the beginning of some word. No index has the words: they are looked \
             for in what the other parameters find.",
        ),
        (Index::Body, None) => Some("No index has it: it is looked for in what the others find."),
        (
            Index::Own
            | Index::Via(_)
            | Index::OwnAndChart
            | Index::ViaAndChart(_)
            | Index::Chart
            | Index::Identifier
            | Index::FirstPart,
            None,
        ) => None,
    };
    if let (Some(words), Some(members)) = (words, listed.as_object_mut()) {
        members.insert("documentation".to_owned(), words.into());
    }
    listed
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

/// What is asked of terminology.
fn terminology(of: ResourceType) -> Vec<Value> {
    let loaded = "Over what is loaded; of an entry of the record, a value set as it stands there, a \
                  code system or a map by its address.";
    let expanding = "Pages by offset and count, in an order that stays. What is typed in filter is \
                     the beginnings of words, of displays and designations. More than 10,000 codes \
                     in one answer are too costly; pages are flat.";
    match of.name() {
        "CodeSystem" => vec![
            of_type(of, "lookup", loaded),
            of_type(of, "validate-code", loaded),
            of_type(of, "subsumes", loaded),
        ],
        "ValueSet" => vec![of_type(of, "expand", expanding), of_type(of, "validate-code", loaded)],
        "ConceptMap" => vec![of_type(of, "translate", loaded)],
        _ => Vec::new(),
    }
}

/// By the name that the guide gives to the definition.
fn export(definition: &str) -> Value {
    json!({
        "name": "export",
        "definition": format!("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/{definition}"),
        "documentation": "Of a source: what it said itself, and masters. _outputFormat, _since, \
                          _type, _typeFilter. What was written after transactionTime is not in \
                          it, and is in the next one since then.",
    })
}

/// No guide defines it; the documentation does.
fn import() -> Value {
    json!({
        "name": "import",
        "definition": "https://nabz.example/fhir/OperationDefinition/import",
        "documentation": "POST application/fhir+ndjson by a source: each line is kept as a PUT of \
                          it would. type: every line is of this type. The answer is Parameters, \
                          one a line: how many were created, updated, unchanged and refused so \
                          far; the last one names what was refused.",
    })
}

/// An operation on Patients, as R4 defines it.
fn operation(name: &str, documentation: &str) -> Value {
    of_type(ResourceType::PATIENT, name, documentation)
}

fn of_type(of: ResourceType, name: &str, documentation: &str) -> Value {
    let definition = format!("http://hl7.org/fhir/OperationDefinition/{of}-{name}");
    json!({"name": name, "definition": definition, "documentation": documentation})
}

/// What may come along by a reference of this type, as far as it is asked for.
fn includes(of: ResourceType, asked: impl Fn(&Param) -> bool) -> impl Iterator<Item = Value> {
    let leading = params(of).iter().filter(|param| param.leads_to_entries());
    let leading = leading.filter(move |param| asked(param));
    leading.map(move |param| format!("{of}:{}", param.code).into())
}
