//! What a stranger finds of cards in a demo: one in every state, whoever asks for one or waits for
//! it, and what stands beside them.

use nabz_kernel::clock::Instant;
use nabz_linkage::duplicates::Reason;
use nabz_people::cards;
use nabz_people::registry;
use nabz_store::{Store, Value};
use std::time::Duration;

/// Before it everybody was on record who is of the story.
const BEFORE: Duration = Duration::from_hours(12);
const PEOPLE: i64 = 42;

const REGISTERED: &str = "SELECT COUNT(*) FROM registry_person WHERE registered_at < $1";
const CARDS: &str = "
    SELECT COUNT(*)
    FROM   cards_card
    WHERE  state = $1 AND COALESCE(detail, '') = $2";
const ACTIVE_UNTIL: &str = "
    SELECT COUNT(*)
    FROM   cards_card
    WHERE  state = 'active' AND expires_on BETWEEN $1 AND $2";
const ORDERS: &str = "SELECT COUNT(*) FROM cards_order WHERE state = $1";
const OPEN_BATCHES: &str = "SELECT COUNT(*) FROM cards_batch WHERE sealed_at IS NULL";
const SEALED_BATCHES: &str = "SELECT COUNT(*) FROM cards_batch WHERE sealed_at IS NOT NULL";
const STICKERS: &str = "SELECT COUNT(*) FROM cards_sticker WHERE state = $1";
const KEYS: &str = "SELECT COUNT(DISTINCT purpose) FROM cards_key WHERE sealed IS NOT NULL";
const UNLISTED: &str = "SELECT COUNT(*) FROM cards_unlisted";
const UNLOGGED: &str = "SELECT COUNT(*) FROM cards_unlogged";
const MESSAGES: &str = "SELECT COUNT(*) FROM messages_outbox WHERE kind = $1 AND text IS NOT NULL";
const PAPERS: &str = "SELECT COUNT(*) FROM registry_paper WHERE kind = $1";
const CORRECTIONS: &str = "SELECT COUNT(*) FROM registry_correction WHERE state = 'asked'";
const REQUESTS: &str = "SELECT COUNT(*) FROM rights_request WHERE state = 'received'";
const NOMINEES: &str = "SELECT COUNT(*) FROM rights_nominee WHERE ended_at IS NULL";
const HOUSEHOLDS: &str = "SELECT COUNT(*) FROM households_household WHERE kind = $1";
const GUARDIANS: &str = "SELECT COUNT(*) FROM households_guardian WHERE role = $1";
const HELPED: &str = "
    SELECT COUNT(*)
    FROM   emergency_blood_group AS blood
    JOIN   emergency_condition AS illness ON illness.person_id = blood.person_id
    JOIN   emergency_surgery AS surgery ON surgery.person_id = blood.person_id
    JOIN   allergies_allergy AS allergy ON allergy.person_id = blood.person_id";

fn count(store: &Store, sql: &'static str, values: &[Value]) -> i64 {
    let values = values.to_vec();
    let counted = store.read_blocking(move |view| view.query_one(sql, &values, |row| row.get(0)));
    counted.unwrap().unwrap()
}

/// Everything of the story, in a city whose morning ended at `now`.
pub(super) fn is_told(store: &Store, now: Instant) {
    let people = count(store, REGISTERED, &[now.minus(BEFORE).into()]);
    assert_eq!(people, PEOPLE);
    cards_are_in_every_state(store, now);
    the_office_has_work(store);
    checkers_have_their_lists(store);
    phones_have_messages(store);
    families_are_of_every_kind(store);
    records_look_alike(store);
    assert_eq!(count(store, CORRECTIONS, &[]), 1);
    assert_eq!((count(store, REQUESTS, &[]), count(store, NOMINEES, &[])), (2, 1));
    assert_eq!(count(store, HELPED, &[]), 1, "nobody has all that helps in an emergency");
}

fn cards_are_in_every_state(store: &Store, now: Instant) {
    let making = ["queued", "printed", "checked", "dispatched", "delivered", "returned"];
    let making = making.map(|step| ("making", step));
    let others = [
        ("active", ""),
        ("suspended", "lost"),
        ("suspended", "stolen"),
        ("ended", "replaced"),
        ("ended", "surrendered"),
        ("ended", "deceased"),
    ];
    for (state, detail) in making.into_iter().chain(others) {
        let there = count(store, CARDS, &[state.into(), detail.into()]);
        assert!(there > 0, "no card is {state} {detail}");
    }
    let today = now.date_in_india().days();
    let until = |first: i64, last: i64| {
        count(store, ACTIVE_UNTIL, &[(today + first).into(), (today + last).into()])
    };
    assert_eq!(until(-400, -1), 1, "one has ended by its day");
    assert_eq!(until(18, 22), 2, "two end in about twenty days");
}

fn the_office_has_work(store: &Store) {
    let orders = |state: &'static str| count(store, ORDERS, &[state.into()]);
    assert_eq!((orders("asked"), orders("approved")), (2, 2));
    assert_eq!((count(store, OPEN_BATCHES, &[]), count(store, SEALED_BATCHES, &[])), (1, 2));
    let stickers = |state: &'static str| count(store, STICKERS, &[state.into()]);
    assert_eq!((stickers("bound"), stickers("free")), (3, 17));
}

fn checkers_have_their_lists(store: &Store) {
    assert_eq!(count(store, KEYS, &[]), 4);
    assert!(store.read_blocking(cards::last_list).unwrap().is_some());
    assert!(store.read_blocking(cards::last_head).unwrap().is_some());
    assert_eq!((count(store, UNLISTED, &[]), count(store, UNLOGGED, &[])), (0, 0));
}

fn phones_have_messages(store: &Store) {
    let messages = |kind: &'static str| count(store, MESSAGES, &[kind.into()]);
    assert_eq!((messages("card-expires"), messages("code")), (1, 1));
    assert!(messages("card-ready") > 0 && messages("card-sent") > 0);
}

fn families_are_of_every_kind(store: &Store) {
    let households = |kind: &'static str| count(store, HOUSEHOLDS, &[kind.into()]);
    assert_eq!(households("institution"), 1);
    assert!(households("home") > 10);
    let guardians = |role: &'static str| count(store, GUARDIANS, &[role.into()]);
    for role in ["mother", "father", "guardian"] {
        assert!(guardians(role) > 0, "no {role}");
    }
    let papers = |kind: &'static str| count(store, PAPERS, &[kind.into()]);
    assert_eq!((papers("abha"), papers("ration-card")), (1, 2));
}

/// Twins, one who was registered again in the other script, and two of one name.
fn records_look_alike(store: &Store) {
    let pairs = store.read_blocking(registry::store::waiting_doubts).unwrap();
    let is_there = |birthday: bool, phone: bool| {
        pairs.iter().any(|pair| {
            let has = |reason| pair.reasons.contains(&reason);
            has(Reason::SameBirthDay) == birthday && has(Reason::SamePhone) == phone
        })
    };
    assert!(is_there(true, true), "no twins: {pairs:?}");
    assert!(is_there(false, true), "nobody was registered again: {pairs:?}");
    assert!(is_there(true, false), "no namesakes: {pairs:?}");
}
