//! A form that is sent twice does what it says once: a slow network makes people press again.

use super::Desk;
use crate::queue::model::TokenState;
use crate::{facilities, queue};
use axum::http::StatusCode;
use nabz_testkit::city_tests;

impl Desk {
    fn called(&self) -> usize {
        let (at, unit) = (self.day.facility, self.day.post.unit);
        let here = self.day.read(move |view| {
            let unit = facilities::unit(view, at, unit)?.unwrap();
            queue::here(view, &unit)
        });
        here.iter().filter(|token| matches!(token.state, TokenState::Called { .. })).count()
    }

    fn post_of(&self) -> String {
        format!("unit={}&room={}", self.day.post.unit, self.day.post.room)
    }
}

/// The key that the page gives to the form that is sent there.
fn once(page: &str, action: &str) -> String {
    let (_, form) = page.split_once(&format!("action=\"{action}\"")).unwrap();
    let (_, behind) = form.split_once("name=\"once\" value=\"").unwrap();
    behind.split('"').next().unwrap().to_owned()
}

city_tests! { Desk;
    fn calling_twice_calls_one_person(desk) {
        let first = desk.day.arrive("Sunita Devi", 42);
        desk.day.arrive("Kamla Rani", 30);
        let key = once(&desk.page("/opd"), "/opd/call-next");
        let form = format!("once={key}&{}", desk.post_of());
        let called = desk.post("/opd/call-next", &form);
        assert_eq!(called.1, format!("/opd/visits/{}", first.id), "{}", called.2);
        assert_eq!(desk.post("/opd/call-next", &form).1, called.1);
        assert_eq!(desk.called(), 1);
        let next = once(&desk.page("/opd"), "/opd/call-next");
        assert_ne!(next, key, "the next page asks anew");
        desk.post("/opd/call-next", &format!("once={next}&{}", desk.post_of()));
        assert_eq!(desk.called(), 2);
    }

    fn the_next_is_called_once_from_the_note_too(desk) {
        let visit = desk.sits("Sunita Devi");
        let second = desk.day.arrive("Kamla Rani", 30);
        desk.day.arrive("Asha Kumari", 50);
        let key = once(&desk.page(&visit), &visit);
        let form = format!("version=0&once={key}&act=call-next&complaint=Cough&{}", desk.post_of());
        let left = visit.rsplit('/').next().unwrap();
        let there = format!("/opd/visits/{}?left={left}", second.id);
        assert_eq!(desk.post(&visit, &form).1, there);
        assert_eq!(desk.post(&visit, &form).1, there);
        assert_eq!(desk.called(), 1);
        let back = format!(r#"href="{visit}""#);
        let page = desk.page(&there);
        assert!(page.contains(&back), "whose visit is open is said, with the way back");
        assert!(page.contains("(M-001)"), "the name, then the number: {page}");
        desk.post(&visit, "version=1&once=s&act=sign&complaint=Cough");
        assert!(!desk.page(&there).contains(&back), "until it is signed");
    }

    fn sitting_down_and_not_coming_happen_once(desk) {
        let token = desk.day.call(&desk.day.arrive("Sunita Devi", 42));
        let visit = format!("/opd/visits/{}", token.id);
        let key = once(&desk.page(&visit), &visit);
        let absent = format!("{visit}/absent");
        assert_eq!(desk.post(&absent, &format!("once={key}")).1, "/opd");
        assert_eq!(desk.post(&absent, &format!("once={key}")).1, "/opd");
        let page = desk.page(&visit);
        assert!(page.contains("/begin") && !page.contains("/absent"), "nobody called, nobody absent");
        let begin = format!("{visit}/begin");
        assert_eq!(desk.post(&begin, "once=b").1, visit);
        assert_eq!(desk.post(&begin, "once=b").1, visit);
    }

    fn one_press_is_one_copy(desk) {
        let visit = desk.sits("Sunita Devi");
        desk.post(&visit, "version=0&once=s&act=sign&complaint=Cough");
        let key = once(&desk.page(&visit), &visit);
        let print = format!("{visit}/print");
        for _ in 0..2 {
            assert_eq!(desk.post(&print, &format!("once={key}")).1, format!("{visit}/prescription/2"));
        }
        assert_eq!(desk.post(&print, "once=q").1, format!("{visit}/prescription/3"));
    }

    fn an_allergy_is_noted_and_refuted_once(desk) {
        let visit = desk.sits("Sunita Devi");
        let note = format!("{visit}/allergies");
        let key = once(&desk.page(&visit), &note);
        let form = format!("once={key}&substance=Penicillin&reaction=rash");
        assert_eq!(desk.post(&note, &form).1, visit);
        assert_eq!(desk.post(&note, &form).1, visit, "no second refusal of what was done");
        let page = desk.page(&visit);
        let (_, behind) = page.split_once(&format!("{note}/")).unwrap();
        let refute = format!("{note}/{}", behind.split('"').next().unwrap());
        let form = format!("once={}&why=Took+it+since", once(&page, &refute));
        assert_eq!(desk.post(&refute, &form).1, visit);
        let again = desk.post(&refute, &form);
        assert_eq!((again.0, again.1), (StatusCode::SEE_OTHER, visit));
    }
}
