//! A morning at the window, over HTTP, on both engines.

use crate::formulary;
use crate::pharmacy::pages;
use crate::prescribing::model::{Directions, Meal, Order, Patient, Wish};
use crate::prescribing::rules::directions::frequency_of;
use crate::stores;
use crate::stores::model::{Delivery, DeliveryLine, Storeroom, StoreroomId, StoreroomKind, Units};
use crate::trial_day::Day;
use crate::{formulary::model::Name, prescribing};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{Password, Permit, organisation, sign_in};
use nabz_kernel::birth::Age;
use nabz_kernel::ids::Id;
use nabz_testkit::{Database, MORNING, city_tests};
use nabz_web::App;
use tower::ServiceExt;
use uuid::Uuid;

const PASSWORD: &str = "neem-tree-by-the-gate";

/// Sunita with a signed prescription, a counter with stock, and Imran signed in behind it.
struct Window {
    day: Day,
    router: Router,
    cookie: String,
    prescription: Uuid,
    counter: Uuid,
}

impl Window {
    fn on(database: Database) -> Self {
        let day = Day::on(database);
        let counter: StoreroomId = Id::draw(MORNING);
        stock(&day, counter);
        let prescription = sign(&day);
        let cookie = sign_in_imran(&day);
        let app = App::build(day.store.clone(), day.store.clock()).done();
        let capabilities = pages::routes().merge(stores::pages::routes());
        let router = nabz_web::router(app, capabilities);
        Self { day, router, cookie, prescription, counter: counter.uuid() }
    }

    fn ask(&self, method: &str, path: &str, form: &str) -> (StatusCode, String, Vec<u8>) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
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

fn sign(day: &Day) -> Uuid {
    let token = day.arrive("Sunita Devi", 42);
    let (facility, doctor) = (day.facility, day.doctor);
    day.write(move |tx| {
        let medicine = formulary::medicine_by_code(tx, "METF-500-TAB")?.unwrap().id;
        let frequency = frequency_of("1-0-1").unwrap();
        let directions =
            Directions { frequency, days: 30, meal: Meal::After, remark: String::new() };
        let wishes = vec![Wish { medicine, directions, overrides: Vec::new() }];
        let patient = Patient { age: Some(Age::Years(42)), ..Patient::default() };
        let order = Order { visit: token.id, person: token.person, patient, wishes };
        Ok(prescribing::issue(tx, (facility, doctor), &order)?.id.uuid())
    })
    .unwrap()
}

fn sign_in_imran(day: &Day) -> String {
    let facility = nabz_access::facility_node(day.facility);
    day.write(move |tx| {
        let code = organisation::node(tx, facility)?.unwrap().code;
        let sheet = format!(
            "sign_in,name_en,name_hi,role,at,until\n\
             imran.qureshi,Imran Qureshi,इमरान क़ुरैशी,pharmacist,{code},2027-03-31\n"
        );
        let lines = read_users(&sheet, tx.today()).unwrap();
        let digest = Password::typed(PASSWORD).digest()?;
        load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
        Ok(())
    })
    .unwrap();
    let credentials =
        day.store.read_blocking(|view| sign_in::credentials(view, "imran.qureshi")).unwrap();
    let verdict = credentials.check_password(&Password::typed(PASSWORD));
    let signed = day.write(move |tx| sign_in::sign_in(tx, &verdict, "story")).unwrap();
    format!("__Host-nabz={}", signed.token.reveal())
}

city_tests! { Window;
    fn a_slip_is_scanned_packs_are_picked_and_the_medicine_is_handed_over_once(window) {
        let list = window.page("/pharmacy");
        assert!(list.contains("Sunita Devi") || list.contains("सुनीता"), "{list}");
        let (status, to, _) = window.ask("POST", "/pharmacy/open", &format!("slip={}", window.prescription));
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/pharmacy/at/{}", window.prescription).as_str()));
        let desk = window.page(&to);
        assert!(desk.contains("MF0924") && desk.contains("1-0-1"));
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
