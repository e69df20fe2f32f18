//! What places rely on where many live.

use super::died::lives;
use super::moved::{lives_somewhere, moves_away};
use super::{
    beside, code, family, home, home_of, household, join, leave, permit, ramesh, record_agrees,
    sahil, somebody, sunita, ties,
};
use crate::households::actions::{self, ArrangeHousehold, KeepPlace};
use crate::households::model::{
    Closing, HouseholdId, HouseholdKind, Kinship, Leaving, Left, Member, NewHousehold, Place,
    PlaceKind, Reopening, Stay, StayId, Tie,
};
use crate::households::{caretaker_of, place_of, store, who_lives_in};
use crate::registry::model::Sex;
use nabz_kernel::ids::PersonId;
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::time::Duration;

/// A night shelter, in which nobody lives yet.
pub(super) fn shelter(city: &TestCity, called: &'static str) -> HouseholdId {
    open(city, Place::named(PlaceKind::NightShelter, called)).unwrap()
}

fn open(city: &TestCity, place: Place) -> Result<HouseholdId, Stop> {
    let permit = permit::<KeepPlace>(city);
    city.write(move |tx| actions::open_place(tx, &permit, &place).map(|home| home.id))
}

pub(super) fn admit(city: &TestCity, place: HouseholdId, person: PersonId) -> Result<Member, Stop> {
    city.pass(Duration::from_mins(1));
    let permit = permit::<ArrangeHousehold>(city);
    city.write(move |tx| actions::admit(tx, &permit, place, person))
}

pub(super) fn close(city: &TestCity, place: HouseholdId, how: Closing) -> Result<usize, Stop> {
    city.pass(Duration::from_mins(1));
    let (permit, seen) = (permit::<KeepPlace>(city), household(city, place).version);
    city.write(move |tx| actions::close_place(tx, &permit, (place, seen), how))
}

fn reopen(city: &TestCity, place: HouseholdId, how: Reopening) -> Result<usize, Stop> {
    city.pass(Duration::from_mins(1));
    let (permit, seen) = (permit::<KeepPlace>(city), household(city, place).version);
    city.write(move |tx| actions::reopen_place(tx, &permit, (place, seen), how))
}

fn stay_on(city: &TestCity, place: HouseholdId, stay: StayId) -> Result<(), Stop> {
    city.pass(Duration::from_mins(1));
    let permit = permit::<ArrangeHousehold>(city);
    city.write(move |tx| actions::stay_on(tx, &permit, (place, stay)))
}

/// Who has left, whoever did last first.
fn left(city: &TestCity, place: HouseholdId) -> Vec<Stay> {
    city.read(move |view| store::left(view, place, (None, 10))).unwrap()
}

fn why(stays: &[Stay]) -> Vec<Left> {
    stays.iter().filter_map(|stay| stay.end).map(|end| end.left).collect()
}

#[city_test]
fn a_place_has_a_name_and_is_written_down_once_in_its_ward(city: &mut TestCity) {
    let named = |called: &str| Place::named(PlaceKind::Hostel, called);
    assert_eq!(code(open(city, named("  "))), "HOU-009");
    let phone = Place { phone: Some("the warden".into()), ..named("Boys Hostel") };
    assert_eq!(code(open(city, phone)), "HOU-017");
    let known = Place {
        ward: Some("11".into()),
        contact: Some(" Kamla  Rawat ".into()),
        phone: Some("+91 00000 12099".into()),
        ..named(" Boys  Hostel ")
    };
    let id = open(city, known.clone()).unwrap();
    let kept = household(city, id);
    let place = kept.place.unwrap();
    assert_eq!((kept.kind, kept.head), (HouseholdKind::Institution, None));
    assert_eq!(
        (place.called.as_str(), place.contact.as_deref()),
        ("Boys Hostel", Some("Kamla Rawat"))
    );
    assert_eq!(place.phone.as_deref(), Some("0000012099"));
    let again = Place { called: "boys hostel".into(), ..known.clone() };
    assert_eq!(code(open(city, again)), "HOU-016");
    open(city, Place { ward: Some("12".into()), ..known }).unwrap();
    assert_eq!(city.read(store::places).unwrap().len(), 2);
    record_agrees(city);
}

#[city_test]
fn of_two_counters_that_write_down_one_place_one_does(city: &mut Busy<TestCity>) {
    let outcomes = at_once(|_| {
        open(city, Place::named(PlaceKind::Hostel, "Boys Hostel"))
            .map_err(|stop| code::<()>(Err(stop)))
    });
    assert_eq!(outcomes.iter().flatten().count(), 1);
    assert!(outcomes.iter().filter_map(|one| one.as_ref().err()).all(|code| *code == "HOU-016"));
}

#[city_test]
fn what_is_known_of_a_place_is_put_right_by_whoever_saw_it_last(city: &mut TestCity) {
    let id = shelter(city, "Rain Basera");
    let correct = |city: &TestCity, seen: u32, place: Place| {
        let permit = permit::<KeepPlace>(city);
        city.write(move |tx| actions::correct_place(tx, &permit, (id, seen), &place))
    };
    let street = Place::named(PlaceKind::Street, "Under the Moolchand flyover");
    correct(city, 1, street.clone()).unwrap();
    assert_eq!(household(city, id).kind, HouseholdKind::Street);
    assert_eq!(household(city, id).place, Some(street.clone()));
    assert_eq!(code(correct(city, 1, street.clone())), "HOU-002");
    let family = home(city, ramesh(city)).id;
    let permit = permit::<KeepPlace>(city);
    let wrong = city.write(move |tx| actions::correct_place(tx, &permit, (family, 1), &street));
    assert_eq!(code(wrong), "HOU-010");
    record_agrees(city);
}

#[city_test]
fn whoever_lives_in_a_place_is_no_family_and_the_record_does_not_name_them(city: &mut TestCity) {
    let (first, guest, third) = (ramesh(city), sahil(city), sunita(city));
    let id = shelter(city, "Rain Basera");
    assert_eq!(admit(city, id, first).unwrap().tie, Tie::Unrelated);
    assert_eq!(code(admit(city, id, first)), "HOU-004");
    beside(city, guest, first, Kinship::Child).unwrap();
    assert_eq!(home_of(city, guest), id, "a child lives where its father does");
    assert!(family(city, first).is_empty() && family(city, guest).is_empty());
    assert!(city.read(move |view| who_lives_in(view, id)).unwrap().is_empty());
    assert_eq!(city.read(move |view| store::count_residents(view, id)).unwrap(), 2);
    let (home, member) = city.read(move |view| place_of(view, guest)).unwrap().unwrap();
    assert_eq!((home.id, member.person), (id, guest));
    assert_eq!(household(city, id).version, 1, "who comes and goes changes nothing of the place");
    assert_eq!(code(join(city, id, (third, Tie::Kin))), "HOU-001");
    let (kind, permit) = (HouseholdKind::Institution, permit::<ArrangeHousehold>(city));
    let new = NewHousehold { kind, head: third };
    assert_eq!(code(city.write(move |tx| actions::found(tx, &permit, &new))), "HOU-008");
    assert!(city.read(move |view| place_of(view, third)).unwrap().is_none());
    record_agrees(city);
}

#[city_test]
fn a_family_lets_its_head_go_to_a_place_once_another_speaks_for_it(city: &mut TestCity) {
    let (head, wife) = (ramesh(city), sunita(city));
    let family = home(city, head).id;
    join(city, family, (wife, Tie::Spouse)).unwrap();
    let id = shelter(city, "Rain Basera");
    assert_eq!(code(admit(city, id, head)), "HOU-005");
    admit(city, id, wife).unwrap();
    assert_eq!(ties(city, family), [(head, Tie::Head)]);
    admit(city, id, head).unwrap();
    assert!(household(city, family).closed_at.is_some(), "nobody is left at home");
    record_agrees(city);
}

#[city_test]
fn the_page_of_a_place_goes_on_where_the_one_before_ended(city: &mut TestCity) {
    let id = shelter(city, "Rain Basera");
    let guests: Vec<PersonId> = ["Asha Negi", "Bela Rani", "Chhotu Ram"]
        .into_iter()
        .map(|name| {
            let guest = somebody(city, name, (Sex::Female, 1976));
            admit(city, id, guest).unwrap();
            guest
        })
        .collect();
    let page = |before: Option<StayId>| -> Vec<Stay> {
        city.read(move |view| store::residents(view, id, (before, 2))).unwrap()
    };
    let persons = |stays: &[Stay]| stays.iter().map(|stay| stay.member.person).collect::<Vec<_>>();
    let first = page(None);
    assert_eq!(persons(&first), [guests[2], guests[1]], "whoever came last comes first");
    assert_eq!(persons(&page(Some(first[1].id))), [guests[0]]);
    for guest in &guests {
        city.pass(Duration::from_mins(1));
        leave(city, *guest, Leaving::Moved).unwrap();
    }
    let gone = left(city, id);
    assert_eq!(persons(&gone), [guests[2], guests[1], guests[0]]);
    let last = gone[1];
    let before = city.read(move |view| store::left(view, id, (Some(&last), 10))).unwrap();
    assert_eq!(persons(&before), [guests[0]]);
}

#[city_test]
fn whoever_has_not_left_after_all_lives_there_as_before(city: &mut TestCity) {
    let (guest, other) = (sahil(city), ramesh(city));
    let id = shelter(city, "Rain Basera");
    let since = admit(city, id, guest).unwrap().since;
    city.pass(Duration::from_mins(1));
    leave(city, guest, Leaving::Moved).unwrap();
    let gone = left(city, id)[0];
    assert_eq!(gone.end.unwrap().left, Left::Said(Leaving::Moved));
    stay_on(city, id, gone.id).unwrap();
    let member = city.read(move |view| store::member(view, guest)).unwrap().unwrap();
    assert_eq!((member.household, member.since), (id, since));
    assert_eq!(code(stay_on(city, id, gone.id)), "HOU-004");
    leave(city, guest, Leaving::Moved).unwrap();
    let family = home(city, other).id;
    assert_eq!(code(stay_on(city, family, gone.id)), "HOU-010");
    join(city, family, (guest, Tie::Kin)).unwrap();
    assert_eq!(code(stay_on(city, id, gone.id)), "HOU-019");
    city.pass(Duration::from_mins(1));
    leave(city, guest, Leaving::Moved).unwrap();
    assert_eq!(code(stay_on(city, id, gone.id)), "HOU-019", "they have lived elsewhere since");
}

#[city_test]
fn a_place_is_closed_with_those_who_live_there_and_opened_again_with_them(city: &mut TestCity) {
    let [first, second, third] = [ramesh(city), sahil(city), sunita(city)];
    let (id, other) = (shelter(city, "Rain Basera"), shelter(city, "Raat Basera"));
    for guest in [first, second, third] {
        admit(city, id, guest).unwrap();
    }
    assert_eq!(code(close(city, id, Closing::Moved(id))), "HOU-008");
    assert_eq!(close(city, id, Closing::Moved(other)).unwrap(), 3);
    assert!(household(city, id).closed_at.is_some());
    assert_eq!((ties(city, id).len(), ties(city, other).len()), (0, 3));
    assert_eq!(why(&left(city, id)), [Left::Closing; 3]);
    assert_eq!(code(admit(city, id, first)), "HOU-020");
    assert_eq!(code(close(city, id, Closing::Left)), "HOU-020");
    let shut = city.read(store::closed_places).unwrap();
    assert_eq!(shut.iter().map(|place| place.id).collect::<Vec<_>>(), [id]);
    city.pass(Duration::from_mins(1));
    let elsewhere = home(city, third).id;
    assert_eq!(reopen(city, id, Reopening::Undone).unwrap(), 2);
    assert_eq!((home_of(city, first), home_of(city, second)), (id, id));
    assert_eq!(home_of(city, third), elsewhere, "who went home since stays there");
    assert!(ties(city, other).is_empty());
    assert_eq!(code(reopen(city, id, Reopening::Undone)), "HOU-018");
    record_agrees(city);
}

#[city_test]
fn a_place_that_is_opened_anew_has_nobody_in_it(city: &mut TestCity) {
    let guest = sahil(city);
    let id = shelter(city, "Rain Basera");
    admit(city, id, guest).unwrap();
    assert_eq!(close(city, id, Closing::Left).unwrap(), 1);
    assert!(city.read(move |view| store::member(view, guest)).unwrap().is_none());
    let same = shelter(city, "Rain Basera");
    assert_eq!(code(reopen(city, id, Reopening::Anew)), "HOU-016");
    close(city, same, Closing::Left).unwrap();
    assert_eq!(reopen(city, id, Reopening::Anew).unwrap(), 0);
    assert_eq!(close(city, id, Closing::Left).unwrap(), 0);
    assert_eq!(reopen(city, id, Reopening::Undone).unwrap(), 0, "the first closing is forgotten");
    assert!(ties(city, id).is_empty());
    record_agrees(city);
}

#[city_test]
fn whoever_has_left_the_city_lives_in_no_place_until_they_are_back(city: &mut TestCity) {
    let (first, guest) = (ramesh(city), sahil(city));
    let id = shelter(city, "Rain Basera");
    for person in [first, guest] {
        admit(city, id, person).unwrap();
    }
    moves_away(city, guest);
    assert_eq!(ties(city, id), [(first, Tie::Unrelated)]);
    assert!(city.read(move |view| place_of(view, guest)).unwrap().is_none());
    let gone = left(city, id);
    assert_eq!((gone[0].member.person, why(&gone)), (guest, vec![Left::Away]));
    assert_eq!(code(stay_on(city, id, gone[0].id)), "HOU-014");
    assert_eq!(code(admit(city, id, guest)), "HOU-014");
    lives(city, guest);
    assert_eq!((home_of(city, guest), ties(city, id).len()), (id, 2));
    assert!(left(city, id).is_empty(), "as if they had never left");
    assert_eq!(household(city, id).version, 1, "who comes and goes changes nothing of the place");
    record_agrees(city);
}

#[city_test]
fn nobody_comes_back_with_a_place_who_has_left_the_city(city: &mut TestCity) {
    let (first, guest) = (ramesh(city), sahil(city));
    let id = shelter(city, "Rain Basera");
    for person in [first, guest] {
        admit(city, id, person).unwrap();
    }
    assert_eq!(close(city, id, Closing::Left).unwrap(), 2);
    moves_away(city, guest);
    assert_eq!(reopen(city, id, Reopening::Undone).unwrap(), 1);
    assert_eq!(ties(city, id), [(first, Tie::Unrelated)]);
    moves_away(city, first);
    assert_eq!(close(city, id, Closing::Left).unwrap(), 0);
    lives(city, first);
    assert!(household(city, id).closed_at.is_some(), "nobody opens a place by being back");
    assert!(!lives_somewhere(city, first) && !lives_somewhere(city, guest));
    record_agrees(city);
}

#[city_test]
fn a_caretaker_is_that_of_the_place_in_which_somebody_lives(city: &mut TestCity) {
    let guest = sahil(city);
    let of = |city: &TestCity| city.read(move |view| caretaker_of(view, guest)).unwrap();
    assert_eq!(of(city), None);
    let place = Place::named(PlaceKind::ChildrensHome, "Bal Griha");
    let id = open(city, Place { caretaker: Some("Kamla Rawat".into()), ..place }).unwrap();
    admit(city, id, guest).unwrap();
    assert_eq!(of(city).as_deref(), Some("Kamla Rawat"));
    let named = city.read(move |view| store::guardians(view, guest)).unwrap();
    assert!(named.is_empty(), "who receives a card answers for nobody");
}
