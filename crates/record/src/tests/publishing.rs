//! Publishing: versions, index rows, and many hands at once.

use super::{City, beside, encounter, patient, person};
use crate::{Publish, Written};
use nabz_testkit::city_tests;
use std::thread;

city_tests! { City;
    fn what_is_published_again_unchanged_is_no_new_version(city) {
        let asha = person(7);
        assert_eq!(city.publish(&patient(asha, "Sharma")), Written::Created);
        assert_eq!(city.publish(&patient(asha, "Sharma")), Written::Unchanged { version: 1 });
        assert_eq!(city.publish(&patient(asha, "Verma")), Written::Superseded { version: 2 });
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_unsealed"), 2);
    }

    fn the_bytes_carry_id_version_time_and_source(city) {
        let asha = person(7);
        city.publish(&patient(asha, "Sharma"));
        let body = city.one_text("SELECT body FROM record_entry", vec![]);
        let head = format!(
            "{{\"resourceType\":\"Patient\",\"id\":\"{asha}\",\"meta\":{{\"versionId\":\"1\",\
             \"lastUpdated\":\"2026-11-23T03:30:00Z\",\
             \"source\":\"https://nabz.example/fhir/source/nabz\"}}"
        );
        assert!(body.starts_with(&head), "{body}");
    }

    fn a_new_version_replaces_the_index_rows_that_differ(city) {
        let asha = person(7);
        let visit = beside(asha);
        city.publish(&patient(asha, "Sharma"));
        city.publish(&encounter(visit, asha, "arrived"));
        let rows = "SELECT (SELECT COUNT(*) FROM record_token) + (SELECT COUNT(*) FROM record_string)
                    + (SELECT COUNT(*) FROM record_date) + (SELECT COUNT(*) FROM record_chart)
                    + (SELECT COUNT(*) FROM record_identifier)";
        let before = city.count(rows);
        city.publish(&patient(asha, "Verma"));
        city.publish(&encounter(visit, asha, "in-progress"));
        assert_eq!(city.count(rows), before);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_chart"), 2);
    }

    fn a_corrected_subject_moves_the_chart_rows_and_never_the_entry(city) {
        let (asha, meena) = (person(7), person(8));
        let visit = beside(asha);
        city.publish(&encounter(visit, asha, "arrived"));
        city.publish(&encounter(visit, meena, "arrived"));
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry WHERE bucket = 7"), 1);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_chart WHERE bucket = 7"), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_chart WHERE bucket = 8"), 1);
    }

    fn an_action_that_fails_publishes_nothing(city) {
        let asha = person(7);
        let failed = city.write(move |tx| {
            tx.publish(&patient(asha, "Sharma"))?;
            Err::<(), _>(nabz_store::Stop::fault("the action failed later"))
        });
        assert!(failed.is_err());
        assert_eq!(city.count("SELECT COUNT(*) FROM record_entry"), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_token"), 0);
    }
}

city_tests! { busy City;
    fn thirty_two_hands_on_one_entry_lose_no_version(city) {
        let asha = person(7);
        thread::scope(|scope| {
            for hand in 0..32 {
                scope.spawn(move || {
                    for turn in 0..4 {
                        city.publish(&patient(asha, &format!("Sharma {hand} {turn}")));
                    }
                });
            }
        });
        assert_eq!(city.count("SELECT version FROM record_entry"), 128);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_history"), 127);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_string"), 2);
    }
}
