//! What there is to say of a body, as FHIR says it.

use super::Issue;
use serde_json::{Value, json};

/// An `OperationOutcome` with these issues; where there are none, one that says so.
pub fn outcome<'i>(issues: impl IntoIterator<Item = &'i Issue>) -> Value {
    let mut told: Vec<Value> = issues.into_iter().map(one).collect();
    if told.is_empty() {
        let nothing = "nothing is wrong with it";
        told.push(
            json!({"severity": "information", "code": "informational", "diagnostics": nothing}),
        );
    }
    json!({"resourceType": "OperationOutcome", "issue": told})
}

fn one(issue: &Issue) -> Value {
    json!({
        "severity": issue.severity.code(),
        "code": issue.code,
        "diagnostics": issue.what.to_string(),
        "expression": [issue.expression],
    })
}
