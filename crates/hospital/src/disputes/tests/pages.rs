//! The page of an entry from elsewhere, over HTTP.

use super::{Told, says_anew, tells};
use crate::trial_day::Day;
use crate::{chart, disputes};
use axum::http::StatusCode;
use nabz_testkit::{Browser, Database, city_tests, refused, shows};
use nabz_web::App;
use serde_json::json;

/// Neha, a doctor, and Shabnam, a nurse, of Amaltas Hospital.
struct Ward {
    day: Day,
    neha: Browser,
    shabnam: Browser,
    in_hindi: Browser,
}

impl Ward {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&[
            "neha.kaul,Neha Kaul,नेहा कौल,doctor",
            "shabnam.saini,Shabnam Saini,शबनम सैनी,triage_nurse",
        ]);
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let pages = disputes::pages::routes().merge(chart::pages::routes());
        let router = nabz_web::router(app, pages);
        let [neha, shabnam] = ["neha.kaul", "shabnam.saini"]
            .map(|name| Browser::of(&router, &day.store, name).with_cookie("__Host-nabz-lang=en"));
        let in_hindi = Browser::of(&router, &day.store, "neha.kaul");
        let in_hindi = in_hindi.with_cookie("__Host-nabz-lang=hi");
        Self { day, neha, shabnam, in_hindi }
    }
}

city_tests! { Ward;
    fn a_doctor_disputes_from_the_chart_and_takes_it_back_and_others_see_it(ward) {
        let Told { person, allergy } = tells(&ward.day, &json!({}));
        let path = format!("/chart/{person}/entries/AllergyIntolerance/{}", allergy.entry);
        assert_eq!(ward.neha.get(&path).status, StatusCode::NOT_FOUND, "nobody treats them yet");
        ward.day.give_token(person, ward.day.post);
        let chart = format!("/chart/{person}");
        shows(&ward.neha.page(&chart), &["Penicillin", "from lab-one", &path, ">Dispute<"]);
        let page = ward.shabnam.page(&chart);
        assert!(!page.contains(&path), "a nurse disputes nothing: {page}");
        shows(&ward.neha.page(&path), &["Penicillin", "It proved wrong", "/dispute\""]);
        let unsaid = ward.neha.post(&format!("{path}/dispute"), "once=a&ground=other&words=");
        let page = refused(&unsaid, StatusCode::UNPROCESSABLE_ENTITY, "DSP-003");
        assert!(page.contains("value=\"other\" selected"), "{page}");
        let said = "once=b&ground=proved-wrong&words=Took+it+%3Ctwice%3E";
        assert_eq!(ward.neha.post(&format!("{path}/dispute"), said).status, StatusCode::SEE_OTHER);
        let disputed = ["disputed: proved wrong", "Took it &#60;twice&#62;", "Neha Kaul", "/withdraw\""];
        shows(&ward.neha.page(&path), &disputed);
        shows(&ward.shabnam.page(&chart), &["from lab-one · disputed", "(disputed: proved wrong)"]);
        shows(&ward.in_hindi.page(&path), &["विवादित: ग़लत साबित हुआ", "विवाद वापस लें"]);
        let again = ward.neha.post(&format!("{path}/dispute"), "once=c&ground=outdated");
        refused(&again, StatusCode::CONFLICT, "DSP-002");
        let nurse = ward.shabnam.post(&format!("{path}/withdraw"), "once=d");
        assert_eq!(nurse.status, StatusCode::FORBIDDEN);
        assert_eq!(ward.neha.post(&format!("{path}/withdraw"), "once=e").status, StatusCode::SEE_OTHER);
        assert!(!ward.neha.page(&chart).contains("disputed"));
    }

    fn an_entry_that_its_source_changed_since_says_so(ward) {
        let Told { person, allergy } = tells(&ward.day, &json!({}));
        ward.day.give_token(person, ward.day.post);
        let path = format!("/chart/{person}/entries/AllergyIntolerance/{}", allergy.entry);
        ward.neha.post(&format!("{path}/dispute"), "once=a&ground=mistaken&words=");
        assert!(!ward.neha.page(&path).contains("has changed the entry"));
        says_anew(&ward.day, allergy);
        shows(&ward.neha.page(&path), &["has changed the entry", "disputed: a slip"]);
    }
}
