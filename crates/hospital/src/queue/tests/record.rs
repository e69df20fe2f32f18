//! What the record says of a queue.

use super::Hall;
use crate::queue::model::Lane::{Emergency, General, Priority};
use crate::queue::model::{Urgency, WhyLeft};
use crate::queue::rebuild::Encounters;
use nabz_testkit::city_test;
use std::sync::Arc;

#[city_test]
fn saying_every_encounter_again_changes_nothing(hall: &mut Hall) {
    let tokens = hall.arrive(&[General, Priority, Emergency, General]);
    hall.call().unwrap();
    hall.cancel(tokens[0].id, WhyLeft::WentAway).unwrap();
    hall.sort(tokens[3].id, Urgency::Urgent);
    hall.send(tokens[3].id, hall.eye).unwrap();
    let again = nabz_record::rebuild(&hall.store, &[Arc::new(Encounters)], |_, _| ()).unwrap();
    assert_eq!(again.looked_at, 5);
    assert!(again.is_clean());
}
