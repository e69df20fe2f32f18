//! The page of one person in an emergency, over HTTP: who sees what, through which door.

use super::typed;
use crate::trial_day::Day;
use crate::{chart, emergency, facilities};
use axum::http::StatusCode;
use nabz_access::break_glass::{self, Cause};
use nabz_access::{Role, seen_by};
use nabz_kernel::ids::PersonId;
use nabz_testkit::{Browser, Database, PASSWORD, city_tests, shows};
use nabz_web::App;

/// Neha, a doctor, Shabnam, a nurse, and Pooja, a clerk of Amaltas Hospital.
struct Ward {
    day: Day,
    neha: Browser,
    shabnam: Browser,
    pooja: Browser,
}

impl Ward {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&[
            "neha.kaul,Neha Kaul,नेहा कौल,doctor",
            "shabnam.saini,Shabnam Saini,शबनम सैनी,triage_nurse",
            "pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk",
        ]);
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let pages = emergency::pages::routes()
            .merge(facilities::pages::routes())
            .merge(chart::pages::routes());
        let router = nabz_web::router(app, pages);
        let [neha, shabnam, pooja] = ["neha.kaul", "shabnam.saini", "pooja.bisht"]
            .map(|name| Browser::of(&router, &day.store, name).with_cookie("__Host-nabz-lang=en"));
        Self { day, neha, shabnam, pooja }
    }

    /// Somebody of whom everything is recorded and who has not come today.
    fn recorded(&self) -> PersonId {
        let person = self.day.treated("Sunita Devi");
        self.day.notes_group(person, &typed(0, ("B+", "tested"), "")).unwrap();
        self.day.notes_condition(person, "B20").unwrap();
        self.day.notes_surgery(person, ("Appendix removed", "1999")).unwrap();
        person
    }
}

/// What nobody reads without a reason.
const SECRETS: [&str; 3] = ["B+", "HIV disease", "Appendix removed"];

/// Each of these is one of the facts of the page.
fn tells(page: &str, facts: &[&str]) {
    for fact in facts {
        assert!(page.contains(&format!("<b>{fact}</b>")), "{fact} is missing in {page}");
    }
}

/// None of them is.
fn hides(page: &str, facts: &[&str]) {
    for fact in facts {
        assert!(!page.contains(&format!("<b>{fact}</b>")), "{fact} is shown in {page}");
    }
}

city_tests! { Ward;
    fn whoever_gives_care_to_somebody_who_came_reads_it_and_a_clerk_never_does(ward) {
        let person = ward.recorded();
        ward.day.give_token(person, ward.day.post);
        let path = format!("/emergency/{person}");
        for giver in [&ward.neha, &ward.shabnam] {
            let page = giver.page(&path);
            tells(&page, &SECRETS);
            shows(&page, &["open visit", "Nothing recorded", "Amaltas Hospital", "Sunita Devi"]);
        }
        let clerk = ward.pooja.get(&path);
        assert_eq!(clerk.status, StatusCode::FORBIDDEN);
        let text = clerk.text();
        shows(&text, &["ACC-001"]);
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} is shown in {text}");
        }
        for form in ["blood-group", "conditions", "surgeries"] {
            let refused = ward.pooja.post(&format!("{path}/{form}"), "once=c&group=O%2B&how=said");
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
        }
    }

    fn a_stranger_s_record_opens_through_the_glass_with_a_cause_a_reason_and_the_password(ward) {
        let person = ward.recorded();
        let path = format!("/emergency/{person}");
        let closed = ward.neha.get(&path);
        assert_eq!(closed.status, StatusCode::FORBIDDEN);
        let text = closed.text();
        shows(&text, &["Sunita Devi", &format!("action=\"/break-glass/{person}\""), "Emergency: open"]);
        hides(&text, &SECRETS);
        let glass = format!("/break-glass/{person}");
        let form = |once: &str, reason: &str| {
            format!("once={once}&cause=danger&reason={reason}&password={PASSWORD}&next={path}")
        };
        let short = ward.neha.post(&glass, &form("g1", "ok"));
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        shows(&short.text(), &["ACC-010", "value=\"danger\" selected"]);
        let opened = ward.neha.post(&glass, &form("g2", "Unconscious+at+the+gate."));
        assert_eq!((opened.status, &opened.location), (StatusCode::SEE_OTHER, &path));
        let page = ward.neha.page(&path);
        tells(&page, &SECRETS);
        shows(&page, &["You broke the glass"]);
        assert_eq!(ward.shabnam.get(&path).status, StatusCode::FORBIDDEN, "it opened to one alone");
        assert_eq!(ward.pooja.post(&glass, &form("g3", "Unconscious+at+the+gate.")).status, StatusCode::FORBIDDEN);
        ward.day.store.flush_reads().unwrap();
        let seen = ward.day.read(move |view| seen_by(view, &[person], None)).0;
        let through = seen.iter().find(|one| one.purpose == "BTG").unwrap();
        assert_eq!(through.reason.as_deref(), Some("Unconscious at the gate."));
        assert_eq!((through.act.as_str(), &through.roles[..]), ("emergency.read", &[Role::Doctor][..]));
        assert!(seen.iter().any(|one| one.refused), "who was turned away stands there too");
        let at = ward.day.facility;
        let review = ward.day.read(move |view| break_glass::to_review(view, at));
        assert_eq!(review.iter().map(|one| one.cause).collect::<Vec<_>>(), [Some(Cause::Danger)]);
    }

    fn what_is_written_down_is_shown_and_a_mistake_loses_nothing(ward) {
        let person = ward.day.arrive("Asha Rao", 30).person;
        let path = format!("/emergency/{person}");
        let group = |once: &str, form: &str| {
            ward.shabnam.post(&format!("{path}/blood-group"), &format!("once={once}&{form}"))
        };
        let wrong = group("a", "seen=0&group=AB-&how=tested&on=yesterday");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        shows(&wrong.text(), &["EMG-002", "value=\"yesterday\"", "value=\"AB-\" selected"]);
        for _ in 0..2 {
            let kept = group("b", "seen=0&group=AB-&how=tested&on=05/2020");
            assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        }
        let page = ward.shabnam.page(&path);
        tells(&page, &["AB-"]);
        shows(&page, &["tested, 05/2020", "Shabnam Saini"]);
        let stale = group("c", "seen=0&group=A-&how=tested&why=another");
        assert_eq!(stale.status, StatusCode::CONFLICT);
        shows(&stale.text(), &["EMG-006", "value=\"another\""]);
        let added = ward.shabnam.post(&format!("{path}/conditions"), "once=d&code=I10&since=2015");
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let page = ward.neha.page(&path);
        tells(&page, &["High blood pressure"]);
        shows(&page, &["since 2015"]);
        let end = page.split(&format!("action=\"{path}/conditions/")).nth(1).unwrap();
        let end = format!("{path}/conditions/{}/end", end.split('/').next().unwrap());
        let nurse = ward.shabnam.post(&end, "once=e&how=over&why=it+was+the+heat");
        assert_eq!(nurse.status, StatusCode::FORBIDDEN, "a doctor says that it is over");
        let silent = ward.neha.post(&end, "once=f&how=over");
        shows(&silent.text(), &["EMG-005"]);
        let over = ward.neha.post(&end, "once=g&how=over&why=it+was+the+heat");
        assert_eq!(over.status, StatusCode::SEE_OTHER, "{}", over.text());
        hides(&ward.neha.page(&path), &["High blood pressure"]);
    }

    fn the_record_shows_it_above_the_history(ward) {
        let person = ward.recorded();
        ward.day.give_token(person, ward.day.post);
        let page = ward.neha.page(&format!("/chart/{person}"));
        tells(&page, &SECRETS);
        shows(&page, &["Blood B+ (tested)", &format!("href=\"/emergency/{person}\"")]);
    }
}
