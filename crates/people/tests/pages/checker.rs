//! The check that anybody can open: what a phone is given, and what it is not asked for.

use axum::Router;
use axum::http::StatusCode;
use nabz_credential::keys::{Kid, MemorySigner, Signer};
use nabz_credential::status::StatusList;
use nabz_credential::trust::{IssuerKey, Purpose, Root, TrustList};
use nabz_kernel::clock::{Clock, Date};
use nabz_people::cards::actions::publish_status_list;
use nabz_people::checker::words::answers;
use nabz_people::checker::{AskKeys, Trusted, pages};
use nabz_store::{Stop, Tx};
use nabz_testkit::{Browser, City, Database, MORNING, city_test};
use nabz_web::{App, router};

/// A city whose root has signed a list.
struct Gate {
    database: Database,
    router: Router,
}

impl City for Gate {
    fn on(database: Database) -> Self {
        let router = site(&database, |_| Ok(Some(trusted())));
        Self { database, router }
    }
}

fn site(database: &Database, keys: fn(&mut Tx<'_>) -> Result<Option<Trusted>, Stop>) -> Router {
    let app = App::build(database.store.clone(), Clock::Fixed(MORNING));
    router(app.part(AskKeys(keys)).done(), pages::routes())
}

fn signer(name: u8) -> MemorySigner {
    MemorySigner::from_secret(Kid([0x4e, name]), &mut [name; 32]).unwrap()
}

fn root() -> Root {
    Root { kid: signer(1).kid(), key: signer(1).public_key() }
}

fn trusted() -> Trusted {
    let morning = MORNING.date_in_india();
    let registrar = IssuerKey {
        kid: signer(3).kid(),
        key: signer(3).public_key(),
        from: Date::from_days(morning.days() - 30),
        to: Date::from_days(morning.days() + 60),
        purpose: Purpose::Status,
        revoked_from: None,
    };
    let list = TrustList::new(1, morning, vec![registrar]).unwrap().seal(&signer(1)).unwrap();
    Trusted { root: root(), list }
}

#[city_test]
fn anybody_opens_the_check_in_both_languages_and_gets_no_cookie(gate: &mut Gate) {
    let anybody = Browser::new(&gate.router);
    let opened = anybody.get("/check");
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.cookies.is_empty(), "{:?}", opened.cookies);
    let page = opened.text();
    assert!(page.contains("data-root=\"4e01:0"), "the root's key comes with the page");
    assert!(page.contains("यह कार्ड असली है और चालू है।"));
    assert!(page.contains("This card is genuine and in use."));
    for answer in answers() {
        assert!(page.contains(&format!("data-answer=\"{}\"", answer.word)), "{}", answer.word);
    }
}

#[city_test]
fn the_lists_are_given_to_the_byte_as_they_were_signed(gate: &mut Gate) {
    gate.database.store.write_blocking(|tx| publish_status_list(tx, &signer(3))).unwrap();
    let anybody = Browser::new(&gate.router);
    let (keys, cards) = (anybody.get("/check/trust"), anybody.get("/check/status"));
    let keys_that_count = TrustList::open(&keys.bytes, root(), None).unwrap();
    let list = StatusList::open(&cards.bytes, &keys_that_count, None).unwrap();
    assert_eq!(list.as_of(), MORNING.date_in_india());
    assert!(keys.cookies.is_empty() && cards.cookies.is_empty());
}

#[city_test]
fn before_anything_was_signed_the_page_opens_and_says_what_is_missing(gate: &mut Gate) {
    let anybody = Browser::new(&site(&gate.database, |_| Ok(None)));
    assert!(anybody.page("/check").contains("data-root=\"\""));
    for (path, code) in [("/check/trust", "CHK-001"), ("/check/status", "CHK-002")] {
        let answer = anybody.get(path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains(code), "{}", answer.text());
    }
}

#[city_test]
fn the_worker_keeps_all_that_the_page_needs_and_changes_with_it(gate: &mut Gate) {
    let anybody = Browser::new(&gate.router);
    let (page, worker) = (anybody.page("/check"), anybody.page("/check/worker.js"));
    let loaded = page.split(['"', '#']).filter(|part| part.starts_with("/assets/"));
    let mut count = 0;
    for address in loaded {
        assert!(worker.contains(&format!("\"{address}\"")), "{address} is not kept: {worker}");
        count += 1;
    }
    assert!(count > 4, "the page loads more than {count}");
    assert_eq!(anybody.page("/check/worker.js"), worker, "nothing of it comes from chance");
    let other_root = Browser::new(&site(&gate.database, |_| Ok(None)));
    assert_ne!(other_root.page("/check/worker.js"), worker);
}

#[city_test]
fn a_phone_that_puts_the_page_on_its_screen_begins_with_the_check(gate: &mut Gate) {
    let manifest = Browser::new(&gate.router).page("/check/app.webmanifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest.get("start_url").unwrap(), "/check");
    assert_eq!(manifest.get("display").unwrap(), "standalone");
    assert_eq!(manifest.get("name").unwrap(), "कार्ड जाँच · Card check");
}
