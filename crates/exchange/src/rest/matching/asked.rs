//! What `$match` is asked with: Parameters, of which everything is understood or refused with its
//! place.

use super::question::Found;
use crate::answer::{Instead, issues, misplaced, outcome};
use axum::http::StatusCode;
use nabz_fhir::path::Path;
use nabz_fhir::validate::{Issue, check};
use nabz_fhir::{Body, ResourceType};
use nabz_people::registry::search::{Grade, PAGE_ROWS_MAX};
use serde_json::Value;

/// What was asked.
pub(super) struct Asked {
    /// Whoever is looked for, as far as the asker knows them.
    pub(super) patient: Value,
    /// Where they stand.
    pub(super) place: String,
    pub(super) wish: Wish,
}

/// How much of what is found the asker wants.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    only_certain: bool,
    count: usize,
}

/// Parameters that were read so far.
#[derive(Default)]
struct Read {
    patient: Option<(Value, String)>,
    only_certain: Option<bool>,
    count: Option<usize>,
}

impl Asked {
    /// Reads what was sent.
    ///
    /// # Errors
    /// An answer that names the place.
    pub(super) fn read(sent: &[u8]) -> Result<Self, Instead> {
        let body = Body::parse(sent.to_vec())
            .map_err(|fault| outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string()))?;
        if body.of().name() != "Parameters" {
            return Err(misplaced("structure", body.of().name(), "has to be Parameters").into());
        }
        let mut read = Read::default();
        for (at, parameter) in Path("parameter").all(body.tree()).into_iter().enumerate() {
            read.take(parameter, &format!("Parameters.parameter[{at}]"))?;
        }
        let Some((patient, place)) = read.patient else {
            let words = "one called resource, with a Patient, has to be there";
            return Err(misplaced("required", "Parameters.parameter", words).into());
        };
        let wish = Wish {
            only_certain: read.only_certain.unwrap_or_default(),
            count: read.count.unwrap_or(PAGE_ROWS_MAX),
        };
        Ok(Self { patient, place, wish })
    }
}

impl Read {
    fn take(&mut self, parameter: &Value, place: &str) -> Result<(), Instead> {
        let twice = match Path("name").text(parameter).unwrap_or_default() {
            "resource" => self.patient.replace(patient(parameter, place)?).is_some(),
            "onlyCertainMatches" => self.only_certain.replace(flag(parameter, place)?).is_some(),
            "count" => self.count.replace(count(parameter, place)?).is_some(),
            _ => {
                let words = "one of resource, onlyCertainMatches, count";
                return Err(misplaced("not-supported", &format!("{place}.name"), words).into());
            }
        };
        if twice {
            return Err(misplaced("invalid", &format!("{place}.name"), "is said twice").into());
        }
        Ok(())
    }
}

impl Wish {
    /// The likeliest of what was found. Where only a certain one is wanted and several are, none
    /// is: R4 wants it so, and one of them would be the wrong one.
    pub(super) fn of(self, mut found: Vec<Found>) -> Vec<Found> {
        if self.only_certain {
            found.retain(|one| one.graded.grade == Grade::Certain);
            if found.len() > 1 {
                found.clear();
            }
        }
        found.truncate(self.count);
        found
    }
}

/// A Patient that could be kept, with its place.
fn patient(parameter: &Value, place: &str) -> Result<(Value, String), Instead> {
    let place = format!("{place}.resource");
    let Some(resource) = parameter.get("resource") else {
        return Err(misplaced("required", &place, "has to be there").into());
    };
    let body = Body::parse(resource.to_string().into_bytes())
        .map_err(|fault| misplaced("structure", &place, &fault.to_string()))?;
    if body.of() != ResourceType::PATIENT {
        let at = format!("{place}.resourceType");
        return Err(misplaced("structure", &at, "has to be a Patient").into());
    }
    let faults = check(&body);
    if faults.is_empty() {
        return Ok((resource.clone(), place));
    }
    let within = |issue: Issue| {
        let expression = format!("{place}.{}", issue.expression);
        Issue { expression, ..issue }
    };
    Err(issues(faults.into_iter().map(within)).into())
}

fn flag(parameter: &Value, place: &str) -> Result<bool, Instead> {
    let flag = parameter.get("valueBoolean").and_then(Value::as_bool);
    let wrong = || misplaced("value", &format!("{place}.valueBoolean"), "true or false");
    flag.ok_or_else(|| wrong().into())
}

/// More than a page of them is not shown.
fn count(parameter: &Value, place: &str) -> Result<usize, Instead> {
    let count = parameter.get("valueInteger").and_then(Value::as_u64).filter(|count| *count > 0);
    let wrong = || misplaced("value", &format!("{place}.valueInteger"), "a whole number from 1");
    let count = count.ok_or_else(wrong)?;
    Ok(usize::try_from(count).unwrap_or(PAGE_ROWS_MAX).min(PAGE_ROWS_MAX))
}
