//! A stranger's phone and its code.

use super::{DAY, PHONE, Site, done, hidden, refused};
use crate::apply::actions::{FORGET, forget};
use crate::apply::model::Door;
use crate::apply::rules::{ASKED_MAX, hour};
use crate::apply::store;
use axum::http::StatusCode;
use nabz_store::{Jobs, Tx};
use nabz_testkit::{Browser, city_test};
use std::sync::Arc;

/// A browser that has opened the first page, and the key of its form.
fn begun(site: &Site, path: &str) -> (Browser, String) {
    begun_by(&site.stranger(), path)
}

/// The same of somebody's own browser.
pub(super) fn begun_by(stranger: &Browser, path: &str) -> (Browser, String) {
    let opened = stranger.get(path);
    let cookie = opened.cookies.first().unwrap().split(';').next().unwrap().to_owned();
    (stranger.clone().with_cookie(&cookie), hidden(&opened.text(), "once"))
}

#[city_test]
fn every_phone_is_answered_alike(site: &mut Site) {
    site.family();
    for (path, within) in [("/apply", "/apply/code"), ("/mine", "/mine/code")] {
        let answered = [PHONE, "0000099999"].map(|phone| {
            let (browser, once) = begun(site, path);
            let form = format!("once={once}&phone={phone}&language=en");
            let sent = browser.post(within, &form);
            let code = browser.page(within);
            let wrong = browser.post(&within.replace("code", "check"), "code=abcdef");
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
            (sent.status, sent.location, sent.bytes, sent.cookies, code, wrong.text())
        });
        let [known, unknown] = answered;
        assert_eq!(known, unknown, "{path}");
    }
}

#[city_test]
fn a_press_that_is_repeated_sends_one_code(site: &mut Site) {
    let (browser, once) = begun(site, "/apply");
    let form = format!("once={once}&phone={PHONE}&language=hi");
    for _ in 0..2 {
        assert_eq!(done(&browser.post("/apply/code", &form)), "/apply/code");
    }
    assert_eq!(site.rows("SELECT asked FROM apply_knock"), 1);
    assert_eq!(site.rows("SELECT COUNT(*) FROM apply_session"), 1);
}

#[city_test]
fn what_is_typed_wrongly_stays_and_says_why(site: &mut Site) {
    let (browser, once) = begun(site, "/apply");
    let form = format!("once={once}&phone=98765&language=en");
    let wrong = browser.post("/apply/code", &form);
    let page = refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "REG-004");
    assert!(page.contains("value=\"98765\""), "{page}");
    let bare = site.stranger().post("/apply/code", &form.replace("98765", PHONE));
    refused(&bare, StatusCode::UNPROCESSABLE_ENTITY, "APP-001");
    assert!(!bare.cookies.is_empty(), "the next press has what it needs");
}

#[city_test]
fn a_code_that_nobody_asked_for_or_too_long_ago_opens_nothing(site: &mut Site) {
    let (browser, _) = begun(site, "/apply");
    let early = browser.post("/apply/check", "code=123456");
    refused(&early, StatusCode::UNPROCESSABLE_ENTITY, "APP-002");
    assert_eq!(done(&browser.get("/apply/family")), "/apply");
    let opened = site.opened(Door::Apply, PHONE, 'a');
    opened.page("/apply/family");
    site.database.pass(DAY);
    assert_eq!(done(&opened.get("/apply/family")), "/apply");
    let late = opened.post("/apply/family", "do=keep");
    refused(&late, StatusCode::UNPROCESSABLE_ENTITY, "APP-002");
}

#[city_test]
fn one_door_does_not_open_the_other(site: &mut Site) {
    let opened = site.opened(Door::Apply, PHONE, 'a');
    let borrowed = "a".repeat(64);
    let other = opened.with_cookie(&format!("__Host-nabz-mine={borrowed}"));
    assert!(other.page("/mine").contains("name=\"phone\""), "a phone is asked for");
}

#[city_test]
fn more_codes_than_people_ask_for_are_not_sent(site: &mut Site) {
    let (browser, once) = begun(site, "/apply");
    site.write(|tx: &mut Tx<'_>| {
        let now = hour(tx.now());
        (0..ASKED_MAX).try_for_each(|_| store::count_asked(tx, Door::Apply, now).map(drop))
    });
    let form = format!("once={once}&phone={PHONE}&language=en");
    let answer = browser.post("/apply/code", &form);
    refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "APP-003");
    assert_eq!(site.rows("SELECT COUNT(*) FROM apply_session"), 0);
    let (mine, once) = begun(site, "/mine");
    let form = format!("once={once}&phone={PHONE}&language=en");
    assert_eq!(done(&mine.post("/mine/code", &form)), "/mine/code", "the other door stands open");
}

#[city_test]
fn whoever_leaves_what_they_never_opened_writes_nothing(site: &mut Site) {
    let before = site.audited();
    for sign in ['c', 'd'] {
        let token: String = std::iter::repeat_n(sign, 64).collect();
        let made_up = site.stranger().with_cookie(&format!("__Host-nabz-apply={token}"));
        assert_eq!(done(&made_up.post("/apply/leave", "")), "/apply");
    }
    assert_eq!(site.audited(), before);
    done(&site.opened(Door::Apply, PHONE, 'a').post("/apply/leave", ""));
    assert_eq!(site.audited(), before + 1);
}

#[city_test]
fn what_is_kept_of_strangers_goes_after_a_day(site: &mut Site) {
    site.family();
    let kept = |site: &Site| {
        let sessions = site.rows("SELECT COUNT(*) FROM apply_session");
        let papers = site.rows("SELECT COUNT(*) FROM apply_paper");
        (sessions, site.rows("SELECT COUNT(*) FROM apply_draft"), papers)
    };
    let jobs = Arc::new(Jobs::new().on(FORGET, forget));
    jobs.run_due(site.store()).unwrap();
    assert_eq!(kept(site), (1, 1, 2));
    site.database.pass(DAY * 2);
    jobs.run_due(site.store()).unwrap();
    assert_eq!(kept(site), (0, 0, 0));
    assert_eq!(site.rows("SELECT COUNT(*) FROM registry_person"), 3, "they stay on record");
}
