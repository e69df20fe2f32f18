//! The code that a phone was sent, typed by whoever holds it.

use super::code::begun_by;
use super::{PHONE, Site, done, fill, hidden, refused, shows, submit};
use crate::messages;
use crate::messages::model::MessagesAsked;
use crate::messages::rules::{CODES_FROM_ADDRESS_MAX, CODES_TO_PHONE_MAX, TRIES_MAX};
use axum::Extension;
use axum::http::StatusCode;
use nabz_kernel::phone::Mobile;
use nabz_kernel::visitor::VisitorAddress;
use nabz_testkit::{Answer, Browser, city_test};
use std::time::Duration;

const FARIDAS_PHONE: &str = "0000077777";

/// Farida, her husband and their two daughters.
const FARIDAS: &[(&str, &str)] = &[
    ("count", "4"),
    ("name_en-0", "Farida Begum"),
    ("sex-0", "female"),
    ("age-0", "38"),
    ("name_en-1", "Imran Ansari"),
    ("sex-1", "male"),
    ("age-1", "41"),
    ("tie-1", "spouse"),
    ("name_en-2", "Sana Ansari"),
    ("sex-2", "female"),
    ("age-2", "15"),
    ("tie-2", "child"),
    ("guardian-2", "0"),
    ("role-2", "mother"),
    ("name_en-3", "Zoya Ansari"),
    ("sex-3", "female"),
    ("age-3", "9"),
    ("tie-3", "child"),
    ("guardian-3", "0"),
    ("role-3", "mother"),
    ("address", "C-4, Lane 2"),
];
const NAMES: [&str; 4] = ["Farida Begum", "Imran Ansari", "Sana Ansari", "Zoya Ansari"];
const ALL_SAY_YES: &[(&str, &str)] = &[
    ("health-card-0", "yes"),
    ("health-card-1", "yes"),
    ("health-card-2", "yes"),
    ("health-card-3", "yes"),
];

/// Asks for a code at a door, and the browser that did.
fn asks(stranger: &Browser, door: &str, phone: &str) -> (Browser, Answer) {
    let (browser, once) = begun_by(stranger, door);
    let form = format!("once={once}&phone={phone}&language=en");
    let answer = browser.post(&format!("{door}/code"), &form);
    (browser, answer)
}

/// The browser of somebody to whom a code was sent.
fn asked(site: &Site, door: &str, phone: &str) -> Browser {
    // So that the latest message is the latest one.
    site.database.pass(Duration::from_secs(1));
    let (browser, answer) = asks(&site.stranger(), door, phone);
    assert_eq!(done(&answer), format!("{door}/code"));
    browser
}

/// The code that a phone was told last.
fn told(site: &Site, phone: &str) -> String {
    let (all, phone) =
        (MessagesAsked { failed: false, before: None }, Mobile::parse(phone).unwrap());
    let sent = site.store().read_blocking(move |view| messages::store::messages(view, &all));
    let last = sent.unwrap().into_iter().find(|sms| sms.to == phone).unwrap();
    last.text.unwrap().get(..6).unwrap().to_owned()
}

/// Types a code at a door.
fn types(browser: &Browser, door: &str, code: &str) -> Answer {
    browser.post(&format!("{door}/check"), &format!("code={code}"))
}

/// The browser of somebody who has asked for a code and typed it.
fn let_in(site: &Site, door: &str, phone: &str) -> (Browser, String) {
    let browser = asked(site, door, phone);
    let within = done(&types(&browser, door, &told(site, phone)));
    (browser, within)
}

#[city_test]
fn a_family_of_four_types_its_code_has_its_cards_and_comes_back_to_its_own_alone(site: &mut Site) {
    site.family();
    let (browser, within) = let_in(site, "/apply", FARIDAS_PHONE);
    assert_eq!(within, "/apply/family");
    assert_eq!(done(&fill(&browser, FARIDAS, "review")), "/apply/review");
    assert_eq!(done(&submit(&browser, ALL_SAY_YES)), "/apply/done");
    let page = browser.page("/apply/done");
    shows(&page, &NAMES);
    shows(&page, &["Call the helpline", "href=\"tel:0000001075\""]);
    assert_eq!(page.matches("Temporary card until 22 Nov 2027").count(), 4, "{page}");
    assert!(browser.get("/apply/cards").bytes.starts_with(b"%PDF"));
    let (mine, within) = let_in(site, "/mine", FARIDAS_PHONE);
    assert_eq!(within, "/mine");
    let page = mine.page("/mine");
    shows(&page, &NAMES);
    assert_eq!(page.matches("action=\"/mine/lost\"").count(), 4, "{page}");
    for other in ["Sunita", "Ramesh", "Golu"] {
        assert!(!page.contains(other), "{other} is of another phone: {page}");
    }
}

#[city_test]
fn after_five_wrong_codes_the_right_one_opens_nothing_and_a_new_one_does(site: &mut Site) {
    let browser = asked(site, "/apply", PHONE);
    let code = told(site, PHONE);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..TRIES_MAX {
        let answer = types(&browser, "/apply", wrong);
        refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "OTP-002");
    }
    let late = types(&browser, "/apply", &code);
    refused(&late, StatusCode::UNPROCESSABLE_ENTITY, "OTP-003");
    assert_eq!(done(&browser.get("/apply/family")), "/apply");
    assert_eq!(let_in(site, "/apply", PHONE).1, "/apply/family");
}

#[city_test]
fn a_fourth_code_within_the_hour_is_refused_and_every_phone_is_told_so_alike(site: &mut Site) {
    site.family();
    let told = [PHONE, FARIDAS_PHONE].map(|phone| {
        for _ in 0..CODES_TO_PHONE_MAX {
            asked(site, "/apply", phone);
        }
        let (_, fourth) = asks(&site.stranger(), "/apply", phone);
        let page = refused(&fourth, StatusCode::UNPROCESSABLE_ENTITY, "OTP-001");
        assert!(page.contains(&format!("value=\"{phone}\"")), "what was typed stays: {page}");
        page.replace(&hidden(&page, "once"), "").replace(phone, "")
    });
    let [known, unknown] = told;
    assert_eq!(known, unknown);
}

#[city_test]
fn whoever_tries_out_the_phones_of_a_city_from_one_address_is_stopped(site: &mut Site) {
    let from = |address: &str| {
        let address = VisitorAddress::of(address.parse().unwrap());
        let router = site.router.clone().layer(Extension(address));
        Browser::new(&router).with_cookie("__Host-nabz-lang=en")
    };
    let phone = |number: usize| format!("00000{number:05}");
    let here = from("203.0.113.7");
    for number in 0..CODES_FROM_ADDRESS_MAX {
        done(&asks(&here, "/apply", &phone(number)).1);
    }
    let (_, stopped) = asks(&here, "/apply", &phone(CODES_FROM_ADDRESS_MAX));
    refused(&stopped, StatusCode::UNPROCESSABLE_ENTITY, "OTP-004");
    let (_, other_door) = asks(&here, "/mine", &phone(CODES_FROM_ADDRESS_MAX));
    refused(&other_door, StatusCode::UNPROCESSABLE_ENTITY, "OTP-004");
    let elsewhere = from("203.0.113.8");
    done(&asks(&elsewhere, "/apply", &phone(CODES_FROM_ADDRESS_MAX)).1);
}
