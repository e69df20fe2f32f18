//! Which index rows a body has. Pure: an update compares the rows of two bodies and touches only
//! those that differ.

use crate::entry::hash;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::{Index, Param};
use nabz_fhir::extract::{self, Found};
use nabz_fhir::fold::fold_for_index;
use nabz_fhir::tape::Node;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A span is short up to a month; longer ones are few and stand apart.
pub(crate) const SHORT_SPAN_MICROSECONDS: i64 = 31 * 86_400 * 1_000_000;

/// The chart's parameter under which every entry of a patient stands once.
pub(crate) const CHART_ENTRY: i64 = 0;

/// One row of one index, without the entry it points to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    Token { param: i64, hash: i64 },
    Text { param: i64, folded: String },
    Date { param: i64, first: i64, last: i64 },
    Reference { param: i64, hash: i64 },
    Quantity { param: i64, millionths: i64 },
    Identifier { hash: i64 },
    Chart { patient: Uuid, param: i64, hash: i64 },
}

/// The rows of one body. `written` says when, for what does not say itself when it happened.
pub(crate) fn rows(
    of: ResourceType,
    body: Node<'_>,
    patient: Option<Uuid>,
    written: i64,
) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for (param, found) in extract::extract(of, body) {
        if let (true, Some(patient), Found::Token { code, .. }) =
            (param.in_chart(), patient, &found)
        {
            let (param, hash) = (param.id.into(), hash(code));
            rows.insert(Row::Chart { patient, param, hash });
        }
        rows.extend(city_row(param, found, patient.is_some()));
    }
    if let Some(patient) = patient {
        let hash = extract::happened(of, body).map_or(written, |span| span.first);
        rows.insert(Row::Chart { patient, param: CHART_ENTRY, hash });
    }
    rows
}

fn city_row(param: &Param, found: Found<'_>, has_chart: bool) -> Option<Row> {
    let id = i64::from(param.id);
    match param.index {
        Index::Via(_) | Index::ViaAndChart(_) => return None,
        // The chart has it, unless the subject is a group or a device.
        Index::Chart if has_chart || param.code == "patient" => return None,
        Index::Chart | Index::Own | Index::OwnAndChart | Index::Identifier => {}
    }
    Some(match found {
        Found::Token { code, .. } if param.index == Index::Identifier => {
            Row::Identifier { hash: hash(&code) }
        }
        Found::Token { code, .. } => Row::Token { param: id, hash: hash(&code) },
        Found::Text(text) => Row::Text { param: id, folded: fold_for_index(&text) },
        Found::Date(span) => {
            let long = span.last.saturating_sub(span.first) > SHORT_SPAN_MICROSECONDS;
            let param = if long { -id } else { id };
            Row::Date { param, first: span.first, last: span.last }
        }
        Found::Reference(target) => Row::Reference { param: id, hash: hash(&target) },
        Found::Quantity(amount) => Row::Quantity { param: id, millionths: amount.millionths },
        // No table holds these, and no search is answered by them (`Param::is_indexed`).
        Found::Number(_) | Found::Uri(_) | Found::Composite(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nabz_fhir::tape::Tape;
    use serde_json::{Value, json};

    fn rows_of(of: ResourceType, body: &Value, patient: Option<Uuid>) -> BTreeSet<Row> {
        let tape = Tape::parse(body.to_string().into_bytes()).unwrap();
        rows(of, tape.root(), patient, 5)
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
        assert_eq!((of_patient.len(), of_visit.len()), (16, 7));
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
