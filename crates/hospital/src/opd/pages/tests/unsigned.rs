//! A visit that has begun and will not be signed.

use super::Desk;
use crate::queue::model::{Token, TokenId, TokenState, Urgency};
use crate::{facilities, queue};
use axum::http::StatusCode;
use nabz_testkit::city_tests;

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
