//! What the desk does with what cannot be: it says so with a code, and loses nothing typed.

use super::Desk;
use crate::queue;
use crate::queue::model::TokenId;
use axum::http::StatusCode;
use nabz_kernel::ids::PersonId;
use nabz_store::Tx;
use nabz_testkit::{Database, city_tests};

/// A word that stands in the complaint of every form here and must come back with the page.
const TYPED: &str = "Fever-since-Diwali";

impl Desk {
    /// Somebody who sits with the doctor; the address of the visit.
    pub(super) fn sits(&self, name: &str) -> String {
        let token = self.day.call(&self.day.arrive(name, 42));
        let visit = format!("/opd/visits/{}", token.id);
        assert_eq!(self.post(&format!("{visit}/begin"), &format!("once={}", token.id)).1, visit);
        visit
    }
}

impl Desk {
    pub(super) fn person_of(&self, visit: &str) -> PersonId {
        let id = visit.rsplit('/').next().unwrap().parse().map(TokenId::from_uuid).unwrap();
        let at = self.day.facility;
        self.day.read(move |view| queue::token(view, at, id)).unwrap().person
    }
}

/// The version that a page asks the next save to name.
fn version(page: &str) -> String {
    let (_, behind) = page.split_once("name=\"version\" value=\"").unwrap();
    behind.split('"').next().unwrap().to_owned()
}

city_tests! { Desk;
    fn what_cannot_be_signed_is_refused_with_its_code_and_comes_back_as_typed(desk) {
        let visit = desk.sits("Sunita Devi");
        let amox = desk.medicine("AMOX-500-CAP");
        let line = |dose: &str, days: &str, more: &str| {
            format!("complaint={TYPED}&medicine={amox}&dose={dose}&days={days}&meal=after{more}")
        };
        let long = "x".repeat(4_001);
        let many = "&dx=Cough".repeat(13);
        let cases = [
            ("a dose that is no dose", line("often", "5", ""), "PRE-002", "often"),
            ("a dose of nothing", line("0-0-0", "5", ""), "PRE-002", "0-0-0"),
            ("an impossible dose", line("40-40-40", "5", ""), "PRE-001", "40-40-40"),
            ("days in words", line("1-0-1", "many", ""), "PRE-003", "many"),
            ("days beyond reason", line("1-0-1", "9999", ""), "PRE-003", "9999"),
            ("no number of days", line("1-0-1", "", ""), "PRE-003", "1-0-1"),
            ("a control character in a remark", line("1-0-1", "5", "&remark=a%07b"), "PRE-010", "1-0-1"),
            ("an endless remark", line("1-0-1", "5", &format!("&remark={long}")), "PRE-010", "xxxx"),
            ("a next visit in words", format!("complaint={TYPED}&see_again=soon"), "OPD-008", "soon"),
            ("a next visit in ten years", format!("complaint={TYPED}&see_again=3650"), "OPD-008", "3650"),
            ("an endless complaint", format!("complaint={TYPED}{long}"), "OPD-005", "xxxx"),
            ("a control character", format!("complaint={TYPED}%07b"), "OPD-005", TYPED),
            ("a character no text has", format!("complaint={TYPED}%00b"), "OPD-005", TYPED),
            ("an endless diagnosis", format!("complaint={TYPED}&dx={}", &long[..251]), "OPD-005", "xxxx"),
            ("too many diagnoses", format!("complaint={TYPED}{many}"), "OPD-007", "Cough"),
        ];
        let mut seen = "0".to_owned();
        for (what, form, code, kept) in cases {
            let (status, to, page) = desk.post(&visit, &format!("version={seen}&once={code}{seen}&act=sign&{form}"));
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {to} {page}");
            assert!(page.contains(code), "{what}: {page}");
            assert!(page.contains(TYPED) && page.contains(kept), "{what}: {page}");
            if ["PRE-002", "PRE-003", "PRE-010"].contains(&code) {
                assert!(page.contains(&format!("{code}: एमोक्सिसिलिन: ")), "{what}: {page}");
            }
            seen = version(&page);
        }
        let empty = desk.post(&visit, &format!("version={seen}&once=z&act=sign&complaint="));
        assert!(empty.0 == StatusCode::UNPROCESSABLE_ENTITY && empty.2.contains("OPD-006"));
    }

    fn a_form_sent_twice_signs_once_and_a_later_one_is_offered_as_an_amendment(desk) {
        let visit = desk.sits("Sunita Devi");
        let form = format!("version=0&once=a&act=sign&complaint={TYPED}");
        let first = desk.post(&visit, &form);
        assert_eq!(first.0, StatusCode::SEE_OTHER, "{}", first.2);
        assert_eq!(desk.post(&visit, &form).1, first.1);
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM opd_note"), 1);
        let late = desk.post(&visit, "version=0&once=b&act=sign&complaint=Cough-at-night");
        assert_eq!(late.0, StatusCode::CONFLICT);
        let both = late.2.contains("Cough-at-night") && late.2.contains(TYPED);
        assert!(both && late.2.contains("OPD-003") && late.2.contains(&format!("action=\"{visit}/amend\"")), "{}", late.2);
        let amend = format!("{visit}/amend");
        let to = desk.post(&amend, "version=0&once=c&act=sign&complaint=Cough-at-night").1;
        assert_eq!(to, first.1);
        let stale = desk.post(&amend, "version=0&once=d&act=sign&complaint=Third-story");
        assert_eq!(stale.0, StatusCode::CONFLICT);
        let both = stale.2.contains("Third-story") && stale.2.contains("Cough-at-night");
        assert!(both && stale.2.contains("OPD-002") && version(&stale.2) == "1", "{}", stale.2);
        assert_eq!(desk.post(&amend, "version=1&once=e&act=sign&complaint=Third-story").1, first.1);
    }

    fn an_allergy_that_cannot_be_noted_comes_back_as_typed_and_one_is_refuted_with_a_reason(desk) {
        let visit = desk.sits("Sunita Devi");
        let note = format!("{visit}/allergies");
        let long = "x".repeat(121);
        let cases = [
            ("substance=&reaction=rash-typed", "ALG-002"),
            ("substance=a%07b&reaction=rash-typed", "ALG-002"),
            (&format!("substance={long}&reaction=rash-typed"), "ALG-002"),
        ];
        for (form, code) in cases {
            let (status, _, page) = desk.post(&note, &format!("once=a&{form}"));
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {page}");
            assert!(page.contains(code) && page.contains("rash-typed"), "{form}: {page}");
        }
        assert_eq!(desk.post(&note, "once=b&substance=Penicillin&reaction=rash").1, visit);
        let again = desk.post(&note, "once=c&substance=Penicillin&reaction=rash-typed");
        assert!(again.2.contains("ALG-001") && again.2.contains("rash-typed"), "{}", again.2);
        let page = desk.page(&visit);
        let (_, behind) = page.split_once("/allergies/").unwrap();
        let refute = format!("{note}/{}", behind.split('"').next().unwrap());
        let silent = desk.post(&refute, "once=d&why=+");
        assert!(silent.2.contains("ALG-004"), "{}", silent.2);
        let endless = desk.post(&refute, &format!("once=e&why=typed-{long}"));
        assert!(endless.2.contains("ALG-004") && endless.2.contains("value=\"typed-xxx"), "{}", endless.2);
        assert_eq!(desk.post(&refute, "once=f&why=Took+it+twice+since").1, visit);
        assert!(desk.page(&visit).contains("पेनिसिलिन"), "the history keeps it");
        assert!(!desk.page(&visit).contains("nabz-allergy"), "the banner warns no more");
        let other = desk.sits("Kamla Rani");
        let theirs = refute.replace(&visit, &other);
        assert_eq!(desk.post(&theirs, "once=g&why=Not+mine").0, StatusCode::UNPROCESSABLE_ENTITY);
    }

    fn signs_that_cannot_be_are_refused_beside_their_field_and_a_wrong_set_is_taken_back(desk) {
        let token = desk.day.arrive("Sunita Devi", 42);
        let form = format!("/triage/{}", token.id);
        let digits = "9".repeat(400);
        let cases = [
            ("pulse=fast&weight=64", "TRI-002", "fast"),
            ("pulse=900&weight=64", "TRI-001", "900"),
            (&format!("pulse={digits}&weight=64"), "TRI-00", "999"),
            ("pulse=8%070&weight=64", "TRI-002", "64"),
            ("systolic=120&weight=64", "TRI-004", "120"),
            ("systolic=80&diastolic=120&weight=64", "TRI-003", "120"),
            ("weight=-64&pulse=80", "TRI-00", "-64"),
            ("pulse=&weight=", "TRI-005", ""),
            ("saturation=98&oxygen=helium&weight=64", "TRI-008", "98"),
            ("awake=perhaps&weight=64", "TRI-008", "64"),
            ("temperature=37&unit=K&weight=64", "TRI-008", "37"),
        ];
        for (typed, code, kept) in cases {
            let (status, _, page) = desk.post(&form, &format!("once={code}&{typed}"));
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}: {page}");
            assert!(page.contains(code) && page.contains(kept), "{typed}: {page}");
        }
        // Whoever measures cannot choose the scale: 89 % stays red.
        let set = "once=k&saturation=89&oxygen=air&pulse=92&scale=2";
        assert_eq!(desk.post(&form, set).1, "/triage");
        assert_eq!(desk.post(&form, set).1, "/triage");
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM triage_vitals WHERE saturation_scale = 1"), 1);
        let page = desk.page(&form);
        let (_, behind) = page.split_once(&format!("action=\"{form}/withdraw/")).unwrap();
        let withdraw = format!("{form}/withdraw/{}", behind.split('"').next().unwrap());
        let other = format!("/triage/{}", desk.day.arrive("Kamla Rani", 30).id);
        let elsewhere = desk.post(&withdraw.replace(&form, &other), "once=l");
        assert_eq!(elsewhere.0, StatusCode::NOT_FOUND);
        assert_eq!(desk.post(&withdraw, "once=m").1, form);
        assert!(!desk.page(&form).contains("/withdraw/"));
        assert_eq!(desk.post(&withdraw, "once=m").1, form, "pressed twice");
        assert_eq!(desk.post(&withdraw, "once=n").0, StatusCode::NOT_FOUND);
    }

    fn the_doctor_calls_the_next_from_the_desk_and_the_note_is_kept(desk) {
        let visit = desk.sits("Sunita Devi");
        let general = desk.day.arrive("Kamla Rani", 30);
        let red = desk.day.arrive("Asha Kumari", 50);
        desk.post(&format!("/triage/{}", red.id), "once=k&saturation=84&oxygen=air&pulse=92");
        let page = desk.page(&visit);
        assert!(page.contains(&format!("अगले को बुलाएँ: {}", red.number)), "{page}");
        let form = format!(
            "version=0&once=k&act=call-next&complaint={TYPED}&unit={}&room={}", desk.day.post.unit, desk.day.post.room
        );
        let to = desk.post(&visit, &form).1;
        assert!(to.starts_with(&format!("/opd/visits/{}?", red.id)), "{to}");
        assert!(desk.page(&visit).contains(TYPED));
        assert!(desk.page(&visit).contains(&format!("अगले को बुलाएँ: {}", general.number)));
    }

    fn the_last_note_is_copied_into_today_where_nothing_is_typed_yet(desk) {
        let first = desk.sits("Sunita Devi");
        let amox = desk.medicine("AMOX-500-CAP");
        let note = format!("complaint={TYPED}&dx=Cough&medicine={amox}&dose=1-1-1&days=5&meal=after&advice=Rest-well");
        assert_eq!(desk.post(&first, &format!("version=0&once=a&act=sign&{note}")).0, StatusCode::SEE_OTHER);
        let person = desk.person_of(&first);
        let eyes = desk.day.eyes();
        let token = desk.day.call_into(&desk.day.give_token(person, eyes), eyes);
        let today = format!("/opd/visits/{}", token.id);
        desk.post(&format!("{today}/begin"), "once=t");
        assert!(desk.page(&today).contains("copy-last"));
        assert!(desk.page(&today).contains(&format!("href=\"{first}\"")), "the history leads to it");
        desk.post(&today, "version=0&act=copy-last&complaint=New-story");
        let page = desk.page(&today);
        assert!(page.contains("New-story") && page.contains(">Rest-well<") && page.contains("1. एमोक्सिसिलिन"), "{page}");
        assert!(page.contains("<b>Cough</b>"), "{page}");
    }

    fn a_note_that_could_not_be_kept_comes_back_as_typed(desk) {
        let visit = desk.sits("Sunita Devi");
        assert_eq!(desk.post(&visit, "version=0&once=a&act=save&complaint=Kept-before").1, visit);
        // Somebody else opens the same visit and keeps another word; ours is over an old version.
        assert_eq!(desk.post(&visit, "version=1&once=b&act=save&complaint=Kept-since").1, visit);
        let form = format!("version=1&once=c&act=save&complaint={TYPED}");
        let (status, _, page) = desk.post(&visit, &form);
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains(&format!(">{TYPED}</textarea>")), "{page}");
        assert!(page.contains("Kept-since") && version(&page) == "2", "{page}");
        let form = format!("version=2&once=d&act=save&complaint={TYPED}");
        assert_eq!(desk.post(&visit, &form).1, visit, "what is in the fields stays");
        assert!(desk.page(&visit).contains(&format!(">{TYPED}</textarea>")));
    }

    fn a_target_that_is_none_is_refused_and_changes_nothing(desk) {
        let visit = desk.sits("Sunita Devi");
        let target = format!("{visit}/target");
        assert_eq!(desk.post(&target, "once=a&scale=2").1, visit);
        let (status, _, page) = desk.post(&target, "once=b&scale=");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("TRI-008"), "{page}");
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM triage_target WHERE lifted_at IS NULL"), 1);
        assert_eq!(desk.post(&target, "once=c&scale=1").1, visit);
        assert_eq!(desk.day.count("SELECT COUNT(*) FROM triage_target WHERE lifted_at IS NULL"), 0);
    }
}

/// SQLite is told how many pages there are; it says the same when the disk has no more.
#[test]
fn what_a_full_disk_refuses_is_still_in_the_fields() {
    let desk = Desk::on(Database::sqlite());
    let visit = desk.sits("Sunita Devi");
    assert_eq!(desk.post(&visit, "version=0&once=a&act=save&complaint=Kept-before").1, visit);
    let full = |view: &mut Tx<'_>| view.query("PRAGMA max_page_count = 1", &[], |_| Ok(()));
    desk.day.write(full).unwrap();
    let long = "x".repeat(200_000);
    for act in ["save", "sign"] {
        let form = format!("version=1&once=b{act}&act={act}&complaint={TYPED}&examination={long}");
        let (status, to, page) = desk.post(&visit, &form);
        assert_ne!(status, StatusCode::SEE_OTHER, "{to}");
        assert!(page.contains("STO-002"), "{to} {page}");
        assert!(page.contains(&format!(">{TYPED}</textarea>")) && page.contains(&long));
        assert!(!page.contains("Kept-before") && version(&page) == "1");
    }
}
