//! Made-up bodies that say one thing under one search parameter, for tests of every parameter.

use super::Param;
use super::steps::{Find, Keep, Part, Reading, Step};
use crate::extract::{Found, values};
use crate::systems;
use crate::tape::Tape;
use serde_json::{Value, json};

/// A body that says something under this parameter, and what a query asks to find it. Of two
/// numbers from 1 to 9 the bodies differ, where the kind of value has more than one.
pub fn sample(param: &'static Param, number: u8) -> Option<(Value, String)> {
    let mut body = json!({});
    let mut elsewhere = Vec::new();
    let wanted = |find: &Find| std::ptr::eq(find.param, param);
    if !say(param.at.steps()?, &wanted, number, &mut body, &mut elsewhere) {
        return None;
    }
    for part in elsewhere {
        say(&part.at, &|_| true, number, &mut body, &mut Vec::new());
    }
    let tape = Tape::parse(body.to_string().into_bytes()).ok()?;
    let asked = values(param, tape.root()).first().map(|found| asked(found, number))?;
    Some((body, asked))
}

/// Writes the first value that is wanted, wherever the steps lead to it from `at`.
fn say(
    step: &Step,
    wanted: &dyn Fn(&Find) -> bool,
    number: u8,
    at: &mut Value,
    elsewhere: &mut Vec<&'static Part>,
) -> bool {
    if let Some(find) = step.finds.iter().find(|find| wanted(find)) {
        write(find, number, at, elsewhere);
        return true;
    }
    for below in step.below {
        let mut inner = at.get(below.key).cloned().unwrap_or_else(|| json!({}));
        if say(below, wanted, number, &mut inner, elsewhere) {
            if let Keep::Saying(key, text) = below.keep {
                put(&mut inner, key, text.into());
            }
            put(at, below.key, inner);
            return true;
        }
    }
    false
}

fn put(at: &mut Value, key: &str, value: Value) {
    if let Some(members) = at.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

fn write(find: &Find, number: u8, at: &mut Value, elsewhere: &mut Vec<&'static Part>) {
    let (code, day) = (format!("c{number}"), format!("2026-11-2{number}"));
    let target = find.param.targets.first().copied().unwrap_or("Patient");
    let amount = json!({"value": number, "system": systems::UCUM, "code": "mg"});
    *at = match &find.reading {
        Reading::Code => code.into(),
        Reading::Truth => (number % 2 == 1).into(),
        Reading::Coding => json!({"system": "http://s.example", "code": code}),
        Reading::Concept => json!({"coding": [{"system": "http://s.example", "code": code}]}),
        Reading::Identifier | Reading::Contact => json!({"system": "phone", "value": code}),
        Reading::Existence => json!({"id": code}),
        Reading::Text => format!("Text {number}").into(),
        Reading::Name => json!({"family": format!("Text {number}")}),
        Reading::Address => json!({"city": format!("Text {number}")}),
        Reading::Moment => day.into(),
        Reading::Period => json!({"start": day, "end": day}),
        Reading::Timing => json!({"event": [day]}),
        Reading::Reference { only_to } => {
            json!({"reference": format!("{}/r{number}", only_to.unwrap_or(target))})
        }
        Reading::Canonical | Reading::Uri => format!("http://c.example/{number}").into(),
        Reading::Resource => json!({"resourceType": target, "id": format!("r{number}")}),
        Reading::Quantity => amount,
        Reading::Money => json!({"value": number, "currency": "INR"}),
        Reading::Range => json!({"low": amount}),
        Reading::Sampled => json!({"origin": amount}),
        Reading::Number => number.into(),
        Reading::Parts(parts) => {
            for part in *parts {
                if part.is_from_resource {
                    elsewhere.push(part);
                } else {
                    say(&part.at, &|_| true, number, at, elsewhere);
                }
            }
            return;
        }
    };
}

fn asked(found: &Found<'_>, number: u8) -> String {
    match found {
        Found::Token { system: Some(system), code } => format!("{system}|{code}"),
        Found::Token { system: None, code } => code.to_string(),
        Found::Text(text) | Found::Reference(text) | Found::Uri(text) => text.to_string(),
        Found::Date(_) => format!("2026-11-2{number}"),
        Found::Quantity(amount) => {
            let [system, code] =
                [&amount.system, &amount.code].map(|said| said.as_deref().unwrap_or_default());
            format!("{}|{system}|{code}", amount.written)
        }
        Found::Number(_) => number.to_string(),
        Found::Composite(parts) => {
            parts.iter().map(|part| asked(part, number)).collect::<Vec<_>>().join("$")
        }
    }
}
