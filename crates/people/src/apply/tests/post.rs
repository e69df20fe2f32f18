//! A card of plastic that came by post, and is made valid by whoever has it.

use super::mine::{called, held, state};
use super::{PHONE, Site, done, issuer, refused, shows};
use crate::apply::model::Door;
use crate::cards::actions::{ask, decide, fill_batch, note_step, open_batch};
use crate::cards::model::{CardId, CardState, Making, Proof, Verdict, WhyEnded};
use crate::cards::{card, words};
use crate::registry::person;
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Tx;
use nabz_testkit::{MORNING, city_test};
use std::time::Duration;
use uuid::Uuid;

/// A card of plastic of somebody, from the counter to the post.
fn sent(site: &Site, whose: PersonId) -> CardId {
    // So that it comes after the one on paper.
    site.database.pass(Duration::from_secs(1));
    let hospital = site.hospital;
    let (clerk, officer) = (Id::draw(MORNING), Id::from_uuid(Uuid::from_u128(7)));
    site.write(move |tx| {
        let version = person(tx, whose)?.unwrap().version;
        let permit = Permit::trial(clerk, hospital);
        let order = ask(tx, &permit, (whose, version), Proof::Witness)?.id;
        decide(tx, &Permit::trial(officer, hospital), order, &Verdict::Approve)?;
        let permit = Permit::trial(officer, hospital);
        let batch = open_batch(tx, &permit, "")?.id;
        fill_batch(tx, &permit, &issuer(), batch, 1).map(drop)
    });
    let id = held(site, whose);
    site.write(move |tx| {
        let permit = Permit::trial(officer, hospital);
        note_step(tx, &permit, id, Making::Checked, None)?;
        note_step(tx, &permit, id, Making::Dispatched, Some("ED123456789IN")).map(drop)
    });
    id
}

fn serial(site: &Site, id: CardId) -> String {
    let found = site.store().read_blocking(move |view: &mut Tx<'_>| card(view, id));
    words::serial(found.unwrap().unwrap().status).replace(' ', "")
}

/// Nine figures that are no card's.
fn another(serial: &str) -> String {
    let last = if serial.ends_with('0') { "1" } else { "0" };
    format!("{}{last}", serial.get(..8).unwrap())
}

fn typed(once: &str, whose: PersonId, serial: &str) -> String {
    format!("once={once}&person={whose}&serial={serial}")
}

#[city_test]
fn whoever_has_the_card_reads_its_serial_and_the_one_before_it_ends(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let on_paper = held(site, sunita);
    let early = mine.post("/mine/post", &typed("a", sunita, "000000001"));
    refused(&early, StatusCode::CONFLICT, "CRD-080");
    assert!(!mine.page("/mine").contains("/mine/post"));
    let id = sent(site, sunita);
    shows(&mine.page("/mine"), &["My card came by post", "action=\"/mine/post\""]);
    let other = another(&serial(site, id));
    let wrong = mine.post("/mine/post", &typed("b", sunita, &other));
    let page = refused(&wrong, StatusCode::CONFLICT, "APP-020");
    shows(&page, &[&format!("value=\"{other}\"")]);
    assert_eq!(state(site, id), CardState::Making(Making::Dispatched));
    let right = typed("c", sunita, &serial(site, id));
    for _ in 0..2 {
        assert_eq!(done(&mine.post("/mine/post", &right)), "/mine", "pressed twice");
    }
    assert_eq!(state(site, id), CardState::Active);
    assert_eq!(state(site, on_paper), CardState::Ended(WhyEnded::Replaced));
    let written = "SELECT COUNT(*) FROM audit_row WHERE act = 'apply.activate-card'";
    site.store().flush_reads().unwrap();
    assert_eq!(site.rows(written), 2, "one that was refused, and one that was done");
}

#[city_test]
fn a_card_that_the_post_says_to_have_delivered_waits_for_whoever_reads_its_serial(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let id = sent(site, sunita);
    let permit = Permit::trial(Id::from_uuid(Uuid::from_u128(7)), site.hospital);
    site.write(move |tx| note_step(tx, &permit, id, Making::Delivered, None).map(drop));
    shows(&mine.page("/mine"), &["My card came by post"]);
    assert_eq!(state(site, id), CardState::Making(Making::Delivered));
    done(&mine.post("/mine/post", &typed("a", sunita, &serial(site, id))));
    assert_eq!(state(site, id), CardState::Active);
}

#[city_test]
fn after_three_wrong_serials_in_an_hour_a_counter_is_named_and_the_right_one_waits(
    site: &mut Site,
) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let id = sent(site, sunita);
    let right = serial(site, id);
    let other = another(&right);
    for (once, code) in [("a", "APP-020"), ("b", "APP-020"), ("c", "APP-021")] {
        let wrong = mine.post("/mine/post", &typed(once, sunita, &other));
        refused(&wrong, StatusCode::CONFLICT, code);
    }
    let late = mine.post("/mine/post", &typed("d", sunita, &right));
    shows(&refused(&late, StatusCode::CONFLICT, "APP-021"), &["any card counter"]);
    assert_eq!(state(site, id), CardState::Making(Making::Dispatched));
    site.database.pass(Duration::from_hours(1));
    assert_eq!(done(&mine.post("/mine/post", &typed("e", sunita, &right))), "/mine");
    assert_eq!(state(site, id), CardState::Active);
}

#[city_test]
fn a_card_is_made_valid_with_no_phone_but_its_bearer_s(site: &mut Site) {
    site.family();
    let (sunita, ramesh) = (called(site, "Sunita Devi"), called(site, "Ramesh Kumar"));
    let id = sent(site, sunita);
    let right = typed("a", sunita, &serial(site, id));
    let other = site.opened(Door::Own, "0000077777", 'c');
    refused(&other.post("/mine/post", &right), StatusCode::CONFLICT, "REG-020");
    let mine = site.opened(Door::Own, PHONE, 'b');
    let his = sent(site, ramesh);
    let family = mine.post("/mine/post", &typed("b", ramesh, &serial(site, his)));
    refused(&family, StatusCode::CONFLICT, "APP-022");
    for card in [id, his] {
        assert_eq!(state(site, card), CardState::Making(Making::Dispatched));
    }
}
