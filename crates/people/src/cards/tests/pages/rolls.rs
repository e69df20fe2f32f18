//! Rolls of stickers in the office, stickers at a counter, and what a device reports.

use super::{Site, agree, done, percent, refused, shows};
use crate::cards::model::{RollId, Sticker};
use crate::cards::store;
use crate::registry;
use crate::registry::model::MISSES_AN_HOUR;
use axum::http::StatusCode;
use nabz_kernel::health_id::{HealthId, SERIALS};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_testkit::{Browser, city_test};
use nabz_web::Language;

const ROLLS: &str = "/cards/office/stickers";
const DEVICE: &str = "/cards/stickers/bindings";

/// A roll that an officer made, and its stickers.
fn made(site: &Site, officer: &Browser, count: u32) -> (String, Vec<Sticker>) {
    site.moment();
    let begun = done(&officer.post(ROLLS, &format!("once=b{count}&count={count}&ward=11")));
    let path = begun.split('?').next().unwrap().to_owned();
    let roll: RollId = RollId::from_uuid(path.rsplit('/').next().unwrap().parse().unwrap());
    let all = site
        .store()
        .read_blocking(move |view| store::stickers_behind(view, roll, (None, 0), 1_000))
        .unwrap();
    (path, all)
}

/// The roll goes to somebody: a name with which they sign in, or a team.
fn handed_out(officer: &Browser, path: &str, version: u32, to: &str) {
    done(&officer.post(&format!("{path}/hand-out"), &format!("once=h&version={version}&{to}")));
}

fn line(key: &str, sticker: &Sticker, person: PersonId) -> String {
    let text = sticker.sealed.text();
    format!(
        r#"{{"key":"{key}","sticker":"{text}","person":"{person}","at":{}}}"#,
        nabz_testkit::MORNING.microseconds() / 1_000
    )
}

/// What a device is answered, line by line.
fn reported(clerk: &Browser, lines: &[String]) -> Vec<serde_json::Value> {
    let answer = clerk.post(DEVICE, &format!(r#"{{"bindings":[{}]}}"#, lines.join(",")));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut read: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    read["bindings"].as_array_mut().unwrap().drain(..).collect()
}

#[city_test]
fn a_roll_is_made_printed_handed_out_and_counted_when_it_comes_back(site: &mut Site) {
    let officer = site.officer("farida.khan", Language::English);
    shows(&officer.page(ROLLS), &["No roll was made yet.", "New roll"]);
    for wrong in ["", "0", "10001", "many"] {
        let no = officer.post(ROLLS, &format!("once=w{wrong}&count={wrong}&ward=11"));
        let text = refused(&no, StatusCode::UNPROCESSABLE_ENTITY, "CRD-068");
        shows(&text, &[&format!("value=\"{wrong}\""), "value=\"11\""]);
    }
    let (path, all) = made(site, &officer, 12);
    assert_eq!(all.len(), 12);
    shows(&officer.page(ROLLS), &["12 stickers", "12 free", "In the office", "11"]);
    let sheets = format!("{path}/sheets.pdf");
    let uncounted = officer.get(&format!("{sheets}?copy=1"));
    refused(&uncounted, StatusCode::CONFLICT, "CRD-067");
    done(&officer.post(&format!("{path}/print"), "once=p1&version=2"));
    let first = officer.get(&format!("{sheets}?copy=1"));
    assert!(first.bytes.starts_with(b"%PDF"), "{}", first.text());
    assert_eq!(first.bytes, officer.get(&format!("{sheets}?copy=1")).bytes);
    done(&officer.post(&format!("{path}/print"), "once=p2&version=3"));
    let second = officer.get(&format!("{sheets}?copy=2"));
    assert_ne!(first.bytes, second.bytes, "a second print says that it is one");
    let late = officer.post(&format!("{path}/print"), "once=p3&version=3");
    refused(&late, StatusCode::CONFLICT, "CRD-067");
    let hand_out = format!("{path}/hand-out");
    let nobody = officer.post(&hand_out, "once=n1&version=4&kind=worker&to=nobody.here");
    shows(&refused(&nobody, StatusCode::CONFLICT, "ACC-011"), &["nobody.here"]);
    let silent = officer.post(&hand_out, "once=n2&version=4&kind=team&to=");
    refused(&silent, StatusCode::UNPROCESSABLE_ENTITY, "CRD-069");
    handed_out(&officer, &path, 4, "kind=worker&to=pooja.bisht");
    shows(&officer.page(&path), &["With Pooja Bisht", "It came back"]);
    let end = format!("{path}/end");
    let wrong = officer.post(&end, "once=e1&first=9&last=4&why=lost&reason=the+bus");
    shows(&refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "CRD-068"), &["the bus"]);
    let ended = done(&officer.post(&end, "once=e2&first=1&last=3&why=lost&reason=the+bus"));
    assert_eq!(ended, format!("{path}?done=ended&count=3"));
    let page = officer.page(&format!("{path}?state=lost"));
    shows(&page, &["Reported lost", "9 free, 0 given, 0 spoilt, 3 lost", "the bus"]);
    done(&officer.post(&format!("{path}/take-back"), "once=t&version=6"));
    shows(&officer.page(&path), &["In the office", "Hand out"]);
}

#[city_test]
fn another_office_sees_and_touches_nothing_of_a_roll(site: &mut Site) {
    let farida = site.officer("farida.khan", Language::English);
    let meena = site.officer("meena.rao", Language::English);
    let (path, _) = made(site, &farida, 2);
    shows(&meena.page(ROLLS), &["No roll was made yet."]);
    refused(&meena.get(&path), StatusCode::NOT_FOUND, "CRD-064");
    refused(&meena.get(&format!("{path}/sheets.pdf?copy=1")), StatusCode::NOT_FOUND, "CRD-064");
    for (verb, form) in [
        ("sign", "once=1"),
        ("print", "once=2&version=2"),
        ("hand-out", "once=3&version=2&kind=team&to=Blue"),
        ("take-back", "once=4&version=2"),
        ("end", "once=5&why=lost&reason=x"),
    ] {
        let no = meena.post(&format!("{path}/{verb}"), form);
        refused(&no, StatusCode::NOT_FOUND, "CRD-064");
    }
    shows(&farida.page(&path), &["In the office"]);
}

#[city_test]
fn a_counter_gives_a_sticker_and_the_desk_says_whose_it_is(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 2);
    handed_out(&officer, &path, 2, "kind=team&to=Blue");
    agree(&clerk, sunita);
    let (code, card) = (percent(&all[0].sealed.text()), format!("/cards/{sunita}"));
    let nobodys = clerk.post("/cards/find", &format!("q={code}"));
    refused(&nobodys, StatusCode::UNPROCESSABLE_ENTITY, "CRD-060");
    shows(&clerk.page(&card), &["Give this sticker"]);
    let bind = format!("{card}/sticker");
    let bound = done(&clerk.post(&bind, &format!("once=s&code={code}")));
    assert_eq!(done(&clerk.post(&bind, &format!("once=s&code={code}"))), bound, "pressed twice");
    let page = clerk.page(&bound);
    shows(&page, &["Temporary card until 22 Nov 2027", "Sticker, serial", "is their card"]);
    assert!(!page.contains("/paper/"), "no face is printed for it: {page}");
    let paper = format!("{card}/paper/{}", site.latest(sunita).id);
    refused(&clerk.get(&paper), StatusCode::NOT_FOUND, "CRD-001");
    let found = clerk.post("/cards/find", &format!("q={code}"));
    shows(&clerk.page(&done(&found)), &["It counts."]);
    let second = format!("once=u&code={}", percent(&all[1].sealed.text()));
    let text = refused(&clerk.post(&bind, &second), StatusCode::CONFLICT, "CRD-010");
    shows(&text, &["to give a sticker"]);
}

#[city_test]
fn a_large_sheet_and_stickers_are_printed_of_a_card_on_paper(site: &mut Site) {
    let (sunita, clerk) = (site.register("सुनीता देवी", 42), site.clerk(Language::English));
    agree(&clerk, sunita);
    let card = format!("/cards/{sunita}");
    done(&clerk.post(&format!("{card}/issue"), "once=a"));
    let paper = format!("{card}/paper/{}", site.latest(sunita).id);
    let page = clerk.page(&card);
    for kind in ["large", "stickers"] {
        let path = format!("{paper}/{kind}");
        shows(&page, &[&path]);
        let printed = clerk.get(&path);
        assert!(printed.bytes.starts_with(b"%PDF"), "{}", printed.text());
        assert_eq!(printed.bytes, clerk.get(&path).bytes, "the same bytes");
    }
}

#[city_test]
fn a_bad_line_of_a_device_holds_up_no_other_and_a_line_that_comes_again_is_the_same(
    site: &mut Site,
) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 3);
    handed_out(&officer, &path, 2, "kind=worker&to=pooja.bisht");
    let (sunita, asha) = (site.register("सुनीता देवी", 42), site.register("आशा", 30));
    agree(&clerk, sunita);
    let lines = [
        line("k1", &all[0], sunita),
        r#"{"key":"k2","sticker":7}"#.to_owned(),
        line("k3", &all[1], asha),
        line("k4", &all[0], asha),
        line("k5", &all[2], sunita),
        line("k1", &all[0], sunita),
    ];
    let codes = |answers: &[serde_json::Value]| -> Vec<String> {
        let code = |one: &serde_json::Value| {
            let is_taken = one["taken"].as_bool().unwrap();
            if is_taken { "taken".to_owned() } else { one["code"].as_str().unwrap().to_owned() }
        };
        answers.iter().map(code).collect()
    };
    let first = reported(&clerk, &lines);
    let expected = ["taken", "CRD-069", "CRD-026", "CRD-062", "CRD-010", "taken"];
    assert_eq!(codes(&first), expected);
    assert_eq!(first[0], first[5], "a line that comes again");
    assert_eq!(first[1]["key"], "k2");
    assert!(first[2]["hi"].as_str().unwrap().contains("सहमतियाँ"), "{:?}", first[2]);
    agree(&clerk, asha);
    let again = reported(&clerk, &lines);
    assert_eq!(codes(&again), ["taken", "CRD-069", "taken", "CRD-062", "CRD-010", "taken"]);
    assert_eq!(again[0], first[0]);
    let other_key = reported(&clerk, &[line("k9", &all[0], sunita)]);
    assert_eq!((&other_key[0]["taken"], &other_key[0]["before"]), (&true.into(), &true.into()));
    let nonsense = clerk.post(DEVICE, "nonsense");
    refused(&nonsense, StatusCode::UNPROCESSABLE_ENTITY, "CRD-069");
    let many = vec!["{}"; 501].join(",");
    let many = clerk.post(DEVICE, &format!(r#"{{"bindings":[{many}]}}"#));
    refused(&many, StatusCode::UNPROCESSABLE_ENTITY, "CRD-068");
}

/// A line that names somebody in another way than by their record, at a moment of a device.
fn line_of(key: &str, sticker: &Sticker, (named, at): (&str, i64)) -> String {
    let text = sticker.sealed.text();
    format!(r#"{{"key":"{key}","sticker":"{text}",{named},"at":{at}}}"#)
}

/// What a device is answered of one line: taken, or the code of the refusal.
fn outcome(browser: &Browser, line: String) -> String {
    let answer = reported(browser, &[line]).remove(0);
    if answer["taken"] == true { "taken".into() } else { answer["code"].as_str().unwrap().into() }
}

fn by_health_id(site: &Site, person: PersonId) -> String {
    let found = site.store().read_blocking(move |view| registry::person(view, person));
    format!(r#""health_id":"{}""#, found.unwrap().unwrap().health_id)
}

/// A health ID that was given to nobody yet.
fn nobody() -> String {
    format!(r#""health_id":"{}""#, HealthId::of_serial(SERIALS - 1).unwrap())
}

#[city_test]
fn a_device_says_a_health_id_at_whatever_time_its_clock_has(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 3);
    handed_out(&officer, &path, 2, "kind=worker&to=pooja.bisht");
    for (place, at) in [0, i64::MAX, i64::MIN].into_iter().enumerate() {
        let person = site.register("सुनीता देवी", 42);
        agree(&clerk, person);
        let line = line_of(&format!("k{place}"), &all[place], (&by_health_id(site, person), at));
        let first = reported(&clerk, std::slice::from_ref(&line));
        assert_eq!((&first[0]["taken"], &first[0]["before"]), (&true.into(), &false.into()));
        assert_eq!(reported(&clerk, std::slice::from_ref(&line)), first, "sent twice");
        assert_eq!(site.latest(person).issued, nabz_testkit::MORNING.date_in_india());
    }
}

#[city_test]
fn a_line_names_one_person_in_one_way_and_one_who_is_there(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 2);
    handed_out(&officer, &path, 2, "kind=team&to=Blue");
    let sunita = site.register("सुनीता देवी", 42);
    agree(&clerk, sunita);
    let health_id = by_health_id(site, sunita);
    let twice = format!(r#"{health_id},"person":"{sunita}""#);
    for (named, code) in [
        (nobody().as_str(), "REG-020"),
        (r#""health_id":"DH 1000 0000 0000 5""#, "REG-007"),
        (r#""health_id":"DH 1000""#, "REG-006"),
        (r#""card":"0102030405a6""#, "CRD-001"),
        (r#""card":"01""#, "CRD-069"),
        (r#""slip":"NABZ:T:17""#, "REG-020"),
        (r#""slip":null"#, "CRD-069"),
        (twice.as_str(), "CRD-069"),
    ] {
        assert_eq!(outcome(&clerk, line_of("k", &all[0], (named, 1))), code, "{named}");
    }
    // One key, and other words each time: the last of them is a line of its own.
    assert_eq!(outcome(&clerk, line_of("k", &all[0], (&health_id, 1))), "taken");
    let asha = site.register("आशा", 30);
    agree(&clerk, asha);
    let other = line_of("k", &all[0], (&by_health_id(site, asha), 1));
    assert_eq!(outcome(&officer, other), "CRD-062", "another worker, the same sticker");
}

#[city_test]
fn what_one_worker_gave_is_not_sent_under_the_name_of_another(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 1);
    handed_out(&officer, &path, 2, "kind=team&to=Blue");
    let sunita = site.register("सुनीता देवी", 42);
    agree(&clerk, sunita);
    let other = StaffId::draw(nabz_testkit::MORNING);
    let named = format!(r#"{},"by":"{other}""#, by_health_id(site, sunita));
    assert_eq!(outcome(&clerk, line_of("k", &all[0], (&named, 1))), "CRD-083");
}

#[city_test]
fn whoever_tries_health_ids_on_a_device_is_counted_and_slowed(site: &mut Site) {
    let clerk = site.clerk(Language::English);
    let officer = site.officer("farida.khan", Language::English);
    let (path, all) = made(site, &officer, 1);
    handed_out(&officer, &path, 2, "kind=worker&to=pooja.bisht");
    let lines: Vec<String> =
        (0..MISSES_AN_HOUR).map(|at| line_of("k", &all[0], (&nobody(), at))).collect();
    let answers = reported(&clerk, &lines);
    assert!(answers.iter().all(|answer| answer["code"] == "REG-020"), "{answers:?}");
    site.search.keep_counts(site.store()).unwrap();
    let next = reported(&clerk, &lines);
    let last = next.last().unwrap();
    assert_eq!((&last["code"], &last["again"]), (&"REG-058".into(), &true.into()), "{last}");
}

#[city_test]
fn rolls_say_in_hindi_what_they_say_in_english(site: &mut Site) {
    let officer = site.officer("farida.khan", Language::Hindi);
    shows(&officer.page(ROLLS), &["अभी तक कोई रोल नहीं बना।", "नया रोल"]);
    let (path, _) = made(site, &officer, 2);
    shows(&officer.page(ROLLS), &["2 स्टिकर", "कार्यालय में"]);
    handed_out(&officer, &path, 2, "kind=team&to=Blue");
    shows(&officer.page(&path), &["टीम Blue के पास", "वापस आ गया", "2 बाक़ी, 0 दिए गए"]);
}
