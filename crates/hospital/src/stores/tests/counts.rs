//! A shelf is counted, and what is decided about it.

use super::*;

fn pack(city: &City, number: &str, maker: &str, expiry: &str, counted: u32) -> Unlisted {
    Unlisted {
        medicine: city.paracetamol,
        number: number.into(),
        manufacturer: maker.into(),
        expires_on: (!expiry.is_empty()).then(|| rules::parse_expiry(expiry).unwrap()),
        counted: Units::new(counted),
    }
}

city_tests! { City;
    fn a_count_that_differs_waits_for_somebody_else(city) {
        let para = city.paracetamol;
        let lots = [(para, "P1", "12/2027", 100), (para, "P2", "12/2027", 10)];
        city.receive(city.pharmacy, &lots).unwrap();
        assert_eq!(city.count(&[("P1", 100)]).unwrap().state, CountState::Agrees);
        let count = city.count(&[("P1", 97), ("P2", 11)]).unwrap().id;
        assert_eq!(city.on_hand(para), (110, 0));
        assert_eq!(code(city.approve(city.rakesh, count)), "STK-011");
        city.hand_out(para, 20).unwrap();
        assert_eq!(city.approve(city.imran, count).unwrap().state, CountState::Approved);
        assert_eq!(city.on_hand(para), (88, 0));
        assert_eq!(code(city.approve(city.imran, count)), "STK-010");
        city.adds_up();
    }

    fn a_rejected_count_leaves_the_ledger(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 100)]).unwrap();
        let count = city.count(&[("P1", 9)]).unwrap().id;
        let permit = city.as_imran::<ApproveCount>();
        let count = city.store.write_blocking(move |tx| actions::reject(tx, &permit, count));
        assert_eq!(count.unwrap().state, CountState::Rejected);
        assert_eq!(city.on_hand(para), (100, 0));
    }

    fn a_batch_that_moved_since_its_sheet_was_drawn_up_is_counted_again(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 100)]).unwrap();
        city.hand_out(para, 10).unwrap();
        // Whether the ten were counted nobody knows: 100 against 100 would leave ten that are gone.
        assert_eq!(code(city.hand_in(&[("P1", 100, 100)], Vec::new())), "STK-020");
        assert_eq!(city.rows("SELECT COUNT(*) FROM stores_count"), 0);
        assert_eq!(city.hand_in(&[("P1", 90, 90)], Vec::new()).unwrap().state, CountState::Agrees);
        assert_eq!(city.on_hand(para), (90, 0));
    }

    fn a_batch_that_lies_there_and_stands_on_no_sheet_is_counted_too(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 100)]).unwrap();
        city.receive(city.main, &[(para, "P2", "12/2027", 50)]).unwrap();
        assert_eq!(code(city.hand_in(&[("P1", 100, 100)], vec![pack(city, "P9", "", "", 7)])), "STK-017");
        assert_eq!(code(city.hand_in(&[("P1", 100, 100)], vec![pack(city, "P9", "Yamuna", "", 7)])), "STK-018");
        assert_eq!(code(city.hand_in(&[("P1", 100, 100)], vec![pack(city, "P1", "", "", 7)])), "STK-016");
        assert_eq!(code(city.hand_in(&[], vec![pack(city, "P2", "Made-up Pharma", "11/2027", 7)])), "STK-012");
        let found = vec![pack(city, "p2", "", "", 5), pack(city, "P9", "Yamuna", "03/2028", 7)];
        let count = city.hand_in(&[("P1", 100, 100)], found).unwrap();
        assert_eq!((count.state, city.on_hand(para)), (CountState::Waiting, (100, 50)));
        city.approve(city.imran, count.id).unwrap();
        assert_eq!(city.on_hand(para), (112, 50));
        assert_eq!(city.balance(Account::Shelf(city.pharmacy), "P9"), 7);
        city.adds_up();
    }

    fn a_level_that_somebody_else_has_set_meanwhile_is_not_overwritten_unseen(city) {
        city.level(None, 60).unwrap();
        assert_eq!(code(city.level(None, 20)), "STK-021");
        city.level(Some(60), 40).unwrap();
        assert_eq!(code(city.level(Some(60), 20)), "STK-021");
        city.level(Some(60), 40).unwrap();
        let (facility, pharmacy, para) = (city.facility, city.pharmacy, city.paracetamol);
        let level = city.store.read_blocking(move |tx| store::level(tx, facility, pharmacy, para));
        assert_eq!(level.unwrap(), Some(Units::new(40)));
    }

    fn what_lies_in_a_storeroom_is_summed_up_medicine_by_medicine(city) {
        let (para, amlo) = (city.paracetamol, city.amlodipine);
        let lots = [(para, "P1", "12/2026", 30), (para, "P2", "12/2028", 10), (amlo, "A1", "12/2027", 5)];
        city.receive(city.pharmacy, &lots).unwrap();
        city.receive(city.main, &[(para, "P3", "12/2026", 30)]).unwrap();
        city.hand_out(amlo, 5).unwrap();
        let (facility, pharmacy) = (city.facility, city.pharmacy);
        let lying = city.store.read_blocking(move |tx| store::lying(tx, facility, pharmacy)).unwrap();
        let said: Vec<_> = lying.iter().map(|one| (one.medicine, one.units.count(), one.pickable.count())).collect();
        assert_eq!(said, [(para, 40, 40)]);
        assert_eq!(lying[0].first_expiry, rules::parse_expiry("12/2026").unwrap());
    }
}
