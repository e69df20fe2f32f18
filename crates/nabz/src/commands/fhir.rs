//! `nabz fhir`: files of FHIR R4, looked at where they lie, and what the record takes from them or
//! writes into them; only for that a database is opened.

use crate::cli::{ExportFiles, Fhir, FhirPath, ValidateFiles};
use crate::commands::definitions::usable;
use crate::commands::import;
use crate::config::Database;
use crate::ended::Ended;
use crate::say::Say;
use nabz_exchange::{ExportStop, export};
use nabz_fhir::fhirpath::{Context, parse};
use nabz_fhir::profile::Profiles;
use nabz_fhir::tape::Tape;
use nabz_fhir::validate::{Issue, Severity, outcome, unread};
use nabz_kernel::clock::Clock;
use nabz_record::Wanted;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Entries after which it is said how far an export is.
const PROGRESS_EVERY: u64 = 10_000;

/// A body of a file, and what it is called: a line of NDJSON is `FILE:LINE`.
type Body = (String, Vec<u8>);

/// Does what was asked.
pub(crate) fn run(
    asked: &Fhir,
    say: &Say,
    database: impl FnOnce() -> Result<Database, Ended>,
) -> Result<(), Ended> {
    match asked {
        Fhir::Export(asked) => exported(asked, &database()?, say),
        Fhir::Import(asked) => {
            import::files(&database()?, (&asked.paths, &asked.source, &asked.at), say)
        }
        Fhir::Validate(asked) => validated(asked, say),
        Fhir::Path(asked) => path(asked, say),
    }
}

fn validated(asked: &ValidateFiles, say: &Say) -> Result<(), Ended> {
    let read = asked.profiles.as_deref().map(usable).transpose()?;
    let profiles = read.map(|read| read.profiles).unwrap_or_default();
    let named: Vec<&str> = asked.profile.iter().map(String::as_str).collect();
    if let Some(url) = named.iter().find(|url| !profiles.knows(url)) {
        return Err(Ended::usage(format!("the profile {url} is not among those that were loaded")));
    }
    let (mut looked, mut right) = (0_u64, 0_u64);
    for file in &asked.files {
        for body in bodies(file)? {
            let (name, bytes) = body?;
            let issues = issues(bytes, &profiles, &named);
            looked += 1;
            right += u64::from(!issues.iter().any(|issue| issue.severity == Severity::Error));
            tell(&name, &issues, say);
        }
    }
    say.line(format!("{right} of {looked} are right"));
    // Each line has said what is wrong already.
    if looked == right { Ok(()) } else { Err(Ended::Refused(Vec::new())) }
}

fn exported(asked: &ExportFiles, database: &Database, say: &Say) -> Result<(), Ended> {
    let wanted = Wanted { types: asked.types.clone(), since: asked.since };
    let store = database.open()?;
    let mut told = 0;
    let written = export(&store, &asked.folder, &wanted, |count| {
        if count >= told + PROGRESS_EVERY {
            told = count;
            say.line(format!("{count} entries"));
        }
    });
    let written = written.map_err(|stop| match stop {
        ExportStop::Unwritten { .. } => Ended::usage(stop.to_string()),
        ExportStop::Record(stop) => stop.into(),
    })?;
    let all: u64 = written.values().sum();
    let sentence = format!("exported {all} entries of {} types", written.len());
    say.result(sentence, &json!({ "entries": all, "types": written }));
    Ok(())
}

fn issues(bytes: Vec<u8>, profiles: &Profiles, named: &[&str]) -> Vec<Issue> {
    match Tape::parse(bytes) {
        Ok(tape) => profiles.validate(tape.root(), None, named),
        Err(fault) => vec![unread(fault)],
    }
}

/// For people a line for each fault, for machines an `OperationOutcome` for each body.
fn tell(name: &str, issues: &[Issue], say: &Say) {
    let facts = json!({ "file": name, "outcome": outcome(issues) });
    if issues.is_empty() {
        return say.result(format!("{name}: right"), &facts);
    }
    let line = |issue: &Issue| {
        format!("{name}: {} {}: {}", issue.severity.code(), issue.expression, issue.what)
    };
    say.result(issues.iter().map(line).collect::<Vec<_>>().join("\n"), &facts);
}

fn path(asked: &FhirPath, say: &Say) -> Result<(), Ended> {
    let expression = parse(&asked.expression).map_err(|fault| Ended::usage(fault.to_string()))?;
    for body in bodies(&asked.file)? {
        let (name, bytes) = body?;
        let wrong = |why: String| Ended::usage(format!("{name}: {why}"));
        let tape = Tape::parse(bytes).map_err(|fault| wrong(fault.to_string()))?;
        let context = Context::of(&tape).ok_or_else(|| wrong("no resource of R4".to_owned()))?;
        let found = expression.evaluate(&context.at_moment(Clock::Machine.now()));
        for item in found.map_err(|fault| wrong(fault.to_string()))? {
            let value = serde_json::from_str::<Value>(&item.to_json()).map_err(Ended::fault)?;
            let facts = json!({ "file": name, "type": item.type_name(), "value": value });
            say.result(item.text(), &facts);
        }
    }
    Ok(())
}

/// The bodies of a file: one, or one a line where the name ends in `.ndjson`; `-` is the input.
pub(super) fn bodies(file: &Path) -> Result<Box<dyn Iterator<Item = Result<Body, Ended>>>, Ended> {
    let name = file.display().to_string();
    let unread = |fault: io::Error| Ended::usage(format!("{}: {fault}", file.display()));
    if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(unread)?;
        return Ok(Box::new(std::iter::once(Ok((name, bytes)))));
    }
    if file.extension().is_none_or(|end| end != "ndjson") {
        let bytes = fs::read(file).map_err(unread)?;
        return Ok(Box::new(std::iter::once(Ok((name, bytes)))));
    }
    let lines = BufReader::new(File::open(file).map_err(unread)?).split(b'\n').enumerate();
    Ok(Box::new(lines.filter(|(_, line)| !is_blank(line)).map(move |(at, line)| {
        let name = format!("{name}:{}", at + 1);
        let line = line.map_err(|fault| Ended::usage(format!("{name}: {fault}")))?;
        Ok((name, line))
    })))
}

fn is_blank(line: &io::Result<Vec<u8>>) -> bool {
    line.as_ref().is_ok_and(|line| line.iter().all(u8::is_ascii_whitespace))
}
