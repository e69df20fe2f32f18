//! What partners say of somebody, and who that is.

use super::{details, find, loaded, named, names, permit, register};
use crate::registry::actions::Adopted;
use crate::registry::model::{AdoptionId, Identity, Life, Sex};
use crate::registry::{actions, patients_of, person_of, rebuild, store, why_may_read};
use nabz_access::{Holder, Why, relate, unrelate};
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_record::{Key, Walk, read, receive, source};
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const ALBERTO: &str = r#"{"resourceType":"Patient","gender":"male","birthDate":"1993-06-07",
    "name":[{"use":"official","family":"Atencio","given":["Alberto"],"prefix":["Mr."]}],
    "telecom":[{"system":"phone","value":"555-961-9901"}],
    "address":[{"line":["849 Koch Crossroad"],"city":"Boston"}]}"#;

/// What a partner sends, kept in the record and nothing more.
fn received(city: &TestCity, body: &str) -> Uuid {
    received_from(city, "lab-one", body)
}

pub(super) fn received_from(city: &TestCity, partner: &'static str, body: &str) -> Uuid {
    let body = Body::parse(body.as_bytes().to_vec()).unwrap();
    let kept = city.write(move |tx| {
        let source = source::register(tx, partner)?;
        receive::create(tx, source, &body, None)
    });
    kept.unwrap().key.entry
}

pub(super) fn adopt(city: &TestCity, patient: Uuid) -> Option<Adopted> {
    let permit = permit(city);
    city.write(move |tx| actions::adopt(tx, &permit, patient)).unwrap()
}

pub(super) fn patients(city: &TestCity, person: PersonId) -> Vec<Uuid> {
    city.read(move |view| patients_of(view, person)).unwrap()
}

fn published(city: &TestCity, person: PersonId) -> String {
    let key = Key::of(ResourceType::PATIENT, person.uuid());
    let entry = city.read(move |view| read::at(view, key)).unwrap().unwrap();
    String::from_utf8(entry.body).unwrap()
}

pub(super) fn rows(city: &TestCity, sql: &'static str) -> i64 {
    city.read(move |view| view.query_one(sql, &[], |row| row.get(0))).unwrap().unwrap()
}

fn code<T>(refused: Result<T, Stop>) -> &'static str {
    match refused.map(drop) {
        Err(Stop::Refused(refused)) => refused.code,
        other => panic!("{other:?}"),
    }
}

#[city_test]
fn a_partner_s_patient_becomes_somebody_whom_counters_find(city: &mut TestCity) {
    let patient = received(city, ALBERTO);
    let search = loaded(city);
    assert!(find(city, &search, "Alberto Atencio").is_empty());
    let audited = rows(city, "SELECT COUNT(*) FROM audit_row");
    let adopted = adopt(city, patient).unwrap();
    search.catch_up(&city.store).unwrap();
    let found = find(city, &search, "alberto atensio");
    assert_eq!(names(&found), ["Alberto Atencio"]);
    assert_eq!((found[0].person, found[0].health_id), (adopted.person, adopted.health_id));
    assert_eq!((found[0].sex, found[0].locality.as_deref()), (Some(Sex::Male), Some("Boston")));
    assert_eq!(found[0].phone, None, "no counter could dial it");
    assert_eq!(patients(city, adopted.person), [adopted.person.uuid(), patient]);
    let stands_for = city.read(move |view| person_of(view, patient)).unwrap();
    assert_eq!(stands_for, adopted.person);
    let link = format!(r#"{{"other":{{"reference":"Patient/{patient}"}},"type":"seealso"}}"#);
    assert!(published(city, adopted.person).contains(&link));
    assert_eq!(rows(city, "SELECT COUNT(*) FROM audit_row") - audited, 1);
    let said = "SELECT COUNT(*) FROM registry_registration WHERE source = 'lab-one'";
    assert_eq!(rows(city, said), 1);
}

#[city_test]
fn adopting_again_adopts_nothing_and_a_rebuild_finds_nothing_to_change(city: &mut TestCity) {
    let patient = received(city, ALBERTO);
    let adopted = adopt(city, patient).unwrap();
    assert_eq!(adopt(city, patient), None);
    let own = adopted.person.uuid();
    assert_eq!(adopt(city, own), None, "our own Patients are persons already");
    assert_eq!(adopt(city, Uuid::from_u128(7)), None);
    assert_eq!(rows(city, "SELECT COUNT(*) FROM registry_person"), 1);
    let walk: Arc<dyn Walk> = Arc::new(rebuild::Persons);
    let again = nabz_record::rebuild(&city.store, &[walk], |_, _| ()).unwrap();
    assert!(again.is_clean() && again.looked_at == 1, "{again:?}");
}

#[city_test]
fn thirty_two_imports_of_one_patient_make_one_person(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let patient = received(city, ALBERTO);
    let made = at_once(|_| adopt(city, patient).is_some());
    let made = made.into_iter().filter(|made| *made).count();
    assert_eq!((made, rows(city, "SELECT COUNT(*) FROM registry_person")), (1, 1));
}

#[city_test]
fn somebody_of_whom_a_partner_says_no_name_gets_one_of_ours(city: &mut TestCity) {
    let said = r#"{"resourceType":"Patient","gender":"female","deceasedBoolean":true}"#;
    let adopted = adopt(city, received(city, said)).unwrap();
    let person = city.read(move |view| store::person(view, adopted.person)).unwrap().unwrap();
    assert_eq!(person.identity, Identity::Unknown);
    assert_eq!(person.details.name.roman().unwrap().as_str(), "Unknown Female 1");
    assert_eq!(person.life, Life::Deceased { on: None });
    assert_eq!((person.details.birth, person.details.phone), (None, None));
}

#[city_test]
fn linked_persons_have_one_record_in_both_directions(city: &mut TestCity) {
    let patient = received(city, ALBERTO);
    let adopted = adopt(city, patient).unwrap().person;
    let here = register(city, details("Alberto Atencio", 33, Sex::Male)).person;
    let other = named(city, "Asha").person;
    let (link, unlink) = (permit(city), permit(city));
    city.write(move |tx| actions::link(tx, &link, adopted, here, ("the same card", false)))
        .unwrap();
    let mut all = [here.uuid(), adopted.uuid(), patient];
    assert_eq!(patients(city, here), all);
    let mut of_adopted = patients(city, adopted);
    assert_eq!(of_adopted[..2], [adopted.uuid(), patient]);
    all.sort_unstable();
    of_adopted.sort_unstable();
    assert_eq!(of_adopted, all);
    assert_eq!(patients(city, other), [other.uuid()]);
    city.write(move |tx| actions::unlink(tx, &unlink, adopted, "two men")).unwrap();
    assert_eq!(patients(city, here), [here.uuid()]);
}

#[city_test]
fn whoever_may_read_about_one_may_read_about_whom_they_are_linked_with(city: &mut TestCity) {
    let adopted = adopt(city, received(city, ALBERTO)).unwrap().person;
    let here = named(city, "Alberto Atencio").person;
    let (staff, visit) = (city.staff, Why::Visit(Uuid::from_u128(1)));
    let until = Instant::from_microseconds(i64::MAX);
    let may = |person| city.read(move |view| why_may_read(view, staff, person)).unwrap();
    let see =
        move |tx: &mut nabz_store::Tx<'_>| relate(tx, Holder::Staff(staff), here, visit, until);
    city.write(see).unwrap();
    assert_eq!((may(here), may(adopted)), (Some(visit), None));
    let link = permit(city);
    city.write(move |tx| actions::link(tx, &link, adopted, here, ("the same card", false)))
        .unwrap();
    assert_eq!((may(here), may(adopted)), (Some(visit), Some(visit)));
    city.write(move |tx| unrelate(tx, Holder::Staff(staff), here, visit)).unwrap();
    assert_eq!((may(here), may(adopted)), (None, None));
}

/// The last of all adoptions of somebody, undone or not.
fn last_adoption(city: &TestCity, person: PersonId) -> AdoptionId {
    let ever = city.read(move |view| store::adoptions_ever(view, person)).unwrap();
    ever.last().unwrap().adoption.id
}

fn disown(
    city: &TestCity,
    which: (PersonId, AdoptionId),
    reason: &'static str,
) -> Result<(), Stop> {
    let permit = permit(city);
    city.write(move |tx| actions::disown(tx, &permit, which, reason))
}

fn own_again(city: &TestCity, which: (PersonId, AdoptionId)) -> Result<(), Stop> {
    let permit = permit(city);
    city.write(move |tx| actions::own_again(tx, &permit, which))
}

#[city_test]
fn an_adoption_is_taken_back_with_a_reason_and_stays_on_record(city: &mut TestCity) {
    let patient = received(city, ALBERTO);
    let person = adopt(city, patient).unwrap().person;
    let which = (person, last_adoption(city, person));
    assert_eq!(code(disown(city, which, "  ")), "REG-025");
    let other = named(city, "Asha").person;
    assert_eq!(code(disown(city, (other, which.1), "his namesake")), "REG-061");
    disown(city, which, "another man of that name").unwrap();
    assert_eq!(code(disown(city, which, "another man of that name")), "REG-061");
    assert_eq!(patients(city, person), [person.uuid()]);
    let stands_for = city.read(move |view| person_of(view, patient)).unwrap();
    assert_eq!(stands_for.uuid(), patient, "for nobody but itself");
    assert!(!published(city, person).contains("link"));
    assert_eq!(adopt(city, patient), None, "an import does not overrule who took it back");
    let kept = "SELECT COUNT(*) FROM registry_adoption
                WHERE undone_by IS NOT NULL AND undone_why = 'another man of that name'";
    assert_eq!(rows(city, kept), 1);
}

#[city_test]
fn what_was_taken_back_by_mistake_stands_again_and_that_it_was_stays_on_record(
    city: &mut TestCity,
) {
    let patient = received(city, ALBERTO);
    let person = adopt(city, patient).unwrap().person;
    let first = (person, last_adoption(city, person));
    disown(city, first, "another man of that name").unwrap();
    city.pass(Duration::from_secs(1));
    let other = named(city, "Asha").person;
    assert_eq!(code(own_again(city, (other, first.1))), "REG-061");
    let audited = rows(city, "SELECT COUNT(*) FROM audit_row");
    for _ in 0..2 {
        own_again(city, first).unwrap();
    }
    let pressed_twice = rows(city, "SELECT COUNT(*) FROM audit_row") - audited;
    assert_eq!(pressed_twice, 1, "the second press finds it standing");
    assert_eq!(patients(city, person), [person.uuid(), patient]);
    let stands_for = city.read(move |view| person_of(view, patient)).unwrap();
    assert_eq!(stands_for, person);
    assert!(published(city, person).contains(&format!("Patient/{patient}")));
    assert_eq!(code(disown(city, first, "once more")), "REG-061", "it is another adoption now");
    let second = (person, last_adoption(city, person));
    disown(city, second, "a boy of that name").unwrap();
    let undone = "SELECT COUNT(*) FROM registry_adoption WHERE undone_at IS NOT NULL";
    assert_eq!(rows(city, undone), 2);
    let walk: Arc<dyn Walk> = Arc::new(rebuild::Persons);
    let again = nabz_record::rebuild(&city.store, &[walk], |_, _| ()).unwrap();
    assert!(again.is_clean(), "{again:?}");
}

#[city_test]
fn thirty_two_who_say_that_it_is_he_after_all_make_one_adoption(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let patient = received(city, ALBERTO);
    let person = adopt(city, patient).unwrap().person;
    let which = (person, last_adoption(city, person));
    disown(city, which, "another man of that name").unwrap();
    let said = at_once(|_| own_again(city, which).is_ok());
    assert!(said.into_iter().all(|done| done));
    let stand = "SELECT COUNT(*) FROM registry_adoption WHERE undone_at IS NULL";
    assert_eq!(rows(city, stand), 1);
}
