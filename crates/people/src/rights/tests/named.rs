//! Whom somebody names to ask after them.

use super::{DAY, ask, ask_as, code, details, permit, proxy, register, sunita, wish};
use crate::consent::model::Tie;
use crate::registry::actions::{RecordLife, record_life};
use crate::registry::model::Life;
use crate::rights::actions::{self, NameNominee};
use crate::rights::model::{Asks, NewNominee, Nominee, NomineeEnded, NomineeId, Right, Speaker};
use crate::rights::rules::ASKED_A_DAY_MAX;
use crate::rights::{line_of_nominee, nominee, nominees};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::Stop;
use nabz_testkit::{TestCity, city_test};
use std::time::Duration;

fn new(person: PersonId, name: &str, seen: Option<NomineeId>) -> NewNominee {
    let phone = Mobile::parse("0000067890").unwrap();
    NewNominee { person, proxy: proxy(name, Tie::Spouse), phone, seen }
}

fn name(city: &TestCity, new: &NewNominee) -> Result<Nominee, Stop> {
    city.pass(Duration::from_secs(1));
    let (permit, new) = (permit::<NameNominee>(city), new.clone());
    city.write(move |tx| actions::name_nominee(tx, &permit, &new))
}

fn unname(city: &TestCity, which: (PersonId, NomineeId)) -> Result<(), Stop> {
    let permit = permit::<NameNominee>(city);
    city.write(move |tx| actions::end_nominee(tx, &permit, which))
}

fn in_force(city: &TestCity, person: PersonId) -> Option<Nominee> {
    city.read(move |view| nominee(view, person)).unwrap()
}

fn dies(city: &TestCity, person: PersonId) {
    let permit = permit::<RecordLife>(city);
    let died = Life::Deceased { on: None };
    city.write(move |tx| record_life(tx, &permit, (person, 1), died)).unwrap();
}

#[city_test]
fn one_person_is_named_and_changed_and_taken_back_and_the_history_stays(city: &mut TestCity) {
    let sunita = sunita(city);
    let first = name(city, &new(sunita, "Ramesh Kumar", None)).unwrap();
    let stale = name(city, &new(sunita, "Mohan Lal", None));
    assert_eq!(code(stale), "RGT-003", "the page showed nobody");
    let second = name(city, &new(sunita, "Mohan Lal", Some(first.id))).unwrap();
    assert_eq!(in_force(city, sunita).unwrap(), second);
    assert_eq!(code(unname(city, (sunita, first.id))), "RGT-003", "he is it no longer");
    unname(city, (sunita, second.id)).unwrap();
    assert_eq!(in_force(city, sunita), None);
    let ever = city.read(move |view| nominees(view, sunita)).unwrap();
    let ended: Vec<_> = ever.iter().map(|one| one.ended.map(|(ended, _, _)| ended)).collect();
    assert_eq!(ended, [Some(NomineeEnded::Withdrawn), Some(NomineeEnded::Changed)]);
}

#[city_test]
fn a_child_names_nobody_and_nobody_changes_their_mind_all_day(city: &mut TestCity) {
    let child = register(city, details("Golu Kumar", 9));
    assert_eq!(code(name(city, &new(child, "Sunita Devi", None))), "RGT-012");
    let sunita = sunita(city);
    let mut seen = None;
    for _ in 0..ASKED_A_DAY_MAX {
        seen = Some(name(city, &new(sunita, "Ramesh Kumar", seen)).unwrap().id);
    }
    assert_eq!(code(name(city, &new(sunita, "Mohan Lal", seen))), "RGT-014");
    city.pass(DAY);
    name(city, &new(sunita, "Mohan Lal", seen)).unwrap();
}

#[city_test]
fn after_a_death_the_nominee_asks_and_is_told_to_whoever_deals_with_it(city: &mut TestCity) {
    let sunita = sunita(city);
    let nominee = name(city, &new(sunita, "Ramesh Kumar", None)).unwrap();
    let line = city.read(move |view| line_of_nominee(view, sunita)).unwrap();
    assert_eq!(line.unwrap().key(), "rights-nominee-said");
    dies(city, sunita);
    assert_eq!(code(ask(city, sunita, Right::Grievance)), "RGT-011");
    let asked = ask_as(city, &wish(sunita, Right::Grievance, Asks::Nominee)).unwrap();
    assert_eq!(asked.speaker, Speaker::Nominee(proxy("Ramesh Kumar", Tie::Spouse)));
    assert_eq!(code(unname(city, (sunita, nominee.id))), "RGT-011", "the dead take nothing back");
    let other = register(city, details("Kamla Devi", 50));
    let unnamed = ask_as(city, &wish(other, Right::Grievance, Asks::Nominee));
    assert_eq!(code(unnamed), "RGT-010");
}
