//! Thirty-two people who press the same button at the same moment.

use super::Hall;
use crate::queue::model::Lane::General;
use crate::queue::model::Token;
use nabz_testkit::{Busy, at_once, city_test, fresh_person};
use std::collections::BTreeSet;

#[city_test]
fn thirty_two_counters_never_issue_the_same_number(hall: &mut Busy<Hall>) {
    let numbers = numbers_at_once(|| hall.arrive(&[General; 5]));
    assert_eq!(numbers, (1..=160).collect());
}

#[city_test]
fn thirty_two_counters_give_one_person_one_token(hall: &mut Busy<Hall>) {
    let asha = fresh_person();
    let given = at_once(|_| hall.issue(asha, General).is_ok());
    assert_eq!(given.iter().filter(|given| **given).count(), 1);
    assert_eq!(hall.issue(fresh_person(), General).unwrap().number.number, 2);
}

#[city_test]
fn thirty_two_desks_never_call_the_same_person(hall: &mut Busy<Hall>) {
    hall.arrive(&[General; 64]);
    let numbers = numbers_at_once(|| (0..2).map(|_| hall.call().unwrap()).collect());
    assert_eq!(numbers, (1..=64).collect());
}

#[city_test]
fn thirty_two_doctors_never_sit_with_the_same_person(hall: &mut Busy<Hall>) {
    let token = hall.arrive(&[General])[0].id;
    let sat = at_once(|_| hall.sit_down(token, hall.post).is_ok());
    assert_eq!(sat.iter().filter(|sat| **sat).count(), 1);
}

/// Thirty-two people press the button together; the numbers they got, of which none may be lost.
fn numbers_at_once(press: impl Fn() -> Vec<Token> + Sync) -> BTreeSet<u32> {
    let tokens = at_once(|_| press());
    let numbers: Vec<u32> = tokens.into_iter().flatten().map(|t| t.number.number).collect();
    let distinct: BTreeSet<u32> = numbers.iter().copied().collect();
    assert_eq!(distinct.len(), numbers.len(), "a number was given twice");
    distinct
}
