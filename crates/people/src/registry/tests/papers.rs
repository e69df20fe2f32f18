//! The numbers of papers: whose they are, and that they find whoever has them.

use super::{code, details, find, loaded, named, permit, person, register};
use crate::registry::actions::{self, KeepPapers};
use crate::registry::model::{Address, Details, Life, Paper, PaperKind, PaperNumber, Sex};
use crate::registry::search::Found;
use crate::registry::{rebuild, rules, store};
use nabz_fhir::ResourceType;
use nabz_kernel::ids::PersonId;
use nabz_record::{Key, Walk, read};
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::collections::HashSet;
use std::sync::Arc;

const ABHA: (PaperKind, &str) = (PaperKind::Abha, "91-0000-0000-0019");
const RATION: (PaperKind, &str) = (PaperKind::RationCard, "077001234567");

fn try_add(
    city: &TestCity,
    person: PersonId,
    (kind, typed): (PaperKind, &str),
) -> Result<Paper, Stop> {
    let permit = permit::<KeepPapers>(city);
    let number = PaperNumber::parse(kind, typed).unwrap();
    city.write(move |tx| actions::add_paper(tx, &permit, person, (&number, true)))
}

fn add(city: &TestCity, person: PersonId, number: (PaperKind, &str)) -> Paper {
    try_add(city, person, number).unwrap()
}

fn end(city: &TestCity, paper: &Paper, why: &'static str) -> Result<(), Stop> {
    let (permit, which) = (permit::<KeepPapers>(city), (paper.person, paper.id));
    city.write(move |tx| actions::end_paper(tx, &permit, which, why))
}

/// What the record says of somebody.
fn patient(city: &TestCity, person: PersonId) -> String {
    let key = Key::of(ResourceType::PATIENT, person.uuid());
    let entry = city.read(move |view| read::at(view, key)).unwrap().unwrap();
    String::from_utf8(entry.body).unwrap()
}

#[city_test]
fn a_number_finds_whoever_has_it_and_stands_in_the_record(city: &mut TestCity) {
    let [sunita, sahil] = ["Sunita Devi", "Sahil"].map(|name| named(city, name).person);
    add(city, sunita, ABHA);
    add(city, sunita, (PaperKind::AbhaAddress, "sunita.devi@abdm"));
    add(city, sunita, (PaperKind::Passport, "Z1234567"));
    add(city, sahil, (PaperKind::BirthRegistration, "B-2023:7-90123-000123"));
    let search = loaded(city);
    for (typed, kind, person) in [
        ("91 0000 0000 0019", PaperKind::Abha, sunita),
        ("Sunita.Devi@abdm", PaperKind::AbhaAddress, sunita),
        ("z1234567", PaperKind::Passport, sunita),
        ("b-2023:7-90123-000123", PaperKind::BirthRegistration, sahil),
    ] {
        let found = find(city, &search, typed);
        assert_eq!((found[0].person, found[0].found), (person, Found::ByNumber(kind)), "{typed}");
    }
    let body = patient(city, sunita);
    assert!(body.contains("https://healthid.abdm.gov.in") && body.contains("91-0000-0000-0019"));
    let walks: [Arc<dyn Walk>; 1] = [Arc::new(rebuild::Persons)];
    assert!(nabz_record::rebuild(&city.store, &walks, |_, _| {}).unwrap().is_clean());
}

#[city_test]
fn a_number_that_one_person_has_is_not_given_to_another_one(city: &mut TestCity) {
    let [sunita, usha] = ["Sunita Devi", "Usha Devi"].map(|name| named(city, name).person);
    let paper = add(city, sunita, ABHA);
    assert_eq!(code(try_add(city, sunita, ABHA)), "REG-047");
    assert_eq!(code(try_add(city, usha, ABHA)), "REG-046");
    assert_eq!(code(end(city, &paper, " ")), "REG-025");
    let other = Paper { person: usha, ..paper.clone() };
    assert_eq!(code(end(city, &other, "it is not hers")), "REG-048");
    end(city, &paper, "a figure was mistyped").unwrap();
    assert_eq!(code(end(city, &paper, "again")), "REG-048");
    assert!(find(city, &loaded(city), "91-0000-0000-0019").is_empty());
    assert!(!patient(city, sunita).contains("91-0000-0000-0019"));
    add(city, usha, ABHA);
    assert_eq!(find(city, &loaded(city), "91-0000-0000-0019")[0].person, usha);
    let ever = city.read(move |view| store::papers_ever(view, sunita)).unwrap();
    assert_eq!(ever[0].ended.as_ref().map(|(_, why)| why.as_str()), Some("a figure was mistyped"));
}

#[city_test]
fn a_ration_card_is_its_family_s(city: &mut TestCity) {
    let [sunita, sahil] = ["Sunita Devi", "Sahil"].map(|name| named(city, name).person);
    for person in [sunita, sahil] {
        add(city, person, RATION);
    }
    let found = find(city, &loaded(city), "0770 0123 4567");
    let found: HashSet<_> = found.iter().map(|one| one.person).collect();
    assert_eq!(found, HashSet::from([sunita, sahil]));
}

#[city_test]
fn an_aadhaar_number_is_refused_in_an_address_and_in_a_reason(city: &mut TestCity) {
    let line = Some("14, Gali 3, Aadhaar 2345 6789 0124".to_owned());
    let told = Details {
        address: Address { line, ..Address::default() },
        ..details("Asha", 42, Sex::Female)
    };
    assert_eq!(rules::tidy(&told).unwrap_err().code, "REG-040");
    assert_eq!(rules::reason("234567890124 says so").unwrap_err().code, "REG-040");
    assert!(rules::voter_id("ABC1234567").unwrap().is_some());
    assert_eq!(code(rules::voter_id("DL/01/1/234567890124").map_err(Stop::from)), "REG-040");
    let asha = register(city, details("Asha", 42, Sex::Female)).person;
    let paper = add(city, asha, RATION);
    assert_eq!(code(end(city, &paper, "her Aadhaar is 2345-6789-0124")), "REG-040");
}

#[city_test]
fn a_visitor_lives_in_a_state_and_in_no_ward(city: &mut TestCity) {
    let lives = |ward: Option<&str>, state: &str| {
        let (ward, state) = (ward.map(str::to_owned), Some(state.to_owned()));
        let address = Address { ward, state, ..Address::default() };
        Details { address, ..details("Asha", 42, Sex::Female) }
    };
    assert_eq!(rules::tidy(&lives(Some("176"), "Rajasthan")).unwrap_err().code, "REG-052");
    let here = rules::tidy(&lives(Some("176"), " Delhi ")).unwrap();
    assert_eq!((here.address.ward.as_deref(), here.address.state), (Some("176"), None));
    let asha = register(city, lives(None, "Rajasthan")).person;
    let kept = person(city, asha).details.address.state;
    assert_eq!(kept.as_deref(), Some("Rajasthan"));
    assert!(patient(city, asha).contains("\"state\":\"Rajasthan\""));
    let life = permit(city);
    let moved = Life::Moved { on: None };
    city.write(move |tx| actions::record_life(tx, &life, (asha, 1), moved)).unwrap();
    assert_eq!(person(city, asha).details.address.state, kept, "saved with all the rest");
}

#[city_test]
fn thirty_two_counters_give_one_number_to_one_person(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let both = ["Sunita Devi", "Usha Devi"].map(|name| named(city, name).person);
    let outcomes = at_once(|turn| {
        try_add(city, both[turn % 2], ABHA).map(drop).map_err(|stop| code::<()>(Err(stop)))
    });
    assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1);
    let mut refused = outcomes.iter().filter_map(|one| one.as_ref().err());
    assert!(refused.all(|code| ["REG-046", "REG-047"].contains(code)), "{outcomes:?}");
    let whose = city.read(move |view| {
        store::persons_of_identifier(view, PaperKind::Abha.word(), "91-0000-0000-0019")
    });
    assert_eq!(whose.unwrap().len(), 1);
}
