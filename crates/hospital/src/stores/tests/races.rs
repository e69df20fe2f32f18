//! Thirty-two people at once: stock never goes below zero, and nothing is signed or decided twice.

use super::*;
use std::thread;

fn at_once<T: Send>(action: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let action = &action;
        let people: Vec<_> = (0..32).map(|nth| scope.spawn(move || action(nth))).collect();
        people.into_iter().map(|person| person.join().unwrap()).collect()
    })
}

/// How many did it; the others were refused with this code.
fn done<T>(answers: Vec<Result<T, Stop>>, otherwise: &str) -> usize {
    let done = answers.into_iter().filter(|answer| match answer {
        Ok(_) => true,
        Err(Stop::Refused(refused)) => {
            assert_eq!(refused.code, otherwise);
            false
        }
        Err(other) => panic!("{other}"),
    });
    done.count()
}

city_tests! { busy City;
    fn thirty_two_counters_never_take_stock_below_zero(city) {
        let para = city.paracetamol;
        let lots = [(para, "P1", "12/2026", 50), (para, "P2", "12/2027", 50)];
        city.receive(city.pharmacy, &lots).unwrap();
        let handed: u32 = thread::scope(|scope| {
            let counter = || (0..3).map(|_| city.hand_out(para, 3)).collect::<Vec<_>>();
            let counters: Vec<_> = (0..32).map(|_| scope.spawn(counter)).collect();
            let answers = counters.into_iter().flat_map(|counter| counter.join().unwrap());
            answers.map(|answer| match answer {
                Ok(picks) => picks.iter().map(|(_, units)| units).sum::<u32>(),
                Err(Stop::Refused(refused)) => {
                    assert_eq!(refused.code, "STK-001");
                    0
                }
                Err(other) => panic!("{other}"),
            }).sum()
        });
        assert_eq!((handed, city.on_hand(para)), (99, (1, 0)));
        city.adds_up();
    }

    fn a_transfer_is_signed_for_once_whoever_signs(city) {
        let para = city.paracetamol;
        city.receive(city.main, &[(para, "P1", "12/2027", 100)]).unwrap();
        let sent = city.issue(&[(para, 60)]).unwrap().id;
        let signed = at_once(|nth| city.sign(city.imran, sent, &[if nth % 2 == 0 { 60 } else { 55 }]));
        assert_eq!(done(signed, "STK-007"), 1);
        let (at_counter, in_store) = city.on_hand(para);
        assert!([60, 55].contains(&at_counter), "{at_counter}");
        assert_eq!((in_store, city.balance(Account::Transit(city.pharmacy), "P1")), (40, 0));
        city.adds_up();
    }

    fn a_count_is_decided_once_whoever_decides(city) {
        let para = city.paracetamol;
        city.receive(city.pharmacy, &[(para, "P1", "12/2027", 100)]).unwrap();
        let count = city.count(&[("P1", 97)]).unwrap().id;
        let decided = at_once(|nth| {
            let permit = city.as_imran::<ApproveCount>();
            let verb = if nth % 2 == 0 { actions::approve } else { actions::reject };
            city.store.write_blocking(move |tx| verb(tx, &permit, count))
        });
        let approved = decided.iter().flatten().any(|one| one.state == CountState::Approved);
        assert_eq!(done(decided, "STK-010"), 1);
        assert_eq!(city.on_hand(para), (if approved { 97 } else { 100 }, 0));
        city.adds_up();
    }
}
