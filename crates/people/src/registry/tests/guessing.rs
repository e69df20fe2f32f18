//! Somebody who cannot say who they are: what they seem to be, and that nobody forgets to ask.

use super::{code, details, find, loaded, named, permit, person, unknown_man};
use crate::registry::actions::{self, GuessUnknown, IdentifyPerson, LinkPersons, Meant};
use crate::registry::model::{Guess, Person, Sex};
use crate::registry::{rules, unidentified};
use nabz_kernel::birth::Age;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

fn guess(city: &TestCity, seen: (PersonId, u32), guess: Guess) -> Result<Person, Stop> {
    let permit = permit::<GuessUnknown>(city);
    city.write(move |tx| actions::guess(tx, &permit, seen, guess))
}

fn identify(city: &TestCity, person: PersonId, meant: Meant) {
    let permit = permit::<IdentifyPerson>(city);
    city.write(move |tx| actions::identify(tx, &permit, person, &meant)).unwrap();
}

fn listed(city: &TestCity) -> Vec<PersonId> {
    let facility = city.facility;
    let found = city.read(move |view| unidentified(view, facility, 10)).unwrap();
    found.into_iter().map(|person| person.id).collect()
}

#[city_test]
fn what_somebody_unknown_seems_to_be_is_put_right_until_they_are_named(city: &mut TestCity) {
    let unknown = unknown_man(city);
    let forty = Guess { sex: Sex::Female, age: Some(Age::Years(40)) };
    let after = guess(city, (unknown, 1), forty).unwrap();
    assert_eq!(after.details.name.roman().unwrap().as_str(), "Unknown Female 1");
    let birth = after.details.birth.unwrap();
    assert!(birth.is_estimated(), "it is never more than a guess");
    assert_eq!(birth.age(city.now().date_in_india()), Age::Years(40));
    let search = loaded(city);
    assert_eq!(find(city, &search, "Unknown Female")[0].person, unknown);
    // The age that was guessed stays where only the sex is said again.
    let again = guess(city, (unknown, 2), Guess { age: None, ..forty }).unwrap();
    assert_eq!(again.details, after.details);
    let man = Guess { sex: Sex::Male, age: None };
    assert_eq!(code(guess(city, (unknown, 1), man)), "REG-022");
    let impossible = Guess { age: Some(Age::Years(126)), ..man };
    assert_eq!(code(guess(city, (unknown, 3), impossible)), "REG-009");
    assert_eq!(person(city, unknown).version, 3, "a refusal changes nothing");
    identify(city, unknown, Meant::Somebody(Box::new(details("Kamla Devi", 71, Sex::Female))));
    assert_eq!(code(guess(city, (unknown, 4), man)), "REG-026");
}

#[test]
fn a_number_goes_before_a_band_and_what_no_form_offers_is_refused() {
    let guessed = |typed: &str, band: &str| rules::guessed_age(typed, band).map_err(|no| no.code);
    assert_eq!(guessed("", ""), Ok(None));
    assert_eq!(guessed("", "newborn"), Ok(Some(Age::Days(0))));
    assert_eq!(guessed("४५", "child"), Ok(Some(Age::Years(45))));
    assert_eq!(guessed("8 m", ""), Ok(Some(Age::Months(8))));
    assert_eq!(guessed("old", ""), Err("REG-010"));
    assert_eq!(guessed("45", "ancient"), Err("REG-035"));
}

#[city_test]
fn nobody_is_forgotten_until_somebody_knows_who_they_are(city: &mut TestCity) {
    assert_eq!(listed(city), []);
    let sunita = named(city, "Sunita Devi").person;
    let all = [0, 1, 2].map(|_| {
        city.pass(Duration::from_secs(1));
        unknown_man(city)
    });
    let [first, second, third] = all;
    assert_eq!(listed(city), all, "whoever was brought in first is the first");
    identify(city, second, Meant::Somebody(Box::new(details("Ramesh Kumar", 40, Sex::Male))));
    let reason = "her brother knows her".to_owned();
    identify(city, first, Meant::SameAs { person: sunita, reason, compared: true });
    assert_eq!(listed(city), [third]);
    let unlink = permit::<LinkPersons>(city);
    city.write(move |tx| actions::unlink(tx, &unlink, first, "two women")).unwrap();
    assert_eq!(listed(city), [first, third], "that was a mistake, and it is asked again");
    let other = FacilityId::draw(city.now());
    let there = city.read(move |view| unidentified(view, other, 10)).unwrap();
    assert!(there.is_empty(), "each hospital has a list of its own");
}
