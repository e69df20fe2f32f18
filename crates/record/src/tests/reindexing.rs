//! Reindexing: rows that bodies lack are added, beside writers, and the walk goes on where it was.

use super::{City, OBSERVATION, beside, encounter, patient, person, said};
use crate::search::{Everything, search};
use crate::{Reindexed, Reindexing, check, reindex, reindex_step};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, parse};
use nabz_testkit::city_tests;
use serde_json::json;
use std::thread;
use uuid::Uuid;

fn weigh(city: &City, number: u16, id: Uuid, grams: u32) {
    city.publish(&said::<OBSERVATION>(
        id,
        json!({
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": format!("Patient/{}", person(number))},
            "valueQuantity": {"value": grams, "system": "http://unitsofmeasure.org", "code": "g"},
        }),
    ));
}

fn heavy(city: &City) -> usize {
    let pairs = [("value-quantity".to_owned(), "gt50|http://unitsofmeasure.org|kg".to_owned())];
    let query = parse(ResourceType::OBSERVATION, &pairs, Handling::Strict).unwrap();
    city.read(move |view| Ok(search(view, &query, &mut Everything).unwrap().matches.len()))
}

/// Everything that a release before this one did not keep is gone.
fn forget(city: &City) {
    city.write(|tx| tx.execute("DELETE FROM record_quantity", &[])).unwrap();
    city.write(|tx| tx.execute("DELETE FROM record_date", &[])).unwrap();
}

fn to_the_end(city: &City) -> Reindexed {
    for _ in 0..2_000 {
        if let Reindexing::Done(all) = reindex_step(&city.store).unwrap() {
            return all;
        }
    }
    panic!("a walk without an end");
}

city_tests! { City;
    fn what_is_not_indexed_yet_is_found_when_the_walk_is_done_and_that_walk_is_made_once(city) {
        for number in 0..120 {
            city.publish(&patient(person(number), "Sharma"));
            weigh(city, number, beside(person(number)), 40_000 + 200 * u32::from(number));
        }
        city.publish(&encounter(beside(person(1)), person(1), "arrived"));
        assert_eq!(heavy(city), 50);
        forget(city);
        assert_eq!(heavy(city), 0);
        let all = to_the_end(city);
        // Of each amount two rows and two beside its code; birthdays, and one visit.
        assert_eq!(all, Reindexed { entries: 241, missing: 120 * 4 + 120 + 1 });
        assert_eq!(heavy(city), 50);
        assert!(check(&city.store, |_| ()).unwrap().is_clean());
        forget(city);
        assert_eq!(to_the_end(city), all, "it is done");
        assert_eq!(heavy(city), 0);
        let of_type = reindex(&city.store, Some(ResourceType::OBSERVATION), |_, _| ()).unwrap();
        assert_eq!(of_type, Reindexed { entries: 120, missing: 480 });
        assert_eq!(reindex(&city.store, None, |_, _| ()).unwrap().missing, 121);
        assert!(check(&city.store, |_| ()).unwrap().is_clean());
    }

    fn a_walk_beside_writers_leaves_no_row_of_what_is_no_longer_said(city) {
        let ids: Vec<Uuid> = (0..40).map(|number| beside(person(number))).collect();
        for (number, id) in (0_u16..).zip(&ids) {
            weigh(city, number, *id, 1_000);
        }
        forget(city);
        let ids = &ids;
        thread::scope(|scope| {
            for hand in 0..3 {
                scope.spawn(move || {
                    for (number, id) in (0_u16..).zip(ids).skip(hand).step_by(3) {
                        weigh(city, number, *id, 2_000 + u32::from(number));
                    }
                });
            }
            scope.spawn(|| to_the_end(city));
        });
        reindex(&city.store, None, |_, _| ()).unwrap();
        let checked = check(&city.store, |_| ()).unwrap();
        assert!(checked.is_clean(), "{checked:?}");
        assert_eq!(checked.rows, checked.rows_there);
    }
}
