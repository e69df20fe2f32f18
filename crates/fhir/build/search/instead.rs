//! Where what R4 says is not what is read, and why.

use super::table::{Of, Param};

/// The expressions of a parameter.
pub(super) fn expressions<'p>(of: &Of, param: &'p Param) -> Vec<&'p str> {
    match (of.name.as_str(), param.code.as_str()) {
        // R4 asks whether it is there and not `false`, which is no path. See `otherwise`.
        ("Patient", "deceased") => {
            vec!["(Patient.deceased as boolean)", "(Patient.deceased as dateTime).exists()"]
        }
        _ => param.at.iter().map(String::as_str).collect(),
    }
}

/// What a body says that says nothing under a parameter. R4's expression for who has died is `false`
/// of everyone of whom nothing is said.
pub(super) fn otherwise(of: &Of, param: &Param) -> Option<&'static str> {
    ((of.name.as_str(), param.code.as_str()) == ("Patient", "deceased")).then_some("false")
}

/// The codes and the expressions of the parts of a composite.
pub(super) fn parts<'p>(of: &Of, param: &'p Param) -> Vec<(&'p str, &'p str)> {
    match (of.name.as_str(), param.code.as_str()) {
        // R4 has the definitions of the two the wrong way round, as its expressions and its words
        // say: a relation, and what it relates to.
        ("DocumentReference", "relationship") => {
            vec![("relation", "code"), ("relatesto", "target")]
        }
        _ => param.parts.iter().map(|(code, at)| (code.as_str(), at.as_str())).collect(),
    }
}
