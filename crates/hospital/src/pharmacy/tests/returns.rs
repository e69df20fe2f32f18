//! What comes back, and how it is found.

use super::*;
use crate::pharmacy::rules::label_code;
use nabz_access::Why;
use nabz_access::relations::why_may_read;

city_tests! { City;
    fn what_comes_back_goes_to_quarantine_and_never_more_than_was_given(city) {
        city.stock(AMLO, &[("B1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let given = city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])])).unwrap();
        city.give_back(&given, 12).unwrap();
        assert_eq!(city.on_hand(AMLO), 10);
        let (facility, counter, batch) = (city.facility, city.counter, city.batch("B1"));
        let aside = city.store.read_blocking(move |tx| stores::store::balance(tx, facility, Account::Quarantine(counter), batch));
        assert_eq!(aside.unwrap(), Units::new(12));
        assert_eq!(city.recorded(given.items[0].id)["quantity"]["value"], 18);
        assert_eq!(code(city.give_back(&given, 19)), "PHA-012");
        city.give_back(&given, 18).unwrap();
        assert_eq!(city.recorded(given.items[0].id)["status"], "cancelled");
        city.adds_up();
    }

    fn what_came_back_is_found_by_its_label_its_number_or_the_papers_it_was_given_against(city) {
        city.stock(AMLO, &[("B1", "03/2028", 100)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let mut part = city.order(slip, &[(AMLO, 20, &["B1"])]);
        part.lines[0].reason = "out of stock".into();
        let first = city.dispense(&part).unwrap();
        let second = city.dispense(&city.order(slip, &[(AMLO, 10, &["B1"])])).unwrap();
        for (read, found) in [
            (label_code(first.id), vec![first.id]),
            (second.number.to_string(), vec![second.id]),
            (slip_code(slip), vec![first.id, second.id]),
            (visit_code(first.visit), vec![first.id, second.id]),
        ] {
            // In a story both happen at one moment, and either may be listed first.
            let listed = city.look_up(city.imran, &read).unwrap();
            assert_eq!(listed.len(), found.len(), "{read}");
            assert!(found.iter().all(|id| listed.contains(id)), "{read}: {listed:?}");
        }
        for read in ["", "99", "M-001", &label_code(Id::draw(MORNING)), &slip_code(Id::draw(MORNING))] {
            assert_eq!(code(city.look_up(city.imran, read)), "PHA-018", "{read}");
        }
    }

    fn another_pharmacist_opens_what_was_handed_over_by_the_paper_alone_and_the_audit_says_so(city) {
        city.stock(AMLO, &[("B1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let given = city.dispense(&city.order(slip, &[(AMLO, 30, &["B1"])])).unwrap();
        let (zoya, sunita) = (Id::draw(MORNING), city.sunita);
        let why = || city.store.read_blocking(move |tx| why_may_read(tx, zoya, sunita)).unwrap();
        assert_eq!(why(), None);
        let before = city.rows("SELECT COUNT(*) FROM audit_row");
        city.look_up(zoya, &label_code(given.id)).unwrap();
        assert_eq!(why(), Some(Why::Dispensing(slip.uuid())));
        assert_eq!(city.rows("SELECT COUNT(*) FROM audit_row") - before, 1);
        assert_eq!(code(city.look_up(zoya, "99")), "PHA-018");
        assert_eq!(city.rows("SELECT COUNT(*) FROM audit_row") - before, 1);
    }
}
