//! What a kick-off asks for: headers and parameters. What is not understood is refused with its
//! name, unless the source wishes to be treated leniently.

use crate::answer::{Instead, invalid, outcome};
use crate::capability::is_kept;
use crate::rest::prefer::{handling, wishes};
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::date::{Span, is_instant};
use nabz_fhir::search::{Criterion, Handling, Query, Total, Wanted, pairs, parse};
use nabz_record::bulk_export::{Level, Wish};
use serde_json::Value;
use std::collections::BTreeSet;

/// Longer than any kick-off.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// Each is asked of each entry of its type.
const FILTERS_MAX: usize = 50;
const FORMATS: [&str; 3] = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

/// Which types there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// All.
    All,
    /// Those of compartments.
    Patients,
}

impl Of {
    fn offers(self, of: ResourceType) -> bool {
        is_kept(of) && (self == Self::All || of.in_compartment())
    }
}

/// A kick-off that was understood.
pub(super) struct Asked {
    of: Of,
    handling: Handling,
    since: Option<i64>,
    types: BTreeSet<u16>,
    filters: Vec<(u16, String)>,
    ignored: Vec<String>,
}

impl Asked {
    pub(super) async fn read(of: Of, parts: &Parts, body: Body) -> Result<Self, Instead> {
        if !wishes(&parts.headers).any(|wish| wish == "respond-async") {
            return Err(invalid("an export is asked for with Prefer: respond-async").into());
        }
        accepts_fhir(&parts.headers)?;
        let handling = handling(&parts.headers);
        let (types, filters, ignored) = (BTreeSet::new(), Vec::new(), Vec::new());
        let mut asked = Self { of, handling, since: None, types, filters, ignored };
        let mut sent = pairs(parts.uri.query().unwrap_or_default())
            .ok_or_else(|| Instead::from(invalid("not a query")))?;
        if parts.method == Method::POST {
            sent.extend(parameters(body).await?);
        }
        let (filters, others): (Vec<_>, Vec<_>) =
            sent.into_iter().partition(|(name, _)| name == "_typeFilter");
        for (name, value) in others {
            asked.parameter(&name, &value)?;
        }
        // They name types, which may be told behind them.
        for (_, value) in filters {
            for search in searches(&value) {
                asked.filter(&search)?;
            }
        }
        Ok(asked)
    }

    /// What is noted of it.
    pub(super) fn wish(self, level: Level, request: String) -> Wish {
        let types = self.wanted().map(ResourceType::number).collect();
        let Self { since, filters, ignored, .. } = self;
        Wish { level, since, types, filters, request, ignored }
    }

    /// The types of which entries may be in it.
    pub(super) fn wanted(&self) -> impl Iterator<Item = ResourceType> {
        let of = self.of;
        let all = ResourceType::all().filter(move |one| of.offers(*one));
        all.filter(|of| self.wants(of.number()))
    }

    fn wants(&self, number: u16) -> bool {
        self.types.is_empty() || self.types.contains(&number)
    }

    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Instead> {
        match name {
            "_outputFormat" if FORMATS.contains(&value) => Ok(()),
            "_outputFormat" => Err(misread(name, "files are application/fhir+ndjson").into()),
            "_since" => {
                // A plus that was not encoded is read as a space.
                let moment = value.replace(' ', "+");
                let span = Span::parse(&moment).filter(|_| is_instant(&moment));
                let span = span.ok_or_else(|| misread(name, "not an instant"))?;
                self.since = Some(span.first);
                Ok(())
            }
            "_type" => value.split(',').try_for_each(|of| self.named(of.trim())),
            "_elements" => self.unknown(name, "resources are exported whole"),
            _ => self.unknown(name, "not a parameter of an export here"),
        }
    }

    fn named(&mut self, name: &str) -> Result<(), Instead> {
        let of = ResourceType::named(name).filter(|of| self.of.offers(*of));
        let Some(of) = of else {
            return self.unknown(&format!("_type={name}"), "no type that is exported from here");
        };
        self.types.insert(of.number());
        Ok(())
    }

    /// One search of one type.
    fn filter(&mut self, search: &str) -> Result<(), Instead> {
        let shown = format!("_typeFilter={search}");
        let parts = search.split_once('?').and_then(|(name, query)| {
            let of = ResourceType::named(name).filter(|of| self.of.offers(*of))?;
            Some((of, query))
        });
        let Some((of, query)) = parts.filter(|(of, _)| self.wants(of.number())) else {
            return self.unknown(&shown, "not a search of a type that is exported");
        };
        let asked = pairs(query).ok_or_else(|| misread(&shown, "not a query"))?;
        let parsed = parse(of, &asked, self.handling)
            .map_err(|fault| misread(&format!("{shown}: {}", fault.parameter), &fault.reason))?;
        if !only_narrows(&parsed) {
            return self.unknown(&shown, "a filter narrows, and neither sorts nor includes");
        }
        if self.filters.len() == FILTERS_MAX {
            return Err(misread(&shown, "too many filters").into());
        }
        self.ignored.extend(parsed.ignored.iter().map(|name| format!("{shown}: {name}")));
        self.filters.push((of.number(), query.to_owned()));
        Ok(())
    }

    fn unknown(&mut self, name: &str, reason: &str) -> Result<(), Instead> {
        match self.handling {
            Handling::Lenient => {
                self.ignored.push(name.to_owned());
                Ok(())
            }
            Handling::Strict => Err(misread(name, reason).into()),
        }
    }
}

/// Does it ask for nothing but conditions on one entry?
fn only_narrows(query: &Query) -> bool {
    query.sort.is_empty()
        && query.include.is_empty()
        && query.revinclude.is_empty()
        && query.after.is_none()
        && query.total == Total::Unasked
        && query.links.is_empty()
        && !query.criteria.iter().any(asks_for_a_set)
}

/// Codes by what they belong to would have to be spelled out first.
fn asks_for_a_set(criterion: &Criterion) -> bool {
    criterion.test.wanted().iter().any(|wanted| matches!(wanted, Wanted::Codes(_)))
}

/// Searches stand behind commas, and so may values inside one; a search begins with `Type?`.
fn searches(value: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in value.split(',') {
        let begins = piece.split_once('?').is_some_and(|(of, _)| ResourceType::named(of).is_some());
        match found.last_mut() {
            Some(last) if !begins => {
                last.push(',');
                last.push_str(piece);
            }
            _ => found.push(piece.to_owned()),
        }
    }
    found
}

fn accepts_fhir(headers: &HeaderMap) -> Result<(), Instead> {
    let said: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|kind| kind.split(';').next().unwrap_or_default().trim())
        .collect();
    let fits = ["application/fhir+json", "application/json", "application/*", "*/*"];
    if said.is_empty() || said.iter().any(|kind| fits.contains(kind)) {
        return Ok(());
    }
    let words = "faults are told as application/fhir+json, which Accept has to take";
    Err(outcome(StatusCode::NOT_ACCEPTABLE, "not-supported", words).into())
}

/// The parameters of a body, as an address would carry them.
async fn parameters(body: Body) -> Result<Vec<(String, String)>, Instead> {
    let bytes = to_bytes(body, BODY_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| Instead::from(invalid("the body is too long")))?;
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let read: Option<Value> = serde_json::from_slice(&bytes).ok();
    let read = read.filter(|read| read.get("resourceType").is_some_and(|of| of == "Parameters"));
    let read = read.ok_or_else(|| Instead::from(invalid("the body of a POST is Parameters")))?;
    let listed = read.get("parameter").and_then(Value::as_array);
    let listed = listed.map(Vec::as_slice).unwrap_or_default();
    Ok(listed.iter().map(pair).collect())
}

/// What a parameter is called, and its value as a text; nothing where it is no text, which no
/// parameter of ours takes.
fn pair(parameter: &Value) -> (String, String) {
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
    let members = parameter.as_object().into_iter().flatten();
    let value =
        members.filter(|(name, _)| name.starts_with("value")).find_map(|(_, value)| value.as_str());
    (name.to_owned(), value.unwrap_or_default().to_owned())
}

fn misread(parameter: &str, reason: &str) -> Response {
    invalid(&format!("{parameter}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_within_a_search_is_not_one_between_two() {
        let found = searches("Observation?status=final,amended&code=1,Condition?code=2");
        assert_eq!(found, ["Observation?status=final,amended&code=1", "Condition?code=2"]);
        assert_eq!(searches("Observation?code=1"), ["Observation?code=1"]);
    }
}
