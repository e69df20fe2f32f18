//! The kept page and what a device asks and tells, over HTTP.

use crate::outage;
use crate::trial_day::Day;
use axum::Router;
use axum::http::StatusCode;
use nabz_people::places::actions::keep_wards;
use nabz_people::places::model::WardShape;
use nabz_testkit::{Browser, City, Database, MORNING, city_test};
use nabz_web::App;
use serde_json::Value;
use std::time::Duration;

const DEVICE: &str = "0192f0e4-a1b2-7c3d-8e4f-5a6b7c8d9e0f";
const VISITS: &str = "/counter/visits";
const KEPT: [&str; 2] = ["/counter", "/counter/worker.js"];

/// Amaltas Hospital with Pooja, a clerk, and Imran, who hands out medicine.
struct Site {
    day: Day,
    router: Router,
}

impl City for Site {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&[
            "pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk",
            "imran.qureshi,Imran Qureshi,इमरान क़ुरैशी,pharmacist",
            "ashok.nair,Ashok Nair,अशोक नायर,facility_administrator",
        ]);
        day.write(|tx| {
            let ring = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.1,28.6]]]";
            let ward = WardShape {
                number: "176".into(),
                name_en: "SANGAM VIHAR".into(),
                name_hi: None,
                polygon: format!("{{\"type\":\"Polygon\",\"coordinates\":{ring}}}"),
            };
            keep_wards(tx, &[ward]).map(drop)
        })
        .unwrap();
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let router = nabz_web::router(app, outage::pages::routes());
        Self { day, router }
    }
}

impl Site {
    fn pooja(&self) -> Browser {
        Browser::of(&self.router, &self.day.store, "pooja.bisht")
    }

    fn imran(&self) -> Browser {
        Browser::of(&self.router, &self.day.store, "imran.qureshi")
    }

    /// Ashok, who runs the hospital, signed in with a second factor.
    fn ashok(&self) -> Browser {
        Browser::with_code(&self.router, &self.day.store, "ashok.nair")
    }

    /// A line about somebody who came at ten past nine.
    fn line(&self, key: u32, number: &str, form: &str) -> String {
        let (unit, at) = (self.day.post.unit, MORNING.microseconds() / 1_000 + 600_000);
        format!(
            r#"{{"key":"{}","health_id":"{number}","slip":{key},"by":"{DEVICE}","at":{at},"unit":"{unit}","form":{{{form}}}}}"#,
            key_of(key)
        )
    }
}

fn key_of(key: u32) -> String {
    format!("00000000-0000-4000-8000-{key:012}")
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// What a device is given.
fn prepared(browser: &Browser) -> Value {
    let answer = browser.post("/counter/prepare", &format!(r#"{{"device":"{DEVICE}"}}"#));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    read(&answer.text())
}

fn numbers(prepared: &Value) -> Vec<String> {
    let all = prepared["numbers"].as_array().unwrap();
    all.iter().map(|number| number.as_str().unwrap().to_owned()).collect()
}

/// What a device is answered, line by line.
fn told(browser: &Browser, lines: &[String]) -> Vec<Value> {
    let body = format!(r#"{{"device":"{DEVICE}","visits":[{}]}}"#, lines.join(","));
    let answer = browser.post(VISITS, &body);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    read(&answer.text())["visits"].as_array().unwrap().clone()
}

#[city_test]
fn the_page_is_for_whoever_gives_tokens_and_leads_a_stranger_to_the_door_and_back(site: &mut Site) {
    let (stranger, imran) = (Browser::new(&site.router), site.imran());
    for path in KEPT {
        let answer = stranger.get(path);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.location, format!("/sign-in?next={path}"));
        let closed = imran.get(path);
        assert_eq!(closed.status, StatusCode::FORBIDDEN);
        assert!(closed.text().contains("ACC-001"), "{}", closed.text());
    }
    for (path, body) in [
        ("/counter/prepare", format!(r#"{{"device":"{DEVICE}"}}"#)),
        ("/counter/end", format!(r#"{{"device":"{DEVICE}"}}"#)),
        (VISITS, format!(r#"{{"device":"{DEVICE}","visits":[]}}"#)),
    ] {
        assert_eq!(imran.post(path, &body).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(site.pooja().get("/counter/devices").status, StatusCode::FORBIDDEN);
    assert_eq!(site.day.count("SELECT COUNT(*) FROM outage_device"), 0);
}

#[city_test]
fn the_page_speaks_both_languages_says_nobody_s_name_and_keeps_all_that_it_needs(site: &mut Site) {
    let pooja = site.pooja();
    let (page, worker) = (pooja.page("/counter"), pooja.page("/counter/worker.js"));
    assert!(page.contains("बिना नेटवर्क का काउंटर") && page.contains("Counter without a network"));
    for name in ["Pooja", "पूजा", "Amaltas", "अमलतास", "Medicine"] {
        assert!(!page.contains(name), "{name}: {page}");
    }
    for address in page.split(['"', '#']).filter(|part| part.starts_with("/assets/")) {
        assert!(worker.contains(&format!("\"{address}\"")), "{address} is not kept: {worker}");
    }
    assert!(worker.contains("\"page\":\"/counter\""));
    assert_eq!(pooja.page("/counter/worker.js"), worker, "nothing of it comes from chance");
    let manifest = read(&Browser::new(&site.router).page("/counter/app.webmanifest"));
    assert_eq!(manifest["start_url"], "/counter");
}

#[city_test]
fn a_device_is_given_numbers_departments_and_wards(site: &mut Site) {
    let pooja = site.pooja();
    let first = prepared(&pooja);
    assert_eq!(numbers(&first).len(), 60);
    assert_eq!((&first["label"], &first["device"]), (&"K1".into(), &DEVICE.into()));
    assert_eq!(first["facility"]["hi"], "अमलतास अस्पताल");
    assert_eq!(first["units"][0]["en"], "Medicine OPD");
    assert_eq!(first["units"][0]["days"], "mon tue wed thu fri sat sun");
    assert_eq!(first["wards"][0]["number"], "176");
    assert_eq!(prepared(&pooja), first, "asked again it is given the same");
}

#[city_test]
fn a_bad_line_holds_up_no_other_and_a_line_that_comes_again_is_answered_the_same(site: &mut Site) {
    let pooja = site.pooja();
    let numbers = numbers(&prepared(&pooja));
    site.day.pass(Duration::from_mins(30));
    let pooja = site.pooja();
    let good = site.line(
        1,
        &numbers[0],
        r#""name_hi":"झुनिया टोपनो","sex":"female","age":"52","age_unit":"y""#,
    );
    let phone = site.line(2, &numbers[1], r#""name_en":"Asha Negi","phone":"12""#);
    let nameless = site.line(3, &numbers[2], r#""age":"42""#);
    let nowhere = site.line(4, &numbers[3], r#""name_en":"Bela Rani""#);
    let nowhere = nowhere.replace(&site.day.post.unit.to_string(), "nowhere");
    let foreign = site.line(5, "DH1000000000004", r#""name_en":"Chanda""#);
    let struck = site.line(6, &numbers[4], "").replace("\"at\"", "\"struck\":true,\"at\"");
    let torn = format!(r#"{{"key":"{}"}}"#, key_of(7));
    let lines = [good, phone, nameless, nowhere, foreign, struck, torn];
    let answers = told(&pooja, &lines);
    let codes: Vec<&str> =
        answers.iter().map(|one| one["code"].as_str().unwrap_or("taken")).collect();
    assert_eq!(
        codes,
        ["taken", "REG-004", "FRO-001", "QUE-007", "OUT-004", "taken", "OUT-008"],
        "{answers:?}"
    );
    assert_eq!(answers[0]["token"], "M-001");
    assert_eq!(answers[0]["health_id"], numbers[0].as_str());
    assert_eq!(answers[1]["again"], false);
    assert!(answers[1]["hi"].as_str().unwrap().starts_with("REG-004: "), "{}", answers[1]);
    assert_eq!(told(&pooja, &lines), answers);
    assert_eq!(site.day.count("SELECT COUNT(*) FROM registry_person"), 1);
    assert_eq!(site.day.count("SELECT COUNT(*) FROM queue_token"), 1);
    // What was typed wrongly is put right and sent under the same key.
    let mended = site.line(2, &numbers[1], r#""name_en":"Asha Negi","phone":"0000004321""#);
    assert_eq!(told(&pooja, &[mended])[0]["token"], "M-002");
    let kept =
        "SELECT COUNT(*) FROM registry_person WHERE name_hi = 'झुनिया टोपनो' AND name_en IS NULL";
    assert_eq!(site.day.count(kept), 1, "a spelling that nobody wrote is not kept");
}

#[city_test]
fn whoever_is_told_of_too_late_for_a_token_is_entered_and_the_line_says_why(site: &mut Site) {
    let pooja = site.pooja();
    let numbers = numbers(&prepared(&pooja));
    site.day.pass(Duration::from_hours(5));
    let late = site.line(1, &numbers[0], r#""name_en":"Asha Negi""#);
    let answers = told(&site.pooja(), &[late]);
    assert_eq!((&answers[0]["taken"], &answers[0]["token"]), (&true.into(), &Value::Null));
    assert_eq!(answers[0]["code"], "QUE-011");
    assert!(answers[0]["en"].as_str().unwrap().starts_with("QUE-011: "), "{}", answers[0]);
}

#[city_test]
fn a_device_that_was_not_prepared_here_is_told_so_and_keeps_everything(site: &mut Site) {
    let answer = site.pooja().post(VISITS, &format!(r#"{{"device":"{DEVICE}","visits":[]}}"#));
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text().contains("OUT-001"), "{}", answer.text());
    let unread = site.pooja().post(VISITS, "a visit");
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.text().contains("OUT-008"), "{}", unread.text());
}

#[city_test]
fn whoever_runs_the_hospital_sees_the_numbers_of_each_device_and_stops_a_lost_one(site: &mut Site) {
    let (pooja, ashok) = (site.pooja(), site.ashok());
    let empty = ashok.page("/counter/devices");
    assert!(empty.contains("No device is prepared here") || empty.contains("कोई मशीन तैयार नहीं"));
    let numbers = numbers(&prepared(&pooja));
    told(&pooja, &[site.line(1, &numbers[0], r#""name_en":"Asha Negi""#)]);
    let page = ashok.page("/counter/devices");
    for shown in ["K1", ">60<", ">59<", ">1<"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("Asha"), "{page}");
    let lost = format!("/counter/devices/{DEVICE}/lost");
    for _ in 0..2 {
        assert_eq!(ashok.post(&lost, "once=a").status, StatusCode::SEE_OTHER, "pressed twice");
    }
    let again = ashok.post(&lost, "once=b");
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text().contains("OUT-002"), "{}", again.text());
    let late = told(&pooja, &[site.line(2, &numbers[1], r#""name_en":"Bela Rani""#)]);
    assert_eq!((&late[0]["code"], &late[0]["again"]), (&"OUT-002".into(), &false.into()));
}
