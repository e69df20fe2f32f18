//! Partners' Patients who are on record already: linked, left for an officer, or kept apart.

use super::adopting::{adopt, patients, received_from, rows};
use super::{details, named, permit, phone, register};
use crate::registry::actions::{self, Met};
use crate::registry::model::{Details, Sex};
use crate::registry::search::Grade;
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_testkit::{TestCity, city_test};
use serde_json::{Value, json};

/// As a clerk wrote her down.
fn sunita() -> Details {
    let day = Date::from_calendar(1984, 3, 12).unwrap();
    Details {
        birth: Some(Birth { date: BirthDate::on(day), quality: BirthQuality::Documented }),
        phone: Some(phone("0000004321")),
        ..details("सुनीता देवी", 42, Sex::Female)
    }
}

/// As a partner knows her.
fn said() -> Value {
    json!({
        "resourceType": "Patient",
        "name": [{"text": "Sunita Devi"}],
        "gender": "female",
        "birthDate": "1984-03-12",
        "telecom": [{"system": "phone", "value": "+91 00000 04321"}],
    })
}

fn without(mut said: Value, member: &str) -> Value {
    said.as_object_mut().unwrap().remove(member);
    said
}

/// Who comes to the city with a partner's Patient, and whom they meet.
fn comes(city: &TestCity, partner: &'static str, said: &Value) -> (PersonId, Met) {
    let patient = received_from(city, partner, &said.to_string());
    let adopted = adopt(city, patient).unwrap();
    (adopted.person, adopted.met)
}

/// How sure it is of each of whom an officer is asked; none where there is nobody to ask about.
fn likely(met: &Met) -> Vec<(PersonId, Grade)> {
    match met {
        Met::Likely(alike) => alike.iter().map(|one| (one.person, one.graded.grade)).collect(),
        Met::Linked(other) => panic!("linked with {other}"),
        Met::Nobody => Vec::new(),
    }
}

#[city_test]
fn whoever_certainly_is_on_record_is_linked_and_that_can_be_taken_back(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    let (came, met) = comes(city, "lab-one", &said());
    assert_eq!(met, Met::Linked(here));
    assert_eq!(patients(city, here).len(), 3, "her own, the one who came, and the partner's");
    let linked = "SELECT COUNT(*) FROM audit_row WHERE act = 'registry.link'";
    assert_eq!(rows(city, linked), 1);
    let why = "SELECT COUNT(*) FROM registry_link
               WHERE reason = 'certain: same-birth-day same-name same-phone'";
    assert_eq!(rows(city, why), 1, "an officer sees what agreed");
    let unlink = permit(city);
    city.write(move |tx| actions::unlink(tx, &unlink, came)).unwrap();
    assert_eq!(patients(city, here), [here.uuid()]);
}

#[city_test]
fn whoever_may_be_on_record_is_left_for_an_officer(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    let other_day = json!({"resourceType": "Patient", "name": [{"text": "Sunita Devi"}],
        "gender": "female", "birthDate": "1984-03-13",
        "telecom": [{"system": "phone", "value": "0000004321"}]});
    let mut man = said();
    man["gender"] = "male".into();
    let mut dead = said();
    dead["deceasedBoolean"] = true.into();
    for said in [without(said(), "telecom"), without(said(), "birthDate"), other_day, man] {
        let (_, met) = comes(city, "lab-one", &said);
        assert!(likely(&met).contains(&(here, Grade::Probable)), "{said}: {met:?}");
    }
    let (_, met) = comes(city, "lab-two", &dead);
    assert!(likely(&met).contains(&(here, Grade::Certain)), "only one of the two has died");
    assert_eq!(patients(city, here), [here.uuid()]);
}

#[city_test]
fn a_stranger_is_kept_apart(city: &mut TestCity) {
    register(city, sunita());
    let son = json!({"resourceType": "Patient", "name": [{"text": "Sahil Kumar"}],
        "gender": "male", "birthDate": "2015-07-01",
        "telecom": [{"system": "phone", "value": "0000004321"}]});
    assert_eq!(comes(city, "lab-one", &son).1, Met::Nobody, "one phone is a family");
    let unnamed = without(said(), "name");
    assert_eq!(comes(city, "lab-one", &unnamed).1, Met::Nobody);
}

#[city_test]
fn two_whom_a_partner_takes_for_two_are_not_both_linked(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    assert_eq!(comes(city, "lab-one", &said()).1, Met::Linked(here));
    let (second, met) = comes(city, "lab-one", &said());
    assert_eq!(likely(&met), [(here, Grade::Certain)], "the partner has two numbers for her");
    // Now two fit, so that one of the two would be wrong.
    let asked = likely(&comes(city, "lab-two", &said()).1);
    let both = [here, second].map(|one| (one, Grade::Certain));
    assert!(asked.len() == 2 && both.iter().all(|one| asked.contains(one)), "{asked:?}");
}

#[city_test]
fn a_card_of_the_city_that_a_partner_has_seen_links_whoever_bears_the_name(city: &mut TestCity) {
    let here = named(city, "Sunita Devi");
    let with_card = |name: &str| {
        json!({"resourceType": "Patient", "name": [{"text": name}], "identifier": [
            {"system": nabz_fhir::systems::HEALTH_ID, "value": here.health_id.compact()}]})
    };
    let (_, met) = comes(city, "lab-one", &with_card("Ramesh Kumar"));
    assert_eq!(met, Met::Nobody, "a card in other hands");
    let (_, met) = comes(city, "lab-one", &with_card("Suneeta Devi"));
    assert_eq!(met, Met::Linked(here.person));
}

#[city_test]
fn whoever_is_linked_away_stands_for_the_one_whose_record_goes_on(city: &mut TestCity) {
    let [here, double] = [sunita(), sunita()].map(|details| register(city, details).person);
    let link = permit(city);
    city.write(move |tx| actions::link(tx, &link, double, here, "the same card")).unwrap();
    assert_eq!(comes(city, "lab-one", &said()).1, Met::Linked(here));
}
