//! The queue desk, over HTTP: what it offers for each state, and what it says of yesterday's tokens.

use crate::opd::actions::{BeginVisit, begin};
use crate::queue;
use crate::queue::actions::{IssueToken, issue_token};
use crate::queue::model::{Lane, Token, TokenId, TokenRequest, TokenState, VisitKind};
use crate::trial_day::Day;
use axum::Router;
use nabz_testkit::{Browser, Database, city_tests};
use nabz_web::App;
use std::time::Duration;

/// Shabnam, the nurse of Amaltas Hospital.
struct Nurse {
    day: Day,
    router: Router,
}

impl Nurse {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&["shabnam.saini,Shabnam Saini,शबनम सैनी,triage_nurse"]);
        let app = App::build(day.store.clone(), day.store.clock()).done();
        Self { router: nabz_web::router(app, queue::pages::routes()), day }
    }

    /// Signed in now; a sign-in does not last until midnight.
    fn browser(&self) -> Browser {
        let browser = Browser::of(&self.router, &self.day.store, "shabnam.saini");
        browser.with_cookie("__Host-nabz-lang=en")
    }

    fn state(&self, token: TokenId) -> TokenState {
        let at = self.day.facility;
        self.day.read(move |view| queue::token(view, at, token)).unwrap().state
    }

    fn brought_in(&self, name: &str) -> Token {
        let (permit, person) = (self.day.permit::<IssueToken>(), self.day.register(name, 30));
        let (unit, lane, visit) = (self.day.post.unit, Lane::Emergency, VisitKind::Emergency);
        let request = TokenRequest { person, unit, lane, visit };
        self.day.write(move |tx| issue_token(tx, &permit, &request)).unwrap()
    }
}

/// Where a form of the page is sent.
fn action(token: &Token, step: &str) -> String {
    format!("action=\"/queue/tokens/{}/{step}\"", token.id)
}

city_tests! { Nurse;
    fn somebody_is_called_out_of_turn_and_the_audit_has_a_word_for_it(nurse) {
        let first = nurse.day.arrive("Sunita Devi", 42);
        let late = nurse.day.arrive("Kamla Rani", 70);
        let browser = nurse.browser();
        let page = browser.page("/queue");
        assert!(page.contains(&action(&late, "call")) && page.contains("Call M-002 now"), "{page}");
        let form = format!("once=a&unit={}&room={}", nurse.day.post.unit, nurse.day.post.room);
        let answer = browser.post(&format!("/queue/tokens/{}/call", late.id), &form);
        assert_eq!(answer.location, format!("/queue/{}", nurse.day.post.unit), "{}", answer.text());
        assert!(matches!(nurse.state(late.id), TokenState::Called { .. }));
        assert!(matches!(nurse.state(first.id), TokenState::Waiting { .. }));
        let audit = "SELECT COUNT(*) FROM audit_row WHERE act = 'queue.call-out-of-turn'";
        assert_eq!(nurse.day.count(audit), 1);
        let page = browser.page("/queue");
        assert!(!page.contains(&action(&late, "call")), "who is called is not called out of turn");
    }

    fn a_visit_that_has_begun_can_be_put_back_sent_on_or_ended_from_the_queue(nurse) {
        let token = nurse.day.call(&nurse.day.arrive("Sunita Devi", 42));
        let (permit, visit) = (nurse.day.permit::<BeginVisit>(), (token.id, nurse.day.post));
        nurse.day.write(move |tx| begin(tx, &permit, visit)).unwrap();
        let browser = nurse.browser();
        let page = browser.page("/queue");
        for step in ["return", "transfer", "cancel"] {
            assert!(page.contains(&action(&token, step)), "{step}: {page}");
        }
        browser.post(&format!("/queue/tokens/{}/return", token.id), "once=a");
        assert!(matches!(nurse.state(token.id), TokenState::Waiting { .. }));
    }

    fn a_token_of_yesterday_is_called_so_and_one_of_today_is_not(nurse) {
        nurse.day.pass(Duration::from_mins(14 * 60 + 55));
        let old = nurse.brought_in("Sunita Devi");
        nurse.day.pass(Duration::from_mins(6));
        let mark = "Yesterday’s";
        let page = nurse.browser().page("/queue");
        assert!(page.contains(&action(&old, "call")) && page.matches(mark).count() == 1, "{page}");
        let new = nurse.brought_in("Kamla Rani");
        assert_eq!(old.number, new.number);
        let page = nurse.browser().page("/queue");
        assert!(page.contains(&action(&new, "call")) && page.matches(mark).count() == 1, "{page}");
    }
}
