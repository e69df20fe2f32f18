//! Somebody of whom only a partner knew, from the import to the doctor's screen, over HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a broken promise should stop the story where it broke"
)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use nabz::site;
use nabz_access::load::{FirstPassword, load_users, read_users};
use nabz_access::{Names, Password, Permit, SessionToken, TotpSecret, Vault};
use nabz_access::{organisation, session, sign_in, staff};
use nabz_exchange::{Import, Imported, digest, files_of, give_key, import, partner};
use nabz_hospital::facilities::actions::{ArrangeFacility, UnitPlan, arrange_unit};
use nabz_hospital::facilities::load::{load_facilities, publish_people, read_facilities};
use nabz_hospital::facilities::model::Weekdays;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_people::cards::{KeyRing, Signing};
use nabz_people::registry::index::Search;
use nabz_people::registry::person_of;
use nabz_store::{AuditSearch, Stop, Store, Tx};
use nabz_testkit::{City, Database, city_test, wait_for};
use nabz_web::Config;
use tower::ServiceExt;

const PASSWORD: &str = "neem-tree-by-the-gate";
/// The key of a lab that speaks over the API.
const LAB: &str = "the-key-of-lab-one";
/// As the partner wrote it, and as the page says whose word it is.
const DIAGNOSIS: &str = "Hypertension";

/// Amaltas Hospital, which took over a partner's patients, and Neem Clinic across the river.
struct Town {
    store: Store,
    router: Router,
    unit: nabz_access::UnitId,
    liz: String,
    liz_of_the_partner: String,
    search: Search,
    _database: Database,
}

impl City for Town {
    fn on(database: Database) -> Self {
        let store = database.store.clone();
        let (facility, unit) = store.write_blocking(arrange).unwrap();
        let imported = imported(&store, facility);
        assert_eq!((imported.patients.len(), imported.adopted), (6, 6));
        let patients: Vec<_> = imported.patients.iter().map(|one| one.key.entry).collect();
        let liz = store.read_blocking(move |view| {
            for patient in &patients {
                let person = person_of(view, *patient)?;
                let details = nabz_people::registry::person(view, person)?.unwrap().details;
                if details.name.roman().unwrap().as_str() == "Liz Conn" {
                    return Ok((person, *patient));
                }
            }
            Err(Stop::fault("Liz is not among them"))
        });
        let (person, patient) = liz.unwrap();
        let search = Search::default();
        search.load(&store).unwrap();
        let parts = (search.clone(), vault(), Signing::by(KeyRing::new(vault())));
        Self {
            router: site::router(store.clone(), Config::default(), parts),
            store,
            search,
            unit,
            liz: person.to_string(),
            liz_of_the_partner: patient.to_string(),
            _database: database,
        }
    }
}

fn imported(store: &Store, at: FacilityId) -> Imported {
    let folder = nabz_testkit::package().join("../../fixtures/synthea");
    let files = files_of(&folder).unwrap();
    import(store, &Import { source: "synthea", files: &files, at }, |_, _, _| ()).unwrap()
}

fn arrange(tx: &mut Tx<'_>) -> Result<(FacilityId, nabz_access::UnitId), Stop> {
    let lines = "code,name_en,name_hi,kind,district\n\
                 AML,Amaltas Hospital,अमलतास अस्पताल,hospital,Central\n\
                 NEEM,Neem Clinic,नीम क्लिनिक,hospital,East\n";
    load_facilities(tx, &read_facilities(lines).unwrap())?.unwrap();
    let node = organisation::node_by_code(tx, "AML")?.unwrap();
    let facility: FacilityId = Id::from_uuid(node.id.uuid());
    let plan = UnitPlan {
        code: "MED".into(),
        names: Names::parse("Medicine", "मेडिसिन").unwrap(),
        prefix: "M".into(),
        days: Weekdays::ALL,
        hours: (0, 1_439),
        tokens_a_day: 100,
    };
    let unit = arrange_unit(tx, &Permit::<ArrangeFacility>::of_the_program(facility), &plan)?.id;
    let sheet = "sign_in,name_en,name_hi,role,at,until\n\
                 pooja.bisht,Pooja Bisht,पूजा बिष्ट,registration_clerk,AML,2027-03-31\n\
                 asha.rao,Asha Rao,आशा राव,doctor,AML,2027-03-31\n\
                 omar.khan,Omar Khan,उमर ख़ान,doctor,NEEM,2027-03-31\n\
                 nila.das,Nila Das,नीला दास,auditor,department,2027-03-31\n";
    let lines = read_users(sheet, tx.today()).unwrap();
    let digest = Password::typed(PASSWORD).cheap_digest()?;
    let loaded = load_users(tx, &lines, &FirstPassword::Same(digest))?.unwrap();
    publish_people(tx, &loaded.added)?;
    Ok((facility, unit))
}

/// What the second factor of this town is sealed with.
fn vault() -> Vault {
    Vault::of_key(&[7; 32])
}

impl Town {
    fn cookie(&self, name: &'static str) -> String {
        format!("__Host-nabz={}", self.signed_in(name).reveal())
    }

    fn signed_in(&self, name: &'static str) -> SessionToken {
        let known = self.store.read_blocking(move |view| sign_in::credentials(view, name)).unwrap();
        let (typed, now) = (Password::typed(PASSWORD), self.store.clock().now());
        let verdict = known.check(&typed, (&vault(), ""), now).unwrap();
        let sign_in = move |tx: &mut Tx<'_>| sign_in::sign_in(tx, &verdict, "story");
        self.store.write_blocking(sign_in).unwrap().token
    }

    /// The city's auditor, with the second factor that the role needs.
    fn auditor(&self) -> String {
        let token = self.signed_in("nila.das");
        let key = token.key();
        let confirm = move |tx: &mut Tx<'_>| {
            let (access, secret) = (session::resume(tx, key)?.access, TotpSecret::draw()?);
            let sealed = vault().seal(access.staff(), &secret)?;
            staff::begin_second_factor(tx, &access, &sealed)?;
            staff::confirm_second_factor(tx, &access, (&vault(), &secret.code_at(tx.now())))
        };
        self.store.write_blocking(confirm).unwrap();
        format!("__Host-nabz={}", token.reveal())
    }

    fn ask(&self, cookie: &str, method: &str, path: &str, form: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "nabz.test")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.to_owned())).unwrap())
    }

    fn get(&self, cookie: &str, path: &str) -> (StatusCode, String) {
        self.ask(cookie, "GET", path, "")
    }

    /// Every page of an answer, one behind the other.
    fn pages(&self, cookie: &str, first: &str) -> String {
        let (mut all, mut next) = (String::new(), Some(first.to_owned()));
        while let Some(path) = next {
            let (status, page) = self.get(cookie, &path);
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            let bundle: serde_json::Value = serde_json::from_str(&page).unwrap();
            let part = |link: &serde_json::Value, name: &str| {
                link.get(name).and_then(|text| text.as_str()).unwrap().to_owned()
            };
            let mut links = bundle.get("link").unwrap().as_array().unwrap().iter();
            let link = links.find(|link| part(link, "relation") == "next");
            next = link.map(|link| part(link, "url").replace("http://nabz.test", ""));
            all.push_str(&page);
        }
        all
    }

    fn send_as_lab(&self, bundle: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method("POST")
            .uri("/fhir/R4")
            .header(header::HOST, "nabz.test")
            .header(header::AUTHORIZATION, format!("Bearer {LAB}"))
            .header(header::CONTENT_TYPE, "application/fhir+json");
        self.send(request.body(Body::from(bundle.to_owned())).unwrap())
    }

    fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        wait_for(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, String::from_utf8_lossy(&bytes).into_owned())
        })
    }
}

#[city_test]
fn an_imported_patient_is_found_at_the_desk_and_their_history_opens_to_who_sees_them(
    town: &mut Town,
) {
    let (clerk, doctor) = (town.cookie("pooja.bisht"), town.cookie("asha.rao"));
    let elsewhere = town.cookie("omar.khan");
    let chart = format!("/chart/{}", town.liz);
    let partner = format!("/fhir/R4/Patient/{}", town.liz_of_the_partner);
    let conditions = format!("/fhir/R4/Condition?patient={}", town.liz_of_the_partner);

    let (status, found) = town.ask(&clerk, "POST", "/search", "q=liz+con");
    assert_eq!(status, StatusCode::OK, "{found}");
    assert!(found.contains("Liz Conn") && found.contains(&town.liz), "{found}");
    let (status, closed) = town.get(&doctor, &chart);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(!closed.contains(DIAGNOSIS));
    assert_eq!(town.get(&doctor, &partner).0, StatusCode::FORBIDDEN);

    let token = format!("once=liz&person={}&unit={}&visit=new", town.liz, town.unit);
    let (status, answer) = town.ask(&clerk, "POST", "/desk/token", &token);
    assert!(status.is_success() || status.is_redirection(), "{status} {answer}");

    let in_english = format!("{doctor}; __Host-nabz-lang=en");
    let (status, page) = town.get(&in_english, &chart);
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(DIAGNOSIS) && page.contains("from synthea"), "{page}");
    assert!(page.contains("OPD visit") && page.contains("Amaltas Hospital · Medicine"), "{page}");
    let (_, page) = town.get(&doctor, &chart);
    assert!(page.contains(DIAGNOSIS) && page.contains("synthea से"), "verbatim, and whose: {page}");
    assert!(page.contains("ओपीडी विज़िट") && page.contains("अमलतास अस्पताल · मेडिसिन"), "{page}");

    assert_eq!(town.get(&doctor, &partner).0, StatusCode::OK);
    let (status, found) = town.get(&doctor, &conditions);
    assert!(status == StatusCode::OK && found.contains(DIAGNOSIS), "{status} {found}");
    let (_, own) = town.get(&doctor, &format!("/fhir/R4/Patient/{}", town.liz));
    assert!(own.contains(&partner["/fhir/R4/".len()..]), "a link says where else to look: {own}");

    let (status, page) = town.get(&elsewhere, &chart);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(!page.contains(DIAGNOSIS));
    assert_eq!(town.get(&elsewhere, &partner).0, StatusCode::FORBIDDEN);
    let (_, found) = town.get(&elsewhere, &conditions);
    assert!(!found.contains(DIAGNOSIS), "{found}");
}

#[city_test]
fn everything_of_a_person_holds_what_partners_said_of_them(town: &mut Town) {
    let (clerk, doctor) = (town.cookie("pooja.bisht"), town.cookie("asha.rao"));
    let everything = format!("/fhir/R4/Patient/{}/$everything", town.liz);
    assert_eq!(town.get(&doctor, &everything).0, StatusCode::FORBIDDEN);
    let token = format!("once=liz&person={}&unit={}&visit=new", town.liz, town.unit);
    town.ask(&clerk, "POST", "/desk/token", &token);
    let all = town.pages(&doctor, &format!("{everything}?_count=100"));
    let theirs = format!("Patient/{}", town.liz_of_the_partner);
    for part in [&format!("/fhir/R4/Patient/{}\"", town.liz), &format!("/fhir/R4/{theirs}\"")] {
        assert!(all.contains(part.as_str()), "{part}");
    }
    assert!(all.contains(DIAGNOSIS), "what the partner found");
    assert!(all.contains("/fhir/source/nabz\""), "and today's visit");
    let own = town.pages(&doctor, &format!("/fhir/R4/{theirs}/$everything"));
    assert!(own.contains(DIAGNOSIS) && !own.contains(&format!("/fhir/R4/Patient/{}\"", town.liz)));
    town.store.flush_reads().unwrap();
    let liz = uuid::Uuid::parse_str(&town.liz).unwrap();
    let looks = town.store.read_blocking(move |view| {
        let search = AuditSearch::LooksAt(Id::from_uuid(liz));
        view.audit_rows(search, None, 9)
    });
    assert!(looks.unwrap().iter().any(|row| row.act == "exchange.read-record"));
    assert_eq!(town.get(&town.cookie("omar.khan"), &everything).0, StatusCode::FORBIDDEN);
}

#[city_test]
fn whoever_a_partner_sends_over_the_api_is_found_at_the_desk(town: &mut Town) {
    town.store
        .write_blocking(|tx| {
            let lab = partner(tx, "lab-one")?;
            give_key(tx, lab, &digest(LAB))
        })
        .unwrap();
    let bundle = r#"{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1",
        "resource":{"resourceType":"Patient","gender":"female","birthDate":"1984-05-02",
        "name":[{"family":"Bhattacharya","given":["Nandini"]}]},
        "request":{"method":"POST","url":"Patient"}}]}"#;
    let clerk = town.cookie("pooja.bisht");
    let before = town.ask(&clerk, "POST", "/search", "q=nandini+bhattacharya").1;
    assert!(!before.contains("Nandini Bhattacharya"));
    let (status, said) = town.send_as_lab(bundle);
    assert_eq!(status, StatusCode::OK, "{said}");
    town.search.catch_up(&town.store).unwrap();
    let (_, found) = town.ask(&clerk, "POST", "/search", "q=nandini+bhattacharya");
    assert!(found.contains("Nandini Bhattacharya"), "{found}");
    let (status, said) = town.send_as_lab(&bundle.replace("1984-05-02", "1984-05-32"));
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    let persons = |view: &mut Tx<'_>| {
        let sql = "SELECT COUNT(*) FROM registry_registration WHERE source = 'lab-one'";
        view.query_one(sql, &[], |row| row.get::<i64>(0))
    };
    town.send_as_lab(bundle);
    assert_eq!(town.store.read_blocking(persons).unwrap(), Some(1), "sent twice, one person");
    let (status, page) = town.get(&town.auditor(), "/audit");
    assert_eq!(status, StatusCode::OK, "{page}");
    let row = r#"<td><span translate="no">lab-one</span></td><td>बंडल भेजा</td>"#;
    assert_eq!(page.matches(row).count(), 2, "the city's auditor reads who sent it: {page}");
}

#[city_test]
fn a_rebuild_after_an_import_finds_nothing_to_change_and_importing_again_adds_nothing(
    town: &mut Town,
) {
    let again = nabz_record::rebuild(&town.store, &site::rebuilds(), |_, _| ()).unwrap();
    assert!(again.is_clean() && again.looked_at > 6, "{again:?}");
    let find = |view: &mut Tx<'_>| organisation::node_by_code(view, "NEEM");
    let elsewhere = town.store.read_blocking(find).unwrap().unwrap();
    let again = imported(&town.store, Id::from_uuid(elsewhere.id.uuid()));
    assert_eq!((again.created, again.superseded, again.adopted), (0, 0, 0));
}
