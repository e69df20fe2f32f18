//! Thirty-two counters at once: what is given once is given once, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken promise should stop the test where it broke"
)]

use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::Refused;
use nabz_store::{JobId, OnConflict, Once, Scope, Stop, Store, Tx, refusals};
use nabz_testkit::{City, Database, MANY, MORNING, at_once, city_test};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

const TURNS: usize = 4;

/// A facility whose database has as many connections as a real one.
struct Hall {
    store: Store,
    facility: FacilityId,
    _database: Database,
}

impl City for Hall {
    fn on(database: Database) -> Self {
        let database = database.busy();
        Self { store: database.store.clone(), facility: Id::draw(MORNING), _database: database }
    }
}

impl Hall {
    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.store.write_blocking(action)
    }
}

#[city_test]
fn a_number_is_given_once_and_none_is_left_out(city: &mut Hall) {
    let facility = city.facility;
    let numbers = at_once(|counter| {
        (0..TURNS)
            .filter_map(|turn| {
                let drawn = city.write(move |tx| {
                    let number = tx.next("token", &Scope::of(facility, "room 12"))?;
                    // Every third action changes its mind and gives its number back.
                    if (counter + turn) % 3 == 0 {
                        Err(Refused::plain("TST-001").into())
                    } else {
                        Ok(number)
                    }
                });
                if let Err(stop) = &drawn {
                    assert_eq!(stop.to_string(), "refused: TST-001");
                }
                drawn.ok()
            })
            .collect::<Vec<_>>()
    });
    let mut numbers: Vec<u32> = numbers.into_iter().flatten().collect();
    numbers.sort_unstable();
    let expected: Vec<u32> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
    assert_eq!(numbers, expected);
}

#[city_test]
fn leased_blocks_never_overlap(city: &mut Hall) {
    let facility = city.facility;
    let blocks = at_once(|counter| {
        let size = u32::try_from(counter % 5 + 1).unwrap();
        let holder = JobId::draw(MORNING).uuid();
        city.write(move |tx| tx.lease_block("health-id", &Scope::of(facility, ""), holder, size))
            .unwrap()
    });
    let numbers: Vec<i64> = blocks.iter().flat_map(|block| block.first..=block.last).collect();
    let distinct: BTreeSet<_> = numbers.iter().copied().collect();
    assert_eq!(numbers.len(), distinct.len());
    assert_eq!(
        distinct.last().copied(),
        i64::try_from(numbers.len()).ok(),
        "no gap between blocks"
    );
}

#[city_test]
fn a_wish_that_is_sent_many_times_is_done_once(city: &mut Hall) {
    let (facility, runs) = (city.facility, Arc::new(AtomicU32::new(0)));
    let once = Once::new(city.facility.uuid(), "form 1");
    let answers = at_once(|_| {
        let runs = Arc::clone(&runs);
        let answer = city.store.write_once_blocking(once, move |tx| {
            runs.fetch_add(1, Ordering::SeqCst);
            tx.next("token", &Scope::of(facility, "room 12"))
        });
        answer.unwrap()
    });
    assert_eq!(answers, [1; MANY]);
    let next = city.write(move |tx| tx.next("token", &Scope::of(facility, "room 12"))).unwrap();
    assert_eq!((next, runs.load(Ordering::SeqCst)), (2, 1));
}

#[city_test]
fn somebody_elses_key_and_a_refused_wish_are_not_answered_from_memory(city: &mut Hall) {
    let facility = city.facility;
    let wish = move |tx: &mut nabz_store::Tx<'_>| tx.next("token", &Scope::of(facility, "r"));
    let (mine, yours) = (Once::new(Uuid::from_u128(1), "k"), Once::new(Uuid::from_u128(2), "k"));
    assert_eq!(city.store.write_once_blocking(mine, wish).unwrap(), 1);
    assert_eq!(city.store.write_once_blocking(yours, wish).unwrap(), 2);
    let third = Once::new(Uuid::from_u128(3), "k");
    let refused = city.store.write_once_blocking(third, |_| -> Result<u32, Stop> {
        Err(Refused::plain("TST-001").into())
    });
    assert!(matches!(refused, Err(Stop::Refused(_))));
    let kept = city.store.write_once_blocking(third, |tx| -> Result<u32, Stop> {
        Err(tx.refuse_and_keep(Refused::plain("TST-002")))
    });
    assert!(matches!(kept, Err(Stop::Refused(_))));
    assert_eq!(city.store.write_once_blocking(third, wish).unwrap(), 3);
    assert_eq!(city.store.write_once_blocking(third, wish).unwrap(), 3);
}

#[city_test]
fn a_key_that_was_used_for_one_wish_answers_no_other(city: &mut Hall) {
    let facility = city.facility;
    let draw = move |tx: &mut nabz_store::Tx<'_>| tx.next("token", &Scope::of(facility, "r"));
    let key = Once::new(Uuid::from_u128(1), "k");
    let send = |wish: u8| city.store.write_once_blocking(key.asking([wish; 32]), draw);
    assert_eq!(send(1).unwrap(), 1);
    match send(2) {
        Err(Stop::Refused(refused)) => assert_eq!(refused.code, refusals::ASKED_OTHERWISE),
        other => panic!("another wish was answered: {other:?}"),
    }
    assert_eq!(send(1).unwrap(), 1, "the first wish is still answered");
    let refuse =
        |_: &mut nabz_store::Tx<'_>| -> Result<u32, Stop> { Err(Refused::plain("TST-001").into()) };
    let other = Once::new(Uuid::from_u128(2), "k");
    assert!(city.store.write_once_blocking(other.asking([1; 32]), refuse).is_err());
    // What was refused may be put right and sent again with the key it came with.
    assert_eq!(city.store.write_once_blocking(other.asking([2; 32]), draw).unwrap(), 2);
}

#[city_test]
fn of_many_who_want_one_bed_one_gets_it_and_the_others_are_told(city: &mut Hall) {
    const TAKE: &str = "
        INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
        VALUES ($1, 'bed', 'ward', 7, 'taken', $2)";
    let facility = city.facility;
    let got = at_once(|_| {
        city.write(move |tx| {
            let now = tx.now();
            let taken = tx.execute(TAKE, &[facility.into(), now.into()]);
            taken.on_conflict("store_void_key", Refused::plain("BED-001"))
        })
    });
    let refused =
        |r: &&Result<u64, Stop>| matches!(r, Err(Stop::Refused(r)) if r.code == "BED-001");
    assert_eq!(got.iter().filter(|r| r.is_ok()).count(), 1);
    assert_eq!(got.iter().filter(refused).count(), MANY - 1);
}

/// Two rows taken in opposite orders: PostgreSQL finds a deadlock, a second later, and one action
/// runs again. Few counters, because each of them may cost that second.
#[city_test]
fn actions_that_block_each_other_are_all_kept_in_the_end(city: &mut Hall) {
    const FEW: u32 = 4;
    let facility = city.facility;
    let draw = move |tx: &mut Tx<'_>, room: &str| tx.next("token", &Scope::of(facility, room));
    std::thread::scope(|scope| {
        for counter in 0..FEW {
            let city = &*city;
            let (one, other) = if counter % 2 == 0 { ("a", "b") } else { ("b", "a") };
            scope.spawn(move || {
                let both = move |tx: &mut Tx<'_>| draw(tx, one).and_then(|_| draw(tx, other));
                city.write(both).unwrap();
            });
        }
    });
    assert_eq!(city.write(move |tx| draw(tx, "a")).unwrap(), FEW + 1);
}

/// Adds up under a lock what no constraint could: without it two counters read the same sum.
#[city_test]
fn a_lock_on_an_aggregate_lets_one_in_at_a_time(city: &mut Hall) {
    const COUNT: &str = "SELECT COUNT(*) FROM store_void WHERE sequence = 'budget'";
    const SPEND: &str = "
        INSERT INTO store_void (facility_id, sequence, within, number, reason, at)
        VALUES ($1, 'budget', $2, $3, '', 0)";
    let facility = city.facility;
    let spent = at_once(|counter| {
        let name = format!("counter {counter}");
        city.write(move |tx| {
            tx.lock("budget")?;
            let spent: i64 = tx.query_one(COUNT, &[], |row| row.get(0))?.unwrap_or(0);
            if spent >= 10 {
                return Ok(0);
            }
            tx.execute(SPEND, &[facility.into(), name.as_str().into(), spent.into()])
        })
        .unwrap()
    });
    assert_eq!(spent.iter().sum::<u64>(), 10);
}
