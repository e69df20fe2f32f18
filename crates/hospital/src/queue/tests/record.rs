//! What the record says of a queue.

use super::Hall;
use crate::queue::model::Lane::{Emergency, General, Priority};
use crate::queue::model::WhyLeft;
use crate::queue::rebuild::Encounters;
use nabz_testkit::city_test;
use std::sync::Arc;

#[city_test]
fn saying_every_encounter_again_changes_nothing(hall: &mut Hall) {
    let tokens = hall.arrive(&[General, Priority, Emergency]);
    hall.call().unwrap();
    hall.cancel(tokens[0].id, WhyLeft::WentAway).unwrap();
    let again = nabz_record::rebuild(&hall.store, &[Arc::new(Encounters)], |_, _| ()).unwrap();
    assert_eq!(again.looked_at, 3);
    assert!(again.is_clean());
}
