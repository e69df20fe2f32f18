//! Partners' Patients who are on record already: linked, left for an officer, or kept apart.

use super::adopting::{adopt, patients, received_from, rows};
use super::{details, named, permit, person, phone, register};
use crate::registry::actions::{self, DecideDuplicate, KeepPapers, Met, Ruling};
use crate::registry::dedupe::{Done, KnownApart, Walk, walk};
use crate::registry::model::{
    Decision, Details, Doubt, Pair, PaperKind, PaperNumber, Sex, VoterId,
};
use crate::registry::search::Grade;
use crate::registry::store;
use nabz_access::{Permit, Program};
use nabz_kernel::birth::{Birth, BirthDate, BirthQuality};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_linkage::bands::Band;
use nabz_testkit::{TestCity, city_test};
use serde_json::{Value, json};
use std::time::Duration;

const CARD: &str = "ABC1234567";
const NOBODY: KnownApart = |_, _, _| Ok(false);

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

/// She showed a voter card at the counter, and to the partner.
fn with_card() -> (Details, Value) {
    let mut with_card = said();
    let system = nabz_fhir::systems::VOTER_ID;
    with_card["identifier"] = json!([{"system": system, "value": CARD}]);
    (Details { voter_id: VoterId::parse(CARD).ok(), ..sunita() }, with_card)
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
    city.write(move |tx| actions::unlink(tx, &unlink, came, "two women")).unwrap();
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
    let mut of_one_age = without(said(), "telecom");
    of_one_age["birthDate"] = "1984".into();
    let (_, met) = comes(city, "lab-one", &of_one_age);
    assert_eq!(met, Met::Nobody, "thousands have one name and age");
    let unnamed = without(said(), "name");
    assert_eq!(comes(city, "lab-one", &unnamed).1, Met::Nobody);
}

/// One of two boys of one day, of whom neither has a name yet.
fn twin() -> Details {
    let day = Date::from_calendar(2026, 11, 2).unwrap();
    Details {
        birth: Some(Birth { date: BirthDate::on(day), quality: BirthQuality::Documented }),
        phone: Some(phone("0000004321")),
        ..details("Baby of Sunita", 1, Sex::Male)
    }
}

/// As a partner writes of either.
fn said_of_a_twin() -> Value {
    json!({
        "resourceType": "Patient",
        "name": [{"text": "Baby of Sunita"}],
        "gender": "male",
        "birthDate": "2026-11-02",
        "telecom": [{"system": "phone", "value": "0000004321"}],
    })
}

#[city_test]
fn a_twin_of_whom_a_partner_speaks_is_not_linked_with_the_one_who_is_here(city: &mut TestCity) {
    let here = register(city, twin()).person;
    let (came, met) = comes(city, "lab-one", &said_of_a_twin());
    assert_eq!(likely(&met), [(here, Grade::Certain)], "they look the same, and are two");
    let doubt = listed(city, here, came).unwrap();
    assert_eq!((doubt.band, doubt.ruled), (Band::Review, None), "an officer says who it is");
    assert_eq!(patients(city, here), [here.uuid()]);
    assert_eq!(searched(city).linked, 0);
    // Both are here: whichever of them the partner means, nobody is linked.
    city.pass(Duration::from_secs(1));
    let other = register(city, twin()).person;
    let (_, met) = comes(city, "lab-two", &said_of_a_twin());
    let asked: Vec<PersonId> = likely(&met).into_iter().map(|(person, _)| person).collect();
    assert!(asked.contains(&here) && asked.contains(&other), "{asked:?}");
    for one in [here, other] {
        assert_eq!(patients(city, one), [one.uuid()]);
    }
}

#[city_test]
fn whoever_a_family_typed_is_linked_with_no_partner_s_patient_unasked(city: &mut TestCity) {
    let typed = city.write(|tx| {
        let by = Program::doing(tx, "apply.register")?;
        actions::register_applied(tx, &by, &sunita())
    });
    let typed = typed.unwrap().person;
    let (came, met) = comes(city, "lab-one", &said());
    assert_eq!(likely(&met), [(typed, Grade::Certain)], "a stranger may have typed her name");
    assert!(listed(city, typed, came).is_some());
    assert_eq!(patients(city, typed), [typed.uuid()]);
}

/// A partner who has seen a paper, too.
fn with_number(mut said: Value, (system, number): (&str, &str)) -> Value {
    said["identifier"] = json!([{"system": system, "value": number}]);
    said
}

#[city_test]
fn another_number_on_a_paper_of_which_nobody_has_two_is_looked_at(city: &mut TestCity) {
    const PAPERS: [(PaperKind, &str, &str, &str); 3] = [
        (PaperKind::Abha, nabz_fhir::systems::ABHA, "91-0000-0000-0019", "91-0000-0000-0027"),
        (PaperKind::Passport, nabz_fhir::systems::PASSPORT, "Z1234567", "Z7654321"),
        (
            PaperKind::BirthRegistration,
            nabz_fhir::systems::BIRTH_REGISTRATION,
            "B-2023:7-90123-000123",
            "B-2023:7-90123-000124",
        ),
    ];
    let here = register(city, sunita()).person;
    for (kind, _, number, _) in PAPERS {
        let (keep, number) = (permit::<KeepPapers>(city), PaperNumber::parse(kind, number));
        let number = number.unwrap();
        let add = move |tx: &mut nabz_store::Tx<'_>| {
            actions::add_paper(tx, &keep, here, (&number, true)).map(drop)
        };
        city.write(add).unwrap();
    }
    for (kind, system, _, other) in PAPERS {
        let (came, met) = comes(city, "lab-one", &with_number(said(), (system, other)));
        let found = likely(&met);
        assert!(found.contains(&(here, Grade::Probable)), "{kind:?}: {found:?}");
        assert!(listed(city, here, came).is_some());
    }
    assert_eq!(searched(city).linked, 0, "the walk reads what the partner has seen, too");
    assert_eq!(patients(city, here), [here.uuid()]);
}

#[city_test]
fn the_same_number_on_a_paper_stands_in_no_link_s_way(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    let (keep, number) = (permit::<KeepPapers>(city), "91-0000-0000-0019");
    let number = PaperNumber::parse(PaperKind::Abha, number).unwrap();
    city.write(move |tx| actions::add_paper(tx, &keep, here, (&number, true))).unwrap();
    let same = with_number(said(), (nabz_fhir::systems::ABHA, "91000000000019"));
    assert_eq!(comes(city, "lab-one", &same).1, Met::Linked(here));
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
    city.write(move |tx| actions::link(tx, &link, double, here, ("the same card", false))).unwrap();
    assert_eq!(comes(city, "lab-one", &said()).1, Met::Linked(here));
}

/// The two as the list has them; nothing while they are not on it.
fn listed(city: &TestCity, one: PersonId, other: PersonId) -> Option<Doubt> {
    let pair = Pair::of(one, other).unwrap();
    city.read(move |view| store::doubt(view, pair)).unwrap()
}

fn decide(city: &TestCity, pair: Pair, decision: Decision) {
    let permit: Permit<DecideDuplicate> = permit(city);
    let seen = pair.both().map(|one| person(city, one).version);
    let ruling = Ruling { pair, seen, decision, compared: false };
    city.write(move |tx| actions::decide_duplicate(tx, &permit, &ruling)).unwrap();
}

/// A search over everybody that links those about whom nobody has to be asked.
fn searched(city: &TestCity) -> Done {
    let link = Walk { link: Some(NOBODY), ..Walk::default() };
    walk(&city.store, &link, &|_| ()).unwrap()
}

#[city_test]
fn whoever_may_be_on_record_waits_on_the_list_until_an_officer_says_who_it_is(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    city.pass(Duration::from_secs(1));
    let (came, met) = comes(city, "lab-one", &without(said(), "telecom"));
    assert_eq!(likely(&met), [(here, Grade::Probable)]);
    let doubt = listed(city, here, came).unwrap();
    assert_eq!((doubt.points, doubt.band, doubt.ruled), (13, Band::Review, None));
    let waiting = city.read(store::waiting_doubts).unwrap();
    assert_eq!(waiting.iter().map(|one| one.pair).collect::<Vec<_>>(), [doubt.pair]);
    let done = searched(city);
    assert_eq!((done.found, done.linked), (0, 0), "nobody is asked twice, nor linked unasked");
    assert_eq!(patients(city, here), [here.uuid()]);
    decide(city, doubt.pair, Decision::Same);
    assert_eq!(patients(city, here).len(), 3, "what the partner wrote stands under her");
}

#[city_test]
fn whoever_was_told_apart_from_a_partner_s_patient_stays_two(city: &mut TestCity) {
    let here = register(city, sunita()).person;
    let (came, _) = comes(city, "lab-one", &without(said(), "telecom"));
    let pair = listed(city, here, came).unwrap().pair;
    decide(city, pair, Decision::Different);
    assert_eq!((searched(city).linked, patients(city, here)), (0, vec![here.uuid()]));
    let ruled = listed(city, here, came).unwrap().ruled.unwrap();
    assert_eq!(ruled.decision, Decision::Different);
}

#[city_test]
fn a_link_that_an_officer_took_back_is_on_the_list_and_no_program_makes_it_again(
    city: &mut TestCity,
) {
    let (known, said) = with_card();
    let here = register(city, known).person;
    let (came, met) = comes(city, "lab-one", &said);
    assert_eq!(met, Met::Linked(here));
    let ruled = listed(city, here, came).unwrap().ruled.unwrap();
    assert_eq!((ruled.decision, ruled.linked), (Decision::Same, Some(came)));
    let unlink = permit(city);
    city.write(move |tx| actions::unlink(tx, &unlink, came, "two women")).unwrap();
    let doubt = listed(city, here, came).unwrap();
    assert_eq!((doubt.band, doubt.ruled), (Band::Link, None));
    assert_eq!(searched(city).linked, 0, "somebody has said otherwise");
    assert_eq!(patients(city, here), [here.uuid()]);
}

#[city_test]
fn two_whom_a_partner_takes_for_two_are_linked_by_no_search_either(city: &mut TestCity) {
    let (known, said) = with_card();
    let here = register(city, known).person;
    let (first, _) = comes(city, "lab-one", &said);
    let (second, met) = comes(city, "lab-one", &said);
    assert_eq!(likely(&met), [(here, Grade::Certain)]);
    assert!(listed(city, here, second).is_some());
    assert_eq!(searched(city).linked, 0);
    assert_eq!(patients(city, here).len(), 3, "the first, and not the second: {first} {second}");
}
