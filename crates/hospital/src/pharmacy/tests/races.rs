//! Thirty-two windows at once: none gives, calls or takes back twice.

use super::*;
use std::collections::HashSet;
use std::thread;

const WINDOWS: usize = 32;

/// What each of many windows was answered.
fn at_once<T: Send>(action: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let action = &action;
        let windows: Vec<_> = (0..WINDOWS).map(|nth| scope.spawn(move || action(nth))).collect();
        windows.into_iter().map(|window| window.join().unwrap()).collect()
    })
}

/// How many were served; the others were refused with this code.
fn served<T>(answers: Vec<Result<T, Stop>>, otherwise: &str) -> usize {
    let served = answers.into_iter().filter(|answer| match answer {
        Ok(_) => true,
        Err(Stop::Refused(refused)) => {
            assert_eq!(refused.code, otherwise);
            false
        }
        Err(other) => panic!("{other}"),
    });
    served.count()
}

city_tests! { busy City;
    fn thirty_two_windows_hand_a_prescription_over_once(city) {
        city.stock(AMLO, &[("B1", "03/2028", 1_000)]);
        let slip = city.sign(city.sunita, &[(AMLO, 30)]);
        let order = city.order(slip, &[(AMLO, 30, &["B1"])]);
        let done = served(at_once(|_| city.dispense(&order)), "PHA-002");
        assert_eq!((done, city.on_hand(AMLO)), (1, 970));
        city.adds_up();
    }

    fn thirty_two_windows_never_call_the_same_person(city) {
        for _ in 0..WINDOWS {
            city.sign(fresh_person(), &[(AMLO, 30)]);
        }
        let call = |_| {
            let permit = city.permit();
            city.store.write_blocking(move |tx| actions::call_next(tx, &permit))
        };
        let called: HashSet<_> = at_once(call).into_iter().map(Result::unwrap).collect();
        assert_eq!(called.len(), WINDOWS);
        assert_eq!(code(call(0)), "PHA-017");
        assert!(city.waiting().iter().all(|(_, _, called)| *called));
    }

    fn thirty_two_windows_take_back_no_more_than_was_given(city) {
        city.stock(AMLO, &[("B1", "03/2028", 40)]);
        let slip = city.sign(city.sunita, &[(AMLO, 20)]);
        let given = city.dispense(&city.order(slip, &[(AMLO, 20, &["B1"])])).unwrap();
        assert_eq!(served(at_once(|_| city.give_back(&given, 1)), "PHA-012"), 20);
        let (facility, counter, batch) = (city.facility, city.counter, city.batch("B1"));
        let aside = city.store.read_blocking(move |tx| {
            stores::store::balance(tx, facility, Account::Quarantine(counter), batch)
        });
        assert_eq!((aside.unwrap(), city.on_hand(AMLO)), (Units::new(20), 20));
        city.adds_up();
    }
}
