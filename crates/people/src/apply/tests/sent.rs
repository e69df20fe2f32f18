//! The code that a phone was sent, typed by whoever holds it.

use super::code::begun_by;
use super::{PHONE, Site, done, fill, hidden, refused, shows, submit};
use crate::apply::model::Door;
use crate::apply::pages::PRESSES_A_MINUTE_MAX;
use crate::apply::rules::{WRONG_ALARM, WRONG_MAX, hour};
use crate::apply::store;
use crate::cards::actions::issue_kit_text;
use crate::cards::sheet;
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
    let answer = types(&browser, door, &told(site, phone));
    let within = done(&answer);
    (fresh(site, &answer), within)
}

/// The browser of somebody who was given another cookie.
fn fresh(site: &Site, answer: &Answer) -> Browser {
    let cookie = answer.cookies.first().unwrap().split(';').next().unwrap().to_owned();
    site.stranger().with_cookie(&cookie)
}

#[city_test]
fn a_cookie_that_others_knew_before_the_code_opens_nothing_after_it(site: &mut Site) {
    let known = asked(site, "/apply", PHONE);
    let code = told(site, PHONE);
    let let_in = types(&known, "/apply", &code);
    assert_eq!(done(&let_in), "/apply/family");
    assert_eq!(done(&known.get("/apply/family")), "/apply");
    fresh(site, &let_in).page("/apply/family");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    refused(&types(&known, "/apply", wrong), StatusCode::UNPROCESSABLE_ENTITY, "OTP-003");
    let twice = types(&known, "/apply", &code);
    assert_eq!(done(&twice), "/apply/family", "pressed twice");
    fresh(site, &twice).page("/apply/family");
    site.database.pass(Duration::from_mins(2));
    refused(&types(&known, "/apply", &code), StatusCode::UNPROCESSABLE_ENTITY, "APP-002");
}

#[city_test]
fn a_code_that_is_worth_nothing_is_not_counted(site: &mut Site) {
    let browser = asked(site, "/apply", PHONE);
    let wrong = if told(site, PHONE) == "000000" { "000001" } else { "000000" };
    for _ in 0..TRIES_MAX {
        types(&browser, "/apply", wrong);
    }
    let kept = |site: &Site| (site.rows("SELECT wrong FROM apply_knock"), site.audited());
    let before = kept(site);
    assert_eq!(before.0, 5);
    let dead = types(&browser, "/apply", wrong);
    refused(&dead, StatusCode::UNPROCESSABLE_ENTITY, "OTP-003");
    assert_eq!(kept(site), before);
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
fn a_family_is_told_the_number_that_the_city_gave(site: &mut Site) {
    let words = include_str!("../../../../../fixtures/kit-text-demo.tsv");
    let words = words.replace("00000 01075", "1800 00 0000");
    let words = sheet::kit_text(&words).unwrap().into_text();
    site.write(move |tx| issue_kit_text(tx, &words));
    shows(&asked(site, "/apply", FARIDAS_PHONE).page("/apply/code"), &["1800 00 0000"]);
    let done = site.family().page("/apply/done");
    shows(&done, &["href=\"tel:1800000000\"", "1800 00 0000"]);
    assert!(!done.contains("01075"), "{done}");
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
fn a_fourth_code_within_the_hour_is_answered_like_any_other_and_not_sent(site: &mut Site) {
    site.family();
    for _ in 0..CODES_TO_PHONE_MAX {
        asked(site, "/apply", PHONE);
    }
    let (last, sent) = (told(site, PHONE), site.told().len());
    let answered = [PHONE, "0000099999"].map(|phone| {
        let stranger = asked(site, "/apply", phone);
        let page = stranger.page("/apply/code");
        let wrong = if last == "000000" { "000001" } else { "000000" };
        let answer = types(&stranger, "/apply", wrong);
        (page, refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "OTP-002"))
    });
    let [full, new] = answered;
    assert_eq!(full, new);
    shows(&new.0, &["At most three codes an hour", "00000 01075"]);
    assert_eq!(site.told().len(), sent + 1, "the new phone alone was sent one");
}

#[city_test]
fn whoever_asks_once_too_often_may_still_type_their_last_code(site: &mut Site) {
    for _ in 1..CODES_TO_PHONE_MAX {
        asked(site, "/apply", PHONE);
    }
    let browser = asked(site, "/apply", PHONE);
    let last = told(site, PHONE);
    let page = browser.page("/apply");
    let form = format!("once={}&phone={PHONE}&language=en", hidden(&page, "once"));
    assert_eq!(done(&browser.post("/apply/code", &form)), "/apply/code");
    assert_eq!(done(&types(&browser, "/apply", &last)), "/apply/family");
}

/// The browser of somebody who asks from an address.
fn from(site: &Site, address: &str) -> Browser {
    let address = VisitorAddress::of(address.parse().unwrap());
    let router = site.router.clone().layer(Extension(address));
    Browser::new(&router).with_cookie("__Host-nabz-lang=en")
}

#[city_test]
fn whoever_types_wrong_codes_for_many_phones_from_one_address_is_stopped(site: &mut Site) {
    let site: &Site = site;
    let here = from(site, "203.0.113.7");
    let typed = |browser: &Browser, phone: &str| {
        site.database.pass(Duration::from_secs(1));
        let (browser, asked) = asks(browser, "/mine", phone);
        done(&asked);
        let code = told(site, phone);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        (browser, code, wrong)
    };
    for number in 0..4 {
        let (browser, _, wrong) = typed(&here, &format!("00000{number:05}"));
        for _ in 0..TRIES_MAX {
            let answer = types(&browser, "/mine", wrong);
            refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "OTP-002");
        }
    }
    let (browser, code, _) = typed(&here, "0000000004");
    let late = types(&browser, "/mine", &code);
    refused(&late, StatusCode::UNPROCESSABLE_ENTITY, "OTP-004");
    let (elsewhere, code, _) = typed(&from(site, "203.0.113.8"), "0000000005");
    assert_eq!(done(&types(&elsewhere, "/mine", &code)), "/mine");
}

#[city_test]
fn more_wrong_codes_than_people_type_are_told_and_then_stopped(site: &mut Site) {
    let site: &Site = site;
    let browser = asked(site, "/mine", PHONE);
    let code = told(site, PHONE);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let typed = |many: i64| {
        site.write(move |tx| {
            let now = hour(tx.now());
            (0..many).try_for_each(|_| store::count_wrong(tx, Door::Own, now).map(drop))
        });
    };
    typed(WRONG_ALARM - 1);
    types(&browser, "/mine", wrong);
    assert_eq!(site.rows("SELECT COUNT(*) FROM messages_alarm WHERE asked_from = 'wrong'"), 1);
    typed(WRONG_MAX - WRONG_ALARM);
    let late = types(&browser, "/mine", &code);
    refused(&late, StatusCode::UNPROCESSABLE_ENTITY, "APP-003");
}

#[city_test]
fn whoever_presses_faster_than_people_do_is_told_to_wait(site: &mut Site) {
    let here = from(site, "203.0.113.7");
    for _ in 0..PRESSES_A_MINUTE_MAX {
        assert_eq!(done(&here.post("/mine/leave", "")), "/mine");
    }
    let fast = here.post("/apply/leave", "");
    assert!(fast.text().contains("WEB-010:"), "{}", fast.text());
    here.page("/mine");
    assert_eq!(done(&from(site, "203.0.113.8").post("/mine/leave", "")), "/mine");
}

#[city_test]
fn whoever_tries_out_the_phones_of_a_city_from_one_address_is_stopped(site: &mut Site) {
    let phone = |number: usize| format!("00000{number:05}");
    let here = from(site, "203.0.113.7");
    for number in 0..CODES_FROM_ADDRESS_MAX {
        done(&asks(&here, "/apply", &phone(number)).1);
    }
    let (_, stopped) = asks(&here, "/apply", &phone(CODES_FROM_ADDRESS_MAX));
    refused(&stopped, StatusCode::UNPROCESSABLE_ENTITY, "OTP-004");
    let (_, other_door) = asks(&here, "/mine", &phone(CODES_FROM_ADDRESS_MAX));
    refused(&other_door, StatusCode::UNPROCESSABLE_ENTITY, "OTP-004");
    let elsewhere = from(site, "203.0.113.8");
    done(&asks(&elsewhere, "/apply", &phone(CODES_FROM_ADDRESS_MAX)).1);
}
