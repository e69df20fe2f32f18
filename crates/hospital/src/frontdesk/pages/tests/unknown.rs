//! Somebody who cannot say who they are: where they go, what they seem to be, and the list on which
//! they stay until somebody knows.

use super::{Counter, count, value};
use crate::queue;
use axum::http::StatusCode;
use nabz_testkit::city_tests;
use std::time::Duration;
use uuid::Uuid;

city_tests! { Counter;
    fn somebody_unknown_goes_where_emergencies_are_seen_and_can_be_named(counter) {
        let emergencies = counter.day.emergencies().unit;
        assert!(!counter.ask("GET", "/desk", "").2.contains("unknown-unit"), "nothing is asked");
        let (_, to, page) = counter.post("/desk/unknown", "once=a&sex=male");
        let given = to.strip_prefix("/desk?given=").unwrap_or_else(|| panic!("{page}"));
        let (facility, id) = (counter.day.facility, given.parse::<Uuid>().unwrap());
        let token = counter.day.read(move |view| {
            queue::token(view, facility, nabz_kernel::ids::Id::from_uuid(id))
        });
        assert_eq!(token.unwrap().unit, emergencies);
        let page = counter.search("Unknown+Male+1").1;
        assert!(page.contains("Say who this is"), "{page}");
        assert_eq!(value(&page, "q"), "Unknown Male 1");
    }

    fn an_age_that_somebody_unknown_seems_to_have_is_kept_as_a_guess(counter) {
        counter.day.emergencies();
        let page = counter.ask("GET", "/desk", "").2;
        assert!(page.contains(r#"name="band" value="old""#) && page.contains("Newborn"), "{page}");
        for (form, seems) in [
            ("once=a&sex=female&band=old", "Female, about 70 y"),
            ("once=b&sex=male&age=45&band=child", "Male, about 45 y"),
            ("once=c&sex=male&band=newborn", "Male, about 0 days"),
            ("once=d&sex=other&band=", ", age not known"),
        ] {
            let (status, _, page) = counter.post("/desk/unknown", form);
            assert_eq!(status, StatusCode::SEE_OTHER, "{form}: {page}");
            let page = counter.ask("GET", "/records/unknown", "").2;
            assert!(page.contains(seems), "{form}: {page}");
        }
        let (status, _, page) = counter.post("/desk/unknown", "once=e&sex=male&age=forty&band=adult");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("REG-010") && page.contains(r#"value="forty""#), "{page}");
        assert!(page.contains(r#"value="adult" checked"#), "nothing typed is lost: {page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 4);
    }

    fn whoever_is_not_identified_yet_is_listed_with_where_they_were_seen(counter) {
        let page = counter.ask("GET", "/records/unknown", "").2;
        assert!(page.contains("It is known of everybody who they are"), "{page}");
        counter.day.emergencies();
        counter.post("/desk/unknown", "once=a&sex=male&band=adult");
        counter.day.pass(Duration::from_mins(1));
        counter.post("/desk/unknown", "once=b&sex=female");
        let page = counter.ask("GET", "/records/unknown", "").2;
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        assert!(at("Unknown Male 1") < at("Unknown Female 1"), "the oldest first: {page}");
        assert!(page.contains("about 35 y") && page.contains("Emergency, 23 Nov 2026"), "{page}");
        let desk = counter.ask("GET", "/desk", "").2;
        assert!(desk.contains(r#"href="/records/unknown""#), "the desk leads there: {desk}");
    }

    fn where_no_unit_sees_emergencies_the_desk_asks_for_the_department(counter) {
        assert!(counter.ask("GET", "/desk", "").2.contains(r#"id="unknown-unit""#));
        let (status, _, page) = counter.post("/desk/unknown", "once=a&sex=male");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("FRO-003: choose a department") && page.contains("Eye OPD"), "{page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 0, "nobody is guessed");
        let chosen = format!("once=a&sex=male&unit={}", counter.eye);
        let (_, to, page) = counter.post("/desk/unknown", &chosen);
        assert!(to.starts_with("/desk?given="), "{page}");
    }
}
