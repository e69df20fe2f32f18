//! Keeping: the feed, `$everything`, and the check of it all.

use super::{City, beside, encounter, patient, person};
use crate::search::Everything;
use crate::{check, everything, feed, seal};
use nabz_fhir::ResourceType;
use nabz_store::Tx;
use nabz_testkit::city_tests;
use std::thread;

city_tests! { City;
    fn every_version_gets_one_position_and_none_comes_late(city) {
        thread::scope(|scope| {
            for hand in 0..4 {
                scope.spawn(move || {
                    for turn in 0..10 {
                        city.publish(&patient(person(hand), &format!("Sharma {turn}")));
                    }
                });
            }
            for _ in 0..2 {
                scope.spawn(|| for _ in 0..5 { seal(&city.store).unwrap(); });
            }
        });
        seal(&city.store).unwrap();
        assert_eq!(city.count("SELECT COUNT(*) FROM record_unsealed"), 0);
        assert_eq!(city.count("SELECT COUNT(*) FROM record_feed"), 40);
        for lane in 0..4 {
            let changes = city.read(move |view| feed::changes(view, lane, 0, 100));
            let positions: Vec<_> = changes.iter().map(|change| change.position).collect();
            assert_eq!(positions, (1..=10).collect::<Vec<_>>());
            let rest = city.read(move |view| feed::changes(view, lane, 9, 100));
            assert_eq!(rest.len(), 1);
        }
    }

    fn everything_of_a_patient_comes_in_pages_that_miss_nothing(city) {
        let asha = person(7);
        city.publish(&patient(asha, "Sharma"));
        for _ in 0..7 {
            city.publish(&encounter(beside(asha), asha, "finished"));
        }
        let mut after = None;
        let mut shown = Vec::new();
        loop {
            let page = city.read(move |view| everything(view, &[asha.uuid()], (after, 3), &mut Everything));
            shown.extend(page.entries.iter().map(|entry| entry.key));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(shown[0].of, ResourceType::PATIENT);
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), 8);
    }

    fn a_check_names_what_the_index_lost(city) {
        let asha = person(7);
        city.publish(&patient(asha, "Sharma"));
        city.publish(&patient(asha, "Verma"));
        city.publish(&encounter(beside(asha), asha, "arrived"));
        let clean = check(&city.store, |_| ()).unwrap();
        assert!(clean.is_clean(), "{clean:?}");
        assert_eq!(clean.entries, 2);
        let spoil = |sql: &'static str| {
            city.write(move |tx: &mut Tx<'_>| tx.execute(sql, &[])).unwrap();
        };
        spoil("DELETE FROM record_string");
        let spoiled = check(&city.store, |_| ()).unwrap();
        assert_eq!(spoiled.faults, 2, "{spoiled:?}");
        assert!(!spoiled.named.iter().any(|line| line.contains("Verma")));
        spoil("UPDATE record_entry SET version = 9");
        assert!(check(&city.store, |_| ()).unwrap().faults > 2);
    }
}
