//! Looking at lines before any is kept, away from the writer: what each of them is, and what is
//! wrong with it.

use super::lines::Line;
use crate::capability::is_kept;
use crate::held::Definitions;
use nabz_fhir::{Body, ResourceType};
use nabz_record::SourceId;
use nabz_record::bulk_import::Ready;
use std::sync::Arc;

/// A byte order mark, which some programs write before everything.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What every line has to be.
#[derive(Clone)]
pub(super) struct Wanted {
    /// Of this type, where one was named.
    pub(super) of: Option<ResourceType>,
    /// What this source may send.
    pub(super) source: SourceId,
    /// What these ask for.
    pub(super) definitions: Arc<Definitions>,
}

/// Lines that were looked at.
pub(super) struct Checked {
    /// How many there were, without those in which nothing stands.
    pub(super) lines: u64,
    /// What can be kept, with the number of its line.
    pub(super) ready: Vec<(u64, Ready)>,
    pub(super) faults: Vec<LineFault>,
}

/// What is wrong with one line.
pub(super) struct LineFault {
    pub(super) line: u64,
    /// Each thing that is wrong; at least one.
    pub(super) what: Vec<Wrong>,
}

/// One thing that is wrong, as an issue names it.
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) expression: Option<String>,
    pub(super) words: String,
}

impl Wrong {
    fn whole(code: &'static str, words: impl Into<String>) -> Vec<Self> {
        vec![Self { code, expression: None, words: words.into() }]
    }
}

/// Looks at every line of a batch.
pub(super) fn checked(batch: Vec<Line>, wanted: &Wanted) -> Checked {
    let mut checked =
        Checked { lines: 0, ready: Vec::with_capacity(batch.len()), faults: Vec::new() };
    for line in batch {
        let number = line.number;
        let looked_at = match line.text {
            None => Err(Wrong::whole("too-long", "longer than any resource may be")),
            Some(text) => {
                let Some(text) = stripped(text, number == 1) else { continue };
                ready(text, wanted)
            }
        };
        checked.lines += 1;
        match looked_at {
            Ok(line) => checked.ready.push((number, line)),
            Err(what) => checked.faults.push(LineFault { line: number, what }),
        }
    }
    checked
}

/// A line without mark and spaces around it; `None` where nothing is left.
fn stripped(mut text: Vec<u8>, is_first: bool) -> Option<Vec<u8>> {
    if is_first && text.starts_with(&MARK) {
        text.drain(..MARK.len());
    }
    let end = text.trim_ascii_end().len();
    text.truncate(end);
    (!text.trim_ascii_start().is_empty()).then_some(text)
}

fn ready(text: Vec<u8>, wanted: &Wanted) -> Result<Ready, Vec<Wrong>> {
    let body = Body::parse(text).map_err(|fault| Wrong::whole("structure", fault.to_string()))?;
    if let Some(of) = wanted.of.filter(|of| *of != body.of()) {
        let words = format!("a {}, where every line has to be of type {of}", body.of());
        return Err(Wrong::whole("invalid", words));
    }
    if !is_kept(body.of()) {
        let words = format!("a {} is not kept by itself", body.of());
        return Err(Wrong::whole("not-supported", words));
    }
    let issues = wanted.definitions.faults(&body);
    if !issues.is_empty() {
        let wrong = issues.into_iter().map(|issue| Wrong {
            code: issue.code,
            words: issue.what.to_string(),
            expression: Some(issue.expression),
        });
        return Err(wrong.collect());
    }
    Ready::of(body, wanted.source)
        .ok_or_else(|| Wrong::whole("required", "without an id it cannot be put"))
}
