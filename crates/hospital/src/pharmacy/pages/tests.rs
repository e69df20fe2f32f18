//! A morning at the window, over HTTP, on both engines.

mod labels;
mod stock;

use crate::formulary;
use crate::pharmacy::pages;
use crate::pharmacy::rules::label_code;
use crate::prescribing::model::{AlertKey, Directions, Meal, Order, Override, Patient, Wish};
use crate::prescribing::rules::directions::frequency_of;
use crate::prescribing::rules::slip_code;
use crate::queue::model::TokenId;
use crate::queue::paper::code as visit_code;
use crate::stores;
use crate::stores::model::{Delivery, DeliveryLine, Storeroom, StoreroomId, StoreroomKind, Units};
use crate::trial_day::Day;
use crate::{formulary::model::Name, prescribing};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use nabz_access::Permit;
use nabz_kernel::birth::Age;
use nabz_kernel::ids::Id;
use nabz_people::registry;
use nabz_people::registry::actions::{LinkPersons, link};
use nabz_print::label::LabelCode;
use nabz_store::Tx;
use nabz_testkit::{Browser, Database, MORNING, city_tests, session_cookie, shows};
use nabz_web::App;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

/// Longer than a visit lets anybody read.
const DAYS_AFTER: Duration = Duration::from_hours(9 * 24);

/// Sunita with a signed prescription, a counter with stock, Imran signed in behind it, and Deepa
/// who keeps the store; Zoya works on other days.
struct Window {
    day: Day,
    router: Router,
    cookie: String,
    deepa: String,
    prescription: Uuid,
    visit: TokenId,
    counter: Uuid,
}

impl Window {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        let counter: StoreroomId = Id::draw(MORNING);
        stock(&day, counter);
        let (prescription, visit) = sign(&day);
        day.employ(&[
            "imran.qureshi,Imran Qureshi,इमरान क़ुरैशी,pharmacist",
            "zoya.khan,Zoya Khan,ज़ोया ख़ान,pharmacist",
            "deepa.das,Deepa Das,दीपा दास,store_keeper",
        ]);
        let [cookie, deepa] = ["imran.qureshi", "deepa.das"].map(|name| signed_in(&day, name));
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let capabilities = pages::routes().merge(stores::pages::routes());
        let router = nabz_web::router(app, capabilities);
        let counter = counter.uuid();
        Self { day, router, cookie, deepa, prescription, visit, counter }
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> (StatusCode, String, Vec<u8>) {
        self.ask_as(&self.cookie, (method, path), form)
    }

    /// What a form that is refused shows: its code, and what was typed.
    fn refused(&self, cookie: &str, path: &str, form: &str) -> String {
        let (status, to, body) = self.ask_as(cookie, ("POST", path), form);
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} → {to}\n{text}");
        text
    }

    fn ask_as(
        &self,
        cookie: &str,
        (method, path): (&str, &str),
        form: &str,
    ) -> (StatusCode, String, Vec<u8>) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
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
            (status, location, bytes.to_vec())
        })
    }

    /// Where and what the window sends once Sunita's packs are scanned.
    fn handed_over_form(&self) -> (String, String) {
        let at = format!("/pharmacy/at/{}", self.prescription);
        self.ask("POST", "/pharmacy/open", &format!("slip={}&once=h0", self.prescription));
        let page = self.page(&at);
        let line = field(&page, "line", 0);
        let medicine = field(&page, &format!("medicine-{line}"), 0);
        let (_, _, scanned) = self.ask("POST", &at, &format!("line={line}&pack=MF0924"));
        let batch = field(&String::from_utf8_lossy(&scanned), "scanned", 0);
        let form = format!(
            "line={line}&medicine-{line}={medicine}&units-{line}=60&scanned={batch}\
             &once=h1&collector=self"
        );
        (format!("{at}/hand-over"), form)
    }

    fn page(&self, path: &str) -> String {
        let (status, to, bytes) = self.ask("GET", path, "");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(status, StatusCode::OK, "{path} → {to}\n{text}");
        text
    }
}

fn stock(day: &Day, counter: StoreroomId) {
    let facility = day.facility;
    let keeper = day.doctor;
    day.write(move |tx| {
        let room = Storeroom {
            id: counter,
            code: "PHARM".into(),
            kind: StoreroomKind::Pharmacy,
            name: Name { english: "Pharmacy".into(), hindi: "दवाखाना".into() },
            fed_by: None,
        };
        stores::actions::open_storeroom(tx, &Permit::trial(keeper, facility), &room)?;
        let mut lines = Vec::new();
        for (code, number) in [("METF-500-TAB", "MF0924"), ("PARA-500-TAB", "PC2640")] {
            lines.push(DeliveryLine {
                medicine: formulary::medicine_by_code(tx, code)?.unwrap().id,
                number: number.into(),
                manufacturer: "Made-up Pharma".into(),
                expires_on: stores::rules::parse_expiry("12/2027").unwrap(),
                units: Units::new(100),
            });
        }
        let delivery = Delivery { storeroom: counter, paper: "CH-1".into(), lines };
        stores::actions::receive(tx, &Permit::trial(keeper, facility), &delivery)
    })
    .unwrap();
}

fn sign(day: &Day) -> (Uuid, TokenId) {
    let token = day.arrive("Sunita Devi", 42);
    let (facility, doctor) = (day.facility, day.doctor);
    let signed = day.write(move |tx| {
        let medicine = formulary::medicine_by_code(tx, "METF-500-TAB")?.unwrap().id;
        let frequency = frequency_of("1-0-1").unwrap();
        let directions =
            Directions { frequency, days: 30, meal: Meal::After, remark: String::new() };
        let alert = AlertKey("allergy/metformin".into());
        let overrides = vec![Override { alert, reason: "Taken for years".into() }];
        let wishes = vec![Wish { medicine, directions, overrides }];
        let allergies = vec!["metformin".into()];
        let patient = Patient { age: Some(Age::Years(42)), allergies, ..Patient::default() };
        let order = Order { visit: token.id, person: token.person, patient, wishes };
        Ok(prescribing::issue(tx, (facility, doctor), &order)?.id.uuid())
    });
    (signed.unwrap(), token.id)
}

fn signed_in(day: &Day, name: &'static str) -> String {
    format!("{}; __Host-nabz-lang=en", session_cookie(&day.store, name))
}

/// The value of the `nth` field of that name, as the page writes it.
fn field(page: &str, name: &str, nth: usize) -> String {
    let begins = format!("name=\"{name}\" value=\"");
    let rest = page.split(&begins).nth(nth + 1).unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

city_tests! { Window;
    fn a_prescription_of_a_linked_record_says_under_which_number_the_record_goes_on(window) {
        let at = format!("/pharmacy/at/{}", window.prescription);
        let (path, form) = window.handed_over_form();
        let mark = "The record goes on under the other health ID";
        assert!(!window.page(&at).contains(mark));
        let (facility, prescription) = (window.day.facility, Id::from_uuid(window.prescription));
        let signed = window.day.read(move |tx| prescribing::prescription(tx, facility, prescription)).unwrap();
        let (other, permit) = (window.day.register("Sunita Rani", 42), window.day.permit::<LinkPersons>());
        window.day.write(move |tx| link(tx, &permit, signed.person, other, ("One card.", true))).unwrap();
        let number = window.day.read(move |tx| registry::banner(tx, other)).health_id.to_string();
        shows(&window.page(&at), &[mark, &number]);
        let hindi = window.cookie.replace("lang=en", "lang=hi");
        let (_, _, page) = window.ask_as(&hindi, ("GET", &at), "");
        shows(&String::from_utf8_lossy(&page), &["रिकॉर्ड आगे दूसरी हेल्थ आईडी", &number]);
        let (_, slip, _) = window.ask("POST", &path, &form);
        shows(&window.page(&slip), &[mark, &number]);
    }

    fn a_slip_is_scanned_packs_are_picked_and_the_medicine_is_handed_over_once(window) {
        let list = window.page("/pharmacy");
        assert!(list.contains("Sunita Devi") || list.contains("सुनीता"), "{list}");
        let (status, to, _) = window.ask("POST", "/pharmacy/open", &format!("slip={}&once=o1", slip_code(Id::from_uuid(window.prescription))));
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/pharmacy/at/{}", window.prescription).as_str()));
        let desk = window.page(&to);
        shows(&desk, &["MF0924", "1-0-1", "Allergy to metformin", "Taken for years"]);
        let line = desk.split("name=\"line\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (_, _, wrong) = window.ask("POST", &to, &format!("line={line}&pack=PC2640"));
        assert!(String::from_utf8_lossy(&wrong).contains("PHA-007"));
        let (_, _, right) = window.ask("POST", &to, &format!("line={line}&pack=METF-500-TAB%7CMF0924"));
        let right = String::from_utf8_lossy(&right).into_owned();
        let batch = right.split("name=\"scanned\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let form = format!("line={line}&units-{line}=60&scanned={batch}&once=abc&collector=self");
        let (status, slip, body) = window.ask("POST", &format!("{to}/hand-over"), &form);
        assert_eq!(status, StatusCode::SEE_OTHER, "{}", String::from_utf8_lossy(&body));
        let (again, same, _) = window.ask("POST", &format!("{to}/hand-over"), &form);
        assert_eq!((again, &same), (StatusCode::SEE_OTHER, &slip));
        assert_eq!(window.day.count("SELECT COUNT(*) FROM pharmacy_dispense"), 1);
        assert!(window.page(&slip).contains("MF0924"));
        let (_, _, labels) = window.ask("GET", &format!("{slip}/labels.pdf"), "");
        assert!(labels.starts_with(b"%PDF"));
    }

    fn the_token_s_slip_opens_the_prescription_and_what_was_not_found_is_shown_again(window) {
        let at = format!("/pharmacy/at/{}", window.prescription);
        let (_, to, _) = window.ask("POST", "/pharmacy/open", &format!("slip={}&once=o1", visit_code(window.visit)));
        assert_eq!(to, at);
        let page = window.refused(&window.cookie, "/pharmacy/open", "slip=M-999&once=o2");
        assert!(page.contains("PHA-001") && page.contains("value=\"M-999\""), "{page}");
    }

    fn calling_twice_with_one_press_calls_one_person(window) {
        let once = field(&window.page("/pharmacy"), "once", 1);
        let call = || window.ask("POST", "/pharmacy/call-next", &format!("once={once}")).1;
        assert_eq!(call(), format!("/pharmacy/at/{}", window.prescription));
        assert_eq!(call(), format!("/pharmacy/at/{}", window.prescription));
        let page = window.refused(&window.cookie, "/pharmacy/call-next", "once=another");
        assert!(page.contains("PHA-017"));
    }

    fn a_number_that_is_none_is_refused_and_not_taken_for_another_time(window) {
        let slip = window.handed_over_form();
        let page = window.refused(&window.cookie, &slip.0, &slip.1.replace("=60&", "=6o&"));
        assert!(page.contains("STK-006") && page.contains("value=\"6o\""), "{page}");
        assert_eq!(window.day.count("SELECT COUNT(*) FROM pharmacy_dispense"), 0);
    }

    fn a_label_brings_medicine_back_to_whoever_stands_at_the_window(window) {
        let (path, form) = window.handed_over_form();
        let slip = window.ask("POST", &path, &form).1;
        window.day.pass(DAYS_AFTER);
        let zoya = signed_in(&window.day, "zoya.khan");
        let (closed, _, _) = window.ask_as(&zoya, ("GET", &slip), "");
        assert_eq!(closed, StatusCode::FORBIDDEN);
        let id: Uuid = slip.rsplit('/').next().unwrap().parse().unwrap();
        let label = label_code(Id::from_uuid(id));
        let (_, found, _) = window.ask_as(&zoya, ("POST", "/returns"), &format!("number={label}&once=r1"));
        assert_eq!(found, slip);
        let (open, _, page) = window.ask_as(&zoya, ("GET", &slip), "");
        assert_eq!(open, StatusCode::OK);
        let page = String::from_utf8_lossy(&page).into_owned();
        let (item, batch) = (field(&page, "item", 0), field(&page, "batch", 0));
        let back = |units: &str, once| format!("item={item}&batch={batch}&units={units}&why=a+rash&once={once}");
        let wrong = window.refused(&zoya, &format!("{slip}/return"), &back("abc", "b1"));
        for kept in ["STK-006", "value=\"abc\"", "value=\"a rash\"", "<details open>"] {
            assert!(wrong.contains(kept), "{kept} in {wrong}");
        }
        for _ in 0..2 {
            let (status, _, _) = window.ask_as(&zoya, ("POST", &format!("{slip}/return")), &back("12", "b2"));
            assert_eq!(status, StatusCode::SEE_OTHER);
        }
        assert_eq!(window.day.count("SELECT CAST(SUM(units) AS BIGINT) FROM pharmacy_return"), 12);
        let page = window.refused(&zoya, "/returns", "number=99&once=r2");
        assert!(page.contains("PHA-018") && page.contains("value=\"99\""));
    }

    fn every_label_prints_the_number_and_the_code_by_which_it_comes_back(window) {
        let (path, form) = window.handed_over_form();
        let slip = window.ask("POST", &path, &form).1;
        let id = Id::from_uuid(slip.rsplit('/').next().unwrap().parse().unwrap());
        let facility = window.day.facility;
        let printed = window.day.read(move |tx| {
            let dispense = crate::pharmacy::store::dispense(tx, facility, id)?.unwrap();
            pages::labels::read(tx, &dispense)
        });
        assert!(printed.iter().all(|label| label.small.ends_with("· No. 1")), "{printed:?}");
        assert!(printed.iter().all(|label| label.code == LabelCode::Qr(label_code(id))), "{printed:?}");
    }

    fn every_page_of_the_store_opens_and_says_its_emptiness(window) {
        let room = window.counter;
        for page in ["", "/count", "/expiring"] {
            window.page(&format!("/stores/{room}{page}"));
        }
        let (_, bin, _) = window.ask("POST", &format!("/stores/{room}/count"), "medicine=metf-500-tab&look=bin");
        assert!(window.page(&bin).contains("MF0924"));
        let (_, count, _) = window.ask("POST", &format!("/stores/{room}/count"), "medicine=METF-500-TAB&look=count");
        assert!(window.page(&count).contains("MF0924"));
        window.page("/returns");
        let (status, _, _) = window.ask("GET", &format!("/stores/{room}/receive"), "");
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}
