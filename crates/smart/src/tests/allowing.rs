//! A doctor lets an app, in a browser, and the app fetches what it was let.

use crate::client::{ClientId, NewClient};
use crate::{Pace, actions, bearer, routes};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Holder, NodeId, NodeKind, Password, Permit, Why, relate, session, unrelate};
use nabz_fhir::search::query;
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::names::PersonName;
use nabz_people::registry::actions::register;
use nabz_people::registry::model::{Details, NewPerson, Registered as OnRecord};
use nabz_record::{Publish, Resource, source};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Answer, Browser, City, Database, MORNING, PASSWORD, city_tests, field};
use nabz_web::App;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

const BACK: &str = "https://app.example.org/back";
const OPENED: &str = "https://app.example.org/open";
const FHIR: &str = "http://nabz.test/fhir/R4";
const VERIFIER: &str = "a-verifier-of-forty-three-letters-or-more-0123456789";
const YEAR: Duration = Duration::from_hours(24 * 366);
const VISIT: Why = Why::Visit(Uuid::from_u128(1));

pub(super) struct Ward {
    pub(super) store: Store,
    pub(super) router: axum::Router,
    pub(super) app: ClientId,
    doctor: StaffId,
    sunita: OnRecord,
    pub(super) database: Database,
}

#[derive(Serialize)]
struct Visit {
    #[serde(skip)]
    id: Uuid,
    #[serde(flatten)]
    body: Value,
}

impl Resource for Visit {
    const TYPE: &'static str = "Encounter";

    fn id(&self) -> Uuid {
        self.id
    }
}

impl City for Ward {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (doctor, app) = store.write_blocking(arranged).unwrap();
        let app_of_web = App::build(store.clone(), store.clock()).part(Pace::default()).done();
        let router = nabz_web::router(app_of_web, routes());
        let registered = |name: &'static str| {
            let details = Details::named(PersonName::of(name).unwrap());
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            let permit = Permit::trial(Id::draw(MORNING), Id::draw(MORNING));
            store.write_blocking(move |tx| register(tx, &permit, &new)).unwrap()
        };
        let sunita = registered("Sunita Devi");
        let ward = Self { store, router, app, doctor, sunita, database };
        ward.treats(true);
        ward
    }
}

fn arranged(tx: &mut Tx<'_>) -> Result<(StaffId, ClientId), Stop> {
    let mut above = None;
    for (kind, code) in [
        (NodeKind::Department, "department"),
        (NodeKind::District, "district:Central"),
        (NodeKind::Facility, "LNH"),
    ] {
        let names = Names::parse("Amaltas Hospital", "अमलतास अस्पताल").unwrap();
        above = Some(add_node(tx, above.as_ref(), (NodeId::draw(MORNING), kind), code, &names)?);
    }
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 asha.rao,Asha Rao,आशा राव,doctor,LNH,2027-03-31\n\
                 ravi.jain,Ravi Jain,रवि जैन,doctor,LNH,2027-03-31\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n";
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &read_users(sheet, tx.today()).unwrap(), &FirstPassword::Same(digest))?.unwrap();
    let source = source::register(tx, "growth")?;
    let scopes = "launch launch/patient online_access patient/*.cruds user/Patient.rs";
    let addresses = (&[BACK.to_owned()][..], Some(OPENED));
    let new = NewClient::parse(("A growth chart", source), None, addresses, scopes)?;
    let app = actions::register(tx, &new)?;
    Ok((staff_called(tx, &SignInName::parse("asha.rao").unwrap())?.unwrap(), app))
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// What stands behind a name in an address.
pub(super) fn said(address: &str, name: &str) -> String {
    let pairs = nabz_fhir::search::pairs(address.split_once('?').unwrap().1).unwrap();
    pairs
        .into_iter()
        .find_map(|(known, value)| (known == name).then_some(value))
        .unwrap_or_default()
}

impl Ward {
    /// Sunita is the doctor's patient, or no longer.
    fn treats(&self, open: bool) {
        let (holder, person) = (Holder::Staff(self.doctor), self.sunita.person);
        let until = self.store.clock().now().plus(YEAR);
        let change = move |tx: &mut Tx<'_>| {
            if open {
                relate(tx, holder, person, VISIT, until)
            } else {
                unrelate(tx, holder, person, VISIT)
            }
        };
        self.store.write_blocking(change).unwrap();
    }

    /// A visit of somebody, as the record has it.
    fn visit(&self, person: PersonId) -> Uuid {
        let id = PersonId::draw_in(MORNING, person.bucket()).uuid();
        let subject = json!({"reference": format!("Patient/{person}")});
        let visit = Visit {
            id,
            body: json!({"resourceType": "Encounter", "status": "in-progress",
                         "class": {"code": "AMB"}, "subject": subject}),
        };
        self.store.write_blocking(move |tx| tx.publish(&visit)).unwrap();
        id
    }

    pub(super) fn browser(&self, name: &'static str) -> Browser {
        Browser::of(&self.router, &self.store, name).with_cookie("__Host-nabz-lang=en")
    }

    /// What the app asks for, with something said otherwise, or not at all.
    fn request(&self, otherwise: &[(&str, &str)]) -> String {
        let (client, challenge) = (self.app.to_string(), challenge(VERIFIER));
        let mut said = vec![
            ("response_type", "code"),
            ("client_id", client.as_str()),
            ("redirect_uri", BACK),
            ("scope", "launch/patient patient/Observation.rs patient/Patient.r"),
            ("state", "s-1"),
            ("aud", FHIR),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        said.retain(|(name, _)| otherwise.iter().all(|(other, _)| other != name));
        said.extend(otherwise.iter().filter(|(_, value)| !value.is_empty()));
        let said: Vec<(String, String)> =
            said.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        query(&said)
    }

    fn asks(&self, browser: &Browser, otherwise: &[(&str, &str)]) -> Answer {
        browser.get(&format!("/oauth/authorize?{}", self.request(otherwise)))
    }

    /// The doctor says so on the page, and the browser is sent to this address.
    pub(super) fn decided(&self, otherwise: &[(&str, &str)], decision: &str) -> String {
        let number = self.sunita.health_id.to_string();
        let typed = query(&[("patient".into(), number), ("do".into(), decision.into())]);
        let form = format!("{}&{typed}", self.request(otherwise));
        let answer = self.browser("asha.rao").post("/oauth/authorize", &form);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.location
    }

    pub(super) fn fetched(&self, code: &str, otherwise: &[(&str, &str)]) -> (u16, Value) {
        let client = self.app.to_string();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("client_id", client.as_str()),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        fields.retain(|(name, _)| otherwise.iter().all(|(other, _)| other != name));
        fields.extend(otherwise);
        self.tells("/oauth/token", &fields)
    }

    /// What the app is told at this path.
    pub(super) fn tells(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = Browser::new(&self.router).post(path, &query(&fields));
        (answer.status.as_u16(), serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null))
    }

    pub(super) fn holds(&self, token: &Value) -> bool {
        let token = token.as_str().unwrap().to_owned();
        self.store.read_blocking(move |view| bearer(view, &token)).unwrap().is_some()
    }

    pub(super) fn audited(&self, act: &'static str, outcome: &'static str) -> i64 {
        const COUNT: &str = "SELECT COUNT(*) FROM audit_row WHERE act = $1 AND outcome = $2";
        let count = move |view: &mut Tx<'_>| {
            view.query_one(COUNT, &[act.into(), outcome.into()], |row| row.get(0))
        };
        self.store.read_blocking(count).unwrap().unwrap()
    }
}

city_tests! { Ward;
    fn a_doctor_chooses_a_patient_and_lets_an_app_read_about_them(ward) {
        let asha = ward.browser("asha.rao");
        let page = ward.asks(&asha, &[]);
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("A growth chart") && page.text().contains("measurements and laboratory results of this patient"), "{}", page.text());
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' https://app.example.org;"), "{policy}");
        assert_eq!(field(&page.text(), "<form class=\"nabz-stack", "client_id"), ward.app.to_string());
        let number = ward.sunita.health_id.to_string();
        let chosen = format!("{}&{}", ward.request(&[]), query(&[("patient".into(), number)]));
        let shown = asha.post("/oauth/authorize", &chosen).text();
        assert!(shown.contains("Sunita Devi") && shown.contains("value=\"allow\""), "{shown}");
        let location = ward.decided(&[], "allow");
        assert!(location.starts_with(BACK));
        assert_eq!(said(&location, "state"), "s-1");
        let (status, answer) = ward.fetched(&said(&location, "code"), &[]);
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["patient"], ward.sunita.person.to_string());
        assert_eq!(answer["scope"], "launch/patient patient/Observation.rs patient/Patient.r");
        assert_eq!(answer["need_patient_banner"], json!(true));
        assert!(ward.holds(&answer["access_token"]));
        assert_eq!([ward.audited("smart.allow-app", "done"), ward.audited("smart.issue-token", "done")], [2, 1]);
        ward.database.pass(Duration::from_hours(1));
        assert!(!ward.holds(&answer["access_token"]));
    }

    fn what_a_doctor_does_not_allow_is_not_given(ward) {
        let location = ward.decided(&[], "deny");
        assert_eq!((said(&location, "error").as_str(), said(&location, "state").as_str()), ("access_denied", "s-1"));
        assert_eq!(ward.audited("smart.allow-app", "refused"), 1);
        assert_eq!(said(&location, "code"), "");
    }

    fn nobody_is_sent_to_where_an_app_is_not_registered(ward) {
        let asha = ward.browser("asha.rao");
        for (otherwise, code) in [
            (("redirect_uri", "https://app.example.org/back?x"), "SMA-009"),
            (("redirect_uri", "https://evil.example.org/back"), "SMA-009"),
            (("redirect_uri", ""), "SMA-009"),
            (("client_id", "00000000-0000-7000-8000-000000000000"), "SMA-002"),
            (("client_id", "x"), "SMA-002"),
        ] {
            let answer = ward.asks(&asha, &[otherwise]);
            assert!(answer.location.is_empty() && answer.text().contains(code), "{otherwise:?}");
        }
        let twice = format!("/oauth/authorize?{}&redirect_uri=https://evil.example.org", ward.request(&[]));
        assert!(asha.get(&twice).location.is_empty());
    }

    fn whatever_else_is_wrong_is_told_to_the_app(ward) {
        let asha = ward.browser("asha.rao");
        for (otherwise, error) in [
            (("response_type", "token"), "unsupported_response_type"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge", "short"), "invalid_request"),
            (("aud", "https://other.example.org/fhir/R4"), "invalid_request"),
            (("aud", ""), "invalid_request"),
            (("state", ""), "invalid_request"),
            (("scope", "openid"), "invalid_scope"),
            (("scope", "system/*.rs"), "invalid_scope"),
            // Staff write at their desk.
            (("scope", "patient/*.cud"), "invalid_scope"),
        ] {
            let location = ward.asks(&asha, &[otherwise]).location;
            assert_eq!(said(&location, "error"), error, "{otherwise:?}");
        }
    }

    fn a_code_is_fetched_once_by_its_app_within_a_minute_and_with_its_verifier(ward) {
        let fresh = || said(&ward.decided(&[], "allow"), "code");
        for (otherwise, why) in [
            (("code_verifier", "another-verifier-of-forty-three-letters-or-more"), "another verifier"),
            (("code_verifier", ""), "none"),
            (("redirect_uri", "https://app.example.org/other"), "another address"),
            (("code", "nabz-code-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "another code"),
        ] {
            let (status, answer) = ward.fetched(&fresh(), &[otherwise]);
            assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")), "{why}");
        }
        let late = fresh();
        ward.database.pass(Duration::from_mins(1));
        assert_eq!(ward.fetched(&late, &[]).0, 400, "late");
        let burnt = fresh();
        assert_eq!(ward.fetched(&burnt, &[("code_verifier", "x")]).0, 400);
        assert_eq!(ward.fetched(&burnt, &[]).0, 400, "it was tried before");
    }

    fn a_code_that_comes_twice_ends_what_came_of_it(ward) {
        let code = said(&ward.decided(&[], "allow"), "code");
        let (_, answer) = ward.fetched(&code, &[]);
        assert!(ward.holds(&answer["access_token"]));
        assert_eq!(ward.fetched(&code, &[]).0, 400);
        assert!(!ward.holds(&answer["access_token"]));
    }

    fn whoever_is_not_the_doctors_patient_is_a_number_that_nobody_has(ward) {
        ward.treats(false);
        let asha = ward.browser("asha.rao");
        let [theirs, nobodys] = [ward.sunita.health_id.to_string(), "DH 1234 5678 9012 8".to_owned()].map(|number| {
            let form = format!("{}&{}", ward.request(&[]), query(&[("patient".into(), number), ("do".into(), "allow".into())]));
            let answer = asha.post("/oauth/authorize", &form);
            assert!(answer.location.is_empty());
            answer.text()
        });
        assert!(theirs.contains("SMA-012") && !theirs.contains("Sunita"), "{theirs}");
        assert!(!nobodys.contains("Sunita"));
    }

    fn an_app_is_opened_from_a_chart_and_knows_for_whom(ward) {
        let asha = ward.browser("asha.rao");
        let path = format!("/apps/{}", ward.sunita.person);
        assert!(asha.page(&path).contains("A growth chart"));
        let opened = asha.post(&path, &format!("app={}", ward.app)).location;
        assert!(opened.starts_with(OPENED));
        assert_eq!(said(&opened, "iss"), FHIR);
        let launch = said(&opened, "launch");
        let scope = ("scope", "launch patient/*.rs");
        let page = ward.asks(&asha, &[scope, ("launch", &launch)]);
        assert!(page.text().contains("Sunita Devi") && page.text().contains("value=\"allow\""));
        let others = ward.asks(&ward.browser("ravi.jain"), &[scope, ("launch", &launch)]);
        assert!(others.text().contains("SMA-008"), "whoever opened it goes on, nobody else");
        let location = ward.decided(&[scope, ("launch", &launch)], "allow");
        let (_, answer) = ward.fetched(&said(&location, "code"), &[]);
        assert_eq!(answer["patient"], ward.sunita.person.to_string());
        ward.database.pass(Duration::from_mins(5));
        assert!(ward.asks(&asha, &[scope, ("launch", &launch)]).text().contains("SMA-008"));
    }

    fn an_app_that_is_opened_during_a_visit_knows_which(ward) {
        let asha = ward.browser("asha.rao");
        let (theirs, others) = (ward.visit(ward.sunita.person), ward.visit(nabz_testkit::fresh_person()));
        let path = format!("/apps/{}", ward.sunita.person);
        let scope = ("scope", "launch patient/*.rs");
        for (visit, known) in [(theirs, json!(theirs)), (others, Value::Null)] {
            let page = asha.page(&format!("{path}?visit={visit}"));
            assert_eq!(field(&page, &format!("action=\"{path}\""), "visit"), visit.to_string());
            let opened = asha.post(&path, &format!("app={}&visit={visit}", ward.app)).location;
            let location = ward.decided(&[scope, ("launch", &said(&opened, "launch"))], "allow");
            let (_, answer) = ward.fetched(&said(&location, "code"), &[]);
            assert_eq!(answer["encounter"], known);
        }
    }

    fn a_chart_that_is_closed_opens_no_app(ward) {
        let ravi = ward.browser("ravi.jain");
        let path = format!("/apps/{}", ward.sunita.person);
        assert_eq!(ravi.get(&path).status, StatusCode::FORBIDDEN);
        assert_eq!(ravi.post(&path, &format!("app={}", ward.app)).status, StatusCode::FORBIDDEN);
        let clerk = ward.browser("pooja.bisht");
        assert_eq!(ward.asks(&clerk, &[]).status, StatusCode::FORBIDDEN);
    }

    fn what_an_app_asked_for_waits_while_somebody_signs_in(ward) {
        let stranger = Browser::new(&ward.router);
        let answer = ward.asks(&stranger, &[]);
        assert_eq!(answer.location, "/sign-in?next=/oauth/authorize");
        let kept = answer.cookies.iter().find(|one| one.starts_with("__Host-nabz-app=")).unwrap();
        let kept = kept.split(';').next().unwrap();
        let asha = ward.browser("asha.rao").with_cookie(kept);
        let page = asha.get("/oauth/authorize");
        assert!(page.text().contains("A growth chart"));
        assert!(page.cookies.iter().any(|one| one.starts_with("__Host-nabz-app=;")), "it is forgotten");
    }

    fn whoever_has_signed_out_gives_an_app_nothing(ward) {
        let number = ward.sunita.health_id.to_string();
        let cookie = nabz_testkit::session_cookie(&ward.store, "asha.rao");
        let browser = Browser::new(&ward.router).with_cookie(&cookie);
        let form = format!("{}&{}", ward.request(&[]), query(&[("patient".into(), number), ("do".into(), "allow".into())]));
        let code = said(&browser.post("/oauth/authorize", &form).location, "code");
        let token = nabz_access::SessionToken::of_cookie(cookie.split_once('=').unwrap().1);
        ward.store.write_blocking(move |tx| session::end(tx, token.key())).unwrap();
        assert_eq!(ward.fetched(&code, &[]).0, 400);
    }
}
