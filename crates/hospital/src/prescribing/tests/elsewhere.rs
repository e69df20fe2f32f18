//! What was prescribed anywhere in the city is known wherever somebody prescribes next.

use super::code;
use crate::formulary;
use crate::prescribing::actions;
use crate::prescribing::model::{Directions, Meal, Order, Patient, Prescription, Wish};
use crate::prescribing::rules::directions::frequency_of;
use crate::queue::model::TokenId;
use crate::trial_day::Day;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_people::registry::actions::{LinkPersons, link};
use nabz_store::{Stop, Tx};
use nabz_testkit::{MORNING, city_tests};
use std::time::Duration;

const MIGRATION: &str = include_str!("../../../../../migrations/0099_prescribing_of_person.sql");

impl Day {
    /// What is prescribed at a visit to a facility: medicines, each for so many days.
    fn prescribes_at(
        &self,
        at: FacilityId,
        (person, visit): (PersonId, TokenId),
        lines: &'static [(&'static str, u16)],
    ) -> Result<Prescription, Stop> {
        let doctor = self.doctor;
        self.write(move |tx| {
            let order = order(tx, (person, visit), lines)?;
            actions::revise(tx, (at, doctor), &order)
        })
    }

    /// What somebody takes, and where it was prescribed.
    fn takes(&self, person: PersonId) -> Vec<(String, FacilityId)> {
        let here = Id::draw(MORNING);
        let taken = self.read(move |tx| actions::taking(tx, person, here));
        taken.into_iter().map(|one| (one.medicine.english, one.facility)).collect()
    }
}

fn order(
    tx: &mut Tx<'_>,
    (person, visit): (PersonId, TokenId),
    lines: &[(&str, u16)],
) -> Result<Order, Stop> {
    let mut wishes = Vec::new();
    for &(medicine, days) in lines {
        let medicine = formulary::medicine_by_code(tx, medicine)?.unwrap().id;
        let frequency = frequency_of("1-0-1").unwrap();
        let directions = Directions { frequency, days, meal: Meal::After, remark: String::new() };
        wishes.push(Wish { medicine, directions, overrides: Vec::new() });
    }
    let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
    Ok(Order { visit, person, patient, wishes })
}

city_tests! { Day;
    fn what_another_facility_prescribed_yesterday_speaks_against_the_line_here(day) {
        let person = day.register("Sunita Devi", 42);
        let elsewhere = Id::draw(MORNING);
        day.prescribes_at(elsewhere, (person, Id::draw(MORNING)), &[("METF-500-TAB", 10)]).unwrap();
        day.pass(Duration::from_hours(24));
        assert_eq!(day.takes(person), [("Metformin".to_owned(), elsewhere)]);
        assert!(day.takes(day.register("Kamla Rani", 30)).is_empty(), "it is told of nobody else");
        let (here, doctor, visit) = (day.facility, day.doctor, Id::draw(MORNING));
        let signed = day.write(move |tx| {
            let mut order = order(tx, (person, visit), &[("METF-500-TAB", 30)])?;
            order.patient.taking = actions::taking(tx, person, visit)?;
            actions::issue(tx, (here, doctor), &order)
        });
        assert_eq!(code(signed), "PRE-001");
    }

    fn what_an_amendment_adds_after_half_a_year_is_known_everywhere(day) {
        let person = day.register("Sunita Devi", 42);
        let (elsewhere, visit) = (Id::draw(MORNING), Id::draw(MORNING));
        day.prescribes_at(elsewhere, (person, visit), &[("METF-500-TAB", 10)]).unwrap();
        day.pass(Duration::from_hours(181 * 24));
        assert!(day.takes(person).is_empty());
        let lines = &[("METF-500-TAB", 10), ("PARA-500-TAB", 5)];
        day.prescribes_at(elsewhere, (person, visit), lines).unwrap();
        assert_eq!(day.takes(person), [("Paracetamol".to_owned(), elsewhere)]);
    }

    fn whoever_was_linked_takes_what_was_prescribed_to_either_registration(day) {
        let (first, second) = (day.register("Sunita Devi", 42), day.register("Sunita", 41));
        let (one, other) = (Id::draw(MORNING), Id::draw(MORNING));
        day.prescribes_at(one, (first, Id::draw(MORNING)), &[("METF-500-TAB", 10)]).unwrap();
        day.pass(Duration::from_hours(1));
        day.prescribes_at(other, (second, Id::draw(MORNING)), &[("PARA-500-TAB", 5)]).unwrap();
        assert_eq!(day.takes(second), [("Paracetamol".to_owned(), other)]);
        let permit = day.permit::<LinkPersons>();
        day.write(move |tx| link(tx, &permit, second, first, ("the same papers", false))).unwrap();
        let both = [("Paracetamol".to_owned(), other), ("Metformin".to_owned(), one)];
        assert_eq!(day.takes(first), both, "the latest first");
        assert_eq!(day.takes(second), both);
    }

    fn what_was_signed_before_the_city_kept_it_is_known_after_the_migration(day) {
        let person = day.register("Sunita Devi", 42);
        let lines = &[("METF-500-TAB", 10), ("PARA-500-TAB", 5)];
        day.prescribes_at(Id::draw(MORNING), (person, Id::draw(MORNING)), lines).unwrap();
        let before = day.takes(person);
        assert_eq!(before.len(), 2);
        let fill = MIGRATION.split(';').find(|one| one.contains("INSERT INTO")).unwrap();
        let forgotten = day.write(|tx| tx.execute("DELETE FROM prescribing_of_person", &[]));
        assert_eq!(forgotten.unwrap(), 1);
        assert!(day.takes(person).is_empty());
        assert_eq!(day.write(move |tx| tx.execute(fill, &[])).unwrap(), 1);
        assert_eq!(day.takes(person), before);
    }
}
