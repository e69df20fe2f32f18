//! What an answer says in FHIR R4: a Consent for each yes and each no, and a Provenance for every
//! answer. A yes that was taken back, or that another one followed, is the same Consent, inactive.

use super::model::{Answer, By, Proxy, Purpose, Said, Sensitive, Tie};
use crate::registry::fhir::ROLE_CODE;
use crate::registry::fhir::provenance::{Agent, who};
use nabz_fhir::path::Path;
use nabz_fhir::systems;
use nabz_fhir::tape::Node;
use nabz_fhir::types::{
    CodeableConcept, Coding, Extension, ExtensionValue, HumanName, Period, Reference,
};
use nabz_kernel::clock::Date;
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// The kind of document: LOINC's code for the consent of a patient.
const PATIENT_CONSENT: &str = "59284-0";
/// The law under which people are asked.
const LAW: &str = "Digital Personal Data Protection Act 2023";
/// Where a proxy stands inside the body.
const PROXY: &str = "proxy";

/// An R4 Consent with the fields that an answer fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contained: Vec<RelatedPerson>,
    status: &'static str,
    scope: CodeableConcept,
    category: [CodeableConcept; 2],
    patient: Reference,
    date_time: String,
    performer: [Reference; 1],
    organization: [Reference; 1],
    policy_rule: CodeableConcept,
    provision: Provision,
}

/// What is permitted or denied, and what is not although the whole is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Provision {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security_label: Vec<Coding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    purpose: Vec<Coding>,
    #[serde(rename = "provision", skip_serializing_if = "Vec::is_empty")]
    within: Vec<Provision>,
}

/// An R4 Provenance with the fields that an answer fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    resource_type: &'static str,
    id: Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contained: Vec<RelatedPerson>,
    extension: [Extension; 1],
    target: [Reference; 2],
    recorded: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reason: Vec<CodeableConcept>,
    activity: CodeableConcept,
    agent: [Agent; 2],
}

/// A proxy, who is known by what they said of themselves on that day and stands in the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct RelatedPerson {
    resource_type: &'static str,
    id: &'static str,
    patient: Reference,
    relationship: [CodeableConcept; 1],
    name: [HumanName; 1],
}

impl Resource for Consent {
    const TYPE: &'static str = "Consent";

    fn id(&self) -> Uuid {
        self.id
    }
}

impl Resource for Provenance {
    const TYPE: &'static str = "Provenance";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// The Consent of a yes or a no, with the answer that followed it; `None` for a withdrawal, which
/// is the end of another one.
pub fn consent(answer: &Answer, ended_by: Option<&Answer>) -> Option<Consent> {
    let (status, kind) = match (&answer.said, ended_by) {
        (Said::Given { .. }, None) => ("active", "permit"),
        (Said::Given { .. }, Some(_)) => ("inactive", "permit"),
        (Said::Refused, _) => ("rejected", "deny"),
        (Said::Withdrawn { .. }, _) => return None,
    };
    let notice = format!("{}-{}", answer.purpose.word(), answer.notice);
    Some(Consent {
        resource_type: Consent::TYPE,
        id: answer.id.uuid(),
        contained: proxy(answer),
        status,
        scope: CodeableConcept::coded(systems::CONSENT_SCOPE, scope(answer.purpose)),
        category: [
            CodeableConcept::coded(systems::LOINC, PATIENT_CONSENT),
            CodeableConcept::coded(systems::CONSENT_PURPOSE, answer.purpose.word()),
        ],
        patient: Reference::to("Patient", answer.person),
        date_time: answer.at.to_string(),
        performer: [who_answered(answer)],
        organization: [Reference::to("Organization", answer.facility)],
        policy_rule: CodeableConcept {
            coding: vec![
                Coding::of(systems::ACT_CODE, "OPTIN"),
                Coding::of(systems::CONSENT_NOTICE, notice),
            ],
            text: Some(LAW.to_owned()),
        },
        provision: Provision {
            kind,
            period: period(answer, ended_by),
            security_label: Vec::new(),
            purpose: vec![Coding::of(systems::ACT_REASON, purpose_of_use(answer.purpose))],
            within: withheld(answer),
        },
    })
}

/// Who gave an answer and who wrote it down. The Patient stands beside what it is about: R4 knows
/// by the target alone in whose compartment a Provenance lies.
pub fn provenance(answer: &Answer) -> Provenance {
    let (said, about) = match &answer.said {
        Said::Given { .. } => ("given", answer.id),
        Said::Refused => ("refused", answer.id),
        Said::Withdrawn { of } => ("withdrawn", *of),
    };
    let way = ExtensionValue::ValueCode(answer.how.way().word().to_owned());
    Provenance {
        resource_type: Provenance::TYPE,
        id: answer.id.uuid(),
        contained: proxy(answer),
        extension: [Extension::of(systems::CONSENT_WAY, way)],
        target: [Reference::to("Consent", about), Reference::to("Patient", answer.person)],
        recorded: answer.at.to_string(),
        reason: answer.by.why().map(CodeableConcept::text).into_iter().collect(),
        activity: CodeableConcept::coded(systems::CONSENT_ANSWER, said),
        agent: [
            Agent::of("informant", who_answered(answer)),
            Agent::of("enterer", who(answer.asked_by)).at(answer.facility),
        ],
    }
}

fn who_answered(answer: &Answer) -> Reference {
    match &answer.by {
        By::Themselves => Reference::to("Patient", answer.person),
        By::Guardian(_) | By::Representative { .. } => {
            Reference { reference: Some(format!("#{PROXY}")), display: None }
        }
    }
}

fn proxy(answer: &Answer) -> Vec<RelatedPerson> {
    let related = |Proxy { name, tie }: &Proxy| RelatedPerson {
        resource_type: "RelatedPerson",
        id: PROXY,
        patient: Reference::to("Patient", answer.person),
        relationship: [relationship(*tie)],
        name: [HumanName { text: Some(name.as_str().to_owned()), ..HumanName::default() }],
    };
    answer.by.proxy().map(related).into_iter().collect()
}

fn relationship(tie: Tie) -> CodeableConcept {
    match tie {
        Tie::Father => CodeableConcept::coded(ROLE_CODE, "FTH"),
        Tie::Mother => CodeableConcept::coded(ROLE_CODE, "MTH"),
        Tie::Guardian => CodeableConcept::coded(ROLE_CODE, "GUARD"),
        Tie::Spouse => CodeableConcept::coded(ROLE_CODE, "SPS"),
        Tie::Child => CodeableConcept::coded(ROLE_CODE, "CHILD"),
        Tie::Sibling => CodeableConcept::coded(ROLE_CODE, "SIB"),
        Tie::Other => CodeableConcept::text("other"),
    }
}

const fn scope(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Research => "research",
        Purpose::HealthCard | Purpose::RecordSharing | Purpose::SurveyHealth | Purpose::Sms => {
            "patient-privacy"
        }
    }
}

const fn purpose_of_use(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::HealthCard => "PATADMIN",
        Purpose::RecordSharing => "TREAT",
        Purpose::SurveyHealth => "PUBHLTH",
        Purpose::Research => "HRESCH",
        Purpose::Sms => "HOPERAT",
    }
}

/// How long a yes holds: until the answer that followed it, to the last day of childhood, or as long
/// as somebody's word for another one does.
fn period(answer: &Answer, ended_by: Option<&Answer>) -> Option<Period> {
    let Said::Given { until, .. } = &answer.said else { return None };
    let last_day = until.map(|day| Date::from_days(day.days() - 1).to_string());
    Some(Period {
        start: Some(answer.at.to_string()),
        end: ended_by.map(|ended_by| ended_by.at.to_string()).or(last_day),
    })
}

/// Sharing a record shares nothing sensitive that was not named.
fn withheld(answer: &Answer) -> Vec<Provision> {
    let shares_record =
        answer.purpose == Purpose::RecordSharing && matches!(answer.said, Said::Given { .. });
    let withheld = Sensitive::ALL.iter().filter(|one| !answer.shares().contains(one));
    let labels: Vec<Coding> = withheld.map(|one| label(*one)).collect();
    if !shares_record || labels.is_empty() {
        return Vec::new();
    }
    vec![Provision {
        kind: "deny",
        period: None,
        security_label: labels,
        purpose: Vec::new(),
        within: Vec::new(),
    }]
}

/// How a category is marked in `meta.security`.
///
/// Source: HL7's `ActInformationSensitivityPolicy`.
pub fn label(category: Sensitive) -> Coding {
    let code = match category {
        Sensitive::Hiv => "HIV",
        Sensitive::MentalHealth => "MH",
        Sensitive::Reproductive => "SEX",
        Sensitive::SubstanceUse => "ETH",
        Sensitive::SexualViolence => "SDV",
        Sensitive::Genetic => "GDIS",
    };
    Coding::of(systems::ACT_CODE, code)
}

/// How a body of ours says in its `meta` that it is sensitive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meta {
    security: Vec<Coding>,
}

impl Meta {
    /// Marked with these categories; nothing for a body that is open.
    pub fn marked(categories: &[Sensitive]) -> Option<Self> {
        let security: Vec<Coding> = categories.iter().map(|one| label(*one)).collect();
        (!security.is_empty()).then_some(Self { security })
    }
}

/// With which sensitive categories a body of the record is labelled, whoever said it. Narrower codes
/// count as the category that they lie in.
pub fn sensitive(body: Node<'_>) -> Vec<Sensitive> {
    let mut found = Vec::new();
    for marked in Path("meta.security").all(body) {
        if !Path("system").says(marked, systems::ACT_CODE) {
            continue;
        }
        let category = match &*Path("code").text(marked).unwrap_or_default() {
            "HIV" => Sensitive::Hiv,
            "MH" | "PSY" | "PSYTHPN" | "BH" => Sensitive::MentalHealth,
            "SEX" | "STD" => Sensitive::Reproductive,
            "ETH" | "ETHUD" | "OPIOIDUD" | "SUD" => Sensitive::SubstanceUse,
            "SDV" | "VIO" => Sensitive::SexualViolence,
            "GDIS" => Sensitive::Genetic,
            _ => continue,
        };
        if !found.contains(&category) {
            found.push(category);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::model::{Basis, Guardianship, How};
    use nabz_fhir::tape::Tape;
    use nabz_kernel::clock::Instant;
    use nabz_kernel::ids::Id;
    use nabz_kernel::language::Language;
    use nabz_kernel::names::NameText;
    use serde_json::{Value, json};

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn text(name: &str) -> NameText {
        NameText::try_from(name.to_owned()).unwrap()
    }

    fn answer(tail: u128, said: Said) -> Answer {
        Answer {
            id: id(tail),
            person: id(2),
            purpose: Purpose::RecordSharing,
            number: 1,
            said,
            notice: 1,
            shown_in: Language::Hindi,
            by: By::Themselves,
            how: How::Screen,
            facility: id(3),
            asked_by: id(4),
            at: Instant::from_microseconds(1_795_404_600_000_000),
        }
    }

    fn yes(shares: &[Sensitive], until: Option<Date>) -> Said {
        Said::Given { shares: shares.to_vec(), until }
    }

    #[test]
    fn a_yes_is_an_active_consent_that_withholds_what_was_not_named() {
        let given = answer(1, yes(&[Sensitive::Hiv, Sensitive::MentalHealth], None));
        nabz_testkit::golden!("fhir/consent.given.golden.json", &consent(&given, None).unwrap());
        nabz_testkit::golden!("fhir/provenance.given.golden.json", &provenance(&given));
    }

    #[test]
    fn a_yes_that_was_taken_back_is_inactive_and_ends_then() {
        let given = answer(1, yes(Sensitive::ALL, None));
        let taken_back = Answer {
            at: Instant::from_microseconds(1_795_408_200_000_000),
            ..answer(5, Said::Withdrawn { of: id(1) })
        };
        let ended = consent(&given, Some(&taken_back)).unwrap();
        nabz_testkit::golden!("fhir/consent.ended.golden.json", &ended);
        assert_eq!(consent(&taken_back, None), None);
        let body = serde_json::to_string(&provenance(&taken_back)).unwrap();
        let about = format!(r#"{{"reference":"Consent/{}"}}"#, Uuid::from_u128(1));
        assert!(body.contains(&about) && body.contains(r#""code":"withdrawn""#), "{body}");
    }

    #[test]
    fn a_mother_answers_for_a_child_until_the_last_day_of_childhood() {
        let until = Date::from_calendar(2033, 7, 1);
        let proxy = Proxy { name: text("कमला देवी"), tie: Tie::Mother };
        let mother = Guardianship { proxy, basis: Some(Basis::Named(id(6))) };
        let given = Answer {
            purpose: Purpose::Sms,
            by: By::Guardian(mother),
            how: How::Spoken { witness: text("Ramesh Kumar") },
            ..answer(1, yes(&[], until))
        };
        nabz_testkit::golden!("fhir/consent.child.golden.json", &consent(&given, None).unwrap());
    }

    #[test]
    fn who_cannot_answer_is_answered_for_and_the_reason_stands_beside_it() {
        let husband = Proxy { name: text("Ramesh Kumar"), tie: Tie::Spouse };
        let by = By::Representative { proxy: husband, why: "unconscious".to_owned() };
        let refused = Answer { by, ..answer(1, Said::Refused) };
        nabz_testkit::golden!("fhir/provenance.proxy.golden.json", &provenance(&refused));
        let refusal = answer(9, Said::Refused);
        let body = serde_json::to_string(&consent(&refused, Some(&refusal)).unwrap()).unwrap();
        assert!(body.contains(r#""status":"rejected""#), "{body}");
        assert!(body.contains(r#""type":"deny""#) && !body.contains("securityLabel"), "{body}");
        assert_eq!(consent(&refused, Some(&refusal)), consent(&refused, None));
    }

    #[test]
    fn what_is_marked_is_found_by_its_label_and_by_narrower_ones() {
        let body = json!({"meta": {"security": [
            {"system": systems::ACT_CODE, "code": "PSY"},
            {"system": systems::ACT_CODE, "code": "MH"},
            {"system": systems::ACT_CODE, "code": "HIV"},
            {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"},
            {"code": "GDIS"},
        ]}});
        let sensitive =
            |body: &Value| sensitive(Tape::parse(body.to_string().into_bytes()).unwrap().root());
        assert_eq!(sensitive(&body), [Sensitive::MentalHealth, Sensitive::Hiv]);
        assert!(sensitive(&json!({"meta": {"tag": [{"code": "HIV"}]}})).is_empty());
        for category in Sensitive::ALL {
            let marked = json!({"meta": {"security": [label(*category)]}});
            assert_eq!(sensitive(&marked), [*category]);
        }
    }
}
