//! Where a value stands in a resource: `name.family`, `telecom?system=phone`.
//!
//! This is the part of `FHIRPath` that the search parameters of our types need, walked directly.
//! Arrays are entered without a word; `?key=value` keeps only members that say so; a final `!`
//! asks only whether something is there.

use serde_json::Value;

/// Element names with dots between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(pub &'static str);

impl Path {
    /// Calls `found` with every value that stands there, in the order of the body.
    pub fn walk<'b>(self, body: &'b Value, found: &mut dyn FnMut(&'b Value)) {
        let path = self.0.trim_end_matches('!');
        if self.asks_existence() {
            let mut there = false;
            follow(body, path, &mut |_| there = true);
            if there {
                found(&Value::Bool(true));
            }
        } else {
            follow(body, path, found);
        }
    }

    /// Everything that stands there.
    pub fn all(self, body: &Value) -> Vec<&Value> {
        let mut all = Vec::new();
        self.walk(body, &mut |value| all.push(value));
        all
    }

    /// The first value that stands there.
    pub fn first(self, body: &Value) -> Option<&Value> {
        self.all(body).first().copied()
    }

    /// The first text that stands there.
    pub fn text(self, body: &Value) -> Option<&str> {
        self.first(body).and_then(Value::as_str)
    }

    fn asks_existence(self) -> bool {
        self.0.ends_with('!')
    }
}

fn follow<'b>(value: &'b Value, path: &str, found: &mut dyn FnMut(&'b Value)) {
    if let Value::Array(members) = value {
        for member in members {
            follow(member, path, found);
        }
        return;
    }
    if path.is_empty() {
        found(value);
        return;
    }
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, condition) = step.split_once('?').unwrap_or((step, ""));
    let Some(child) = value.get(name) else { return };
    match condition.split_once('=') {
        None => follow(child, rest, found),
        Some((key, wanted)) => {
            let mut keep = |member: &'b Value| {
                if member.get(key).and_then(Value::as_str) == Some(wanted) {
                    follow(member, rest, found);
                }
            };
            follow(child, "", &mut keep);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_enters_arrays_and_keeps_what_its_condition_says() {
        let body = serde_json::json!({
            "name": [{"family": "Sharma", "given": ["Asha", "Rani"]}, {"given": ["आशा"]}],
            "telecom": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}],
            "deceasedDateTime": "2020-01-01",
        });
        let all = |path| serde_json::to_string(&Path(path).all(&body)).unwrap();
        assert_eq!(all("name.given"), r#"["Asha","Rani","आशा"]"#);
        assert_eq!(all("telecom?system=email.value"), r#"["2"]"#);
        assert_eq!(all("deceasedDateTime!"), "[true]");
        assert_eq!(all("contact.name!"), "[]");
    }
}
