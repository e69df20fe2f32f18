//! The page of messages, over HTTP, on both engines.

use super::{Carrier, letter, phone, work};
use crate::messages::model::{Asker, CodePurpose, Crowd, MessageKind, MessagesAsked, WhyFailed};
use crate::messages::{Outlet, actions, pages, rules, store};
use axum::Router;
use axum::http::StatusCode;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::{NodeId, NodeKind, Password};
use nabz_kernel::phone::Mobile;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::{Stop, Tx};
use nabz_testkit::{Browser, City, Database, MORNING, PASSWORD, city_test, shows};
use nabz_web::{App, Config, Language};
use std::path::PathBuf;
use std::time::Duration;

/// Ashok runs Amaltas Hospital, and Pooja sits at its counter.
struct Site {
    database: Database,
    router: Router,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let router = router(&database, false, Outlet::Console);
        database.store.write_blocking(arrange).unwrap();
        Self { database, router }
    }
}

fn router(database: &Database, demo: bool, outlet: Outlet) -> Router {
    let (store, config) = (database.store.clone(), Config { demo, ..Config::default() });
    let clock = store.clock();
    let app = App::build(store, clock).config(config).part(outlet).done();
    nabz_web::router(app, pages::routes())
}

fn arrange(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let names = |english, hindi| Names::parse(english, hindi).unwrap();
    let place = |kind| (NodeId::draw(MORNING), kind);
    let department = names("Health Department", "स्वास्थ्य विभाग");
    let department = add_node(tx, None, place(NodeKind::Department), "department", &department)?;
    let hospital = names("Amaltas Hospital", "अमलतास अस्पताल");
    add_node(tx, Some(&department), place(NodeKind::Facility), "AML", &hospital)?;
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n\
                 ashok.nair,Ashok Nair,अशोक नायर,facility_administrator,AML,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(())
}

impl Site {
    fn write<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Tx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> T {
        self.database.store.write_blocking(action).unwrap()
    }

    /// The browser of Ashok, who signed in with a code of his phone, too.
    fn ashok(&self, language: Language) -> Browser {
        let browser = Browser::with_code(&self.router, &self.database.store, "ashok.nair");
        browser.with_cookie(&format!("__Host-nabz-lang={}", language.code()))
    }

    /// The code that was sent to a phone.
    fn sent_code(&self) -> String {
        let to = Mobile::parse("0000004321").unwrap();
        self.write(move |tx| {
            actions::send_code(tx, &to, CodePurpose::Own, Language::English)?;
            let all = MessagesAsked { failed: false, before: None };
            let last = store::messages(tx, &all)?.remove(0);
            Ok(last.text.unwrap().get(..6).unwrap().to_owned())
        })
    }
}

#[city_test]
fn an_administrator_sees_what_became_of_a_message_and_nobody_reads_the_code(site: &mut Site) {
    let ashok = site.ashok(Language::English);
    shows(&ashok.page("/messages"), &["No message stands here.", "No SMS gateway is set up"]);
    let code = site.sent_code();
    let page = ashok.page("/messages");
    shows(&page, &["One-time code", "••••••4321", "The code is not shown here.", "Waits"]);
    assert!(!page.contains(&code) && !page.contains("00000 04321"), "{page}");
    assert_eq!(work(&site.database.store, Outlet::Console.gateway()), 1);
    shows(&ashok.page("/messages"), &["Sent 23 Nov 2026, 09:00", "1 code was sent"]);
    site.database.pass(rules::CODE_LIVES);
    shows(&ashok.page("/messages"), &["so the text was taken away"]);
}

#[city_test]
fn in_the_demo_the_page_shows_what_a_phone_would(site: &mut Site) {
    let code = site.sent_code();
    site.router = router(&site.database, true, Outlet::Console);
    let page = site.ashok(Language::Hindi).page("/messages");
    shows(&page, &[&code, "00000 04321", "कोई संदेश इस मशीन से बाहर नहीं जाता"]);
}

#[city_test]
fn whoever_does_not_run_the_place_sees_no_messages(site: &mut Site) {
    let pooja = Browser::of(&site.router, &site.database.store, "pooja.bisht");
    let closed = pooja.get("/messages");
    assert_eq!(closed.status, StatusCode::FORBIDDEN, "{}", closed.text());
    assert!(closed.text().contains("ACC-001"), "{}", closed.text());
    let nobody = Browser::new(&site.router).get("/messages");
    assert_eq!(nobody.location, "/sign-in?next=/messages");
}

#[city_test]
fn a_message_that_failed_is_listed_and_tried_again_by_a_button(site: &mut Site) {
    let id = site.write(|tx| {
        let id = actions::send(tx, &letter(MessageKind::CardReady))?;
        store::give_up(tx, id, WhyFailed::Gateway)?;
        actions::send(tx, &letter(MessageKind::Applied))?;
        Ok(id)
    });
    site.router = router(&site.database, false, Outlet::File(PathBuf::from("sms.jsonl")));
    let ashok = site.ashok(Language::English);
    let page = ashok.page("/messages?failed=yes");
    shows(&page, &["Not sent, 23 Nov 2026, 09:00", "did not take it", "Try again", "Your card."]);
    assert!(!page.contains("Application received") && !page.contains("No SMS gateway"), "{page}");
    let path = format!("/messages/{id}/retry");
    let pressed = ashok.post(&path, "once=r1&failed=yes");
    assert_eq!(pressed.location, "/messages?done=yes&failed=yes", "{}", pressed.text());
    let again = ashok.post(&path, "once=r1&failed=yes");
    assert_eq!(again.location, pressed.location, "the same press");
    let late = ashok.post(&path, "once=r2");
    assert_eq!(late.status, StatusCode::CONFLICT);
    shows(&late.text(), &["MSG-002:", "Card is ready"]);
    let carrier = Carrier::new();
    assert_eq!(work(&site.database.store, carrier.clone()), 3, "the job of the first try too");
    assert_eq!(carrier.carried().len(), 2);
    let unknown = ashok.post(&format!("/messages/{}/retry", uuid::Uuid::nil()), "once=r3");
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    shows(&unknown.text(), &["MSG-001:"]);
}

#[city_test]
fn a_list_goes_on_with_older_messages(site: &mut Site) {
    for _ in 0..=store::PAGE_ROWS {
        site.write(|tx| actions::send(tx, &letter(MessageKind::Applied)));
        site.database.pass(Duration::from_secs(1));
    }
    let ashok = site.ashok(Language::English);
    let rows = |page: &str| page.matches("Application received").count();
    let first = ashok.page("/messages");
    assert_eq!(rows(&first), store::PAGE_ROWS);
    let before = first.split("name=\"before\" value=\"").nth(1).unwrap();
    let before = before.split('"').next().unwrap();
    let second = ashok.page(&format!("/messages?before={before}"));
    assert_eq!(rows(&second), 1);
    shows(&second, &["The latest"]);
    assert_eq!(rows(&ashok.page("/messages?before=nonsense")), store::PAGE_ROWS);
}

#[city_test]
fn codes_that_are_asked_for_unusually_often_are_said_on_top(site: &mut Site) {
    for number in 0..rules::CODES_FROM_ADDRESS_MAX {
        let to = phone(number);
        site.write(move |tx| {
            let address = Some(VisitorAddress::of("203.0.113.7".parse().unwrap()));
            let from = Asker { address, last: None };
            actions::send_code_to_visitor(tx, from, &to, CodePurpose::Apply, Language::Hindi)
        });
    }
    let ashok = site.ashok(Language::English);
    let told = "30 codes within an hour from 203.0.113.7, 23 Nov 2026, 09:00";
    shows(&ashok.page("/messages"), &["Codes asked for unusually often", told]);
    site.write(|tx| {
        actions::note_crowd(tx, Crowd::Asked, 1_000)?;
        actions::note_crowd(tx, Crowd::Wrong, 300)
    });
    let all = ["asked for on the whole public site", "300 wrong codes within an hour"];
    shows(&ashok.page("/messages"), &all);
}
