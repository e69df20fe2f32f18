//! What somebody sees of all that is held of them, and asks about it, on their own phone.

use super::mine::called;
use super::{PHONE, Site, done, percent, refused, shows};
use crate::apply::model::Door;
use crate::registry::actions::{RecordLife, record_life};
use crate::registry::model::Life;
use crate::rights::model::{Request, RequestState, Right, Speaker};
use crate::rights::{nominee, of_person};
use axum::http::{StatusCode, header};
use nabz_access::Permit;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Tx;
use nabz_testkit::{Answer, MORNING, city_test};
use serde_json::Value;
use std::time::Duration;

const LOOKS: &str = "SELECT COUNT(*) FROM audit_row WHERE subject_kind = 'Record'";

fn asked(site: &Site, person: PersonId) -> Vec<Request> {
    site.store().read_blocking(move |view: &mut Tx<'_>| of_person(view, person)).unwrap()
}

fn wish(once: &str, right: &str, note: &str) -> String {
    format!("once={once}&right={right}&note={}", percent(note))
}

#[city_test]
fn all_that_is_held_is_shown_at_once_and_nothing_of_it_to_another_phone(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let path = format!("/mine/rights/{sunita}");
    shows(&mine.page("/mine"), &[&format!("href=\"{path}\"")]);
    let page = mine.page(&path);
    shows(&page, &["What you should know", "within 90 days", "Data Protection Board"]);
    let held = mine.page(&format!("{path}/held"));
    let both = ["सुनीता देवी", "Sunita Devi", PHONE, "B-12, Lane 4", "Temporary card", "अस्थायी"];
    shows(&held, &both);
    shows(&held, &["Health ID", "हेल्थ आईडी", "People who live there", "records office"]);
    let other = site.opened(Door::Own, "0000077777", 'c');
    for path in [path.clone(), format!("{path}/held")] {
        assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(done(&site.stranger().get(&path)), "/mine", "a code comes first");
    }
    let pressed = other.post(&path, &wish("a", "grievance", "I want to know."));
    assert_eq!(pressed.status, StatusCode::NOT_FOUND);
    site.store().flush_reads().unwrap();
    shows(&mine.page(&format!("/mine/looks/{sunita}")), &["You yourself, with this phone"]);
}

fn says(answer: &Answer, name: header::HeaderName) -> &str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// How many rows each part of the page has.
fn rows_of_parts(page: &str) -> Vec<usize> {
    let parts = page.split("aria-labelledby=\"part-").skip(1);
    parts.map(|part| part.matches("<tr>").count()).collect()
}

#[city_test]
fn the_file_holds_what_the_page_shows_and_that_it_was_given_is_written_down(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let path = format!("/mine/rights/{}", called(site, "Sunita Devi"));
    let to = format!("{path}/held.json");
    shows(&mine.page(&path), &[&format!("href=\"{to}\""), "Download as a file"]);
    shows(&mine.page(&format!("{path}/held")), &[&format!("href=\"{to}\"")]);
    site.store().flush_reads().unwrap();
    site.database.pass(Duration::from_secs(61));
    let before = site.rows(LOOKS);
    let answer = mine.get(&to);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(says(&answer, header::CONTENT_TYPE), "application/json");
    assert_eq!(says(&answer, header::CACHE_CONTROL), "no-store");
    let kept = says(&answer, header::CONTENT_DISPOSITION);
    assert_eq!(kept, "attachment; filename=\"what-is-held.json\"");
    site.store().flush_reads().unwrap();
    assert_eq!(site.rows(LOOKS), before + 1, "as the page is");
    let file: Value = serde_json::from_slice(&answer.bytes).unwrap();
    let page = mine.page(&format!("{path}/held"));
    let said = |part: &str| {
        file[part].as_object().unwrap().values().filter(|value| !value.is_null()).count()
    };
    let rows = |part: &str| file[part].as_array().unwrap().len();
    let of_file = [
        said("who"),
        rows("numbers"),
        rows("photographs"),
        said("home"),
        rows("cards"),
        rows("consents"),
        rows("requests") + rows("nominees"),
    ];
    // Who looked at the file stands on the page alone, which is read after it.
    assert_eq!(rows_of_parts(&page)[..of_file.len()], of_file, "{file} {page}");
    assert_eq!(file["who"]["name_devanagari"], "सुनीता देवी");
    assert_eq!(file["who"]["phone"], PHONE);
    assert_eq!((&file["home"]["people"], rows("cards")), (&Value::from(3), 1));
    assert_eq!(
        (&file["cards"][0]["kind"], &file["cards"][0]["state"]),
        (&"temporary".into(), &"active".into())
    );
    let serial = file["cards"][0]["serial"].as_str().unwrap();
    assert!(page.contains(serial), "{serial} {page}");
}

#[city_test]
fn the_file_is_given_to_nobody_to_whom_the_page_is_not_shown(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let file = |name| format!("/mine/rights/{}/held.json", called(site, name));
    let (sunita, golu, ramesh) = (file("Sunita Devi"), file("Golu Kumar"), file("Ramesh Kumar"));
    let other = site.opened(Door::Own, "0000077777", 'c');
    for file in [&sunita, &golu] {
        assert_eq!(mine.get(file).status, StatusCode::OK, "her own, and her child's");
        assert_eq!(other.get(file).status, StatusCode::NOT_FOUND);
        assert_eq!(done(&site.stranger().get(file)), "/mine", "a code comes first");
    }
    assert_eq!(mine.get(&ramesh).status, StatusCode::NOT_FOUND, "he asks at a counter");
    let child: Value = serde_json::from_slice(&mine.get(&golu).bytes).unwrap();
    assert_eq!(child["who"]["name_roman"], "Golu Kumar");
}

#[city_test]
fn a_request_from_the_phone_is_made_once_and_withdrawn_there(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let path = format!("/mine/rights/{sunita}");
    let form = wish("a", "grievance", "Somebody read it\nwho should not.");
    for _ in 0..2 {
        assert_eq!(done(&mine.post(&path, &form)), path, "pressed twice");
    }
    let request = asked(site, sunita).remove(0);
    assert_eq!((request.right, &request.speaker), (Right::Grievance, &Speaker::Themselves));
    shows(&mine.page(&path), &["000 001", "Received", "who should not."]);
    let again = mine.post(&path, &wish("b", "grievance", "And once more."));
    let page = refused(&again, StatusCode::CONFLICT, "RGT-002");
    shows(&page, &["And once more."]);
    let wordless = mine.post(&path, &wish("c", "erasure", ""));
    refused(&wordless, StatusCode::UNPROCESSABLE_ENTITY, "RGT-004");
    let copy = mine.post(&path, &wish("d", "access", "Please"));
    refused(&copy, StatusCode::UNPROCESSABLE_ENTITY, "RGT-006");
    let strange = mine.post(&path, &wish("e", "erasure", "bell\u{7}"));
    refused(&strange, StatusCode::UNPROCESSABLE_ENTITY, "RGT-008");
    let withdraw = format!("once=f&request={}", request.id);
    for _ in 0..2 {
        assert_eq!(done(&mine.post(&format!("{path}/withdraw"), &withdraw)), path);
    }
    let all = asked(site, sunita);
    assert!(all.len() == 1 && matches!(all[0].state, RequestState::Withdrawn { .. }), "{all:?}");
}

#[city_test]
fn a_mother_asks_for_her_child_and_names_nobody_for_it(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let (golu, ramesh) = (called(site, "Golu Kumar"), called(site, "Ramesh Kumar"));
    let path = format!("/mine/rights/{golu}");
    let page = mine.page(&path);
    shows(&page, &["You ask for this child until the 18th birthday."]);
    assert!(!page.contains("/nominee"), "{page}");
    assert_eq!(done(&mine.post(&path, &wish("a", "correction", "His name is Gaurav."))), path);
    let request = asked(site, golu).remove(0);
    let proxy = request.speaker.proxy().unwrap();
    assert_eq!(proxy.name.as_str(), "सुनीता देवी");
    let named = "once=b&seen=&name=Ramesh+Kumar&tie=father&phone=0000067890";
    refused(&mine.post(&format!("{path}/nominee"), named), StatusCode::CONFLICT, "APP-022");
    let his = format!("/mine/rights/{ramesh}");
    assert_eq!(mine.get(&his).status, StatusCode::NOT_FOUND, "he asks at a counter");
    let for_him = mine.post(&his, &wish("c", "grievance", "He wants to know."));
    assert_eq!(for_him.status, StatusCode::NOT_FOUND);
    assert!(asked(site, ramesh).is_empty());
}

#[city_test]
fn a_nominee_is_named_changed_and_taken_back_on_the_phone(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let path = format!("/mine/rights/{sunita}");
    let stands = |site: &Site| {
        let found = site.store().read_blocking(move |view: &mut Tx<'_>| nominee(view, sunita));
        found.unwrap()
    };
    let form = |once: &str, seen: &str, name: &str, phone: &str| {
        let name = percent(name);
        format!("once={once}&seen={seen}&name={name}&tie=spouse&phone={phone}")
    };
    let (to, other) = (format!("{path}/nominee"), "0000067890");
    let wrong = mine.post(&to, &form("a", "", "Ramesh Kumar", "67"));
    shows(&refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "REG-004"), &["Ramesh Kumar"]);
    for _ in 0..2 {
        assert_eq!(done(&mine.post(&to, &form("b", "", "Ramesh Kumar", other))), path);
    }
    let first = stands(site).unwrap();
    let stale = mine.post(&to, &form("c", "", "Mohan Lal", other));
    refused(&stale, StatusCode::CONFLICT, "RGT-003");
    let seen = first.id.to_string();
    assert_eq!(done(&mine.post(&to, &form("d", &seen, "Mohan Lal", other))), path);
    shows(&mine.page(&path), &["Nominee: Mohan Lal", "00000 67890"]);
    let end = format!("once=e&seen={}", stands(site).unwrap().id);
    assert_eq!(done(&mine.post(&format!("{path}/nominee/end"), &end)), path);
    assert_eq!(stands(site), None);
}

#[city_test]
fn the_dead_are_shown_on_no_phone_and_ask_for_nothing_there(site: &mut Site) {
    site.family();
    let mine = site.opened(Door::Own, PHONE, 'b');
    let sunita = called(site, "Sunita Devi");
    let permit: Permit<RecordLife> = Permit::trial(Id::draw(MORNING), site.hospital);
    let died = Life::Deceased { on: None };
    site.write(move |tx| record_life(tx, &permit, (sunita, 1), died));
    let path = format!("/mine/rights/{sunita}");
    assert_eq!(mine.get(&path).status, StatusCode::NOT_FOUND);
    let pressed = mine.post(&path, &wish("a", "grievance", "I want to know."));
    assert_eq!(pressed.status, StatusCode::NOT_FOUND);
}
