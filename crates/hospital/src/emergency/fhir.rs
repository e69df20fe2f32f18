//! What helps in an emergency, in FHIR R4: one Observation for a person's blood group with a version
//! for each thing that was said of it, a Condition for each long-term one, a Procedure for each
//! operation.

use super::listed::{listed, sensitive};
use super::model::{Blood, Ended, Group, How, HowEnded, LongTerm, Surgery, Wrong};
use nabz_fhir::systems;
use nabz_fhir::types::{Annotation, CodeableConcept, Coding, Reference};
use nabz_people::consent::fhir::Meta;
use nabz_people::consent::marks;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// LOINC's code of a blood group with Rh; its answers are said in words.
const BLOOD_GROUP: &str = "882-1";
const BLOOD_GROUP_NAME: &str = "ABO and Rh group [Type] in Blood";
const LABORATORY: &str = "laboratory";
const PROBLEM_LIST: &str = "problem-list-item";
const IN_ERROR: &str = "entered-in-error";

/// An R4 Observation with the fields that a blood group fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    resource_type: &'static str,
    id: Uuid,
    status: &'static str,
    category: [CodeableConcept; 1],
    code: CodeableConcept,
    subject: Reference,
    effective_date_time: String,
    performer: [Reference; 1],
    value_codeable_concept: CodeableConcept,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
    method: CodeableConcept,
}

/// An R4 Condition with the fields that a long-term condition fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clinical_status: Option<CodeableConcept>,
    verification_status: CodeableConcept,
    category: [CodeableConcept; 1],
    code: CodeableConcept,
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    onset_date_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    abatement_date_time: Option<String>,
    recorded_date: String,
    recorder: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
}

/// An R4 Procedure with the fields that an operation fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Procedure {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta>,
    status: &'static str,
    code: CodeableConcept,
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    performed_date_time: Option<String>,
    recorder: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
}

impl Resource for Observation {
    const TYPE: &'static str = "Observation";

    fn id(&self) -> Uuid {
        self.id
    }
}

impl Resource for Condition {
    const TYPE: &'static str = "Condition";

    fn id(&self) -> Uuid {
        self.id
    }
}

impl Resource for Procedure {
    const TYPE: &'static str = "Procedure";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// What a person's entries come to, from the first to the last: under the id of the first. One that
/// was taken back keeps what it said and is an error.
pub fn blood_group(said: &[Blood]) -> Option<Observation> {
    let (first, last) = (said.first()?, said.last()?);
    let (status, group) = match last.group {
        Some(group) if said.len() == 1 => ("final", group),
        Some(group) => ("corrected", group),
        None => (IN_ERROR, said.iter().rev().find_map(|one| one.group)?),
    };
    let tested_on = last.tested_on.map(|day| day.to_string());
    let method = match last.how {
        How::Tested => "Tested, or read from the paper of a test",
        How::Said => "The person or their family says so",
    };
    let code = Coding::of(systems::LOINC, BLOOD_GROUP).shown_as(BLOOD_GROUP_NAME);
    Some(Observation {
        resource_type: Observation::TYPE,
        id: first.id.uuid(),
        status,
        category: [CodeableConcept::coded(systems::OBSERVATION_CATEGORY, LABORATORY)],
        code: CodeableConcept::from(code),
        subject: Reference::to("Patient", last.person),
        effective_date_time: tested_on.unwrap_or_else(|| last.noted.at.to_string()),
        performer: [Reference::to("Practitioner", last.noted.by)],
        value_codeable_concept: CodeableConcept::text(in_words(group)),
        note: why_followed(last).into_iter().collect(),
        method: CodeableConcept::text(method),
    })
}

/// Why the one before was wrong, where somebody said so.
fn why_followed(blood: &Blood) -> Option<Annotation> {
    (!blood.why.is_empty()).then(|| Annotation {
        author_reference: Some(Reference::to("Practitioner", blood.noted.by)),
        time: Some(blood.noted.at.to_string()),
        ..Annotation::text(blood.why.as_str())
    })
}

const fn in_words(group: Group) -> &'static str {
    match group {
        Group::APositive => "A Rh(D) positive",
        Group::ANegative => "A Rh(D) negative",
        Group::BPositive => "B Rh(D) positive",
        Group::BNegative => "B Rh(D) negative",
        Group::AbPositive => "AB Rh(D) positive",
        Group::AbNegative => "AB Rh(D) negative",
        Group::OPositive => "O Rh(D) positive",
        Group::ONegative => "O Rh(D) negative",
    }
}

/// The Condition of one entry. One that never was has no clinical status (constraint con-5).
pub fn condition(condition: &LongTerm) -> Condition {
    let how = condition.ended.as_ref().map(|ended| ended.how);
    let clinical = match how {
        None => Some("active"),
        Some(HowEnded::Over) => Some("resolved"),
        Some(HowEnded::Wrong) => None,
    };
    let verification = if how == Some(HowEnded::Wrong) { IN_ERROR } else { "confirmed" };
    let known = listed(&condition.code);
    let name = known.map_or(condition.code.as_str(), |known| known.english);
    let code = Coding::of(systems::ICD_10, condition.code.as_str()).shown_as(name);
    let over = condition.ended.as_ref().filter(|ended| ended.how == HowEnded::Over);
    Condition {
        resource_type: Condition::TYPE,
        id: condition.id.uuid(),
        meta: Meta::marked(&sensitive(&condition.code)),
        clinical_status: clinical
            .map(|status| CodeableConcept::coded(systems::CONDITION_CLINICAL, status)),
        verification_status: CodeableConcept::coded(systems::CONDITION_VERIFICATION, verification),
        category: [CodeableConcept::coded(systems::CONDITION_CATEGORY, PROBLEM_LIST)],
        code: CodeableConcept::from(code).with_text(name),
        subject: Reference::to("Patient", condition.person),
        onset_date_time: condition.since.map(|since| since.to_string()),
        abatement_date_time: over.map(|ended| ended.at.to_string()),
        recorded_date: condition.noted.at.to_string(),
        recorder: Reference::to("Practitioner", condition.noted.by),
        note: condition.ended.as_ref().map(why_ended).into_iter().collect(),
    }
}

fn why_ended(ended: &Ended) -> Annotation {
    Annotation {
        author_reference: Some(Reference::to("Practitioner", ended.by)),
        time: Some(ended.at.to_string()),
        ..Annotation::text(ended.why.as_str())
    }
}

/// The Procedure of one operation.
pub fn procedure(surgery: &Surgery) -> Procedure {
    Procedure {
        resource_type: Procedure::TYPE,
        id: surgery.id.uuid(),
        meta: Meta::marked(&marks::of_words(&surgery.what)),
        status: if surgery.wrong.is_some() { IN_ERROR } else { "completed" },
        code: CodeableConcept::text(surgery.what.as_str()),
        subject: Reference::to("Patient", surgery.person),
        performed_date_time: surgery.done.map(|done| done.to_string()),
        recorder: Reference::to("Practitioner", surgery.noted.by),
        note: surgery.wrong.as_ref().map(why_wrong).into_iter().collect(),
    }
}

fn why_wrong(wrong: &Wrong) -> Annotation {
    Annotation {
        author_reference: Some(Reference::to("Practitioner", wrong.by)),
        time: Some(wrong.at.to_string()),
        ..Annotation::text(wrong.why.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emergency::model::{Noted, PartDate};
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use serde_json::{Value, json};

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn noted() -> Noted {
        let at = Instant::from_microseconds(1_795_404_600_000_000);
        Noted { facility: id(3), by: id(4), at }
    }

    fn said(number: u32, group: Option<Group>) -> Blood {
        Blood {
            id: id(u128::from(number)),
            person: id(2),
            number,
            group,
            how: How::Tested,
            tested_on: Some(PartDate::in_year(2020)),
            why: if number == 1 { String::new() } else { "another's tube".to_owned() },
            noted: noted(),
        }
    }

    fn body(resource: &impl Resource) -> Value {
        serde_json::to_value(resource).unwrap()
    }

    fn marks(body: &Value) -> usize {
        let tape = Tape::parse(body.to_string().into_bytes()).unwrap();
        nabz_people::consent::fhir::sensitive(tape.root()).len()
    }

    #[test]
    fn a_blood_group_is_one_observation_that_is_corrected_and_taken_back() {
        let mut entries = vec![said(1, Some(Group::BPositive))];
        let first = body(&blood_group(&entries).unwrap());
        assert_eq!(first["status"], "final");
        assert_eq!(first["code"]["coding"][0]["code"], "882-1");
        assert_eq!(first["valueCodeableConcept"]["text"], "B Rh(D) positive");
        assert_eq!(first["effectiveDateTime"], "2020");
        assert_eq!(first.get("note"), None);
        entries.push(said(2, Some(Group::OPositive)));
        let second = body(&blood_group(&entries).unwrap());
        assert_eq!((&second["status"], &second["id"]), (&json!("corrected"), &first["id"]));
        assert_eq!(second["note"][0]["text"], "another's tube");
        entries.push(said(3, None));
        let third = body(&blood_group(&entries).unwrap());
        assert_eq!(third["status"], "entered-in-error");
        assert_eq!(third["valueCodeableConcept"]["text"], "O Rh(D) positive");
        assert_eq!(blood_group(&[]), None);
    }

    #[test]
    fn a_condition_is_marked_where_it_is_sensitive_and_one_that_never_was_has_no_status() {
        let stands = LongTerm {
            id: id(1),
            person: id(2),
            code: "B20".into(),
            since: Some(PartDate::in_year(2015)),
            noted: noted(),
            ended: None,
        };
        let active = body(&condition(&stands));
        assert_eq!(marks(&active), 1);
        assert_eq!(active["clinicalStatus"]["coding"][0]["code"], "active");
        assert_eq!(active["onsetDateTime"], "2015");
        let ended = |how| Ended { how, why: "misread".into(), by: id(4), at: noted().at };
        let over = LongTerm { ended: Some(ended(HowEnded::Over)), ..stands.clone() };
        assert_eq!(body(&condition(&over))["clinicalStatus"]["coding"][0]["code"], "resolved");
        let wrong = LongTerm { ended: Some(ended(HowEnded::Wrong)), ..stands.clone() };
        let wrong = body(&condition(&wrong));
        assert_eq!(wrong.get("clinicalStatus"), None);
        assert_eq!(wrong["verificationStatus"]["coding"][0]["code"], "entered-in-error");
        let open = LongTerm { code: "E11".into(), ..stands };
        assert_eq!(body(&condition(&open)).get("meta"), None);
    }

    #[test]
    fn an_operation_that_was_never_done_is_an_error_with_its_reason() {
        let done = Surgery {
            id: id(1),
            person: id(2),
            what: "Appendix removed".into(),
            done: None,
            noted: noted(),
            wrong: None,
        };
        let completed = body(&procedure(&done));
        assert_eq!(completed["status"], "completed");
        assert_eq!((completed.get("performedDateTime"), completed.get("meta")), (None, None));
        let wrong = Wrong { why: "her sister's".into(), by: id(4), at: noted().at };
        let never = body(&procedure(&Surgery { wrong: Some(wrong), ..done.clone() }));
        assert_eq!(never["status"], "entered-in-error");
        assert_eq!(never["note"][0]["text"], "her sister's");
        let closed = body(&procedure(&Surgery { what: "MTP at 9 weeks".into(), ..done }));
        assert_eq!(marks(&closed), 1);
    }
}
