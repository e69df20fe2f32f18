//! What is refused and what passes, body by body.

mod passes;
mod references;
mod rules;
mod shape;

use super::*;

/// `code place: what`, of everything that is said about a body.
fn said(body: &str) -> Vec<String> {
    let tape = Tape::parse(body.as_bytes().to_vec()).unwrap_or_else(|e| panic!("{e}: {body}"));
    let issues = validate(&tape, None, Extent::Whole);
    issues.iter().map(|i| format!("{} {}: {}", i.code, i.expression, i.what)).collect()
}

/// The one thing that is wrong with a resource that has these members.
fn one(of: &str, members: &str) -> String {
    let said = said(&format!(r#"{{"resourceType":"{of}",{members}}}"#));
    assert_eq!(said.len(), 1, "{of} with {members}: {said:#?}");
    said.concat()
}
