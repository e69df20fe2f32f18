//! What a partner's Patient says of somebody, as far as the registry has a place for it. What is
//! missing, or is nothing that a counter could have typed, stays empty.

use super::system_of;
use crate::registry::model::{
    Address, Known, Life, PaperKind, PaperNumber, Phone, Sex, VoterId, Whose,
};
use crate::registry::rules;
use nabz_fhir::path::Path;
use nabz_fhir::systems;
use nabz_fhir::tape::Node;
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::names::{NameText, PersonName, Script};
use nabz_kernel::phone::Mobile;
use std::borrow::Cow;

/// What was read of a Patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromPartner {
    /// In the scripts in which the partner wrote it.
    pub name: Option<PersonName>,
    /// As the partner says.
    pub sex: Option<Sex>,
    /// As exactly as the partner says.
    pub birth: Option<Birth>,
    /// The first number that a phone of this country has.
    pub phone: Option<Phone>,
    /// Street, town and district.
    pub address: Address,
    /// `hi`, without the country.
    pub language: Option<String>,
    /// Whether the partner knows of a death.
    pub life: Life,
    /// The number of their voter card.
    pub voter_id: Option<VoterId>,
    /// The numbers of other papers, as far as they tell two people apart.
    pub papers: Vec<PaperNumber>,
    /// The numbers of the city's cards that the partner has seen.
    pub health_ids: Vec<HealthId>,
}

impl FromPartner {
    /// As far as a comparison goes.
    pub fn known(&self) -> Known<'_> {
        Known {
            name: self.name.as_ref(),
            sex: self.sex,
            birth: self.birth,
            guardian: None,
            phone: self.phone.as_ref(),
            address: &self.address,
            voter_id: self.voter_id.as_ref(),
            papers: &self.papers,
        }
    }
}

/// Reads an R4 Patient.
pub fn said(patient: Node<'_>, today: Date) -> FromPartner {
    FromPartner {
        name: name(patient),
        sex: Path("gender").text(patient).and_then(|word| Sex::of_word(&word)),
        birth: Path("birthDate").text(patient).and_then(|text| birth(&text, today)),
        phone: phone(patient),
        address: address(patient),
        language: language(patient),
        life: life(patient, today),
        voter_id: numbers(patient, systems::VOTER_ID, |n| rules::voter_id(n).ok().flatten()).pop(),
        papers: papers(patient),
        health_ids: numbers(patient, systems::HEALTH_ID, |number| HealthId::parse(number).ok()),
    }
}

/// The numbers that others gave, each with whose it is: a hospital's own, an insurer's, a passport.
/// A number of which nobody says whose it is may be anybody's, and a ration card is a family's.
pub fn other_numbers(patient: Node<'_>) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let ours = [systems::HEALTH_ID, systems::VOTER_ID, systems::RATION_CARD];
    let identifiers = Path("identifier").all(patient).into_iter();
    identifiers
        .filter_map(|one| Some((Path("system").text(one)?, Path("value").text(one)?)))
        .filter(|(system, _)| !ours.contains(&&**system))
        .collect()
}

/// The number of a paper that people bring, where a number that others gave is one.
pub fn paper(system: &str, value: &str) -> Option<PaperNumber> {
    let kind = PaperKind::ALL.iter().copied().find(|kind| system_of(*kind) == system)?;
    PaperNumber::parse(kind, value).ok()
}

/// The numbers of papers of which nobody has two, as far as they can be read.
pub fn papers(patient: Node<'_>) -> Vec<PaperNumber> {
    let of_one = PaperKind::ALL.iter().copied().filter(|kind| kind.is_one_to_each());
    let read = |kind| {
        numbers(patient, system_of(kind), move |number| PaperNumber::parse(kind, number).ok())
    };
    of_one.flat_map(read).collect()
}

/// The numbers of one system, as far as they can be read.
fn numbers<T>(patient: Node<'_>, system: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let of_system = |one: &Node<'_>| Path("system").says(*one, system);
    let identifiers = Path("identifier").all(patient).into_iter().filter(of_system);
    identifiers.filter_map(|one| read(&Path("value").text(one)?)).collect()
}

/// The name that is used now, in each script the first that there is.
fn name(patient: Node<'_>) -> Option<PersonName> {
    let mut names = Path("name").all(patient);
    let is = |name: Node<'_>, word: &str| Path("use").says(name, word);
    names.retain(|name| !is(*name, "old") && !is(*name, "maiden"));
    names.sort_by_key(|name| !is(*name, "official"));
    let written: Vec<NameText> = names.into_iter().filter_map(written).collect();
    let of = |script| written.iter().find(|name| Script::of(name.as_str()) == script);
    let [devanagari, roman] = [Script::Devanagari, Script::Roman].map(of);
    let text = |name: Option<&NameText>| name.map_or("", NameText::as_str).to_owned();
    PersonName::parse(&text(devanagari), &text(roman)).ok()
}

/// Without titles: nobody is searched by "Mr.".
fn written(name: Node<'_>) -> Option<NameText> {
    let mut words: Vec<Cow<'_, str>> =
        Path("given").all(name).into_iter().filter_map(Node::text).collect();
    words.extend(Path("family").text(name));
    let parts = words.join(" ");
    let text = if parts.trim().is_empty() { Path("text").text(name)? } else { parts.into() };
    NameText::parse(&text).ok().flatten()
}

fn birth(text: &str, today: Date) -> Option<Birth> {
    let date = BirthDate::parse(text, today).ok()?;
    Some(Birth { date, quality: BirthQuality::Stated })
}

fn phone(patient: Node<'_>) -> Option<Phone> {
    let numbers = Path("telecom?system=phone.value").all(patient);
    let mobile = numbers.into_iter().filter_map(Node::text).find_map(|n| Mobile::parse(&n).ok());
    mobile.map(|mobile| Phone { mobile, whose: Whose::Own })
}

/// The address of the home, else the first that is not an old one.
fn address(patient: Node<'_>) -> Address {
    let addresses = Path("address").all(patient);
    let is = |address: &Node<'_>, word: &str| Path("use").says(*address, word);
    let home = addresses.iter().find(|address| is(address, "home"));
    let home = home.or_else(|| addresses.iter().find(|address| !is(address, "old")));
    let Some(home) = home.copied() else { return Address::default() };
    let lines: Vec<Cow<'_, str>> =
        Path("line").all(home).into_iter().filter_map(Node::text).collect();
    let text = |path: &'static str| Path(path).text(home);
    Address {
        line: kept(&lines.join(", ")),
        locality: text("city").and_then(|city| kept(&city)),
        ward: None,
        district: text("district").and_then(|district| kept(&district)),
        state: text("state").and_then(|state| rules::elsewhere(Some(&*state)).ok().flatten()),
    }
}

/// A text that a form would take.
fn kept(text: &str) -> Option<String> {
    rules::text(Some(text)).ok().flatten()
}

fn language(patient: Node<'_>) -> Option<String> {
    let spoken = Path("communication.language.coding.code").text(patient)?;
    let bare = spoken.split('-').next().unwrap_or_default();
    let fits = (2..=3).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_lowercase());
    fits.then(|| bare.to_owned())
}

fn life(patient: Node<'_>, today: Date) -> Life {
    if let Some(text) = Path("deceasedDateTime").text(patient) {
        let day = text.split('T').next().and_then(|day| BirthDate::parse(day, today).ok());
        return Life::Deceased { on: day.and_then(BirthDate::exact) };
    }
    match Path("deceasedBoolean").first(patient) {
        Some(said) if said.truth() == Some(true) => Life::Deceased { on: None },
        Some(_) | None => Life::Living,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::rules::TEXT_CHARACTERS_MAX;
    use nabz_fhir::tape::Tape;
    use serde_json::{Value, json};

    fn tape(patient: &Value) -> Tape {
        Tape::parse(patient.to_string().into_bytes()).unwrap()
    }

    fn today() -> Date {
        Date::from_calendar(2026, 11, 23).unwrap()
    }

    #[test]
    fn a_patient_is_read_as_far_as_the_registry_has_a_place_for_it() {
        let patient = json!({
            "resourceType": "Patient",
            "name": [
                {"use": "maiden", "family": "Verma", "given": ["Asha"]},
                {"family": "शर्मा", "given": ["आशा"]},
                {"use": "official", "family": "Sharma", "given": ["Asha", "Rani"], "prefix": ["Mrs."]},
            ],
            "telecom": [
                {"system": "email", "value": "asha@example.org"},
                {"system": "phone", "value": "555-961-9901"},
                {"system": "phone", "value": "+91 00000 04321"},
            ],
            "gender": "female",
            "birthDate": "1984-03",
            "deceasedDateTime": "2026-02-01T04:00:00+05:30",
            "address": [
                {"use": "old", "line": ["1, Old Street"]},
                {"line": ["14, Gali 3", "near the tank"], "city": "Faridabad", "district": "Faridabad"},
            ],
            "communication": [{"language": {"coding": [{"code": "en-IN"}]}}],
            "identifier": [
                {"system": systems::VOTER_ID, "value": "abc 1234567"},
                {"system": systems::HEALTH_ID, "value": "DH1000000000004"},
                {"system": systems::HEALTH_ID, "value": "DH1000000000005"},
                {"system": systems::ABHA, "value": "91000000000019"},
                {"system": systems::PASSPORT, "value": "of her husband"},
                {"system": "https://lab.example/mrn", "value": "91-1"},
                {"value": "7"},
            ],
        });
        let patient = tape(&patient);
        let said = said(patient.root(), today());
        let name = said.name.unwrap();
        assert_eq!(name.preferring(Script::Roman), "Asha Rani Sharma");
        assert_eq!(name.preferring(Script::Devanagari), "आशा शर्मा");
        assert_eq!(said.sex, Some(Sex::Female));
        assert_eq!(said.birth.unwrap().date.to_string(), "1984-03");
        assert_eq!(said.phone.unwrap().mobile.digits(), "0000004321");
        assert_eq!(said.address.line.as_deref(), Some("14, Gali 3, near the tank"));
        assert_eq!(said.address.locality.as_deref(), Some("Faridabad"));
        assert_eq!(said.language.as_deref(), Some("en"));
        assert_eq!(said.life, Life::Deceased { on: Date::from_calendar(2026, 2, 1) });
        assert_eq!(said.voter_id.as_ref().map(VoterId::as_str), Some("ABC1234567"));
        assert_eq!(
            said.health_ids,
            [HealthId::of_serial(0).unwrap()],
            "the other one has a wrong figure"
        );
        let papers: Vec<&str> = said.papers.iter().map(PaperNumber::as_str).collect();
        assert_eq!(papers, ["91-0000-0000-0019"], "the passport can be nobody's");
        let others = other_numbers(patient.root());
        let last = others.last().map(|(system, value)| (&**system, &**value));
        assert_eq!(last, Some(("https://lab.example/mrn", "91-1")));
        assert_eq!(others.len(), 3, "{others:?}");
    }

    #[test]
    fn what_is_missing_or_no_counter_could_type_stays_empty() {
        let long = "x".repeat(TEXT_CHARACTERS_MAX + 1);
        let patient = json!({
            "resourceType": "Patient",
            "name": [{"text": "  "}],
            "telecom": [{"system": "phone", "value": "555-961-9901"}],
            "gender": "unknown",
            "birthDate": "2031-01-01",
            "address": [{"line": [long]}],
        });
        for patient in [patient, json!({"resourceType": "Patient"})] {
            let said = said(tape(&patient).root(), today());
            assert_eq!((said.name, said.sex, said.birth, said.phone), (None, None, None, None));
            assert_eq!((said.address, said.language), (Address::default(), None));
            assert_eq!((said.life, said.voter_id), (Life::Living, None));
            assert!(said.health_ids.is_empty() && said.papers.is_empty());
        }
    }
}
