//! A hospital with staff, two people in the record, and two partners: who asks over the FHIR API.

use crate::{digest, give_key, partner, routes};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Holder, NodeId, NodeKind, Password, Why, relate, sign_in, unrelate};
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, PersonId, StaffId};
use nabz_people::registry::index::Search;
use nabz_people::registry::person_of;
use nabz_record::{Key, Publish, Resource, SourceId, read};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Database, MORNING};
use nabz_web::App;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

const PASSWORD: &str = "neem-tree-by-the-gate";
const NEXT_YEAR: Instant = Instant::from_microseconds(1_820_000_000_000_000);

/// The keys of the two partners; each is its source's name, too.
pub(super) const ONE: &str = "lab-one";
pub(super) const TWO: &str = "lab-two";

/// A hospital with a doctor, a clerk and a store keeper, two people in the record, and two
/// partners.
pub(super) struct City {
    pub(super) store: Store,
    router: axum::Router,
    pub(super) asha: PersonId,
    pub(super) meena: PersonId,
    pub(super) doctor: StaffId,
    /// The name index of the site.
    pub(super) search: Search,
    pub(super) database: Database,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient {
    resource_type: &'static str,
    gender: &'static str,
    #[serde(skip)]
    id: Uuid,
}

impl Resource for Patient {
    const TYPE: &'static str = "Patient";

    fn id(&self) -> Uuid {
        self.id
    }
}

fn hospital(tx: &mut Tx<'_>) -> Result<StaffId, Stop> {
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
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n\
                 nila.das,Nila Das,नीला दास,store_keeper,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(staff_called(tx, &SignInName::parse("asha.rao").unwrap())?.unwrap())
}

impl City {
    pub(super) fn on(database: Database) -> Self {
        let store = database.store.clone();
        let doctor = store.write_blocking(hospital).unwrap();
        let [asha, meena] = [7, 8].map(|bucket| PersonId::draw_in(MORNING, Bucket::folded(bucket)));
        for person in [asha, meena] {
            let publish = move |tx: &mut Tx<'_>| {
                let (resource_type, gender) = ("Patient", "female");
                tx.publish(&Patient { resource_type, gender, id: person.uuid() })
            };
            store.write_blocking(publish).unwrap();
        }
        for name in [ONE, TWO] {
            let known = move |tx: &mut Tx<'_>| {
                let partner = partner(tx, name)?;
                give_key(tx, partner, &digest(name))
            };
            store.write_blocking(known).unwrap();
        }
        let search = Search::default();
        let app = App::build(store.clone(), store.clock()).part(search.clone());
        let app = app.other_origins(nabz_smart::OTHER_ORIGINS).done();
        let router = nabz_web::router(app, routes(None));
        Self { store, router, asha, meena, doctor, search, database }
    }

    pub(super) fn cookie(&self, name: &'static str) -> String {
        let credentials =
            self.store.read_blocking(move |view| sign_in::credentials(view, name)).unwrap();
        let verdict = credentials.check_password(&Password::typed(PASSWORD));
        let signed =
            self.store.write_blocking(move |tx| sign_in::sign_in(tx, &verdict, "story")).unwrap();
        format!("__Host-nabz={}", signed.token.reveal())
    }

    /// Staff ask.
    pub(super) fn get(&self, path: &str, cookie: &str) -> (StatusCode, Value) {
        self.ask("GET", path, cookie)
    }

    pub(super) fn ask(&self, method: &str, path: &str, cookie: &str) -> (StatusCode, Value) {
        let body = r#"{"resourceType":"Patient","id":"x"}"#;
        self.send((method, path), (header::COOKIE, cookie.to_owned()), &[], body)
    }

    /// A partner asks or sends.
    pub(super) fn partner(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> (StatusCode, Value) {
        self.partner_with(who, (method, path), &[], body)
    }

    pub(super) fn partner_with(
        &self,
        who: &str,
        asked: (&str, &str),
        more: &[(&str, &str)],
        body: &str,
    ) -> (StatusCode, Value) {
        self.send(asked, (header::AUTHORIZATION, format!("Bearer {who}")), more, body)
    }

    /// Staff or a partner send something; `who` is a cookie or a key.
    pub(super) fn post(&self, who: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let cookie = who.starts_with("__Host-");
        let proof = if cookie { who.to_owned() } else { format!("Bearer {who}") };
        let name = if cookie { header::COOKIE } else { header::AUTHORIZATION };
        self.send(("POST", path), (name, proof), &[], &body.to_string())
    }

    /// What a browser sends, and what it reads of the answer.
    pub(super) fn raw(&self, request: Request<Body>) -> axum::http::Response<Body> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(self.router.clone().oneshot(request)).unwrap()
    }

    fn send(
        &self,
        (method, path): (&str, &str),
        (name, proof): (header::HeaderName, String),
        more: &[(&str, &str)],
        body: &str,
    ) -> (StatusCode, Value) {
        let path = format!("/fhir/R4{}", path.strip_prefix("/fhir/R4").unwrap_or(path));
        let mut request = Request::builder().method(method).uri(path).header(name, proof);
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    /// Asha is the doctor's patient, or no longer.
    pub(super) fn relate(&self, open: bool) {
        self.relate_to(self.asha, open);
    }

    pub(super) fn relate_to(&self, person: PersonId, open: bool) {
        let doctor = Holder::Staff(self.doctor);
        let why = Why::Visit(Uuid::from_u128(1));
        let change = move |tx: &mut Tx<'_>| {
            if open {
                relate(tx, doctor, person, why, NEXT_YEAR)
            } else {
                unrelate(tx, doctor, person, why)
            }
        };
        self.store.write_blocking(change).unwrap();
    }

    /// Whoever was made of a partner's Patient.
    pub(super) fn person_behind(&self, patient: &'static str) -> PersonId {
        let behind = move |view: &mut Tx<'_>| {
            let entry = read::read(view, ResourceType::PATIENT, patient)?.unwrap();
            person_of(view, entry.key.entry)
        };
        self.store.read_blocking(behind).unwrap()
    }

    /// Whether a person has a Patient that the city itself publishes.
    pub(super) fn is_published(&self, person: PersonId) -> bool {
        let key = Key::of(ResourceType::PATIENT, person.uuid());
        let entry = self.store.read_blocking(move |view| read::at(view, key)).unwrap();
        entry.is_some_and(|entry| entry.source == SourceId::NABZ)
    }

    pub(super) fn count(&self, sql: &'static str, whom: Uuid) -> i64 {
        self.store.flush_reads().unwrap();
        let count = move |view: &mut Tx<'_>| view.query_one(sql, &[whom.into()], |row| row.get(0));
        self.store.read_blocking(count).unwrap().unwrap()
    }

    /// Rows of the audit that concern Asha.
    pub(super) fn looks(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM audit_row WHERE patient_id = $1", self.asha.uuid())
    }
}
