//! Photographs of papers that a family sends ahead, from the phone with which it was registered.

use super::mine::called;
use super::{PHONE, SAYS_YES, SUNITAS, Site, done, fill, refused, shows, submit};
use crate::apply::model::Door;
use crate::scans;
use crate::scans::actions::{judge, look};
use crate::scans::model::{Misfit, SCAN_BYTES_MAX, ScanId, Verdict};
use axum::http::StatusCode;
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Tx;
use nabz_testkit::{Answer, Browser, city_test};
use std::time::Duration;
use uuid::Uuid;

const OTHER_PHONE: &str = "0000077777";
const SCANS: &str = "SELECT COUNT(*) FROM scans_scan";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a paper";

fn path(person: PersonId) -> String {
    format!("/mine/papers/{person}")
}

/// Sends a file, as the paper that proves where somebody lives.
fn send(browser: &Browser, path: &str, (once, file): (&str, &[u8])) -> Answer {
    browser.send(path, &[("once", once), ("kind", "residence")], ("IMG_0815.html", file))
}

/// What was sent of somebody, the latest first.
fn sent(site: &Site, person: PersonId) -> Vec<ScanId> {
    let found = site.store().read_blocking(move |view: &mut Tx<'_>| scans::of_person(view, person));
    found.unwrap().into_iter().map(|scan| scan.id).collect()
}

/// An officer opens what was sent last of somebody and says what they think of it.
fn decided(site: &Site, person: PersonId, verdict: Verdict) {
    let (scan, officer) = (sent(site, person).remove(0), Id::from_uuid(Uuid::from_u128(7)));
    let hospital = site.hospital;
    site.write(move |tx| {
        look(tx, &Permit::trial(officer, hospital), (person, scan))?;
        judge(tx, &Permit::trial(officer, hospital), (person, scan), verdict)
    });
    site.database.pass(Duration::from_secs(1));
}

#[city_test]
fn a_family_sends_a_paper_sees_where_it_stands_and_takes_it_back(site: &mut Site) {
    let browser = site.family();
    let sunita = called(site, "Sunita Devi");
    let from_done = format!("/apply/papers/{sunita}");
    shows(&browser.page("/apply/done"), &[&format!("href=\"{from_done}\"")]);
    let page = browser.page(&from_done);
    shows(
        &page,
        &["Never send an Aadhaar card", "Nothing has been sent", "capture=\"environment\""],
    );
    shows(&page, &["30 days", "180 days", "value=\"birth-registration\"", "href=\"/apply/done\""]);
    assert!(!page.contains("value=\"aadhaar\""), "{page}");
    for _ in 0..2 {
        assert_eq!(done(&send(&browser, &from_done, ("a", PNG))), from_done, "pressed twice");
    }
    assert_eq!(site.rows(SCANS), 1);
    let page = browser.page(&from_done);
    shows(&page, &["Proof of residence", "PNG, 1 kB", "Sent on 23 Nov 2026, waits."]);
    assert!(!page.contains("IMG_0815"), "{page}");
    // The same on the page of what is their own, with another sign-in of the same phone.
    let mine = site.opened(Door::Own, PHONE, 'b');
    shows(&mine.page("/mine"), &[&format!("href=\"{}\"", path(sunita))]);
    shows(&mine.page(&path(sunita)), &["Sent on 23 Nov 2026, waits.", "href=\"/mine\""]);
    let form = format!("once=b&scan={}", sent(site, sunita)[0]);
    for _ in 0..2 {
        let removed = mine.post(&format!("{}/remove", path(sunita)), &form);
        assert_eq!(done(&removed), path(sunita), "pressed twice");
    }
    assert_eq!(site.rows(SCANS), 0);
    let written = "SELECT COUNT(*) FROM audit_row WHERE act LIKE 'apply.%-paper'";
    assert_eq!(site.rows(written), 2);
}

#[city_test]
fn what_is_no_paper_is_refused_with_a_code_of_its_own_and_what_was_chosen_stays(site: &mut Site) {
    site.family();
    let (mine, golu) = (site.opened(Door::Own, PHONE, 'b'), called(site, "Golu Kumar"));
    let large = |bytes: usize| [PNG, vec![0_u8; bytes - PNG.len()].as_slice()].concat();
    let page = b"<!doctype html><script>alert(1)</script>";
    for (file, code) in [
        (("", Vec::new()), "SCN-001"),
        (("a.png", Vec::new()), "SCN-002"),
        (("a.png", page.to_vec()), "SCN-003"),
        (("a.png", b"GIF89a".to_vec()), "SCN-003"),
        (("a.png", large(SCAN_BYTES_MAX + 1)), "SCN-004"),
        (("a.png", large(2 * SCAN_BYTES_MAX)), "SCN-004"),
    ] {
        let form = [("once", "a"), ("kind", "birth")];
        let answer = mine.send(&path(golu), &form, (file.0, file.1.as_slice()));
        let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, code);
        shows(&page, &["id=\"file-error\"", "href=\"#file\"", "value=\"birth\" selected"]);
    }
    for kind in ["", "aadhaar", "passport"] {
        let answer = mine.send(&path(golu), &[("once", "b"), ("kind", kind)], ("a.png", PNG));
        let page = refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "SCN-006");
        shows(&page, &["id=\"kind-error\""]);
    }
    let plain = mine.post(&path(golu), "once=c&kind=birth&file=a.png");
    refused(&plain, StatusCode::UNPROCESSABLE_ENTITY, "WEB-002");
    let keyless = mine.send(&path(golu), &[("kind", "birth")], ("a.png", PNG));
    refused(&keyless, StatusCode::UNPROCESSABLE_ENTITY, "WEB-012");
    assert_eq!(site.rows(SCANS), 0);
    done(&mine.send(
        &path(golu),
        &[("once", "d"), ("kind", "birth")],
        ("", &large(SCAN_BYTES_MAX)),
    ));
}

#[city_test]
fn a_key_that_comes_again_with_another_file_is_refused(site: &mut Site) {
    site.family();
    let (mine, sunita) = (site.opened(Door::Own, PHONE, 'b'), called(site, "Sunita Devi"));
    done(&send(&mine, &path(sunita), ("a", PNG)));
    let other = send(&mine, &path(sunita), ("a", b"%PDF-1.7 another paper"));
    refused(&other, StatusCode::CONFLICT, "STO-005");
    let same = send(&mine, &path(sunita), ("b", PNG));
    refused(&same, StatusCode::CONFLICT, "SCN-009");
    assert_eq!(site.rows(SCANS), 1);
}

#[city_test]
fn no_more_are_taken_of_a_person_than_an_office_looks_at(site: &mut Site) {
    site.family();
    let (mine, sunita) = (site.opened(Door::Own, PHONE, 'b'), called(site, "Sunita Devi"));
    for once in ["a", "b", "c"] {
        let file = [PNG, once.as_bytes()].concat();
        done(&send(&mine, &path(sunita), (once, &file)));
    }
    let page = mine.page(&path(sunita));
    shows(&page, &["As many papers of this person as are taken are with the office."]);
    assert!(!page.contains("type=\"file\""), "{page}");
    let more = send(&mine, &path(sunita), ("d", b"%PDF-1.7 one more"));
    refused(&more, StatusCode::CONFLICT, "SCN-007");
}

#[city_test]
fn what_the_office_says_is_read_in_ones_own_language_and_another_is_sent(site: &mut Site) {
    site.family();
    let (mine, sunita) = (site.opened(Door::Own, PHONE, 'b'), called(site, "Sunita Devi"));
    done(&send(&mine, &path(sunita), ("a", PNG)));
    let scan = sent(site, sunita).remove(0);
    let (hospital, officer) = (site.hospital, Id::from_uuid(Uuid::from_u128(7)));
    site.write(move |tx| look(tx, &Permit::trial(officer, hospital), (sunita, scan)).map(drop));
    shows(&mine.page(&path(sunita)), &["opened by the office on 23 Nov 2026"]);
    decided(site, sunita, Verdict::Misfit(Misfit::Unreadable));
    let page = mine.page(&path(sunita));
    shows(&page, &["It does not fit: it cannot be read; photograph it in good light."]);
    shows(&page, &["you can send another below", "type=\"file\""]);
    assert!(!page.contains("/remove\""), "{page}");
    let hindi = Browser::new(&site.router).with_cookie("__Host-nabz-lang=hi");
    let hindi = hindi.with_cookie(&format!("__Host-nabz-mine={}", "b".repeat(64)));
    shows(&hindi.page(&path(sunita)), &["ठीक नहीं है: यह पढ़ा नहीं जाता; अच्छी रोशनी में फ़ोटो लें।"]);
    let late = mine.post(&format!("{}/remove", path(sunita)), &format!("once=b&scan={scan}"));
    shows(&refused(&late, StatusCode::CONFLICT, "SCN-011"), &["id=\"papers-error\""]);
    done(&send(&mine, &path(sunita), ("c", b"%PDF-1.7 in good light")));
    decided(site, sunita, Verdict::Fits);
    shows(&mine.page(&path(sunita)), &["The office has seen it, and it fits."]);
}

#[city_test]
fn another_family_sees_sends_and_removes_nothing(site: &mut Site) {
    site.family();
    let (mine, sunita) = (site.opened(Door::Own, PHONE, 'b'), called(site, "Sunita Devi"));
    done(&send(&mine, &path(sunita), ("a", PNG)));
    let form = format!("once=b&scan={}", sent(site, sunita)[0]);
    for (door, start) in [(Door::Own, "/mine"), (Door::Apply, "/apply")] {
        let other = site.opened(door, OTHER_PHONE, 'c');
        let theirs = format!("{start}/papers/{sunita}");
        assert_eq!(other.get(&theirs).status, StatusCode::NOT_FOUND);
        let put = send(&other, &theirs, ("c", b"%PDF-1.7 of a stranger"));
        assert_eq!(put.status, StatusCode::NOT_FOUND, "{}", put.text());
        let removed = other.post(&format!("{theirs}/remove"), &form);
        assert_eq!(removed.status, StatusCode::NOT_FOUND, "{}", removed.text());
        let guessed = format!("{start}/papers/{}", Uuid::from_u128(7));
        assert_eq!(other.get(&guessed).status, StatusCode::NOT_FOUND);
    }
    // Of their own family they reach what is of that person alone.
    let golu = called(site, "Golu Kumar");
    let crossed = mine.post(&format!("{}/remove", path(golu)), &form);
    refused(&crossed, StatusCode::CONFLICT, "SCN-010");
    assert_eq!(site.rows(SCANS), 1);
}

#[city_test]
fn nothing_is_taken_from_whoever_has_typed_no_code(site: &mut Site) {
    site.family();
    let sunita = called(site, "Sunita Devi");
    for start in ["/mine", "/apply"] {
        let theirs = format!("{start}/papers/{sunita}");
        assert_eq!(done(&site.stranger().get(&theirs)), start);
        let large = [PNG, vec![0_u8; 2 * SCAN_BYTES_MAX].as_slice()].concat();
        let put = send(&site.stranger(), &theirs, ("a", &large));
        refused(&put, StatusCode::UNPROCESSABLE_ENTITY, "APP-002");
        let removed = site.stranger().post(&format!("{theirs}/remove"), "once=b");
        refused(&removed, StatusCode::UNPROCESSABLE_ENTITY, "APP-002");
    }
    assert_eq!(site.rows(SCANS), 0);
}

#[city_test]
fn papers_are_sent_also_of_whoever_was_registered_about_another_phone(site: &mut Site) {
    let family = [SUNITAS, &[("phone-1", OTHER_PHONE)][..]].concat();
    let browser = site.opened(Door::Apply, PHONE, 'a');
    done(&fill(&browser, &family, "review"));
    done(&submit(&browser, SAYS_YES));
    let page = browser.page("/apply/done");
    let links = page.split("href=\"/apply/papers/").skip(1);
    let links: Vec<String> =
        links.map(|rest| format!("/apply/papers/{}", rest.split('"').next().unwrap())).collect();
    assert_eq!(links.len(), 3, "{page}");
    for (once, link) in ["a", "b", "c"].iter().zip(&links) {
        done(&send(&browser, link, (once, PNG)));
    }
    assert_eq!(site.rows(SCANS), 3);
}
