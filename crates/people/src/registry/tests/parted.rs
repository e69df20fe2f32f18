//! What was written of two persons while they were taken for one, once they were parted.

use super::{code, named, permit};
use crate::registry::actions::{self, ReviewParted};
use crate::registry::model::{LinkId, Mark, Marked, Written, WrittenKind};
use crate::registry::{WrittenBeside, store, written_meanwhile};
use nabz_kernel::ids::{Id, PersonId};
use nabz_record::{Publish, Resource};
use nabz_store::{Stop, Tx};
use nabz_testkit::{TestCity, city_test};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

const NOTHING: WrittenBeside = WrittenBeside(|_, _, _| Ok(Vec::new()));

/// A prescription, as somebody else of the city publishes it.
#[derive(Serialize)]
#[serde(transparent)]
struct Prescribed(Value);

impl Resource for Prescribed {
    const TYPE: &'static str = "MedicationRequest";

    fn id(&self) -> Uuid {
        self.0["id"].as_str().unwrap().parse().unwrap()
    }
}

fn prescribe(city: &TestCity, person: PersonId) -> String {
    let id: PersonId = Id::draw_in(city.now(), person.bucket());
    let body = json!({
        "id": id,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Paracetamol"},
        "subject": {"reference": format!("Patient/{person}")},
        "requester": {"reference": format!("Practitioner/{}", city.staff)},
    });
    city.write(move |tx| tx.publish(&Prescribed(body.clone()))).unwrap();
    format!("MedicationRequest/{id}")
}

fn minute(city: &TestCity) {
    city.pass(Duration::from_mins(1));
}

/// Two who are taken for one, with what was written of each before and meanwhile, and parted.
fn parted(city: &TestCity) -> ([PersonId; 2], LinkId, [String; 2]) {
    let [one, other] = ["Asha", "Asha"].map(|name| named(city, name).person);
    prescribe(city, one);
    minute(city);
    let (link, unlink) = (permit(city), permit(city));
    city.write(move |tx| actions::link(tx, &link, one, other, ("the same card", false))).unwrap();
    let link = city.read(move |view| store::link_of(view, one)).unwrap().unwrap().id;
    minute(city);
    let first = prescribe(city, one);
    minute(city);
    let second = prescribe(city, other);
    minute(city);
    city.write(move |tx| actions::unlink(tx, &unlink, one, "two women")).unwrap();
    minute(city);
    prescribe(city, other);
    ([one, other], link, [first, second])
}

fn written(city: &TestCity, link: LinkId) -> Vec<Written> {
    let asked = move |view: &mut Tx<'_>| {
        let link = store::link(view, link)?.unwrap();
        written_meanwhile(view, &link, NOTHING)
    };
    city.read(asked).unwrap()
}

fn mark(
    city: &TestCity,
    link: LinkId,
    (entry, seen, mark): (&str, Option<Mark>, Mark),
) -> Result<Written, Stop> {
    let (permit, entry) = (permit::<ReviewParted>(city), entry.to_owned());
    city.write(move |tx| {
        actions::mark_written(tx, &permit, (link, NOTHING), (entry.as_str(), seen, mark))
    })
}

fn marks(city: &TestCity, link: LinkId) -> Vec<Marked> {
    city.read(move |view| store::marks(view, link)).unwrap()
}

#[city_test]
fn what_was_written_meanwhile_is_listed_and_nothing_else_is(city: &mut TestCity) {
    let (persons, link, entries) = parted(city);
    let list = written(city, link);
    assert_eq!(list.iter().map(|one| one.entry.clone()).collect::<Vec<_>>(), entries);
    assert_eq!(list.iter().map(|one| one.under).collect::<Vec<_>>(), persons);
    for one in &list {
        assert_eq!((one.kind, one.by), (WrittenKind::Prescription, Some(city.staff)));
    }
    assert!(list[0].at < list[1].at);
    let [one, _] = persons;
    let of_one = city.read(move |view| store::parted(view, one)).unwrap();
    assert_eq!(of_one.iter().map(|parted| parted.id).collect::<Vec<_>>(), [link]);
}

#[city_test]
fn each_thing_is_said_to_stay_or_to_belong_to_the_other_and_nothing_moves(city: &mut TestCity) {
    let (_, link, [first, second]) = parted(city);
    mark(city, link, (&first, None, Mark::Stays)).unwrap();
    mark(city, link, (&second, None, Mark::Other)).unwrap();
    assert_eq!(code(mark(city, link, (&second, None, Mark::Stays))), "REG-051");
    assert_eq!(code(mark(city, link, (&second, Some(Mark::Stays), Mark::Stays))), "REG-051");
    let said: Vec<(String, Mark)> =
        marks(city, link).into_iter().map(|one| (one.entry, one.mark)).collect();
    assert!(
        said.contains(&(first.clone(), Mark::Stays))
            && said.contains(&(second.clone(), Mark::Other))
    );
    mark(city, link, (&second, Some(Mark::Other), Mark::Stays)).unwrap();
    assert!(marks(city, link).iter().all(|one| one.mark == Mark::Stays));
    let list = written(city, link);
    assert_ne!(list[0].under, list[1].under, "each stands where it was written");
}

#[city_test]
fn nothing_is_said_of_what_was_not_written_then_nor_of_a_link_that_stands(city: &mut TestCity) {
    let ([one, other], link, _) = parted(city);
    let late = prescribe(city, one);
    assert_eq!(code(mark(city, link, (&late, None, Mark::Other))), "REG-050");
    let again = permit(city);
    city.write(move |tx| actions::link(tx, &again, other, one, ("one card after all", false)))
        .unwrap();
    let stands = city.read(move |view| store::link_of(view, other)).unwrap().unwrap().id;
    assert_eq!(code(mark(city, stands, (&late, None, Mark::Other))), "REG-049");
    assert!(written(city, stands).is_empty());
    assert_eq!(code(mark(city, Id::draw(city.now()), (&late, None, Mark::Other))), "REG-049");
}
