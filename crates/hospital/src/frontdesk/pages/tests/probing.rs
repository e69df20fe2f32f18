//! Who looks alike, while somebody is typed in: counted and written down as a search is, and in
//! nobody's way.

use super::{Counter, count};
use axum::http::StatusCode;
use nabz_people::registry::model::MISSES_AN_HOUR;
use nabz_testkit::city_tests;
use std::time::Duration;

const ALARMS: &str = "SELECT COUNT(*) FROM registry_alarm";
const MISSES: &str = "SELECT misses FROM registry_probe";
const LEFT_OUT: &str = "was not compared just now";

/// A phone that nobody on record has, far from the next one.
fn phone(patient: i64) -> String {
    (9_000_000_000 + patient * 1_000_003).to_string()
}

/// What stands beside the form when somebody of a common name has this phone.
fn beside(counter: &Counter, phone: &str) -> String {
    let form = format!("name_en=Sunita+Devi&sex=female&whose=own&phone={phone}");
    counter.part("/desk/similar", &form)
}

/// What the program does once a minute by itself.
fn a_minute_is_over(counter: &Counter) {
    counter.search.keep_counts(&counter.day.store).unwrap();
}

city_tests! { Counter;
    fn sixty_phones_typed_into_the_form_raise_an_alarm_and_registering_goes_on(counter) {
        for patient in 1..=MISSES_AN_HOUR {
            let pane = beside(counter, &phone(patient));
            assert!(!pane.contains(LEFT_OUT), "{pane}");
        }
        a_minute_is_over(counter);
        assert_eq!(count(counter, ALARMS), 1);
        assert!(!beside(counter, &phone(100)).contains(LEFT_OUT), "one in ten seconds");
        let pane = beside(counter, &phone(101));
        assert!(pane.contains(LEFT_OUT), "{pane}");
        let new = format!("name_en=Usha+Rani&whose=own&phone={}", phone(102));
        let (status, _, page) = counter.post("/desk/new", &format!("again=yes&{new}"));
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(LEFT_OUT) && page.contains(&phone(102)), "{page}");
        let form = format!("once=a&then=nothing&{new}");
        let (status, _, page) = counter.post("/desk/register", &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let kept = "SELECT COUNT(*) FROM registry_person WHERE phone IS NOT NULL";
        assert_eq!(count(counter, kept), 1, "the phone is kept");
    }

    fn a_phone_that_is_typed_digit_by_digit_is_one_number(counter) {
        let phone = phone(7);
        for digits in 1..=phone.len() {
            beside(counter, phone.get(..digits).unwrap());
        }
        for age in 1..=MISSES_AN_HOUR {
            let form = format!("name_en=Sunita+Devi&whose=own&phone={phone}&age={age}&age_unit=y");
            counter.part("/desk/similar", &form);
        }
        a_minute_is_over(counter);
        assert_eq!((count(counter, MISSES), count(counter, ALARMS)), (1, 0));
    }

    fn a_clerk_with_many_new_people_in_half_an_hour_is_no_suspect(counter) {
        // More than forty: whoever was registered does not count, however many they are.
        for patient in 1..=MISSES_AN_HOUR + 4 {
            let phone = phone(patient);
            assert_eq!(counter.search(&phone).0, StatusCode::OK);
            beside(counter, &phone);
            a_minute_is_over(counter);
            let form = format!(
                "once=n{patient}&name_en=Sunita+Devi&whose=own&phone={phone}&then=nothing&go_on=yes"
            );
            let (status, _, page) = counter.post("/desk/register", &form);
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            counter.day.pass(Duration::from_secs(28));
        }
        a_minute_is_over(counter);
        assert_eq!(count(counter, ALARMS), 0);
    }

    fn whoever_is_shown_as_alike_stands_in_the_audit_once_a_minute(counter) {
        let sunita = "name_en=Sunita+Devi&phone=0000004321&whose=own&sex=female&born=1985";
        let form = format!("once=a&then=nothing&{sunita}");
        assert_eq!(counter.post("/desk/register", &form).0, StatusCode::SEE_OTHER);
        let looks = || {
            counter.day.store.flush_reads().unwrap();
            count(
                counter,
                "SELECT COUNT(*) FROM audit_row
                 WHERE act = 'registry.search' AND purpose = 'PATADMIN' AND patient_id IS NOT NULL",
            )
        };
        assert_eq!(looks(), 0);
        for _ in 0..3 {
            let pane = counter.part("/desk/similar", sunita);
            assert!(pane.contains("very likely one person"), "{pane}");
        }
        assert_eq!(looks(), 1);
        counter.day.pass(Duration::from_mins(1));
        let (status, _, page) = counter.post("/desk/register", &form.replace("once=a", "once=b"));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("FRO-002"), "{page}");
        assert_eq!(looks(), 2);
        counter.day.pass(Duration::from_mins(1));
        counter.post("/desk/new", &format!("again=yes&{sunita}"));
        assert_eq!(looks(), 3);
    }
}
