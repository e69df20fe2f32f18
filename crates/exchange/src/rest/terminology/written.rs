//! Answers of terminology, as R4 writes them.

use nabz_terminology::ask::{
    Coded, Expansion, Item, Judged, LookedUp, Of, Subsumption, Translated, Wish,
};
use nabz_terminology::{Designation, Property, PropertyKind};
use serde_json::{Map, Value, json};

fn parameters(parameter: impl IntoIterator<Item = Value>) -> Value {
    let parameter: Vec<Value> = parameter.into_iter().collect();
    json!({ "resourceType": "Parameters", "parameter": parameter })
}

/// A text that is empty is not written.
fn text(name: &str, of: &str, text: &str) -> Option<Value> {
    let value = |text: &str| json!({ "name": name, of: text });
    (!text.is_empty()).then(|| value(text))
}

/// `$lookup`.
pub(super) fn looked_up(found: &LookedUp) -> Value {
    let head = &found.release.head;
    let display = json!({ "name": "display", "valueString": found.display });
    let definition = found.definition.as_deref().unwrap_or_default();
    let of_definition = |words: Value| {
        json!({ "name": "property", "part": [
            { "name": "code", "valueCode": "definition" }, words,
        ]})
    };
    let abstracted = found.is_abstract.then(|| {
        json!({ "name": "property", "part": [
            { "name": "code", "valueCode": "notSelectable" },
            { "name": "value", "valueBoolean": true },
        ]})
    });
    let said = [text("name", "valueString", head.called())]
        .into_iter()
        .chain([text("version", "valueString", &head.version), Some(display)])
        .chain([text("value", "valueString", definition).map(of_definition), abstracted])
        .flatten();
    let names = found.designations.iter().map(|one| {
        let part: Vec<Value> = [
            text("language", "valueCode", &one.language),
            used(one).map(|used| json!({ "name": "use", "valueCoding": used })),
            text("value", "valueString", &one.words),
        ]
        .into_iter()
        .flatten()
        .collect();
        json!({ "name": "designation", "part": part })
    });
    parameters(said.chain(names).chain(found.properties.iter().map(property)))
}

fn property((property, called): &(Property, Option<String>)) -> Value {
    let mut part = vec![json!({ "name": "code", "valueCode": property.name })];
    part.push(value(property));
    part.extend(called.as_ref().map(|c| json!({ "name": "description", "valueString": c })));
    json!({ "name": "property", "part": part })
}

fn value(property: &Property) -> Value {
    let words = property.value.as_str();
    // A number and a truth value are written as they were loaded, where JSON reads them so.
    let plain = || serde_json::from_str::<Value>(words).unwrap_or_else(|_| words.into());
    let (of, value) = match property.kind {
        PropertyKind::Code => ("valueCode", words.into()),
        PropertyKind::Text => ("valueString", words.into()),
        PropertyKind::Integer => ("valueInteger", plain()),
        PropertyKind::Boolean => ("valueBoolean", plain()),
        PropertyKind::Coding => {
            ("valueCoding", json!({ "system": property.system, "code": words }))
        }
        PropertyKind::DateTime => ("valueDateTime", words.into()),
        PropertyKind::Decimal => ("valueDecimal", plain()),
    };
    json!({ "name": "value", of: value })
}

fn used(designation: &Designation) -> Option<Value> {
    let (system, code) = &designation.used;
    (!code.is_empty()).then(|| {
        if system.is_empty() {
            json!({ "code": code })
        } else {
            json!({ "system": system, "code": code })
        }
    })
}

/// `$validate-code`.
pub(super) fn judged(said: &Judged) -> Value {
    let result = json!({ "name": "result", "valueBoolean": said.result });
    let message = text("message", "valueString", said.message.as_deref().unwrap_or_default());
    let display = text("display", "valueString", said.display.as_deref().unwrap_or_default());
    parameters([Some(result), message, display].into_iter().flatten())
}

/// `$subsumes`.
pub(super) fn subsumption(said: Subsumption) -> Value {
    parameters([json!({ "name": "outcome", "valueCode": said.name() })])
}

/// `$translate`.
pub(super) fn translated(found: &Translated) -> Value {
    let result = json!({ "name": "result", "valueBoolean": found.is_found() });
    let none = found.matches.is_empty().then(|| {
        json!({ "name": "message", "valueString": "no map that is loaded says what this is there" })
    });
    let matches = found.matches.iter().map(|one| {
        let mut part = vec![json!({ "name": "equivalence", "valueCode": one.equivalence })];
        part.extend(
            one.concept
                .as_ref()
                .map(|concept| json!({ "name": "concept", "valueCoding": coding(concept) })),
        );
        part.push(json!({ "name": "source", "valueUri": one.map }));
        json!({ "name": "match", "part": part })
    });
    parameters([Some(result), none].into_iter().flatten().chain(matches))
}

fn coding(coded: &Coded) -> Value {
    let mut members = Map::new();
    members.insert("system".to_owned(), coded.system.as_str().into());
    members.extend(coded.version.iter().map(|v| ("version".to_owned(), v.as_str().into())));
    members.insert("code".to_owned(), coded.code.as_str().into());
    members.extend(coded.display.iter().map(|d| ("display".to_owned(), d.as_str().into())));
    members.into()
}

/// `$expand`: a value set that says what it was expanded to, and by what.
pub(super) fn expansion(of: &Of, wish: &Wish, found: &Expansion, now: &str) -> Value {
    let mut parameter: Vec<Value> = found
        .systems
        .iter()
        .filter(|(_, version)| !version.is_empty())
        .map(|(system, version)| {
            json!({ "name": "version", "valueUri": format!("{system}|{version}") })
        })
        .collect();
    parameter.extend(text("filter", "valueString", wish.filter.as_deref().unwrap_or_default()));
    parameter.extend(wish.count.map(|count| json!({ "name": "count", "valueInteger": count })));
    let language = wish.language.as_deref().unwrap_or_default();
    parameter.extend(text("displayLanguage", "valueCode", language));
    if wish.only_active {
        parameter.push(json!({ "name": "activeOnly", "valueBoolean": true }));
    }
    let mut expansion = json!({ "timestamp": now, "total": found.total, "offset": wish.offset });
    if let Some(members) = expansion.as_object_mut() {
        if !parameter.is_empty() {
            members.insert("parameter".to_owned(), parameter.into());
        }
        if !found.items.is_empty() {
            let contains: Vec<Value> = found.items.iter().map(item).collect();
            members.insert("contains".to_owned(), contains.into());
        }
    }
    let mut set = json!({ "resourceType": "ValueSet", "status": "active", "expansion": expansion });
    if let (Some(members), Some((url, version))) = (set.as_object_mut(), address(of)) {
        members.insert("url".to_owned(), url.into());
        members.extend(version.map(|version| ("version".to_owned(), version.into())));
    }
    set
}

/// Under which address it is known, and in which version.
fn address(of: &Of) -> Option<(String, Option<String>)> {
    match of {
        Of::Address(canonical) => Some(match canonical.split_once('|') {
            Some((url, version)) => (url.to_owned(), Some(version.to_owned())),
            None => (canonical.clone(), None),
        }),
        Of::Body(set) => {
            let text = |name| set.root().get_text(name).map(std::borrow::Cow::into_owned);
            Some((text("url")?, text("version")))
        }
    }
}

fn item(one: &Item) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("system", one.system.as_str().into());
    if one.is_abstract {
        put("abstract", true.into());
    }
    if one.is_inactive {
        put("inactive", true.into());
    }
    put("code", one.code.as_str().into());
    if let Some(display) = &one.display {
        put("display", display.as_str().into());
    }
    if !one.designations.is_empty() {
        put("designation", one.designations.iter().map(designation).collect());
    }
    if !one.within.is_empty() {
        put("contains", one.within.iter().map(item).collect());
    }
    members.into()
}

fn designation(one: &Designation) -> Value {
    let mut members = Map::new();
    if !one.language.is_empty() {
        members.insert("language".to_owned(), one.language.as_str().into());
    }
    members.extend(used(one).map(|used| ("use".to_owned(), used)));
    members.insert("value".to_owned(), one.words.as_str().into());
    members.into()
}
