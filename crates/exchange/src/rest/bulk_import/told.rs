//! What the source is told of its import: counts, and the first of what was refused.

use super::check::{LineFault, Wrong};
use axum::body::Bytes;
use nabz_kernel::refusal::Refused;
use nabz_record::Written;
use nabz_record::receive::Received;
use nabz_store::Stop;
use nabz_web::messages::say;
use nabz_web::{Language, Message, Problem};
use serde_json::{Value, json};

/// Issues that are named; the rest are counted by their lines.
const ISSUES_NAMED_MAX: usize = 100;

/// Counts of all lines so far.
pub(super) struct Told {
    language: Language,
    lines: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    issues: Vec<Value>,
    stopped: bool,
}

impl Told {
    pub(super) fn in_language(language: Language) -> Self {
        let (lines, created, updated, unchanged, refused) = (0, 0, 0, 0, 0);
        let (issues, stopped) = (Vec::new(), false);
        Self { language, lines, created, updated, unchanged, refused, issues, stopped }
    }

    /// Counts a batch that was kept: its lines, what came of each that could be offered, and what
    /// is wrong with the others.
    pub(super) fn batch(
        &mut self,
        lines: u64,
        kept: impl Iterator<Item = (u64, Result<Received, Refused>)>,
        faults: Vec<LineFault>,
    ) {
        self.lines += lines;
        let mut refused = faults;
        for (line, kept) in kept {
            match kept.map(|received| received.written) {
                Ok(Written::Created) => self.created += 1,
                Ok(Written::Superseded { .. }) => self.updated += 1,
                Ok(Written::Unchanged { .. }) => self.unchanged += 1,
                Err(why) => refused.push(LineFault { line, what: vec![self.refusal(&why)] }),
            }
        }
        refused.sort_by_key(|fault| fault.line);
        for fault in refused {
            self.refused += 1;
            for wrong in fault.what {
                self.name(Some(fault.line), &wrong);
            }
        }
    }

    /// Notes that nothing more could be kept.
    pub(super) fn stopped(&mut self, stop: Stop) {
        self.stopped = true;
        // A fault is logged there, and is not for the source to read.
        let problem = Problem::from(stop);
        let wrong = if let Some(refused) = problem.refused() {
            self.refusal(refused)
        } else {
            let words = "a fault on this server; send again what was not counted".to_owned();
            Wrong { code: "exception", expression: None, words }
        };
        self.name(None, &wrong);
    }

    fn refusal(&self, refused: &Refused) -> Wrong {
        let words = say(&Message::from(refused), self.language);
        Wrong { code: "business-rule", expression: None, words }
    }

    fn name(&mut self, line: Option<u64>, wrong: &Wrong) {
        if self.issues.len() >= ISSUES_NAMED_MAX {
            return;
        }
        let words = match line {
            Some(line) => format!("line {line}: {}", wrong.words),
            None => wrong.words.clone(),
        };
        let mut issue = json!({"severity": "error", "code": wrong.code, "diagnostics": words});
        if let (Some(expression), Some(members)) = (&wrong.expression, issue.as_object_mut()) {
            members.insert("expression".to_owned(), json!([expression]));
        }
        self.issues.push(issue);
    }

    /// How far it is.
    pub(super) fn line(&self) -> Bytes {
        written(&json!({"resourceType": "Parameters", "parameter": self.counts()}))
    }

    /// What came of all. `whole` says whether all that was announced came.
    pub(super) fn last_line(mut self, whole: bool) -> Bytes {
        let mut parameters = self.counts();
        let complete = whole && !self.stopped;
        parameters.push(json!({"name": "complete", "valueBoolean": complete}));
        if !complete && !self.stopped {
            let words = "the body broke off; send again what was not counted".to_owned();
            self.name(None, &Wrong { code: "incomplete", expression: None, words });
        }
        if !self.issues.is_empty() {
            let outcome = json!({"resourceType": "OperationOutcome", "issue": self.issues});
            parameters.push(json!({"name": "outcome", "resource": outcome}));
        }
        written(&json!({"resourceType": "Parameters", "parameter": parameters}))
    }

    fn counts(&self) -> Vec<Value> {
        let counts = [
            ("lines", self.lines),
            ("created", self.created),
            ("updated", self.updated),
            ("unchanged", self.unchanged),
            ("refused", self.refused),
        ];
        let one = |(name, count)| json!({"name": name, "valueInteger": count});
        counts.into_iter().map(one).collect()
    }
}

fn written(line: &Value) -> Bytes {
    Bytes::from(format!("{line}\n"))
}
