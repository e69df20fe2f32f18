//! What the feed of events promises.

#![expect(clippy::unwrap_used, reason = "a broken promise should stop the test where it broke")]

use nabz_store::{Heard, Settings, Stop, Store, Subscription};
use nabz_testkit::{City, Database, TestCity, city_test};
use std::time::Duration;

const SEVERAL: usize = 2_000;

async fn call(city: &TestCity, token: usize) {
    city.store.write(move |tx| tx.notify("queue/room", &token)).await.unwrap();
}

async fn hear(subscription: &mut Subscription) -> Heard {
    let heard = tokio::time::timeout(Duration::from_secs(10), subscription.next()).await;
    heard.unwrap().unwrap()
}

async fn hear_payload(subscription: &mut Subscription) -> String {
    match hear(subscription).await {
        Heard::Event(event) => event.payload.clone(),
        Heard::Gap(position) => format!("a gap before {position}"),
    }
}

#[city_test]
async fn a_screen_hears_what_was_kept_and_nothing_else(city: &mut TestCity) {
    let mut board = city.store.events(None).await.unwrap();
    let refused: Result<(), Stop> = city
        .store
        .write(|tx| {
            tx.notify("queue/room", &"never happened")?;
            Err(Stop::fault("changed its mind"))
        })
        .await;
    assert!(refused.is_err());
    call(city, 7).await;
    assert_eq!(hear_payload(&mut board).await, "7");
}

#[city_test]
async fn a_screen_that_comes_back_hears_what_it_missed(city: &mut TestCity) {
    let mut board = city.store.events(None).await.unwrap();
    call(city, 1).await;
    assert_eq!(hear_payload(&mut board).await, "1");
    let left_at = board.position();
    drop(board);
    call(city, 2).await;
    call(city, 3).await;
    let mut board = city.store.events(Some(left_at)).await.unwrap();
    let mut heard = [hear_payload(&mut board).await, hear_payload(&mut board).await];
    heard.sort();
    assert_eq!(heard, ["2", "3"]);
}

#[city_test]
async fn a_slow_screen_catches_up_from_the_table_and_misses_nothing(city: &mut TestCity) {
    let mut board = city.store.events(None).await.unwrap();
    for batch in 0..20 {
        let one_twentieth = SEVERAL / 20;
        let tokens = move |tx: &mut nabz_store::Tx<'_>| {
            (0..one_twentieth)
                .try_for_each(|n| tx.notify("queue/room", &(batch * one_twentieth + n)))
        };
        city.store.write(tokens).await.unwrap();
    }
    let mut heard = Vec::new();
    while heard.len() < SEVERAL {
        heard.push(hear_payload(&mut board).await.parse::<usize>().unwrap());
    }
    heard.sort_unstable();
    assert_eq!(heard, (0..SEVERAL).collect::<Vec<_>>());
}

#[city_test]
async fn a_screen_that_was_away_too_long_is_told_to_look_again(city: &mut TestCity) {
    let mut board = city.store.events(None).await.unwrap();
    for token in 1..=3 {
        call(city, token).await;
        hear_payload(&mut board).await;
    }
    let sql = "DELETE FROM store_event WHERE position <= 2";
    city.store.write(move |tx| tx.execute(sql, &[])).await.unwrap();
    let mut late = city.store.events(Some(0)).await.unwrap();
    assert_eq!(hear(&mut late).await, Heard::Gap(2));
    assert_eq!(hear_payload(&mut late).await, "3");

    let all = "DELETE FROM store_event";
    city.store.write(move |tx| tx.execute(all, &[])).await.unwrap();
    let mut later = city.store.events(Some(1)).await.unwrap();
    assert_eq!(hear(&mut later).await, Heard::Gap(3));
}

struct TwoProcesses {
    here: Store,
    there: Store,
    _database: Database,
}

impl City for TwoProcesses {
    fn on(database: Database) -> Self {
        let there = database.reopen(&Settings::small());
        Self { here: database.store.clone(), there, _database: database }
    }
}

#[city_test]
async fn a_screen_hears_what_another_process_did(city: &mut TwoProcesses) {
    let mut board = city.here.events(None).await.unwrap();
    for token in 1..=3 {
        city.there.write(move |tx| tx.notify("queue/room", &token)).await.unwrap();
        assert_eq!(hear_payload(&mut board).await, token.to_string());
    }
}
