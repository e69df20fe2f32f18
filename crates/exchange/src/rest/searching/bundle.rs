//! A page of a search, as a Bundle.

use super::asked::Asked;
use crate::answer::pretty;
use nabz_fhir::bundle::Bundle;
use nabz_fhir::search::query;
use nabz_fhir::shape::Shape;
use nabz_record::Entry;
use nabz_record::search::Page;
use nabz_store::Stop;
use serde_json::{Value, json};

pub(super) fn written(base: &str, asked: &Asked, page: &Page) -> Result<Vec<u8>, Stop> {
    let mut bundle = Bundle::of("searchset", page.total, &links(base, asked, page));
    let shape = asked.queries.first().map(|query| query.shape.clone()).unwrap_or_default();
    // What comes along has elements of its own.
    let of_included = Shape { part: shape.part, elements: Vec::new() };
    let sides = [(&page.matches, "match", &shape), (&page.included, "include", &of_included)];
    for (entries, mode, shape) in sides {
        for entry in entries {
            let url = format!("{base}/{}", entry.reference());
            let rest = format!(r#""search":{{"mode":"{mode}"}}"#);
            bundle.push(Some(&url), Some(&shaped(entry, shape)?), &rest);
        }
    }
    let issues = issues(asked, page);
    if !issues.is_empty() {
        let outcome = json!({"resourceType": "OperationOutcome", "issue": issues});
        bundle.push(None, Some(outcome.to_string().as_bytes()), r#""search":{"mode":"outcome"}"#);
    }
    let bundle = bundle.finish();
    Ok(if asked.is_pretty { pretty(bundle) } else { bundle })
}

/// As much of an entry as is asked for.
pub(in crate::rest) fn shaped(entry: &Entry, shape: &Shape) -> Result<Vec<u8>, Stop> {
    if shape.is_whole() {
        return Ok(entry.body.clone());
    }
    Ok(shape.of(entry.key.of, entry.tape()?.root()))
}

/// A form is sent again with the place of the next page; its criteria never enter an address.
fn links(base: &str, asked: &Asked, page: &Page) -> Vec<(&'static str, String)> {
    let by_form = if asked.by_form { "/_search" } else { "" };
    let address = format!("{base}{}{by_form}", asked.place.address());
    let sent = if asked.by_form { &[] } else { asked.sent.as_slice() };
    let behind = |after: Option<&String>| {
        let mut pairs = sent.to_vec();
        pairs.extend(after.map(|after| ("_after".to_owned(), after.clone())));
        if pairs.is_empty() { address.clone() } else { format!("{address}?{}", query(&pairs)) }
    };
    let mut links = vec![("self", behind(asked.after.as_ref()))];
    links.extend(page.next.as_ref().map(|next| ("next", behind(Some(next)))));
    links.extend(asked.after.as_ref().map(|_| ("first", behind(None))));
    links
}

/// What the asker should know of the answer.
fn issues(asked: &Asked, page: &Page) -> Vec<Value> {
    let issue = |severity: &str, code: &str, words: String| json!({"severity": severity, "code": code, "diagnostics": words});
    let mut issues = Vec::new();
    if !asked.ignored.is_empty() {
        let words = format!("not understood and passed over: {}", asked.ignored.join(", "));
        issues.push(issue("warning", "not-supported", words));
    }
    if page.is_more_than_total {
        let words = "total: there may be more; counting on would take long".to_owned();
        issues.push(issue("information", "incomplete", words));
    }
    if page.is_include_cut {
        let words = "not everything that belongs to the matches came along; ask for fewer matches";
        issues.push(issue("warning", "incomplete", words.to_owned()));
    }
    issues
}
