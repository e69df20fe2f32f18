//! Staff over the FHIR API: whom they are related to, and nobody else; every look is kept.

use crate::routes;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::organisation::{Names, add_node};
use nabz_access::staff::{SignInName, staff_called};
use nabz_access::{Holder, NodeId, NodeKind, Password, Why, relate, sign_in, unrelate};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, PersonId, StaffId};
use nabz_record::{Publish, Resource};
use nabz_store::{Stop, Store, Tx};
use nabz_testkit::{Database, MORNING, city_tests};
use nabz_web::App;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

const PASSWORD: &str = "neem-tree-by-the-gate";
const NEXT_YEAR: Instant = Instant::from_microseconds(1_820_000_000_000_000);

/// A hospital with a doctor and a clerk, and two people in the record.
struct City {
    store: Store,
    router: axum::Router,
    asha: PersonId,
    meena: PersonId,
    doctor: StaffId,
    _database: Database,
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
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,LNH,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).digest()?;
    load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    Ok(staff_called(tx, &SignInName::parse("asha.rao").unwrap())?.unwrap())
}

impl City {
    fn on(database: Database) -> Self {
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
        let app = App::build(store.clone(), store.clock()).done();
        let router = nabz_web::router(app, routes());
        Self { store, router, asha, meena, doctor, _database: database }
    }

    fn cookie(&self, name: &'static str) -> String {
        let credentials =
            self.store.read_blocking(move |view| sign_in::credentials(view, name)).unwrap();
        let verdict = credentials.check_password(&Password::typed(PASSWORD));
        let signed =
            self.store.write_blocking(move |tx| sign_in::sign_in(tx, &verdict, "story")).unwrap();
        format!("__Host-nabz={}", signed.token.reveal())
    }

    fn get(&self, path: &str, cookie: &str) -> (StatusCode, Value) {
        self.ask("GET", path, cookie)
    }

    fn ask(&self, method: &str, path: &str, cookie: &str) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
        let request = request.body(Body::from(r#"{"resourceType":"Patient","id":"x"}"#)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    fn relate(&self, open: bool) {
        let (doctor, asha) = (Holder::Staff(self.doctor), self.asha);
        let why = Why::Visit(Uuid::from_u128(1));
        let change = move |tx: &mut Tx<'_>| {
            if open {
                relate(tx, doctor, asha, why, NEXT_YEAR)
            } else {
                unrelate(tx, doctor, asha, why)
            }
        };
        self.store.write_blocking(change).unwrap();
    }

    fn looks(&self) -> i64 {
        self.store.flush_reads().unwrap();
        let patient = self.asha.uuid();
        let count = self.store.read_blocking(move |view| {
            let sql = "SELECT COUNT(*) FROM audit_row WHERE patient_id = $1";
            view.query_one(sql, &[patient.into()], |row| row.get(0))
        });
        count.unwrap().unwrap()
    }
}

city_tests! { City;
    fn a_doctor_reads_whom_they_see_and_nobody_else(city) {
        let doctor = city.cookie("asha.rao");
        let (asha, meena) = (format!("/fhir/R4/Patient/{}", city.asha), format!("/fhir/R4/Patient/{}", city.meena));
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.looks(), 0);
        city.relate(true);
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::OK);
        assert_eq!(city.get(&format!("{asha}/$everything"), &doctor).0, StatusCode::OK);
        assert_eq!(city.looks(), 1, "the same look within a minute is one look");
        assert_eq!(city.get(&meena, &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/_history"), &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/_history/1"), &doctor).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get(&format!("{meena}/$everything"), &doctor).0, StatusCode::FORBIDDEN);
        let (status, found) = city.get("/fhir/R4/Patient?gender=female", &doctor);
        assert_eq!((status, found["entry"].as_array().unwrap().len()), (StatusCode::OK, 1));
        assert_eq!(found["entry"][0]["resource"]["id"], city.asha.to_string());
        city.relate(false);
        assert_eq!(city.get(&asha, &doctor).0, StatusCode::FORBIDDEN);
    }

    fn a_clerk_does_not_read_the_record_and_no_staff_write_it(city) {
        city.relate(true);
        let (clerk, doctor) = (city.cookie("pooja.bisht"), city.cookie("asha.rao"));
        assert_eq!(city.get(&format!("/fhir/R4/Patient/{}", city.asha), &clerk).0, StatusCode::FORBIDDEN);
        assert_eq!(city.get("/fhir/R4/Patient?gender=female", &clerk).0, StatusCode::FORBIDDEN);
        for (method, path) in [("POST", "/fhir/R4/Patient"), ("PUT", "/fhir/R4/Patient/x"), ("DELETE", "/fhir/R4/Patient/x")] {
            assert_eq!(city.ask(method, path, &doctor).0, StatusCode::FORBIDDEN, "{method} {path}");
        }
    }
}
