//! Whoever is sent on to another unit.

use super::{Hall, code};
use crate::queue::actions::{self, MoveToken};
use crate::queue::model::Lane::{General, Priority};
use crate::queue::model::{Token, TokenId, TokenState, Urgency, WhyLeft};
use crate::queue::unit_topic;
use nabz_access::UnitId;
use nabz_store::{Stop, Tx};
use nabz_testkit::city_test;

impl Hall {
    pub(super) fn send(&self, token: TokenId, to: UnitId) -> Result<Token, Stop> {
        let permit = self.permit::<MoveToken>();
        self.write(move |tx| actions::transfer(tx, &permit, (token, to)))
    }
}

#[city_test]
fn a_person_sent_to_another_unit_keeps_lane_and_urgency(hall: &mut Hall) {
    let token = hall.arrive(&[Priority])[0].clone();
    hall.sort(token.id, Urgency::Urgent);
    assert_eq!(code(hall.send(token.id, hall.medicine)), "QUE-009");
    let moved = hall.send(token.id, hall.eye).unwrap();
    assert_eq!((moved.lane, moved.urgency), (Priority, Urgency::Urgent));
    assert_eq!(moved.number.to_string(), "E-001");
    assert_eq!(hall.token(moved.id), moved, "as it is kept");
    assert_eq!(moved.came_from, Some(token.id));
    let left = hall.token(token.id).state;
    assert!(matches!(left, TokenState::Left { why: WhyLeft::Transferred, .. }));
    assert_eq!(code(hall.call()), "QUE-003");
    assert_eq!(hall.call_into(hall.eye_post).unwrap().id, moved.id);
}

#[city_test]
fn the_new_unit_is_told_of_whoever_is_sent_to_it(hall: &mut Hall) {
    let token = hall.arrive(&[General])[0].id;
    hall.sort(token, Urgency::Emergency);
    let topic = unit_topic(hall.facility, hall.eye);
    let told = |hall: &Hall| {
        let asked = topic.clone();
        let read = move |view: &mut Tx<'_>| {
            let sql = "SELECT COUNT(*) FROM store_event WHERE topic = $1";
            view.query_one(sql, &[asked.as_str().into()], |row| row.get::<i64>(0))
        };
        hall.store.read_blocking(read).unwrap().unwrap()
    };
    assert_eq!(told(hall), 0);
    hall.send(token, hall.eye).unwrap();
    assert_eq!(told(hall), 1);
}

#[city_test]
fn the_visits_before_one_are_found_however_often_somebody_was_sent_on(hall: &mut Hall) {
    let first = hall.arrive(&[General])[0].clone();
    let second = hall.send(first.id, hall.eye).unwrap();
    let third = hall.send(second.id, hall.medicine).unwrap();
    let (facility, from) = (hall.facility, first.clone());
    let asked = [first.clone(), second.clone(), third.clone()];
    let read = move |view: &mut Tx<'_>| {
        let before = crate::queue::before(view, facility, &asked.iter().collect::<Vec<_>>())?;
        Ok((before, crate::queue::sent_on(view, &from)?))
    };
    let (before, later) = hall.store.read_blocking(read).unwrap();
    assert_eq!(before.get(&first.id), None);
    assert_eq!(before[&second.id], [first.id]);
    assert_eq!(before[&third.id], [second.id, first.id]);
    let mut later: Vec<TokenId> = later.iter().map(|token| token.id).collect();
    later.sort_by_key(|id| id.uuid());
    let mut expect = [second.id, third.id];
    expect.sort_by_key(|id| id.uuid());
    assert_eq!(later, expect);
}
