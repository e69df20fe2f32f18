//! What the boards of a hall are told.

use super::Hall;
use crate::queue::model::Lane::General;
use crate::queue::model::{Urgency, WhyLeft};
use crate::queue::pages::said_and_shown;
use nabz_store::Tx;
use nabz_testkit::city_test;

#[city_test]
fn the_board_is_told_whenever_what_it_shows_may_have_changed(hall: &mut Hall) {
    let events = "SELECT COUNT(*) FROM store_event WHERE topic LIKE 'board/%'";
    let mut before = hall.count(events);
    let mut is_told = |hall: &Hall, of: &str| {
        let now = hall.count(events);
        assert!(now > before, "{of}");
        before = now;
    };
    let tokens = hall.arrive(&[General, General]);
    is_told(hall, "somebody who came");
    hall.sort(tokens[1].id, Urgency::Urgent);
    is_told(hall, "somebody who is sorted");
    let called = hall.call().unwrap().id;
    is_told(hall, "a call");
    hall.mark_absent(called).unwrap();
    is_told(hall, "nobody who came");
    hall.take_back(called).unwrap();
    is_told(hall, "somebody who is back");
    hall.call().unwrap();
    is_told(hall, "a call again");
    hall.cancel(called, WhyLeft::WentAway).unwrap();
    is_told(hall, "a call in vain");
    hall.send(tokens[0].id, hall.eye).unwrap();
    is_told(hall, "somebody who is sent on");
}

#[city_test]
fn a_called_token_that_ends_stands_on_the_board_no_more(hall: &mut Hall) {
    let shown = |hall: &Hall| {
        let read = |view: &mut Tx<'_>| said_and_shown(view, "AML");
        hall.store.read_blocking(read).unwrap()
    };
    hall.arrive(&[General, General]);
    let called = hall.call().unwrap().id;
    let [said, lines] = shown(hall);
    assert_eq!(lines[0], "12: M-001, M-002");
    assert_eq!(said, ["टोकन M 1, कमरा 12", "Token M 1, room 12"], "the number, then the room");
    hall.cancel(called, WhyLeft::WentAway).unwrap();
    let [said, lines] = shown(hall);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(lines[0], "12: -, M-002");
}
