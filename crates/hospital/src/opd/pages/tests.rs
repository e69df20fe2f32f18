//! A visit at the desk, over HTTP, from the nurse's form to the printed prescription.

use crate::formulary;
use crate::trial_day::Day;
use crate::{chart, codes, opd, triage};
use axum::http::StatusCode;
use nabz_testkit::{Browser, Database, city_tests};
use nabz_web::App;
use uuid::Uuid;

mod bad_input;
mod medicines;
mod signed;
mod twice;
mod unsigned;
mod worklist;

const DIAGNOSES: &str = "https://nabz.example/fhir/CodeSystem/diagnosis";

/// Kavita signed in as doctor and nurse at Medicine.
struct Desk {
    day: Day,
    router: axum::Router,
    browser: Browser,
}

impl Desk {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        day.employ(&["kavita.rawat,Dr Kavita Rawat,डॉ. कविता रावत,doctor"]);
        let list = include_str!("../../../../../fixtures/codes-demo.csv");
        day.write(move |tx| codes::actions::load_codes(tx, DIAGNOSES, list)).unwrap();
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let pages = opd::pages::routes().merge(triage::pages::routes());
        let router = nabz_web::router(app, pages.merge(chart::pages::routes()));
        let browser = Browser::of(&router, &day.store, "kavita.rawat");
        Self { day, router, browser }
    }

    /// Kavita on another day; a sign-in does not last that long.
    fn comes_back(&self) -> Browser {
        Browser::of(&self.router, &self.day.store, "kavita.rawat")
    }

    fn page(&self, path: &str) -> String {
        self.browser.page(path)
    }

    fn post(&self, path: &str, form: &str) -> (StatusCode, String, String) {
        let answer = self.browser.post(path, form);
        (answer.status, answer.location.clone(), answer.text())
    }

    fn medicine(&self, code: &'static str) -> Uuid {
        let found = self.day.read(move |view| formulary::medicine_by_code(view, code));
        found.unwrap().id.uuid()
    }
}

city_tests! { Desk;
    fn a_visit_goes_from_the_nurse_to_the_printed_prescription(desk) {
        let token = desk.day.arrive("Sunita Devi", 42);
        assert!(desk.page("/triage").contains("M-001"));
        let form = format!("/triage/{}", token.id);
        assert!(desk.page(&form).contains("Sunita Devi"));
        let (status, _, page) = desk.post(&form, "once=a&pulse=900&weight=64");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("TRI-001") && page.contains("value=\"900\""), "{page}");
        let red = "once=b&saturation=84&oxygen=air&pulse=92&weight=64";
        assert_eq!(desk.post(&form, red).1, "/triage");
        assert!(desk.page("/opd").contains("nabz-tag--danger"));

        let call = format!("once=n&unit={}&room={}", desk.day.post.unit, desk.day.post.room);
        let (_, visit, page) = desk.post("/opd/call-next", &call);
        assert_eq!(visit, format!("/opd/visits/{}", token.id), "{page}");
        assert!(desk.page(&visit).contains("/begin"));
        assert_eq!(desk.post(&format!("{visit}/begin"), "once=n").1, visit);
        let found = desk.post("/opd/suggest/medicines", &format!("q=amox&visit={}", token.id)).2;
        assert!(found.contains("एमोक्सिसिलिन 500 mg कैप्सूल"), "{found}");
        assert!(desk.post("/opd/suggest/diagnoses", "q=tonsil").2.contains("D-002"));

        let amox = desk.medicine("AMOX-500-CAP");
        let add = format!("version=0&complaint=Fever&add_medicine={amox}&add_dx_code={DIAGNOSES}%7CD-002");
        assert_eq!(desk.post(&visit, &add).1, visit);
        let page = desk.page(&visit);
        assert!(page.contains("Acute tonsillitis") && page.contains("1. एमोक्सिसिलिन"), "{page}");
        let stale = desk.post(&visit, "version=0&complaint=Cough&act=save");
        assert_eq!(stale.0, StatusCode::CONFLICT);
        assert!(stale.2.contains("Cough") && stale.2.contains("Fever"), "{}", stale.2);

        let note = format!(
            "complaint=Fever&dx=Acute+tonsillitis&medicine={amox}&days=5&meal=after&remark=&reason=&act=sign"
        );
        let (status, _, page) = desk.post(&visit, &format!("version=1&once=c&dose=often&{note}"));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("PRE-002") && page.contains("value=\"often\""), "{page}");
        let (_, to, page) = desk.post(&visit, &format!("version=2&once=d&dose=1-1-1&{note}"));
        assert_eq!(to, format!("/opd?signed={}", token.id), "{page}");
        assert!(desk.page(&to).contains(&format!("{visit}/prescription/1")));
        assert!(desk.page(&visit).contains("/amend"));
        let pdf = desk.browser.get(&format!("{visit}/prescription/1")).bytes;
        assert!(pdf.starts_with(b"%PDF"));
        let missing = desk.browser.get(&format!("{visit}/prescription/2")).status;
        assert_eq!(missing, StatusCode::NOT_FOUND);
        assert_eq!(desk.post(&format!("{visit}/print"), "once=p").1, format!("{visit}/prescription/2"));

        let amended = format!("{visit}/amend");
        assert!(desk.page(&amended).contains("value=\"1-1-1\""));
        let changed = note.replace("days=5", "days=7");
        let (_, to, page) = desk.post(&amended, &format!("version=0&once=e&dose=1-1-1&{changed}"));
        assert_eq!(to, format!("/opd?signed={}", token.id), "{page}");
    }
}
