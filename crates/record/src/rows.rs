//! Which index rows a body has. Pure: an update compares the rows of two bodies and touches only
//! those that differ.

use crate::entry::{SourceId, hash};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::{Added, Addition, Stage};
use nabz_fhir::definitions::{Index, Kind, Param, param};
use nabz_fhir::extract::{self, Found};
use nabz_fhir::fold::fold_for_index;
use nabz_fhir::quantity::Amount;
use nabz_fhir::search::uri_for_index;
use nabz_fhir::tape::{Node, Tape};
use nabz_fhir::ucum::Sortable;
use nabz_store::Stop;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A span is short up to a month; longer ones are few and stand apart.
pub(crate) const SHORT_SPAN_MICROSECONDS: i64 = 31 * 86_400 * 1_000_000;

/// Raised when a body has other rows and no parameter says so: existing entries are walked again.
pub(crate) const LAYOUT: u32 = 1;

/// The chart's parameter under which every entry of a patient stands once.
pub(crate) const CHART_ENTRY: i64 = 0;

/// One row of one index, without the entry it points to. What stands [`apart`] is not compared
/// with each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    Token { param: i64, hash: i64 },
    Text { param: i64, folded: String },
    Date { param: i64, first: i64, last: i64 },
    Reference { param: i64, hash: i64 },
    Quantity { param: i64, apart: i64, value: i64 },
    Identifier { hash: i64 },
    Chart { patient: Uuid, param: i64, hash: i64 },
}

/// What the record knows of an entry beside its body.
#[derive(Clone, Copy)]
pub(crate) struct Beside {
    pub(crate) patient: Option<Uuid>,
    /// Microseconds UTC: for what does not say itself when it happened.
    pub(crate) written: i64,
    pub(crate) source: SourceId,
}

/// The rows of one body, by the parameters of R4 and those that were added to them.
pub(crate) fn rows(
    added: &Added,
    of: ResourceType,
    body: Node<'_>,
    beside: Beside,
) -> BTreeSet<Row> {
    let Beside { patient, written, source } = beside;
    let mut rows = BTreeSet::new();
    for (param, found) in extract::extract(of, body) {
        if let (true, Some(patient), Found::Token { code, .. }) =
            (param.in_chart(), patient, &found)
        {
            let (param, hash) = (param.id.into(), hash(code));
            rows.insert(Row::Chart { patient, param, hash });
        }
        rows.extend(city_rows(param, &found, patient.is_some()));
    }
    rows.extend(identified(of, body));
    rows.extend(latitude(of, body));
    rows.extend(param(of, "_source").and_then(|param| said_by(param, source)));
    if let Some(patient) = patient {
        let hash = extract::happened(of, body).map_or(written, |span| span.first);
        rows.insert(Row::Chart { patient, param: CHART_ENTRY, hash });
    }
    rows.extend(of_all_added(added, of, body));
    rows
}

/// The rows of one body by the parameters that were added and not retired. They are asked of what is
/// served: the id and the moment that were sent are others.
fn of_all_added(added: &Added, of: ResourceType, body: Node<'_>) -> impl Iterator<Item = Row> {
    let written = added.of(of).filter(|one| one.stage != Stage::Leaving);
    written.flat_map(move |one| of_added(one, body))
}

/// The same of a body as bytes, which is read only where something was added to its type.
pub(crate) fn of_served(added: &Added, of: ResourceType, body: &[u8]) -> Result<Vec<Row>, Stop> {
    if added.of(of).next().is_none() {
        return Ok(Vec::new());
    }
    let tape = Tape::parse(body.to_vec()).map_err(|fault| Stop::fault(fault.to_string()))?;
    Ok(of_all_added(added, of, tape.root()).collect())
}

/// The rows of one body by one parameter that was added.
pub(crate) fn of_added(one: &Addition, body: Node<'_>) -> Vec<Row> {
    let param = one.param();
    let found = extract::values(param, body);
    let mut rows: Vec<Row> =
        found.iter().flat_map(|found| city_rows(param, found, false)).collect();
    if param.kind == Kind::Reference {
        let identified = extract::identified(param, body);
        rows.extend(identified.iter().filter_map(|found| target(param, found)));
    }
    rows
}

/// A body has several rows of one value where it is compared in several ways.
fn city_rows(param: &Param, found: &Found<'_>, has_chart: bool) -> Vec<Row> {
    let id = i64::from(param.id);
    match param.index {
        Index::Via(_) | Index::ViaAndChart(_) | Index::FirstPart | Index::Body => {
            return Vec::new();
        }
        // The chart has it, unless the subject is a group or a device, or a Patient elsewhere.
        Index::Chart if has_chart => return Vec::new(),
        Index::Chart | Index::Own | Index::OwnAndChart | Index::Identifier => {}
    }
    match found {
        Found::Token { code, .. } if param.index == Index::Identifier => {
            vec![Row::Identifier { hash: hash(code) }]
        }
        Found::Token { code, .. } => vec![Row::Token { param: id, hash: hash(code) }],
        Found::Text(text) => vec![Row::Text { param: id, folded: fold_for_index(text) }],
        Found::Uri(uri) => vec![Row::Text { param: id, folded: uri_for_index(uri) }],
        Found::Date(span) => {
            let long = span.last.saturating_sub(span.first) > SHORT_SPAN_MICROSECONDS;
            let param = if long { -id } else { id };
            vec![Row::Date { param, first: span.first, last: span.last }]
        }
        Found::Reference(target) => vec![Row::Reference { param: id, hash: hash(target) }],
        Found::Number(key) => vec![Row::Quantity { param: id, apart: 0, value: *key }],
        Found::Quantity(amount) => amounts(id, None, amount),
        Found::Composite(parts) => together(id, parts),
    }
}

/// The number as it was written, and how much that is in base units.
fn amounts(param: i64, code: Option<&str>, amount: &Amount) -> Vec<Row> {
    let row = |unit: Option<&str>, value: Sortable| Row::Quantity {
        param,
        apart: apart(code, unit),
        value: value.key(),
    };
    let as_written = amount.as_written().map(|value| row(None, value));
    let canonical = amount.canonical().map(|(value, unit)| row(Some(&unit), value));
    as_written.into_iter().chain(canonical).collect()
}

/// A code with an amount, or with another code.
fn together(param: i64, parts: &[Found<'_>]) -> Vec<Row> {
    match parts {
        [Found::Token { code, .. }, Found::Quantity(amount)] => amounts(param, Some(code), amount),
        [Found::Token { code, .. }, Found::Token { code: value, .. }] => {
            vec![Row::Quantity { param, apart: apart(Some(code), None), value: hash(value) }]
        }
        // Its first part leads: see the policy in the build script of the definitions.
        _ => Vec::new(),
    }
}

/// What keeps values apart that are not compared with each other: the code beside them, and the
/// base units that they are counted in.
pub(crate) fn apart(code: Option<&str>, unit: Option<&str>) -> i64 {
    let (code, unit) = (code.map_or(0, hash), unit.map_or(0, hash));
    code.rotate_left(1) ^ unit
}

/// Most entries are the city's own; those of others have a row that says whose.
fn said_by(param: &Param, source: SourceId) -> Option<Row> {
    let is_others = source != SourceId::NABZ;
    is_others.then(|| Row::Token { param: param.id.into(), hash: source.number() })
}

/// How far north a place is: by it, what is near somewhere is found.
fn latitude(of: ResourceType, body: Node<'_>) -> Option<Row> {
    let near = param(of, "near")?;
    let value = extract::latitude(body)?.key();
    Some(Row::Quantity { param: near.id.into(), apart: 0, value })
}

/// Added to the number of a reference's parameter: the identifiers of what it points to.
const IDENTIFIED: i64 = 10_000;

/// The parameter under which the identifiers of a reference's targets stand as tokens.
pub(crate) fn identified_under(param: &Param) -> i64 {
    i64::from(param.rows_under()) + IDENTIFIED
}

fn identified(of: ResourceType, body: Node<'_>) -> impl Iterator<Item = Row> {
    let found = extract::all_identified(of, body).into_iter();
    found.filter_map(|(param, found)| match param.index {
        Index::Via(_) | Index::ViaAndChart(_) => None,
        Index::Own
        | Index::OwnAndChart
        | Index::Chart
        | Index::Identifier
        | Index::FirstPart
        | Index::Body => target(param, &found),
    })
}

fn target(param: &Param, found: &Found<'_>) -> Option<Row> {
    let Found::Token { code, .. } = found else { return None };
    Some(Row::Token { param: identified_under(param), hash: hash(code) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn rows_of(of: ResourceType, body: &Value, patient: Option<Uuid>) -> BTreeSet<Row> {
        let tape = Tape::parse(body.to_string().into_bytes()).unwrap();
        let beside = Beside { patient, written: 5, source: SourceId::NABZ };
        rows(&Added::default(), of, tape.root(), beside)
    }

    #[test]
    fn a_visit_of_a_registered_person_costs_about_twenty_five_rows() {
        let patient = json!({
            "identifier": [{"system": "https://nabz.example/fhir/sid/health-id", "value": "1"}],
            "active": true,
            "name": [
                {"text": "Asha Sharma", "family": "Sharma", "given": ["Asha"]},
                {"text": "आशा शर्मा", "family": "शर्मा", "given": ["आशा"]}
            ],
            "telecom": [{"system": "phone", "value": "9800000001", "use": "mobile"}],
            "gender": "female",
            "birthDate": "1984-05-02",
            "address": [{"line": ["Gali 4"], "city": "Delhi", "district": "Shahdara", "postalCode": "110032"}],
        });
        let visit = json!({
            "identifier": [{"system": "https://nabz.example/fhir/sid/queue-token", "value": "1"}],
            "status": "arrived",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": {"reference": "Patient/1"},
            "period": {"start": "2026-11-23T03:30:00Z"},
            "location": [{"location": {"reference": "Location/3"}}],
            "serviceProvider": {"reference": "Organization/2"},
        });
        let asha = Some(Uuid::from_u128(1));
        let of_patient = rows_of(ResourceType::PATIENT, &patient, asha);
        let of_visit = rows_of(ResourceType::ENCOUNTER, &visit, asha);
        assert_eq!((of_patient.len(), of_visit.len()), (17, 7));
    }

    #[test]
    fn a_new_status_touches_two_rows() {
        let visit = |status: &str| {
            let body = json!({"status": status, "subject": {"reference": "Patient/1"}});
            rows_of(ResourceType::ENCOUNTER, &body, Some(Uuid::from_u128(1)))
        };
        let (before, after) = (visit("arrived"), visit("in-progress"));
        assert_eq!(before.symmetric_difference(&after).count(), 2);
    }
}
