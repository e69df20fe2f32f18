//! Several pairs decided in one go: each in its own right, all of it taken back in one go.

use super::duplicates::{
    changed, decide, doubt, goes_on, pair, registered, searched, thrice, twice, undo, waiting,
    with_card, woman,
};
use super::{code, permit};
use crate::registry::actions::{self, DecideDuplicate};
use crate::registry::dedupe::Walk;
use crate::registry::model::{
    Decision, Ground, Life, PAIRS_A_PRESS_MAX, Pair, Press, PressId, PressWish, WhyNot,
};
use crate::registry::store;
use nabz_access::Permit;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::{Reason, Resemblance};
use nabz_store::Stop;
use nabz_testkit::{Busy, TestCity, at_once, city_test};
use std::time::Duration;

fn press(city: &TestCity, decision: Decision, pairs: &[Pair]) -> Result<Press, Stop> {
    city.pass(Duration::from_secs(1));
    let permit: Permit<DecideDuplicate> = permit(city);
    let pairs = pairs.iter().map(|pair| (*pair, [1, 1])).collect();
    let wish = PressWish { decision, pairs };
    city.write(move |tx| actions::press(tx, &permit, &wish))
}

fn undo_press(city: &TestCity, id: PressId) -> Result<Press, Stop> {
    let permit: Permit<DecideDuplicate> = permit(city);
    city.write(move |tx| {
        actions::undo_press(tx, &permit, id)?;
        Ok(store::press(tx, id)?.unwrap())
    })
}

fn kamla(city: &TestCity) -> Pair {
    let kamla = || registered(city, woman("Kamla Rani", 30, "0000001111"));
    pair(kamla(), kamla())
}

fn farida(city: &TestCity) -> Pair {
    let farida = || registered(city, woman("Farida Begum", 50, "0000002222"));
    pair(farida(), farida())
}

fn done(press: &Press) -> Vec<Pair> {
    press.done().collect()
}

fn not_done(press: &Press) -> Vec<(Pair, WhyNot)> {
    press.not_done().collect()
}

#[city_test]
fn each_pair_is_decided_in_its_own_right_and_all_are_taken_back_in_one_go(city: &mut TestCity) {
    let (sunita, kamla, farida) = (twice(city), kamla(city), farida(city));
    searched(city, Walk::default());
    changed(city, farida.one(), Life::Moved { on: None });
    let pressed = press(city, Decision::Same, &[sunita, farida, kamla, sunita]).unwrap();
    assert_eq!(done(&pressed), [sunita, kamla]);
    assert_eq!(not_done(&pressed), [(farida, WhyNot::Changed { version: 2 })]);
    for pair in [sunita, kamla] {
        assert_eq!(goes_on(city, pair.other()), Some(pair.one()));
        assert_eq!(doubt(city, pair).ruled.unwrap().by, city.staff);
    }
    assert_eq!(waiting(city), [farida]);
    let staff = city.staff;
    let last = city.read(move |view| store::last_press(view, staff)).unwrap().unwrap();
    assert_eq!(last, pressed);
    let undone = undo_press(city, pressed.id).unwrap();
    assert!(undone.undone_at.is_some() && undone.pairs == pressed.pairs, "{undone:?}");
    assert_eq!((goes_on(city, sunita.other()), goes_on(city, kamla.other())), (None, None));
    assert_eq!(waiting(city).len(), 3);
    assert_eq!(code(undo_press(city, pressed.id)), "REG-057");
    let nobodys = PressId::draw(city.now());
    assert_eq!(code(undo_press(city, nobodys)), "REG-056");
}

#[city_test]
fn who_is_one_by_the_other_pairs_of_a_press_is_one_and_two_again_with_them(city: &mut TestCity) {
    let [a, b, c] = thrice(city);
    let all = [pair(a, b), pair(a, c), pair(b, c)];
    let pressed = press(city, Decision::Same, &all).unwrap();
    assert_eq!(done(&pressed), all);
    assert!(waiting(city).is_empty());
    assert_eq!((goes_on(city, b), goes_on(city, c)), (Some(a), Some(a)));
    let undone = undo_press(city, pressed.id).unwrap();
    assert!(not_done(&undone).is_empty(), "{undone:?}");
    assert_eq!((goes_on(city, b), goes_on(city, c), waiting(city).len()), (None, None, 3));
}

#[city_test]
fn whoever_cannot_be_one_by_what_is_known_is_never_made_one_unseen(city: &mut TestCity) {
    let days = ["12-3-1984", "13-3-1984"];
    let apart = with_card(city, ("Kamla Rani", "0000001111"), days);
    let between = registered(city, woman("Kamla Rani", 42, "0000001111"));
    let (first, second) = (pair(apart.one(), between), pair(apart.other(), between));
    let reasons = vec![Reason::SameName, Reason::SamePhone];
    let found = Resemblance { points: 15, reasons };
    let add = move |tx: &mut nabz_store::Tx<'_>| {
        for one in [apart, first, second] {
            store::add_doubt(tx, one, &found, Band::Review)?;
        }
        Ok(())
    };
    city.write(add).unwrap();
    let pressed = press(city, Decision::Same, &[apart, first, second]).unwrap();
    assert_eq!(done(&pressed), [first]);
    let conflict = WhyNot::Conflict;
    assert_eq!(not_done(&pressed), [(apart, conflict), (second, conflict)], "through the third");
    decide(city, second, Decision::Same).unwrap();
    let all = press(city, Decision::Different, &[apart]).unwrap();
    assert_eq!(not_done(&all), [(apart, WhyNot::Decided)], "somebody has compared them by then");
}

#[city_test]
fn what_somebody_has_changed_since_is_left_as_it_is(city: &mut TestCity) {
    let (sunita, kamla) = (twice(city), kamla(city));
    searched(city, Walk::default());
    let pressed = press(city, Decision::Different, &[sunita, kamla]).unwrap();
    undo(city, kamla, pressed.at).unwrap();
    city.pass(Duration::from_secs(1));
    decide(city, kamla, Decision::Same).unwrap();
    let undone = undo_press(city, pressed.id).unwrap();
    assert_eq!(not_done(&undone), [(kamla, WhyNot::Decided)]);
    assert_eq!(goes_on(city, kamla.other()), Some(kamla.one()));
    assert_eq!(waiting(city), [sunita]);
}

#[city_test]
fn a_press_is_of_one_pair_at_least_and_of_fifty_at_most(city: &mut TestCity) {
    let sunita = twice(city);
    assert_eq!(code(press(city, Decision::Same, &[])), "REG-054");
    let many = [sunita; PAIRS_A_PRESS_MAX + 1];
    assert_eq!(code(press(city, Decision::Same, &many)), "REG-055");
    assert_eq!(code(press(city, Decision::Same, &[sunita])), "REG-037", "nobody has found them");
}

#[city_test]
fn of_thirty_two_presses_at_once_each_pair_is_decided_by_one(city: &mut Busy<TestCity>) {
    let city: &TestCity = city;
    let pairs = [twice(city), kamla(city), farida(city)];
    searched(city, Walk::default());
    let said = |officer: usize| {
        let mut pairs = pairs;
        pairs.rotate_left(officer % 3);
        let same = officer.is_multiple_of(2);
        press(city, if same { Decision::Same } else { Decision::Different }, &pairs).unwrap()
    };
    let presses = at_once(said);
    for pair in pairs {
        let heard: Vec<&Press> =
            presses.iter().filter(|press| press.done().any(|one| one == pair)).collect();
        assert_eq!(heard.len(), 1, "{pair}");
        let is_one = heard[0].decision == Decision::Same;
        assert_eq!(goes_on(city, pair.other()).is_some(), is_one);
    }
    let late: Vec<WhyNot> = presses.iter().flat_map(Press::not_done).map(|(_, why)| why).collect();
    assert_eq!(late.len(), 31 * pairs.len());
    assert!(late.into_iter().all(|why| why == WhyNot::Decided));
}

#[city_test]
fn a_list_is_narrowed_by_the_strongest_reason(city: &mut TestCity) {
    let sunita = twice(city);
    let card = with_card(city, ("Kamla Rani", "0000001111"), ["12-3-1984", "13-3-1984"]);
    searched(city, Walk::default());
    let because = |ground| {
        let found = city.read(move |view| store::waiting_because(view, ground)).unwrap();
        found.into_iter().map(|doubt| doubt.pair).collect::<Vec<_>>()
    };
    assert_eq!(because(Ground::PhoneAndName), [sunita]);
    assert_eq!(because(Ground::VoterCard), [card]);
    assert!(because(Ground::Other).is_empty());
}
