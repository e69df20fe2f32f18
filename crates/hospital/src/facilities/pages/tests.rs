//! An administrator's and an auditor's morning, over HTTP, on both engines.

use super::routes;
use crate::trial_day::Day;
use axum::Router;
use axum::http::StatusCode;
use nabz_access::break_glass::{BreakGlass, Cause, break_glass};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Password, Permit, sign_in};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::StaffId;
use nabz_people::registry::index::Search;
use nabz_people::registry::model::MISSES_AN_HOUR;
use nabz_testkit::{Browser, Database, PASSWORD, city_tests, field, shows};
use nabz_web::App;
use std::time::Duration;

const A_DAY: Duration = Duration::from_hours(24);

/// Ashok runs Amaltas Hospital, Rekha reads its audit and Naveen does another day; Deepa and Imran
/// work there.
struct Office {
    day: Day,
    router: Router,
    search: Search,
    ashok: Browser,
    rekha: Browser,
}

impl Office {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&[
            "ashok.nair,Ashok Nair,अशोक नायर,facility_administrator",
            "rekha.chauhan,Rekha Chauhan,रेखा चौहान,auditor",
            "naveen.menon,Naveen Menon,नवीन मेनन,auditor",
            "deepa.das,Deepa Das,दीपा दास,store_keeper",
            "imran.qureshi,Imran Qureshi,इमरान क़ुरैशी,pharmacist",
        ]);
        let search = Search::default();
        let app = App::build(day.store.clone(), day.store.clock()).part(search.clone()).done();
        let router = nabz_web::router(app, routes());
        let [ashok, rekha] =
            ["ashok.nair", "rekha.chauhan"].map(|name| signed_in((&day, &router), name));
        Self { day, router, search, ashok, rekha }
    }

    fn staff(&self, name: &'static str) -> StaffId {
        self.day.read(move |view| staff_called(view, &SignInName::parse(name).unwrap())).unwrap()
    }

    /// The address of the question whether a role of theirs is taken back, as the list has it.
    fn question(&self, name: &'static str) -> Option<String> {
        let list = self.ashok.page("/people");
        let path = format!("/people/{}/revoke?grant=", self.staff(name));
        let grant = list.split(&path).nth(1)?.split('"').next()?.to_owned();
        Some(format!("{path}{grant}"))
    }
}

/// The browser of somebody who signed in with a code of their phone, and reads English.
fn signed_in((day, router): (&Day, &Router), name: &'static str) -> Browser {
    Browser::with_code(router, &day.store, name).with_cookie("__Host-nabz-lang=en")
}

city_tests! { Office;
    fn whoever_tries_health_ids_to_see_who_looked_is_slowed_as_at_a_counter(office) {
        let tries = |serial: i64| {
            let number = HealthId::of_serial(u64::try_from(serial).unwrap()).unwrap().compact();
            let answer = office.rekha.post("/who-looked", &format!("health_id={number}"));
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            answer.text()
        };
        for serial in 1..=MISSES_AN_HOUR {
            shows(&tries(500_000_000 + serial), &["REG-020"]);
        }
        office.search.keep_counts(&office.day.store).unwrap();
        shows(&tries(600_000_001), &["REG-020"]);
        shows(&tries(600_000_002), &["REG-058"]);
    }

    fn a_role_is_taken_back_after_a_question_and_can_be_given_again(office) {
        let question = office.question("deepa.das").unwrap();
        let page = office.ashok.page(&question);
        shows(&page, &["Deepa Das", "Store keeper", "Amaltas Hospital", "no other role here", "deepa.das"]);
        assert!(office.question("deepa.das").is_some(), "a question changes nothing");
        let path = format!("/people/{}/revoke", office.staff("deepa.das"));
        let [once, grant] = ["once", "grant"].map(|name| field(&page, &path, name));
        let form = format!("once={once}&grant={grant}");
        for _ in 0..2 {
            let done = office.ashok.post(&path, &form);
            assert_eq!(done.status, StatusCode::OK);
            shows(&done.text(), &["was taken back", "Store keeper", "deepa.das", "Give it back"]);
        }
        assert!(office.question("deepa.das").is_none());
        let page = office.ashok.page("/people");
        let (_, gone) = page.split_once("id=\"gone\"").unwrap();
        shows(gone, &["deepa.das", "Store keeper", "Give it back"]);
        let page = office.ashok.post(&path, &form).text();
        let again = ["once", "sign_in", "role", "place", "until"];
        let again = again.map(|name| format!("{name}={}", field(&page, "nabz-notice__do", name)));
        let given = office.ashok.post("/people/grant", &again.join("&"));
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
        assert!(office.question("deepa.das").is_some());
        assert!(!office.ashok.page("/people").contains("id=\"gone\""), "what is held is not gone");
    }

    fn nobody_takes_back_their_own_role(office) {
        assert!(office.question("ashok.nair").is_none(), "not offered");
        let (own, facility) = (office.staff("ashok.nair"), office.day.facility);
        let held = office.day.read(move |view| nabz_access::grants::held_by(view, own));
        let grant = held[0].id;
        let path = format!("/people/{own}/revoke");
        let refused = office.ashok.post(&path, &format!("once=r1&grant={grant}"));
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.text().contains("FAC-007"), "{}", refused.text());
        let asked = office.ashok.get(&format!("{path}?grant={grant}"));
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        let node = nabz_access::facility_node(facility);
        let held = office.day.read(move |view| nabz_access::grants::held_at(view, node));
        assert!(held.iter().any(|one| one.id == grant));
    }

    fn a_new_password_is_drawn_after_a_question_and_stands_by_itself(office) {
        let path = format!("/people/{}/password", office.staff("imran.qureshi"));
        let question = office.ashok.page(&path);
        shows(&question, &["Imran Qureshi", "imran.qureshi"]);
        let list = office.ashok.page("/people");
        assert!(!list.contains(&format!("action=\"{path}\"")), "the list only asks: {list}");
        let once = field(&question, &path, "once");
        let drawn = office.ashok.post(&path, &format!("once={once}")).text();
        shows(&drawn, &["</code></p><p>It is shown only now."]);
    }

    fn the_form_that_gives_a_role_is_reached_from_the_top(office) {
        let list = office.ashok.page("/people");
        let (link, form) = (list.find("href=\"#give\"").unwrap(), list.find("id=\"give\"").unwrap());
        assert!(link < list.find("<table").unwrap() && link < form);
    }

    fn the_audit_names_people_and_places_and_shortens_every_other_id(office) {
        let page = office.rekha.page("/audit");
        shows(&page, &["staff <span translate=\"no\">Rekha Chauhan</span>"]);
        let deepa = office.staff("deepa.das").to_string();
        assert!(!page.contains(&format!(">{deepa}<")), "a bare id: {page}");
        let person = office.day.register("Sunita Devi", 42);
        let page = office.rekha.page("/audit");
        shows(&page, &[&format!("href=\"/who-looked/{person}\"")]);
        assert!(!page.contains("Sunita"), "a patient is named where the look is written down: {page}");
    }

    fn the_audit_is_read_by_days(office) {
        office.day.register("Sunita Devi", 42);
        office.day.pass(A_DAY);
        office.day.register("Asha Rao", 30);
        let naveen = signed_in((&office.day, &office.router), "naveen.menon");
        let registered = |form: &str| {
            let answer = naveen.post("/audit", form);
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.text().matches("Registered somebody").count()
        };
        assert_eq!(registered(""), 2);
        assert_eq!(registered("from=2026-11-23&to=2026-11-23"), 1);
        assert_eq!(registered("from=2026-11-24"), 1);
        assert_eq!(registered("to=2026-11-22"), 0);
        for (wrong, kept) in [("from=2026-11-24&to=2026-11-23", "2026-11-23"), ("from=yesterday", "yesterday")] {
            let answer = naveen.post("/audit", wrong);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            shows(&answer.text(), &["FAC-008", kept]);
        }
    }

    fn a_broken_glass_is_reviewed_with_a_remark_and_the_auditor_sees_what_came_of_it(office) {
        let (imran, at) = (office.staff("imran.qureshi"), office.day.facility);
        let person = office.day.register("Sunita Devi", 42);
        let known = office.day.read(move |view| sign_in::credentials_of(view, imran));
        let again = known.check_password(&Password::typed(PASSWORD));
        let permit = Permit::<BreakGlass>::trial(imran, at);
        let told = (person, Cause::Danger, "brought in by the police");
        office.day.write(move |tx| break_glass(tx, &permit, &again, told)).unwrap();
        let list = office.ashok.page("/broken-glass");
        shows(&list, &["Imran Qureshi", "Life is in danger", "brought in by the police"]);
        let waiting = office.rekha.page("/broken-glass");
        shows(&waiting, &["Imran Qureshi", "Waits for review"]);
        assert!(!waiting.contains("/broken-glass/review"), "who audits changes nothing: {waiting}");
        let [once, of, glass] = ["once", "person", "break"]
            .map(|name| field(&list, "action=\"/broken-glass/review\"", name));
        let form = |once: &str, remark: &str| {
            let form = format!("once={once}&person={of}&break={glass}&finding=not-justified");
            office.ashok.post("/broken-glass/review", &format!("{form}&remark={remark}"))
        };
        let silent = form("r1", "");
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        shows(&silent.text(), &["ACC-030"]);
        let hidden = form("r2", "on+leave%E2%80%AE");
        assert_eq!(hidden.status, StatusCode::UNPROCESSABLE_ENTITY);
        shows(&hidden.text(), &["ACC-030", "value=\"on leave"]);
        for _ in 0..2 {
            let kept = form(&once, "on+leave+that+day");
            assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        }
        for reader in [&office.ashok, &office.rekha] {
            let page = reader.page("/broken-glass");
            shows(&page, &["Nothing waits for review", "It does not", "on leave that day", "Ashok Nair"]);
        }
    }

    fn who_looked_is_printed_in_both_languages_with_the_role_and_without_a_name(office) {
        let person = office.day.register("Sunita Devi", 42);
        let path = format!("/who-looked/{person}");
        shows(&office.ashok.page(&path), &[&format!("href=\"{path}/paper\"")]);
        office.day.store.flush_reads().unwrap();
        let list = office.ashok.page(&path);
        shows(&list, &["Ashok Nair", "This list", "Amaltas Hospital"]);
        let paper = office.ashok.page(&format!("{path}/paper"));
        let (_, main) = paper.split_once("<main").unwrap();
        let main = main.split("</main>").next().unwrap();
        shows(main, &["Who has looked at this record", "यह रिकॉर्ड किसने देखा"]);
        shows(main, &["Amaltas Hospital", "अमलतास अस्पताल", "This list", "यही सूची", "Sunita Devi"]);
        assert!(!main.contains("Ashok Nair"), "whoever gives the paper answers for them: {main}");
    }
}
