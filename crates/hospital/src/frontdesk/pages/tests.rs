//! The counter, over HTTP: papers that are scanned, forms that are sent twice, and refusals that
//! lose nothing.

use crate::frontdesk;
use crate::prescribing::{self, rules::slip_code};
use crate::queue::model::Token;
use crate::queue::{self, paper};
use crate::trial_day::Day;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode, header};
use nabz_people::places::actions::keep_wards;
use nabz_people::places::model::WardShape;
use nabz_people::registry::actions::{COMPARE_APPLIED, compare_applied};
use nabz_people::registry::index::Search;
use nabz_store::Jobs;
use nabz_testkit::{Database, city_tests, session_cookie};
use nabz_web::App;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

mod probing;
mod together;
mod unknown;

/// Pooja at the counter of Amaltas Hospital, with Medicine and Eye.
struct Counter {
    day: Day,
    router: Router,
    search: Search,
    cookie: RefCell<String>,
    eye: Uuid,
}

impl Counter {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&["pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk"]);
        day.write(move |tx| {
            let ring = "[[[77.1,28.6],[77.2,28.6],[77.2,28.7],[77.1,28.6]]]";
            let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":{ring}}}");
            let ward = WardShape {
                number: "176".into(),
                name_en: "SANGAM VIHAR".into(),
                name_hi: None,
                polygon,
            };
            keep_wards(tx, &[ward]).map(drop)
        })
        .unwrap();
        let cookie = RefCell::new(signed_in(&day));
        let search = Search::default();
        let app = App::build(day.store.clone(), day.store.clock()).part(search.clone()).done();
        let routes = frontdesk::pages::routes().merge(queue::pages::routes());
        let eye = day.eyes().unit.uuid();
        Self { router: nabz_web::router(app, routes), day, search, cookie, eye }
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> (StatusCode, String, String) {
        self.send((method, path, form), Request::builder())
    }

    /// What is swapped into the page that is open.
    fn part(&self, path: &str, form: &str) -> String {
        self.send(("POST", path, form), Request::builder().header("hx-request", "true")).2
    }

    fn send(
        &self,
        (method, path, form): (&str, &str, &str),
        request: Builder,
    ) -> (StatusCode, String, String) {
        self.search.load(&self.day.store).unwrap();
        let request = request
            .method(method)
            .uri(path)
            .header(header::COOKIE, &*self.cookie.borrow())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let location = response.headers().get(header::LOCATION);
            let location = location.map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, location, String::from_utf8_lossy(&bytes).into_owned())
        })
    }

    fn post(&self, path: &str, form: &str) -> (StatusCode, String, String) {
        self.ask("POST", path, form)
    }

    fn search(&self, typed: &str) -> (StatusCode, String) {
        let (status, _, page) = self.post("/search", &format!("q={typed}"));
        (status, page)
    }

    /// Somebody with a token, and the code that their slip prints.
    fn arrive(&self, name: &str) -> (Token, String) {
        let token = self.day.arrive(name, 42);
        let (facility, id) = (self.day.facility, token.id);
        let slip = self.day.read(move |view| paper::read(view, facility, id)).slip(1);
        (token, slip.qr)
    }
}

/// What Pooja's browser sends once she has signed in.
fn signed_in(day: &Day) -> String {
    format!("{}; __Host-nabz-lang=en", session_cookie(&day.store, "pooja.bisht"))
}

/// The value of a hidden field of a page.
fn value(page: &str, name: &str) -> String {
    let start = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    start.split('"').next().unwrap().to_owned()
}

fn count(counter: &Counter, sql: &'static str) -> i64 {
    counter.day.count(sql)
}

city_tests! { Counter;
    fn a_scanned_slip_opens_its_person_and_a_stranger_s_paper_says_so(counter) {
        let (_, code) = counter.arrive("Sunita Devi");
        counter.day.arrive("Sunita Rani", 41);
        let (status, page) = counter.search(&code);
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("Sunita Devi") && !page.contains("Sunita Rani"), "{page}");
        assert!(page.contains("Token for Sunita Devi"), "the token pane is about them: {page}");
        assert!(!page.contains("/desk/new"), "nobody is registered by the code of a paper");
        assert_eq!(counter.search(&code.to_lowercase()).0, StatusCode::OK);
        for other in ["NABZ:T:0192F0E4A1B27C3D8E4F5A6B7C8D9E0F", "NABZ:T:17", "NABZ:RX:17"] {
            let (status, page) = counter.search(other);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("FRO-006") && page.contains(other), "{other}: {page}");
        }
    }

    fn a_scanned_prescription_opens_its_person(counter) {
        let token = counter.day.arrive("Asha", 30);
        let (facility, by) = (counter.day.facility, counter.day.doctor);
        let signed = counter.day.write(move |tx| {
            let patient = prescribing::model::Patient::default();
            let (visit, person) = (token.id, token.person);
            let order = prescribing::model::Order { visit, person, patient, wishes: Vec::new() };
            prescribing::issue(tx, (facility, by), &order)
        });
        let page = counter.search(&slip_code(signed.unwrap().id)).1;
        assert!(page.contains("Token for Asha"), "{page}");
    }

    fn a_registration_that_is_sent_twice_is_answered_twice_and_done_once(counter) {
        let form = format!(
            "once=a&name_en=Kavita+Negi&phone=0000004321&whose=own&sex=female&born=1985&unit={}",
            counter.eye
        );
        let (status, first, page) = counter.post("/desk/register", &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        // By now somebody on record looks exactly like what the form says: the one it registered.
        let again = counter.post("/desk/register", &form);
        assert_eq!((again.0, again.1), (StatusCode::SEE_OTHER, first));
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 1);
        let other = form.replace("once=a", "once=b");
        let (status, _, page) = counter.post("/desk/register", &other);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("FRO-002") && page.contains("very likely one person"), "{page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 1);
        // Nothing was claimed by the refusal: the same form goes on when the clerk says so.
        let (status, _, page) = counter.post("/desk/register", &format!("{other}&go_on=yes"));
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }

    fn whoever_is_registered_in_spite_of_a_likeness_waits_for_a_records_officer(counter) {
        let form = format!(
            "once=a&name_en=Kavita+Negi&phone=0000004321&whose=own&sex=female&born=1985&unit={}",
            counter.eye
        );
        assert_eq!(counter.post("/desk/register", &form).0, StatusCode::SEE_OTHER);
        counter.day.pass(Duration::from_secs(1));
        let again = format!("{}&go_on=yes", form.replace("once=a", "once=b"));
        for _ in 0..2 {
            assert_eq!(counter.post("/desk/register", &again).0, StatusCode::SEE_OTHER);
        }
        let jobs = Arc::new(Jobs::new().on(COMPARE_APPLIED, compare_applied));
        assert_eq!(jobs.run_due(&counter.day.store).unwrap(), 1, "pressed twice, compared once");
        let noted = "SELECT COUNT(*) FROM registry_duplicate WHERE despite_by IS NOT NULL";
        assert_eq!(count(counter, noted), 1);
    }

    fn a_refused_token_loses_neither_the_person_nor_what_was_chosen(counter) {
        let token = counter.arrive("Sunita Devi").0;
        let unit = counter.day.post.unit;
        let form = format!(
            "once=a&person={}&unit={unit}&visit=follow-up&sooner=pregnant&q=Sunita",
            token.person
        );
        let (status, _, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("QUE-002") && page.contains("Token for Sunita Devi"), "{page}");
        for kept in [
            "value=\"follow-up\" checked".to_owned(),
            "value=\"pregnant\" checked".to_owned(),
            format!("value=\"{unit}\" data-number=\"M-002\" checked"),
        ] {
            assert!(page.contains(&kept), "{kept} is lost: {page}");
        }
        assert!(page.contains("Register new: Sunita"), "the results stand there again");
        // Nothing was claimed: the pane is sent again with another department.
        let eye = form.replace(&unit.to_string(), &counter.eye.to_string());
        assert_eq!(counter.post("/desk/token", &eye).0, StatusCode::SEE_OTHER);
    }

    fn who_has_a_token_today_is_said_to_and_can_have_its_slip_again(counter) {
        let token = counter.arrive("Sunita Devi").0;
        let found = counter.search("Sunita+Devi").1;
        let row = found.split("data-row").nth(1).unwrap().split("</li>").next().unwrap();
        assert!(row.contains("M-001 today"), "{row}");
        let slip = format!("/queue/tokens/{}/slip.pdf", token.id);
        let has = "Has M-001 today, Medicine OPD: Waiting";
        assert!(found.contains(has) && found.contains(&slip), "{found}");
        let unit = counter.day.post.unit;
        let form = format!("once=a&person={}&unit={unit}&visit=new&q=Sunita", token.person);
        let (status, _, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("QUE-002: this person has M-001"), "{page}");
        assert!(page.contains(&slip) && page.contains("M-001 today"), "{page}");
        counter.day.pass(Duration::from_hours(24));
        counter.cookie.replace(signed_in(&counter.day));
        let tomorrow = counter.search("Sunita+Devi").1;
        assert!(!tomorrow.contains("M-001 today") && !tomorrow.contains(&slip), "{tomorrow}");
    }

    fn whoever_was_seen_today_is_said_to_and_can_be_given_another_token(counter) {
        let token = counter.arrive("Sunita Devi").0;
        let (at, id) = (counter.day.facility, token.id);
        let (post, by) = (counter.day.post, counter.day.doctor);
        let seen = counter.day.write(move |tx| {
            queue::actions::start_seeing(tx, at, id, (post, by))?;
            queue::actions::finish(tx, at, id)
        });
        seen.unwrap();
        let page = counter.search("Sunita+Devi").1;
        assert!(page.contains("Has M-001 today, Medicine OPD: Seen"), "{page}");
        let form = format!("once=a&person={}&unit={}&visit=emergency", token.person, post.unit);
        let (status, to, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert!(to.starts_with("/desk?given="), "{to}");
    }

    fn nobody_is_chosen_by_a_search_that_is_not_sure_who_is_meant(counter) {
        counter.day.register("Garima Kmari", 30);
        counter.day.register("Sunita Devi", 42);
        counter.day.register("Anita Rani", 42);
        counter.day.register("Anita Rani", 61);
        let sure = |page: &str, name: &str| {
            let pane = page.split(r#"id="token-pane""#).nth(1).unwrap();
            let asks = pane.contains(r##"href="#first-found" data-key="Alt+T""##);
            let gives = pane.contains(&format!("Token for {name}"));
            assert_ne!(asks, gives, "either the one or the other: {pane}");
            gives
        };
        for (typed, name, expect) in [
            ("गुड़िया+कुमारी+27", "Garima Kmari", false),
            ("Gudiya+Kumari", "Garima Kmari", false),
            ("Sunita+Devi", "Sunita Devi", true),
            ("sunita+devi+42", "Sunita Devi", true),
            ("Sunita+Devi+60", "Sunita Devi", false),
            ("Sunita", "Sunita Devi", false),
            ("Anita+Rani", "Anita Rani", false),
            ("Anita+Rani+61", "Anita Rani", true),
        ] {
            let page = counter.search(typed).1;
            if page.contains("data-row") {
                assert_eq!(sure(&page, name), expect, "{typed}");
                let chosen = page.matches(r#"data-row aria-current="true""#).count();
                assert_eq!(chosen, usize::from(expect), "{typed}: {page}");
            } else {
                assert!(!expect, "{typed} finds nobody: {page}");
            }
        }
        let (status, _, page) = counter.post("/desk/choose", "q=Anita+Rani");
        assert_eq!(status, StatusCode::OK, "a list that is sent with nobody chosen asks: {page}");
        assert!(page.contains("Choose a person first"), "{page}");
    }

    fn a_new_one_is_registered_below_a_short_list_and_above_a_long_one_too(counter) {
        let around = |page: &str| {
            let (above, below) = page.split_once("data-choose").unwrap();
            [above, below].map(|part| {
                let (button, key) = ("Register new: Anita Rani", r#"data-key="Alt+N""#);
                (part.matches(button).count(), part.matches(key).count())
            })
        };
        counter.day.register("Anita Rani", 42);
        assert_eq!(around(&counter.search("Anita+Rani").1), [(0, 0), (1, 1)]);
        for years in 43..48 {
            counter.day.register("Anita Rani", years);
        }
        assert_eq!(around(&counter.search("Anita+Rani").1), [(1, 1), (1, 0)], "one key, one button");
    }

    fn a_guardian_s_name_is_read_in_the_script_of_the_page_and_kept_as_it_was_typed(counter) {
        let form = "once=a&name_en=Sunita+Devi&name_hi=सुनीता+देवी&sex=female&relation=husband\
                    &relation_name=Ramesh&then=nothing";
        assert_eq!(counter.post("/desk/register", form).0, StatusCode::SEE_OTHER);
        assert!(counter.search("Sunita+Devi").1.contains("wife of Ramesh"));
        let hindi = counter.cookie.borrow().replace("lang=en", "lang=hi");
        counter.cookie.replace(hindi);
        let page = counter.search("Sunita+Devi").1;
        assert!(page.contains("रमेश की पत्नी") && !page.contains("Ramesh"), "{page}");
        let kept = "SELECT COUNT(*) FROM registry_person \
                    WHERE guardian_en = 'Ramesh' AND guardian_hi IS NULL";
        assert_eq!(count(counter, kept), 1, "the spelling of the page is kept nowhere");
    }

    fn whoever_has_no_phone_says_so_and_a_number_beside_it_is_asked_about(counter) {
        let form = format!("once=a&name_en=Asha&whose=none&unit={}", counter.eye);
        let (status, _, page) = counter.post("/desk/register", &format!("{form}&phone=0000004321"));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["FRO-008", r#"value="none" checked"#, r#"value="0000004321""#] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        assert_eq!(counter.post("/desk/register", &form).0, StatusCode::SEE_OTHER);
        let kept = "SELECT COUNT(*) FROM registry_person WHERE phone IS NULL";
        assert_eq!(count(counter, kept), 1);
    }

    fn an_address_without_an_id_is_no_page_and_says_so_in_words(counter) {
        let (status, _, page) = counter.post("/desk/undo/nonsense", "once=n1");
        assert_eq!(status, StatusCode::NOT_FOUND, "{page}");
        assert!(page.contains("WEB-001") && page.contains("<title>"), "{page}");
    }

    fn a_half_filled_form_is_shown_once_more_as_it_was(counter) {
        let form = "typed=Sunita&name_en=Sunita+Devi&age=41&sex=female&address=Gali+4&sooner=disabled";
        let (status, _, page) = counter.post("/desk/new", &format!("again=yes&{form}"));
        assert_eq!(status, StatusCode::OK, "{page}");
        for kept in [r#"value="Sunita Devi""#, r#"value="41""#, r#"value="female" checked"#, "Gali 4", r#"value="disabled" checked"#] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
        assert!(page.contains(r#"data-again="/desk/new""#), "and can be asked for again");
    }

    fn the_queue_says_who_holds_each_token_and_whom_the_unit_has_seen(counter) {
        let seen = counter.arrive("Asha Kumari").0;
        let waiting = counter.arrive("Sunita Devi").0;
        let (facility, post, by) = (counter.day.facility, counter.day.post, counter.day.doctor);
        assert!(!counter.ask("GET", "/queue", "").2.contains("seen-today"), "nobody yet");
        counter.day.write(move |tx| {
            queue::actions::start_seeing(tx, facility, seen.id, (post, by))?;
            queue::actions::finish(tx, facility, seen.id)
        }).unwrap();
        let page = counter.ask("GET", "/queue", "").2;
        let (here, past) = page.split_once(r#"id="seen-today""#).unwrap();
        assert!(here.contains(&waiting.number.to_string()) && here.contains("Sunita Devi"), "{here}");
        assert!(!here.contains("Asha Kumari"), "{here}");
        assert!(past.contains("Seen today: 1") && past.contains("Asha Kumari"), "{past}");
        assert!(past.contains("M-001") && past.contains("12"), "{past}");
    }

    fn what_no_form_offers_is_refused_and_never_taken_for_something_else(counter) {
        let token = counter.arrive("Sunita Devi").0;
        let person = token.person;
        let check = |path: &str, form: &str, code: &str| {
            let (status, _, page) = counter.post(path, form);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {form}: {page}");
            assert!(page.contains(code), "{path} {form} wants {code}: {page}");
        };
        let give = format!("once=a&person={person}&unit={}", counter.eye);
        check("/desk/token", &format!("{give}&visit=walk"), "FRO-007");
        check("/desk/token", &format!("{give}&sooner=rich"), "FRO-007");
        check("/desk/token", &format!("once=a&person={person}"), "FRO-003");
        let new = format!("once=b&go_on=yes&name_en=Asha&unit={}", counter.eye);
        for wrong in ["sex=often", "whose=his&phone=0000004321", "relation=x&relation_name=Mohan",
                      "paper=napkin", "kin=x&family=0192f0e4-a1b2-7c3d-8e4f-5a6b7c8d9e0f"] {
            check("/desk/register", &format!("{new}&{wrong}"), "REG-035");
        }
        check("/desk/unknown", "once=c&sex=often", "REG-035");
        check(&format!("/queue/tokens/{}/cancel", token.id), "why=rain", "QUE-010");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 1);
        assert_eq!(count(counter, "SELECT COUNT(*) FROM queue_token WHERE state = 'left'"), 0);
    }

    fn a_token_is_taken_back_once_however_often_the_button_is_pressed(counter) {
        let token = counter.arrive("Sunita Devi").0;
        let undo = format!("/desk/undo/{}", token.id);
        for _ in 0..2 {
            let (status, to, page) = counter.post(&undo, "");
            assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk?undone={}", token.id)), "{page}");
        }
        let called = counter.day.arrive("Asha", 30);
        counter.day.call(&called);
        let (status, _, page) = counter.post(&format!("/desk/undo/{}", called.id), "");
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("FRO-004"), "{page}");
    }

    fn a_department_outside_its_hours_is_not_offered_and_an_emergency_is_seen(counter) {
        counter.day.pass(Duration::from_hours(5));
        counter.cookie.replace(signed_in(&counter.day));
        let person = counter.day.register("Asha", 30);
        let unit = counter.day.post.unit;
        let form = format!("once=a&person={person}&unit={unit}&visit=new");
        let (status, _, page) = counter.post("/desk/token", &form);
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("QUE-011") && page.contains("07:00"), "{page}");
        assert!(page.contains("No department gives tokens here now"), "{page}");
        let urgent = form.replace("visit=new", "visit=emergency");
        assert_eq!(counter.post("/desk/token", &urgent).0, StatusCode::SEE_OTHER);
    }

    fn a_result_says_the_ward_by_its_name_and_when_somebody_was_last_here(counter) {
        let form = format!(
            "once=a&name_en=Sunita+Devi&voter_id=abc1234567&paper=voter-card&born=12-03-1984\
             &address=14+Gali+3&ward=176&ward_name=176+Sangam+Vihar&unit={}",
            counter.eye
        );
        let (status, given, page) = counter.post("/desk/register", &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = counter.search("ABC1234567");
        assert!(page.contains("Sangam Vihar") && page.contains("here 23 Nov 2026, Eye OPD"), "{page}");
        let quality = "SELECT COUNT(*) FROM registry_person WHERE birth_quality = 'documented'";
        assert_eq!(count(counter, quality), 1, "the card was shown");
        let seen = "SELECT COUNT(*) FROM registry_registration WHERE paper_seen = 'voter-card'";
        assert_eq!(count(counter, seen), 1);
        let same = "name_en=Sunita+Devi&born=12-03-1984&ward=176&ward_name=x";
        let pane = counter.post("/desk/similar", same).2;
        assert!(pane.contains("12 Mar 1984") && pane.contains("Sangam Vihar"), "{pane}");
        assert!(!pane.contains("1984-03-12"), "{pane}");
        let token = given.split(['=', '&']).nth(1).unwrap().parse::<Uuid>().unwrap();
        let facility = counter.day.facility;
        let read = move |view: &mut nabz_store::Tx<'_>| {
            paper::read(view, facility, nabz_kernel::ids::Id::from_uuid(token))
        };
        let card = counter.day.read(read).card(1);
        assert_eq!(card.address.second(), "14 Gali 3, Sangam Vihar");
    }

    fn a_number_of_another_paper_is_kept_finds_the_person_and_is_nobody_else_s(counter) {
        let form = |once: &str, name: &str, number: &str| {
            format!("once={once}&name_en={name}&then=nothing&go_on=yes&{number}")
        };
        let abha = "number=91+0000+0000+0019";
        let first = counter.post("/desk/register", &form("a", "Sunita+Devi", abha));
        assert_eq!(first.0, StatusCode::SEE_OTHER, "{}", first.2);
        let (_, page) = counter.search("91-0000-0000-0019");
        assert!(page.contains("Sunita Devi") && page.contains("ABHA number"), "{page}");
        let (status, _, page) = counter.post("/desk/register", &form("b", "Usha+Devi", abha));
        assert_eq!(status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("REG-046") && page.contains("Usha Devi"), "{page}");
        assert_eq!(count(counter, "SELECT COUNT(*) FROM registry_person"), 1, "all or nothing");
        let aadhaar = "number_kind=ration-card&number=2345+6789+0124";
        for number in [aadhaar, "number=234567890124", "voter_id=234567890124"] {
            let (status, _, page) = counter.post("/desk/register", &form("c", "Usha+Devi", number));
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{number}: {page}");
            assert!(page.contains("REG-040"), "{number}: {page}");
        }
        let (_, _, page) = counter.ask("POST", "/desk/new", "typed=Z1234567");
        assert!(page.contains("value=\"Z1234567\""), "what was searched for is carried over: {page}");
    }

    fn two_records_of_one_person_say_so_among_the_results(counter) {
        for once in ["a", "b"] {
            let form = format!(
                "once={once}&go_on=yes&name_en=Sunita+Devi&phone=0000004321&whose=own&born=1984\
                 &then=nothing"
            );
            assert_eq!(counter.post("/desk/register", &form).0, StatusCode::SEE_OTHER);
        }
        let page = counter.search("Sunita+Devi").1;
        assert_eq!(page.matches("may be the same person as DH").count(), 1, "{page}");
        assert_eq!(page.matches("href=\"/people/").count(), 2, "each leads to its page");
    }
}
