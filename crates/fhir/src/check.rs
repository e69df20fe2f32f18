//! Is a body a resource that can be kept? What is wrong is said with its place, so that whoever
//! sent it can mend it. Nothing that is kept is dropped.
//!
//! How far it looks (ADR 0013): of the indexed types every element at the top has to be one that R4
//! knows, a list where R4 has lists, required ones there, status, gender and dates of the known
//! values. Deeper elements, and types that are only kept, are looked at for JSON, ids and empty
//! values alone; an unknown name there passes and is served as it was sent.

use crate::body::Body;
use crate::date::Span;
use crate::elements::{COMMON, COMMON_LISTS, Elements, elements};
use crate::path::Path;
use crate::resource_types::ResourceType;
use crate::tape::{Kind, Node};

/// Faults that are told at once; more would not be read.
const ISSUES_MAX: usize = 20;
/// Elements that hold a date and do not say so by how they end.
const DATES: [&str; 6] = ["authoredOn", "date", "dateTime", "issued", "lastOccurrence", "recorded"];

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// FHIR's issue type: `required`, `structure`, `value`, `code-invalid`.
    pub code: &'static str,
    /// Where: `Encounter.status`.
    pub expression: String,
    /// What it is.
    pub what: Unfit,
}

/// What can be wrong with an element, in the English of FHIR's outcomes; with a code and for people
/// it is said by its refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Not an id; see [`is_id`].
    #[error("letters, digits, hyphens and dots, 64 at most")]
    NotAnId,
    /// Required and absent.
    #[error("has to be there")]
    Absent,
    /// R4 does not know it here.
    #[error("is no element of this type")]
    UnknownElement,
    /// One value where R4 has a list.
    #[error("has to be a list")]
    NotAList,
    /// A list where R4 has one value.
    #[error("has to be one value, not a list")]
    NotOneValue,
    /// Not one of the words that R4 has for it.
    #[error("one of {known}")]
    UnknownWord {
        /// What could be.
        known: String,
    },
    /// A date that cannot be.
    #[error("not a date, or a day that is in no calendar")]
    NotADate,
    /// A text or an object in which nothing stands.
    #[error("is empty")]
    Empty,
    /// A list in which nothing stands.
    #[error("is an empty list")]
    EmptyList,
    /// FHIR says nothing by leaving out.
    #[error("is null")]
    Null,
}

/// Everything that is wrong with a body; empty when it can be kept.
pub fn check(body: &Body) -> Vec<Issue> {
    let mut found = Found { of: body.of(), issues: Vec::new() };
    if let Some(id) = body.tree().get("id") {
        let fits = id.text().is_some_and(|id| is_id(&id));
        found.unless(fits, "value", "id", Unfit::NotAnId);
    }
    found.nothing_empty(body.tree(), body.of().name());
    if let Some(elements) = elements(body.of()) {
        found.elements(elements, body.tree());
    }
    found.dates(body);
    found.issues.truncate(ISSUES_MAX);
    found.issues
}

/// `[A-Za-z0-9\-\.]{1,64}`.
pub fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    (1..=64).contains(&text.len()) && text.chars().all(fits)
}

struct Found {
    of: ResourceType,
    issues: Vec<Issue>,
}

impl Found {
    fn unless(&mut self, right: bool, code: &'static str, element: &str, what: Unfit) {
        if !right {
            let expression = format!("{}.{element}", self.of);
            self.issues.push(Issue { code, expression, what });
        }
    }

    fn elements(&mut self, table: &Elements, object: Node<'_>) {
        for name in table.required {
            let there = object.members().any(|(key, _)| is_named(key, name));
            self.unless(there, "required", name.trim_end_matches('*'), Unfit::Absent);
        }
        for (key, value) in object.members() {
            let is_list = value.kind() == Kind::List;
            let bare = key.strip_prefix('_').unwrap_or(key);
            let in_any = |names: &[&str]| names.iter().any(|name| is_named(bare, name));
            let single = in_any(table.single) || in_any(&COMMON);
            let list = in_any(table.lists) || in_any(&COMMON_LISTS);
            self.unless(single || list, "structure", key, Unfit::UnknownElement);
            if list && !single {
                self.unless(is_list, "structure", key, Unfit::NotAList);
            } else if single {
                self.unless(!is_list, "structure", key, Unfit::NotOneValue);
            }
        }
        if let Some(status) = object.get("status") {
            let known = status.text().is_some_and(|status| table.statuses.contains(&&*status));
            let unknown = Unfit::UnknownWord { known: table.statuses.join(", ") };
            self.unless(known || table.statuses.is_empty(), "code-invalid", "status", unknown);
        }
        if let Some(gender) = object.get("gender") {
            let known = ["male", "female", "other", "unknown"];
            let fits = gender.text().is_some_and(|gender| known.contains(&&*gender));
            let unknown = Unfit::UnknownWord { known: known.join(", ") };
            self.unless(fits, "code-invalid", "gender", unknown);
        }
    }

    /// What an index will have to read as a date has to be one.
    fn dates(&mut self, body: &Body) {
        for (name, value) in body.tree().members().filter(|(name, _)| !name.starts_with('_')) {
            let is_date = name.ends_with("Date")
                || name.ends_with("DateTime")
                || name.ends_with("Instant")
                || DATES.contains(&name);
            if is_date && (elements(body.of()).is_some() || name == "birthDate") {
                let fits = value.text().is_some_and(|text| Span::parse(&text).is_some());
                self.unless(fits, "value", name, Unfit::NotADate);
            }
        }
        for end in ["period.start", "period.end", "effectivePeriod.start", "effectivePeriod.end"] {
            if let Some(text) = Path(end).text(body.tree()) {
                let fits = Span::parse(&text).is_some();
                self.unless(fits, "value", end, Unfit::NotADate);
            }
        }
    }

    /// FHIR knows no null outside the lists of primitive extensions, no empty text, no empty list.
    fn nothing_empty(&mut self, value: Node<'_>, at: &str) {
        if self.issues.len() >= ISSUES_MAX {
            return;
        }
        let what = match value.kind() {
            Kind::Text => value.text().is_some_and(|text| text.is_empty()).then_some(Unfit::Empty),
            Kind::Object => value.is_empty().then_some(Unfit::Empty),
            Kind::List => value.is_empty().then_some(Unfit::EmptyList),
            Kind::Null => Some(Unfit::Null),
            Kind::Truth | Kind::Number => None,
        };
        if let Some(what) = what {
            self.issues.push(Issue { code: "structure", expression: at.to_owned(), what });
        }
        for (name, value) in value.members() {
            self.nothing_empty(value, &format!("{at}.{name}"));
        }
        for (number, value) in value.items().enumerate().filter(|(_, v)| !v.is_null()) {
            self.nothing_empty(value, &format!("{at}[{number}]"));
        }
    }
}

fn is_named(key: &str, name: &str) -> bool {
    match name.strip_suffix('*') {
        None => key == name,
        Some(choice) => key
            .strip_prefix(choice)
            .is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(sent: &str) -> Vec<String> {
        let body = Body::parse(sent.as_bytes().to_vec()).unwrap();
        check(&body)
            .into_iter()
            .map(|i| format!("{} {}: {}", i.code, i.expression, i.what))
            .collect()
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let visit = r#"{"resourceType":"Encounter","id":"a b","status":"here","class":{},
            "subject":{"reference":""},"identifier":{"value":"1"},"colour":"red",
            "period":{"start":"2026-02-30"},"type":[null]}"#;
        assert_eq!(
            issues(visit),
            [
                "value Encounter.id: letters, digits, hyphens and dots, 64 at most",
                "structure Encounter.class: is empty",
                "structure Encounter.subject.reference: is empty",
                "structure Encounter.identifier: has to be a list",
                "structure Encounter.colour: is no element of this type",
                "code-invalid Encounter.status: one of planned, arrived, triaged, in-progress, \
                 onleave, finished, cancelled, entered-in-error, unknown",
                "value Encounter.period.start: not a date, or a day that is in no calendar",
            ]
        );
        let empty = r#"{"resourceType":"MedicationRequest"}"#;
        assert_eq!(issues(empty).len(), 4);
    }

    #[test]
    fn a_consent_and_a_provenance_say_what_they_have_to() {
        let consent = r#"{"resourceType":"Consent","status":"given","dateTime":"2026-13-01"}"#;
        let found = issues(consent);
        let absent = |name| format!("required Consent.{name}: has to be there");
        assert_eq!(found[..2], ["scope", "category"].map(absent));
        assert!(found[2].starts_with("code-invalid Consent.status: one of draft"), "{found:?}");
        assert!(found[3].starts_with("value Consent.dateTime: not a date"), "{found:?}");
        let by_nobody = r#"{"resourceType":"Provenance","target":[{"reference":"Patient/1"}]}"#;
        assert_eq!(issues(by_nobody).len(), 2, "neither when nor by whom");
    }

    #[test]
    fn what_r4_allows_passes_and_so_does_what_is_not_looked_at() {
        for right in [
            r#"{"resourceType":"Patient"}"#,
            r#"{"resourceType":"Patient","_birthDate":{"extension":[{"url":"x","valueCode":"y"}]},
                "name":[{"given":[null,"A"],"_given":[{"id":"1"},null]}],"deceasedBoolean":false}"#,
            r#"{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"y"}"#,
            // Not R4, and not refused: a type that is only kept, and an element further down.
            r#"{"resourceType":"Immunization","anything":{"at":"all"}}"#,
            r#"{"resourceType":"Patient","name":[{"family":"Sharma","colour":"red"}]}"#,
        ] {
            assert_eq!(issues(right), Vec::<String>::new(), "{right}");
        }
    }
}
