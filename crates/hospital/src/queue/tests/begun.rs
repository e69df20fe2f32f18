//! Visits that have begun and will not be signed.

use super::{Hall, code};
use crate::queue::model::Lane::General;
use crate::queue::model::{TokenState, WhyLeft};
use crate::queue::rebuild::Encounters;
use nabz_testkit::{city_test, fresh_person};
use std::sync::Arc;

#[city_test]
fn a_visit_that_was_begun_by_mistake_waits_again_in_its_turn(hall: &mut Hall) {
    let tokens = hall.arrive(&[General, General]);
    hall.sit_down(tokens[0].id, hall.post).unwrap();
    let back = hall.take_back(tokens[0].id).unwrap();
    assert!(matches!(back.state, TokenState::Waiting { .. }));
    assert_eq!(code(hall.take_back(tokens[0].id)), "QUE-004");
    assert_eq!(hall.called_numbers(), [1, 2]);
}

#[city_test]
fn who_leaves_the_doctor_before_the_end_has_left_and_may_be_given_another_token(hall: &mut Hall) {
    let asha = fresh_person();
    let token = hall.issue(asha, General).unwrap();
    hall.sit_down(token.id, hall.post).unwrap();
    let left = hall.cancel(token.id, WhyLeft::WentAway).unwrap();
    assert!(matches!(left.state, TokenState::Left { why: WhyLeft::WentAway, .. }));
    assert_eq!(code(hall.finish(token.id)), "QUE-004");
    assert_eq!(hall.issue(asha, General).unwrap().number.number, 2);
}

#[city_test]
fn whoever_sits_with_a_doctor_can_be_sent_on_and_the_record_agrees(hall: &mut Hall) {
    let token = hall.arrive(&[General])[0].id;
    hall.sit_down(token, hall.post).unwrap();
    let moved = hall.send(token, hall.eye).unwrap();
    hall.sit_down(moved.id, hall.eye_post).unwrap();
    hall.take_back(moved.id).unwrap();
    let again = nabz_record::rebuild(&hall.store, &[Arc::new(Encounters)], |_, _| ()).unwrap();
    assert!(again.is_clean() && again.looked_at == 2, "{again:?}");
}
