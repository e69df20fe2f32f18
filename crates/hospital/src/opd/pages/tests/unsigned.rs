//! A visit that has begun and will not be signed.

use super::Desk;
use crate::queue::actions::{CLOSE_DAY, close_day};
use crate::queue::model::{Token, TokenId, TokenState, Urgency};
use crate::{facilities, queue};
use axum::http::StatusCode;
use nabz_store::Jobs;
use nabz_testkit::city_tests;
use std::sync::Arc;
use std::time::Duration;

const A_DAY: Duration = Duration::from_hours(24);
/// What stands in the complaint of every form here.
const TYPED: &str = "Fever-since-Diwali";

impl Desk {
    fn token_of(&self, visit: &str) -> Token {
        let id = visit.rsplit('/').next().unwrap().parse().map(TokenId::from_uuid).unwrap();
        let at = self.day.facility;
        self.day.read(move |view| queue::token(view, at, id)).unwrap()
    }
}

city_tests! { Desk;
    fn a_visit_begun_by_mistake_waits_again_and_what_was_typed_is_there_when_it_begins(desk) {
        let visit = desk.sits("Sunita Devi");
        let back = format!("{visit}/put-back");
        assert!(desk.page(&visit).contains(&format!("formaction=\"{back}\"")));
        let form = format!("version=0&once=a&complaint={TYPED}");
        assert_eq!(desk.post(&back, &form).1, "/opd");
        assert_eq!(desk.post(&back, &form).1, "/opd", "pressed twice");
        assert!(matches!(desk.token_of(&visit).state, TokenState::Waiting { .. }));
        let page = desk.page(&visit);
        assert!(page.contains("/begin") && !page.contains(&back), "{page}");
        assert_eq!(desk.post(&format!("{visit}/begin"), "once=b").1, visit);
        assert!(desk.page(&visit).contains(&format!(">{TYPED}</textarea>")));
        let signed = desk.post(&visit, &format!("version=1&once=c&act=sign&complaint={TYPED}"));
        assert!(signed.1.starts_with("/opd?signed="), "{}", signed.2);
        let late = desk.post(&back, &form.replace("once=a", "once=d"));
        assert_eq!(late.0, StatusCode::CONFLICT, "what is signed is not put back: {}", late.2);
        assert!(matches!(desk.token_of(&visit).state, TokenState::Seen { .. }));
    }

    fn who_leaves_before_the_end_has_left_for_a_reason_and_is_not_signed_for(desk) {
        let visit = desk.sits("Sunita Devi");
        let end = format!("{visit}/end");
        let (status, _, page) = desk.post(&end, &format!("version=0&once=a&complaint={TYPED}&why=so"));
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("QUE-010"), "{page}");
        let form = format!("version=0&once=b&complaint={TYPED}&why=went-away");
        assert_eq!(desk.post(&end, &form).1, "/opd");
        assert!(matches!(desk.token_of(&visit).state, TokenState::Left { .. }));
        let late = desk.post(&visit, &format!("version=1&once=c&act=sign&complaint={TYPED}"));
        assert_ne!(late.0, StatusCode::SEE_OTHER, "{}", late.1);
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM opd_note"), 0);
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM audit_row WHERE act = 'opd.end-visit'"), 1);
    }

    fn a_visit_that_was_left_is_found_on_the_next_day_with_its_date_and_signed(desk) {
        let visit = desk.sits("Sunita Devi");
        desk.post(&visit, &format!("version=0&once=a&act=save&complaint={TYPED}"));
        assert!(!desk.page("/opd").contains("id=\"not-signed\""), "it is of today");
        desk.day.pass(A_DAY);
        let later = desk.comes_back();
        let page = later.page("/opd");
        let (_, left) = page.split_once("id=\"not-signed\"").unwrap();
        let left = left.split("</section>").next().unwrap();
        for said in ["Sunita Devi", "23 नव॰ 2026", "30 नव॰ 2026", "M-001", &format!("href=\"{visit}\"")] {
            assert!(left.contains(said), "{said} in {left}");
        }
        let rows = page.matches(&format!("href=\"{visit}\"")).count();
        assert_eq!(rows, 1, "nobody sits with the doctor: {page}");
        let page = later.page(&visit);
        assert!(page.contains(&format!(">{TYPED}</textarea>")), "{page}");
        assert!(!page.contains("/put-back") && page.contains("/end\""), "{page}");
        assert!(page.contains("23 नव॰ 2026 का नोट") && page.contains("23 नव॰ 2026, 09:00 पर सहेजा"), "{page}");
        let form = format!("version=1&once=b&act=sign&complaint={TYPED}");
        let signed = later.post(&visit, &form);
        assert!(signed.location.starts_with("/opd?signed="), "{}", signed.text());
        assert!(!later.page("/opd").contains("id=\"not-signed\""));
    }

    fn a_visit_that_nobody_signs_in_time_ends_and_what_was_typed_can_still_be_read(desk) {
        let visit = desk.sits("Sunita Devi");
        desk.post(&visit, &format!("version=0&once=a&act=save&complaint={TYPED}"));
        desk.day.pass(A_DAY * 8);
        Arc::new(Jobs::new().on(CLOSE_DAY, close_day)).run_due(&desk.day.store).unwrap();
        assert!(matches!(desk.token_of(&visit).state, TokenState::Unsigned { .. }));
        let later = desk.comes_back();
        assert!(!later.page("/opd").contains("id=\"not-signed\""));
        let page = later.page(&visit);
        assert!(page.contains(&format!("<p>{TYPED}</p>")) && !page.contains("<textarea"), "{page}");
        assert!(page.contains("यह विज़िट बिना हस्ताक्षर के समाप्त हुई"), "{page}");
        let late = later.post(&visit, &format!("version=1&once=b&act=sign&complaint={TYPED}"));
        assert!(late.text().contains("OPD-004"), "{} {}", late.location, late.text());
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM opd_note"), 0);
        let chart = later.page(&format!("/chart/{}", desk.person_of(&visit)));
        assert!(chart.contains("डॉक्टर ने हस्ताक्षर नहीं किए"), "{chart}");
        assert!(chart.contains(&format!("href=\"{visit}\"")), "the record leads to it: {chart}");
    }

    fn somebody_is_sent_on_from_the_doctor_with_what_was_measured(desk) {
        let visit = desk.sits("Sunita Devi");
        let triage = visit.replace("/opd/visits/", "/triage/");
        desk.post(&triage, "once=r&saturation=84&oxygen=air&pulse=92");
        let eyes = desk.day.eyes().unit;
        let choice = format!("<option value=\"{eyes}\">");
        assert!(desk.page(&visit).contains(&choice), "another department is offered");
        let on = format!("{visit}/send-on");
        let unknown = desk.post(&on, &format!("version=0&once=a&complaint={TYPED}&to=elsewhere"));
        assert!(unknown.2.contains("QUE-007"), "{}", unknown.2);
        assert_eq!(desk.post(&on, &format!("version=0&once=b&complaint={TYPED}&to={eyes}")).1, "/opd");
        let at = desk.day.facility;
        let here = desk.day.read(move |view| {
            let unit = facilities::unit(view, at, eyes)?.unwrap();
            queue::here(view, &unit)
        });
        assert_eq!((here.len(), here[0].urgency), (1, Urgency::Emergency));
        assert!(desk.page("/triage").contains("84 %"), "nobody has to measure them again to see it");
        assert!(desk.page(&format!("/triage/{}", here[0].id)).contains("84 %"));
    }
}
