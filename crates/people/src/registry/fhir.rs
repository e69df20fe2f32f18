//! A person in FHIR R4: Patient; and who changed what is on record of them: Provenance.

mod erased;
pub mod partner;
pub mod provenance;
mod shown;

pub use erased::without;
pub use shown::{ShownPatient, shown};

use super::model::{
    Address, Adoption, Guardian, Life, Paper, PaperKind, Person, Phone, Relation, Sex,
};
use nabz_fhir::systems;
use nabz_fhir::types::{
    Address as FhirAddress, CodeableConcept, ContactPoint, Extension, ExtensionValue, HumanName,
    Identifier, Reference,
};
use nabz_kernel::birth::Birth;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::{NameText, PersonName};
use nabz_record::Resource;
use serde::Serialize;
use uuid::Uuid;

/// An R4 Patient with the fields that a registration fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    resource_type: &'static str,
    id: Uuid,
    identifier: Vec<Identifier>,
    active: bool,
    name: Vec<HumanName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    #[serde(rename = "_birthDate", skip_serializing_if = "Option::is_none")]
    birth_date_note: Option<Note>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deceased_boolean: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deceased_date_time: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<FhirAddress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact: Vec<Contact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    communication: Vec<Communication>,
    managing_organization: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    link: Vec<Link>,
}

/// What stands beside a primitive value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Note {
    extension: [Extension; 1],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Contact {
    relationship: [CodeableConcept; 1],
    name: HumanName,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Communication {
    language: CodeableConcept,
    preferred: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Link {
    other: Reference,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Resource for Patient {
    const TYPE: &'static str = "Patient";

    fn id(&self) -> Uuid {
        self.id
    }
}

/// What stands in a person's Patient beside what they said.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The one they are linked to.
    pub linked: Option<PersonId>,
    /// Those of partners who stand for them.
    pub adopted: Vec<Adoption>,
    /// The numbers of their papers.
    pub papers: Vec<Paper>,
}

/// The Patient of a person.
pub fn patient(person: &Person, beside: &Beside) -> Patient {
    let details = &person.details;
    let (deceased_boolean, deceased_date_time) = deceased(person.life);
    Patient {
        resource_type: Patient::TYPE,
        id: person.id.uuid(),
        identifier: identifiers(person, &beside.papers),
        active: beside.linked.is_none(),
        name: names(&details.name, "official"),
        telecom: details.phone.iter().map(telecom).collect(),
        gender: details.sex.map(gender),
        birth_date: details.birth.map(|birth| birth.date.to_string()),
        birth_date_note: details.birth.map(quality),
        deceased_boolean,
        deceased_date_time,
        address: address(&details.address).into_iter().collect(),
        contact: details.guardian.iter().flat_map(contacts).collect(),
        communication: details.language.iter().map(|code| communication(code)).collect(),
        managing_organization: Reference::to("Organization", person.facility),
        link: links(beside.linked, &beside.adopted),
    }
}

fn identifiers(person: &Person, papers: &[Paper]) -> Vec<Identifier> {
    let health_id = Identifier {
        used_as: Some("official".to_owned()),
        ..Identifier::of(systems::HEALTH_ID, person.health_id.compact())
    };
    let voter_id = person.details.voter_id.iter();
    let voter_id = voter_id.map(|number| Identifier::of(systems::VOTER_ID, number.as_str()));
    std::iter::once(health_id).chain(voter_id).chain(papers.iter().map(of_paper)).collect()
}

fn of_paper(paper: &Paper) -> Identifier {
    let kind = paper.number.kind();
    let code = match kind {
        PaperKind::Abha => Some("MR"),
        PaperKind::Passport => Some("PPN"),
        PaperKind::AbhaAddress | PaperKind::RationCard | PaperKind::BirthRegistration => None,
    };
    Identifier {
        kind: code.map(|code| CodeableConcept::coded(systems::IDENTIFIER_TYPE, code)),
        ..Identifier::of(system_of(kind), paper.number.as_str())
    }
}

/// Whose numbers stand on a kind of paper.
const fn system_of(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Abha => systems::ABHA,
        PaperKind::AbhaAddress => systems::ABHA_ADDRESS,
        PaperKind::RationCard => systems::RATION_CARD,
        PaperKind::BirthRegistration => systems::BIRTH_REGISTRATION,
        PaperKind::Passport => systems::PASSPORT,
    }
}

fn names(name: &PersonName, used_as: &str) -> Vec<HumanName> {
    // SYL for a script of syllables, ABC for an alphabet: HL7's words for how a name is written.
    let written = [(name.devanagari(), "SYL"), (name.roman(), "ABC")];
    written
        .into_iter()
        .filter_map(|(text, script)| text.map(|text| human_name(text, script, used_as)))
        .collect()
}

fn human_name(name: &NameText, script: &str, used_as: &str) -> HumanName {
    let (given, last) = name.given_and_last();
    let script = ExtensionValue::ValueCode(script.to_owned());
    HumanName {
        extension: vec![Extension::of(systems::NAME_REPRESENTATION, script)],
        used_as: Some(used_as.to_owned()),
        text: Some(name.as_str().to_owned()),
        family: last.map(str::to_owned),
        given: given.split(' ').map(str::to_owned).collect(),
        ..HumanName::default()
    }
}

fn telecom(phone: &Phone) -> ContactPoint {
    ContactPoint::mobile(format!("+91{}", phone.mobile.digits()))
}

fn gender(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
    }
}

fn quality(birth: Birth) -> Note {
    let word = ExtensionValue::ValueCode(birth.quality.word().to_owned());
    Note { extension: [Extension::of(systems::BIRTH_DATE_QUALITY, word)] }
}

fn deceased(life: Life) -> (Option<bool>, Option<String>) {
    match life {
        Life::Living | Life::Moved { .. } => (None, None),
        Life::Deceased { on: Some(day) } => (None, Some(day.to_string())),
        Life::Deceased { on: None } => (Some(true), None),
    }
}

fn address(address: &Address) -> Option<FhirAddress> {
    if *address == Address::default() {
        return None;
    }
    let ward = address
        .ward
        .iter()
        .map(|ward| Extension::of(systems::WARD, ExtensionValue::ValueString(ward.clone())));
    Some(FhirAddress {
        extension: ward.collect(),
        used_as: Some("home".to_owned()),
        line: address.line.iter().chain(&address.locality).cloned().collect(),
        city: address.state.is_none().then(|| "Delhi".to_owned()),
        district: address.district.clone(),
        state: address.state.clone(),
        country: Some("IN".to_owned()),
        ..FhirAddress::default()
    })
}

fn contacts(guardian: &Guardian) -> Vec<Contact> {
    let relationship = match guardian.relation {
        Relation::Father => CodeableConcept::coded(ROLE_CODE, "FTH"),
        Relation::Husband => CodeableConcept::coded(ROLE_CODE, "HUSB"),
        Relation::Mother => CodeableConcept::coded(ROLE_CODE, "MTH"),
        Relation::Wife => CodeableConcept::coded(ROLE_CODE, "WIFE"),
        Relation::Guardian => CodeableConcept::coded(ROLE_CODE, "GUARD"),
    };
    let names = names(&guardian.name, "usual");
    names.into_iter().map(|name| Contact { relationship: [relationship.clone()], name }).collect()
}

/// HL7's codes of kinship.
pub(crate) const ROLE_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
/// Languages by their tags.
const LANGUAGE: &str = "urn:ietf:bcp:47";

fn communication(code: &str) -> Communication {
    Communication { language: CodeableConcept::coded(LANGUAGE, code), preferred: true }
}

/// All stay valid: a link can be undone, a replacement could not.
fn links(linked: Option<PersonId>, adopted: &[Adoption]) -> Vec<Link> {
    let linked = linked.map(|other| Reference::to("Patient", other));
    let adopted = adopted.iter().map(|adoption| Reference::to("Patient", &adoption.fhir_id));
    linked.into_iter().chain(adopted).map(|other| Link { other, kind: "seealso" }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::model::{Details, Identity, PaperNumber, VoterId, Whose};
    use nabz_kernel::birth::{BirthDate, BirthQuality};
    use nabz_kernel::clock::{Date, Instant};
    use nabz_kernel::health_id::HealthId;
    use nabz_kernel::ids::Id;
    use nabz_kernel::phone::Mobile;

    fn id<Kind>(tail: u128) -> Id<Kind> {
        Id::from_uuid(Uuid::from_u128(tail))
    }

    fn sunita() -> Person {
        let name = PersonName::parse("सुनीता देवी", "Sunita Devi").unwrap();
        let details = Details {
            sex: Some(Sex::Female),
            birth: Some(Birth { date: BirthDate::in_year(1984), quality: BirthQuality::Estimated }),
            guardian: Some(Guardian {
                relation: Relation::Husband,
                name: PersonName::of("Ramesh Kumar").unwrap(),
            }),
            phone: Some(Phone { mobile: Mobile::parse("0000004321").unwrap(), whose: Whose::Own }),
            address: Address {
                line: Some("14, Gali 3".into()),
                locality: Some("Sangam Vihar".into()),
                ward: Some("176".into()),
                district: Some("South".into()),
                state: None,
            },
            language: Some("hi".into()),
            ..Details::named(name)
        };
        Person {
            id: id(1),
            health_id: HealthId::of_serial(0).unwrap(),
            identity: Identity::Known,
            details,
            life: Life::Living,
            version: 1,
            facility: id(2),
            registered_at: Instant::from_microseconds(0),
        }
    }

    #[test]
    fn a_person_is_a_patient_in_both_scripts() {
        nabz_testkit::golden!("fhir/patient.golden.json", &patient(&sunita(), &Beside::default()));
    }

    #[test]
    fn a_voter_card_stands_beside_the_health_id() {
        let mut person = sunita();
        person.details.voter_id = VoterId::parse("ABC1234567").ok();
        let body = serde_json::to_string(&patient(&person, &Beside::default())).unwrap();
        let card = r#"{"system":"https://nabz.example/fhir/sid/voter-id","value":"ABC1234567"}"#;
        assert!(body.contains(card), "{body}");
    }

    #[test]
    fn whoever_lives_outside_delhi_is_in_no_city_of_ours() {
        let mut person = sunita();
        person.details.address = Address {
            district: Some("Alwar".into()),
            state: Some("Rajasthan".into()),
            ..Address::default()
        };
        let body = serde_json::to_string(&patient(&person, &Beside::default())).unwrap();
        assert!(body.contains(r#""state":"Rajasthan""#) && !body.contains("Delhi"), "{body}");
    }

    #[test]
    fn the_number_of_every_paper_says_whose_it_is() {
        let paper = |kind, typed: &str| Paper {
            id: id(7),
            person: id(1),
            number: PaperNumber::parse(kind, typed).unwrap(),
            seen: true,
            facility: id(2),
            noted: (id(3), Instant::from_microseconds(0)),
            ended: None,
        };
        let papers = vec![
            paper(PaperKind::Abha, "91 0000 0000 0019"),
            paper(PaperKind::AbhaAddress, "sunita@abdm"),
            paper(PaperKind::RationCard, "077001234567"),
            paper(PaperKind::BirthRegistration, "B-2023:7-90123-000123"),
            paper(PaperKind::Passport, "Z1234567"),
        ];
        let patient = patient(&sunita(), &Beside { papers, ..Beside::default() });
        let body = serde_json::to_string(&patient).unwrap();
        for said in [
            r#""system":"https://healthid.abdm.gov.in","value":"91-0000-0000-0019""#,
            r#""system":"https://nabz.example/fhir/sid/abha-address","value":"sunita@abdm""#,
            r#""system":"https://nabz.example/fhir/sid/ration-card","value":"077001234567""#,
            r#""system":"https://nabz.example/fhir/sid/birth-registration""#,
            r#""system":"http://hl7.org/fhir/sid/passport-IND","value":"Z1234567""#,
        ] {
            assert!(body.contains(said), "{said}: {body}");
        }
    }

    #[test]
    fn a_linked_person_and_a_death_are_said_without_losing_anything() {
        let on = Date::from_calendar(2026, 11, 22);
        let person = Person { life: Life::Deceased { on }, ..sunita() };
        let beside = Beside { linked: Some(id(3)), ..Beside::default() };
        let body = serde_json::to_string(&patient(&person, &beside)).unwrap();
        assert!(body.contains(r#""deceasedDateTime":"2026-11-22""#), "{body}");
        assert!(body.contains(r#""type":"seealso""#) && body.contains(r#""active":false"#));
    }

    #[test]
    fn a_partner_s_patient_is_pointed_to_and_the_person_stays_active() {
        let adoption = Adoption {
            id: id(4),
            patient: Uuid::from_u128(5),
            fhir_id: "lab-7".into(),
            person: id(1),
            source: "lab-one".into(),
        };
        let beside = Beside { adopted: vec![adoption], ..Beside::default() };
        let body = serde_json::to_string(&patient(&sunita(), &beside)).unwrap();
        let link = r#""link":[{"other":{"reference":"Patient/lab-7"},"type":"seealso"}]"#;
        assert!(body.contains(link) && body.contains(r#""active":true"#), "{body}");
    }
}
