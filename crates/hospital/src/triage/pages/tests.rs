//! The nurse's desk, over HTTP: in which order people stand there, what is said of a child, and
//! what the nurse is told after saving and after a mistake.

use crate::queue::actions::{IssueToken, issue_token};
use crate::queue::model::{Lane, Post, Token, TokenRequest, VisitKind};
use crate::triage;
use crate::trial_day::Day;
use axum::http::StatusCode;
use nabz_kernel::names::PersonName;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson};
use nabz_testkit::{Browser, Database, city_tests};
use nabz_web::App;
use std::time::Duration;

/// Shabnam, the nurse of Amaltas Hospital, with Medicine and Eye.
struct Nurse {
    day: Day,
    browser: Browser,
    eyes: Post,
}

impl Nurse {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&["shabnam.saini,Shabnam Saini,शबनम सैनी,triage_nurse"]);
        let eyes = day.eyes();
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let router = nabz_web::router(app, triage::pages::routes());
        let browser = Browser::of(&router, &day.store, "shabnam.saini");
        Self { browser: browser.with_cookie("__Host-nabz-lang=en"), day, eyes }
    }

    fn comes(&self, name: &str, years: u16, lane: Lane) -> Token {
        self.comes_to(self.day.post, name, (years, lane))
    }

    fn comes_to(&self, post: Post, name: &str, (years, lane): (u16, Lane)) -> Token {
        let (permit, person) = (self.day.permit::<IssueToken>(), self.day.register(name, years));
        let visit = VisitKind::NewProblem;
        let request = TokenRequest { person, unit: post.unit, lane, visit };
        self.day.write(move |tx| issue_token(tx, &permit, &request)).unwrap()
    }

    /// Somebody of whom nobody knows when they were born.
    fn comes_without_an_age(&self, name: &str) -> Token {
        let details = Details::named(PersonName::of(name).unwrap());
        let new = NewPerson { details, counter: String::new(), paper_seen: None };
        let permit = self.day.permit::<RegisterPerson>();
        let person = self.day.write(move |tx| register(tx, &permit, &new)).unwrap().person;
        self.day.give_token(person, self.day.post)
    }

    fn takes(&self, token: &Token, signs: &str) -> (StatusCode, String) {
        // A later set is later.
        self.day.pass(Duration::from_secs(1));
        let form = format!("once=t{}&{signs}", token.number.to_string().replace('-', ""));
        let answer = self.browser.post(&format!("/triage/{}", token.id), &form);
        (answer.status, answer.text())
    }

    fn list(&self) -> String {
        self.browser.page("/triage")
    }
}

/// The row of a token on the list.
fn row<'p>(page: &'p str, token: &Token) -> &'p str {
    let cell = format!("<b class=\"nabz-num\">{}</b>", token.number);
    let (_, row) = page.split_once(&cell).unwrap_or_else(|| panic!("{cell} in {page}"));
    row.split("</tr>").next().unwrap()
}

/// What is said above the list.
fn notice(page: &str) -> &str {
    let above = page.split("id=\"triage-list\"").next().unwrap();
    above.split_once("nabz-notice").map_or("", |(_, notice)| notice)
}

/// All seven signs of somebody who is well.
const WELL: &str = "systolic=120&diastolic=80&pulse=72&temperature=98.6&saturation=98&oxygen=air\
                    &respiration=16&awake=A";

city_tests! { Nurse;
    fn a_child_is_never_called_steady_and_is_said_not_to_be_scored(nurse) {
        let child = nurse.comes("Kartik", 3, Lane::General);
        let grown = nurse.comes("Sunita Devi", 16, Lane::General);
        let hint = nurse.browser.page(&format!("/triage/{}", child.id));
        assert!(hint.contains("NEWS2 is for people from 16 years"), "{hint}");
        for (token, signs) in [(&child, "pulse=55&respiration=12&weight=140&height=60"), (&grown, WELL)] {
            assert_eq!(nurse.takes(token, signs).0, StatusCode::SEE_OTHER);
        }
        let page = nurse.list();
        let of_child = row(&page, &child);
        assert!(of_child.contains("nabz-tag--late") && of_child.contains("child: not scored"), "{of_child}");
        assert!(!of_child.contains("steady"), "{of_child}");
        assert!(row(&page, &grown).contains("steady"), "{page}");
        let taken = nurse.browser.page(&format!("/triage/{}", child.id));
        assert!(taken.contains("child: not scored") && !taken.contains("steady"), "{taken}");
    }

    fn a_set_that_was_typed_wrongly_is_taken_back_from_its_own_page(nurse) {
        let token = nurse.comes("Sunita Devi", 42, Lane::General);
        let path = format!("/triage/{}", token.id);
        nurse.takes(&token, "pulse=72");
        let page = nurse.browser.page(&path);
        let (_, form) = page.split_once(&format!("{path}/withdraw/")).unwrap();
        let (set, form) = form.split_once('"').unwrap();
        let key = form.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let answer = nurse.browser.post(&format!("{path}/withdraw/{set}"), &format!("once={key}"));
        assert_eq!((answer.status, &answer.location), (StatusCode::SEE_OTHER, &path));
        assert!(!nurse.browser.page(&path).contains("/withdraw/"));
    }

    fn somebody_of_unknown_age_is_said_to_be_taken_for_an_adult(nurse) {
        let token = nurse.comes_without_an_age("Sunita Devi");
        let page = nurse.browser.page(&format!("/triage/{}", token.id));
        assert!(page.contains("NEWS2 takes the person for an adult"), "{page}");
        nurse.takes(&token, WELL);
        assert!(row(&nurse.list(), &token).contains("steady"));
    }

    fn the_list_stands_in_the_order_of_the_calls_and_the_unmeasured_first_in_their_rank(nurse) {
        let general = nurse.comes("Sunita Devi", 42, Lane::General);
        let measured = nurse.comes("Bela Rani", 70, Lane::Priority);
        let old = nurse.comes("Kamla Rani", 70, Lane::Priority);
        let brought = nurse.comes("Dev Kumar", 30, Lane::Emergency);
        let red = nurse.comes("Asha Kumari", 50, Lane::General);
        nurse.takes(&measured, WELL);
        nurse.takes(&red, "saturation=75");
        let page = nurse.list();
        let places: Vec<usize> = [&red, &brought, &old, &measured, &general]
            .iter()
            .map(|token| page.find(&format!("<b class=\"nabz-num\">{}</b>", token.number)).unwrap())
            .collect();
        assert!(places.is_sorted(), "{places:?} {page}");
    }

    fn who_saves_a_set_is_told_that_it_is_kept_and_what_it_means(nurse) {
        let (well, red) = (nurse.comes("Sunita Devi", 42, Lane::General), nurse.comes("Asha Kumari", 50, Lane::General));
        assert!(notice(&nurse.list()).is_empty(), "nothing was saved yet");
        nurse.takes(&well, WELL);
        let said = nurse.list();
        assert!(notice(&said).contains("M-001, Sunita Devi: the signs are saved (NEWS2 0, steady)"), "{said}");
        nurse.takes(&red, &WELL.replace("saturation=98", "saturation=84").replace("pulse=72", "pulse=135"));
        let page = nurse.list();
        let said = notice(&page);
        assert!(said.contains("role=\"alert\"") && said.contains("nabz-notice--danger"), "{said}");
        assert!(said.contains("M-002, Asha Kumari: saved (NEWS2 6, red)"), "{said}");
        assert!(said.contains("the doctor sees them first") && said.contains("84 %"), "{said}");
        nurse.day.pass(Duration::from_mins(3));
        assert!(notice(&nurse.list()).is_empty(), "it was said");
    }

    fn a_nurse_who_has_sat_down_sees_the_own_department_and_can_ask_for_all(nurse) {
        let medicine = nurse.comes("Sunita Devi", 42, Lane::General);
        let eye = nurse.comes_to(nurse.eyes, "Asha Kumari", (50, Lane::General));
        let shows = |page: &str| [&medicine, &eye].map(|token| page.contains(&token.number.to_string()));
        assert_eq!(shows(&nurse.list()), [true, true], "who sits in no department sees all");
        let seat = format!("place={}&counter=", nurse.eyes.unit);
        assert_eq!(nurse.browser.post("/place", &seat).status, StatusCode::SEE_OTHER);
        let page = nurse.list();
        assert_eq!(shows(&page), [false, true]);
        let own = format!("/triage?unit={}", nurse.eyes.unit);
        assert!(page.contains(&format!("hx-get=\"{own}\"")), "it is fetched anew as it stands: {page}");
        assert_eq!(shows(&nurse.browser.page("/triage?unit=all")), [true, true]);
        let other = format!("/triage?unit={}", nurse.day.post.unit);
        assert_eq!(shows(&nurse.browser.page(&other)), [true, false]);
        // What was saved in another department is confirmed all the same.
        nurse.takes(&medicine, WELL);
        assert!(notice(&nurse.list()).contains("M-001"));
    }

    fn a_mistake_names_its_field_and_degrees_of_the_other_kind_are_recognised(nurse) {
        let token = nurse.comes("Sunita Devi", 42, Lane::General);
        let wrong = |signs: &str| {
            let (status, page) = nurse.takes(&token, signs);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
            page
        };
        let page = wrong("pulse=7&respiration=900&weight=x");
        for said in [
            "Pulse (a minute): TRI-001: a reading lies between 20 and 300 /min",
            "Breaths (a minute): TRI-001: a reading lies between 2 and 120 /min",
            "Weight (kg): TRI-002",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
        let page = wrong("temperature=38.5&unit=F");
        assert!(page.contains("Temperature: TRI-009: this number reads like °C"), "{page}");
        assert!(wrong("temperature=98.6&unit=C").contains("TRI-009: this number reads like °F"));
        assert!(wrong("temperature=60&unit=F").contains("Temperature: TRI-001"));
    }
}
